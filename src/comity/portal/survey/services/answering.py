"""A member's answers, written by several colleagues at once: saved, settled, taken over from drafts. No word is written over."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from comity.portal.ledger.services import record
from comity.portal.ports.clock import now
from comity.portal.survey.models import Response, Standing, Survey, Words
from comity.portal.survey.queries import (
    Answers,
    answers_of,
    drafts_for,
    read_written,
)
from comity.portal.survey.services.parts import named, open_response, unsign
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.scope import Scope
from comity.survey import Instrument
from comity.survey.merge import merge_answers

_LINE = re.compile(r"(evidence:)?[a-z][a-z0-9_-]*(/[a-z][a-z0-9_-]*)?")


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
    response = open_response(actor, survey)
    answers = answers_of(actor.scope, survey)
    plain = plain_words(
        answers.instrument, {line: text for line, text in said.items() if _LINE.fullmatch(line)}
    )
    base = _texts_of(actor.scope, response, {line: number for line, number in seen.items() if line in plain})
    return write_words(actor, survey, response, answers, plain, base, via=via)


def _texts_of(scope: Scope, response: Response, seen: Mapping[str, int]) -> dict[str, str]:
    numbers = [number for number in seen.values() if number]
    words = Words.objects.within(scope).filter(response=response, number__in=numbers)
    known = {(one.line, one.number): one.text for one in words}
    return {line: known.get((line, number), "") for line, number in seen.items()}


def plain_words(instrument: Instrument, said: Mapping[str, str]) -> dict[str, str]:
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


def write_words(
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
    subject = f"{named(survey)}, {actor.organisation.name}"
    if response.begun_at is None:
        response.begun_at = now()
        record(actor=actor, verb="survey-begun", subject=subject)
    if response.is_signed:
        unsign(response)
        record(actor=actor, verb="survey-amended", subject=subject)
    if via != "page":
        record(
            actor=actor,
            verb="survey-answers-taken",
            subject=subject,
            facts={"from": via, "lines": lines_changed},
        )
    response.save()


@transaction.atomic
def settle(*, actor: Actor, survey: Survey, number: int) -> str:
    """Of words that stand beside each other, those of that number are the answer. Its line; empty where it was settled already."""
    response = open_response(actor, survey)
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
    response = open_response(actor, survey)
    answers = answers_of(actor.scope, survey)
    offered = drafts_for(actor.scope, survey, answers.instrument)
    open_ = {
        line: draft.text
        for line, draft in offered.items()
        if (only is None or line in only) and not (line in answers.current and answers.current[line].text)
    }
    saved = write_words(
        actor, survey, response, answers, plain_words(answers.instrument, open_), {}, via="page"
    )
    return len(saved.changed)
