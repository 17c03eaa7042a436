"""What can stop a decision in the portal; the rest is told by `comity.recognition.errors`.

ComityError
└── UsageProblem
    └── NotTold      the report departs from the member's own policy, and nobody said that this is known
"""

from comity.core import UsageProblem


class NotTold(UsageProblem):
    """The report departs from the member's own policy, and nobody said that this is known."""

    code = "departs-from-policy"
