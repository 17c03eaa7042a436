"""What can stop a signature.

ComityError
└── UsageProblem
    └── NotTheText    the words that were read are not those that would be signed
"""

from comity.core import UsageProblem


class NotTheText(UsageProblem):
    """The words that were read are not those that would be signed."""

    code = "not-the-text"
