"""What can stop a step of the survey.

ComityError
└── UsageProblem
    ├── AlreadyAsked       the year has a survey already
    ├── NotComplete        answers that are open, wrong or disputed cannot be signed off
    ├── NotAsked           who has left the programme is asked no more
    ├── OtherWorkbook      a workbook of another year, or of questions that were changed since
    ├── WorkbookTooLarge   more bytes than the survey's workbook can have
    ├── BeingPublished     the figures are being made; answers stand still
    └── DayIsPast          a closing day that lies behind
"""

from comity.core import UsageProblem


class AlreadyAsked(UsageProblem):
    """The year has a survey already."""

    code = "already-asked"


class NotComplete(UsageProblem):
    """Answers that are open, wrong or disputed cannot be signed off."""

    code = "not-complete"


class NotAsked(UsageProblem):
    """Who has left the programme is asked no more."""

    code = "not-asked-any-more"


class OtherWorkbook(UsageProblem):
    """A workbook of another year, or of questions that were changed since."""

    code = "other-workbook"


class WorkbookTooLarge(UsageProblem):
    """More bytes than the survey's workbook can have."""

    code = "workbook-too-large"


class BeingPublished(UsageProblem):
    """The figures are being made; answers stand still meanwhile."""

    code = "being-published"


class DayIsPast(UsageProblem):
    """A closing day that lies behind."""

    code = "day-is-past"
