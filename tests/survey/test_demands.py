"""What is told of all members' demands, beside attackers who know their own protocol, two others', and every rule."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.benchmark import Coverage, Credit, coverage, load_criteria
from comity.survey.demands import FULL, NOT, PART, Told, demands_told, fewest_members, plain_told, told_from
from comity.survey.disclosure import Outcome, Safety

SHIPPED = load_criteria("smeta-4p-6.0")
CRITERIA = replace(SHIPPED, criteria=SHIPPED.criteria[:3])
CODES = [one.code for one in CRITERIA]
CODE = CODES[0]
SAFETY = Safety()
ENOUGH = fewest_members(SAFETY)
CREDITS = (Credit.FULL, Credit.PART, Credit.NONE)
DAY, LATER = date(2026, 10, 5), date(2027, 1, 5)


def member(*answers: int) -> Coverage:
    """Answers to the first criteria; the others are open."""
    return coverage(CRITERIA, {code: CREDITS[one] for code, one in zip(CODES, answers, strict=False)})


def people(answers: Sequence[int], *, first: int = 0) -> dict[str, Coverage]:
    return {f"member-{at:02}": member(one) for at, one in enumerate(answers, start=first)}


def told(members: dict[str, Coverage], *, on: date = DAY, before: Told | None = None) -> Told:
    return demands_told(CRITERIA, members, {"member-00": 3}, on=on, before=before, safety=SAFETY)


def seen(counts: Sequence[int]) -> object:
    """What anybody reads of a criterion that so many demand in full, demand in part, do not demand."""
    answers = [answer for answer, count in enumerate(counts) for _ in range(count)]
    found = told(people(answers)).demands[0]
    return (found.table.answers, found.table.counts, found.is_majority, found.of)


def worlds(members: int) -> Iterator[tuple[int, int, int]]:
    for full, part in product(range(members + 1), repeat=2):
        if full + part <= members:
            yield full, part, members - full - part


@pytest.mark.parametrize("members", [ENOUGH, 13])
def test_nobody_who_knows_three_protocols_can_tell_a_fourth(members: int) -> None:
    """Of every world: whoever pools three answers finds another world that looks alike, in which somebody else answers otherwise."""
    alike: dict[object, list[tuple[int, int, int]]] = {}
    for counts in worlds(members):
        alike.setdefault(repr(seen(counts)), []).append(counts)

    for some in alike.values():
        for counts in some:
            for pooled in _pools(counts, 3):
                left = [
                    np.subtract(other, pooled) for other in some if np.all(np.subtract(other, pooled) >= 0)
                ]
                possible = {answer for one in left for answer in (FULL, PART, NOT) if one[answer]}
                in_full = FULL in possible
                assert in_full, (counts, pooled)
                assert possible - {FULL}, (counts, pooled)


def _pools(counts: Sequence[int], size: int) -> Iterator[tuple[int, ...]]:
    for pool in product(*(range(min(count, size) + 1) for count in counts)):
        if sum(pool) == size:
            yield pool


@given(st.lists(st.integers(FULL, NOT), min_size=ENOUGH, max_size=30))
def test_no_count_has_fewer_than_five_behind_it_or_beside_it(answers: list[int]) -> None:
    found = told(people(answers)).demands[0]

    assert found.is_majority == (2 * answers.count(FULL) > len(answers))
    for [counts] in [found.table.counts] if found.is_told else []:
        assert min(counts) >= SAFETY.fewest
        assert sum(counts) == len(answers)
    if not found.is_told:
        in_full = answers.count(FULL)
        assert in_full < SAFETY.fewest or in_full > len(answers) - SAFETY.fewest


@given(
    st.lists(st.integers(FULL, NOT), min_size=ENOUGH, max_size=24),
    st.lists(st.integers(FULL, NOT), max_size=SAFETY.fewest - 1),
    st.integers(0, SAFETY.fewest - 1),
)
def test_few_who_come_or_change_their_protocol_change_nothing_that_is_told(
    answers: list[int], came: list[int], changed: int
) -> None:
    first = told(people(answers))
    otherwise = [(one + 1) % 3 if at < changed else one for at, one in enumerate(answers)]
    later = people(otherwise) | people(came, first=len(answers))

    after = told(later, on=LATER, before=first)

    is_same = not came and not changed
    assert after.demands[0].table == first.demands[0].table
    assert after.demands[0].is_majority == first.demands[0].is_majority
    assert after.demands[0].on == (LATER if is_same else DAY)
    assert after.members == len(later)


def test_many_changes_hide_in_each_other_and_are_told() -> None:
    first = told(people([FULL] * 9 + [NOT] * 9))

    after = told(people([FULL] * 13 + [NOT] * 5), on=LATER, before=first)
    more = told(people([FULL] * 9 + [NOT] * 3 + [FULL] * 6), on=LATER, before=first)

    assert (after.demands[0].table.counts, after.demands[0].on) == (((9, 9),), DAY)  # four changed
    assert (more.demands[0].is_told, more.demands[0].on) == (
        False,
        LATER,
    )  # six did: nearly all demand it now


def test_changes_add_up_until_they_are_told() -> None:
    """Four, and four more: by what was told last, and not by what was counted last."""
    first = told(people([FULL] * 9 + [NOT] * 9))
    second = told(people([FULL] * 9 + [NOT] * 5 + [FULL] * 4), on=LATER, before=first)
    third = told(people([FULL] * 5 + [NOT] * 9 + [FULL] * 4), on=LATER, before=second)

    assert (second.demands[0].table.counts, second.demands[0].on) == (((9, 9),), DAY)
    assert (third.demands[0].table.counts, third.demands[0].on) == (((9, 9),), LATER)


def test_who_is_excused_counts_among_those_who_do_not_demand_it() -> None:
    answers = [FULL] * 12 + [NOT] * 5
    excused = coverage(CRITERIA, {}, excused=[CODE])

    found = told({**people(answers), "member-99": excused}).demands[0]

    assert found.of == 18
    assert found.table.counts == ((12, 6),)


def test_with_too_few_members_nothing_is_told_and_what_was_told_stands() -> None:
    few = people([FULL] * (ENOUGH - 1))
    enough = told(people([FULL] * 6 + [NOT] * 6))

    assert told(few) == Told(members=ENOUGH - 1, demands=(), beyond=None)
    assert told(few, before=enough).demands == enough.demands


def test_requirements_beyond_are_a_sum_of_many_and_one_more_changes_nothing() -> None:
    members = people([FULL] * 12)
    amounts = {who: 4 + at % 3 for at, who in enumerate(members)}

    first = demands_told(CRITERIA, members, amounts, on=DAY, safety=SAFETY)
    later = {**amounts, "member-99": 40}
    after = demands_told(
        CRITERIA, {**members, "member-99": member(FULL)}, later, on=LATER, before=first, safety=SAFETY
    )

    assert first.beyond
    assert first.beyond.total.outcome is Outcome.SHOWN
    assert first.beyond.total.low == (sum(amounts.values()),)
    assert after.beyond == first.beyond


def test_where_members_converge_and_where_the_criteria_are_alone_is_told() -> None:
    members = {f"member-{at:02}": member(FULL, NOT, FULL if at < 8 else NOT) for at in range(16)}

    found = told(members)

    assert [one.criterion for one in found.nearly_all] == CODES[:1]
    assert [one.criterion for one in found.without_majority] == CODES[1:]
    assert found.demands[2].table.counts == ((8, 8),)


def test_what_is_shown_names_nobody_and_what_is_kept_reads_back() -> None:
    found = told(people([FULL] * 12))

    shown, kept = (json.dumps(plain_told(found, with_answers=one)) for one in (False, True))

    assert "member-" not in shown
    assert told_from(json.loads(kept)) == found
    assert told_from(json.loads(shown)).demands[0].table == found.demands[0].table


def test_the_order_of_members_changes_nothing() -> None:
    members = people([FULL] * 7 + [PART] * 3 + [NOT] * 6)
    back = dict(reversed(members.items()))

    assert plain_told(told(back), with_answers=True) == plain_told(told(members), with_answers=True)
