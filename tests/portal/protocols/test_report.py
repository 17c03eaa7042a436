"""The report of a protocol speaks its reader's language, sentence by sentence; the command's is English."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from comity.benchmark import (
    Basis,
    Decision,
    Depth,
    Judgement,
    LinkKey,
    Log,
    NotApplicable,
    NotCovered,
    Party,
    Proposal,
    Rule,
    Strength,
)
from comity.benchmark.criteria import Translation
from comity.benchmark.report import report_html
from comity.core.tongue import Speech
from comity.portal.protocols.models import Case
from comity.portal.protocols.queries import opened
from comity.portal.protocols.services import report_of
from comity.portal.shell.sentences import is_known, speech
from comity.portal.tenants.gates import Actor
from tests.benchmark.cast import criteria_set, criterion, protocol_for
from tests.benchmark.test_report_pdf import text_of
from tests.portal.protocols.cast import again, concluded, decide_all, in_review, office_of
from tests.portal.protocols.test_rule import UNTIL

CRITERIA = criteria_set(
    *(criterion(f"c{n:03d}", level="critical" if n < 4 else "major") for n in range(1, 11))
)
PROTOCOL = replace(protocol_for(CRITERIA), remarks=("The file holds no question.",))
STRICT = Rule(threshold=Fraction(9, 10), no_critical_missing=True, pillar_floor=Fraction(9, 10))
LANGUAGES = ("fr", "de", "es", "zh-hans")


def met(code: str, how: Strength = Strength.FULL, depth: Depth | None = Depth.POLICY) -> Decision:
    return Judgement(link=LinkKey.of(code, [f"q-{code}"]), confirmed=True, strength=how, depth=depth)


def log_of(full: int, *, open_: int = 0) -> Log:
    """With something of everything that a report may have a part for."""
    codes = [one.code for one in CRITERIA]
    decided = codes[: len(codes) - open_]
    own = [met(code) if at_ < full else NotCovered(criterion=code) for at_, code in enumerate(decided)]
    log = Log().with_decisions(
        [Proposal(link=LinkKey.of(code, [f"q-{code}"]), probability=0.5, reason="like") for code in codes],
        party=None,
        by="machine",
    )
    log = log.with_decisions(
        [NotApplicable(criterion=codes[-1], reason="None here."), *(met(one) for one in decided)],
        party=Party.MEMBER,
        by="Ada",
    )
    log = log.with_decisions([met(decided[1], Strength.PART), *own[2:]], party=Party.REVIEWER, by="Pia")
    log = log.with_decisions([NotCovered(criterion=decided[0])], party=Party.REVIEWER, by="Pia")
    return log.with_decisions(own, party=Party.SECOND, by="Col")


@pytest.mark.parametrize("rule", [Rule(), STRICT, Rule(threshold=Fraction(1, 10), basis=Basis.WITH_HALVES)])
@pytest.mark.parametrize("log", [log_of(10), log_of(2), log_of(4, open_=4)])
def test_every_sentence_of_a_report_is_known_to_the_portal(log: Log, rule: Rule) -> None:
    said: set[str] = set()

    def hear(sentence: str) -> str:
        said.add(sentence)
        return sentence

    heard = Speech(language="en", say=hear, day=str)
    spoken = report_html(CRITERIA, PROTOCOL, log, rule, day=date(2026, 10, 5), speech=heard)

    assert {one for one in said if one and not is_known(one)} == set()
    assert len(said) > 40
    assert spoken.replace(b"2026-10-05", b"5\xc2\xa0October\xc2\xa02026") == report_html(
        CRITERIA, PROTOCOL, log, rule, day=date(2026, 10, 5)
    )


def test_criteria_have_the_titles_that_the_set_has_in_the_language() -> None:
    first = replace(
        CRITERIA.criteria[0], translations=(Translation(language="de", title="Ausweise", requirement="R"),)
    )
    own = replace(CRITERIA, criteria=(first, *CRITERIA.criteria[1:]))

    with translation.override("de"):
        page = report_html(own, PROTOCOL, log_of(10), speech=speech()).decode()

    assert "Ausweise" in page
    assert "Title of c001" not in page


@pytest.fixture
def case(ada: Actor) -> Case:
    pia = office_of()
    case = in_review(ada, pia)
    decide_all(pia, case, full=130)
    return again(ada, concluded(pia, case, until=UNTIL))


def place(case: Case, form: str) -> str:
    where = {"programme": "hedgerow", "organisation": "alder-foods", "case": case.pk, "form": form}
    return reverse("protocol-report", kwargs=where)


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_member_reads_the_report_in_its_own_language(language: str, case: Case, alder: Client) -> None:
    page = b"".join(alder.get(place(case, "html"), headers={"accept-language": language})).decode()

    assert f'<html lang="{language}">' in page
    for english in (
        "Not yet equivalent.",
        "By pillar",
        "Every criterion",
        "What to do",
        "are needed",
        "critical<",
    ):
        assert english not in page
    assert "130/154" in page


@pytest.mark.django_db
def test_the_pdf_speaks_it_too_and_the_command_speaks_english(case: Case, ada: Actor) -> None:
    found = opened(ada, case)
    with translation.override("de"):
        german = text_of(report_of(found, "pdf"))

    assert "Noch nicht gleichwertig." in german
    with translation.override("en"):
        assert "Not yet equivalent." in text_of(report_of(found, "pdf"))
    assert "Not yet equivalent." in report_html(found.criteria, found.protocol, found.decided).decode()
