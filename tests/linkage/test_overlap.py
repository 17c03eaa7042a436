import numpy as np
import pytest

from comity.linkage.distinct import Records, records_of
from comity.linkage.overlap import overlap
from tests.linkage.rows import rows_of

SIZE = 100


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
