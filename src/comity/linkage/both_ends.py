"""Tasks that differ much in size, some at a time: one worker takes the largest that is left, all others the smallest.

Laws: what is found stands in the order of the tasks; never do two of the largest lie in memory, and the largest does not begin last;
after a failure none begins.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Lock
from typing import TypeVar

from comity.core import Progress

Found = TypeVar("Found")


def from_both_ends(
    tasks: Sequence[Callable[[], Found]], *, workers: int, step: str, progress: Progress
) -> list[Found]:
    """`tasks` are sorted, the smallest first. Raises what a task raises."""
    left = deque(enumerate(tasks))
    found: dict[int, Found] = {}
    telling = Lock()
    progress(step, 0, len(tasks))

    def work(take: Callable[[], tuple[int, Callable[[], Found]]]) -> None:
        try:
            for at, task in _until_empty(take):
                one = task()
                with telling:
                    found[at] = one
                    progress(step, len(found), len(tasks))
        except BaseException:  # whatever it was, what comes after it would be in vain
            left.clear()
            raise

    with ThreadPoolExecutor(workers) as pool:
        at_work = [pool.submit(work, take) for take in (left.pop, *[left.popleft] * (workers - 1))]
    for one in at_work:
        one.result()
    return [found[at] for at in range(len(tasks))]


def _until_empty(take: Callable[[], Found]) -> Iterator[Found]:
    with suppress(IndexError):
        while True:
            yield take()
