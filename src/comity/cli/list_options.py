"""What every command that reads lists lets a person say about them: whose they are, what headers mean, what they lack."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from comity.core import UnreadableInput, UsageProblem
from comity.lists import LIST_COLUMNS, SavedMappings
from comity.round import ReadingHelp

DAY = "YYYY-MM-DD"
"""What stands for a day in the help of an option."""


class Engine(StrEnum):
    """What compares rows on this machine."""

    COLUMNAR = "columnar"
    REFERENCE = "reference"


class LinkEngine(StrEnum):
    """What compares rows, here or elsewhere: where a command has --master."""

    COLUMNAR = "columnar"
    REFERENCE = "reference"
    SPARK = "spark"


ListsArgument = Annotated[list[Path], typer.Argument(help="The members' lists: files, or folders of them.")]
MemberOption = Annotated[list[str] | None, typer.Option(help="NAME=FILE: whose list a file is.")]
MapOption = Annotated[
    list[str] | None, typer.Option("--map", help="[LIST:]COLUMN=HEADER: what a header means.")
]
MappingOption = Annotated[
    Path | None, typer.Option(help="Mappings saved by lint, for lists with the same headers.")
]
AssumeOption = Annotated[list[str] | None, typer.Option(help="[LIST:]COLUMN=VALUE: what a whole list lacks.")]
EngineOption = Annotated[
    Engine, typer.Option(help="columnar is fast; reference compares every pair of a country, slowly.")
]
LinkEngineOption = Annotated[LinkEngine, typer.Option(help="The same, or spark, which needs --master.")]
MasterOption = Annotated[
    str | None, typer.Option(help="Where Spark runs: local[2], spark://HOST:7077, yarn.", metavar="URL")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Give the summary to a program.")]


def parse_pairs(values: list[str] | None, option: str) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for value in values or []:
        name, equals, rest = value.partition("=")
        if not (name and equals and rest):
            raise UsageProblem(
                f"“{value}” is not of the form NAME=VALUE.", remedy=f"Write {option} NAME=VALUE."
            )
        if pairs.setdefault(name, rest) != rest:
            raise UsageProblem(
                f"{option} says two things of “{name}”: “{pairs[name]}” and “{rest}”.",
                remedy="Keep one of them.",
            )
    return pairs


def parse_members(values: list[str] | None) -> dict[str, Path]:
    return {name: Path(file) for name, file in parse_pairs(values, "--member").items()}


def parse_day(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageProblem(f"“{text}” is no date.", remedy=f"Write {option} 2026-06-30.") from None


def read_mappings(path: Path) -> SavedMappings:
    try:
        return SavedMappings.from_toml(path.read_text("utf-8"), where=str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableInput(
            "The saved mappings cannot be opened.", remedy="Check the file's name.", where=str(path)
        ) from error


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


def reading_help(
    *, maps: list[str] | None = None, assumed: list[str] | None = None, mapping: Path | None = None
) -> ReadingHelp:
    return ReadingHelp(
        mappings=_by_list(parse_pairs(maps, "--map")),
        assumed=_by_list(parse_pairs(assumed, "--assume")),
        remembered=read_mappings(mapping) if mapping else None,
    )


def _by_list(pairs: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """`LIST:COLUMN` speaks of one list; `COLUMN` alone of every list, which the name "" stands for."""
    found: dict[str, dict[str, str]] = {}
    for name, value in pairs.items():
        listed, colon, column = name.rpartition(":")
        if not colon and column not in LIST_COLUMNS and "." in column:
            raise UsageProblem(
                f"We have no column “{column}”.", remedy="To speak of one list, write LIST:COLUMN=VALUE."
            )
        found.setdefault(listed, {})[column] = value
    return found
