"""What can stop a record of a member.

ComityError
└── UsageProblem
    └── MemberKnown    an organisation of that name is there already
"""

from comity.core import UsageProblem


class MemberKnown(UsageProblem):
    """An organisation of that name takes part already."""

    code = "member-known"
