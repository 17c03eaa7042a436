"""`comity survey`: the yearly questionnaire out, the answers in, and figures that expose nobody."""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from comity.cli.app import command_group, say
from comity.cli.files import read_bytes
from comity.cli.options import JsonOption
from comity.core import UnreadableInput, UsageProblem, write_file
from comity.round.folder import publish_folder, require_free, stage_folder
from comity.survey import (
    Arrived,
    Asked,
    Collected,
    Instrument,
    Sheet,
    State,
    collect,
    instrument_book,
    instrument_from,
    instrument_text,
    lines,
    load_instrument,
    members_from,
    packaged_instruments,
    read_answers,
    read_book,
    sheet_bytes,
    sheet_from,
    shown_value,
    write_book,
)
from comity.survey.budget_file import budget_from
from comity.survey.carry import changes, drafts
from comity.survey.disclosure import Outcome, Safety
from comity.survey.memory_file import memory_from
from comity.survey.noise import Budget
from comity.survey.yearbook import CollectedYear, Noise, make_yearbook

group = command_group("survey", "The yearly survey: questionnaire, answers, safe figures.")

InstrumentArgument = Annotated[
    str,
    typer.Argument(
        help="A questionnaire that comes with Comity, such as maturity-2026, or a YAML or XLSX file."
    ),
]


@group.command()
def validate(instrument: InstrumentArgument, *, as_json: JsonOption = False) -> None:
    """Check a questionnaire: every question, condition and check. Show what changed since the previous edition."""
    found = load_instrument(instrument)
    earlier = _edition_before(found)
    changed = changes(earlier, found) if earlier else None
    summary: dict[str, object] = {
        "instrument": found.name,
        "digest": found.digest,
        "modules": len(found.modules),
        "questions": len(found.questions),
        "checks": len(found.checks),
    }
    told = [
        f"{found.name} can be asked: {len(found.questions)} questions in {len(found.modules)} modules, {len(found.checks)} checks.",
        f"Its words have the digest {found.digest}.",
    ]
    if earlier and changed:
        summary["against"] = earlier.name
        summary |= {name: list(getattr(changed, name)) for name in ("same", "changed", "new", "gone")}
        told.append(
            f"Against {earlier.name}: {len(changed.same)} questions are asked alike and compared; {len(changed.changed)} changed, "
            f"{len(changed.new)} are new, {len(changed.gone)} are gone, and none of these is compared."
        )
    say("\n".join(told), summary, as_json=as_json)


def _edition_before(instrument: Instrument) -> Instrument | None:
    name = f"{instrument.id}-{instrument.edition - 1}"
    return load_instrument(name) if name in packaged_instruments() else None


@group.command()
def template(
    instrument: InstrumentArgument,
    *,
    out: Annotated[
        Path,
        typer.Option(
            "--out", "-o", help="The file to write: a workbook (.xlsx), or the questionnaire as text (.yaml)."
        ),
    ],
    member: Annotated[str, typer.Option(help="The member that the workbook is for.")] = "",
    earlier: Annotated[
        Path | None,
        typer.Option(
            help="The member's answers of last year, to offer as drafts: its workbook, or its answers file."
        ),
    ] = None,
    questionnaire: Annotated[
        bool,
        typer.Option("--questionnaire", help="Write the questionnaire itself as a workbook, to change it."),
    ] = False,
) -> None:
    """Write the questionnaire as a workbook to fill in. Last year's answers are drafts where they still fit."""
    found = load_instrument(instrument)
    if out.exists():
        raise UsageProblem(
            f"“{out}” is there already.", remedy="Choose another --out, or move it away first."
        )
    if out.suffix.casefold() in (".yaml", ".yml"):
        write_file(out, instrument_text(found).encode())
    elif out.suffix.casefold() == ".xlsx":
        write_file(out, instrument_book(found) if questionnaire else _drafted(found, member, earlier))
    else:
        raise UsageProblem(f"“{out.name}” is neither .xlsx nor .yaml.", remedy="Name the workbook .xlsx.")
    say(f"Wrote {out}.", {}, as_json=False)


def _drafted(found: Instrument, member: str, earlier: Path | None) -> bytes:
    if earlier is None:
        return write_book(found, member=member)
    before = _edition_before(found) or found
    data = read_bytes(earlier)
    if earlier.suffix.casefold() == ".xlsx":
        filled = read_book(data, before, where=str(earlier))
        answered, _ = read_answers(before, filled.written, member=filled.member, evidence=filled.evidence)
    else:
        answered = sheet_from(data, before, where=str(earlier))
    offered, known = drafts(answered, before, found), lines(found)
    sheet = Sheet(member=member or answered.member, instrument=found.name, shape=found.shape, values=offered)
    last_year = {line: shown_value(known[line], value) for line, value in offered.items()}
    return write_book(found, member=sheet.member, sheet=sheet, last_year=last_year)


@group.command(name="collect")
def collect_(
    workbooks: Annotated[list[Path], typer.Argument(help="The members' workbooks, or folders of them.")],
    *,
    instrument: Annotated[str, typer.Option(help="The questionnaire they answer.")],
    members: Annotated[
        Path, typer.Option(help="Who is asked (CSV: member, left, and columns to compare by).")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder to create.")],
    as_json: JsonOption = False,
) -> None:
    """Read the members' workbooks, and mark their problems. Show who has answered and what is left to do."""
    require_free(out)
    found, asked = load_instrument(instrument), _asked(members)
    collected = collect(
        found, [Arrived(file=path.name, data=read_bytes(path)) for path in _workbooks(workbooks)], asked
    )
    files = {"instrument.yaml": instrument_text(found).encode(), "members.csv": read_bytes(members)}
    files["status.csv"] = _status_csv(collected)
    for one in collected:
        if one.sheet is not None:
            book = write_book(found, member=one.member, sheet=one.sheet, problems=one.problems)
            files[f"returned/{one.member}.xlsx"] = book
            files[f"answers/{one.member}.json"] = sheet_bytes(one.sheet)
    publish_folder(stage_folder(out, files), out)
    states = {state: [one.member for one in collected if one.state is state] for state in State}
    say(_told(collected, out), {str(state): members for state, members in states.items()}, as_json=as_json)


def _asked(path: Path) -> Asked:
    try:
        return members_from(read_bytes(path).decode("utf-8-sig"), where=str(path))
    except UnicodeDecodeError as error:
        raise UnreadableInput(
            "The list of members is not UTF-8 text.", remedy="Save it as CSV UTF-8.", where=str(path)
        ) from error


def _workbooks(given: Sequence[Path]) -> list[Path]:
    found = [
        path
        for one in given
        for path in (sorted(one.glob("*.xlsx")) if one.is_dir() else [one])
        if not path.name.startswith(("~$", "."))
    ]
    if not found:
        raise UsageProblem(
            "There is no workbook (.xlsx) here.", remedy="Name the folder that holds the members' workbooks."
        )
    return found


def _status_csv(collected: Sequence[Collected]) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(("member", "state", "to_do", "files", "remark"))
    for one in collected:
        writer.writerow((one.member, one.state, one.open_, "; ".join(one.files), one.remark))
    return buffer.getvalue().encode("utf-8-sig")


def _told(collected: Sequence[Collected], out: Path) -> str:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("member", "state", "to do", "remark"):
        table.add_column(name, overflow="fold")
    for one in collected:
        table.add_row(one.member, str(one.state), str(one.open_ or ""), one.remark)
    console = Console(width=110, record=True, file=io.StringIO(), highlight=False)
    console.print(table)
    done = sum(one.state is State.COMPLETE for one in collected)
    return (
        f"{done} of {len(collected)} have answered completely\n\n{console.export_text()}\n"
        f"Send back {out}/returned/: each member's own workbook, with what is to do beside its answers."
    )


@group.command()
def report(
    folder: Annotated[Path, typer.Argument(help="The folder that “comity survey collect” made.")],
    *,
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder to create.")],
    earlier: Annotated[Path | None, typer.Option(help="Last year's folder, to compare with.")] = None,
    shown: Annotated[
        Path | None,
        typer.Option(
            help="secretariat/shown.json of the previous report, so that no figure contradicts what it showed."
        ),
    ] = None,
    epsilon: Annotated[
        str,
        typer.Option(help="Release only counts, with noise: the ε they spend together."),
    ] = "",
    budget: Annotated[
        str,
        typer.Option(
            help="The ε that all releases may spend together, or secretariat/budget.json of the previous release."
        ),
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """Make the programme's report and each member's result. They are made from complete answers."""
    require_free(out)
    made = make_yearbook(
        _year(folder),
        safety=Safety(),
        earlier=_year(earlier) if earlier else None,
        shown=memory_from(read_bytes(shown), where=str(shown)) if shown else None,
        noise=_noise(epsilon, budget) if epsilon or budget else None,
    )
    publish_folder(stage_folder(out, made.files), out)
    outcomes = Counter(outcome for figure in made.results.figures for _, outcome, _ in figure.outcomes())
    counted = {str(outcome): outcomes[outcome] for outcome in Outcome}
    told = (
        f"{made.results.respondents} members' answers, {outcomes.total()} figures: {counted['shown']} shown as they are, "
        f"{counted['merged']} with answers or bands merged, {counted['range']} as a range, "
        f"{counted['stands']} stand as they were shown before, {counted['noisy']} with noise, {counted['withheld']} withheld.\n"
        f"The programme's report is {out}/programme/report.pdf; each member's own result is in {out}/own/, for that member alone.\n"
        f"Keep {out}/secretariat/ to yourselves, and give what is in it to the next report, with --{'budget' if epsilon else 'shown'}."
    )
    say(told, {"respondents": made.results.respondents, **counted}, as_json=as_json)


def _noise(epsilon: str, budget: str) -> Noise:
    if not (epsilon and budget):
        raise UsageProblem(
            "Counts with noise need both --epsilon and --budget.",
            remedy="Say what this release takes, and what all releases may take together, such as --epsilon 1 --budget 4.",
        )
    path = Path(budget)
    of = (
        budget_from(read_bytes(path), where=budget)
        if path.suffix == ".json"
        else Budget(limit=_positive(budget))
    )
    return Noise(epsilon=_positive(epsilon), budget=of)


def _positive(text: str) -> Fraction:
    try:
        found = Fraction(text)
    except (ValueError, ZeroDivisionError):
        found = Fraction(0)
    if found <= 0:
        raise UsageProblem(f"“{text}” is not an ε.", remedy="Give a number above zero, such as 1 or 0.5.")
    return found


def _year(folder: Path) -> CollectedYear:
    path = folder / "instrument.yaml"
    instrument = instrument_from(read_bytes(path).decode(), where=str(path))
    complete = _complete(folder)
    sheets = [
        sheet_from(read_bytes(one), instrument, where=str(one))
        for one in sorted((folder / "answers").glob("*.json"))
        if one.stem in complete
    ]
    return CollectedYear(
        instrument=instrument,
        sheets={sheet.member: sheet for sheet in sheets},
        asked=_asked(folder / "members.csv"),
    )


def _complete(folder: Path) -> set[str]:
    rows = csv.DictReader(io.StringIO(read_bytes(folder / "status.csv").decode("utf-8-sig"), newline=""))
    return {row["member"] for row in rows if row["state"] == State.COMPLETE}
