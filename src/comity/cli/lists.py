"""`comity template` and `comity lint`: the list before it is sent, on the member's own machine."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from comity.cli.app import app, say
from comity.cli.files import as_typed, require_ending
from comity.cli.list_options import MappingOption, parse_pairs, read_mappings
from comity.cli.membership import ProgrammeOption, RoundOption, round_named
from comity.cli.options import DAY, JsonOption, parse_day
from comity.core import UsageProblem, Window, write_file
from comity.lists import (
    ListKind,
    Protocols,
    ReadList,
    SavedMappings,
    annotate,
    findings_by_code,
    never_read,
    read_list,
    rows_counted,
    sentences,
    states,
    template_workbook,
    which,
)
from comity.membership import Lane, default_lane, read_programme

_MOST_FINDINGS = 10


@app.command()
def template(
    *, out: Annotated[Path, typer.Option("-o", "--out", help="Where to write the template (XLSX).")]
) -> None:
    """Write an empty list to fill in. It has drop-downs and a page of guidance."""
    require_ending(out, ".xlsx")
    if out.exists():
        raise UsageProblem(
            f"“{out}” is there already, and could be a list that somebody has filled in.",
            remedy="Name another file, or move that one away.",
        )
    write_file(out, template_workbook())
    say(
        f"The template is in {out}. Fill in the sheet “List”, then: comity lint {as_typed(out)}",
        {},
        as_json=False,
    )


@app.command()
def lint(
    file: Annotated[Path, typer.Argument(help="The list: CSV, TSV, XLSX, XLS or ODS.")],
    *,
    cutoff: Annotated[
        str | None,
        typer.Option(metavar=DAY, help="The round's cut-off; without it no date counts as too old."),
    ] = None,
    programme: ProgrammeOption = None,
    round_id: RoundOption = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o", "--out", help="Where to write the list with our remarks; default: FILE-checked.xlsx."
        ),
    ] = None,
    map_: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="COLUMN=HEADER", help="Read HEADER as our COLUMN; may be repeated."),
    ] = None,
    mapping: MappingOption = None,
    save_mapping: Annotated[
        Path | None, typer.Option(help="Save how this list's columns were understood.")
    ] = None,
    assume: Annotated[
        list[str] | None,
        typer.Option(metavar="COLUMN=VALUE", help="Use VALUE where the list says nothing; may be repeated."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Check one list, and show errors found and fixes made. Write it back with remarks."""
    target = out or file.parent / f"{file.stem}-checked.xlsx"
    if target.resolve() == file.resolve():
        raise UsageProblem(
            "The list itself would be written over.", remedy="Name another file with --out.", where=str(file)
        )
    require_ending(target, ".xlsx")
    lane, day = _lane_and_day(cutoff, programme, round_id)
    given = parse_pairs(map_, "--map")
    remembered = read_mappings(mapping) if mapping else None
    read = read_list(
        file,
        name=file.stem,
        kind=ListKind.AUDITED_SITES,
        window=Window(cutoff=day, months=lane.window_months) if day else None,
        protocols=Protocols.from_table(lane.protocols),
        on_site=lane.on_site,
        mapping=given,
        assume=parse_pairs(assume, "--assume"),
        remembered=remembered,
    )
    write_file(target, annotate(read))
    if save_mapping:
        _keep_mapping(
            save_mapping, read, {**(remembered.of(read.table.headers) if remembered else {}), **given}
        )
    page = _page(read, has_window=day is not None)
    say(f"{page}\n\nThe list with our remarks is in {target}", _summary(read, target), as_json=as_json)


def _keep_mapping(path: Path, read: ReadList, said: Mapping[str, str]) -> None:
    """Beside those that the file holds. What a person said goes before the header itself: “Date (2)”, of two columns."""
    saved = read_mappings(path) if path.exists() else SavedMappings()
    meant = {ours: said.get(ours, header) for ours, header in read.mapping.items()}
    write_file(path, saved.with_list(read.table.headers, meant).to_toml().encode())


def _lane_and_day(
    cutoff: str | None, programme: Path | None, round_id: str | None
) -> tuple[Lane, date | None]:
    """What a list is judged by: the round's, where a programme is given."""
    day = parse_day(cutoff, "--cutoff") if cutoff else None
    if programme:
        round_ = round_named(read_programme(programme), round_id, cutoff=day)
        return round_.lane, round_.cutoff
    if round_id:
        raise UsageProblem(
            "--round names a round of a programme, and none was given.",
            remedy="Give --programme PROGRAMME.toml.",
        )
    return default_lane(), day


def _page(read: ReadList, *, has_window: bool) -> str:
    counted = states(read)
    taken = read.row_count - counted["refused"]
    look, mended = counted["accepted, please look"], counted["mended"]
    lines = [
        f"{read.path.name}: {rows_counted(read.row_count)}; {taken:,} accepted ({look:,} please look, {mended:,} mended), "
        f"{counted['refused']:,} refused",
        "",
        f"Read as {read.dialect}",
        *([] if has_window else ["No --cutoff was given, so no date counts as too old or in the future"]),
        "",
        "Columns",
    ]
    width = max(map(len, [*read.mapping, *read.assumed]), default=0)
    lines += [f"  {ours:<{width}}  “{header}”" for ours, header in read.mapping.items()]
    lines += [
        f"  {ours:<{width}}  assumed for the whole list: “{value}”" for ours, value in read.assumed.items()
    ]
    known = {*read.mapping.values(), *read.refused_columns, ""}
    if passed := [header for header in read.table.headers if header not in known]:
        lines.append("Not understood, and ignored: " + ", ".join(f"“{header}”" for header in passed))
    for why, headers in never_read(read):
        refused = ", ".join(f"“{header}”" for header in headers)
        lines.append(f"Never read, because it looks {why}: {refused}")
    return "\n".join([*lines, "", *_findings(read)])


def _findings(read: ReadList) -> list[str]:
    found = [
        (example, rows)
        for example, rows in findings_by_code(read.problems)
        if example.code != "refused-column"
    ]
    if not found:
        return ["Nothing was found."]
    lines = ["Findings"]
    for example, rows in found[:_MOST_FINDINGS]:
        wrong, todo = sentences(example.message)
        counted = "the whole list" if rows == [0] else f"{rows_counted(len(rows))}: {which(rows)}"
        lines.append(f"  {example.severity:<8}{example.code}  ({counted})")
        lines += [f"          {one}" for one in (wrong, todo) if one]
    if len(found) > _MOST_FINDINGS:
        lines.append(f"  and {len(found) - _MOST_FINDINGS} more kinds, on the first sheet of the workbook")
    return lines


def _summary(read: ReadList, target: Path) -> dict[str, object]:
    counted = states(read)
    return {
        "list": read.name,
        "rows": read.row_count,
        "accepted": read.row_count - counted["refused"],
        "please_look": counted["accepted, please look"],
        "mended": counted["mended"],
        "refused": counted["refused"],
        "read_as": read.dialect,
        "mapping": read.mapping,
        "assumed": read.assumed,
        "refused_columns": list(read.refused_columns),
        "findings": [
            {
                "code": example.code,
                "severity": example.severity.value,
                "column": example.column,
                "rows": [row for row in rows if row],
                "message": example.message,
            }
            for example, rows in findings_by_code(read.problems)
        ],
        "out": str(target),
    }
