"""What is asked of surveys. Answers are asked for in the scope of the member whose they are, and in no other."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache

from comity.portal.jobs.queries import last_job
from comity.portal.ports.clock import today
from comity.portal.ports.storage import storage
from comity.portal.survey.known import known_to_the_platform
from comity.portal.survey.models import Response, Stage, Standing, Survey, Words
from comity.portal.survey.published import Published, published_from
from comity.portal.tenants.errors import UnscopedQuery
from comity.portal.tenants.models import Participation
from comity.portal.tenants.queries import members_of
from comity.portal.tenants.scope import Scope
from comity.survey import (
    Campaign,
    Instrument,
    Module,
    Problem,
    Severity,
    Sheet,
    instrument_from,
    is_asked,
    lines,
    read_answers,
    sheet_from,
)
from comity.survey import Stage as CampaignStage
from comity.survey.carry import Pairing, drafts, pairings
from comity.survey.evolution import OwnYear
from comity.survey.evolution import own_years as years_of
from comity.survey.noise import Budget, Spent

EVIDENCE = "evidence:"
"""Before a line's name: the evidence beside it."""
PUBLISH = "survey.publish"
FIGURES = "figures.json"


@lru_cache(maxsize=32)
def _read(text: str, where: str) -> Instrument:
    return instrument_from(text, where=where)


def instrument_of(survey: Survey, language: str = "") -> Instrument:
    """In the reader's language where the survey has it."""
    text = survey.translations.get(language.partition("-")[0]) or survey.instrument
    return _read(text, survey.name)


def surveys_of(scope: Scope) -> list[Survey]:
    """The latest year first."""
    return list(Survey.objects.within(scope))


def survey_of(scope: Scope, year: int) -> Survey | None:
    return Survey.objects.within(scope).filter(year=year).first()


def survey_before(scope: Scope, survey: Survey) -> Survey | None:
    return Survey.objects.within(scope).filter(year__lt=survey.year).first()


def published_before(scope: Scope, survey: Survey) -> Survey | None:
    earlier = Survey.objects.within(scope).filter(year__lt=survey.year, stage=Stage.PUBLISHED)
    return earlier.first()


def is_being_published(scope: Scope, survey: Survey) -> bool:
    job = last_job(scope, kind=PUBLISH, argument=survey.pk)
    return job is not None and not job.is_over and survey.stage == Stage.CLOSED


def _own(scope: Scope) -> Scope:
    if scope.organisation_id is None:
        raise UnscopedQuery("answers are asked for in the scope of the member whose they are")
    return scope


def response_of(scope: Scope, survey: Survey) -> Response | None:
    return Response.objects.within(_own(scope)).filter(survey=survey).select_related("signer").first()


def campaign_of(survey: Survey, responses: Mapping[str, Response]) -> Campaign:
    """As the rules downstairs know it; `responses` by member."""
    return Campaign(
        instrument=survey.name,
        closes_on=survey.closes_on,
        stage=CampaignStage(survey.stage),
        reopened=frozenset(
            member for member, one in responses.items() if one.reopened_at and not one.is_signed
        ),
        signed_off=frozenset(member for member, one in responses.items() if one.is_signed),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A member in a year's survey as the Secretariat sees it: whether it has answered, never what."""

    slug: str
    name: str
    state: str  # "signed", "reopened", "begun", "nothing", "left"
    on: date | None
    by: str
    remark: str
    is_shared: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    survey: Survey
    lines: tuple[Line, ...]

    def count(self, state: str) -> int:
        return sum(line.state == state for line in self.lines)

    @property
    def signed(self) -> int:
        return self.count("signed")

    @property
    def asked(self) -> int:
        return len(self.lines) - self.count("left")

    @property
    def waited_for(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.state not in ("signed", "left"))

    @property
    def to_remind(self) -> tuple[Line, ...]:
        """Nobody twice on one day."""
        on = today().isoformat()
        return tuple(line for line in self.waited_for if self.survey.reminded.get(line.slug) != on)


_ORDER = ("reopened", "nothing", "begun", "signed", "left")


def status_of(scope: Scope, survey: Survey) -> Status:
    """Who is waited for stands first."""
    responses = responses_of(scope, survey)
    members = {one.organisation.slug: one.organisation.name for one in members_of(scope)}
    gone = {slug: one.organisation.name for slug, one in responses.items() if slug not in members}
    found = [
        _line(slug, name, responses.get(slug), has_left=slug in gone)
        for slug, name in {**members, **gone}.items()
    ]
    ordered = sorted(found, key=lambda line: (_ORDER.index(line.state), line.name))
    return Status(survey=survey, lines=tuple(ordered))


def _line(slug: str, name: str, response: Response | None, *, has_left: bool) -> Line:
    state, on, by, remark = "nothing", None, "", ""
    if response is not None:
        if response.left_on or has_left:
            state, on = "left", response.left_on
            remark = response.left_because
        elif response.is_signed and response.signed_at:
            state, on = "signed", response.signed_at.date()
            by = f"{response.signed_by}, {response.signed_role}"
        elif response.reopened_at:
            state, on, remark = "reopened", response.reopened_at.date(), response.reopened_because
        elif response.begun_at:
            state, on = "begun", response.begun_at.date()
    is_shared = response is not None and response.shared_at is not None and response.is_signed
    return Line(slug=slug, name=name, state=state, on=on, by=by, remark=remark, is_shared=is_shared)


def responses_of(scope: Scope, survey: Survey) -> dict[str, Response]:
    found = Response.objects.within(scope).filter(survey=survey).select_related("organisation")
    return {one.organisation.slug: one for one in found.defer("sheet")}


def counted_responses(scope: Scope, survey: Survey) -> list[tuple[Response, Participation]]:
    """Whose answers stand behind figures: signed off, and still a member."""
    members = {one.organisation_id: one for one in members_of(scope)}
    signed = Response.objects.within(scope).filter(survey=survey, signed_at__isnull=False, left_on=None)
    return [
        (one, members[one.organisation_id])
        for one in signed.select_related("organisation").order_by("organisation__slug")
        if one.organisation_id in members
    ]


def published_sheets(scope: Scope, survey: Survey) -> dict[str, Sheet]:
    """By member, what stands behind a published survey's figures: of companies that have left since, too."""
    signed = Response.objects.within(scope).filter(survey=survey, signed_at__isnull=False, left_on=None)
    instrument = instrument_of(survey)
    return {
        one.organisation.slug: signed_sheet(one, instrument) for one in signed.select_related("organisation")
    }


def signed_sheet(response: Response, instrument: Instrument) -> Sheet:
    return sheet_from(response.sheet.encode(), instrument, where=f"response {response.pk}")


def own_sheet(scope: Scope, survey: Survey, language: str = "") -> Sheet | None:
    """What the member signed off; None until then."""
    response = response_of(scope, survey)
    if response is None or not response.is_signed:
        return None
    return signed_sheet(response, instrument_of(survey, language))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """One member's answers as they stand now."""

    instrument: Instrument
    response: Response | None
    current: Mapping[str, Words]
    beside: Mapping[str, Sequence[Words]]
    sheet: Sheet
    problems: Sequence[Problem]

    @property
    def disputed(self) -> tuple[str, ...]:
        return tuple(self.beside)

    @property
    def wrong(self) -> tuple[Problem, ...]:
        """What stands in the way of signing off, disputes apart."""
        return tuple(one for one in self.problems if one.severity is Severity.PROBLEM)

    @property
    def remarks(self) -> tuple[Problem, ...]:
        return tuple(
            one for one in self.problems if one.severity is Severity.REMARK and one.code != "not-asked"
        )

    @property
    def may_be_signed(self) -> bool:
        return bool(self.current) and not self.wrong and not self.beside


def answers_of(scope: Scope, survey: Survey, language: str = "") -> Answers:
    instrument = instrument_of(survey, language)
    response = response_of(scope, survey)
    standing: list[Words] = []
    if response is not None:
        words = Words.objects.within(_own(scope)).filter(response=response)
        standing = list(
            words.filter(standing__in=(Standing.CURRENT, Standing.BESIDE))
            .select_related("person")
            .order_by("number")
        )
    beside: dict[str, list[Words]] = defaultdict(list)
    for one in standing:
        if one.standing == Standing.BESIDE:
            beside[one.line].append(one)
    current = {one.line: one for one in standing if one.standing == Standing.CURRENT}
    sheet, problems = read_written(instrument, {line: one.text for line, one in current.items()})
    return Answers(
        instrument=instrument,
        response=response,
        current=current,
        beside=dict(beside),
        sheet=sheet,
        problems=problems,
    )


def read_written(
    instrument: Instrument, written: Mapping[str, str], *, member: str = ""
) -> tuple[Sheet, tuple[Problem, ...]]:
    return read_answers(
        instrument,
        {line: text for line, text in written.items() if not line.startswith(EVIDENCE) and text},
        member=member,
        evidence={
            line.removeprefix(EVIDENCE): text for line, text in written.items() if line.startswith(EVIDENCE)
        },
    )


def answers_at(scope: Scope, response: Response, number: int) -> dict[str, str]:
    """What was current when the word of that number had been written."""
    words = Words.objects.within(_own(scope)).filter(
        response=response, number__lte=number, standing__in=(Standing.CURRENT, Standing.PAST)
    )
    return {line: text for line, text in words.order_by("number").values_list("line", "text") if text}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An answer that is offered, and where it comes from. It counts once somebody takes it over."""

    text: str  # as it is kept
    shown: str  # as it is read
    source: str  # "last year", "changed" since last year, "platform"


def drafts_for(scope: Scope, survey: Survey, instrument: Instrument) -> dict[str, Draft]:
    """By line; what the platform knows goes before last year's answer."""
    known = lines(instrument)
    found: dict[str, Draft] = {}
    before = survey_before(scope, survey)
    if before is not None:
        earlier = instrument_of(before)
        sheet = _latest_sheet(scope, before, earlier)
        pairs: Mapping[str, Pairing] = pairings(earlier, instrument) if sheet else {}
        offered = drafts(sheet, earlier, instrument) if sheet else {}
        for line, value in offered.items():
            labels = {option.id: option.label for option in known[line].choices}
            text = str(value)
            source = "last year" if pairs[line].stands == "same" else "changed"
            found[line] = Draft(text=text, shown=labels.get(text, text), source=source)
    for question, text in known_to_the_platform(scope, survey.year).items():
        if question in known:
            found[question] = Draft(text=text, shown=text, source="platform")
    return found


def _latest_sheet(scope: Scope, survey: Survey, instrument: Instrument) -> Sheet | None:
    """What was signed off, or where nothing was, what was written."""
    response = response_of(scope, survey)
    if response is None:
        return None
    return signed_sheet(response, instrument) if response.is_signed else answers_of(scope, survey).sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Of a module: how many of the questions that are asked have an answer that can be taken."""

    module: Module
    answered: int
    asked: int
    first_open: str  # a question's id

    @property
    def is_complete(self) -> bool:
        return self.answered == self.asked


def progress_of(answers: Answers) -> tuple[Progress, ...]:
    """Optional questions count nowhere, nor do those that an earlier answer leaves out."""
    not_asked = questions_not_asked(answers)
    stuck = {question_of(one.line) for one in answers.wrong} | {
        question_of(line) for line in answers.disputed
    }
    found = []
    for module in answers.instrument.modules:
        asked = [
            one
            for one in module.questions
            if one.id not in not_asked and (one.is_required or one.id in stuck)
        ]
        open_ = [one for one in asked if one.id in stuck]
        found.append(
            Progress(
                module=module,
                answered=len(asked) - len(open_),
                asked=len(asked),
                first_open=open_[0].id if open_ else "",
            )
        )
    return tuple(found)


def question_of(line: str) -> str:
    return line.removeprefix(EVIDENCE).partition("/")[0]


def questions_not_asked(answers: Answers) -> frozenset[str]:
    values = answers.sheet.values
    return frozenset(one.id for one in answers.instrument.questions.values() if not is_asked(one, values))


def own_years(scope: Scope, language: str = "") -> tuple[OwnYear, ...]:
    """Every year that was signed off, the earliest first."""
    responses = Response.objects.within(_own(scope)).filter(signed_at__isnull=False)
    signed = []
    for response in responses.select_related("survey").order_by("survey__year"):
        instrument = instrument_of(response.survey, language)
        signed.append((instrument, signed_sheet(response, instrument)))
    return years_of(signed)


def published_of(survey: Survey, language: str = "") -> Published | None:
    """The figures as they were published; none before that."""
    if survey.stage != Stage.PUBLISHED:
        return None
    return published_from(storage().read(survey.files[FIGURES]), instrument_of(survey, language))


def budget_of(scope: Scope, limit: Fraction) -> Budget:
    """What the figures of all years took of it."""
    noisy = Survey.objects.within(scope).exclude(noise={}).order_by("year")
    spent = (
        Spent(year=one.year, epsilon=Fraction(one.noise["epsilon"]), figures=one.noise["figures"])
        for one in noisy
    )
    return Budget(limit=limit, spent=tuple(spent))
