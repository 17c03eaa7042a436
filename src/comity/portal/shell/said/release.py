"""What becomes of a site in a release, as the rules say it."""

from django.utils.translation import gettext_noop

SENTENCES: tuple[str, ...] = (
    gettext_noop(
        "No row that names it gives an audit that counts; the reasons are beside those rows in returned/."
    ),
    gettext_noop("shown"),
    gettext_noop("withheld"),
)
