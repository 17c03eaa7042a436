"""What can stop an assembly.

ComityError
└── UsageProblem
    ├── NothingToAssemble    no list counts
    └── AlreadyAssembling    the round is being assembled by somebody else
"""

from comity.core import UsageProblem


class NothingToAssemble(UsageProblem):
    """No list counts in the round."""

    code = "nothing-to-assemble"


class AlreadyAssembling(UsageProblem):
    """The round is being assembled already."""

    code = "already-assembling"
