"""What can be wrong with who asks.

ComityError
└── UsageProblem
    └── InvitationProblem    an invitation that was used, ran out, or is for somebody else

UnscopedQuery is none of them: it is a mistake in the program, and no user can mend it.
"""

from comity.core import UsageProblem


class InvitationProblem(UsageProblem):
    """An invitation was used already, has run out, or is for another address."""

    code = "invitation"


class UnscopedQuery(RuntimeError):
    """Somebody asked for a tenant's rows without saying whose. Write `.objects.within(scope)`."""
