"""`comity index`: link lists once, and keep their sites so that new lists can be linked against them."""

from pathlib import Path
from typing import Annotated

import typer

from comity.cli.app import app, progress_on_terminal, say
from comity.cli.list_options import (
    AssumeOption,
    ListsArgument,
    MapOption,
    MappingOption,
    MemberOption,
    parse_members,
    reading_help,
)
from comity.cli.options import JsonOption
from comity.core import UsageProblem
from comity.linkage import write_index
from comity.round import find_sources, known_sites, link_lists


@app.command()
def index(
    lists: ListsArgument,
    *,
    out: Annotated[Path, typer.Option("-o", "--out", help="The folder to create.")],
    member: MemberOption = None,
    map_: MapOption = None,
    mapping: MappingOption = None,
    assume: AssumeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Match lists once and keep their sites. “comity link --known” matches new lists against them."""
    if out.exists():
        raise UsageProblem(f"“{out}” is there already.", remedy="Name another folder, or remove it first.")
    reading = reading_help(maps=map_, assumed=assume, mapping=mapping)
    sources = find_sources(lists, named=parse_members(member))
    with progress_on_terminal(quiet=as_json) as progress:
        linked = link_lists(sources, reading=reading, progress=progress)
    known = known_sites(linked)
    write_index(out, known)
    summary: dict[str, object] = {"records": known.height, "sites": known["site"].n_unique()}
    text = f"{known.height:,} different rows of {known['site'].n_unique():,} sites are kept in {out}"
    say(text, summary, as_json=as_json)
