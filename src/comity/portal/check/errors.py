"""What can stop a file of suppliers from being kept.

ComityError
└── UsageProblem
    └── TooManyKept    as many are kept as a company may keep
"""

from comity.core import UsageProblem


class TooManyKept(UsageProblem):
    """A company keeps as many files of suppliers as it may."""

    code = "too-many-kept"
