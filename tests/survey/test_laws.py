"""The laws of the survey that are not about disclosure."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.survey import (
    Campaign,
    Rule,
    Sheet,
    Stage,
    Step,
    amend,
    instrument_book,
    instrument_from,
    instrument_from_file,
    instrument_text,
    lines,
    load_instrument,
    module_levels,
    packaged_instruments,
    read_answers,
    read_book,
    sheet_bytes,
    sheet_from,
    take,
    write_book,
)
from comity.survey.carry import changes, drafts
from comity.survey.disclosure import Safety
from comity.survey.errors import CampaignProblem
from comity.survey.evolution import movements
from comity.survey.levels import level_of
from comity.survey.merge import merge_answers
from comity.survey.stands import may_count_anew
from tests.survey.story import MEMBERS, answers_of, evidence_of

LEVELS = st.lists(st.integers(1, 4), min_size=1, max_size=9)
WRITTEN = st.dictionaries(st.sampled_from(["a", "b", "c"]), st.sampled_from(["", "1", "2", "3"]))
DAY = date(2027, 2, 1)


@given(levels=LEVELS, at=st.integers(0, 8), rule=st.sampled_from(Rule))
def test_raising_one_answer_never_lowers_a_level(levels: list[int], at: int, rule: Rule) -> None:
    raised = list(levels)
    raised[at % len(levels)] = 4

    assert level_of(raised, rule) >= level_of(levels, rule)


@given(levels=LEVELS)
def test_the_weakest_link_is_at_most_the_median_which_half_of_the_answers_reach(levels: list[int]) -> None:
    median = level_of(levels, Rule.MEDIAN)

    assert level_of(levels, Rule.WEAKEST_LINK) <= median
    assert 2 * sum(level >= median for level in levels) >= len(levels)


def test_a_module_with_an_open_question_has_no_level_and_names_it() -> None:
    instrument = load_instrument("maturity-2026")
    written = answers_of(MEMBERS[0], instrument)
    opened = next(
        name for name, one in instrument.questions.items() if one.kind == "maturity" and not one.only_if
    )
    sheet, _ = read_answers(instrument, written | {opened: ""}, member=MEMBERS[0])

    found = next(one for one in module_levels(instrument, sheet) if one.unanswered)

    assert found.level is None
    assert [question.id for question in found.unanswered] == [opened]


@given(base=WRITTEN, ours=WRITTEN, theirs=WRITTEN)
def test_two_colleagues_words_are_all_in_the_merged_answers_or_in_the_disputes(
    base: dict[str, str], ours: dict[str, str], theirs: dict[str, str]
) -> None:
    merged = merge_answers(base, ours, theirs)

    kept = {
        *merged.written.items(),
        *((one.line, text) for one in merged.disputes for text in (one.ours, one.theirs)),
    }
    for wrote in (ours, theirs):
        assert {(line, text) for line, text in wrote.items() if text and text != base.get(line, "")} <= kept
    assert {one.line for one in merged.disputes} == {
        one.line for one in merge_answers(base, theirs, ours).disputes
    }


@pytest.mark.parametrize("name", packaged_instruments())
def test_a_questionnaire_written_as_yaml_reads_back_as_itself(name: str) -> None:
    instrument = load_instrument(name)

    again = instrument_from(instrument_text(instrument), where="again.yaml")

    assert again == instrument
    assert again.digest == instrument.digest


@pytest.mark.parametrize("name", packaged_instruments())
def test_a_questionnaire_written_as_a_workbook_reads_back_as_itself(name: str) -> None:
    instrument = load_instrument(name)

    again = instrument_from_file(instrument_book(instrument), where="again.xlsx")

    assert again == instrument
    assert again.digest == instrument.digest


@settings(max_examples=15, deadline=None)
@given(member=st.sampled_from(MEMBERS), junk=st.text(max_size=30))
def test_what_is_in_a_workbook_comes_back_from_it(member: str, junk: str) -> None:
    instrument = load_instrument("maturity-2026")
    number = next(line.id for line in lines(instrument).values() if line.question.kind == "number")
    written = answers_of(member, instrument) | {number: f"x{junk.strip()}" if junk.isprintable() else "x"}
    sheet, _ = read_answers(instrument, written, member=member, evidence=evidence_of(instrument))

    filled = read_book(write_book(instrument, member=member, sheet=sheet), instrument, where="book.xlsx")
    again, _ = read_answers(instrument, filled.written, member=filled.member, evidence=filled.evidence)

    assert again.values == sheet.values
    assert again.written == sheet.written
    assert again.evidence == sheet.evidence
    assert sheet_from(sheet_bytes(sheet), instrument, where="answers.json") == sheet


def test_what_a_new_edition_changed_is_offered_and_not_compared() -> None:
    earlier, now = load_instrument("maturity-2026"), load_instrument("maturity-2027")
    found = changes(earlier, now)
    sheet, _ = read_answers(earlier, answers_of(MEMBERS[0], earlier), member=MEMBERS[0])

    offered = {line.partition("/")[0] for line in drafts(sheet, earlier, now)}

    assert found.changed
    assert not offered & set(found.new)
    assert set(found.same) | set(found.changed) | set(found.new) == set(now.questions)


def test_a_campaign_goes_its_way_and_every_step_is_kept() -> None:
    campaign = Campaign(instrument="maturity-2026", closes_on=DAY)

    for step in (Step.OPEN, Step.REMIND, Step.CLOSE):
        campaign = take(campaign, step, on=DAY, by="secretariat")
    campaign = take(
        campaign, Step.REOPEN, on=DAY, by="secretariat", member="alder", reason="wrong year's figures"
    )
    campaign = amend(campaign, member="alder")
    campaign = take(campaign, Step.SIGN_OFF, on=DAY, by="ada", member="alder")
    campaign = take(campaign, Step.PUBLISH, on=DAY, by="secretariat")

    assert campaign.stage is Stage.PUBLISHED
    assert [one.step for one in campaign.history] == [
        Step.OPEN, Step.REMIND, Step.CLOSE, Step.REOPEN, Step.SIGN_OFF, Step.PUBLISH,
    ]  # fmt: skip


@given(steps=st.lists(st.sampled_from(Step), max_size=8))
def test_no_way_leads_to_answers_that_change_after_figures_went_out(steps: list[Step]) -> None:
    campaign = Campaign(instrument="maturity-2026", closes_on=DAY)

    for step in steps:
        with suppress(CampaignProblem):
            campaign = take(campaign, step, on=DAY, by="secretariat", member="alder", reason="said")

    if campaign.stage is Stage.PUBLISHED:
        assert not campaign.may_answer("alder")
        with pytest.raises(CampaignProblem):
            amend(campaign, member="alder")


def test_reopening_needs_a_member_and_a_reason() -> None:
    closed = Campaign(instrument="maturity-2026", closes_on=DAY, stage=Stage.CLOSED)

    with pytest.raises(CampaignProblem, match="with a reason"):
        take(closed, Step.REOPEN, on=DAY, by="secretariat", member="alder", reason=" ")


@given(changed=st.integers(0, 12))
def test_a_figure_is_shown_anew_only_if_nobodys_change_can_be_told(changed: int) -> None:
    before = {f"m{at}": ("1", "") for at in range(12)}
    now = before | {f"m{at}": ("2", "") for at in range(changed)}

    assert may_count_anew(before, now, safety=Safety()) == (changed == 0 or changed >= 5)


def test_answers_of_another_member_say_nothing_of_mine() -> None:
    instrument = load_instrument("maturity-2026")
    mine = Sheet(member="alder", instrument=instrument.name, shape=instrument.shape, values={})

    assert all(one.level is None for one in module_levels(instrument, mine))


def test_a_question_that_a_member_is_not_asked_holds_no_comparison_back() -> None:
    instrument = load_instrument("maturity-2026")
    asked_of_some = next(
        one for one in instrument.questions.values() if one.kind == "maturity" and one.only_if
    )
    assert asked_of_some.only_if is not None
    gate = instrument.questions[asked_of_some.only_if.question]
    other = next(option.id for option in gate.choices if option.id not in asked_of_some.only_if.answers)
    written = answers_of(MEMBERS[0], instrument) | {gate.id: other, asked_of_some.id: ""}
    sheet, _ = read_answers(instrument, written, member=MEMBERS[0])

    found = movements(instrument, sheet, instrument, sheet)

    assert all(one.before == one.now is not None for one in found)


def test_yes_is_said_in_the_questionnaires_language() -> None:
    instrument = load_instrument("maturity-2026.fr")
    gate = next(one.id for one in instrument.questions.values() if one.kind == "yes/no")

    sheet, _ = read_answers(instrument, {gate: "Oui"}, member="Alder")

    assert sheet.values[gate] == "yes"
