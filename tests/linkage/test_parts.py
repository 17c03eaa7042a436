"""Records cut into parts, pairs put together again, patterns."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.core import UsageProblem
from comity.linkage.distinct import records_of
from comity.linkage.evidence import KINDS
from comity.linkage.find import Pairs
from comity.linkage.packed import gathered, packed
from comity.linkage.parts import countries_of_parts, parts_of
from comity.linkage.patterns import levels_of, numbers_of, patterns_of
from tests.linkage.rows import rows_of

SETTINGS = settings(deadline=None, max_examples=60)
COUNTRIES = st.lists(st.sampled_from(["DE", "IN", "TR", "VN", None]), min_size=1, max_size=30)


@SETTINGS
@given(countries=COUNTRIES, most=st.integers(1, 12))
def test_records_that_may_be_one_site_share_a_part(countries: list[str | None], most: int) -> None:
    rows = rows_of(
        *(
            {"list": "a", "site_name": f"Site {at}", **({"country": name} if name else {})}
            for at, name in enumerate(countries)
        )
    )
    records = records_of(rows)

    parts = [set(part.tolist()) for part in parts_of(records, most=most)]

    named = records.table["country"].to_list()
    assert set.union(*parts) == set(range(records.count))
    for one in range(records.count):
        for other in range(one):
            may = named[one] is None or named[other] is None or named[one] == named[other]
            assert not may or any({one, other} <= part for part in parts)


def test_a_part_is_no_larger_than_it_must_be() -> None:
    rows = rows_of(
        *(
            {"list": "a", "site_name": f"Site {at}", "country": name}
            for at, name in enumerate(["DE", "IN"] * 9)
        )
    )

    assert [len(part) for part in parts_of(records_of(rows), most=9)] == [9, 9]
    assert [len(part) for part in parts_of(records_of(rows), most=18)] == [18]


@pytest.mark.parametrize("country", ["China", "cn", "CHN", "Bangla Desh"])
def test_a_country_that_is_no_code_is_said(country: str) -> None:
    """Rows of “China” would never meet those of “CN”, and nobody would know."""
    with pytest.raises(UsageProblem, match=f"“{country}” is no country code \\(2 rows\\)"):
        countries_of_parts([("CN", 5), (country, 2), (None, 1)])


LEVELS = st.lists(st.tuples(*(st.integers(0, kind.size - 1) for kind in KINDS)), min_size=1, max_size=20)


@SETTINGS
@given(levels=LEVELS)
def test_a_pattern_and_its_number_say_the_same(levels: list[tuple[int, ...]]) -> None:
    given_levels = np.array(levels, np.uint8)

    patterns = patterns_of(numbers_of(given_levels))

    assert levels_of(numbers_of(given_levels)).tolist() == given_levels.tolist()
    assert patterns.levels[patterns.of_pair].tolist() == given_levels.tolist()


@SETTINGS
@given(levels=LEVELS, data=st.data())
def test_one_more_level_changes_no_other(levels: list[tuple[int, ...]], data: st.DataObject) -> None:
    given_levels = np.array(levels, np.uint8)
    column, kind = data.draw(st.sampled_from(list(enumerate(KINDS))))
    given_levels[:, column] = 0
    more = np.array([data.draw(st.integers(0, kind.size - 1)) for _ in levels], np.uint8)

    patterns = patterns_of(numbers_of(given_levels)).with_level(kind.name, more)

    given_levels[:, column] = more
    assert patterns.levels[patterns.of_pair].tolist() == given_levels.tolist()


def test_a_pair_that_two_parts_found_is_one_pair() -> None:
    first = Pairs(left=np.array([0, 2]), right=np.array([1, 3]), pattern=np.array([5, 6]))
    second = Pairs(left=np.array([0, 1]), right=np.array([1, 4]), pattern=np.array([7, 8]))

    every = np.arange(5)
    pairs = gathered([(packed(first), every), (packed(second), every)], count=5)

    pattern = numbers_of(pairs.patterns.levels)[pairs.patterns.of_pair]
    together = pl.DataFrame({"left": pairs.left, "right": pairs.right, "pattern": pattern})
    assert together.rows() == [(0, 1, 5), (1, 4, 8), (2, 3, 6)]
