"""A small protocol of Alder's, the office that reviews it, and a verdict that is quickly given."""

from datetime import date
from io import BytesIO

from comity.benchmark import (
    BulkAcceptance,
    Judgement,
    LinkKey,
    NotCovered,
    Party,
    Rule,
    Strength,
    load_criteria,
)
from comity.portal.programme.models import EquivalenceRule
from comity.portal.protocols.models import Case
from comity.portal.protocols.queries import opened, outcome_now
from comity.portal.protocols.services import (
    begin_review,
    bulk_preview,
    conclude,
    digest_of,
    say_bulk,
    submit,
    take_protocol,
)
from comity.portal.protocols.services.saying import add_decisions
from comity.portal.rulebook.services import adopt, propose_equivalence_rule
from comity.portal.tenants.gates import Actor, actor_for
from comity.portal.tenants.models import Organisation, Participation, Person, Programme, Seat
from comity.portal.tenants.roles import Kind, Role

OFFICE = "fair-measure"
CRITERIA = "smeta-4p-6.0"
QUESTIONS = (
    ("1.01", "Are passports and identity papers of workers kept by the workers themselves?"),
    ("1.02", "Is no person employed below the minimum age, and are ages checked on hiring?"),
    ("1.03", "Are emergency exits unlocked, marked and free at all times?"),
    ("1.04", "Are wages paid on time, and is a pay slip given that workers understand?"),
    ("1.05", "Are workers free to form and join a trade union?"),
    ("1.06", "Does the factory publish its own sustainability report?"),
)


def protocol_file(*more: tuple[str, str]) -> BytesIO:
    rows = "".join(f'{id_},Labour,"{text}"\n' for id_, text in (*QUESTIONS, *more))
    return BytesIO(f"no,section,question\n{rows}".encode())


def office_of(
    name: str = "Pia Marsh", email: str = "pia@fair-measure.example", *, office: str = OFFICE
) -> Actor:
    """Somebody of an office that reviews protocols."""
    programme = Programme.objects.get(slug="hedgerow")
    home, _ = Organisation.objects.get_or_create(slug=office, defaults={"name": "Fair Measure"})
    Participation.objects.get_or_create(
        programme=programme, organisation=home, kind=Kind.REVIEWER, defaults={"joined": "2024-01-01"}
    )
    person, is_new = Person.objects.get_or_create(email=email, defaults={"name": name})
    if is_new:
        Seat.objects.create(
            person=person, programme=programme, organisation=home, role=Role.BENCHMARK_REVIEWER
        )
    return actor_for(person, programme="hedgerow", organisation=office)


def sent(actor: Actor, *more: tuple[str, str], criteria: str = CRITERIA) -> Case:
    case = take_protocol(
        actor=actor,
        filename="code-of-conduct.csv",
        content=protocol_file(*more),
        name="Code of Conduct",
        version="2026",
        criteria=criteria,
    )
    return again(actor, case)


def again(actor: Actor, case: Case) -> Case:
    return (
        Case.objects.within(actor.scope)
        .select_related("organisation", "programme", "reviewer")
        .get(pk=case.pk)
    )


def handed_in(member: Actor) -> Case:
    return again(member, submit(actor=member, case=sent(member), reviewer=OFFICE))


def in_review(member: Actor, reviewer: Actor) -> Case:
    return again(reviewer, begin_review(actor=reviewer, case=handed_in(member)))


def best_of(actor: Actor, case: Case) -> dict[str, str]:
    """For each criterion that anything is proposed for, the likeliest question."""
    proposals = opened(actor, again(actor, case)).standing.open_proposals(Party.MEMBER)
    return {code: some[0].link.questions[0] for code, some in proposals.items()}


def decide_all(actor: Actor, case: Case, *, full: int) -> None:
    """The first criteria met in full by the first question, the others not at all; in one act, as a workbook's answers are."""
    codes = [one.code for one in load_criteria(CRITERIA)]
    met = [
        Judgement(link=LinkKey.of(code, ["1.01"]), confirmed=True, strength=Strength.FULL)
        for code in codes[:full]
    ]
    add_decisions(actor, opened(actor, case), [*met, *(NotCovered(criterion=code) for code in codes[full:])])


def concluded(actor: Actor, case: Case, *, until: date) -> Case:
    """By what the page shows just before."""
    shown = outcome_now(opened(actor, again(actor, case))).digest
    return conclude(actor=actor, case=case, valid_until=until, shown=shown)


def accepted(actor: Actor, case: Case, *, above: float, strength: Strength) -> BulkAcceptance:
    """All that the page shows just before."""
    preview = bulk_preview(found=opened(actor, again(actor, case)), above=above, strength=strength)
    return say_bulk(actor=actor, case=case, above=above, strength=strength, shown=digest_of(preview))


def counsel() -> Actor:
    """The second person of the Secretariat's office."""
    return actor_for(
        Person.objects.get(email="ruth@counsel.example"), programme="hedgerow", organisation="hedgerow-office"
    )


def ruled(manager: Actor, rule: Rule) -> EquivalenceRule:
    """Proposed by the manager, adopted by counsel."""
    return adopt(actor=counsel(), version=propose_equivalence_rule(actor=manager, rule=rule))
