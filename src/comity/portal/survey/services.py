"""Opening a year's survey, answering it together, signing it off, closing it, and publishing what may be shown of all."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from io import BytesIO

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from comity.core import ComityError, Progress, canonical_json, digest_bytes
from comity.portal.jobs.models import Job
from comity.portal.jobs.services import start_job
from comity.portal.ledger.services import record
from comity.portal.ports.clock import now, today
from comity.portal.ports.mail import send_mail_later
from comity.portal.ports.storage import storage
from comity.portal.survey.errors import (
    AlreadyAsked,
    BeingPublished,
    DayIsPast,
    NotAsked,
    NotComplete,
    OtherWorkbook,
)
from comity.portal.survey.models import Response, Stage, Standing, Survey, Words, Workbook
from comity.portal.survey.published import published_bytes
from comity.portal.survey.queries import (
    EVIDENCE,
    FIGURES,
    PUBLISH,
    Answers,
    answers_at,
    answers_of,
    campaign_of,
    counted_responses,
    drafts_for,
    instrument_of,
    is_being_published,
    own_years,
    published_of,
    read_written,
    signed_sheet,
    status_of,
    survey_before,
)
from comity.portal.tenants.errors import UnscopedQuery
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.models import Organisation, Participation, Seat
from comity.portal.tenants.queries import members_of
from comity.portal.tenants.roles import Kind, Role
from comity.portal.tenants.scope import Scope
from comity.survey import (
    Distribution,
    Filled,
    Instrument,
    Respondent,
    Results,
    Safety,
    Sheet,
    Step,
    amend,
    figures_csv,
    instrument_text,
    levels_by_module,
    lines,
    load_instrument,
    memory_of,
    merge_answers,
    moved,
    own_report,
    packaged_instruments,
    programme_report,
    read_book,
    results,
    sheet_bytes,
    take,
    transitions,
    write_book,
)

ANSWERERS = (Role.ADMIN, Role.CONTRIBUTOR)
_LINE = re.compile(r"(evidence:)?[a-z][a-z0-9_-]*(/[a-z][a-z0-9_-]*)?")
_LONGER_THAN_YEARS = 5
_SIZE = "company_size"
"""The question by whose answer members are compared by size, where a questionnaire asks it."""


# What the Secretariat does


@transaction.atomic
def open_survey(
    *, actor: Actor, instrument: Instrument, translations: Mapping[str, str], closes_on: date
) -> Survey:
    """The questionnaire is kept as it is now: a later version of it changes no survey that has begun."""
    _require_future(closes_on)
    if Survey.objects.within(actor.scope).filter(year=instrument.edition).exists():
        raise AlreadyAsked(
            f"There is a survey of {instrument.edition} already.",
            remedy="Go on with that one, or choose the questionnaire of another year.",
        )
    survey = Survey.objects.add(
        actor.scope,
        year=instrument.edition,
        name=instrument.name,
        instrument=instrument_text(instrument),
        translations=dict(translations),
        closes_on=closes_on,
        opened_at=now(),
    )
    record(
        actor=actor,
        verb="survey-opened",
        subject=_named(survey),
        facts={
            "questionnaire": instrument.digest,
            "questions": len(instrument.questions),
            "closes": closes_on,
        },
    )
    return survey


@lru_cache(maxsize=16)
def packaged_translations(name: str) -> Mapping[str, str]:
    """Language -> the questionnaire in it. Read once: it takes most of a second."""
    names = [one for one in packaged_instruments() if one.startswith(f"{name}.")]
    return {one.rpartition(".")[2]: instrument_text(load_instrument(one)) for one in names}


def _named(survey: Survey) -> str:
    return f"survey {survey.year}"


def _require_future(closes_on: date) -> None:
    if closes_on < today():
        raise DayIsPast(
            f"The closing day, {closes_on:%d %B %Y}, is past.", remedy="Choose a day from today on."
        )


@transaction.atomic
def move_closing_day(*, actor: Actor, survey: Survey, closes_on: date) -> None:
    _require_future(closes_on)
    locked = _locked(actor.scope, survey)
    if locked.stage != Stage.OPEN:
        raise DayIsPast(
            "The survey is closed: its closing day cannot be moved.",
            remedy="Reopen it for the one member that needs time, with a reason.",
        )
    Survey.objects.within(actor.scope).filter(pk=survey.pk).update(closes_on=closes_on)
    record(
        actor=actor,
        verb="survey-closing-day-moved",
        subject=_named(survey),
        facts={"from": locked.closes_on, "to": closes_on},
    )


def _locked(scope: Scope, survey: Survey) -> Survey:
    """Locks are taken in this order: the survey, then one response."""
    return Survey.objects.within(scope).select_for_update().get(pk=survey.pk)


@transaction.atomic
def remind(*, actor: Actor, survey: Survey, address: Callable[[str], str]) -> int:
    """Everybody who could answer for a member that is waited for, each in their language. How many messages went out.

    `address` makes a link to a member's survey from its slug.
    """
    take(campaign_of(survey, {}), Step.REMIND, on=today(), by=actor.person.email)
    waited_for = {line.slug for line in status_of(actor.scope, survey).waited_for}
    seats = Seat.objects.filter(
        programme_id=actor.scope.programme_id, organisation__slug__in=waited_for, role__in=ANSWERERS
    ).select_related("person", "organisation")
    people = {(one.organisation.slug, one.person_id): one for one in seats if one.person.is_active}
    for (slug, _person), seat in sorted(people.items()):
        with translation.override(seat.person.language or None):
            send_mail_later(
                to=seat.person.email,
                subject=_("The survey of %(year)s waits for %(member)s")
                % {"year": survey.year, "member": seat.organisation.name},
                text=_reminder(survey, seat, address(slug)),
            )
    record(
        actor=actor,
        verb="survey-reminded",
        subject=_named(survey),
        facts={"members": ", ".join(sorted(waited_for)), "messages": len(people)},
    )
    return len(people)


def _reminder(survey: Survey, seat: Seat, address: str) -> str:
    said = {
        "name": seat.person.name or seat.person.email,
        "programme": survey.programme.name,
        "year": survey.year,
        "day": survey.closes_on.strftime("%d.%m.%Y"),
        "member": seat.organisation.name,
        "address": address,
    }
    return (
        _(
            "Dear %(name)s,\n\n"
            "the yearly survey of %(programme)s for %(year)s is open until %(day)s, and %(member)s has not signed it off yet.\n\n"
            "%(address)s\n\n"
            "Everything is saved as you go, colleagues can answer with you, and last year's answers are offered as drafts. "
            "Nobody outside your company sees an answer of yours.\n\n"
            "With kind regards\nThe Secretariat"
        )
        % said
    )


@transaction.atomic
def close_survey(*, actor: Actor, survey: Survey) -> None:
    """Answers are frozen. What is not signed off counts in no figure."""
    locked = _locked(actor.scope, survey)
    take(campaign_of(locked, {}), Step.CLOSE, on=today(), by=actor.person.email)
    Survey.objects.within(actor.scope).filter(pk=survey.pk).update(stage=Stage.CLOSED)
    status = status_of(actor.scope, survey)
    record(
        actor=actor,
        verb="survey-closed",
        subject=_named(survey),
        facts={"signed off": status.signed, "asked": status.asked},
    )


@transaction.atomic
def reopen(*, actor: Actor, survey: Survey, member: Organisation, reason: str) -> None:
    """For one member, after the close: its answers can be changed until it signs them off again."""
    locked = _locked(actor.scope, survey)
    _require_still(actor.scope, locked)
    take(
        campaign_of(locked, {}),
        Step.REOPEN,
        on=today(),
        by=actor.person.email,
        member=member.slug,
        reason=reason,
    )
    response = _response(actor.scope.narrowed(member.pk), survey)
    _require_asked(response)
    response.reopened_at, response.reopened_because = now(), reason.strip()[:400]
    _unsign(response)
    response.save()
    record(
        actor=actor,
        verb="survey-reopened",
        subject=f"{_named(survey)}, {member.name}",
        facts={"reason": reason.strip()},
    )


def _require_still(scope: Scope, survey: Survey) -> None:
    if is_being_published(scope, survey):
        raise BeingPublished(
            "The figures of this survey are being made.",
            remedy="Wait until they are there: answers stand still now.",
        )


@transaction.atomic
def leave_out(*, actor: Actor, survey: Survey, member: Organisation, reason: str) -> None:
    """The member has left the programme: its answers are kept, and count in no figure."""
    locked = _locked(actor.scope, survey)
    _require_still(actor.scope, locked)
    if locked.stage == Stage.PUBLISHED:
        raise NotAsked(
            "The figures of this survey are out; they stay as they are.",
            remedy="Leave the member out of the next survey.",
        )
    response = _response(actor.scope.narrowed(member.pk), survey)
    response.left_on, response.left_because = today(), reason.strip()[:400]
    response.save()
    record(
        actor=actor,
        verb="survey-left",
        subject=f"{_named(survey)}, {member.name}",
        facts={"reason": reason.strip()},
    )


@transaction.atomic
def start_publishing(*, actor: Actor, survey: Survey) -> Job:
    """Raises before anything is begun where too few have signed off for any figure to be safe."""
    locked = _locked(actor.scope, survey)
    _require_still(actor.scope, locked)
    take(campaign_of(locked, {}), Step.PUBLISH, on=today(), by=actor.person.email)
    _figures(actor.scope, locked)
    return start_job(actor=actor, kind=PUBLISH, argument=survey.pk)


def publish(*, actor: Actor, survey: Survey, progress: Progress) -> None:
    """Done twice it comes to the same: what is published stays."""
    if survey.stage == Stage.PUBLISHED:
        return
    progress("making the figures", 0, 3)
    found = _figures(actor.scope, survey)
    earlier, moves = _moves(actor.scope, survey)
    charts = [levels_by_module(found)]
    if earlier and moves:
        charts.append(moved(moves, years=(earlier, survey.year), labels=_MOVED))
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
    memory = storage().keep(
        BytesIO(canonical_json({name: dict(of) for name, of in memory_of(found).items()}))
    )
    with transaction.atomic():
        locked = _locked(actor.scope, survey)
        take(campaign_of(locked, {}), Step.PUBLISH, on=today(), by=actor.person.email)
        locked.stage, locked.published_at, locked.respondents = Stage.PUBLISHED, now(), found.respondents
        locked.files, locked.memory_key = keys, memory
        locked.save()
        record(
            actor=actor,
            verb="survey-published",
            subject=_named(survey),
            facts={
                "respondents": found.respondents,
                "figures": digest_bytes(made[FIGURES]),
                "report": digest_bytes(made["report.pdf"]),
            },
        )


_MOVED = ("lower", "as before", "higher")


def _figures(scope: Scope, survey: Survey) -> Results:
    instrument = instrument_of(survey)
    people = [
        Respondent(
            member=response.organisation.slug,
            sheet=(sheet := signed_sheet(response, instrument)),
            bands=_bands(instrument, sheet, member, survey.year),
        )
        for response, member in counted_responses(scope, survey)
    ]
    bands = {"tenure": _TENURES}
    if _SIZE in instrument.questions:
        bands["size"] = tuple(option.label for option in instrument.questions[_SIZE].options)
    return results(instrument, people, bands=bands, safety=Safety())


_TENURES: tuple[str, ...] = ("up to five years", "longer")


def _bands(instrument: Instrument, sheet: Sheet, member: Participation, year: int) -> dict[str, str]:
    found = {"tenure": _TENURES[year - member.joined.year > _LONGER_THAN_YEARS]}
    if _SIZE in instrument.questions:
        labels = {one.id: one.label for one in instrument.questions[_SIZE].options}
        found["size"] = labels.get(str(sheet.values.get(_SIZE, "")), "")
    return found


def _moves(scope: Scope, survey: Survey) -> tuple[int | None, tuple[tuple[str, Distribution], ...]]:
    before = survey_before(scope, survey)
    if before is None or before.stage != Stage.PUBLISHED:
        return None, ()
    then, now_ = instrument_of(before), instrument_of(survey)
    return before.year, transitions(
        then,
        {one.organisation.slug: signed_sheet(one, then) for one, _ in counted_responses(scope, before)},
        now_,
        {one.organisation.slug: signed_sheet(one, now_) for one, _ in counted_responses(scope, survey)},
        safety=Safety(),
    )


# What a member does


def _response(scope: Scope, survey: Survey) -> Response:
    """The member's part in it, locked; made where it is not there yet."""
    if scope.organisation_id is None:
        raise UnscopedQuery("a response belongs to one member")
    own = Response.objects.within(scope)
    own.get_or_create(
        survey=survey,
        defaults={"programme_id": scope.programme_id, "organisation_id": scope.organisation_id},
    )
    return own.select_for_update(of=("self",)).get(survey=survey)


def _require_asked(response: Response) -> None:
    if response.left_on:
        raise NotAsked(
            "Your company has left the programme, and is asked no more.",
            remedy="Its answers are kept and count in no figure. If this is a mistake, write to the Secretariat.",
        )


def _open_response(actor: Actor, survey: Survey) -> Response:
    """Locked, and answers to it may be changed. Raises CampaignProblem after the close."""
    if not members_of(actor.scope):
        raise NotAsked(
            "Your company is no member of this programme now, and is not asked.",
            remedy="If this is a mistake, write to the Secretariat.",
        )
    survey.refresh_from_db(from_queryset=Survey.objects.within(actor.scope))
    _require_still(actor.scope, survey)
    response = _response(actor.scope, survey)
    _require_asked(response)
    slug = actor.organisation.slug
    amend(campaign_of(survey, {slug: response}), member=slug)
    return response


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """Which lines have other words now, and where a colleague wrote something else meanwhile."""

    changed: tuple[str, ...]
    disputed: tuple[str, ...]


@transaction.atomic
def save_answers(
    *, actor: Actor, survey: Survey, said: Mapping[str, str], seen: Mapping[str, int], via: str = "page"
) -> Saved:
    """`said` is text by line; `seen` the number of the word that was on the page when it was written, 0 for none."""
    response = _open_response(actor, survey)
    answers = answers_of(actor.scope, survey)
    plain = _plain(answers.instrument, {line: text for line, text in said.items() if _LINE.fullmatch(line)})
    base = _texts_of(actor.scope, response, {line: number for line, number in seen.items() if line in plain})
    return _write(actor, survey, response, answers, plain, base, via=via)


def _texts_of(scope: Scope, response: Response, seen: Mapping[str, int]) -> dict[str, str]:
    numbers = [number for number in seen.values() if number]
    words = Words.objects.within(scope).filter(response=response, number__in=numbers)
    known = {(one.line, one.number): one.text for one in words}
    return {line: known.get((line, number), "") for line, number in seen.items()}


def _plain(instrument: Instrument, said: Mapping[str, str]) -> dict[str, str]:
    """One spelling for one answer, whatever form it was given in: an option's id, a number without marks; other words as they are."""
    values = read_written(instrument, said)[0].values
    spelt = {
        line: f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
        for line, value in values.items()
    }
    # “12.345” is read as thousands where answers are whole numbers: what reads back otherwise stays as it was typed.
    again = read_written(instrument, spelt)[0].values
    return {
        line: spelt[line] if line in spelt and again.get(line) == values[line] else text.strip()
        for line, text in said.items()
    }


def _write(
    actor: Actor,
    survey: Survey,
    response: Response,
    answers: Answers,
    said: Mapping[str, str],
    base: Mapping[str, str],
    *,
    via: str,
) -> Saved:
    """Lines outside `said` stay as they are."""
    ours = {line: answers.current[line].text for line in said if line in answers.current}
    # One's own words, seen or not, give way to what one writes anew; a page that only lay open says nothing anew.
    own = {
        line: text
        for line, text in ours.items()
        if answers.current[line].person_id == actor.person.pk and said[line] != base.get(line, "")
    }
    merged = merge_answers({**base, **own}, ours, said)
    disputed = {one.line: one.theirs for one in merged.disputes if one.theirs}
    changed = {
        line: merged.written.get(line, "")
        for line in said
        if merged.written.get(line, "") != ours.get(line, "")
    }
    # An emptied field says nothing that could be lost: its line keeps the colleague's words, and is in no dispute.
    known = {(line, one.text) for line, beside in answers.beside.items() for one in beside}
    new = {line: text for line, text in disputed.items() if (line, text) not in known}
    _put(actor, response, changed)
    _put(actor, response, new, standing=Standing.BESIDE)
    if changed or new:
        _note_change(actor, survey, response, via=via, lines_changed=len(changed))
    return Saved(changed=tuple(changed), disputed=tuple(disputed))


def _put(
    actor: Actor, response: Response, texts: Mapping[str, str], *, standing: Standing = Standing.CURRENT
) -> None:
    words = Words.objects.within(actor.scope)
    if standing is Standing.CURRENT:
        words.filter(response=response, line__in=texts, standing=Standing.CURRENT).update(
            standing=Standing.PAST
        )
    words.bulk_create(
        Words(
            programme_id=response.programme_id,
            organisation_id=response.organisation_id,
            response=response,
            line=line,
            number=number,
            text=text,
            standing=standing,
            person=actor.person,
            at=now(),
        )
        for number, (line, text) in enumerate(texts.items(), start=response.written + 1)
    )
    response.written += len(texts)


def _note_change(actor: Actor, survey: Survey, response: Response, *, via: str, lines_changed: int) -> None:
    """The ledger hears that answers were begun, came as a workbook, or were amended; not of every letter typed."""
    subject = f"{_named(survey)}, {actor.organisation.name}"
    if response.begun_at is None:
        response.begun_at = now()
        record(actor=actor, verb="survey-begun", subject=subject)
    if response.is_signed:
        _unsign(response)
        record(actor=actor, verb="survey-amended", subject=subject)
    if via != "page":
        record(
            actor=actor,
            verb="survey-answers-taken",
            subject=subject,
            facts={"from": via, "lines": lines_changed},
        )
    response.save()


def _unsign(response: Response) -> None:
    response.signed_at, response.signer = None, None
    response.signed_by = response.signed_role = response.sheet = response.digest = ""
    _tell_duty(response, is_done=False)


def _tell_duty(response: Response, *, is_done: bool) -> None:
    """The duty to answer, as a member's standing shows it: information, and no gate."""
    year = response.survey.year
    for one in Participation.objects.filter(
        programme_id=response.programme_id, organisation_id=response.organisation_id, kind=Kind.MEMBER
    ):
        years = set(one.surveys) - {year} | ({year} if is_done else set())
        one.surveys = sorted(years)
        one.save(update_fields=["surveys"])


@transaction.atomic
def settle(*, actor: Actor, survey: Survey, number: int) -> str:
    """Of words that stand beside each other, those of that number are the answer. Its line; empty where it was settled already."""
    response = _open_response(actor, survey)
    words = Words.objects.within(actor.scope).filter(response=response)
    chosen = words.filter(number=number, standing__in=(Standing.CURRENT, Standing.BESIDE)).first()
    beside = words.filter(line=chosen.line, standing=Standing.BESIDE) if chosen else None
    if chosen is None or beside is None or not beside.exists():
        return ""
    beside.update(standing=Standing.SET_ASIDE)
    if chosen.standing == Standing.BESIDE:
        _put(actor, response, {chosen.line: chosen.text})
    _note_change(actor, survey, response, via="page", lines_changed=1)
    return chosen.line


@transaction.atomic
def take_drafts(*, actor: Actor, survey: Survey, only: Sequence[str] | None = None) -> int:
    """Offered answers into lines that are still open: those named, or all. How many were taken."""
    response = _open_response(actor, survey)
    answers = answers_of(actor.scope, survey)
    offered = drafts_for(actor.scope, survey, answers.instrument)
    open_ = {
        line: draft.text
        for line, draft in offered.items()
        if (only is None or line in only) and not (line in answers.current and answers.current[line].text)
    }
    saved = _write(actor, survey, response, answers, _plain(answers.instrument, open_), {}, via="page")
    return len(saved.changed)


@transaction.atomic
def issue_workbook(*, actor: Actor, survey: Survey, language: str = "") -> bytes:
    """With the answers as they stand, last year's beside them, and every problem at its cell. It says from where it began."""
    answers = answers_of(actor.scope, survey, language)
    offered = drafts_for(actor.scope, survey, answers.instrument)
    begun = answers.response.written if answers.response else 0
    return write_book(
        answers.instrument,
        member=actor.organisation.name,
        sheet=answers.sheet,
        last_year={line: draft.shown for line, draft in offered.items()},
        problems=answers.problems,
        begun=str(begun),
    )


def take_workbook(*, actor: Actor, survey: Survey, filename: str, content: bytes) -> Saved:
    """The file is kept first, whatever is in it; what cannot be taken is said, and nothing of it is taken."""
    with transaction.atomic():
        response = _open_response(actor, survey)
        response.save()
        kept = Workbook.objects.add(
            actor.scope,
            response=response,
            filename=filename[-200:],
            key=storage().keep(BytesIO(content)),
            digest=f"sha256:{hashlib.sha256(content).hexdigest()}",
            person=actor.person,
            at=now(),
        )
        record(
            actor=actor,
            verb="survey-workbook-sent",
            subject=f"{_named(survey)}, {actor.organisation.name}",
            facts={"digest": kept.digest, "bytes": len(content)},
        )
    try:
        with transaction.atomic():
            return _taken(actor, survey, content, filename)
    except ComityError as error:
        Workbook.objects.within(actor.scope).filter(pk=kept.pk).update(message=error.message)
        raise


def _taken(actor: Actor, survey: Survey, content: bytes, filename: str) -> Saved:
    response = _open_response(actor, survey)
    answers = answers_of(actor.scope, survey)
    filled = _filled(content, answers.instrument, filename)
    evidence = {f"{EVIDENCE}{line}": text for line, text in filled.evidence.items()}
    begun = int(filled.begun) if filled.begun.isdigit() else 0
    base = _plain(answers.instrument, answers_at(actor.scope, response, begun))
    said = _plain(answers.instrument, {**filled.written, **evidence})
    # A cell that held an answer and is empty now takes it back; a line that the workbook never had says nothing.
    emptied = {line: "" for line in base if line not in said and _is_in_book(line, answers.instrument)}
    return _write(actor, survey, response, answers, {**said, **emptied}, base, via=filename)


def _filled(content: bytes, instrument: Instrument, filename: str) -> Filled:
    try:
        return read_book(content, instrument, where=filename)
    except ComityError as error:
        if error.code != "other-edition":
            raise
        raise OtherWorkbook(
            error.message,
            remedy="Your file is kept as it came. Download this year's workbook: what you answered last year stands beside each "
            "question, and can be taken over.",
            where=filename,
        ) from error


def _is_in_book(line: str, instrument: Instrument) -> bool:
    return line.removeprefix(EVIDENCE) in lines(instrument)


@transaction.atomic
def sign_off(*, actor: Actor, survey: Survey, by: str, role: str) -> None:
    """By who answers for it. The sheet is frozen as it is; a later change takes the signature back."""
    response = _open_response(actor, survey)
    answers = answers_of(actor.scope, survey)
    if not answers.may_be_signed:
        raise NotComplete(
            f"{len(answers.wrong) + len(answers.disputed)} answers are open, to be mended or disputed.",
            remedy="The review page names each; sign off once none is left.",
        )
    slug = actor.organisation.slug
    take(campaign_of(survey, {slug: response}), Step.SIGN_OFF, on=today(), by=by, member=slug)
    frozen = sheet_bytes(answers.sheet)
    response.signed_at, response.signer = now(), actor.person
    response.signed_by, response.signed_role = by, role
    response.sheet, response.digest = frozen.decode(), digest_bytes(frozen)
    response.save()
    _tell_duty(response, is_done=True)
    record(
        actor=actor,
        verb="survey-signed-off",
        subject=f"{_named(survey)}, {actor.organisation.name}",
        facts={"by": by, "role": role, "digest": response.digest},
    )


@transaction.atomic
def share(*, actor: Actor, survey: Survey, is_shared: bool) -> None:
    """The member's own result with the Secretariat; taken back, it is shown no more."""
    response = _response(actor.scope, survey)
    response.shared_at = now() if is_shared else None
    response.save()
    record(
        actor=actor,
        verb="survey-shared" if is_shared else "survey-unshared",
        subject=f"{_named(survey)}, {actor.organisation.name}",
    )


def members_named(scope: Scope, slug: str) -> Organisation | None:
    found = [one.organisation for one in members_of(scope) if one.organisation.slug == slug]
    return found[0] if found else None


def own_result(scope: Scope, survey: Survey, name: str, language: str = "") -> bytes:
    """One member's, as PDF; beside the whole once that is published. What it says is what was signed off."""
    instrument = instrument_of(survey, language)
    response = Response.objects.within(scope).get(survey=survey)
    published = published_of(survey, language)
    years = [one for one in own_years(scope, language) if one.survey.year == survey.year]
    return own_report(
        published.results if published else None,
        replace(signed_sheet(response, instrument), member=name),
        instrument,
        changes=years[0].moved if years else (),
    )
