"""`comity link-rows`: rows in our own columns, too many to hold at once, linked a part at a time or over a cluster."""

from dataclasses import asdict
from typing import Annotated

import typer

from comity.cli.app import app, progress_on_terminal, say
from comity.cli.options import JsonOption
from comity.core import counted
from comity.linkage import link_files


@app.command("link-rows")
def link_rows(
    rows: Annotated[
        list[str],
        typer.Argument(
            help="Parquet or CSV, files or folders; with Spark also URLs that the cluster can read."
        ),
    ],
    *,
    out: Annotated[
        str, typer.Option("-o", "--out", help="A new folder for clusters, links and doubtful pairs.")
    ],
    master: Annotated[
        str | None,
        typer.Option(
            help="Where Spark runs, such as local[2], spark://HOST:7077 or yarn; default: no Spark, this machine.",
            metavar="URL",
        ),
    ] = None,
    scratch: Annotated[
        str | None,
        typer.Option(help="A folder for intermediate files, which this machine and all workers can reach."),
    ] = None,
    workers: Annotated[
        int,
        typer.Option(
            min=1,
            help="How many countries to link at once on this machine; each needs a processor and memory.",
        ),
    ] = 2,
    as_json: JsonOption = False,
) -> None:
    """Match very many rows. On this machine one country at a time, or on a Spark cluster."""
    with progress_on_terminal(quiet=as_json) as progress:
        linked = link_files(rows, out, master=master, scratch=scratch, workers=workers, progress=progress)
    say(
        f"{counted(linked.records, 'distinct row')}: {counted(linked.sites, 'site')}, "
        f"{counted(linked.doubtful, 'doubtful pair')}. Written to {out}",
        asdict(linked),
        as_json=as_json,
    )
