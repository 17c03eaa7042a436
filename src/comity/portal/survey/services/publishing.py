"""The figures of a closed survey: made in the background, shown to every member at once, and kept as they are."""

from dataclasses import replace
from fractions import Fraction
from io import BytesIO

from django.db import transaction

from comity.core import Progress, digest_bytes
from comity.portal.jobs.models import Job
from comity.portal.jobs.services import start_job
from comity.portal.ledger.services import record
from comity.portal.ports.clock import now, today
from comity.portal.ports.storage import storage
from comity.portal.programme.queries import survey_rules_now
from comity.portal.survey.models import Stage, Survey
from comity.portal.survey.published import published_bytes
from comity.portal.survey.queries import (
    FIGURES,
    PUBLISH,
    budget_of,
    campaign_of,
    counted_responses,
    instrument_of,
    published_before,
    published_of,
    published_sheets,
    signed_sheet,
)
from comity.portal.survey.services.parts import locked_survey, named, require_still
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.models import Participation
from comity.portal.tenants.scope import Scope
from comity.survey import Instrument, Respondent, Results, Sheet, Step, programme_report, results, take
from comity.survey.charts import levels_by_module, moved
from comity.survey.disclosure import Safety
from comity.survey.evolution import Transition, YearOf, transitions
from comity.survey.figures_csv import figures_csv
from comity.survey.memory_file import memory_bytes, memory_from
from comity.survey.noise import Spent, with_noise
from comity.survey.stands import Memory, carried_over, memory_of

_LONGER_THAN_YEARS = 5
_SIZE = "company_size"
"""The question by whose answer members are compared by size, where a questionnaire asks it."""


@transaction.atomic
def start_publishing(*, actor: Actor, survey: Survey) -> Job:
    """Raises before anything is begun where too few have signed off for any figure to be safe."""
    locked = locked_survey(actor.scope, survey)
    require_still(actor.scope, locked)
    take(campaign_of(locked, {}), Step.PUBLISH, on=today(), by=actor.person.email)
    before = published_before(actor.scope, locked)
    found = _figures(actor.scope, locked, _remembered(actor.scope, before, locked))
    _noisy(
        actor.scope, found
    )  # drawn again when it is published; what is said here is said before anything is begun
    return start_job(actor=actor, kind=PUBLISH, argument=survey.pk)


def publish(*, actor: Actor, survey: Survey, progress: Progress) -> None:
    """Done twice it comes to the same: what is published stays."""
    if survey.stage == Stage.PUBLISHED:
        return
    progress("making the figures", 0, 3)
    before = published_before(actor.scope, survey)
    remembered = _remembered(actor.scope, before, survey)
    exact = _figures(actor.scope, survey, remembered)
    found, spent = _noisy(actor.scope, exact)
    moves = () if spent else _moves(actor.scope, before, survey)
    earlier = before.year if before and moves else None
    charts = [levels_by_module(found)]
    if earlier:
        charts.append(moved(moves, years=(earlier, survey.year)))
    progress("drawing the charts and the report", 1, 3)
    made = {
        FIGURES: published_bytes(found, moves=moves, earlier=earlier),
        "figures.csv": figures_csv(found),
        "report.pdf": programme_report(found, changes=moves, earlier=earlier),
    }
    for chart in charts:
        made |= {f"{chart.name}.svg": chart.svg().encode(), f"{chart.name}.png": chart.png()}
    progress("keeping what was made", 2, 3)
    keys = {name: storage().keep(BytesIO(data)) for name, data in made.items()}
    memory = storage().keep(BytesIO(memory_bytes(memory_of(exact, before=remembered))))
    with transaction.atomic():
        locked = locked_survey(actor.scope, survey)
        take(campaign_of(locked, {}), Step.PUBLISH, on=today(), by=actor.person.email)
        locked.stage, locked.published_at, locked.respondents = Stage.PUBLISHED, now(), found.respondents
        locked.files, locked.memory_key = keys, memory
        locked.noise = {"epsilon": str(spent.epsilon), "figures": spent.figures} if spent else {}
        locked.save()
        record(
            actor=actor,
            verb="survey-published",
            subject=named(survey),
            facts={
                "respondents": found.respondents,
                "figures": digest_bytes(made[FIGURES]),
                "report": digest_bytes(made["report.pdf"]),
                "epsilon": str(spent.epsilon) if spent else "none",
            },
        )


def _noisy(scope: Scope, found: Results) -> tuple[Results, Spent | None]:
    """With noise where the programme says so, as the budget of all years allows. Raises PrivacyBudget where it is spent."""
    rules = survey_rules_now(scope)
    if not rules.epsilon:
        return found, None
    noisy, budget = with_noise(
        found, epsilon=Fraction(rules.epsilon), budget=budget_of(scope, Fraction(rules.budget))
    )
    return noisy, budget.spent[-1]


def _as_published(scope: Scope, survey: Survey) -> Results | None:
    """Its figures as they were shown, with the band of each respondent, as the first version of its memory needs them."""
    published = published_of(survey)
    if published is None:
        return None
    return replace(published.results, placed=_figures(scope, survey, None).placed)


def _remembered(scope: Scope, before: Survey | None, survey: Survey) -> Memory | None:
    """What the year before showed, under this year's names: two years' figures of nearly the same answers tell the difference."""
    if before is None:
        return None
    memory = memory_from(
        storage().read(before.memory_key), where=named(before), published=_as_published(scope, before)
    )
    return carried_over(memory, instrument_of(before), instrument_of(survey))


def _figures(scope: Scope, survey: Survey, before: Memory | None) -> Results:
    instrument = instrument_of(survey)
    people = [
        Respondent(
            member=response.organisation.slug,
            sheet=(sheet := signed_sheet(response, instrument)),
            bands=_bands(instrument, sheet, member, survey.year),
        )
        for response, member in counted_responses(scope, survey)
    ]
    sizes = {}
    if _SIZE in instrument.questions:
        sizes["size"] = tuple(option.label for option in instrument.questions[_SIZE].options)
    return results(instrument, people, bands={**sizes, "tenure": _TENURES}, safety=Safety(), before=before)


_TENURES = ("up to five years", "longer")


def _bands(instrument: Instrument, sheet: Sheet, member: Participation, year: int) -> dict[str, str]:
    found = {"tenure": _TENURES[year - member.joined.year > _LONGER_THAN_YEARS]}
    if _SIZE in instrument.questions:
        labels = {one.id: one.label for one in instrument.questions[_SIZE].options}
        found["size"] = labels.get(str(sheet.values.get(_SIZE, "")), "")
    return found


def _moves(scope: Scope, before: Survey | None, survey: Survey) -> tuple[Transition, ...]:
    if before is None:
        return ()
    instrument = instrument_of(survey)
    sheets = {
        one.organisation.slug: signed_sheet(one, instrument) for one, _ in counted_responses(scope, survey)
    }
    return transitions(
        YearOf(instrument=instrument_of(before), sheets=published_sheets(scope, before)),
        YearOf(instrument=instrument, sheets=sheets),
        safety=Safety(),
    )
