import re
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from comity.membership import (
    Benchmark,
    Link,
    Member,
    Programme,
    Round,
    Signature,
    Withdrawal,
    default_lane,
    packaged_statements,
    standing_of,
)
from comity.portal.shell.catalogues import (
    LANGUAGES,
    PORTAL,
    Words,
    catalogue_of,
    compiled,
    every_word,
    po_path,
    renewed,
    untranslated,
    words_in,
)
from comity.portal.shell.sentences import ADDRESSED, SENTENCES, in_own_words, is_known
from tests.portal.addresses import ALDER, PROGRAMME

TODAY = date(2026, 10, 5)


@pytest.mark.parametrize("folder", LANGUAGES)
def test_every_word_of_a_page_is_translated(folder: str) -> None:
    assert untranslated(catalogue_of(folder), set(every_word())) == [], (
        "run “make manage DO=words”, and translate"
    )


@pytest.mark.parametrize("folder", LANGUAGES)
def test_what_pages_read_is_what_translators_wrote(folder: str) -> None:
    assert po_path(folder).with_suffix(".mo").read_bytes() == compiled(catalogue_of(folder))


ONE_WORD = {
    ("fr", r"\brounds?\b"): r"\bcycles?\b|\btours?\b",
    ("fr", r"\bseats?\b"): "siège|accès",
    ("fr", r"\blanes?\b"): "filière",
    ("fr", r"\bcut-off\b"): "date limite|date d’arrêté",
    ("de", r"\bledger\b"): "Hauptbuch|Journal",
    ("de", r"\bseats?\b"): r"\bSitze?\b|Zugang",
    ("de", r"\blanes?\b"): r"\bBahn|\b(ihre|eine|deren|die) Art\b",
    ("de", r"\bcounsel\b"): "Rechtsbeistand",
    ("es", r"\bseats?\b"): "asiento|acceso",
    ("es", r"\bsites?\b"): r"\bsitios?\b",
    ("es", r"\bcontributors?\b"): "contribuyente",  # who pays taxes
    ("zh_Hans", r"\bledger\b"): "账本",
}
"""Catalogue and English word -> words that are another's, or were once used beside the one that pages use."""


@pytest.mark.parametrize(("folder", "term"), ONE_WORD)
def test_one_thing_has_one_word(folder: str, term: str) -> None:
    said = [(one.id, one.string) for one in catalogue_of(folder) if one.id]
    texts = [(str(one), other) for one, other in ((a if isinstance(a, str) else a[0], b) for a, b in said)]

    meant = [
        other if isinstance(other, str) else " ".join(other or ())
        for one, other in texts
        if re.search(term, one, re.IGNORECASE)
    ]
    assert meant
    assert [one for one in meant if re.search(ONE_WORD[folder, term], one, re.IGNORECASE)] == []


def test_words_are_found_wherever_a_page_says_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comity.portal.shell.catalogues.PORTAL", tmp_path)
    page, code = tmp_path / "page.html", tmp_path / "code.py"
    page.write_text(
        """{% translate "One" %}{% translate 'It is 5 %' as x %}{% firstof a _("Two") %}
        {% blocktranslate count n=rows with d=day %}{{ n }} row{% plural %}{{ n }} rows of {{ d }}{% endblocktranslate %}"""
    )
    code.write_text('_("Three")\ngettext_lazy("Four")\nngettext("a %(n)s", "b %(n)s", n)\n_(name)\n')

    assert set(words_in([page, code])) == {
        Words(one="One"),
        Words(one="It is 5 %%"),
        Words(one="Two"),
        Words(one="%(n)s row", many="%(n)s rows of %(d)s"),
        Words(one="Three"),
        Words(one="Four"),
        Words(one="a %(n)s", many="b %(n)s"),
    }


def test_a_translation_that_loses_or_makes_up_a_fact_counts_as_none() -> None:
    words = {Words(one="By %(day)s."), Words(one="%(n)s row", many="%(n)s rows")}
    catalogue = renewed(catalogue_of("de"), words)
    for text, plural in (("Bis %(tag)s.", ("%(n)s Zeile", "%(n)s Zeilen")), ("Bald.", ("eine", "Zeilen"))):
        catalogue["By %(day)s."].string = text
        catalogue["%(n)s row"].string = plural

        assert "By %(day)s." in untranslated(catalogue, words)
    catalogue["By %(day)s."].string = "Bis %(day)s."
    catalogue["%(n)s row"].string = ("eine Zeile", "%(n)s Zeilen")
    assert untranslated(catalogue, words) == []


def standing_with(**said: object) -> list[str]:
    statement = packaged_statements()[1]
    known: dict[str, object] = {"benchmarks": (), "signatures": (), "withdrawals": ()}
    programme = Programme(
        name="P",
        members={
            "a": Member(
                id="a", name="A", joined=date(2024, 1, 1), first_recognition=None, surveys=frozenset()
            )
        },
        groups={},
        rounds={"R": Round(id="R", cutoff=date(2026, 6, 30), statement=1, lane=default_lane())},
        statements={1: statement},
        nothing_to_report=(),
        recognition_within_months=12,
        digest="sha256:0",
        **{**known, **said},  # type: ignore[arg-type] # parts of the programme
    )
    standing = standing_of(programme, "a", "R", 0, on=TODAY)
    told = [text for one in standing.missing for text in (one.message, one.remedy)]
    return [*told, *(one.message for one in standing.duties)]


BENCHMARK = partial(Benchmark, member="a", protocol="SMETA 6.0")
SIGNED = {"member": "a", "by": "Ada", "role": "GC", "statement": 1, "digest": packaged_statements()[1].digest}


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"benchmarks": (BENCHMARK(valid_from=date(2024, 1, 1), valid_until=date(2025, 1, 1)),)},
        {
            "benchmarks": (
                BENCHMARK(
                    valid_from=date(2024, 1, 1), valid_until=date(2028, 1, 1), superseded_on=date(2025, 1, 1)
                ),
            )
        },
        {"benchmarks": (BENCHMARK(valid_from=date(2027, 1, 1), valid_until=date(2028, 1, 1)),)},
        {"signatures": (Signature(**{**SIGNED, "digest": "sha256:1"}, on=date(2026, 1, 1)),)},  # type: ignore[arg-type] # its fields
        {"signatures": (Signature(**SIGNED, on=date(2026, 12, 1)),)},  # type: ignore[arg-type] # its fields
        {"withdrawals": (Withdrawal(member="a", on=date(2026, 2, 1), by="Ada"),)},
    ],
    ids=["nothing", "run out", "superseded", "not yet", "other text", "signed later", "withdrawn"],
)
def test_every_sentence_about_standing_is_known_by_its_pattern(said: dict[str, object]) -> None:
    told = standing_with(**said)

    assert len(told) > len(Link)
    assert [one for one in told if not is_known(one)] == []


def test_a_sentence_keeps_its_facts_and_an_unknown_one_its_english() -> None:
    with translation.override("de"):
        assert in_own_words("To answer the survey of 2026.") == "Die Umfrage 2026 beantworten."
        assert in_own_words("The row has no city. Add it.") == "Die Zeile hat keine Stadt. Ergänzen Sie sie."
        assert in_own_words("Nobody has said this before.") == "Nobody has said this before."
    with translation.override("en"):
        assert in_own_words("The row has no city. Add it.") == "The row has no city. Add it."
        told = in_own_words("Its benchmark (SMETA 6.0) was valid until 2026-08-31.")
        assert told == "Your benchmark (SMETA 6.0) was valid until 31 August 2026."


def test_who_is_addressed_hears_of_every_sentence_that_rules_say_of_it() -> None:
    assert set(ADDRESSED) <= set(SENTENCES)


@pytest.mark.django_db
def test_a_language_is_chosen_once_and_kept(alder: Client) -> None:
    alder.post("/speak/", {"language": "zh-hans", "next": ALDER})

    page = alder.get(ALDER).content.decode()
    assert '<html lang="zh-hans">' in page
    assert "待办事项（按顺序）" in page
    answer = alder.post("/speak/", {"language": "de", "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/"


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "de", "zh-hans"])
def test_a_day_that_is_known_stands_in_its_field_in_every_language(birch: Client, language: str) -> None:
    """A browser takes 2026-09-25 alone; “25.09.2026” would leave the field empty."""
    birch.post("/speak/", {"language": language, "next": "/"})

    for place in ("rounds/2026-H1/", "members/", "surveys/2026/", "ledger/?since=2026-09-25"):
        days = re.findall(
            r'<input type="date"[^>]* value="([^"]*)"', birch.get(f"{PROGRAMME}{place}").content.decode()
        )
        assert days, place
        assert [day for day in days if not re.fullmatch(r"\d{4}-\d\d-\d\d", day)] == []


def test_no_form_asks_for_a_day_in_another_way() -> None:
    forms = [path for path in PORTAL.rglob("*.py") if "DateInput" in path.read_text("utf-8")]

    assert [path.name for path in forms] == ["days.py"]


IN_AN_ATTRIBUTE = re.compile(
    r'\b(?:value|max|action|href|name|id|for)="[^"]*\{\{ (?:[\w.]+\.)?(?:pk|number|\w+_number) \}\}'
)


def test_a_number_that_a_program_reads_bears_no_separators() -> None:
    """A page writes 1,234 for people; an id or a page's number in an address or a field must stay 1234."""
    found = {
        (path.name, one)
        for path in PORTAL.rglob("templates/**/*.html")
        for one in IN_AN_ATTRIBUTE.findall(path.read_text("utf-8"))
    }

    assert IN_AN_ATTRIBUTE.search('<input value="{{ one.pk }}">')
    assert found == set()
