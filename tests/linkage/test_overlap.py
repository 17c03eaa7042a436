import numpy as np
import pytest
from scipy import sparse

from comity.linkage.distinct import Records, records_of
from comity.linkage.overlap import levels_of_lists, overlap_of, partnered_in, sizes_of, teaching
from comity.linkage.patterns import Level
from comity.linkage.words import Flags, Ints
from tests.linkage.rows import rows_of

SIZE = 100


def overlap(lists: sparse.csr_matrix, left: Ints, right: Ints, sure: Flags) -> Level:
    of_lists = levels_of_lists(sizes_of(lists), partnered_in(lists, left, right, sure))
    return overlap_of(lists, left, right, of_lists)


@pytest.fixture(scope="module")
def two_lists() -> tuple[Records, dict[str, list[int]]]:
    rows = rows_of(
        *(
            {"list": name, "site_name": f"{name} {at:03}", "country": "IN"}
            for name in "ab"
            for at in range(SIZE)
        )
    )
    records = records_of(rows)
    place = {record: at for at, record in enumerate(records.table["record"])}
    return records, {
        name: [place[record] for record in rows.filter(list=name)["record"]] for name in ("a", "b")
    }


@pytest.mark.parametrize(("shared", "level"), [(0, 2), (10, 3), (40, 4), (80, 5), (100, 6)])
def test_few_sure_partners_between_two_lists_speak_against_the_doubtful(
    two_lists: tuple[Records, dict[str, list[int]]], shared: int, level: int
) -> None:
    records, of = two_lists
    left, right = np.array(of["a"]), np.array(of["b"])
    sure = np.arange(SIZE) < shared

    levels = overlap(records.lists, left, right, sure)

    assert set(levels.tolist()) == {level}


def test_rows_of_one_list_have_no_overlap(two_lists: tuple[Records, dict[str, list[int]]]) -> None:
    records, of = two_lists

    levels = overlap(records.lists, np.array(of["a"][:1]), np.array(of["a"][1:2]), np.array([True]))

    assert levels.tolist() == [0]


@pytest.mark.parametrize(("shared", "teach"), [(0, [True] * 3), (2, [True] * 3), (4, [True, True, False])])
def test_a_list_that_shares_next_to_nothing_teaches_nothing_where_others_do(
    shared: int, teach: list[bool]
) -> None:
    partnered = np.zeros((3, 3), np.int64)
    partnered[0, 1] = partnered[1, 0] = shared
    partnered[1, 2] = partnered[2, 1] = 1

    assert teaching(np.array([100.0, 100.0, 100.0]), partnered).tolist() == teach
