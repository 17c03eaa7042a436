"""What can be wrong with asking and answering in the portal; the rest is told by `comity.exchange.errors`.

ComityError
└── UsageProblem
    ├── NoKeyYet          the company has no key that a report could be sealed to
    ├── NotSent           a request that lacks what it needs before it can leave
    ├── SealedTooLarge    more bytes than a sealed report can have
    └── TooMuchStored     more reports from one desk in a day than any supplier shares
"""

from comity.core import UsageProblem


class NoKeyYet(UsageProblem):
    """The company has no key that a report could be sealed to."""

    code = "no-key-yet"


class NotSent(UsageProblem):
    """A request lacks what it needs before it can leave."""

    code = "not-sent"


class SealedTooLarge(UsageProblem):
    """An upload has more bytes than a sealed report can have."""

    code = "sealed-too-large"


class TooMuchStored(UsageProblem):
    """One desk shared more reports in a day than any supplier does."""

    code = "too-much-stored"
