"""How many protocols go by which set of criteria, in numbers, for the Secretariat."""

from dataclasses import dataclass

from comity.benchmark.case import State
from comity.portal.protocols.models import Case
from comity.portal.tenants.scope import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class CasesByCriteria:
    name: str
    digest: str
    before_office: int
    decided: int  # and not superseded


def cases_by_criteria(scope: Scope) -> list[CasesByCriteria]:
    """Drafts are told to nobody. The set that most go by first."""
    over = (State.DRAFT.value, State.SUPERSEDED.value)
    found: dict[str, list[Case]] = {}
    for case in (
        Case.objects.within(scope).exclude(state__in=over).only("criteria", "criteria_digest", "state")
    ):
        found.setdefault(case.criteria_digest, []).append(case)
    told = [
        CasesByCriteria(
            name=cases[0].criteria,
            digest=digest,
            before_office=sum(one.is_before_office for one in cases),
            decided=sum(not one.is_before_office for one in cases),
        )
        for digest, cases in found.items()
    ]
    return sorted(told, key=lambda one: (-one.before_office - one.decided, one.name))
