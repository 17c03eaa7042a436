"""What rooms downstairs say, in the reader's language: nothing is left in English that a member meets in another."""

from datetime import date
from itertools import product
from pathlib import Path

import pytest
from django.utils import translation

from comity.benchmark.compare import Why
from comity.core import AgeBand
from comity.exchange import Ground, KnownAudit, Purpose, State
from comity.lists import Assurance, read_list
from comity.membership import WITHDRAWAL_ENDS, WITHDRAWAL_LEAVES, Topic, packaged_statements, statement_in
from comity.portal.exchange.services import CHECKS
from comity.portal.shell.countries import country_called
from comity.portal.shell.sentences import in_own_words, is_known
from comity.portal.survey.tongue import tell
from comity.recognition import (
    AuditFacts,
    Choice,
    OwnPolicy,
    ScopeAnswer,
    ScopeQuestion,
    compare_with_policy,
)
from comity.survey.disclosure import Safety, said_no_bands, said_not_first, said_solvable, said_too_few

EXAMPLES = Path(__file__).parents[3] / "examples" / "lists"
LANGUAGES = ("fr", "de", "es", "zh-hans")


def sentences() -> list[str]:
    policies = [
        OwnPolicy(),
        OwnPolicy(pillars=("Environment",), classes=(Assurance.MEETS, Assurance.PARTIAL)),
    ]
    facts = [
        AuditFacts(
            protocol="P", protocol_version="2", audited_on=date(2026, 1, 31), pillars=pillars, assurance=kind, site="Izmir"
        )
        for pillars, kind in product([("Labour",), ("Labour", "Environment")], Assurance)
    ]  # fmt: skip
    remarks = [
        one.sentence
        for policy, fact in product(policies, facts)
        for one in compare_with_policy(policy, fact, None, on=date(2026, 6, 30))
    ]
    known = [
        KnownAudit(age=age, assurance=kind).sentence
        for age, kind in product((None, *AgeBand), (None, *Assurance))
    ]
    closed = [
        one.value
        for kind in (State, Purpose, Ground, Choice, ScopeAnswer, ScopeQuestion, Why)
        for one in kind
    ]
    reasons = [said_too_few(Safety()), said_no_bands(), said_solvable(), said_not_first()]
    return [*remarks, *known, *closed, *CHECKS.values(), *reasons, *WITHDRAWAL_ENDS, *WITHDRAWAL_LEAVES]


@pytest.mark.parametrize("sentence", sorted(set(sentences())))
def test_what_a_member_reads_of_requests_decisions_and_figures_is_known_in_every_language(
    sentence: str,
) -> None:
    assert is_known(sentence)
    with translation.override("en"):
        assert in_own_words(sentence) == sentence.replace("2026-01-31", "31 January 2026")
    for code in LANGUAGES:
        with translation.override(code):
            assert in_own_words(sentence) != sentence or sentence == "no"


@pytest.mark.parametrize(
    ("said", "german"),
    [
        ("Starting or Established: 6; Leading: 9", "Starting oder Established: 6; Leading: 9"),
        ("Starting to Integrated", "Starting bis Integrated"),
        ("size: small or medium", "Größe: small oder medium"),
        ("tenure: up to five years", "Dauer der Mitgliedschaft: bis zu fünf Jahren"),
        ("between 1,000 and 2,000 people, of 12", "zwischen 1,000 und 2,000 people, von 12"),
        ("22,301 people, of 12", "22,301 people, von 12"),
        ("of 7 at Starting, now Leading: 7", "von 7 auf Starting jetzt Leading: 7"),
        ("not shown, because no two bands are both safe.", "nicht gezeigt, weil: es gibt keine zwei Gruppen, die beide sicher sind."),
        ("not shown: fewer than 5 respondents would stand behind a figure", "nicht gezeigt: weniger als 5 Antwortende stünden hinter einer Zahl"),
        ("A question of somebody's own", "A question of somebody's own"),
    ],
)  # fmt: skip
def test_figures_are_told_with_our_words_translated_and_the_questionnaires_left(
    said: str, german: str
) -> None:
    with translation.override("de"):
        assert tell(said) == german
    with translation.override("en"):
        assert tell(said) == said


def test_a_fact_that_is_itself_known_is_said_in_the_language_too() -> None:
    with translation.override("de"):
        assert "„teilweise“" in in_own_words(
            "Its protocol, P 2, is of the class “partial”; your policy accepts “meets the benchmark”."
        )


def test_countries_are_called_as_the_reader_calls_them() -> None:
    said = {}
    for code in ("en", *LANGUAGES):
        with translation.override(code):
            said[code] = country_called("TR")

    assert said == {"en": "Türkiye", "fr": "Turquie", "de": "Türkei", "es": "Turquía", "zh-hans": "土耳其"}


@pytest.mark.parametrize("language", ["fr", "de", "es", "zh"])
def test_the_joint_statement_can_be_read_in_every_language_of_the_pages(language: str) -> None:
    english = packaged_statements()[1]
    reading = statement_in(1, language)

    assert reading is not None
    assert [one.topic for one in reading.sections] == [one.topic for one in english.sections] == list(Topic)
    assert reading.title != english.title
    assert all(one.text != other.text for one, other in zip(reading.sections, english.sections, strict=True))
    assert not hasattr(reading, "digest")  # what is signed is the English text
    assert statement_in(1, "en") is None


BAD = """supplier_name,site_name,address,city,country,gln,latitude,longitude,audit_date,protocol
Ege Tekstil,Unit 1,PO Box 7,Izmir,Turkey,1234567890123,91.5,27,2026-02-30,SMETA 4-pillar
Ege Tekstil,Unit 1,1 Liman Sk,Izmir,Turkiye,4012345000009,38.4,27.1,2025-03-12,SMETA 4-pillar
supplier_name,site_name,address,city,country,gln,latitude,longitude,audit_date,protocol
12345,#REF!,,Izmir,Atlantis,,,,03/04/2025,SMETA 2-pillar
Total,,,,,,,,,
,,,,,,,,2025-01-01,Desktop review
"""


def test_what_is_wrong_with_a_row_is_known_in_every_language(tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text(BAD, "utf-8")
    lists = [tmp_path / "bad.csv", *sorted(EXAMPLES.iterdir())]
    said = {one.message for path in lists for one in read_list(path, name=path.stem).problems}

    assert len(said) >= 10
    for code in LANGUAGES:
        with translation.override(code):
            assert [one for one in sorted(said) if in_own_words(one) == one] == []
