"""The demonstration's two surveys: last year's published, this year's half answered; the same at every run.

The questionnaires are those that come with Comity, a year earlier than they are dated: the demonstration plays before they are asked.
"""

import random
from collections.abc import Callable, Sequence
from datetime import date

from comity.portal.ports.clock import playing_on
from comity.portal.survey.models import Survey
from comity.portal.survey.queries import EVIDENCE, instrument_of
from comity.portal.survey.services import (
    close_survey,
    open_survey,
    packaged_translations,
    save_answers,
    sign_off,
    start_publishing,
)
from comity.portal.tenants.gates import Actor
from comity.survey import Instrument, Kind, instrument_from, instrument_text, lines, load_instrument

ANSWERED_SHARE = 0.6
"""Of the members who have signed this year's survey off by the day that the demonstration plays on."""
BUSY = "alder-foods"
"""Whose people are in the middle of it."""

_SIGNERS = ("Ada Quist", "Ben Okoro", "Chiara Valente", "Dinesh Rao", "Elif Demir", "Farid Haddad")


def play_surveys(
    names: Sequence[str],
    *,
    late: Sequence[str],
    manager: Actor,
    admin: Callable[[str], Actor],
    colleague: Actor,
    do_waiting: Callable[[], None],
) -> None:
    with playing_on(date(2025, 9, 1)):
        past = _opened(manager, "maturity-2026", closes_on=date(2025, 10, 31))
    with playing_on(date(2025, 10, 20)):
        for at, name in enumerate(names):
            _answered(admin(name), past, _SIGNERS[at % len(_SIGNERS)])
    with playing_on(date(2025, 11, 14)):
        close_survey(actor=manager, survey=past)
        start_publishing(actor=manager, survey=past)
        do_waiting()
    with playing_on(date(2026, 9, 1)):
        now = _opened(manager, "maturity-2027", closes_on=date(2026, 10, 31))
    asked = [name for name in names if name not in (*late, BUSY)]
    with playing_on(date(2026, 9, 28)):
        for at, name in enumerate(asked[: int(len(asked) * ANSWERED_SHARE)]):
            _answered(admin(name), now, _SIGNERS[at % len(_SIGNERS)])
    with playing_on(date(2026, 10, 2)):
        _half_answered(colleague, admin(BUSY), now)


def _opened(manager: Actor, name: str, *, closes_on: date) -> Survey:
    return open_survey(
        actor=manager,
        instrument=demo_questionnaire(name),
        translations={
            language: _a_year_earlier(one) for language, one in packaged_translations(name).items()
        },
        closes_on=closes_on,
    )


def demo_questionnaire(name: str) -> Instrument:
    return instrument_from(_a_year_earlier(instrument_text(load_instrument(name))), where=name)


def _a_year_earlier(text: str) -> str:
    return text.replace("2026", "2025").replace("2027", "2026")


def _answered(actor: Actor, survey: Survey, signer: str) -> None:
    said = fictional_answers(actor.organisation.slug, instrument_of(survey))
    save_answers(actor=actor, survey=survey, said=said, seen={})
    sign_off(actor=actor, survey=survey, by=signer, role="Head of Responsible Sourcing")


def _half_answered(colleague: Actor, admin: Actor, survey: Survey) -> None:
    """Two of its people at once, who do not agree on everything; one number is none."""
    said = fictional_answers(BUSY, instrument_of(survey))
    modules = instrument_of(survey).modules
    begun = {question.id for module in modules[:2] for question in module.questions}
    first = {
        line: text for line, text in said.items() if line.removeprefix(EVIDENCE).partition("/")[0] in begun
    }
    save_answers(
        actor=admin, survey=survey, said={**first, "policy": "3", "audits_done": "about forty"}, seen={}
    )
    save_answers(actor=colleague, survey=survey, said={"policy": "2"}, seen={})


def fictional_answers(member: str, instrument: Instrument) -> dict[str, str]:
    """Complete answers of one member, which moves up slowly from year to year."""
    draw = random.Random(f"{member} {instrument.edition}")  # noqa: S311 -- fiction
    stands = random.Random(member).choice((1, 2, 2, 3, 3, 4))  # noqa: S311 -- fiction
    stands += (instrument.edition - 2025) * draw.choice((0, 1))
    size = random.Random(f"size of {member}").lognormvariate(0, 0.25)  # noqa: S311 -- fiction
    said: dict[str, str] = {}
    for line in lines(instrument).values():
        question = line.question
        if question.kind is Kind.MATURITY:
            level = min(4, max(1, stands + draw.choice((-1, 0, 0, 0, 1))))
            said[line.id] = str(level)
            if level > 1:
                said[f"{EVIDENCE}{line.id}"] = f"Programme manual, section {draw.randint(2, 9)}"
        elif line.choices:
            said[line.id] = draw.choice(line.choices).id
        elif question.kind is Kind.PERCENTAGE:
            said[line.id] = str(draw.randint(5, 24))
        elif question.kind is not Kind.TEXT:
            about = min(3_200, (question.most or 32_000) / 10) / 8 ** _bounds_above(question.id, instrument)
            said[line.id] = str(round(about * size * draw.uniform(0.9, 1.1)))
        if question.asks_evidence:
            said[f"{EVIDENCE}{question.id}"] = f"Annual report, page {draw.randint(20, 90)}"
    return said


def _bounds_above(name: str, instrument: Instrument) -> int:
    """How many checks in a row bound this number: what is bound is drawn well below its bound."""
    bounds = [
        1 + _bounds_above(bound, instrument)
        for check in instrument.checks
        if name in check.of
        for bound in check.at_most
    ]
    return max(bounds, default=0)
