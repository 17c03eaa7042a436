"""What can stop a decision about the programme.

ComityError
└── UsageProblem
    ├── SameVersion       the text says what a version says already
    ├── RoundUnderWay     a lane cannot be changed once lists came
    ├── NothingToPreview  no list is there to try a policy on
    ├── NotPreviewed      a policy is adopted only after somebody saw what it does
    ├── OwnProposal       nobody adopts what they proposed
    ├── Overtaken         another version was adopted since it was proposed
    ├── CriteriaTooLarge  more bytes than a set of criteria can have
    └── NoiseUnlikely     an ε, or a budget, under which noise would promise nothing
"""

from comity.core import UsageProblem


class SameVersion(UsageProblem):
    """The text says what a version says already."""

    code = "same-version"


class RoundUnderWay(UsageProblem):
    """Lists came for the round, and were read under its lane."""

    code = "round-under-way"


class NothingToPreview(UsageProblem):
    """No list counts in any round, so there is nothing to try a policy on."""

    code = "nothing-to-preview"


class NotPreviewed(UsageProblem):
    """Nobody has seen what the policy would do."""

    code = "not-previewed"


class OwnProposal(UsageProblem):
    """Who proposed a version may not adopt it."""

    code = "own-proposal"


class Overtaken(UsageProblem):
    """Another version was adopted since this one was proposed."""

    code = "overtaken"


class CriteriaTooLarge(UsageProblem):
    """More bytes than the portal takes for a set of criteria."""

    code = "criteria-too-large"


class NoiseUnlikely(UsageProblem):
    """The ε, or the budget, promises nothing."""

    code = "noise-unlikely"
