import csv
import io
import json
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core import UnreadableInput
from comity.linkage import Constraint
from comity.round.review import (
    Answer,
    Pair,
    Settled,
    Verdict,
    odds_in_words,
    open_questions,
    pieces,
    printable,
    read_answers,
    read_questions,
    read_registry_path,
    require_no_contradiction,
)

FACTS = ("name", "supplier", "address", "city", "region", "country", "ids")
COLUMNS = (
    *("left_record", "right_record", "left_list", "right_list", "left_row", "right_row"),
    *("probability", "usefulness", "reason"),
    *(f"{side}_{fact}" for fact in FACTS for side in ("left", "right")),
    "verdict",
)


def line(left: str, right: str, **facts: str) -> dict[str, str]:
    """A line of review.csv: two records that say little, unless told otherwise."""
    usual = {
        "left_record": left,
        "right_record": right,
        "left_list": "alder",
        "right_list": "birch",
        "left_row": "1",
        "right_row": "2",
        "probability": "0.6",
        "usefulness": "1.0",
        "reason": "same city; names differ",
        "left_name": f"Site {left}",
        "right_name": f"Site {right}",
    }
    return {**dict.fromkeys(COLUMNS, ""), **usual, **facts}


PAIRS = (
    line(
        "aa",
        "bb",
        probability="0.6321",
        usefulness="3.5",
        reason="same city; street or plot numbers differ",
        left_name="Velmira Mills Ltd, Unit 2",
        right_name="VELMIRA MILLS PVT",
        left_supplier="Velmira Group",
        left_address="12 Mill Road",
        right_address="14 Mill Road",
        left_city="Pune",
        right_city="Pune",
        left_country="IN",
        right_country="IN",
    ),
    line("bb", "cc", usefulness="2.5", probability="0.31"),
    line("aa", "cc", usefulness="1.5", probability="0.02"),
    line("dd", "ee", usefulness="0.5", right_list="S-000123-7", right_row=""),
)
"""Four questions on five records; the first three are a triangle."""


def csv_of(lines: Sequence[Mapping[str, str]], *, delimiter: str = ",") -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, delimiter=delimiter, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue()


def write_round(
    out: Path, lines: Sequence[Mapping[str, str]] = PAIRS, *, registry: Path | None = None
) -> Path:
    (out / "secretariat").mkdir(parents=True)
    (out / "secretariat/review.csv").write_text(csv_of(lines), "utf-8-sig", newline="")
    summary = {"round": "2026-H1", "registry": str(registry) if registry else None}
    (out / "secretariat/summary.json").write_text(json.dumps(summary))
    return out


SAME, DIFFERENT = Verdict.SAME, Verdict.DIFFERENT


def answers_file(folder: Path, *lines: Mapping[str, str]) -> Path:
    path = folder / "answers.csv"
    path.write_text(csv_of(lines), newline="")
    return path


def test_the_most_useful_question_comes_first(tmp_path: Path) -> None:
    out = write_round(
        tmp_path / "ROUND", [line("a", "b", usefulness="0.2"), line("c", "d", usefulness="1,7")]
    )

    questions = read_questions(out)

    assert [question.pair for question in questions] == [("c", "d"), ("a", "b")]


def test_a_question_holds_what_both_lists_say(tmp_path: Path) -> None:
    first, *_, last = read_questions(write_round(tmp_path / "ROUND"))

    assert (first.left.place, last.right.place) == ("alder, row 1", "known site S-000123-7")
    assert (first.left.name, first.right.address) == ("Velmira Mills Ltd, Unit 2", "14 Mill Road")
    assert first.probability == 0.6321


def test_a_cell_that_was_kept_from_being_a_formula_is_shown_as_it_was(tmp_path: Path) -> None:
    out = write_round(tmp_path / "ROUND", [line("a", "b", left_name="'=Okaveri", right_name="'t Hooft")])

    (question,) = read_questions(out)

    assert (question.left.name, question.right.name) == ("=Okaveri", "'t Hooft")


def test_a_name_cannot_command_the_terminal(tmp_path: Path) -> None:
    hostile = "Oka\x1b[2Jveri \u202eGlass\x07"
    out = write_round(tmp_path / "ROUND", [line("a", "b", left_name=hostile, reason="same\x1b[1A city")])

    (question,) = read_questions(out)

    assert question.left.name == "Oka [2Jveri Glass"
    assert question.reason == "same [1A city"


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"probability": "likely"}, "row 2: This is not a doubtful pair"),
        ({"right_record": "a"}, "row 2: This is not a doubtful pair"),
        ({"left_record": "1.23457E+23"}, "turned names of records into numbers"),
    ],
)
def test_a_damaged_question_is_said(tmp_path: Path, facts: dict[str, str], said: str) -> None:
    out = write_round(tmp_path / "ROUND", [{**line("a", "b"), **facts}])

    with pytest.raises(UnreadableInput) as error:
        read_questions(out)

    assert said in str(error.value)


def test_a_round_says_which_registry_it_used(tmp_path: Path) -> None:
    with_one = write_round(tmp_path / "A", registry=tmp_path / "sites.db")
    without = write_round(tmp_path / "B")

    assert read_registry_path(with_one) == tmp_path / "sites.db"
    assert read_registry_path(without) is None


@pytest.mark.parametrize("summary", ["", "[]", "{}", '"registry"'])
def test_a_summary_that_says_no_registry_is_an_error(tmp_path: Path, summary: str) -> None:
    out = write_round(tmp_path / "ROUND")
    (out / "secretariat/summary.json").write_text(summary)

    with pytest.raises(UnreadableInput, match="summary"):
        read_registry_path(out)


def test_two_judgements_settle_the_third_side_of_a_triangle(tmp_path: Path) -> None:
    questions = read_questions(write_round(tmp_path / "ROUND"))

    both_same = open_questions(questions, Settled.of({("aa", "bb"): SAME, ("bb", "cc"): SAME}))
    one_same = open_questions(questions, Settled.of({("aa", "bb"): SAME, ("bb", "cc"): DIFFERENT}))
    none_same = open_questions(questions, Settled.of({("aa", "bb"): DIFFERENT, ("bb", "cc"): DIFFERENT}))

    assert [question.pair for question in both_same] == [("dd", "ee")]
    assert [question.pair for question in one_same] == [("dd", "ee")]
    assert [question.pair for question in none_same] == [("aa", "cc"), ("dd", "ee")]


def test_an_answer_given_twice_counts_once(tmp_path: Path) -> None:
    questions = read_questions(write_round(tmp_path / "ROUND"))
    path = answers_file(tmp_path, line("aa", "bb", verdict="same"), line("bb", "aa", verdict="S"))

    answers = read_answers(path, questions)

    assert answers == (Answer(pair=("aa", "bb"), verdict=SAME, row=2),)


def test_a_mark_that_a_program_took_for_letters_hides_no_column(tmp_path: Path) -> None:
    questions = read_questions(write_round(tmp_path / "ROUND"))
    path = answers_file(tmp_path, line("aa", "bb", verdict="same"))
    path.write_bytes("\ufeffï»¿".encode() + path.read_bytes())

    assert len(read_answers(path, questions)) == 1


def test_two_answers_that_differ_name_both_their_rows(tmp_path: Path) -> None:
    questions = read_questions(write_round(tmp_path / "ROUND"))
    path = answers_file(
        tmp_path,
        line("aa", "bb", verdict="same"),
        line("dd", "ee", verdict="same"),
        line("aa", "bb", verdict="d"),
    )

    with pytest.raises(UnreadableInput, match="Row 2 says same and row 4 says different"):
        read_answers(path, questions)


def test_an_answer_to_what_was_not_asked_names_its_row(tmp_path: Path) -> None:
    questions = read_questions(write_round(tmp_path / "ROUND"))
    path = answers_file(tmp_path, line("dd", "ee"), line("aa", "ee", verdict="same"))

    with pytest.raises(UnreadableInput, match=r"answers.csv, row 3: The round does not ask"):
        read_answers(path, questions)


@pytest.mark.parametrize("cell", ["1.23457E+23", "1,23457E+23", "123456789012345000000000"])
def test_a_record_that_a_spreadsheet_took_for_a_number_is_still_found(tmp_path: Path, cell: str) -> None:
    record = "123456789012345678901234"
    out = write_round(tmp_path / "ROUND", [line(record, "ab"), line("223456789012345678901234", "ab")])
    path = answers_file(tmp_path, line(cell, "ab", verdict="same"))

    answers = read_answers(path, read_questions(out))

    assert [answer.pair for answer in answers] == [(record, "ab")]


def test_a_number_that_could_be_two_records_is_not_guessed(tmp_path: Path) -> None:
    out = write_round(
        tmp_path / "ROUND",
        [line("123456789012345678901234", "ab"), line("123456789012345678901235", "ab")],
    )
    path = answers_file(tmp_path, line("1.23457E+23", "ab", verdict="same"))

    with pytest.raises(UnreadableInput, match="does not ask"):
        read_answers(path, read_questions(out))


def answered(*said: tuple[Pair, Verdict]) -> tuple[Answer, ...]:
    return tuple(Answer(pair=pair, verdict=verdict, row=row) for row, (pair, verdict) in enumerate(said, 2))


def test_answers_that_contradict_each_other_through_others_name_their_rows() -> None:
    said = answered((("a", "b"), SAME), (("b", "c"), SAME), (("x", "y"), SAME), (("a", "c"), DIFFERENT))

    with pytest.raises(UnreadableInput, match=r"Taken together, row 2 .* row 3 .* row 5 \(different\)"):
        require_no_contradiction(said, Settled.of({}), where="answers.csv")


def test_an_answer_that_earlier_judgements_contradict_is_said_unless_another_changes_them() -> None:
    before = Settled.of({("a", "b"): SAME, ("b", "c"): SAME})
    answer, change = (("a", "c"), DIFFERENT), (("b", "c"), DIFFERENT)

    with pytest.raises(UnreadableInput, match=r"with earlier judgements, row 2 \(different\) would"):
        require_no_contradiction(answered(answer), before, where="answers.csv")
    require_no_contradiction(answered(answer, change), before, where="answers.csv")


def test_old_contradictions_do_not_keep_new_answers_out() -> None:
    before = Settled.of({("a", "b"): SAME, ("b", "c"): SAME, ("a", "c"): DIFFERENT})

    require_no_contradiction(answered((("x", "y"), DIFFERENT)), before, where="answers.csv")
    with pytest.raises(UnreadableInput, match="row 2"):
        require_no_contradiction(
            answered((("x", "y"), SAME), (("y", "z"), SAME), (("x", "z"), DIFFERENT)),
            before,
            where="answers.csv",
        )


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (0.0, "less than 1 in 10"),
        (0.049, "less than 1 in 10"),
        (0.06, "about 1 in 10"),
        (0.6321, "about 6 in 10"),
        (0.94, "about 9 in 10"),
        (0.97, "more than 9 in 10"),
    ],
)
def test_a_probability_is_said_in_words(probability: float, words: str) -> None:
    assert odds_in_words(probability) == words


@pytest.mark.parametrize(
    ("text", "other", "differing"),
    [
        ("Velmira Mills Ltd", "VELMIRA MILLS", ["Ltd"]),
        ("Plant 12", "Plant 1", ["12"]),
        ("Yıldız Gıda İzmir", "YILDIZ GIDA Izmir", []),
        ("Đà Nẵng", "Da Nang", []),
        ("São Paulo", "Sao Paulo", []),
        ("A A", "A", ["A"]),
        ("华联纺织一厂", "华联纺织二厂", ["一"]),
        ("Nhà máy số 2", "Nhà máy số 3", ["2"]),
        ("Mills, Ltd.", "mills ltd", []),
    ],
)
def test_the_words_that_differ_are_found(text: str, other: str, differing: list[str]) -> None:
    assert [piece for piece, differs in pieces(text, other) if differs] == differing


RECORDS = st.sampled_from("abcdef")
VERDICTS = st.sampled_from(Verdict)
JUDGED = st.dictionaries(
    st.tuples(RECORDS, RECORDS).filter(lambda pair: pair[0] < pair[1]), VERDICTS, max_size=9
)


@given(JUDGED)
def test_what_was_judged_is_settled(judged: dict[Pair, Verdict]) -> None:
    settled = Settled.of(judged)

    assert all(settled.verdict_on(pair) is not None for pair in judged)
    assert all(settled.verdict_on(pair) is SAME for pair, verdict in judged.items() if verdict is SAME)


@given(JUDGED, RECORDS, RECORDS, RECORDS)
def test_same_is_transitive_and_carries_different_along(
    judged: dict[Pair, Verdict], a: str, b: str, c: str
) -> None:
    settled = Settled.of(judged)

    if settled.verdict_on((a, b)) is SAME:
        assert settled.verdict_on((b, c)) is settled.verdict_on((a, c))


@given(JUDGED)
def test_the_order_of_judgements_changes_nothing(judged: dict[Pair, Verdict]) -> None:
    forth = Settled.of(judged)
    back = Settled.of(dict(reversed(judged.items())))
    constraints = Settled.by_constraints(
        Constraint(left=right, right=left, same=verdict is SAME) for (left, right), verdict in judged.items()
    )

    pairs = [(a, b) for a in "abcdef" for b in "abcdef"]
    assert [forth.verdict_on(pair) for pair in pairs] == [back.verdict_on(pair) for pair in pairs]
    assert [forth.verdict_on(pair) for pair in pairs] == [constraints.verdict_on(pair) for pair in pairs]


@given(st.data())
def test_who_answers_only_what_is_open_never_contradicts_and_comes_to_an_end(data: st.DataObject) -> None:
    pairs = data.draw(st.permutations([(a, b) for a in "abcdef" for b in "abcdef" if a < b]))
    judged: dict[Pair, Verdict] = {}

    for pair in pairs:
        if Settled.of(judged).verdict_on(pair) is None:
            judged[pair] = data.draw(VERDICTS)

    settled = Settled.of(judged)
    assert settled.contradicted() == frozenset()
    assert all(settled.verdict_on(pair) is not None for pair in pairs)
    assert all(settled.verdict_on(pair) is verdict for pair, verdict in judged.items())


@given(JUDGED, JUDGED)
def test_answers_are_all_kept_or_refused(judged: dict[Pair, Verdict], said: dict[Pair, Verdict]) -> None:
    before, after = Settled.of(judged), Settled.of({**judged, **said})
    lost = [pair for pair, verdict in said.items() if after.verdict_on(pair) is not verdict]

    if set(lost) - before.contradicted():
        with pytest.raises(UnreadableInput, match="row"):
            require_no_contradiction(answered(*said.items()), before, where="answers.csv")
    elif not after.contradicted():
        require_no_contradiction(answered(*said.items()), before, where="answers.csv")


@given(st.text(), st.text())
def test_pieces_put_together_are_the_text(text: str, other: str) -> None:
    cut = pieces(text, other)

    assert "".join(piece for piece, _ in cut) == text
    assert all(cut_ for cut_, _ in cut)


@given(st.text())
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert not any(differs for _, differs in pieces(text, text))


@given(
    st.lists(st.sampled_from(["mill", "Mill", "unit", "2", "廠", "é"])), st.lists(st.sampled_from("ab2é廠"))
)
def test_words_in_another_order_do_not_differ(words: list[str], more: list[str]) -> None:
    forth, back = " ".join([*words, *more]), " ".join([*reversed(more), *words])

    assert not any(differs for _, differs in pieces(forth, back))


@given(st.text(st.characters(codec="utf-8")))
def test_what_is_printable_commands_nothing_and_stays(text: str) -> None:
    shown = printable(text)

    assert all(unicodedata.category(sign) != "Cc" for sign in shown)
    assert not set(shown) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
    assert printable(shown) == shown


@given(st.lists(st.sampled_from(["same", " S", "different", "D ", "", "  "]), min_size=4, max_size=4))
def test_blank_rows_say_nothing_and_every_other_row_is_an_answer(
    tmp_path_factory: pytest.TempPathFactory, verdicts: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("round")
    questions = read_questions(write_round(folder / "ROUND"))
    path = answers_file(
        folder, *({**pair, "verdict": said} for pair, said in zip(PAIRS, verdicts, strict=True))
    )

    answers = read_answers(path, questions)

    assert [answer.row for answer in answers] == [row for row, said in enumerate(verdicts, 2) if said.strip()]
    assert all(answer.verdict.value[0] == verdicts[answer.row - 2].strip()[0].lower() for answer in answers)
