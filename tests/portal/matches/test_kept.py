"""The registry that stays open: it knows what others wrote, and is no other file's."""

import shutil
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from comity.portal.matches.errors import PairTaken
from comity.portal.matches.queries import registry_of
from comity.portal.matches.queries.kept import MOST_KEPT
from comity.portal.tenants.gates import Actor
from comity.registry import Registry
from tests.patience import PATIENCE_S

AT = datetime(2026, 10, 5, 9, tzinfo=UTC)


def two_records(path: Path) -> tuple[str, str]:
    with Registry.open(path, new_secret=bytes(32), published=lambda *_: False) as registry:
        one, other = registry.known()["record"].to_list()[:2]
    return one, other


def judge_elsewhere(path: Path, pair: tuple[str, str]) -> None:
    with Registry.open(path, new_secret=bytes(32), published=lambda *_: False) as other:
        other.judge(*pair, same=True, by="portal:1", at=AT)


def test_it_stays_open_and_knows_what_another_process_wrote_meanwhile(tom: Actor, registry: Path) -> None:
    with registry_of(tom.programme) as first:
        before = len(first.constraints())

    judge_elsewhere(registry, two_records(registry))

    with registry_of(tom.programme) as second:
        assert second is first
        assert len(second.constraints()) == before + 1


def test_a_file_that_took_its_place_is_opened_anew(tom: Actor, registry: Path) -> None:
    copy = registry.with_suffix(".copy")
    shutil.copy(registry, copy)
    with registry_of(tom.programme) as first:
        before = len(first.constraints())
    judge_elsewhere(copy, two_records(copy))

    copy.replace(registry)

    with registry_of(tom.programme) as second:
        assert second is not first
        assert len(second.constraints()) == before + 1


def test_after_something_went_wrong_it_is_opened_anew_and_nothing_of_it_is_kept(
    tom: Actor, registry: Path
) -> None:
    pair = two_records(registry)
    held: list[Registry] = []

    def judge_and_break_off() -> None:
        with registry_of(tom.programme) as first, first.transaction():
            held.append(first)
            first.judge(*pair, same=True, by="portal:1", at=AT)
            raise PairTaken("Somebody was quicker.", remedy="Go on.")

    with pytest.raises(PairTaken):
        judge_and_break_off()

    with registry_of(tom.programme) as second:
        assert second is not held[0]
        assert tuple(sorted(pair)) not in {(one.left, one.right) for one in second.constraints()}


def open_here(path: Path) -> int:
    """How often this process has the file open."""
    return sum(one.resolve() == path.resolve() for one in Path("/proc/self/fd").iterdir())


def test_however_many_threads_used_it_at_once_few_stay_open(tom: Actor, registry: Path) -> None:
    programme, all_here = tom.programme, threading.Barrier(5)
    used: list[int] = []

    def use() -> None:
        with registry_of(programme) as mine:
            all_here.wait(PATIENCE_S)
            mine.constraints()
            used.append(id(mine))
            all_here.wait(PATIENCE_S)

    threads = [threading.Thread(target=use) for _ in range(5)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert len(set(used)) == 5  # each had one to itself
    assert open_here(registry) == MOST_KEPT


def test_what_was_used_by_one_thread_is_read_on_by_another(tom: Actor, registry: Path) -> None:
    programme = tom.programme
    used: list[tuple[Registry, int]] = []

    def use() -> None:
        with registry_of(programme) as mine:
            used.append((mine, len(mine.constraints())))

    for meanwhile in (False, True):
        if meanwhile:
            judge_elsewhere(registry, two_records(registry))
        thread = threading.Thread(target=use)
        thread.start()
        thread.join()

    (first, before), (second, after) = used
    assert second is first
    assert after == before + 1


def test_asked_for_again_inside_it_is_the_same(tom: Actor, registry: Path) -> None:
    pair = two_records(registry)

    with registry_of(tom.programme) as outer, outer.transaction():
        outer.judge(*pair, same=True, by="portal:1", at=AT)
        with registry_of(tom.programme) as inner:
            assert inner is outer
            assert tuple(sorted(pair)) in {(one.left, one.right) for one in inner.constraints()}
