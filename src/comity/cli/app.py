"""What every command shares: how errors end, how progress shows, how a summary reaches a person or a program."""

import errno
import json
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

import comity
from comity.cli.commands import called, register
from comity.core import ComityError, Progress, silent

app = typer.Typer(
    name="comity",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(asked: bool) -> None:
    if asked:
        print(f"comity {comity.__version__}")  # noqa: T201 -- the answer
        raise SystemExit(0)


@app.callback()
def _comity(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Mutual recognition of social compliance audits: from the members' lists to the common list and its use."""
    # Without a callback, an app of which one command was read is that command, and takes no name.


def command_group(name: str, purpose: str) -> typer.Typer:
    """`comity NAME …`, whose commands register themselves with what this gives."""
    made = typer.Typer(name=name, help=purpose, no_args_is_help=True, rich_markup_mode=None)
    app.add_typer(made)
    return made


EXIT_STATUS = {"usage": 2, "unreadable": 3}
"""`code` of a ComityError or of what it is a kind of -> exit status; 1 for any other. docs/guide/cli.md lists them."""

EXIT_REFUSED = 4
"""The work was done, and the release was refused: the reasons are in the answer and in the leak test's report."""

STOPPED = 130
"""By the keyboard, as shells have it."""

err = Console(stderr=True, highlight=False, soft_wrap=True)


def main() -> None:
    """Run the command; a ComityError ends in its sentence and its exit status, never in a traceback."""
    try:
        register(called())
        app()
    except ComityError as error:
        err.print(f"comity: {error}", markup=False)
        raise SystemExit(exit_status(error)) from None
    except KeyboardInterrupt:
        err.print("comity: stopped.", markup=False)
        raise SystemExit(STOPPED) from None
    except SystemExit as ended:  # typer makes one of the keyboard's interruption, and says nothing
        if ended.code == STOPPED:
            err.print("comity: stopped.", markup=False)
        raise
    except OSError as error:
        if os.environ.get("COMITY_TRACEBACK"):
            raise
        err.print(f"comity: {of_machine(error)}", markup=False)
        raise SystemExit(EXIT_STATUS["unreadable"]) from None
    except (
        Exception
    ) as error:  # the edge: whoever uses this is no engineer, and a traceback helps nobody else
        if os.environ.get("COMITY_TRACEBACK"):
            raise
        name = type(error).__name__
        err.print(
            f"comity: this should not have happened ({name}: {error}). Check what was written before you use it, and tell whoever looks "
            "after Comity; with COMITY_TRACEBACK=1 before it, the command shows them where it failed.",
            markup=False,
        )
        raise SystemExit(1) from None


def of_machine(error: OSError) -> str:
    """What the machine refused, where, and what to do: nobody's mistake, and the rooms below know no better."""
    told = re.search(r"\(os error (\d+)\)", str(error))  # as Polars has it
    number = error.errno or (int(told[1]) if told else 0)
    what, remedy = _REFUSED.get(number, _ANY_REFUSAL)
    said = what if number in _REFUSED else f"{what} ({error.strerror or error})"
    return f"{f'{error.filename}: ' if error.filename else ''}{said}. {remedy}"


_FULL = ("The disk is full", "Make room, and run the command again.")
_RIGHTS = ("You may not read or write here", "Name a folder of your own, or ask for the right.")
_REFUSED = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), _FULL),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), _RIGHTS),
    errno.ENOENT: (
        "This is not there, or not any more",
        "Check the name, and that nobody moves it meanwhile.",
    ),
    errno.ENOTDIR: ("A part of this path is a file and no folder", "Check the path."),
    errno.EISDIR: ("This is a folder, and a file is meant", "Name a file."),
    errno.EEXIST: ("A file of this name is here already", "Name another, or move it away first."),
    errno.ENAMETOOLONG: ("This name is longer than the disk takes", "Choose a shorter one."),
}
_ANY_REFUSAL = (
    "The machine could not read or write",
    "Check the disk and the folder, and run the command again.",
)


def exit_status(error: ComityError) -> int:
    codes = (kind.code for kind in type(error).__mro__ if issubclass(kind, ComityError))
    return next((EXIT_STATUS[code] for code in codes if code in EXIT_STATUS), 1)


@contextmanager
def progress_on_terminal(*, quiet: bool = False) -> Iterator[Progress]:
    """A bar per step on a terminal; silence in a pipe."""
    if quiet or not err.is_terminal:
        yield silent
        return
    columns = (
        TextColumn("{task.description:<28}"),
        BarColumn(),
        TextColumn("{task.completed:,.0f}/{task.total:,.0f}"),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=err, transient=True) as bar:
        tasks: dict[str, Any] = {}

        def show(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bar.add_task(step, total=total)
            bar.update(tasks[step], completed=done, total=total)

        yield show


def progress_in_lines() -> Progress:
    """A line a step, as it begins, and another when it is half done and took a while: it reads as well in a log."""
    began = time.monotonic()
    begun: dict[str, float] = {}
    half: set[str] = set()

    def show(step: str, done: int, total: int) -> None:
        moment = time.monotonic()
        far = ""
        if step in begun:
            if step in half or done >= total or 2 * done < total or moment - begun[step] < _LONG_S:
                return
            half.add(step)
            far = f", {done:,} of {total:,}"
        begun.setdefault(step, moment)
        err.print(f"{moment - began:4.0f} s  {step}{far}")

    return show


_LONG_S = 5


def say(text: str, summary: dict[str, object], *, as_json: bool) -> None:
    """To standard output: the text for a person, or the summary for a program."""
    print(json.dumps(summary, ensure_ascii=False, indent=2, default=str) if as_json else text)  # noqa: T201 -- the answer
