"""A member's answers out as a workbook and back: what colleagues wrote meanwhile is kept, and so is every file."""

import hashlib
from io import BytesIO

from django.db import transaction

from comity.core import ComityError
from comity.portal.ledger.services import record
from comity.portal.ports.clock import now
from comity.portal.ports.storage import storage
from comity.portal.survey.errors import (
    OtherWorkbook,
    WorkbookTooLarge,
)
from comity.portal.survey.models import Survey, Workbook
from comity.portal.survey.queries import (
    EVIDENCE,
    answers_at,
    answers_of,
    drafts_for,
)
from comity.portal.survey.services.answering import Saved, plain_words, write_words
from comity.portal.survey.services.parts import (
    named,
    open_response,
)
from comity.portal.tenants.gates import Actor
from comity.survey import (
    Filled,
    Instrument,
    lines,
    read_book,
    write_book,
)

MOST_WORKBOOK = 20_000_000
"""Bytes of one that comes back; the survey's own has a tenth of that."""


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
    if len(content) > MOST_WORKBOOK:
        raise WorkbookTooLarge(
            "The file has more than 20 MB, and was not kept.", remedy="Send the survey's own workbook."
        )
    with transaction.atomic():
        response = open_response(actor, survey)
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
            subject=f"{named(survey)}, {actor.organisation.name}",
            facts={"digest": kept.digest, "bytes": len(content)},
        )
    try:
        with transaction.atomic():
            return _taken(actor, survey, content, filename)
    except ComityError as error:
        Workbook.objects.within(actor.scope).filter(pk=kept.pk).update(message=error.message)
        raise


def _taken(actor: Actor, survey: Survey, content: bytes, filename: str) -> Saved:
    response = open_response(actor, survey)
    answers = answers_of(actor.scope, survey)
    filled = _filled(content, answers.instrument, filename)
    evidence = {f"{EVIDENCE}{line}": text for line, text in filled.evidence.items()}
    begun = int(filled.begun) if filled.begun.isdigit() else 0
    base = plain_words(answers.instrument, answers_at(actor.scope, response, begun))
    said = plain_words(answers.instrument, {**filled.written, **evidence})
    # A cell that held an answer and is empty now takes it back; a line that the workbook never had says nothing.
    emptied = {line: "" for line in base if line not in said and _is_in_book(line, answers.instrument)}
    return write_words(actor, survey, response, answers, {**said, **emptied}, base, via=filename)


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
