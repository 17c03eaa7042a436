"""How long a protocol is kept that nobody works on and nothing rests on any more: one rule, for the page that tells it and the chore that keeps it."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models

from comity.benchmark.case import State
from comity.portal.ports.clock import today
from comity.portal.protocols.models import Case, LogPart
from comity.portal.tenants.scope import Scope

_SAID = models.Max("parts__at", filter=models.Q(parts__person__isnull=False))
"""When a person last said something: what the machine weighs keeps nothing."""


def goes_on(scope: Scope, case: Case) -> date | None:
    """The day on which it goes, if nobody does anything; None while it is before somebody, or counts."""
    said = LogPart.objects.within(scope).filter(case=case, person__isnull=False)
    return _goes_on(case, said.aggregate(last=models.Max("at"))["last"])


def gone_by_now(cases: models.QuerySet[Case]) -> list[Case]:
    """For the chore, which sees every programme."""
    states = (State.DRAFT.value, State.NOT_YET.value, State.EQUIVALENT.value)
    shortest = min(settings.COMITY_DRAFTS_KEPT_DAYS, settings.COMITY_PROTOCOLS_KEPT_DAYS)
    old = cases.filter(state__in=states, at__date__lte=today() - timedelta(days=shortest - 1)).annotate(
        said=_SAID
    )
    return [
        one
        for one in old.select_related("organisation")
        if (day := _goes_on(one, one.said)) is not None and day <= today()
    ]


def _goes_on(case: Case, said: datetime | None) -> date | None:
    days: list[date | None] = [case.at.date(), said.date() if said else None, case.moved_on]
    touched = max(day for day in days if day is not None)
    match case.state_now:
        case State.DRAFT:
            return touched + timedelta(days=settings.COMITY_DRAFTS_KEPT_DAYS)
        case State.NOT_YET:
            return touched + timedelta(days=settings.COMITY_PROTOCOLS_KEPT_DAYS)
        case State.EXPIRED if case.valid_until is not None:
            return max(touched, case.valid_until) + timedelta(days=settings.COMITY_PROTOCOLS_KEPT_DAYS)
        case _:
            return None
