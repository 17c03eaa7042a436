"""`comity benchmark criteria`: a set of criteria shown, checked, and written in another format."""

from pathlib import Path
from typing import Annotated

import typer

from comity.benchmark import CriteriaSet, Criticality, shipped
from comity.benchmark.formats import Format, Source, write_criteria
from comity.cli.app import say
from comity.cli.benchmark.group import benchmark
from comity.cli.benchmark.options import criteria_named
from comity.cli.files import require_ending, require_other
from comity.cli.options import JsonOption
from comity.core import write_file

_FORMATS = {
    ".xlsx": Format.XLSX,
    ".csv": Format.CSV,
    ".json": Format.OSCAL,
    ".yaml": Format.CISO_ASSISTANT,
    ".yml": Format.CISO_ASSISTANT,
    ".jsonld": Format.UNTP,
}


@benchmark.command("criteria")
def criteria(
    name: Annotated[
        str,
        typer.Argument(
            help="A set that comes with Comity, or a file; without it, the names of the sets there are."
        ),
    ] = "",
    *,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            help="Where to write it: .xlsx, .csv, .json (OSCAL), .yaml (CISO Assistant), .jsonld (UNTP).",
        ),
    ] = None,
    publisher: Annotated[
        str, typer.Option("--publisher", help="Who publishes the set.")
    ] = Source().publisher,
    address: Annotated[
        str, typer.Option("--address", help="The address that criteria are named under; it ends in / or :.")
    ] = Source().address,
    as_json: JsonOption = False,
) -> None:
    """Show, check or convert a set of common criteria. Other programs' formats are read and written."""
    if not name:
        say("\n".join(shipped()), {"shipped": list(shipped())}, as_json=as_json)
        return
    found = criteria_named(name)
    lost: tuple[str, ...] = ()
    if out is not None:
        require_ending(out, *_FORMATS)
        require_other(out, Path(name))
        written = write_criteria(
            found, _FORMATS[out.suffix.lower()], source=Source(publisher=publisher, address=address)
        )
        write_file(out, written.data)
        lost = written.lost
    lines = [*_described(found), *(f"The format cannot hold: {one}" for one in lost)]
    if out is not None:
        lines.append(f"Written: {out}")
    summary: dict[str, object] = {
        "name": found.name,
        "title": found.title,
        "criteria": len(found),
        "digest": found.digest,
        "lost": list(lost),
        "out": str(out) if out else None,
    }
    say("\n".join(lines), summary, as_json=as_json)


def _described(found: CriteriaSet) -> list[str]:
    grave = {level: sum(one.criticality is level for one in found) for level in Criticality}
    lines = [
        f"{found.name}: {found.title}",
        f"{len(found)} criteria: " + ", ".join(f"{count} {level}" for level, count in grave.items()),
        f"digest {found.digest}",
    ]
    lines += [f"  {pillar}: {sum(one.pillar == pillar for one in found)}" for pillar in found.pillars]
    if found.retired:
        lines.append(f"Retired codes: {', '.join(found.retired)}")
    return lines
