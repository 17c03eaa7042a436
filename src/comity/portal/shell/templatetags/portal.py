"""Filters and tags of our pages; what decides stands in queries, never here."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from django import template
from django.forms import BoundField
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from comity.portal.shell.bars import Piece, graded, pieces_of
from comity.portal.shell.sentences import in_own_words

register = template.Library()


@register.filter
def get(found: Mapping[str, Any], key: str) -> Any:
    return found.get(key)


@register.filter
def own(sentence: str) -> str:
    """What a room downstairs said, in the reader's language."""
    return in_own_words(str(sentence))


@register.filter
def told(sentence: str) -> str:
    """The same, of somebody else: to the Secretariat a member stays “it”."""
    return in_own_words(str(sentence), addressed=False)


@register.filter
def reasons(told: str) -> list[str]:
    """What the rules gave as their reasons, one by one, in the reader's language."""
    return [in_own_words(one) for one in told.split("; ") if one]


@register.filter
def day_in(day: date | None, code: str) -> str:
    """A day as it is written in a language that need not be the page's: suppliers have more of them than members."""
    if day is None:
        return ""
    with translation.override(_AS_DJANGO_SAYS.get(code, code)):
        return date_format(day, "DATE_FORMAT")


_AS_DJANGO_SAYS = {"zh": "zh-hans"}


class Counted(Protocol):
    count: int


@register.filter
def stacked(cells: Sequence[Counted]) -> tuple[Piece, ...]:
    """The cells of one distribution, the last the darkest."""
    counts = [one.count for one in cells]
    return pieces_of(
        counts, most=sum(counts), shades=graded(len(counts)), texts=[str(count) for count in counts]
    )


@register.filter
def widget_type(field: BoundField) -> str:
    return str(getattr(field.field.widget, "input_type", "textarea"))


@register.filter
def described(field: BoundField) -> BoundField:
    """The field with its help and errors tied to it, for who cannot see that they stand beside it."""
    ids = []
    if field.help_text:
        ids.append(f"{field.auto_id}_helptext")
    if field.errors:
        ids.append(f"{field.auto_id}_error")
    if ids:
        field.field.widget.attrs["aria-describedby"] = " ".join(ids)
    if field.errors:
        field.field.widget.attrs["aria-invalid"] = "true"
    return field


_VERBS = {
    "statement-signed": "signed the statement",
    "statement-withdrawn": "withdrew from the statement",
    "list-uploaded": "uploaded a list",
    "list-read": "list was read",
    "list-withdrawn": "withdrew a list",
    "columns-confirmed": "confirmed columns",
    "assembly-started": "began to assemble",
    "round-assembled": "round was assembled",
    "release-signed-off": "signed a release off",
    "release-published": "published a release",
    "release-withdrawn": "withdrew a release",
    "common-list-downloaded": "downloaded the common list",
    "suppliers-checked": "checked own suppliers",
    "survey-opened": "opened a survey",
    "survey-closing-day-moved": "moved a survey's closing day",
    "survey-reminded": "reminded members of a survey",
    "survey-begun": "began to answer a survey",
    "survey-answers-taken": "answered a survey by workbook",
    "survey-workbook-sent": "sent a survey's workbook",
    "survey-amended": "amended signed answers",
    "survey-signed-off": "signed a survey off",
    "survey-closed": "closed a survey",
    "survey-reopened": "reopened a survey for a member",
    "survey-left": "left a member out of a survey",
    "survey-shared": "shared a survey's result",
    "survey-unshared": "shared a survey's result no more",
    "survey-published": "published a survey's figures",
    "suppliers-kept": "had its suppliers kept for a time",
    "suppliers-forgotten": "deleted the suppliers it had kept",
    "notice-acknowledged": "acknowledged the antitrust notice",
    "token-made": "made a key for a program",
    "token-revoked": "took a program's key back",
    "webhook-made": "made a webhook",
    "webhook-ended": "ended a webhook",
    "key-published": "published a public key",
    "request-sent": "asked for a report",
    "request-opened": "request was opened",
    "request-consented": "agreed to share a report",
    "request-declined": "said no to a request",
    "request-no-such-audit": "said that there is no such audit",
    "request-withdrawn": "withdrew a request",
    "request-delivered": "shared a sealed report",
    "request-read": "opened a report",
    "request-decided": "decided on a report",
    "request-revoked": "took a shared report back",
    "request-referred": "named a platform instead of a report",
    "report-recalled": "said that a report no longer counts",
    "audit-order-noted": "noted an order of an audit",
    "invitation-given": "gave an invitation",
    "programme-founded": "founded the programme",
    "invitation-used": "took a seat",
    "invitation-withdrawn": "took an invitation back",
    "seat-ended": "ended a seat",
    "person-left": "closed their account",
    "member-added": "added a member",
    "benchmark-recorded": "recorded a benchmark",
    "nothing-approved": "approved that there is nothing to report",
    "round-opened": "opened a round",
    "calendar-set": "set a round's calendar",
    "members-reminded": "reminded members",
    "survey-rules-set": "set how the survey is run",
    "letters-tried-again": "had letters tried again",
}


@register.filter
def verb(code: str) -> str:
    return _(_VERBS.get(code, code.replace("-", " ")))


@register.filter
def chart_file(name: str) -> str:
    """What a published drawing is, and in which form: “levels-by-module.svg” is the levels by module, SVG."""
    stem, _dot, form = name.rpartition(".")
    return f"{stem.replace('-', ' ').capitalize()}, {form.upper()}"


_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"))  # fmt: skip
"""In the order in which one is told from another that names itself after it."""


@register.filter
def browser(agent: str) -> str:
    """As people know it; what a browser says of itself where nobody knows it."""
    name = next((called for sign, called in _BROWSERS if sign in agent), "")
    system = next((called for sign, called in _SYSTEMS if sign in agent), "")
    return " · ".join(part for part in (name, system) if part) or agent[:60] or "–"
