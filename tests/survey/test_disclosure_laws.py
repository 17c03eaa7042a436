"""What no set of figures may let a curious member solve for, proven with an exact attacker on small surveys."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from comity.survey.disclosure import Codes, Cut, Distribution, Outcome, Safety, distributions
from comity.survey.sums import Total, totals
from tests.survey.attack import solved_amounts, solved_answers

LEVELS = 4
Survey = tuple[Codes, tuple[Cut, ...]]
SAFETY = Safety()


@st.composite
def surveys(draw: st.DrawFn, most: int = 26) -> tuple[Codes, tuple[Cut, ...]]:
    people = draw(st.integers(5, most))
    codes = draw(st.lists(st.integers(-1, LEVELS - 1), min_size=people, max_size=people))
    sizes = draw(st.lists(st.integers(0, 2), min_size=people, max_size=people))
    tenures = draw(st.lists(st.integers(0, 1), min_size=people, max_size=people))
    return np.array(codes), cuts_of(sizes, tenures)


def cuts_of(sizes: list[int], tenures: list[int]) -> tuple[Cut, ...]:
    return (
        Cut(name="size", bands=("small", "medium", "large"), of=np.array(sizes)),
        Cut(name="tenure", bands=("new", "long"), of=np.array(tenures)),
    )


def figures(codes: Codes, cuts: tuple[Cut, ...]) -> tuple[Distribution, ...]:
    return distributions(codes, answers=LEVELS, cuts=cuts, safety=SAFETY)


@settings(max_examples=60, deadline=None)
@given(survey=surveys(), data=st.data())
def test_nobodys_answer_can_be_solved_for_from_everything_that_is_shown(
    survey: Survey, data: st.DataObject
) -> None:
    codes, cuts = survey
    shown = figures(codes, cuts)
    assume(any(one.outcome is not Outcome.WITHHELD for one in shown))
    looking = data.draw(st.integers(0, len(codes) - 1))

    solved = solved_answers(codes, shown, cuts=cuts, answers=LEVELS, looking=looking)

    assert not solved


@settings(max_examples=80, deadline=None)
@given(data=st.data(), people=st.integers(4, 24))
def test_nobodys_amount_can_be_told_within_a_quarter(data: st.DataObject, people: int) -> None:
    amounts = np.array(
        data.draw(
            st.lists(
                st.sampled_from([0.0, 1.0, 2.0, 5.0, 8.0, 40.0, 900.0]), min_size=people, max_size=people
            )
        )
    )
    sizes = data.draw(st.lists(st.integers(0, 2), min_size=people, max_size=people))
    tenures = data.draw(st.lists(st.integers(0, 1), min_size=people, max_size=people))
    cuts = cuts_of(sizes, tenures)
    shown = totals(amounts, cuts=cuts, safety=SAFETY)
    assume(any(one.outcome is not Outcome.WITHHELD for one in shown))
    looking = data.draw(st.integers(0, people - 1))

    solved = solved_amounts(amounts, shown, cuts=cuts, looking=looking, within=SAFETY.uncertainty)

    assert not solved


@settings(max_examples=100, deadline=None)
@given(survey=surveys())
def test_behind_every_count_are_five_respondents_and_bands_add_up_to_the_whole(survey: Survey) -> None:
    codes, cuts = survey

    shown = [one for one in figures(codes, cuts) if one.outcome is not Outcome.WITHHELD]

    assert all(count >= SAFETY.fewest for one in shown for row in one.counts for count in row)
    assert all(sum(map(sum, one.counts)) == (codes >= 0).sum() for one in shown)


@settings(max_examples=50, deadline=None)
@given(survey=surveys(), seed=st.integers(0, 1000))
def test_the_order_of_respondents_changes_nothing(survey: Survey, seed: int) -> None:
    codes, cuts = survey
    order = np.random.default_rng(seed).permutation(len(codes))
    turned = tuple(Cut(name=cut.name, bands=cut.bands, of=cut.of[order]) for cut in cuts)

    assert figures(codes[order], turned) == figures(codes, cuts)


def test_the_attacker_finds_what_hidden_cells_give_back() -> None:
    """The fence is worth something only if the attacker can climb a lower one."""
    codes = np.array([0] * 9 + [3])
    naive = Distribution(
        cut="all",
        bands=((0,),),
        answers=((0,), (1, 2), (3,)),
        counts=((9, 0, 1),),
        outcome=Outcome.SHOWN,
        reason="",
    )

    solved = solved_answers(codes, [naive], cuts=(), answers=LEVELS, looking=9)

    assert len(solved) == 9


def test_the_attacker_subtracts_bands_from_the_whole() -> None:
    codes = np.array([0] * 5 + [3] * 6 + [2])
    cut = Cut(name="size", bands=("small", "large"), of=np.array([0] * 11 + [1]))
    parts = ((0,), (1, 2), (3,))
    whole = Distribution(
        cut="all", bands=((0,),), answers=parts, counts=((5, 1, 6),), outcome=Outcome.SHOWN, reason=""
    )
    small = Distribution(
        cut="size", bands=((0,),), answers=parts, counts=((5, 0, 6),), outcome=Outcome.SHOWN, reason=""
    )

    alone = solved_answers(codes, [whole], cuts=(cut,), answers=LEVELS, looking=0)
    both = solved_answers(codes, [_exact(whole), _exact(small)], cuts=(cut,), answers=LEVELS, looking=0)

    assert not alone
    assert [one.of for one in both] == [*range(5, 12)] or 11 in [one.of for one in both]


def _exact(one: Distribution) -> Distribution:
    """The same figures, where the answer in the middle is told exactly."""
    return Distribution(
        cut=one.cut,
        bands=one.bands,
        answers=((0,), (1,), (2,), (3,)),
        counts=tuple((row[0], 0, row[1], row[2]) for row in one.counts),
        outcome=one.outcome,
        reason="",
    )


@pytest.mark.parametrize("seed", range(12))
def test_two_comparisons_at_once_let_nothing_be_solved_for(seed: int) -> None:
    """Thirty respondents and two answers: where both comparisons are shown, and margins could fix what is between them."""
    rng = np.random.default_rng(seed)
    people = 30
    sizes, tenures = rng.integers(0, 2, people), rng.integers(0, 2, people)
    codes = np.where(sizes == tenures, rng.random(people) < 0.8, rng.random(people) < 0.2).astype(np.int64)
    cuts = cuts_of(sizes.tolist(), tenures.tolist())
    shown = distributions(codes, answers=2, cuts=cuts, safety=SAFETY)

    solved = [
        one
        for looking in range(0, people, 5)
        for one in solved_answers(codes, shown, cuts=cuts, answers=2, looking=looking)
    ]

    assert not solved


def test_the_attacker_tells_a_dominant_amount() -> None:
    amounts = np.array([1000.0, 10.0, 5.0, 5.0, 5.0])
    naive = Total(
        cut="all",
        bands=((0,),),
        respondents=(5,),
        low=(1025.0,),
        high=(1025.0,),
        outcome=Outcome.SHOWN,
        reason="",
    )

    solved = solved_amounts(amounts, [naive], cuts=(), looking=1, within=0.25)

    assert [one.of for one in solved] == [0]
