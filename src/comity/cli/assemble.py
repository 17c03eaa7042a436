"""`comity assemble`: a whole round, from the members' files to the folder that holds everything."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from secrets import token_bytes
from typing import Annotated, Any

import typer

from comity.cli.app import EXIT_REFUSED, app, progress_on_terminal, say
from comity.cli.files import as_typed
from comity.cli.list_options import (
    AssumeOption,
    Engine,
    EngineOption,
    ListsArgument,
    MapOption,
    MappingOption,
    MemberOption,
    RegistryOption,
    parse_members,
    reading_help,
)
from comity.cli.membership import ProgrammeOption, round_named
from comity.cli.options import DAY, JsonOption, parse_day
from comity.core import UsageProblem
from comity.lists import passed_over
from comity.membership import Programme, read_programme
from comity.registry import Registry
from comity.release import Policy, read_policy
from comity.round import (
    RoundSettings,
    find_sources,
    is_published,
    read_public,
    round_id_of,
    write_round,
)

OutOption = Annotated[
    Path, typer.Option("-o", "--out", help="The folder to create; it appears whole or not at all.")
]
CutoffOption = Annotated[
    str | None, typer.Option(metavar=DAY, help="The round's last day; not needed with --programme.")
]
PolicyOption = Annotated[Path | None, typer.Option(help="The programme's disclosure rules (TOML).")]
RoundOption = Annotated[
    str | None,
    typer.Option("--round", help="The round's name; default: the half-year of the cut-off, such as 2026-H1."),
]
ReleaseOption = Annotated[
    str | None,
    typer.Option(metavar=DAY, help="The day the list goes out; default: the cut-off plus the policy's lag."),
]
PublicOption = Annotated[
    Path | None,
    typer.Option(help="A list of sites with a column “group”: who is publicly known to buy where."),
]
OlderOption = Annotated[
    bool,
    typer.Option("--older-cutoff", help="Allow a cut-off before that of a release the registry remembers."),
]
NewMembersOption = Annotated[
    bool, typer.Option("--new-members", help="Treat every unfamiliar list as a new member's.")
]


_MOST_LESSONS = 3


@app.command()
def assemble(
    lists: ListsArgument,
    *,
    out: OutOption,
    cutoff: CutoffOption = None,
    programme: ProgrammeOption = None,
    registry: RegistryOption = None,
    policy: PolicyOption = None,
    member: MemberOption = None,
    map_: MapOption = None,
    mapping: MappingOption = None,
    assume: AssumeOption = None,
    round_id: RoundOption = None,
    release_on: ReleaseOption = None,
    public: PublicOption = None,
    engine: EngineOption = Engine.COLUMNAR,
    older_cutoff: OlderOption = False,
    new_members: NewMembersOption = False,
    as_json: JsonOption = False,
) -> None:
    """Assemble the members' lists into a round's common list."""
    day = parse_day(cutoff, "--cutoff") if cutoff else None
    rules = read_policy(policy) if policy else Policy.default()
    settings = replace(
        _under(read_programme(programme), round_id, day, rules)
        if programme
        else _without_programme(round_id, day, rules),
        release_on=parse_day(release_on, "--release-on") if release_on else None,
        public=read_public(public) if public else None,
        engine=engine.value,
        older_cutoff=older_cutoff,
        new_members=new_members,
    )
    reading = reading_help(maps=map_, assumed=assume, mapping=mapping)
    sources = find_sources(lists, named=parse_members(member))
    with _opened(registry, out) as memory, progress_on_terminal(quiet=as_json) as progress:
        round_ = write_round(sources, memory, out, settings=settings, reading=reading, progress=progress)
    summary = json.loads((out / "secretariat" / "summary.json").read_bytes())
    earlier = round_.earlier_release
    summary["earlier_release_of_this_round"] = earlier.summary() if earlier else None
    summary["skipped"] = [{"file": one.path.name, "why": one.why} for one in passed_over(lists)]
    say(account_of(summary, out), summary, as_json=as_json)
    if not summary["release"]["released"]:
        raise typer.Exit(EXIT_REFUSED)


def _under(programme: Programme, round_id: str | None, day: date | None, policy: Policy) -> RoundSettings:
    return RoundSettings.under(programme, round_named(programme, round_id, cutoff=day).id, policy)


def _without_programme(round_id: str | None, day: date | None, policy: Policy) -> RoundSettings:
    if day is None:
        raise UsageProblem(
            "A round needs its last day.", remedy="Give --cutoff 2026-06-30, or --programme PROGRAMME.toml."
        )
    return RoundSettings(round_id=round_id or round_id_of(day), cutoff=day, policy=policy)


@contextmanager
def _opened(path: Path | None, out: Path) -> Iterator[Registry]:
    """One that this round would have begun goes again where the round did not appear."""
    if path is None:
        yield Registry.in_memory()
        return
    is_new, is_ours = not path.exists(), False
    try:
        with Registry.open(path, new_secret=token_bytes(32), published=is_published) as registry:
            is_ours = True  # and not somebody's who begins the same one at this moment
            yield registry
    finally:
        if is_new and is_ours and not out.exists():
            path.unlink(missing_ok=True)


def account_of(summary: dict[str, Any], out: Path) -> str:
    """The round in a few lines, for the person who ran it."""
    release = summary["release"]
    lines = [
        f"Round {summary['round']}, cut-off {_long_day(summary['cutoff'])}",
        f"  {summary['members']:,} lists, {summary['rows']:,} rows: "
        f"{summary['accepted']:,} accepted, {summary['refused']:,} refused",
        f"  {summary['sites']:,} sites, {summary['sites_in_several_lists']:,} of them in more than one list; "
        f"{summary['doubtful_pairs']:,} {'new ' if summary['registry'] else ''}doubtful pairs",
        *(f"  {one['file']}: passed over; it {one['why']}" for one in summary["skipped"]),
        *_learned(summary["lessons"]),
        *_contradicting(summary["contradictions"]),
        *_carried(summary),
        *_why_refused(summary["lists"]),
        *_assumed(summary["lists"]),
        *_public(summary["public"]),
        *_not_taken(summary),
        *(_released(release) if release["released"] else _refused(release)),
        f"In {out}/:",
    ]
    if release["released"]:
        lines.append("  common-list.xlsx, .csv, .parquet   one identical list for every entitled member")
    lines += [
        "  returned/                          each member's own workbook, findings beside its rows",
        *(
            ["  secretariat/recipients.csv         who may have the list, and what the others lack"]
            if "recipients" in summary
            else []
        ),
        "  secretariat/leak-test.html         what was tried against the list, and what it shows",
        "  secretariat/links.csv, review.csv  which row is which site and why; the doubtful pairs",
        *(
            [
                "  secretariat/lessons.csv            what evidence is worth in these lists, where it is not as shipped"
            ]
            if summary["lessons"]
            else []
        ),
        "  secretariat/sites.csv, rows.csv    what became of each site, and why; which row of the list it is",
        *_next(summary, out),
    ]
    return "\n".join(lines)


def _next(summary: dict[str, Any], out: Path) -> list[str]:
    if not summary["doubtful_pairs"]:
        return []
    if summary["registry"]:
        return [f"Next: comity review {as_typed(out)}   (what you decide is remembered)"]
    return [
        "Next: assemble with --registry FILE, so that what you decide on doubtful pairs can be remembered"
    ]


def _learned(lessons: list[str]) -> list[str]:
    """What moved farthest; a bit doubles the odds that two rows are one site."""
    if not lessons:
        return []
    lines = [
        f"  Learned from these lists and from answers (a bit doubles the odds): {len(lessons):,} in lessons.csv"
    ]
    return lines + [f"  - {one}" for one in lessons[:_MOST_LESSONS]]


def _contradicting(contradictions: list[dict[str, Any]]) -> list[str]:
    lines = []
    for one in contradictions:
        first, *between, last = one["rows"]
        through = f" through {_some(between)}" if between else ""
        lines += [
            f"  JUDGEMENTS CONTRADICT EACH OTHER: {first} and {last} were judged two sites, and one site{through}",
            "  - “Same” was followed. Take back the answer that is wrong: comity review --undo, in the round that asked",
        ]
    return lines


def _why_refused(lists: list[dict[str, Any]]) -> list[str]:
    """Why rows were refused, most often first; and the lists of which nothing is left, because a word may mend them."""
    reasons = Counter[str]()
    for one in lists:
        reasons.update(one["reasons"])
    lines = (
        [f"  Refused: {', '.join(f'{code} {count:,}' for code, count in reasons.most_common(5))}"]
        if reasons
        else []
    )
    empty = [one["file"] for one in lists if not one["accepted"]]
    if empty:
        lines.append(
            f"  No row was accepted of {_some(empty)}: “comity lint” says what is missing; --assume supplies it"
        )
    return lines


def _assumed(lists: list[dict[str, Any]]) -> list[str]:
    """What people said for whole lists: the reader must not take it for what the lists say."""
    said: dict[str, list[str]] = {}
    for one in lists:
        for column, value in one["assumed"].items():
            said.setdefault(f"{column} “{value}”", []).append(one["name"])
    return [
        f"  Assumed for the whole list: {what}, in {'every list' if len(names) == len(lists) else _some(names)}"
        for what, names in said.items()
    ]


def _public(public: dict[str, Any] | None) -> list[str]:
    if public is None:
        return []
    lines = [f"  Public statements of who buys where: {public['used']:,} of {public['statements']:,} count"]
    if public["of_strangers"]:
        said = f"{public['of_strangers']:,} ({_some(public['strangers'])})"
        lines.append(f"  - passed over, because the buyer contributes nothing: {said}")
    if public["unplaced"]:
        lines.append(f"  - passed over, because no list has the site: {public['unplaced']:,}")
    return lines


def _carried(summary: dict[str, Any]) -> list[str]:
    """What a reader would miss, who adds up the sites of the lists, or who lays two common lists beside each other."""
    lines = []
    if carried := summary["carried_sites"]:
        lines.append(
            f"  {carried:,} of the sites stand in no list of this round: members that left contributed them"
        )
    if later := summary["later_releases"]:
        lines.append(
            f"  Made after the later release {later[-1]}: nothing was tested against who holds both lists"
        )
    return [*lines, *_released_before(summary)]


def _released_before(summary: dict[str, Any]) -> list[str]:
    """Who holds two releases of one round compares them, and the test never did: it takes the last for not sent."""
    earlier = summary["earlier_release_of_this_round"]
    if earlier is None:
        return []
    new = _some(earlier["new_lists"])
    return [
        f"  THIS ROUND WAS RELEASED BEFORE, from other rows than these{f' (new now: {new})' if new else ''}",
        f"  - This one was tested as if nobody had received that one: where both are held, "
        f"{'the rows of the new lists' if new else 'the rows that changed'} stand out",
        f"    If that one was sent, do not send this one: assemble it as another round, --round {summary['round']}-2",
    ]


def _some(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _not_taken(summary: dict[str, Any]) -> list[str]:
    if "recipients" not in summary:
        return []
    entitled, lacking = len(summary["recipients"]), len(summary["without_standing"])
    lines = [f"  Not taken: {one['file']}. {one['message']}" for one in summary["refused_lists"]]
    return [
        *lines,
        f"  {entitled:,} of {entitled + lacking:,} members of {summary['programme']} may have the list",
    ]


def _released(release: dict[str, Any]) -> list[str]:
    kind = (
        "A common list" if release["mode"] == "clear" else "A check-only list (nobody sees the sites listed)"
    )
    return [
        f"  {kind}: {release['shown']:,} sites shown, {release['check_only']:,} check-only, "
        f"{release['withheld']:,} withheld",
        f"  Not to be sent before {_long_day(release['not_before'])}",
    ]


def _refused(release: dict[str, Any]) -> list[str]:
    lines = ["  THE RELEASE IS REFUSED: no common list was written"]
    for refusal in release["refusals"]:
        lines += [f"  - {refusal['message']}", f"    {refusal['remedy']}"]
    return lines


def _long_day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.day} {day:%B} {day.year}"
