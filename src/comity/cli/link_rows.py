"""`comity link-rows`: rows in our own columns, too many to hold at once, linked a part at a time or over a cluster."""

from dataclasses import asdict
from typing import Annotated

import typer

from comity.cli.app import app, progress_on_terminal, say
from comity.cli.list_options import JsonOption
from comity.core import counted
from comity.linkage import link_files


@app.command("link-rows")
def link_rows(
    rows: Annotated[
        list[str],
        typer.Argument(help="Parquet or CSV, files or folders; over Spark also URLs that the cluster sees."),
    ],
    *,
    out: Annotated[
        str, typer.Option("-o", "--out", help="A new folder for clusters, links and doubtful pairs.")
    ],
    master: Annotated[
        str | None,
        typer.Option(
            help="Where Spark runs: local[2], spark://HOST:7077, yarn. Without it, on this machine.",
            metavar="URL",
        ),
    ] = None,
    scratch: Annotated[
        str | None,
        typer.Option(help="A folder that this machine and all workers see, for what is half done."),
    ] = None,
    workers: Annotated[
        int,
        typer.Option(
            min=1, help="Countries linked at once on this machine; each takes a processor and memory."
        ),
    ] = 2,
    as_json: JsonOption = False,
) -> None:
    """Say which of very many rows are one site, and why: on this machine a country at a time, or where they lie, over Spark."""
    with progress_on_terminal(quiet=as_json) as progress:
        linked = link_files(rows, out, master=master, scratch=scratch, workers=workers, progress=progress)
    say(
        f"{counted(linked.records, 'distinct row')}: {counted(linked.sites, 'site')}, "
        f"{counted(linked.doubtful, 'doubtful pair')}. Written to {out}",
        asdict(linked),
        as_json=as_json,
    )
