"""What every command that reads lists lets a person say about them: whose they are, what headers mean, what they lack."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from comity.core import UnreadableInput, UsageProblem
from comity.lists import LIST_COLUMNS, SavedMappings
from comity.round import ReadingHelp


class Engine(StrEnum):
    """What compares rows on this machine."""

    COLUMNAR = "columnar"
    REFERENCE = "reference"


class LinkEngine(StrEnum):
    """What compares rows, here or elsewhere: where a command has --master."""

    COLUMNAR = "columnar"
    REFERENCE = "reference"
    SPARK = "spark"


ListsArgument = Annotated[list[Path], typer.Argument(help="The members' lists: files, or folders of files.")]
MemberOption = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME=FILE", help="The member whose list FILE is; may be repeated."),
]
MapOption = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="[LIST:]COLUMN=HEADER", help="Read HEADER as our COLUMN; may be repeated."),
]
MappingOption = Annotated[
    Path | None, typer.Option(help="Column mappings saved by “comity lint”, for lists with the same headers.")
]
AssumeOption = Annotated[
    list[str] | None,
    typer.Option(metavar="[LIST:]COLUMN=VALUE", help="Use VALUE where a list says nothing; may be repeated."),
]
RegistryOption = Annotated[
    Path | None, typer.Option(help="The file that remembers sites and judgements from round to round.")
]
EngineOption = Annotated[
    Engine,
    typer.Option(help="columnar is fast; reference compares every pair of rows in a country, which is slow."),
]
LinkEngineOption = Annotated[
    LinkEngine,
    typer.Option(
        help="columnar is fast; reference compares every pair, which is slow; spark needs --master."
    ),
]
MasterOption = Annotated[
    str | None,
    typer.Option(help="Where Spark runs, such as local[2], spark://HOST:7077 or yarn.", metavar="URL"),
]


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


def read_mappings(path: Path) -> SavedMappings:
    try:
        return SavedMappings.from_toml(path.read_text("utf-8"), where=str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableInput(
            "The saved mappings cannot be opened.", remedy="Check the file's name.", where=str(path)
        ) from error


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
