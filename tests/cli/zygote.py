"""Processes of the command that start at once: forked from one that has imported everything and run nothing.

A test that kills the command, or gives it a terminal, needs a process; it does not need the second that importing takes.
The parent here runs no rule before it forks, so no thread of a library can be lost in a child.
"""

import multiprocessing
import os
import sys
from pathlib import Path
from typing import Any

from comity.cli.commands import register_all

register_all()

_CONTEXT: Any = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["comity.cli", __name__])


def start_comity(*words: str, folder: Path, terminal: str | None = None, **environment: str) -> Any:
    """A started `multiprocessing.Process`; `terminal` is the name of the one it gets, or of a file, else it says nothing."""
    process = _CONTEXT.Process(target=_run, args=(words, str(folder), terminal, environment))
    process.start()
    return process


def _run(words: tuple[str, ...], folder: str, terminal: str | None, environment: dict[str, str]) -> None:
    os.setsid()
    place = os.open(terminal or os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(place, standard)
    sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115 -- a process's own, for its life
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR"):
        os.environ.pop(name, None)
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = ["comity", *words]
    from comity.cli import main

    main()
