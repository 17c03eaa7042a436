"""The questionnaires that come with Comity can be answered, checked, translated, and followed from year to year."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

import pytest

from comity.survey.answers import Problem, Value, is_asked, lines, lines_of, read_answers, read_value
from comity.survey.answers_book import read_book, write_book
from comity.survey.carry import changes, drafts
from comity.survey.errors import InstrumentProblem
from comity.survey.instrument import Earlier, Instrument, Kind, Question
from comity.survey.instrument_file import (
    instrument_from,
    instrument_text,
    load_instrument,
    packaged_instruments,
)
from comity.survey.levels import module_levels

NAMES = packaged_instruments()
EDITIONS = tuple(name for name in NAMES if "." not in name)
TRANSLATIONS = tuple(name for name in NAMES if "." in name)
COUNTED = (Kind.NUMBER, Kind.PERCENTAGE, Kind.MONEY)


@cache
def shipped_as(name: str) -> Instrument:
    return load_instrument(name)


@pytest.fixture(params=NAMES)
def shipped(request: pytest.FixtureRequest) -> Instrument:
    return shipped_as(request.param)


@pytest.fixture(params=EDITIONS)
def edition(request: pytest.FixtureRequest) -> Instrument:
    return shipped_as(request.param)


@pytest.fixture(params=TRANSLATIONS)
def translated(request: pytest.FixtureRequest) -> tuple[Instrument, Instrument]:
    original = request.param.partition(".")[0]
    return shipped_as(original), shipped_as(request.param)


def whole_sheet(instrument: Instrument, *, level: int = 3) -> tuple[dict[str, str], dict[str, str]]:
    """An answer to every line, and evidence for every question that asks for it."""
    written = {}
    for line in lines(instrument).values():
        if line.question.kind is Kind.MATURITY:
            written[line.id] = str(level)
        elif line.choices:
            written[line.id] = line.choices[0].id
        else:
            written[line.id] = "12"
    evidence = {one.id: "Report, page 4" for one in instrument.questions.values() if one.asks_evidence}
    return written, evidence


def test_both_editions_come_in_five_languages() -> None:
    found = {(name, shipped_as(name).language) for name in NAMES}

    assert found == {
        (f"maturity-{year}{suffix}", language)
        for year in (2026, 2027)
        for suffix, language in (("", "en"), (".fr", "fr"), (".de", "de"), (".es", "es"), (".zh", "zh"))
    }


def test_a_shipped_questionnaire_reads_back_as_it_was_written(shipped: Instrument) -> None:
    again = instrument_from(instrument_text(shipped), where="again")

    assert again == shipped


def test_four_modules_ask_for_eight_to_ten_levels_each(edition: Instrument) -> None:
    asked = {
        module.id: sum(question.kind is Kind.MATURITY for question in module.questions)
        for module in edition.modules
    }

    assert list(asked) == ["foundations", "diligence", "remediation", "engagement"]
    assert all(8 <= count <= 10 for count in asked.values())


def test_every_level_is_described_and_no_description_serves_two(shipped: Instrument) -> None:
    anchors = [anchor for question in shipped.questions.values() for anchor in question.anchors]

    assert len(anchors) == 4 * sum(one.kind is Kind.MATURITY for one in shipped.questions.values())
    assert len(set(anchors)) == len(anchors)


def test_no_question_asks_about_what_is_to_come(edition: Instrument) -> None:
    ahead = re.compile(r"\b(will|intend|expect|next year|going to|forecast|target for|plan to)\b", re.I)

    asked = [line.label for line in lines(edition).values()]

    assert [text for text in asked if ahead.search(text)] == []


def test_whoever_answers_everything_has_nothing_left_to_do(shipped: Instrument) -> None:
    written, evidence = whole_sheet(shipped)

    _, problems = read_answers(shipped, written, member="Alder", evidence=evidence)

    assert problems == ()


def test_who_is_at_one_level_everywhere_is_at_that_level_in_each_module(edition: Instrument) -> None:
    written, evidence = whole_sheet(edition, level=2)

    sheet, _ = read_answers(edition, written, member="Alder", evidence=evidence)

    assert [one.level for one in module_levels(edition, sheet)] == [2, 2, 2, 2]


def test_yes_without_evidence_is_pointed_out_where_evidence_is_asked(edition: Instrument) -> None:
    written, _ = whole_sheet(edition)

    _, problems = read_answers(edition, written, member="Alder")

    assert {problem.line for problem in problems if problem.code == "no-evidence"} == {
        "beyond_first_tier",
        "fees_repaid",
        "report_published",
    }


def test_every_condition_can_be_met_and_can_be_missed(edition: Instrument) -> None:
    conditional = [one for one in edition.questions.values() if one.only_if]

    assert conditional
    for question in conditional:
        assert question.only_if
        asked = edition.questions[question.only_if.question]
        answers: list[dict[str, Value]] = [{asked.id: choice.id} for choice in asked.choices]
        assert {is_asked(question, values) for values in answers} == {True, False}, question.id


@pytest.mark.parametrize(("name", "at"), [(name, at) for name in EDITIONS for at in range(12)])
def test_every_check_speaks_up_when_it_is_broken_and_not_before(name: str, at: int) -> None:
    instrument = shipped_as(name)
    check = instrument.checks[at]
    written, evidence = whole_sheet(instrument)
    limit = check.limit if check.limit is not None else 50 * len(check.at_most)
    just_enough = {**written, **dict.fromkeys(check.at_most, "50"), **dict.fromkeys(check.of, "0")}
    just_enough[check.of[0]] = str(limit)
    too_much = {**just_enough, check.of[-1]: str(Decimal(just_enough[check.of[-1]]) + 1)}

    _, held = read_answers(instrument, just_enough, member="Alder", evidence=evidence)
    _, broken = read_answers(instrument, too_much, member="Alder", evidence=evidence)

    assert check.say not in [problem.message for problem in held]
    assert (check.of[0], check.say) in [(problem.line, problem.message) for problem in broken]


def test_every_check_of_an_edition_is_among_those_tried(edition: Instrument) -> None:
    assert len(edition.checks) == 12


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ("programme_people_abroad", "programme_people"),
        ("suppliers_in_scope", "suppliers_total"),
        ("audits_recognised", "audits_done"),
        ("audits_from_list", "audits_recognised"),
        ("audits_unannounced", "audits_done"),
        ("complaints_resolved", "complaints_received"),
        ("suppliers_ended", "suppliers_in_scope"),
        ("suppliers_trained", "suppliers_in_scope"),
        ("women_reached", "workers_reached"),
    ],
)
def test_a_part_is_at_most_its_whole(edition: Instrument, part: str, whole: str) -> None:
    found = [check for check in edition.checks if check.of == (part,)]

    assert [check.at_most for check in found] == [(whole,)]


def test_all_is_required_but_private_words_and_what_may_be_unknown(edition: Instrument) -> None:
    optional = {one.id for one in edition.questions.values() if not one.is_required}

    private = {one.id for one in edition.questions.values() if one.kind is Kind.TEXT}
    assert optional - private == {"recognition_obstacles", "women_reached", "sdgs"} & set(edition.questions)
    assert private == {f"{module.id}_notes" for module in edition.modules}


def test_every_number_has_a_bound_that_catches_a_slip_of_the_keyboard(edition: Instrument) -> None:
    unbound = [
        one.id for one in edition.questions.values() if one.kind in (Kind.NUMBER, Kind.MONEY) and not one.most
    ]

    assert unbound == []


def test_every_answer_can_be_given_in_the_words_of_its_choice(shipped: Instrument) -> None:
    for line in lines(shipped).values():
        for choice in line.choices:
            read = read_value(line, choice.label)

            assert str(read) == choice.id, (line.id, choice.label)


def test_a_level_can_be_given_by_its_name_alone(shipped: Instrument) -> None:
    line = next(one for one in lines(shipped).values() if one.question.kind is Kind.MATURITY)

    read = [read_value(line, name) for name in shipped.levels]

    assert read == [1, 2, 3, 4]


def test_a_number_in_the_unit_that_is_asked_is_taken(shipped: Instrument) -> None:
    for line in lines(shipped).values():
        if line.question.kind in COUNTED:
            read = read_value(line, f"12 {line.question.unit}")

            assert not isinstance(read, Problem), line.id


def test_a_workbook_brings_every_answer_back(shipped: Instrument) -> None:
    written, evidence = whole_sheet(shipped)
    sheet, _ = read_answers(shipped, written, member="Alder", evidence=evidence)

    filled = read_book(write_book(shipped, member="Alder", sheet=sheet), shipped, where="Alder.xlsx")

    again, problems = read_answers(shipped, filled.written, member="Alder", evidence=filled.evidence)
    assert again == sheet
    assert problems == ()


# Translations


def words_of(instrument: Instrument) -> Iterator[tuple[str, str]]:
    """Everything that is read by people, with its place."""
    yield "title", instrument.title
    yield from ((f"level {at}", name) for at, name in enumerate(instrument.levels, start=1))
    for module in instrument.modules:
        yield module.id, module.title
        yield f"{module.id} intro", module.intro
        yield from (
            (f"{module.id} section {at}", section.title) for at, section in enumerate(module.sections)
        )
    for question in instrument.questions.values():
        yield question.id, question.text
        yield f"{question.id} help", question.help
        yield from ((f"{question.id} {at}", anchor) for at, anchor in enumerate(question.anchors, start=1))
        yield from ((f"{question.id}/{one.id}", one.label) for one in (*question.options, *question.rows))
    yield from ((f"check {at}", check.say) for at, check in enumerate(instrument.checks))


def wordless(question: Question) -> object:
    return (
        [question.id, question.kind, question.unit, question.most, question.is_required],
        [question.asks_evidence, question.only_if, question.origin],
        [one.id for one in (*question.options, *question.rows)],
    )


def test_a_translation_asks_the_same_and_takes_the_same_answers(
    translated: tuple[Instrument, Instrument],
) -> None:
    original, translation = translated

    assert translation.shape == original.shape
    assert translation.name == original.name
    assert translation.rule == original.rule
    assert [wordless(one) for one in translation.questions.values()] == [
        wordless(one) for one in original.questions.values()
    ]
    assert [(one.of, one.at_most, one.limit) for one in translation.checks] == [
        (one.of, one.at_most, one.limit) for one in original.checks
    ]
    assert [(m.id, [len(s.questions) for s in m.sections]) for m in translation.modules] == [
        (m.id, [len(s.questions) for s in m.sections]) for m in original.modules
    ]


def test_a_translation_leaves_nothing_out_and_nothing_in_english(
    translated: tuple[Instrument, Instrument],
) -> None:
    original, translation = translated
    said = dict(words_of(translation))

    places = {place: text for place, text in words_of(original) if text}

    assert {place for place, text in said.items() if text} == set(places)
    assert [
        (place, text)
        for place, text in places.items()
        if said[place] == text and not re.fullmatch(r"ISO \d+", text)  # a standard's name is no word
    ] == []


def test_a_translation_says_the_same_numbers(translated: tuple[Instrument, Instrument]) -> None:
    original, translation = translated
    said = dict(words_of(translation))

    assert [
        place for place, text in words_of(original) if _numbers(text) != _numbers(said[place])
    ] == []  # "1,000", "1.000" and "1 000" are one number


def _numbers(text: str) -> list[str]:
    return sorted(re.findall(r"\d+", re.sub(r"(?<=\d)[.,\u202f\u00a0 ](?=\d{3}\b)", "", text)))


def test_answers_given_in_one_language_are_answers_in_every_other(
    translated: tuple[Instrument, Instrument],
) -> None:
    original, translation = translated
    written, evidence = whole_sheet(translation)
    sheet, _ = read_answers(translation, written, member="Alder", evidence=evidence)

    filled = read_book(write_book(translation, sheet=sheet), original, where="Alder.xlsx")

    assert filled.shape == original.shape
    assert set(filled.written) == set(lines(original))


# From 2026 to 2027


def content_of(question: Question) -> object:
    """What makes an answer comparable. Further options of a multiple choice leave the others as they were."""
    return (
        [question.kind, question.text, question.help, question.anchors, question.unit],
        [question.rows, question.only_if],
        [] if question.kind is Kind.MULTIPLE else question.options,
    )


@pytest.fixture
def years() -> tuple[Instrument, Instrument]:
    return shipped_as("maturity-2026"), shipped_as("maturity-2027")


def test_what_is_called_the_same_is_asked_in_the_same_words(years: tuple[Instrument, Instrument]) -> None:
    before, now = years

    for question in now.questions.values():
        if question.origin and question.origin.stands is Earlier.SAME:
            followed = before.questions[question.origin.question]
            assert content_of(question) == content_of(followed), question.id
            kept = {one.id: one.label for one in question.options}
            assert all(kept.get(one.id) == one.label for one in followed.options), question.id


def test_what_is_called_changed_is_asked_in_other_words(years: tuple[Instrument, Instrument]) -> None:
    before, now = years

    for question in now.questions.values():
        if question.origin and question.origin.stands is Earlier.CHANGED:
            assert content_of(question) != content_of(before.questions[question.origin.question]), question.id


def test_no_question_follows_two_and_each_follows_one_that_was_asked(
    years: tuple[Instrument, Instrument],
) -> None:
    before, now = years

    followed = [one.origin.question for one in now.questions.values() if one.origin]

    assert len(set(followed)) == len(followed)
    assert set(followed) <= set(before.questions)
    assert [one.id for one in now.questions.values() if not one.origin and one.id in before.questions] == []


def test_the_changes_of_2027_are_those_that_its_first_lines_name(
    years: tuple[Instrument, Instrument],
) -> None:
    found = changes(*years)

    assert set(found.changed) == {
        "purchasing",
        "buyers_trained_share",
        "risk_assessment",
        "wages",
        "grievance_access",
        "actions_overdue",
        "supplier_list",
    }
    assert set(found.new) == {"environment", "audits_remote", "grievance_use"}
    assert set(found.gone) == {"salient_issues", "sdgs"}


def test_last_years_answers_are_offered_wherever_they_can_still_be_given(
    years: tuple[Instrument, Instrument],
) -> None:
    before, now = years
    written, evidence = whole_sheet(before)
    sheet, _ = read_answers(before, written, member="Alder", evidence=evidence)

    offered = drafts(sheet, before, now)

    left_open = {
        line.question.id
        for line in lines(now).values()
        if line.id not in offered and line.id != "frameworks/esrs"
    }
    assert left_open <= {"environment", "audits_remote", "grievance_use", "buyers_trained_share"}
    assert offered["hosted_by"] == sheet.values["host_function"]
    assert "frameworks/esrs" not in offered


def test_a_year_between_editions_changes_no_line_of_a_kept_question(
    years: tuple[Instrument, Instrument],
) -> None:
    before, now = years

    for question in now.questions.values():
        if question.origin and question.origin.stands is Earlier.SAME:
            followed = before.questions[question.origin.question]
            old = {line.id.partition("/")[2] for line in lines_of(followed, before.levels)}
            assert old <= {line.id.partition("/")[2] for line in lines_of(question, now.levels)}


@pytest.mark.parametrize("text", ["", "hello world", "- one\n- two\n"])
def test_a_file_without_any_part_of_a_questionnaire_is_told_in_plain_words(text: str) -> None:
    with pytest.raises(InstrumentProblem, match="This is no questionnaire") as caught:
        instrument_from(text, where="mine.yaml")

    assert "of type" not in str(caught.value)
