"""The note that letters wait, for pages of the Secretariat."""

from collections.abc import Mapping
from typing import Any

from django import template

from comity.portal.outbox.queries import letters_waiting
from comity.portal.tenants.roles import Role

register = template.Library()


@register.inclusion_tag("outbox/note.html", takes_context=True)
def letters(context: Mapping[str, Any]) -> dict[str, object]:
    actor = context["actor"]
    return {
        "actor": actor,
        "letters": letters_waiting(),
        "may_try": actor.may(Role.MANAGER),
        "csrf_token": context.get("csrf_token"),
    }
