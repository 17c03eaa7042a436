"""What can be wrong with what the survey is handed.

ComityError
├── UsageProblem
│   ├── InstrumentProblem    a questionnaire that cannot be followed
│   ├── OtherEdition         answers to another edition than the one asked
│   ├── CampaignProblem      a step that a campaign cannot take from where it stands
│   ├── TooFewRespondents    a programme so small that no figure of it is safe
│   └── PrivacyBudget        noise that the budget has no room for, or that cannot be made here
└── UnreadableInput          a file that cannot be opened
"""

from comity.core import UsageProblem


class InstrumentProblem(UsageProblem):
    """A questionnaire says something that cannot be followed, or leaves out what it needs."""

    code = "instrument"


class OtherEdition(UsageProblem):
    """Answers were given to another edition of the questionnaire than the one that is asked."""

    code = "other-edition"


class CampaignProblem(UsageProblem):
    """A campaign cannot take this step from where it stands."""

    code = "campaign"


class TooFewRespondents(UsageProblem):
    """So few have answered that any figure would tell of one of them."""

    code = "too-few-respondents"


class PrivacyBudget(UsageProblem):
    """What is asked for would tell more of a member than was promised, or cannot be made here."""

    code = "privacy-budget"
