"""Transcripts that anyone can read are run as they stand: what was typed, how it ended, what was said.

`$ comity …` must end well, `! comity …` must not; a line after `|` must stand in what was said, in this order, with `…` for whatever
differs from run to run. Protocols of the examples lie in the folder, and a report.
"""

import re
import shlex
import shutil
from pathlib import Path

import pytest

from tests.cli.running import run_comity
from tests.exchange.cast import pdf

HERE = Path(__file__).parent / "transcripts"
PROTOCOLS = Path(__file__).parents[2] / "examples" / "protocols"


def steps(text: str) -> list[tuple[str, str, list[str]]]:
    """How it should end, what was typed, and what must be said."""
    found: list[tuple[str, str, list[str]]] = []
    for line in text.splitlines():
        if line[:2] in ("$ ", "! "):
            found.append((line[0], line[2:].removeprefix("comity "), []))
        elif line.startswith("| "):
            found[-1][2].append(line[2:])
    return found


def missing(said: str, wanted: list[str]) -> list[str]:
    """Of the lines that must be said in order, those from the first that was not."""
    lines = iter(said.splitlines())
    for at, one in enumerate(wanted):
        pattern = ".*".join(map(re.escape, one.split("…")))
        if not any(re.fullmatch(pattern, line.strip()) for line in lines):
            return wanted[at:]
    return []


@pytest.mark.parametrize("path", sorted(HERE.glob("*.txt")), ids=lambda path: path.stem)
def test_a_transcript_is_what_happens(path: Path, tmp_path: Path) -> None:
    shutil.copytree(PROTOCOLS, tmp_path / "protocols")
    (tmp_path / "report.pdf").write_bytes(pdf())
    (tmp_path / "program.pdf").write_bytes(b"MZ this is a program")
    (tmp_path / "due.csv").write_text('site,due_on\n"Yıldız Ambalaj, Gebze",2026-01-01\n')

    for how, typed, wanted in steps(path.read_text("utf-8")):
        done = run_comity(*shlex.split(typed), folder=tmp_path)
        said = f"{done.stdout}\n{done.stderr}"
        assert (done.returncode == 0) == (how == "$"), f"{typed}\n{said}"
        assert missing(said, wanted) == [], f"{typed}\n{said}"


def test_a_line_that_was_not_said_is_missed() -> None:
    assert missing("one\ntwo", ["two", "one"]) == ["one"]
    assert missing("one 17 two", ["one … two"]) == []
