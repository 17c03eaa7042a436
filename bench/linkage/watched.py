"""What a command costs with all the processes it starts: CPU, wall, and the most memory they hold at once.

Linux only: it looks into /proc ten times a second. A process that lives for less than a tenth may be missed in memory, not in
CPU, where its parent waits for it.
"""

import os
import resource
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_EVERY_SECONDS = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    cpu: float  # seconds
    wall: float  # seconds
    peak: float  # GB, resident, of all processes together; pages that they share count more than once
    status: int  # None of the above means much unless it is 0
    said: str  # the end of standard output and error


def watch(
    words: Sequence[str | Path], *, seconds: float, folder: Path, environment: dict[str, str] | None = None
) -> Cost:
    """Run a command and what it starts, for at most so many seconds of wall."""
    started, before = time.monotonic(), _waited_for()
    log = folder / "log.txt"
    with log.open("wb") as out:
        process = subprocess.Popen(  # noqa: S603 -- our own commands
            list(map(str, words)),
            stdout=out,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,
        )
        peak, spent = 0, dict[int, float]()
        while process.poll() is None:
            held, seen = _family(process.pid)
            peak = max(peak, held)
            spent |= seen
            if time.monotonic() - started > seconds:
                os.killpg(process.pid, 9)
                process.wait()
                break
            time.sleep(_EVERY_SECONDS)
    return Cost(
        cpu=max(sum(spent.values()), _waited_for() - before),
        wall=time.monotonic() - started,
        peak=peak / 1e9,
        status=process.returncode,
        said=log.read_text("utf-8", "replace")[-2000:],
    )


def _waited_for() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _family(session: int) -> tuple[int, dict[int, float]]:
    """Bytes held now, and seconds of CPU so far by process, of all processes of the session."""
    held, spent = 0, dict[int, float]()
    for entry in os.scandir("/proc"):
        if not entry.name.isdigit():
            continue
        try:
            fields = Path(entry.path, "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        if int(fields[3]) == session:
            held += int(fields[21]) * _PAGE
            spent[int(entry.name)] = (int(fields[11]) + int(fields[12])) / _TICK
    return held, spent
