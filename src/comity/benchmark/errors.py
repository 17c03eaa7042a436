"""What can be wrong with what benchmark is handed.

ComityError
├── UsageProblem
│   ├── CriteriaProblem    a criteria set that contradicts itself, or its predecessor
│   ├── DecisionProblem    a decision that cannot be what anybody means
│   ├── TransitionProblem  a step that a case in its state cannot take
│   └── ReviewProblem      a review file of another protocol, another catalogue, or none
└── UnreadableInput
    ├── CriteriaUnreadable a file that holds no criteria set
    └── ProtocolUnreadable a file that holds no audit protocol that can be read
"""

from comity.core import UnreadableInput, UsageProblem


class CriteriaProblem(UsageProblem):
    """A criteria set contradicts itself, or uses a code that an older one retired. `problems`: all of them, the first beside the
    message."""

    code = "criteria"

    def __init__(self, message: str, *, remedy: str, where: str = "", problems: tuple[str, ...] = ()) -> None:
        super().__init__(message, remedy=remedy, where=where)
        self.problems = problems or (message,)


class DecisionProblem(UsageProblem):
    """A decision contradicts itself, lacks its reason, or speaks of what does not exist."""

    code = "decision"


class TransitionProblem(UsageProblem):
    """A case in its state cannot take this step."""

    code = "transition"


class ReviewProblem(UsageProblem):
    """A workbook is no review file, or one of another protocol or catalogue."""

    code = "review-file"


class CriteriaUnreadable(UnreadableInput):
    """A file holds no criteria set in the format it was said to have."""

    code = "criteria-unreadable"


class ProtocolUnreadable(UnreadableInput):
    """A file holds no audit protocol that can be read."""

    code = "protocol-unreadable"
