"""What can stop a judgement.

ComityError
└── UsageProblem
    ├── NothingToJudge      no assembly has left doubtful pairs
    ├── PairTaken           somebody else has the pair, or it was judged meanwhile
    ├── JudgingWaits        the round is being assembled, and reads judgements
    └── NotASplit           the records named leave nothing on one of the two sides
"""

from comity.core import UsageProblem


class NothingToJudge(UsageProblem):
    """No assembly of the programme has doubtful pairs."""

    code = "nothing-to-judge"


class PairTaken(UsageProblem):
    """Another reviewer has the pair before them, or it was judged meanwhile."""

    code = "pair-taken"


class JudgingWaits(UsageProblem):
    """The round is being assembled and holds the registry."""

    code = "judging-waits"


class NotASplit(UsageProblem):
    """A split needs records on both sides, a merge two different sites."""

    code = "not-a-split"
