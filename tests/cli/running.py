"""The command as a user runs it: words in, exit status and two texts out.

In this process, because a process of its own costs a second and proves nothing more: that the command starts as one, and
lives and dies as one, is shown by the tests of killing, of terminals and of the guides.
"""

import os
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from unittest.mock import patch

from comity.cli import main

COMITY = Path(sys.executable).with_name("comity")


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


def run_comity(*words: str | os.PathLike[str], folder: Path | None = None) -> Done:
    status: object = 0
    with (
        chdir(folder or Path.cwd()),
        patch.object(sys, "argv", ["comity", *map(str, words)]),
        redirect_stdout(StringIO()) as out,
        redirect_stderr(StringIO()) as err,
    ):
        try:
            main()
        except SystemExit as ended:
            status = ended.code
    return Done(
        returncode=status if isinstance(status, int) else int(status is not None),
        stdout=out.getvalue(),
        stderr=err.getvalue(),
    )
