"""What is told of a protocol's case, and how it is called."""

from datetime import date
from typing import Annotated

from ninja import Path, Schema
from pydantic import Field, StringConstraints

from comity.benchmark import Party, Rule
from comity.benchmark.case import State
from comity.benchmark.rules import rule_facts
from comity.portal.protocols.models import Case
from comity.portal.protocols.queries import (
    Opened,
    ahead_told,
    case_numbered,
    kept_rule,
    open_criteria,
    opened,
    own_coverage,
    party_of,
)
from comity.portal.tenants.gates import Actor, there

CaseNumber = Annotated[int, Path(ge=1, le=2**53, description="`case` of what lists them")]
Code = Annotated[str, StringConstraints(pattern=r"^[^\x00\s]{1,40}$")]
QuestionId = Annotated[str, StringConstraints(pattern=r"^[^\x00]{1,200}$")]
Text = Annotated[str, StringConstraints(max_length=2_000, pattern=r"^[^\x00]*$")]
Shown = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]
Letter = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4_000, pattern=r"^[^\x00]*\S[^\x00]*$")
]  # fmt: skip


class CaseNoteAsked(Schema):
    text: Letter


class EquivalenceRuleTold(Schema):
    version: int = Field(description="0: the one that comes with Comity")
    threshold: str = Field(description="exactly, as 17/20")
    basis: str
    no_critical_missing: bool
    pillar_floor: str | None = Field(description="least share of every pillar; null: none")


def rule_told(number: int, rule: Rule) -> EquivalenceRuleTold:
    return EquivalenceRuleTold.model_validate({"version": number, **rule_facts(rule)})


class CaseTold(Schema):
    case: int
    member: str
    number: int
    name: str
    version: str
    criteria: str
    criteria_digest: str
    protocol_digest: str
    questions: int
    reading: str
    state: str
    since: date | None
    reviewer: str | None
    covered: str = Field(
        description="criteria met in full of those that apply, by the verdict; empty before it"
    )
    percent: str
    with_halves: str
    missing_critical: int | None
    unread: int | None = Field(description="criteria whose credit rests on links that nobody read")
    valid_until: date | None
    log_digest: str = Field(description="of the log that the last verdict rests on")
    rule: EquivalenceRuleTold | None = Field(
        description="of the day it was handed in; null: a draft goes by what the programme goes by"
    )
    next_reviewer: str | None = Field(
        description="the office that the Secretariat proposes, until the member answers"
    )


class CasesTold(Schema):
    cases: list[CaseTold]


class PillarShare(Schema):
    name: str
    met: str
    percent: str


class VerdictAhead(Schema):
    """A forecast, and no verdict."""

    chance: int = Field(
        description="that it will be equivalent, in percent, cut off; 94 at most while what nobody looked at could turn it"
    )
    least: str
    most: str
    caution: str = Field(description="what it cannot tell yet, and why; empty where there is no such thing")


class CaseStep(Schema):
    day: date
    party: str
    to: str
    note: str


class CaseOpened(CaseTold):
    """With what only its two sides know."""

    speaks_as: str
    may_speak: bool
    own_full: str
    own_percent: str
    own_with_halves: str
    own_missing_critical: list[str]
    open_criteria: list[str] = Field(description="the one that moves the verdict most first")
    pillars: list[PillarShare]
    ahead: VerdictAhead | None
    steps: list[CaseStep]
    notes: list[str]


def case_or_404(actor: Actor, number: int) -> Case:
    return there(case_numbered(actor, number))


def opened_or_404(actor: Actor, number: int) -> Opened:
    return opened(actor, case_or_404(actor, number))


def facts_of(one: Case) -> dict[str, object]:
    return {
        "case": one.pk,
        "member": one.organisation.slug,
        "number": one.number,
        "name": one.name,
        "version": one.version,
        "criteria": one.criteria,
        "criteria_digest": one.criteria_digest,
        "protocol_digest": one.protocol_digest,
        "questions": one.questions,
        "reading": one.reading,
        "state": str(one.state_now),
        "since": one.moved_on,
        "reviewer": one.reviewer.slug if one.reviewer else None,
        "covered": one.covered,
        "percent": one.percent,
        "with_halves": one.with_halves,
        "missing_critical": one.missing_critical,
        "valid_until": one.valid_until,
        "unread": one.unread,
        "log_digest": one.log_digest,
        "rule": None if one.state == State.DRAFT else rule_told(*kept_rule(one.rule)),
        "next_reviewer": one.next_reviewer.slug if one.next_reviewer else None,
    }


def case_told(one: Case) -> CaseTold:
    return CaseTold.model_validate(facts_of(one))


def told_again(actor: Actor, number: int) -> CaseTold:
    return case_told(case_or_404(actor, number))


def case_opened(actor: Actor, one: Case) -> CaseOpened:
    found = opened(actor, one)
    covered = own_coverage(found)
    return CaseOpened.model_validate(
        {
            **facts_of(one),
            "speaks_as": str(party_of(actor, one)),
            "may_speak": found.may_speak,
            "own_full": str(covered.full),
            "own_percent": covered.full.percent,
            "own_with_halves": str(covered.with_halves),
            "own_missing_critical": [it.code for it in covered.missing_critical],
            "open_criteria": open_criteria(found),
            "pillars": [
                {"name": name, "met": str(share), "percent": share.percent}
                for name, share in covered.by_pillar().items()
            ],
            "ahead": ahead_told(found) if found.party is Party.REVIEWER else None,
            "steps": [
                {"day": it.day, "party": it.party.value, "to": it.to.value, "note": it.note}
                for it in found.benchmark.history
            ],
            "notes": found.notes,
        },
        from_attributes=True,
    )
