"""`comity link`: only the question which rows are one site."""

from pathlib import Path
from typing import Annotated

import typer

from comity.cli.app import app, progress_on_terminal, say
from comity.core import UsageProblem, write_file
from comity.core.spreadsheets import csv_bytes
from comity.round import find_sources, link_lists


@app.callback()
def comity() -> None:
    """Mutual recognition of social compliance audits."""


@app.command()
def link(
    lists: Annotated[list[Path], typer.Argument(help="The members' lists: files, or folders of them.")],
    *,
    out: Annotated[Path, typer.Option(help="Where to write list, row, site, probability and reason (CSV).")],
    member: Annotated[list[str] | None, typer.Option(help="NAME=FILE: whose list a file is.")] = None,
    map_: Annotated[
        list[str] | None, typer.Option("--map", help="COLUMN=HEADER: what a header means.")
    ] = None,
    assume: Annotated[list[str] | None, typer.Option(help="COLUMN=VALUE: what whole lists lack.")] = None,
    engine: Annotated[str, typer.Option(help="columnar (fast) or reference (slow).")] = "columnar",
    as_json: Annotated[bool, typer.Option("--json", help="Give the summary to a program.")] = False,
) -> None:
    """Say which rows of the lists are one site, and why."""
    named = {name: Path(file) for name, file in parse_pairs(member, "--member").items()}
    mapping, assumed = parse_pairs(map_, "--map"), parse_pairs(assume, "--assume")
    sources = find_sources(lists, named=named)
    with progress_on_terminal(quiet=as_json) as progress:
        linked = link_lists(sources, mapping=mapping, assume=assumed, engine=engine, progress=progress)
    write_file(out, csv_bytes(linked.links))
    summary = linked.summary()
    lines = [
        f"{summary['rows']:,} rows of {summary['lists']} lists are {summary['sites']:,} sites; "
        f"{summary['doubtful_pairs']:,} pairs are doubtful. Written to {out}"
    ]
    for one in linked.lists:
        if one.refused_columns:
            columns = ", ".join(f"“{header}”" for header in one.refused_columns)
            lines.append(
                f"  {one.path.name}: not read, because it looks commercial or forward-looking: {columns}"
            )
    say("\n".join(lines), summary, as_json=as_json)


def parse_pairs(values: list[str] | None, option: str) -> dict[str, str]:
    pairs = {}
    for value in values or []:
        name, equals, rest = value.partition("=")
        if not (name and equals and rest):
            raise UsageProblem(
                f"“{value}” is not of the form NAME=VALUE.", remedy=f"Write {option} NAME=VALUE."
            )
        pairs[name] = rest
    return pairs
