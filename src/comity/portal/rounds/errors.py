"""What can stop an assembly.

ComityError
└── UsageProblem
    ├── NothingToAssemble    no list counts
    ├── AlreadyAssembling    the round is being assembled by somebody else
    ├── LaterRound           a later round is assembled, and this one stays as it was
    ├── RoundKnown           a round of that name is there already
    └── NobodyToRemind       nobody lacks anything, or nobody of them has a seat
"""

from comity.core import UsageProblem


class NothingToAssemble(UsageProblem):
    """No list counts in the round."""

    code = "nothing-to-assemble"


class AlreadyAssembling(UsageProblem):
    """The round is being assembled already."""

    code = "already-assembling"


class LaterRound(UsageProblem):
    """A later round is assembled: what its recipients hold was tested against this one as it is."""

    code = "later-round"


class RoundKnown(UsageProblem):
    """A round of that name is there already."""

    code = "round-known"


class NobodyToRemind(UsageProblem):
    """Nobody lacks anything, nobody who does has a seat, or all were reminded today."""

    code = "nobody-to-remind"
