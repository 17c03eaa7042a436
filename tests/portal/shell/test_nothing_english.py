"""What can be seen on a page is in the catalogue: reasons of the rules, problems, and every word of a template."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from typing import TypeVar, cast

import pytest
from django.conf import LazySettings
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.utils import translation
from django.utils.formats import date_format

import comity.lists
from comity.linkage.evidence import KINDS
from comity.portal.accounts.personal import PERSONAL
from comity.portal.demo.make import CAST
from comity.portal.shell.catalogues import PORTAL
from comity.portal.shell.sentences import in_own_words, is_known
from comity.portal.shell.templatetags.portal import VERBS, day_in, reasons
from comity.portal.shell.views import broken
from comity.registry.events import Assigned, Entry, Event, Merged, Parted, Restored
from comity.registry.history import happenings
from comity.release import Policy
from comity.release.decide import REASONS as REASONS_OF_RELEASE
from comity.release.decide import Decided, Mode, Outcome
from comity.release.leak_test import SIZES, Figure, LeakTest
from comity.release.refusals import refusals_of
from comity.round.review import odds_in_words
from tests.portal.addresses import ALDER, PROGRAMME

Kind = TypeVar("Kind")
LANGUAGES = ("fr", "de", "es", "zh-hans")
REASONS = sorted({words for kind in KINDS for _bits, words in kind.levels if words})


@pytest.mark.parametrize("code", LANGUAGES)
def test_why_rows_are_one_site_is_told_in_every_language(code: str) -> None:
    odds = {odds_in_words(tenths / 20) for tenths in range(21)}

    with translation.override(code):
        english = [one for one in (*REASONS, *odds, "written exactly alike") if in_own_words(one) == one]

    assert len(REASONS) > 60
    assert english == []


def test_reasons_are_told_one_by_one_and_an_unknown_one_as_it_is() -> None:
    with translation.override("de"):
        assert reasons("same city; addresses equal; by a later rule") == [
            "dieselbe Stadt", "Adressen gleich", "by a later rule",
        ]  # fmt: skip


OF_PROGRAMS = (
    "api/",
    "release/api.py",
    "settings/",
    "backup/",
    "serving.py",
    "exchange/api/",
    "survey/api/",
    "lists/api/",
    "lists/pieces.py",
)
"""Told as JSON, or at a terminal: programs and operators read English."""
OF_AN_ISSUERS_NOTICE = {
    ("services.py", "These are not the digits of the key that signed the notice."),
    (
        "services.py",
        "Ask the issuer for its sixteen digits by telephone, not in the message that brought the notice.",
    ),
}
"""Taken by the Secretariat's manager alone."""
OF_SUPPLIERS = ("exchange/desk.py", "exchange/desk_views.py")
"""Their pages have words of their own, in fourteen languages."""


def problems_told(path: Path) -> Iterator[str]:
    """Message and remedy of everything that is raised or refused in a file; facts stand as “X”."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and any(one.arg == "remedy" for one in node.keywords):
            said = [*node.args[:1], *(one.value for one in node.keywords if one.arg == "remedy")]
            yield from (text for one in said if (text := told(one)))


def told(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(one.value) if isinstance(one, ast.Constant) else "X" for one in node.values)
    return ""


def test_every_problem_that_anybody_can_meet_on_a_page_is_known() -> None:
    skipped = (*OF_PROGRAMS, *OF_SUPPLIERS)
    files = [
        path for path in PORTAL.rglob("*.py") if not path.relative_to(PORTAL).as_posix().startswith(skipped)
    ]

    found = {(path.name, text) for path in files for text in problems_told(path) if text.strip("X .")}

    assert len(found) > 60
    assert {one for one in found if not is_known(one[1])} == OF_AN_ISSUERS_NOTICE


def test_whatever_the_ledger_records_has_words() -> None:
    recorded = {
        verb
        for path in PORTAL.rglob("*.py")
        for verb in re.findall(r'\bverb=(?:"([a-z-]+)")', path.read_text("utf-8"))
    }

    assert len(recorded) > 50
    assert recorded - set(VERBS) == {"report-asked-for"}  # the example of who writes a room


_BLOCK = re.compile(r"\{%\s*blocktranslate.*?endblocktranslate\s*%\}", re.DOTALL)
_UNSEEN = re.compile(r"\{#.*?#\}|<!--.*?-->|<(script|style|code)\b.*?</\1>|\{%\s*block \w+\s*%\}(narrow|wide)", re.DOTALL)  # fmt: skip
_TAGS = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_HTML = re.compile(r"<[^>]*>", re.DOTALL)
_READ_ALOUD = re.compile(r"""\b(?:aria-label|placeholder|title|alt)=["']([^"']*)["']""")
SAME_IN_EVERY_LANGUAGE = {
    "Comity", "· Comity", "UTC", "OpenAPI 3.1", "PDF", "JSON", "PNG", "SVG", "CSV", "Excel", "Parquet", "English", "/api/",
    "report.age", "report.grant", "S-1042, export@mill.example", "S-000123-7",
    "comity report open report.age --grant report.grant --key", ".key --supplier-key supplier.txt --reader \"", '" -o copy.pdf',
}  # fmt: skip
FOR_PROGRAMMERS = {"reference.html"}
"""What stands below the page of the interface: its operations and types, by their names."""


def bare_words(template: str) -> set[str]:
    text = _UNSEEN.sub(" ", _BLOCK.sub(" ", template))
    spoken = [part for one in _READ_ALOUD.findall(_TAGS.sub("\0", text)) for part in one.split("\0")]
    shown = re.split(r"[\n\0]", _HTML.sub("\n", _TAGS.sub("\0", text)))
    return {word.strip() for word in (*spoken, *shown) if re.search(r"[A-Za-z]{3}", word)}


def test_no_template_says_a_word_past_the_catalogue() -> None:
    templates = [path for path in PORTAL.rglob("templates/**/*.html") if path.name not in FOR_PROGRAMMERS]

    found = {
        (path.name, word)
        for path in templates
        for word in bare_words(path.read_text("utf-8")) - SAME_IN_EVERY_LANGUAGE
    }

    assert len(templates) > 80
    assert found == set()


def test_a_bare_word_of_a_template_is_found() -> None:
    page = '<p title="Spoken">{% translate "Known" %} bare {{ fact }}</p>{% blocktranslate %}known{% endblocktranslate %}'

    assert bare_words(page) == {"Spoken", "bare"}


def test_days_are_written_as_each_language_writes_them() -> None:
    day = date(2026, 10, 5)

    assert [day_in(day, code) for code in ("en", "de", "es", "zh")] == [
        "5 October 2026", "5. Oktober 2026", "5 de octubre de 2026", "2026年10月5日",
    ]  # fmt: skip


@pytest.mark.parametrize("code", ["en", "fr", "de", "es", "zh-hans"])
def test_no_two_months_are_shortened_to_one(code: str) -> None:
    """June and July were both “Jui” in French, and a list was due in either."""
    with translation.override(code):
        days = [
            date_format(date(2026, month, 3), name)
            for name in ("SHORT_DATE_FORMAT", "MONTH_DAY_FORMAT")
            for month in range(1, 13)
        ]

    assert len(set(days)) == 24
    told = {"fr": "3 juil. 2026", "de": "3. Juli 2026", "es": "3 julio 2026"}
    assert code not in told or days[6] == told[code]


def test_of_a_row_too_days_are_told_as_the_page_tells_them_but_for_what_is_quoted() -> None:
    old = "The audit of 2023-04-20 is older than this round takes: its window opens on 2023-06-30."
    mended, refused = "“03/04/2025” was read as 2025-04-03.", "“2025-02-30” is no date that we can read."

    with translation.override("en"):
        assert in_own_words(old) == (
            "The audit of 20 April 2023 is older than this round takes: its window opens on 30 June 2023."
        )
        assert in_own_words(mended) == "“03/04/2025” was read as 3 April 2025."
        assert in_own_words(refused) == refused
    with translation.override("de"):
        assert "20. April 2023" in in_own_words(old)
        assert "„2025-02-30“" in in_own_words(refused)


def test_a_day_inside_a_sentence_is_written_so_too() -> None:
    sentence = "Its benchmark (SMETA 6.0) was valid until 2026-08-31."

    with translation.override("de"):
        assert "31. August 2026" in in_own_words(sentence)
    with translation.override("en"):
        assert in_own_words("It withdrew its signature on 2026-02-01.") == (
            "Your company withdrew its signature on 1 February 2026."
        )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "page",
    ["statistics/", "check/", "common-list/", "lists/2026-H1/1/", "statement/", "survey/2025/results/"],
)
def test_dates_and_headings_of_a_page_follow_the_language(alder: Client, page: str) -> None:
    alder.post("/speak/", {"language": "de", "next": ALDER})

    text = alder.get(f"{ALDER}{page}").content.decode()

    for english in (
        "Days from cut-off",
        "not shown:",
        "October 2026",
        "July 2026",
        "January 2025",
        "too few",
        ">up to 12 months<",
    ):
        assert english not in re.sub(
            r'<article class="card" lang="en">.*?</article>', "", text, flags=re.DOTALL
        )


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["fr", "de", "es", "zh-hans"])
def test_who_is_who_in_the_demonstration_is_told_in_every_language(code: str, settings: LazySettings) -> None:
    settings.COMITY_DEMO = True
    client = Client()
    client.post("/speak/", {"language": code, "next": "/"})

    text = unescape(client.get("/demo/").content.decode())

    assert [one.told for one in CAST if one.told in text] == []


@pytest.mark.django_db
def test_what_is_known_of_a_person_is_told_in_their_language(alder: Client) -> None:
    alder.post("/speak/", {"language": "fr", "next": "/"})

    text = alder.get("/me/").content.decode()

    assert "jusqu’au départ de la personne" in text
    assert all(f">{what}<" not in text for what, _why, _long in PERSONAL.values() if what != "Name")


def test_why_a_site_is_not_shown_and_why_there_is_no_list_is_known() -> None:
    codes = ("gain", "top1-lift", "p99-lift", "certain", "newcomer", "newcomer-changed")
    told: list[str] = [*REASONS_OF_RELEASE.values(), *Outcome, *Mode]
    for mode in (Mode.REFUSED, Mode.CLEAR):
        for size in SIZES:
            figures = tuple(Figure(code=code, size=size, value=0.512, limit=0.1, unit="") for code in codes)
            refused = refusals_of(
                3, standing_for(Decided, mode=mode), standing_for(LeakTest, figures=figures), Policy.default()
            )
            told += [text for one in refused for text in (one.message, one.remedy)]

    assert len(set(told)) > 40
    assert [one for one in told if not is_known(one)] == []


def standing_for(kind: type[Kind], **said: object) -> Kind:
    """With what is asked of it alone: the whole thing takes a round to make."""
    return cast(Kind, SimpleNamespace(**said))


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_page_that_says_what_broke_speaks_the_language_of_who_asked(code: str) -> None:
    request = RequestFactory().get("/somewhere/", headers={"accept-language": code})

    try:
        raise OperationalError("no connection")
    except OperationalError:
        away = broken(request)
    unexpected = broken(request)

    assert (away.status_code, unexpected.status_code) == (503, 500)
    for page in (away, unexpected):
        text = page.content.decode()
        assert f'<html lang="{code}">' in text
        assert not re.search("does not answer|half-written|should not have|beginning", text)


def test_what_happened_to_a_site_is_known() -> None:
    homes, records = (("a", 1), ("b", 1), ("c", 2)), ("a", "b")
    events: list[Event] = [
        Assigned(homes=homes), Assigned(homes=homes), Assigned(homes=homes[2:]), Parted(site=1, into=3, records=records),
        Parted(site=2, into=4, records=records[:1]), Merged(site=1, into=2), Restored(site=1, out_of=2),
    ]  # fmt: skip
    entries = [Entry(seq=seq, round="2026-H1", event=it) for seq, it in enumerate(events, start=1)]

    told = [one.words for site in (1, 2, 3, 4) for one in happenings(entries, site)]

    assert len(set(told)) > 8
    assert [one for one in told if not is_known(one)] == []


LISTS = Path(comity.lists.__path__[0])


def test_no_page_speaks_of_a_commands_options() -> None:
    """Whatever the room says at a terminal of --map and --assume is said otherwise to who reads a page."""
    said = {
        text
        for path in LISTS.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if (text := told(cast(ast.expr, node))).endswith(".") and re.search(r"[ (]--(map|assume) \w", text)
    }

    with translation.override("en"):
        pages = {in_own_words(f"X. {one}") for one in said}

    assert len(said) > 6
    assert {one for one in pages if "--" in one} == set()


def test_a_date_that_can_be_two_days_is_asked_for_by_the_cell_alone() -> None:
    sentence = "“03/04/2025” can be two days. Write it as 2025-03-04; say --assume audit_date_order=day-first (or month-first) for the whole list."

    with translation.override("en"):
        assert in_own_words(sentence) == "“03/04/2025” can be two days. Write it as 2025-03-04."
    with translation.override("de"):
        assert in_own_words(sentence).startswith("„03/04/2025“ kann zwei Tage")


@pytest.mark.django_db
def test_a_drawing_that_was_published_speaks_the_readers_language(birch: Client) -> None:
    place = f"{PROGRAMME}surveys/2025/files/levels-by-module.svg"
    kept = b"".join(birch.get(place).streaming_content)  # type: ignore[attr-defined] # a file
    birch.post("/speak/", {"language": "de", "next": "/"})

    told = b"".join(birch.get(place).streaming_content)  # type: ignore[attr-defined] # a file

    assert b"Respondents" in kept
    assert b"Respondents" not in told
    assert told.startswith(b"<svg")
