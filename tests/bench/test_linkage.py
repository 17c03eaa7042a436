"""The measures that linkage is judged by, against counting by hand; and the lists it is judged on."""

from itertools import combinations
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from bench.linkage.generate import generate
from bench.linkage.measures import b_cubed, calibration_of, quality_of
from bench.linkage.sets import read_set, write_lists
from hypothesis import given, settings
from hypothesis import strategies as st

ROWS = st.lists(
    st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.sampled_from("123"), st.sampled_from("NM")),
    min_size=2,
    max_size=12,
)


@settings(deadline=None, max_examples=100)
@given(rows=ROWS)
def test_pairs_are_counted_as_by_hand(rows: list[tuple[str, str, str, str]]) -> None:
    frame = pl.DataFrame(rows, schema=["list", "site", "true_site", "name"], orient="row")
    across = [(one, other) for one, other in combinations(rows, 2) if one[0] != other[0]]
    joined = [pair for pair in across if pair[0][1] == pair[1][1]]
    true = [pair for pair in across if pair[0][2] == pair[1][2]]
    right = [pair for pair in joined if pair[0][2] == pair[1][2]]
    differ = [pair for pair in true if pair[0][3] != pair[1][3]]

    quality = quality_of(frame)

    assert quality.true_pairs == len(true)
    assert quality.precision == pytest.approx(len(right) / max(len(joined), 1))
    assert quality.recall == pytest.approx(len(right) / max(len(true), 1))
    assert quality.recall_where_names_differ == pytest.approx(
        sum(pair[0][1] == pair[1][1] for pair in differ) / max(len(differ), 1)
    )


@settings(deadline=None, max_examples=50)
@given(rows=ROWS)
def test_b_cubed_is_the_mean_over_rows(rows: list[tuple[str, str, str, str]]) -> None:
    frame = pl.DataFrame(rows, schema=["list", "site", "true_site", "name"], orient="row")
    both = [sum(other[1:3] == row[1:3] for other in rows) for row in rows]
    precision = np.mean(
        [n / sum(other[1] == row[1] for other in rows) for n, row in zip(both, rows, strict=True)]
    )
    recall = np.mean(
        [n / sum(other[2] == row[2] for other in rows) for n, row in zip(both, rows, strict=True)]
    )

    assert b_cubed(frame) == pytest.approx(2 * precision * recall / (precision + recall))


def test_pairs_of_which_it_is_not_known_count_neither_way() -> None:
    rows = pl.DataFrame({"list": ["a", "b", "c"], "site": ["x", "x", "x"], "true_site": ["1", "1", "2"]})
    neither = pl.DataFrame({"one": ["1"], "other": ["2"]})

    assert quality_of(rows).precision == pytest.approx(1 / 3)
    assert quality_of(rows, neither).precision == 1.0


def test_calibration_is_the_distance_between_said_and_true() -> None:
    calibration = calibration_of(
        np.array([0.9, 0.9, 0.9, 0.9, 0.2]), np.array([True, True, True, False, False])
    )

    assert calibration.error == pytest.approx((4 * 0.15 + 0.2) / 5)


def test_made_up_lists_are_the_same_each_time_and_every_row_has_its_truth(tmp_path: Path) -> None:
    lists, truth = generate(400, seed=3)
    again, _ = generate(400, seed=3)

    write_lists(tmp_path / "set", lists, truth)

    assert {name: rows.to_dicts() for name, rows in lists.items()} == {
        name: rows.to_dicts() for name, rows in again.items()
    }
    assert sum(rows.height for rows in lists.values()) == read_set(tmp_path / "set").truth.height
    text = "".join(row["Supplier name"] for rows in lists.values() for row in rows.iter_rows(named=True))
    for script in ("Han", "Thai", "Arabic", "Devanagari", "Cyrillic", "Hangul"):
        assert pl.Series([text]).str.contains(rf"\p{{{script}}}").item(), script
