"""Cases as each side finds them, and one with all that is in it."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from comity.benchmark import (
    CriteriaSet,
    Forecast,
    Log,
    NextQuestion,
    Party,
    Protocol,
    Rule,
    Standing,
)
from comity.benchmark.case import Case as BenchmarkCase
from comity.benchmark.case import Moved, State
from comity.benchmark.rules import Facts, rule_facts, rule_from
from comity.benchmark.sides import seen_by
from comity.portal.ports.clock import today
from comity.portal.ports.storage import storage
from comity.portal.programme.queries import criteria_there, equivalence_rule_now
from comity.portal.protocols.errors import NotReadYet
from comity.portal.protocols.models import Case, LogPart, Papers, Reading
from comity.portal.protocols.queries.apart import on_the_members_side
from comity.portal.protocols.queries.folds import FOLDS, Folded, Folds
from comity.portal.protocols.reading import protocol_from
from comity.portal.protocols.words import PARTIES, STATES
from comity.portal.tenants.gates import Actor, there
from comity.portal.tenants.models import Person
from comity.portal.tenants.roles import Role
from comity.portal.tenants.scope import Scope

PREPARERS = frozenset({Role.ADMIN, Role.CONTRIBUTOR})
ASSESSORS = frozenset({Role.BENCHMARK_REVIEWER})
SPEAKERS = PREPARERS | ASSESSORS
DECIDED = frozenset({State.EQUIVALENT, State.NOT_YET, State.EXPIRED, State.SUPERSEDED})
BY = "person "
"""In the log, before the number of an account: who goes leaves no name in it."""


def own_cases(actor: Actor) -> list[Case]:
    """The newest first."""
    found = Case.objects.within(actor.scope).filter(organisation=actor.organisation)
    return list(found.select_related("organisation", "reviewer", "assessor", "next_reviewer"))


def handed_cases(actor: Actor) -> list[Case]:
    """What members handed to this office: what waits for it first, the longest waiting before the others. Who is on a member's
    side does not even find that there is something."""
    found = Case.objects.within(actor.scope).filter(reviewer=actor.organisation)
    waiting = (State.SUBMITTED.value, State.IN_REVIEW.value)
    cases = list(found.select_related("organisation", "reviewer", "assessor", "next_reviewer"))
    aside = on_the_members_side(actor, cases)
    rows = (one for one in cases if one.pk not in aside)
    return sorted(rows, key=lambda one: (one.state not in waiting, one.moved_on or today(), one.pk))


def case_numbered(actor: Actor, pk: int) -> Case | None:
    found = Case.objects.within(actor.scope).filter(pk=pk)
    case = found.select_related(
        "programme", "organisation", "reviewer", "person", "assessor", "next_reviewer"
    ).first()
    return case if case is not None and party_of(actor, case) is not None else None


def party_of(actor: Actor, case: Case) -> Party | None:
    """As whom the actor speaks; None for who has no business in the case, whatever company they are of."""
    if case.organisation_id == actor.organisation.pk:
        return Party.MEMBER if actor.may(*PREPARERS) else None
    if case.reviewer_id != actor.organisation.pk or not actor.may(*ASSESSORS):
        return None
    if on_the_members_side(actor, [case]):
        return None
    return Party.REVIEWER if case.assessor_id in (None, actor.person.pk) else Party.SECOND


def latest_cases(scope: Scope) -> list[Case]:
    """Of each member the newest that left its hands, and what still counts: for the Secretariat. No draft is told."""
    found = Case.objects.within(scope).exclude(state__in=(State.DRAFT.value, State.SUPERSEDED.value))
    return list(
        found.select_related("organisation", "reviewer", "next_reviewer").order_by(
            "organisation__name", "-pk"
        )
    )


def case_before_office(scope: Scope, pk: int) -> Case | None:
    """For the Secretariat, which may propose another office for it."""
    states = (State.SUBMITTED.value, State.IN_REVIEW.value, State.QUERIED.value)
    found = Case.objects.within(scope).filter(pk=pk, state__in=states)
    return found.select_related("organisation", "programme", "reviewer", "next_reviewer").first()


def decided_before(actor: Actor, case: Case) -> list[Case]:
    """What this office decided on other members' protocols, against the same criteria: a protocol is never its own teacher."""
    found = Case.objects.within(actor.scope).filter(
        reviewer=actor.organisation, criteria_digest=case.criteria_digest, reading=Reading.READ
    )
    over = (State.EQUIVALENT.value, State.NOT_YET.value, State.SUPERSEDED.value)
    rows = found.filter(state__in=over).exclude(organisation=case.organisation)
    return list(rows.select_related("organisation", "programme").order_by("pk"))


def as_benchmark_case(case: Case, papers: Papers) -> BenchmarkCase:
    return BenchmarkCase(
        protocol_digest=case.protocol_digest,
        criteria_digest=case.criteria_digest,
        history=tuple(
            Moved(
                day=date.fromisoformat(one["day"]),
                by=one["by"],
                party=Party(one["party"]),
                to=State(one["to"]),
                note=one["note"],
            )
            for one in papers.history
        ),
        valid_until=case.valid_until,
    )


@dataclass(frozen=True, kw_only=True)  # no slots: what follows is worked out once
class Opened:
    """A case with its papers and its log. What a page shows goes by `standing` and `seen`, never by `log`."""

    case: Case
    papers: Papers
    party: Party
    criteria: CriteriaSet
    protocol: Protocol
    folded: Folded
    rule: Rule

    @property
    def notes(self) -> list[str]:
        """Said aloud by the program, to this side."""
        return [*self.papers.notes, *(self.papers.office_notes if self.party is Party.REVIEWER else ())]

    @property
    def log(self) -> Log:
        return self.folded.log

    @cached_property
    def seen(self) -> Log:
        """Numbered anew, for a file."""
        return seen_by(self.log, self.party)

    @property
    def standing(self) -> Standing:
        return self.folded.seen_by(self.party)

    @property
    def own_verdict(self) -> Standing:
        """By which the party is asked what comes next."""
        return self.folded.own_verdict(self.party)

    @property
    def ranked(self) -> tuple[NextQuestion, ...]:
        """Every open criterion, the one whose answer moves the verdict most first."""
        return self.folded.ahead(self.party, self.criteria, self.rule).questions

    @property
    def ahead(self) -> Forecast:
        return self.folded.ahead(self.party, self.criteria, self.rule).forecast

    @cached_property
    def benchmark(self) -> BenchmarkCase:
        return as_benchmark_case(self.case, self.papers)

    @property
    def state(self) -> State:
        return self.benchmark.state_on(today())

    @property
    def is_decided(self) -> bool:
        """The last word on it is a verdict, and not that it is looked at again."""
        return self.state in DECIDED

    @cached_property
    def decided(self) -> Log:
        """What the last verdict rests on: people may have gone on since."""
        return Log.of(self.log.entries[: self.case.log_entries])

    @property
    def may_speak(self) -> bool:
        if self.party is Party.MEMBER:
            return self.state in (State.DRAFT, State.QUERIED, State.NOT_YET)
        return self.state in (State.IN_REVIEW, State.QUERIED)


def opened(actor: Actor, case: Case, *, locked: bool = False) -> Opened:
    """Raises NotReadYet. `locked`: nobody else writes to the case until the transaction ends. Who is no side of it any more, as
    where it was taken back meanwhile, finds it no more."""
    if locked:
        rows = Case.objects.within(actor.scope).select_for_update(of=("self",))
        case = there(rows.select_related("programme", "organisation").filter(pk=case.pk).first())
    party = there(party_of(actor, case))  # by the row as it is now
    papers = Papers.objects.within(actor.scope).get(case=case)
    if case.reading != Reading.READ:
        raise NotReadYet(
            papers.message or "The protocol is not read yet.",
            remedy=papers.remedy or "Wait until its page says that it is.",
        )
    folded = folded_log(actor.scope, case)
    kinds = folded.seen_by(party).kinds
    return Opened(
        case=case,
        papers=papers,
        party=party,
        criteria=criteria_of(actor.scope, case),
        protocol=protocol_from(storage().read(papers.reading_key)).with_kinds(kinds),
        folded=folded,
        rule=_rule_of(actor.scope, case),
    )


def criteria_of(scope: Scope, case: Case) -> CriteriaSet:
    """Those that it was sent under, whatever the programme goes by now."""
    return criteria_there(scope, case.criteria, case.criteria_digest)


def _rule_of(scope: Scope, case: Case) -> Rule:
    """Of the day it was handed in, whatever the programme goes by now; a draft is no case yet."""
    return equivalence_rule_now(scope)[1] if case.state == State.DRAFT else kept_rule(case.rule)[1]


def kept_rule(kept: Facts) -> tuple[int, Rule]:
    """As a case keeps it, with the number of its version."""
    return int(kept.get("version") or 0), rule_from(
        {name: one for name, one in kept.items() if name != "version"}
    )


def rule_to_keep(scope: Scope) -> dict[str, str | bool | int | None]:
    number, rule = equivalence_rule_now(scope)
    return {"version": number, **rule_facts(rule)}


def folded_log(scope: Scope, case: Case, folds: Folds = FOLDS) -> Folded:
    """Whoever asks has read every part through the own scope: what is remembered spares the folding, and opens nothing."""
    parts = LogPart.objects.within(scope).filter(case=case).order_by("first").values_list("lines", flat=True)
    return folds.of(f"{case.programme_id}/{case.pk}", list(parts))


def log_of(scope: Scope, case: Case) -> Log:
    """Folded anew: what one process remembers is nothing to prove anything by."""
    return folded_log(scope, case, Folds()).log


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    step: Moved
    words: str
    who: str


def steps_told(found: Opened) -> list[Step]:
    """With the names that accounts have now: who went has none."""
    history = found.benchmark.history
    numbers = {one.by.removeprefix(BY) for one in history if one.by.startswith(BY)}
    names = {str(one.pk): one.name for one in Person.objects.filter(pk__in=numbers)}
    return [
        Step(
            step=one,
            words=str(STATES[one.to]).capitalize(),
            who=" · ".join(
                part for part in (str(PARTIES[one.party]), names.get(one.by.removeprefix(BY), "")) if part
            ),
        )
        for one in history
    ]
