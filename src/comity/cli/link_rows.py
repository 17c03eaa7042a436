"""`comity link-rows`: rows in our own columns, too many for one machine, linked where they lie."""

from dataclasses import asdict
from typing import Annotated

import typer

from comity.cli.app import app, progress_on_terminal, say
from comity.cli.list_options import JsonOption
from comity.linkage import link_files


@app.command("link-rows")
def link_rows(
    rows: Annotated[
        list[str], typer.Argument(help="Parquet or CSV, files, folders or URLs that the cluster sees.")
    ],
    *,
    master: Annotated[
        str, typer.Option(help="Where Spark runs: local[2], spark://HOST:7077, yarn.", metavar="URL")
    ],
    out: Annotated[
        str, typer.Option("-o", "--out", help="A new folder for clusters, links and doubtful pairs.")
    ],
    scratch: Annotated[
        str | None,
        typer.Option(help="A folder that this machine and all workers see, for what is half done."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Say on a Spark cluster which rows are one site, and why; no row passes through this machine."""
    with progress_on_terminal(quiet=as_json) as progress:
        linked = link_files(rows, out, master=master, scratch=scratch, progress=progress)
    say(
        f"{linked.records:,} distinct rows are {linked.sites:,} sites; {linked.doubtful:,} pairs are doubtful. Written to {out}",
        asdict(linked),
        as_json=as_json,
    )
