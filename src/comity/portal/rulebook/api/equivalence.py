"""Operations of the rule by which a protocol is equivalent."""

from datetime import datetime
from fractions import Fraction
from typing import Annotated

from ninja import Router, Schema
from pydantic import AfterValidator, Field, StringConstraints

from comity.benchmark import Basis, Rule
from comity.benchmark.rules import rule_from
from comity.portal.api.answers import Number, Slug, problems
from comity.portal.api.gate import Asked, admits_token
from comity.portal.api.models import Grant
from comity.portal.api.once import IdempotencyKey, once
from comity.portal.programme.models import EquivalenceRule
from comity.portal.programme.queries import equivalence_rule_now, equivalence_rule_numbered, equivalence_rules
from comity.portal.protocols.api.told import EquivalenceRuleTold, rule_told
from comity.portal.protocols.queries import decided_by
from comity.portal.rulebook.services import adopt, propose_equivalence_rule
from comity.portal.tenants.gates import Actor, there
from comity.portal.tenants.roles import SECRETARIAT, Role

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
    adopted_at: datetime | None = Field(description="null: nobody adopted it")
    is_in_force: bool


class CaseRetold(Schema):
    case: int
    member: str
    given: str
    then: str


class EquivalencePreview(Schema):
    """No verdict that was given moves."""

    decided: int
    equivalent_now: int
    equivalent_then: int
    untold: int = Field(description="decided on before the numbers were kept that this is worked out from")
    changed: list[CaseRetold]


class EquivalenceShown(EquivalenceVersion):
    preview: EquivalencePreview


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
    summary="When a protocol that is handed in now is equivalent, and every rule that was proposed",
)
def show(request: Asked, programme: Slug) -> EquivalenceRules:
    return _told(request)


@router.post(
    "/settings/equivalence/preview",
    operation_id="preview_equivalence_rule",
    auth=admits_token(Grant.SETTINGS, Role.MANAGER),
    response={200: EquivalencePreview, **problems()},
    summary="What would have become of the protocols decided so far by another rule; nothing is kept",
)
def preview(request: Asked, programme: Slug, said: EquivalenceRuleAsked) -> EquivalencePreview:
    return _preview(request.auth, _rule(said))


@router.post(
    "/settings/equivalence",
    operation_id="propose_equivalence_rule",
    auth=admits_token(Grant.SETTINGS, Role.MANAGER),
    response={200: EquivalenceRules, **problems(409)},
    summary="Propose when a protocol is equivalent; nothing changes until somebody else adopts it",
)
@once(200)
def propose(
    request: Asked, programme: Slug, said: EquivalenceRuleAsked, idempotency_key: IdempotencyKey = ""
) -> EquivalenceRules:
    propose_equivalence_rule(actor=request.auth, rule=_rule(said))
    return _told(request)


@router.get(
    "/settings/equivalence/{number}",
    operation_id="equivalence_version",
    auth=admits_token(Grant.SETTINGS, *SECRETARIAT),
    response={200: EquivalenceShown, **problems()},
    summary="One version, with what would have become of the protocols decided so far by it",
)
def show_version(request: Asked, programme: Slug, number: Number) -> EquivalenceShown:
    version = there(equivalence_rule_numbered(request.auth.scope, number))
    told = _version(version, equivalence_rule_now(request.auth.scope)[0])
    return EquivalenceShown(**told.model_dump(), preview=_preview(request.auth, rule_from(version.facts)))


@router.post(
    "/settings/equivalence/{number}/adoption",
    operation_id="adopt_equivalence_rule",
    auth=admits_token(Grant.SETTINGS, Role.MANAGER, Role.COUNSEL),
    response={200: EquivalenceVersion, **problems(409)},
    summary="Protocols that are handed in from now on are judged by this rule",
)
@once(200)
def adopt_version(
    request: Asked, programme: Slug, number: Number, idempotency_key: IdempotencyKey = ""
) -> EquivalenceVersion:
    """Not by who proposed it. One that was handed in before is judged by the rule of that day, and no verdict moves."""
    done = adopt(actor=request.auth, version=there(equivalence_rule_numbered(request.auth.scope, number)))
    return _version(done, equivalence_rule_now(request.auth.scope)[0])


def _rule(said: EquivalenceRuleAsked) -> Rule:
    return Rule(
        threshold=Fraction(said.threshold),
        basis=said.basis,
        no_critical_missing=said.no_critical_missing,
        pillar_floor=None if said.pillar_floor is None else Fraction(said.pillar_floor),
    )


def _told(request: Asked) -> EquivalenceRules:
    scope = request.auth.scope
    number, rule = equivalence_rule_now(scope)
    return EquivalenceRules(
        now=rule_told(number, rule),
        versions=[_version(one, number) for one in equivalence_rules(scope)],
    )


def _version(one: EquivalenceRule, now: int) -> EquivalenceVersion:
    told = rule_told(one.number, rule_from(one.facts))
    return EquivalenceVersion(
        **told.model_dump(), at=one.at, adopted_at=one.adopted_at, is_in_force=one.number == now
    )


def _preview(actor: Actor, rule: Rule) -> EquivalencePreview:
    found = decided_by(actor.scope, rule)
    return EquivalencePreview(
        decided=len(found.rows),
        equivalent_now=found.equivalent_now,
        equivalent_then=found.equivalent_then,
        untold=found.untold,
        changed=[
            CaseRetold(
                case=one.case.pk,
                member=one.case.organisation.slug,
                given=one.given.value,
                then=one.then.value,
            )
            for one in found.changed
        ],
    )
