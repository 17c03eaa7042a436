"""What can be wrong with a letter that waits.

ComityError
└── UsageProblem
    └── LetterUnreadable    a letter was sealed to a secret that is not this portal's
"""

from comity.core import UsageProblem


class LetterUnreadable(UsageProblem):
    """A letter was sealed to a secret that is not this portal's."""

    code = "letter-unreadable"
