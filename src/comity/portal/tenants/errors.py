"""What can be wrong with who asks.

ComityError
└── UsageProblem
    ├── InvitationProblem    an invitation that was used, ran out, or is for somebody else
    ├── TooManyInvitations   an organisation has given as many as a day takes
    ├── LastOfItsKind        a seat that cannot end, because nobody else could let anybody in
    ├── RoleElsewhere        a role that the organisation cannot have, being something else in the programme
    └── NotApart             a benchmark reviewer's seat beside another side's

UnscopedQuery is none of them: it is a mistake in the program, and no user can mend it.
"""

from comity.core import UsageProblem


class InvitationProblem(UsageProblem):
    """An invitation was used already, has run out, or is for another address."""

    code = "invitation"


class TooManyInvitations(UsageProblem):
    """An organisation has given as many invitations as a day takes."""

    code = "too-many-invitations"


class LastOfItsKind(UsageProblem):
    """The last administrator or manager cannot go."""

    code = "last-of-its-kind"


class RoleElsewhere(UsageProblem):
    """The organisation takes part as something else than the role belongs to."""

    code = "role-elsewhere"


class NotApart(UsageProblem):
    """A benchmark reviewer's office or person would be on another side of a protocol, too."""

    code = "not-apart"


class UnscopedQuery(RuntimeError):
    """Somebody asked for a tenant's rows without saying whose. Write `.objects.within(scope)`."""
