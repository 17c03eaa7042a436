"""`comity check`: which of a member's due audits exist already, on the member's own machine."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from comity.check import Checked, State, check_suppliers, checked_table, checked_workbook
from comity.cli.app import app, progress_on_terminal, say
from comity.cli.files import require_ending, require_other
from comity.cli.list_options import AssumeOption, MapOption, MappingOption, reading_help
from comity.cli.membership import ProgrammeOption
from comity.cli.options import JsonOption
from comity.core import UsageProblem, write_file
from comity.lists import ListKind, Protocols, ReadList, read_list
from comity.membership import Lane, default_lane, read_programme
from comity.release import read_common_list
from comity.round import ReadingHelp, Source, require_lists


@app.command()
def check(
    common_list: Annotated[
        Path, typer.Argument(help="The common list as you received it: XLSX, CSV or Parquet.")
    ],
    suppliers: Annotated[
        Path, typer.Argument(help="Your list of suppliers, in any format that lists come in.")
    ],
    *,
    out: Annotated[Path, typer.Option("-o", "--out", help="Where to write the result (XLSX or CSV).")],
    audited: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE", help="A list of your own audits, as you contribute it; may be repeated."
        ),
    ] = None,
    programme: ProgrammeOption = None,
    accept_months: Annotated[
        int, typer.Option(help="How many months back from the cut-off an audit of your own counts.")
    ] = 12,
    map_: MapOption = None,
    mapping: MappingOption = None,
    assume: AssumeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find which of your due audits exist already. Nothing leaves this machine."""
    if accept_months < 0:
        raise UsageProblem(
            "--accept-months is less than 0.", remedy="Write how many months an audit counts, as 12."
        )
    require_ending(out, ".xlsx", ".csv")
    require_other(out, common_list, suppliers, *(audited or []))
    common = read_common_list(common_list)
    reading = reading_help(maps=map_, assumed=assume, mapping=mapping)
    members = read_programme(programme) if programme else None
    lane = members.round(common.about.round_id).lane if members else default_lane()
    require_lists(reading, [Source(name=path.stem, path=path) for path in (suppliers, *(audited or []))])
    with progress_on_terminal(quiet=as_json) as progress:
        own = _read(suppliers, ListKind.SUPPLIERS, reading, lane)
        audits = [_read(path, ListKind.AUDITED_SITES, reading, lane) for path in audited or []]
        checked = check_suppliers(
            common,
            own,
            audits,
            today=datetime.now(UTC).date(),
            accept_months=accept_months,
            progress=progress,
        )
    remarks = _remarks(checked)
    is_table = out.suffix.lower() == ".csv"
    write_file(out, checked_table(checked) if is_table else checked_workbook(checked, remarks=remarks))
    say(_page(checked, remarks, out), _summary(checked, remarks, out), as_json=as_json)


def _read(path: Path, kind: ListKind, reading: ReadingHelp, lane: Lane) -> ReadList:
    return read_list(
        path,
        name=path.stem,
        kind=kind,
        mapping=reading.mapping_for(path.stem),
        assume=reading.assumed_for(path.stem),
        protocols=Protocols.from_table(lane.protocols),
        on_site=lane.on_site,
        remembered=reading.remembered,
    )


_MEANT = {
    State.LOOK: "these may exist: compare names and addresses",
    State.PERHAPS_OWN: "listed, perhaps because of your own older audit",
    State.NOT_LISTED: "still to be audited",
    State.NOT_DUE: "you had these audited in the {months} months before the cut-off, or since",
    State.UNREADABLE: "rows of your list without a site or a supplier",
}


def _page(checked: Checked, remarks: list[str], out: Path) -> str:
    lines = [checked.headline]
    lines += [
        f"  {state.value:<16} {count:>6,}   {meant.format(months=checked.accept_months)}"
        for state, meant in _MEANT.items()
        if (count := checked.sites_in(state)) or state is not State.UNREADABLE
    ]
    if checked.check_only:
        lines.append(f"Check-only among the due, opened by your own names: {checked.check_only:,}")
    written = "one line for each row of your list" if out.suffix.lower() == ".csv" else "one sheet for each"
    return "\n".join([*lines, *remarks, f"Written to {out}, {written}"])


_REMEDIES = {
    "no-names": "--map says which column does.",
    "no-own-list": "Give one with --audited.",
    "own-rows-unused": "“comity lint” says why.",
}
"""Where a command's own options are the way."""


def _remarks(checked: Checked) -> list[str]:
    """What a reader must know before believing the first line."""
    return [str(replace(one, remedy=_REMEDIES.get(one.code, one.remedy))) for one in checked.remarks]


def _summary(checked: Checked, remarks: list[str], out: Path) -> dict[str, object]:
    return {
        "headline": checked.headline,
        "round": checked.round_id,
        "cutoff": checked.cutoff.isoformat(),
        "accept_months": checked.accept_months,
        "due": checked.due,
        "sites": {state.value: checked.sites_in(state) for state in State},
        "rows": checked.rows.height,
        "check_only": checked.check_only,
        "remarks": remarks,
        "out": str(out),
    }
