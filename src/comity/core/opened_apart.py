"""Whether a workbook can be opened, found out in a process of its own: `python -I -S opened_apart.py PACKAGES MEMORY SECONDS < FILE`.

The reader in use makes room for every cell between the first and the last that is filled, and ends its whole process where there is
none: two cells in a file of six kilobytes are enough. So a process that may end tries first, with limits on memory (in bytes) and
processor time; it imports none of our modules, and what it reads has no name that a killed process could leave behind. Law: what
passes here opens within these limits, or is damaged and says so.
"""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryFile

MOST_MEMORY = 1024**3
MOST_SECONDS = 30  # of its processor's time


def opens_within(data: bytes, *, memory: int = MOST_MEMORY, seconds: int = MOST_SECONDS) -> bool:
    """Whatever its kind. True for what the reader refuses by itself, in its own words."""
    found = find_spec("python_calamine")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("python_calamine")
    packages = Path(found.origin).parents[1]
    with TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        words = [str(packages), str(memory), str(seconds)]
        try:
            done = subprocess.run(  # noqa: S603 -- our own module
                [sys.executable, "-I", "-S", "-B", __file__, *words],
                stdin=file,
                capture_output=True,
                timeout=4 * seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return False
    return done.returncode == 0


def main(packages: str, memory: str, seconds: str) -> int:
    import resource  # not everywhere, and only the child needs it

    sys.path.append(packages)
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_filelike(sys.stdin.buffer)
        for name in workbook.sheet_names:
            workbook.get_sheet_by_name(name)
    except MemoryError:
        return 1
    except (CalamineError, OSError, ValueError):
        return 0
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
