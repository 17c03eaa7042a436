"""What can stop a record of a member.

ComityError
└── UsageProblem
    └── MemberKnown    a member of that name is there already
"""

from comity.core import UsageProblem


class MemberKnown(UsageProblem):
    """A member of that name is there already."""

    code = "member-known"
