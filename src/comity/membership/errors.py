"""What can be wrong with what membership is handed.

ComityError
├── UsageProblem
│   ├── ProgrammeProblem    a programme file that cannot be followed
│   ├── StatementProblem    a joint statement that leaves out what members must agree to
│   ├── LaneProblem         a lane that cannot be followed
│   ├── UnknownMember       a member that the programme does not name
│   └── UnknownRound        a round that the programme does not name
└── UnreadableInput         a file that cannot be opened
"""

from comity.core import UsageProblem


class ProgrammeProblem(UsageProblem):
    """A programme file says something that cannot be followed."""

    code = "programme"


class StatementProblem(UsageProblem):
    """A joint statement leaves out a subject that members must agree to, or is no statement."""

    code = "statement"


class LaneProblem(UsageProblem):
    """A lane says something that cannot be followed, or asks of a room what it cannot do."""

    code = "lane"


class UnknownMember(UsageProblem):
    """The programme names no such member."""

    code = "unknown-member"


class UnknownRound(UsageProblem):
    """The programme names no such round."""

    code = "unknown-round"
