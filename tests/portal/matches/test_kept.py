"""The registry that stays open: it knows what others wrote, and is no other file's."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from comity.portal.matches.errors import PairTaken
from comity.portal.matches.queries import registry_of
from comity.portal.tenants.gates import Actor
from comity.registry import Registry

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
