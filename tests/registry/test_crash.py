import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from comity.registry import Registry
from tests.patience import PATIENCE_S
from tests.registry.crash import REFUSED, SECRET, opened, round_of, settle_round

ROOT = Path(__file__).parents[2]
OTHER = bytes(32)
PROGRAM = [sys.executable, "-m", "tests.registry.crash"]


def whole_rounds(registry: Registry) -> int:
    """How many rounds the registry holds; fails where one is not there whole."""
    sites = dict(registry.known().select("record", "site").iter_rows())
    count = len(sites) // 3
    assert sorted(sites) == [record for number in range(count) for record in round_of(number)]
    for number in range(count):
        first, second, third = (sites[record] for record in round_of(number))
        assert first == second != third
    assert len(registry.judgements()) == count
    releases = registry.releases(besides="none")
    assert releases == tuple((f"{number:04d}", f"{number:04d}".encode()) for number in range(count))
    return count


def killed_at_every_call(tmp_path: Path, before: Path) -> list[Path]:
    """The registries that processes left which were killed one system call later each time; the last ones were not."""
    if sys.platform != "linux":
        pytest.skip("killing at a system call needs ptrace as Linux has it")
    folder = tmp_path / "killed"
    folder.mkdir()
    done = subprocess.run(
        [*PROGRAM, "steps", str(folder), str(before)], cwd=ROOT, check=False, timeout=PATIENCE_S
    )
    if done.returncode == REFUSED:
        pytest.skip("this machine lets no process trace another")
    assert done.returncode == 0
    return sorted(folder.glob("*.db"))


def test_killed_at_any_system_call_the_old_or_the_new_state_is_there(tmp_path: Path) -> None:
    before = tmp_path / "before.db"
    with opened(before) as registry:
        settle_round(registry, 0)

    left = killed_at_every_call(tmp_path, before)

    found = []
    for path in left:
        with opened(path) as registry:
            found.append(whole_rounds(registry))
            settle_round(registry, found[-1])
            assert whole_rounds(registry) == found[-1] + 1
    assert (found[0], found[-1]) == (1, 2)
    assert set(found) == {1, 2}


def test_a_registry_that_was_killed_while_it_was_begun_is_begun_again(tmp_path: Path) -> None:
    left = killed_at_every_call(tmp_path, tmp_path / "none.db")

    for path in left:
        with Registry.open(path, new_secret=OTHER, published=lambda out, digest: False) as registry:
            assert registry.secret() in (SECRET, OTHER)
            settle_round(registry, 0)
            assert whole_rounds(registry) == 1
    with opened(left[-1]) as registry:
        assert registry.secret() == SECRET


def test_killed_at_any_time_no_round_that_was_told_is_lost_and_none_is_half_there(tmp_path: Path) -> None:
    path = tmp_path / "sites.db"
    chance = random.Random(2)

    for _ in range(5):
        with subprocess.Popen(
            [*PROGRAM, "rounds", str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        ) as child:
            assert child.stdout
            told = [int(child.stdout.readline()) for _ in range(chance.randrange(1, 6))]
            time.sleep(chance.uniform(0, 0.02))
            child.kill()
            told += [int(line) for line in child.stdout if line.endswith("\n")]

        with opened(path) as registry:
            assert whole_rounds(registry) > told[-1]
