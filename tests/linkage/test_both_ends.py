"""Tasks of many sizes, worked off from both ends."""

import threading
from functools import partial

import pytest

from comity.core import silent
from comity.linkage.both_ends import from_both_ends
from tests.patience import PATIENCE_S


def test_beside_a_large_one_lies_a_small_one() -> None:
    begun: list[int] = []
    both = threading.Barrier(2)

    def task(size: int) -> int:
        both.wait(timeout=PATIENCE_S)
        begun.append(size)
        both.wait(timeout=PATIENCE_S)
        return size

    found = from_both_ends(
        [partial(task, size) for size in range(6)], workers=2, step="adding", progress=silent
    )

    assert found == [0, 1, 2, 3, 4, 5]
    assert [set(begun[at : at + 2]) for at in (0, 2, 4)] == [{5, 0}, {4, 1}, {3, 2}]


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_what_is_found_stands_in_the_order_of_the_tasks(workers: int) -> None:
    told: list[int] = []

    found = from_both_ends(
        [partial(pow, size, 2) for size in range(4)],
        workers=workers,
        step="adding",
        progress=lambda _step, at, _of: told.append(at),
    )

    assert found == [0, 1, 4, 9]
    assert told == [0, 1, 2, 3, 4]
    assert from_both_ends([], workers=workers, step="adding", progress=silent) == []


def test_after_a_failure_none_begins() -> None:
    begun: list[int] = []

    def task(size: int) -> None:
        begun.append(size)
        if size == 2:
            raise ValueError("too large")

    with pytest.raises(ValueError, match="too large"):
        from_both_ends([partial(task, size) for size in range(4)], workers=1, step="", progress=silent)

    assert begun == [3, 2]
