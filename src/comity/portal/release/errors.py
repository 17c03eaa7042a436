"""What can stop a release.

ComityError
└── UsageProblem
    ├── NotReleasable    the leak test refused it, or it is not assembled yet
    ├── NotSigned        counsel has not signed this assembly
    ├── TooEarly         the day before which the list may not go out
    └── FourEyes         one person signed and would publish
"""

from comity.core import UsageProblem


class NotReleasable(UsageProblem):
    """The leak test refused the assembly, a later one exists, or it is not finished."""

    code = "not-releasable"


class NotSigned(UsageProblem):
    """Counsel has not signed this assembly."""

    code = "not-signed-off"


class TooEarly(UsageProblem):
    """The list may not go out before its day."""

    code = "too-early"


class FourEyes(UsageProblem):
    """Who signed may not publish."""

    code = "four-eyes"
