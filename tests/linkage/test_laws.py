"""Laws of linkage that hold for any text and any pairs."""

from collections.abc import Callable, Sequence
from itertools import combinations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.linkage.cluster import UNCOMPARED_BITS, cluster
from comity.linkage.legal import without_legal_forms
from comity.linkage.spelling import in_and_before_brackets_all, name_words_all, spell_all
from comity.linkage.text import (
    fold,
    in_and_before_brackets,
    name_words,
    without_legal_form,
    words_of,
)

WORDS = st.sampled_from(
    [
        "Co",
        "Ltd",
        "san",
        "ve",
        "tic",
        "A.Ş.",
        "P",
        "T",
        "the",
        "GmbH",
        "&",
        "KG",
        "Velmira",
        "(",
        ")",
        ",",
        "Unit2",
        "d'Or",
        "İzmir",
        "中国",
        "、",
        "company",
        "S.",
        "A.",
        "de",
        "C.V.",
        "[Nord]",
        "private",
        "x" * 500,
    ]
)
NAMES = st.one_of(st.text(max_size=30), st.lists(WORDS, max_size=9).map(" ".join))
SETTINGS = settings(deadline=None, max_examples=60)


@pytest.mark.parametrize(
    ("of_all", "of_one"),
    [
        (spell_all, lambda text: words_of(fold(text))),
        (name_words_all, name_words),
        (lambda texts: in_and_before_brackets_all(texts)[0], lambda text: in_and_before_brackets(text)[0]),
        (lambda texts: in_and_before_brackets_all(texts)[1], lambda text: in_and_before_brackets(text)[1]),
    ],
)
@SETTINGS
@given(texts=st.lists(NAMES, min_size=1, max_size=12))
def test_a_column_of_texts_is_spelled_as_each_text_alone(
    of_all: Callable[[pl.Series], pl.Series], of_one: Callable[[str], tuple[str, ...]], texts: list[str]
) -> None:
    spelled = of_all(pl.Series(texts, dtype=pl.String)).to_list()

    assert spelled == [" ".join(of_one(text)) for text in texts]


@SETTINGS
@given(
    names=st.lists(st.lists(WORDS, max_size=9).map(lambda words: words_of(fold(" ".join(words)))), max_size=9)
)
def test_a_column_of_names_loses_the_legal_forms_that_each_name_loses(names: list[tuple[str, ...]]) -> None:
    left = without_legal_forms(pl.Series([" ".join(name) for name in names], dtype=pl.String)).to_list()

    assert left == [" ".join(without_legal_form(name)) for name in names]


PAIRS = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 7), st.integers(-9, 9)).filter(
        lambda pair: pair[0] < pair[1]
    ),
    unique_by=lambda pair: pair[:2],
    max_size=28,
)
FEW = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda pair: pair[0] < pair[1]), max_size=2
)


def clustered(
    pairs: list[tuple[int, int, int]],
    *,
    apart: Sequence[tuple[int, int]] = (),
    together: Sequence[tuple[int, int]] = (),
) -> list[int]:
    left, right, bits = (np.array([pair[at] for pair in pairs], np.int64) for at in range(3))
    answer = cluster(8, left, right, bits.astype(np.float64), apart=apart, together=together).of
    return [int(index) for index in answer]


def one_after_the_other(pairs: list[tuple[int, int, int]], apart: list[tuple[int, int]]) -> list[int]:
    """The two clusters that agree most are joined, again and again: what clustering means, however slow."""
    bits = {(a, b): float(weight) for a, b, weight in pairs}
    groups = [[index] for index in range(8)]

    def agreement(one: list[int], other: list[int]) -> float:
        every = [bits.get((min(a, b), max(a, b)), UNCOMPARED_BITS) for a in one for b in other]
        forbidden = any((min(a, b), max(a, b)) in apart for a in one for b in other)
        return -np.inf if forbidden else sum(every) / len(every)

    while True:
        ranked = sorted(
            (-agreement(one, other), min(one), min(other), one, other)
            for one, other in combinations(groups, 2)
        )
        if not ranked or ranked[0][0] >= 0:
            return [min(group) for index in range(8) for group in groups if index in group]
        *_, one, other = ranked[0]
        groups = sorted([group for group in groups if group not in (one, other)] + [one + other], key=min)


@settings(deadline=None, max_examples=300)
@given(pairs=PAIRS, apart=FEW)
def test_joining_all_best_partners_at_once_is_joining_the_best_one_after_the_other(
    pairs: list[tuple[int, int, int]], apart: list[tuple[int, int]]
) -> None:
    assert clustered(pairs, apart=apart) == one_after_the_other(pairs, apart)


@SETTINGS
@given(pairs=PAIRS, together=FEW, data=st.data())
def test_must_links_are_kept_and_the_order_of_pairs_changes_nothing(
    pairs: list[tuple[int, int, int]], together: list[tuple[int, int]], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(pairs))

    answer = clustered(pairs, together=together)

    assert all(answer[a] == answer[b] for a, b in together)
    assert clustered(list(shuffled), together=together) == answer
