"""The files that commands read and write: read whole, and never written over one another."""

import shlex
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from comity.core import UnreadableInput, UsageProblem


def read_bytes(path: Path, failure: type[UnreadableInput] = UnreadableInput) -> bytes:
    """Raises `failure` where the file cannot be opened."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise failure(
            f"The file cannot be opened ({error.strerror}).", remedy="Check its name.", where=str(path)
        ) from error


def as_typed(path: Path) -> str:
    """As a shell takes it for one word."""
    return shlex.quote(str(path))


def require_other(out: Path, *read: Path) -> None:
    """What a command writes is never one of the files it reads."""
    if out.resolve() in {path.resolve() for path in read}:
        raise UsageProblem(
            f"“{out}” is one of the files to be read, and would be written over.", remedy="Name another file."
        )


def require_unlike(*written: Path) -> None:
    """What a command writes in several files has a name each."""
    if len({path.resolve() for path in written}) < len(written):
        raise UsageProblem(
            f"“{written[0]}” is named for two files, and one would be written over the other.",
            remedy="Name another file for one of them.",
        )


@contextmanager
def folder_for(out: Path) -> Iterator[None]:
    """The folder that a command writes into; gone again where it was made for nothing."""
    made = [one for one in (out, *out.parents) if not one.exists()]
    out.mkdir(parents=True, exist_ok=True)
    try:
        yield
    except BaseException:  # the keyboard may have stopped it, too
        for one in made:
            with suppress(OSError):
                one.rmdir()
        raise


def require_ending(out: Path, *endings: str) -> None:
    """What a command writes is what its name says; a spreadsheet program goes by the name alone."""
    if out.suffix.lower() not in endings:
        meant = " or ".join(endings)
        raise UsageProblem(
            f"“{out}” does not end in {meant}, and would not open.",
            remedy=f"Write {out.with_suffix(endings[0]).name}.",
        )


def require_registry(file: Path) -> None:
    """Where a registry is only read, a new one must not be begun."""
    if not file.exists():
        raise UsageProblem(
            f"There is no registry “{file}”.",
            remedy="Say with --registry FILE where the round's registry is.",
        )
