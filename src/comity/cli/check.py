"""`comity check`: which of a member's due audits exist already, on the member's own machine."""

from pathlib import Path
from typing import Annotated

import typer

from comity.check import Checked, State, check_suppliers, checked_workbook
from comity.cli.app import app, progress_on_terminal, say
from comity.cli.list_options import (
    AssumeOption,
    JsonOption,
    MapOption,
    MappingOption,
    parse_pairs,
    read_mappings,
)
from comity.core import UsageProblem, write_file
from comity.lists import ListKind, ReadList, read_list
from comity.release import read_common_list


@app.command()
def check(
    common_list: Annotated[
        Path, typer.Argument(help="The common list as you received it: XLSX, CSV or Parquet.")
    ],
    suppliers: Annotated[Path, typer.Argument(help="Your suppliers: any list file.")],
    *,
    out: Annotated[Path, typer.Option("-o", "--out", help="Where to write what was found (XLSX).")],
    audited: Annotated[
        list[Path] | None, typer.Option(help="Your own audits, as you contribute them.")
    ] = None,
    accept_months: Annotated[
        int, typer.Option(help="How long an audit of your own counts, before the cut-off.")
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
    common = read_common_list(common_list)
    remembered = read_mappings(mapping) if mapping else None
    maps, assumed = parse_pairs(map_, "--map"), parse_pairs(assume, "--assume")
    with progress_on_terminal(quiet=as_json) as progress:
        own = read_list(
            suppliers,
            name=suppliers.stem,
            kind=ListKind.SUPPLIERS,
            mapping=maps,
            assume=assumed,
            remembered=remembered,
        )
        audits = [
            read_list(path, name=path.stem, kind=ListKind.AUDITED_SITES, remembered=remembered)
            for path in audited or []
        ]
        checked = check_suppliers(common, own, audits, accept_months=accept_months, progress=progress)
    write_file(out, checked_workbook(checked))
    say(_page(checked, own, audits, out), _summary(checked, out), as_json=as_json)


def _page(checked: Checked, own: ReadList, audits: list[ReadList], out: Path) -> str:
    lines = [
        checked.headline,
        f"  {checked.sites_in(State.LOOK):,} more may exist: please look",
        f"  {checked.sites_in(State.PERHAPS_OWN):,} are listed, perhaps because of your own older audit",
        f"  {checked.sites_in(State.NOT_LISTED):,} are not in the list",
        f"  {checked.sites_in(State.NOT_DUE):,} of your sites are not due: you had them audited within {checked.accept_months} months",
        f"Check-only sites that your own names opened: {checked.opened:,}",
        f"Written to {out}, one sheet for each",
    ]
    if not audits:
        lines.append("No list of your own audits was given (--audited), so every supplier counts as due.")
    for one in audits:
        if refused := one.row_count - one.audits.height:
            lines.append(
                f"{one.path.name}: {refused:,} rows give no audit we can use; “comity lint” says why."
            )
    return "\n".join(lines)


def _summary(checked: Checked, out: Path) -> dict[str, object]:
    return {
        "headline": checked.headline,
        "round": checked.round_id,
        "due": checked.due,
        "sites": {state.value: checked.sites_in(state) for state in State if state is not State.UNREADABLE},
        "rows": checked.rows.height,
        "check_only_opened": checked.opened,
        "out": str(out),
    }
