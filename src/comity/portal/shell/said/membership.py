"""What standing says of the survey, and what a withdrawal of the signature does."""

from django.utils.translation import gettext_noop

SENTENCES: tuple[str, ...] = (
    gettext_noop("The survey of %(year)s was to be answered by %(day)s."),
    gettext_noop("Answer it, and have it signed off; where it is closed, ask the Secretariat to reopen it."),
    gettext_noop("From the day of the withdrawal the member receives no common list."),
    gettext_noop("From that day no list of it is taken into a round."),
    gettext_noop("It deletes the common lists that it holds."),
    gettext_noop("Common lists already given out cannot be called back, from this member or from any other."),
    gettext_noop(
        "Sites that it contributed to earlier rounds stay, with no sign of whose they were, until their audits leave the window: taking them out at once would tell everybody who had contributed them."
    ),
    gettext_noop("Reports that suppliers gave, and decisions made on them, stay with those who have them."),
)
