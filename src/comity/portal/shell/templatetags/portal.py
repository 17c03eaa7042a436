"""Filters and tags of our pages; what decides stands in queries, never here."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.forms import BoundField
from django.utils.translation import gettext as _

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
