"""What the programme's charts are called, and what they say beside their bars."""

from django.utils.translation import gettext_noop

SENTENCES: tuple[str, ...] = (
    gettext_noop("Days from cut-off to release"),
    gettext_noop("Contributors, by how many of their sites others have, too"),
    gettext_noop("Audits that lists gave"),
    gettext_noop("Audits recognised, and audits avoided"),
    gettext_noop("too few contributors"),
    gettext_noop("%(n)s days"),
)
