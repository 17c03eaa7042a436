"""Operations of the rule by which a protocol is equivalent."""

from datetime import datetime
from fractions import Fraction
from typing import Annotated

from ninja import Router, Schema
from pydantic import AfterValidator, Field, StringConstraints

from comity.benchmark import Basis, Rule
from comity.benchmark.rules import rule_from
from comity.portal.api.answers import Slug, problems
from comity.portal.api.gate import Asked, admits_token
from comity.portal.api.models import Grant
from comity.portal.api.once import IdempotencyKey, once
from comity.portal.programme.queries import equivalence_rule_now, equivalence_rules
from comity.portal.programme.services import set_equivalence_rule
from comity.portal.protocols.api.told import EquivalenceRuleTold, rule_told
from comity.portal.tenants.roles import Role

router = Router(tags=["settings"])


def _within(share: str) -> str:
    if not 0 < Fraction(share) <= 1:
        raise ValueError("a share lies above 0 and is 1 at most")
    return share


Exactly = Annotated[
    str, StringConstraints(pattern=r"^([01](\.[0-9]{1,6})?|[1-9][0-9]{0,5}/[1-9][0-9]{0,5})$"), AfterValidator(_within)
]  # fmt: skip


class EquivalenceVersion(EquivalenceRuleTold):
    at: datetime


class EquivalenceRules(Schema):
    now: EquivalenceRuleTold
    versions: list[EquivalenceVersion] = Field(description="the latest first")


class EquivalenceRuleAsked(Schema):
    threshold: Exactly = Field(description="as 0.85 or 17/20")
    basis: Basis = Basis.FULL
    no_critical_missing: bool = False
    pillar_floor: Exactly | None = None


@router.get(
    "/settings/equivalence",
    operation_id="equivalence_rule",
    auth=admits_token(Grant.SETTINGS, Role.MANAGER),
    response={200: EquivalenceRules, **problems()},
    summary="When a protocol that is handed in now is equivalent, and what was the rule before",
)
def show(request: Asked, programme: Slug) -> EquivalenceRules:
    return _told(request)


@router.post(
    "/settings/equivalence",
    operation_id="set_equivalence_rule",
    auth=admits_token(Grant.SETTINGS, Role.MANAGER),
    response={200: EquivalenceRules, **problems(409)},
    summary="Choose when a protocol that is handed in from now on is equivalent",
)
@once(200)
def choose(
    request: Asked, programme: Slug, said: EquivalenceRuleAsked, idempotency_key: IdempotencyKey = ""
) -> EquivalenceRules:
    """One that was handed in before is judged by the rule of that day, and no verdict moves."""
    set_equivalence_rule(
        actor=request.auth,
        rule=Rule(
            threshold=Fraction(said.threshold),
            basis=said.basis,
            no_critical_missing=said.no_critical_missing,
            pillar_floor=None if said.pillar_floor is None else Fraction(said.pillar_floor),
        ),
    )
    return _told(request)


def _told(request: Asked) -> EquivalenceRules:
    scope = request.auth.scope
    number, rule = equivalence_rule_now(scope)
    return EquivalenceRules(
        now=rule_told(number, rule),
        versions=[
            EquivalenceVersion(at=one.at, **rule_told(one.number, rule_from(one.facts)).model_dump())
            for one in equivalence_rules(scope)
        ],
    )
