"""`comity membership`: the words that members sign, and who may have the list of a round."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from comity.cli.app import command_group, say
from comity.cli.list_options import AssumeOption, MapOption, reading_help
from comity.cli.options import DAY, JsonOption, parse_day
from comity.core import UsageProblem
from comity.membership import (
    WITHDRAWAL_ENDS,
    WITHDRAWAL_LEAVES,
    DutyState,
    Link,
    Programme,
    Round,
    Standing,
    Statement,
    links_of,
    packaged_statements,
    read_programme,
    standings,
)
from comity.round import count_contributions

ProgrammeOption = Annotated[
    Path | None,
    typer.Option(help="The programme's file, PROGRAMME.toml: members, signatures, benchmarks and rounds."),
]
RoundOption = Annotated[str | None, typer.Option("--round", help="The round's name in the programme.")]
ProgrammeArgument = Annotated[Path, typer.Argument(help="The programme's file, PROGRAMME.toml.")]

group = command_group("membership", "Who is a member, who has signed, and who receives the list.")


@group.command()
def standing(
    programme: ProgrammeArgument,
    *,
    round_id: RoundOption = None,
    lists: Annotated[
        Path | None, typer.Option(help="The members' lists, or the folder of an assembled round.")
    ] = None,
    on: Annotated[
        str | None, typer.Option(metavar=DAY, help="The day to show standing for; default: today.")
    ] = None,
    map_: MapOption = None,
    assume: AssumeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show which members may receive a round's list. Show what the others are missing."""
    members = read_programme(programme)
    chosen = round_named(members, round_id)
    day = parse_day(on, "--on") if on else datetime.now(UTC).date()
    reading = reading_help(maps=map_, assumed=assume)
    counted = count_contributions(lists, members, chosen, on=day, reading=reading) if lists else {}
    found = standings(members, chosen.id, counted, on=day)
    say(
        _told(members, chosen, found, day, counted=bool(lists)),
        _summary(members, chosen, found, day, counted=bool(lists)),
        as_json=as_json,
    )


@group.command()
def statement(
    programme: Annotated[
        Path | None, typer.Argument(help="The programme's file, if it has a statement of its own.")
    ] = None,
    *,
    version: Annotated[int | None, typer.Option(help="The version; default: the latest.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Show the joint statement that members sign. Show the digest that a signature names."""
    known = read_programme(programme).statements if programme else packaged_statements()
    number = max(known) if version is None else version
    if number not in known:
        raise UsageProblem(
            f"There is no version {number} of the joint statement.",
            remedy=f"Known are {', '.join(map(str, sorted(known)))}.",
        )
    say(known[number].as_text(), _statement_summary(known[number]), as_json=as_json)


def round_named(programme: Programme, name: str | None, *, cutoff: date | None = None) -> Round:
    """The round asked for; without a name that of the cut-off, or the only one. Raises where they contradict."""
    if name is not None:
        found = programme.round(name)
        if cutoff is not None and cutoff != found.cutoff:
            raise UsageProblem(
                f"The programme ends the round {found.id} on {found.cutoff}, and --cutoff says {cutoff}.",
                remedy="Leave --cutoff out, or correct the programme.",
            )
        return found
    fitting = [one for one in programme.rounds.values() if cutoff in (None, one.cutoff)]
    if len(fitting) != 1:
        names = ", ".join(sorted(programme.rounds)) or "none yet"
        wanted = f"ends on {cutoff}" if cutoff else "is meant"
        raise UsageProblem(
            f"Which round {wanted} is not clear from the programme.",
            remedy=f"Give --round NAME; it has {names}.",
        )
    return fitting[0]


def _told(
    programme: Programme, round_: Round, found: tuple[Standing, ...], day: date, *, counted: bool
) -> str:
    entitled = sum(one.is_entitled for one in found)
    lines = [
        f"{programme.name}, round {round_.id} (cut-off {round_.cutoff}, {round_.lane.name}), on {day}",
        f"{entitled:,} of {len(found):,} members may have the common list",
    ]
    if not counted:
        lines += [
            "No lists were given (--lists), so no contribution is counted but an approved “nothing to report”."
        ]
    lines += [
        "",
        _page(programme, found, counted=counted),
        *_lacking(programme, found, counted=counted),
        *_overdue(found),
    ]
    return "\n".join(lines).rstrip()


def _lacking(programme: Programme, found: tuple[Standing, ...], *, counted: bool) -> list[str]:
    """What each member lacks; contributions only where somebody looked for them."""
    said: list[str] = []
    for one in found:
        links = [link for link in one.missing if counted or link.link is not Link.CONTRIBUTION]
        if links:
            said += [f"  {one.member}: {programme.member(one.member).name}"]
            said += [f"    {link.link}: {link.message} {link.remedy}" for link in links]
    lines = ["What they lack:", *said, ""] if said else []
    if any(link.code == "withdrawn" for one in found for link in one.missing):
        lines += [
            "What a withdrawal means:",
            *(f"  {told}" for told in (*WITHDRAWAL_ENDS, *WITHDRAWAL_LEAVES)),
            "",
        ]
    return lines


def _overdue(found: tuple[Standing, ...]) -> list[str]:
    said = [
        f"  {one.member}: {duty.message[0].lower()}{duty.message[1:]}"
        for one in found
        for duty in one.duties
        if duty.state is DutyState.OVERDUE
    ]
    return ["Duties overdue (standing does not hang on them):", *said] if said else []


def _page(programme: Programme, found: tuple[Standing, ...], *, counted: bool) -> str:
    links = links_of(programme)
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0))
    for heading in ("member", *links, "rows", "may have the list"):
        table.add_column(heading, justify="right" if heading == "rows" else "left", no_wrap=True)
    for one in found:
        unseen = () if counted else (Link.CONTRIBUTION,)
        signs = ["yes" if one.holds(link) else "?" if link in unseen else "–" for link in links]
        rows = f"{one.contributed_rows:,}" if counted else ""
        table.add_row(*map(Text, (one.member, *signs, rows, "yes" if one.is_entitled else "no")))
    console = Console(width=1_000, color_system=None, highlight=False)
    with console.capture() as capture:
        console.print(table)
    return "\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n"


def _summary(
    programme: Programme, round_: Round, found: tuple[Standing, ...], day: date, *, counted: bool
) -> dict[str, object]:
    return {
        "programme": programme.name,
        "round": round_.id,
        "cutoff": round_.cutoff.isoformat(),
        "lane": round_.lane.name,
        "statement": round_.statement,
        "on": day.isoformat(),
        "contributions_counted": counted,
        "entitled": sum(one.is_entitled for one in found),
        "members": [_member_summary(programme, one) for one in found],
    }


def _member_summary(programme: Programme, standing: Standing) -> dict[str, object]:
    return {
        "member": standing.member,
        "name": programme.member(standing.member).name,
        "entitled": standing.is_entitled,
        "contributed_rows": standing.contributed_rows,
        "missing": [
            {"link": one.link, "code": one.code, "message": one.message, "remedy": one.remedy}
            for one in standing.missing
        ],
        "duties": [
            {"duty": one.code, "state": one.state, "due": one.due.isoformat(), "message": one.message}
            for one in standing.duties
        ],
    }


def _statement_summary(one: Statement) -> dict[str, object]:
    return {
        "version": one.version,
        "title": one.title,
        "digest": one.digest,
        "sections": [
            {"topic": part.topic, "heading": part.heading, "text": part.text} for part in one.sections
        ],
    }
