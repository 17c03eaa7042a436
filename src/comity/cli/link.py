"""`comity link`: only the question which rows are one site."""

from pathlib import Path
from typing import Annotated

import typer

from comity.cli.app import app, progress_on_terminal, say
from comity.cli.files import require_ending, require_other
from comity.cli.list_options import (
    AssumeOption,
    LinkEngine,
    LinkEngineOption,
    ListsArgument,
    MapOption,
    MappingOption,
    MasterOption,
    MemberOption,
    parse_members,
    reading_help,
)
from comity.cli.options import JsonOption
from comity.core import counted, write_file
from comity.core.spreadsheets import csv_bytes
from comity.linkage import open_index
from comity.lists import never_read, passed_over
from comity.round import find_sources, link_lists


@app.command()
def link(
    lists: ListsArgument,
    *,
    out: Annotated[
        Path,
        typer.Option(
            "-o", "--out", help="Where to write the answer (CSV: list, row, site, probability, reason)."
        ),
    ],
    member: MemberOption = None,
    map_: MapOption = None,
    mapping: MappingOption = None,
    assume: AssumeOption = None,
    engine: LinkEngineOption = LinkEngine.COLUMNAR,
    known: Annotated[
        Path | None,
        typer.Option(help="A folder written by “comity index”; the sites in it keep their names."),
    ] = None,
    master: MasterOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find which rows of the lists are the same site, and why."""
    reading = reading_help(maps=map_, assumed=assume, mapping=mapping)
    sources = find_sources(lists, named=parse_members(member))
    require_ending(out, ".csv")
    require_other(out, *(source.path for source in sources))
    index = open_index(known) if known is not None else None
    with progress_on_terminal(quiet=as_json) as progress:
        linked = link_lists(
            sources, reading=reading, engine=engine.value, master=master, known=index, progress=progress
        )
    write_file(out, csv_bytes(linked.links))
    summary = linked.summary()
    lines = [
        f"{counted(linked.links.height, 'row')} of {counted(len(linked.lists), 'list')} name {counted(linked.site_count, 'site')}; "
        f"{counted(linked.linkage.doubtful.height, 'pair')} to look at. Written to {out}"
    ]
    for one in linked.lists:
        for why, headers in never_read(one):
            columns = ", ".join(f"“{header}”" for header in headers)
            lines.append(f"  {one.path.name}: not read, because it looks {why}: {columns}")
    skipped = passed_over(lists)
    lines += [f"  {one.path.name}: passed over; it {one.why}" for one in skipped]
    summary["skipped"] = [{"file": one.path.name, "why": one.why} for one in skipped]
    say("\n".join(lines), summary, as_json=as_json)
