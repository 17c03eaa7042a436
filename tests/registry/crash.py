"""Processes that are killed while they write to a registry. Run as a program by test_crash.py.

`steps FOLDER BEFORE`: a copy of the registry BEFORE for every system call that one round makes; the process that
settles it is killed (SIGKILL) at that call, and what it leaves stays in FOLDER for the test to open. Where there is no
BEFORE, the process that begins a registry is killed.
`rounds FILE`: settle round after round, say each one's number, until somebody kills us.
"""

import ctypes
import os
import shutil
import signal
import sys
from pathlib import Path

from comity.registry import Registry
from tests.registry.cast import judged, linked, rows_named

_TRACEME, _SYSCALL = 0, 24
REFUSED = 77
"""Exit status where the machine lets no process trace another."""

SECRET = bytes(range(32))


def opened(path: Path) -> Registry:
    return Registry.open(path, new_secret=SECRET, published=lambda out, digest: False)


def round_of(number: int) -> list[str]:
    return [f"r{number:04d}{letter}" for letter in "abc"]


def settle_round(registry: Registry, number: int) -> None:
    """Three records, a judgement on two of them and a release, all or nothing."""
    records, name = round_of(number), f"{number:04d}"
    linkage, rows = linked(registry, records), rows_named(*records)
    with registry.transaction():
        registry.settle(linkage, rows, round_id=name)
        judged(registry, records[0], records[1], same=True)
        registry.prepare_release(round_id=name, payload=name.encode(), out=Path("out"), manifest_digest=name)
        registry.confirm_release(name)


def rounds(path: Path) -> None:
    with opened(path) as registry:
        number = len(registry.known()) // 3
        while True:
            settle_round(registry, number)
            print(number, flush=True)  # noqa: T201 -- the parent reads it
            number += 1


def steps(folder: Path, before: Path) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    number, ends = 0, 0
    while ends < 3:  # threads make the number of calls differ by a few from run to run
        path = folder / f"{number:04d}.db"
        if before.exists():
            shutil.copy(before, path)
        child = os.fork()
        if child == 0:
            _write_traced(libc, path)
        ends += _killed_at(libc, child, number)
        number += 1


def _write_traced(libc: ctypes.CDLL, path: Path) -> None:
    registry = opened(path) if path.exists() else None
    number = len(registry.known()) // 3 if registry else 0
    if libc.ptrace(_TRACEME, 0, 0, 0) != 0:
        os._exit(REFUSED)
    os.kill(os.getpid(), signal.SIGSTOP)
    if registry:
        settle_round(registry, number)
    else:
        opened(path)
    os._exit(0)


def _killed_at(libc: ctypes.CDLL, child: int, number: int) -> bool:
    """Let the child make `number` steps into or out of the kernel, then kill it. True where it came to its end first."""
    for step in range(number + 1):
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status):
            if os.WEXITSTATUS(status):
                raise SystemExit(os.WEXITSTATUS(status))
            return True
        if step < number:
            libc.ptrace(_SYSCALL, child, 0, 0)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


if __name__ == "__main__":
    paths = [Path(argument) for argument in sys.argv[2:]]
    if sys.argv[1] == "steps":
        steps(*paths)
    else:
        rounds(*paths)
