"""What can stop a decision in the portal; the rest is told by `comity.recognition.errors`.

ComityError
└── UsageProblem
    ├── FileTooLarge    more bytes than a protocol, its links or an issuer's notice can have
    └── NotTold         the report departs from the member's own policy, and nobody said that this is known
"""

from comity.core import UsageProblem


class FileTooLarge(UsageProblem):
    """More bytes than a protocol, its links or an issuer's notice can have."""

    code = "file-too-large"


class NotTold(UsageProblem):
    """The report departs from the member's own policy, and nobody said that this is known."""

    code = "departs-from-policy"
