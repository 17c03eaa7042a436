"""A review file is written in one language and read in all of them."""

import io
from collections.abc import Iterable
from itertools import combinations

import openpyxl
import pytest

from comity.benchmark import Credit, Criticality, Depth, Kind, Log, Party, Relation, Strength
from comity.benchmark.review_book import review_workbook
from comity.benchmark.review_file import read_review
from comity.benchmark.review_sheets import CRITERIA as CRITERIA_SHEET
from comity.benchmark.review_sheets import (
    FILLED,
    KEYS,
    NAME,
    QUESTIONS,
    REVIEW,
    SPEAKS_FOR,
    SUMMARY,
    Column,
)
from comity.benchmark.review_style import CHOICES, HEADS
from comity.benchmark.review_words import LANGUAGES, Words, meanings, plainly, words_in
from comity.core.tongue import ENGLISH, Speech
from tests.benchmark.cast import decided, numbered, proposed, protocol_for

CRITERIA = numbered(6)
PROTOCOL = protocol_for(CRITERIA)
SHEETS = (SUMMARY, REVIEW, CRITERIA_SHEET, QUESTIONS)
EVERY = [Words(one) for one in LANGUAGES]


def written(language: str, log: Log | None = None) -> bytes:
    speech = Speech(language=language, say=ENGLISH.say, day=ENGLISH.day)
    return review_workbook(CRITERIA, PROTOCOL, log or proposed(CRITERIA), by="Rowan", speech=speech)


def filled(data: bytes, words: Words, rows: Iterable[tuple[str, str, dict[Column, str]]]) -> bytes:
    """Rows by their sheet and the key that it shows; what is filled in as it is written."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for name, key, cells in rows:
        sheet = book[words.sheet(name)]
        heads = {cell.value: cell.column for cell in sheet[2]}
        shown = Column.CODE if name == REVIEW else KEYS[name]
        at = next(
            row for row in range(3, sheet.max_row + 1)
            if sheet.cell(row, heads[words.head(shown)]).value == key
        )  # fmt: skip
        for column, text in cells.items():
            sheet.cell(at, heads[words.head(column)]).value = text
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def answers(words: Words) -> list[tuple[str, str, dict[Column, str]]]:
    """Something of every choice that a reviewer has, in these words."""
    return [
        (REVIEW, "c001", {
            Column.VERDICT: words.choice(Column.VERDICT, "confirm"),
            Column.STRENGTH: words.choice(Column.STRENGTH, Strength.PART),
            Column.RELATION: words.choice(Column.RELATION, Relation.SUBSET),
            Column.DEPTH: words.choice(Column.DEPTH, Depth.VERIFIED),
        }),
        (REVIEW, "c002", {Column.VERDICT: words.choice(Column.VERDICT, "reject")}),
        (CRITERIA_SHEET, "c003", {Column.STATEMENT: words.choice(Column.STATEMENT, "not covered")}),
        (CRITERIA_SHEET, "c004", {
            Column.STATEMENT: words.choice(Column.STATEMENT, "not applicable"), Column.REASON: "no dormitory",
        }),
        (QUESTIONS, "q-c005", {
            Column.KIND: words.choice(Column.KIND, Kind.GUIDANCE),
            Column.NOT_MAPPABLE: words.choice(Column.NOT_MAPPABLE, "yes"),
        }),
    ]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_comes_back_to_the_log_it_was_written_from(language: str) -> None:
    log = decided(
        proposed(CRITERIA), {"c001": Credit.FULL, "c002": Credit.PART, "c003": Credit.NONE}, by="Rowan"
    )

    found = read_review(written(language, log), criteria=CRITERIA)

    assert (found.log, found.problems, found.remarks, found.by) == (log, (), (), "Rowan")
    assert (found.party, found.language) == (Party.REVIEWER, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", LANGUAGES)
def test_it_is_filled_in_in_any_language_whatever_the_file_is_in(language: str, typed: str) -> None:
    english = read_review(filled(written("en"), Words("en"), answers(Words("en"))), criteria=CRITERIA)

    found = read_review(filled(written(language), Words(language), answers(Words(typed))), criteria=CRITERIA)

    assert found.problems == ()
    assert found.added == english.added == 6
    assert found.log == english.log


@pytest.mark.parametrize(
    ("language", "typed", "told"),
    [
        ("de", "bestätign", "Urteil: “bestätign” is no choice. Did you mean “bestätigen”?"),
        ("fr", "peut-être ?", "Décision: “peut-être ?” is no choice. Write one of: “confirmer”, “rejeter”."),
        ("zh", "以后", "判定: “以后” is no choice. Write one of: “确认”, “拒绝”."),
        ("en", "bestätign", "Verdict: “bestätign” is no choice. Did you mean “confirm”?"),
    ],
)
def test_a_slip_is_told_by_the_words_that_the_file_offers(language: str, typed: str, told: str) -> None:
    rows = [(REVIEW, "c001", {Column.VERDICT: typed})]

    found = read_review(filled(written(language), Words(language), rows), criteria=CRITERIA)

    assert [f"{one.message} {one.remedy}" for one in found.problems] == [told]
    assert [one.typed.called for one in found.problems] == [Words(language).sheet(REVIEW)]


@pytest.mark.parametrize(
    ("language", "typed"),
    [("de", "b"), ("de", "BESTATIGEN"), ("es", "c"), ("es", "si"), ("fr", "confirmé"), ("zh", "确")],
)
def test_a_letter_or_a_missing_accent_will_do(language: str, typed: str) -> None:
    cells = {
        Column.VERDICT: typed,
        Column.STRENGTH: Words(language).choice(Column.STRENGTH, Strength.FULL),
    }

    found = read_review(
        filled(written(language), Words(language), [(REVIEW, "c001", cells)]), criteria=CRITERIA
    )

    assert found.problems == ()
    assert found.log.standing.credits(Party.REVIEWER) == {"c001": Credit.FULL}


def test_every_choice_that_counts_has_its_words() -> None:
    for column, kind in (
        (Column.RELATION, Relation),
        (Column.DEPTH, Depth),
        (Column.STRENGTH, Strength),
        (Column.RESOLVED, Credit),
        (Column.KIND, Kind),
        ("Criticality", Criticality),
        (SPEAKS_FOR, Party),
    ):
        assert set(meanings(column).values()) == {one.value for one in kind}
    for column, offered in CHOICES.items():
        assert set(offered) <= set(meanings(column).values())


def test_no_word_means_two_things_where_it_stands() -> None:
    def apart(some: Iterable[str], said: str) -> None:
        known = {one: {plainly(getattr(words, said)(one)) for words in EVERY} for one in some}
        both = [(a, b) for a, b in combinations(known, 2) if known[a] & known[b]]
        assert both == []

    apart(SHEETS, "sheet")
    apart((SPEAKS_FOR, NAME), "label")
    for name in FILLED:
        apart((*HEADS[name], *(one.value for one in FILLED[name] if one not in HEADS[name])), "head")
    for kind in (*CHOICES, SPEAKS_FOR):
        words = [
            {plainly(words.choice(kind, one)) for words in EVERY} for one in set(meanings(kind).values())
        ]
        assert all(not (a & b) for a, b in combinations(words, 2)), kind


@pytest.mark.parametrize("words", EVERY, ids=LANGUAGES)
def test_spreadsheets_can_hold_the_words(words: Words) -> None:
    for column, offered in CHOICES.items():
        said = [words.choice(column, one) for one in offered]
        assert not any("," in one for one in said)  # it would part a choice in the drop-down
        assert len(",".join(said)) <= 255
    assert all(len(words.sheet(one)) <= 31 for one in SHEETS)


def test_a_language_without_words_is_told_in_english() -> None:
    assert words_in("zh-Hans") == Words("zh")
    assert words_in("vi") == words_in("") == Words("en")
