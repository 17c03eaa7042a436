"""Filters and tags of our pages; what decides stands in queries, never here."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from babel import Locale, UnknownLocaleError
from django import template
from django.conf import settings
from django.forms import BoundField
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

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


class _Told(Protocol):
    def told_in(self, language: str) -> tuple[str, str]: ...


@register.filter
def title_told(criterion: _Told) -> str:
    return criterion.told_in(translation.get_language() or "")[0]


@register.filter
def requirement_told(criterion: _Told) -> str:
    """In the reader's language, as far as anybody translated it."""
    return criterion.told_in(translation.get_language() or "")[1]


@register.filter
def day(written: str) -> str:
    """A day that is kept as text, as pages tell days."""
    return date_format(date.fromisoformat(written), "DATE_FORMAT") if written else ""


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


@register.filter
def languages(tags: Sequence[str]) -> str:
    """By their names in the reader's language; a tag that names none stays as it is."""
    reader = Locale.parse(translation.get_language() or settings.LANGUAGE_CODE, sep="-")
    return ", ".join(_language(tag, reader) for tag in tags)


def _language(tag: str, reader: Locale) -> str:
    try:
        return Locale.parse(tag, sep="-").get_display_name(reader) or tag
    except (ValueError, UnknownLocaleError):
        return tag


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


VERBS = {
    "statement-signed": gettext_noop("signed the statement"),
    "statement-withdrawn": gettext_noop("withdrew from the statement"),
    "list-uploaded": gettext_noop("uploaded a list"),
    "list-read": gettext_noop("list was read"),
    "list-withdrawn": gettext_noop("withdrew a list"),
    "columns-confirmed": gettext_noop("confirmed columns"),
    "assembly-started": gettext_noop("began to assemble"),
    "round-assembled": gettext_noop("round was assembled"),
    "release-signed-off": gettext_noop("signed a release off"),
    "release-published": gettext_noop("published a release"),
    "release-withdrawn": gettext_noop("withdrew a release"),
    "common-list-downloaded": gettext_noop("downloaded the common list"),
    "suppliers-checked": gettext_noop("checked own suppliers"),
    "survey-opened": gettext_noop("opened a survey"),
    "survey-closing-day-moved": gettext_noop("moved a survey's closing day"),
    "survey-reminded": gettext_noop("reminded members of a survey"),
    "survey-begun": gettext_noop("began to answer a survey"),
    "survey-answers-taken": gettext_noop("answered a survey by workbook"),
    "survey-workbook-sent": gettext_noop("sent a survey's workbook"),
    "survey-amended": gettext_noop("amended signed answers"),
    "survey-signed-off": gettext_noop("signed a survey off"),
    "survey-closed": gettext_noop("closed a survey"),
    "survey-reopened": gettext_noop("reopened a survey for a member"),
    "survey-left": gettext_noop("left a member out of a survey"),
    "survey-shared": gettext_noop("shared a survey's result"),
    "survey-unshared": gettext_noop("shared a survey's result no more"),
    "survey-published": gettext_noop("published a survey's figures"),
    "suppliers-kept": gettext_noop("had its suppliers kept for a time"),
    "suppliers-forgotten": gettext_noop("deleted the suppliers it had kept"),
    "notice-acknowledged": gettext_noop("acknowledged the antitrust notice"),
    "token-made": gettext_noop("made a key for a program"),
    "token-revoked": gettext_noop("took a program's key back"),
    "webhook-made": gettext_noop("made a webhook"),
    "webhook-ended": gettext_noop("ended a webhook"),
    "key-published": gettext_noop("published a public key"),
    "request-sent": gettext_noop("asked for a report"),
    "request-opened": gettext_noop("request was opened"),
    "request-consented": gettext_noop("agreed to share a report"),
    "request-declined": gettext_noop("said no to a request"),
    "request-no-such-audit": gettext_noop("said that there is no such audit"),
    "request-withdrawn": gettext_noop("withdrew a request"),
    "request-delivered": gettext_noop("shared a sealed report"),
    "request-read": gettext_noop("opened a report"),
    "request-decided": gettext_noop("decided on a report"),
    "request-revoked": gettext_noop("took a shared report back"),
    "request-referred": gettext_noop("named a platform instead of a report"),
    "report-recalled": gettext_noop("said that a report no longer counts"),
    "audit-order-noted": gettext_noop("noted an order of an audit"),
    "invitation-given": gettext_noop("gave an invitation"),
    "programme-founded": gettext_noop("founded the programme"),
    "invitation-used": gettext_noop("took a seat"),
    "invitation-withdrawn": gettext_noop("took an invitation back"),
    "seat-ended": gettext_noop("ended a seat"),
    "person-left": gettext_noop("closed their account"),
    "member-added": gettext_noop("added a member"),
    "reviewers-office-added": gettext_noop("added a reviewer's office"),
    "benchmark-recorded": gettext_noop("recorded a benchmark"),
    "benchmark-superseded": gettext_noop("a newer benchmark took the place of one"),
    "protocol-uploaded": gettext_noop("sent an audit protocol"),
    "protocol-read": gettext_noop("protocol was read and compared"),
    "protocol-deleted": gettext_noop("deleted a draft protocol"),
    "protocol-submitted": gettext_noop("handed a protocol in"),
    "protocol-taken-back": gettext_noop("took a protocol back"),
    "protocol-review-begun": gettext_noop("began to review a protocol"),
    "protocol-answers-carried": gettext_noop("kept its answers to the version before"),
    "protocol-review-taken-over": gettext_noop("took a review over"),
    "protocol-queried": gettext_noop("asked a member about its protocol"),
    "protocol-query-answered": gettext_noop("answered the reviewer's question"),
    "protocol-query-withdrawn": gettext_noop("withdrew a question about a protocol"),
    "protocol-office-proposed": gettext_noop("proposed another reviewers' office"),
    "protocol-office-not-proposed": gettext_noop("proposed no other office any more"),
    "protocol-office-refused": gettext_noop("kept its reviewers' office"),
    "protocol-handed-on": gettext_noop("let another office review a protocol"),
    "protocol-links-accepted": gettext_noop("accepted many links at once"),
    "protocol-workbook-taken": gettext_noop("brought a review workbook back"),
    "protocol-disagreement-resolved": gettext_noop("resolved a disagreement"),
    "protocol-exception-answered": gettext_noop("answered that a criterion cannot apply"),
    "protocol-decided": gettext_noop("decided on a protocol"),
    "protocol-forgotten": gettext_noop("protocol was deleted after its time"),
    "protocol-superseded": gettext_noop("protocol was superseded"),
    "convergence-counted": gettext_noop("counted what protocols have in common"),
    "nothing-approved": gettext_noop("approved that there is nothing to report"),
    "round-opened": gettext_noop("opened a round"),
    "calendar-set": gettext_noop("set a round's calendar"),
    "members-reminded": gettext_noop("reminded members"),
    "equivalence-rule-set": gettext_noop("set when a protocol is equivalent"),
    "equivalence-rule-proposed": gettext_noop("proposed when a protocol is equivalent"),
    "criteria-proposed": gettext_noop("proposed common criteria"),
    "criteria-adopted": gettext_noop("put common criteria into use"),
    "survey-rules-set": gettext_noop("set how the survey is run"),
    "disclosure-replayed": gettext_noop("replayed a disclosure"),
    "judgement-withdrawn": gettext_noop("took a judgement back"),
    "pair-judged": gettext_noop("judged a pair"),
    "lane-added": gettext_noop("added a lane"),
    "lane-chosen": gettext_noop("gave a round its lane"),
    "policy-adopted": gettext_noop("adopted rules"),
    "policy-previewed": gettext_noop("previewed rules"),
    "policy-proposed": gettext_noop("proposed rules"),
    "disagreement-settled": gettext_noop("settled a disagreement"),
    "site-split": gettext_noop("split a site"),
    "sites-merged": gettext_noop("merged sites"),
    "second-factor-asked": gettext_noop("asked members for a second factor"),
    "second-factor-left": gettext_noop("left the second factor to members"),
    "letters-tried-again": gettext_noop("had letters tried again"),
}


@register.filter
def verb(code: str) -> str:
    return _(VERBS.get(code, code.replace("-", " ")))


@register.filter
def chart_file(name: str) -> str:
    """What a published drawing is, and in which form: “levels-by-module.svg” is the levels by module, SVG."""
    stem, _dot, form = name.rpartition(".")
    return f"{_(_CHARTS.get(stem, stem.replace('-', ' ').capitalize()))}, {form.upper()}"


_CHARTS = {
    "levels-by-module": gettext_noop("Levels by module"),
    "evolution": gettext_noop("Since the year before"),
}


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
