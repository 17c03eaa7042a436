"""The files that commands read and write: read whole, and never written over one another."""

import shlex
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
