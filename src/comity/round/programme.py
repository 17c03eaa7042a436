"""What a programme decides of a round: its rules, whose lists are taken, and who may have the common list.

In: a programme, the lists that came, the rows that were accepted. Out: `RoundSettings`' share of it, lists admitted and refused,
a standing for every member. Laws: a list is opened only where its member is bound by the joint statement on the day
that the common list goes out; a file that no member of the programme goes by stops the round, because a slip in its
name would silently cost a member its standing.
Decision: docs/decisions/standing-is-computed.md
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from comity.core import UnreadableInput, UsageProblem, Window
from comity.lists import ListKind, Protocols
from comity.membership import (
    Missing,
    Programme,
    Round,
    Standing,
    UnknownMember,
    links_of,
    missing_signature,
    require_list_of_sites,
)
from comity.release import Policy
from comity.round.errors import ProgrammeContradicted
from comity.round.reading import ReadingHelp, read_lists, require_lists
from comity.round.sources import Source, find_sources

_SUMMARY = Path("secretariat") / "summary.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedList:
    """A list that came and was not opened."""

    source: Source
    missing: Missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    sources: tuple[Source, ...]
    refused: tuple[RefusedList, ...]


def admit_lists(sources: Sequence[Source], programme: Programme, round_: Round, *, on: date) -> Admitted:
    """Raises UnknownMember for a list that belongs to no member."""
    admitted, refused = [], []
    for source in sorted(sources):
        _require_member(source, programme)
        missing = missing_signature(programme, source.name, round_, on=on)
        if missing is None:
            admitted.append(source)
        else:
            refused.append(RefusedList(source=source, missing=missing))
    return Admitted(sources=tuple(admitted), refused=tuple(refused))


def _require_member(source: Source, programme: Programme) -> None:
    try:
        programme.member(source.name)
    except UnknownMember as error:
        raise UnknownMember(
            error.message,
            remedy=f"{error.remedy} Where the file's name does not say whose it is: --member NAME={source.path.name}.",
            where=str(source.path),
        ) from error


def policy_under(programme: Programme, round_: Round, policy: Policy) -> Policy:
    """The policy with the programme's groups and the lane's window and protocols. Raises where the two contradict."""
    require_list_of_sites(round_.lane)
    return policy.with_rules(
        groups=_groups(programme, policy),
        programme={"window_months": _window(round_, policy)},
        protocols=_protocols(round_, policy),
    )


def _groups(programme: Programme, policy: Policy) -> dict[str, list[str]]:
    said = {group: sorted(members) for group, members in policy.groups.items()}
    ours = {group: sorted(members) for group, members in programme.groups.items()}
    if said and ours and said != ours:
        raise ProgrammeContradicted(
            "The policy and the programme name different groups of companies.",
            remedy="Keep [groups] in one of the two files.",
        )
    return ours or said


def _window(round_: Round, policy: Policy) -> int:
    lane, said = round_.lane, policy.window_months
    if said not in (lane.window_months, Policy.default().window_months):
        raise ProgrammeContradicted(
            f"The policy takes audits of {said} months, and the lane “{lane.name}” of {lane.window_months}.",
            remedy="Leave window_months out of the policy: the lane says it.",
        )
    return lane.window_months


def _protocols(round_: Round, policy: Policy) -> dict[str, Mapping[str, object]]:
    protocols = dict(policy.protocols)
    for name, facts in round_.lane.protocols.items():
        if protocols.setdefault(name, facts) != facts:
            raise ProgrammeContradicted(
                f"The policy and the lane “{round_.lane.name}” say different things of the protocol “{name}”.",
                remedy="Keep it in one of the two files.",
            )
    return protocols


def recipients_table(programme: Programme, standings: Sequence[Standing]) -> pl.DataFrame:
    """A line for every member: whether it may have the list, each link of its standing, and what to do."""
    return pl.DataFrame(
        [_recipient(programme, one) for one in standings],
        schema=dict.fromkeys(("member", "name", "entitled", *links_of(programme), "what_to_do"), pl.String),
        orient="row",
    )


def _recipient(programme: Programme, standing: Standing) -> tuple[str, ...]:
    reasons = {one.link: one.message for one in standing.missing}
    return (
        standing.member,
        programme.member(standing.member).name,
        "yes" if standing.is_entitled else "no",
        *(reasons.get(link, "yes") for link in links_of(programme)),
        " ".join(one.remedy for one in standing.missing),
    )


def count_contributions(
    place: Path,
    programme: Programme,
    round_: Round,
    *,
    on: date,
    reading: ReadingHelp | None = None,
) -> dict[str, int]:
    """Accepted rows by member: from the folder of a round as it was assembled, or from the lists themselves."""
    if (place / _SUMMARY).is_file():
        return _counted_in(place / _SUMMARY, round_)
    require_list_of_sites(round_.lane)
    sources = find_sources([place])
    require_lists(reading, sources)
    admitted = admit_lists(sources, programme, round_, on=on)
    lists = read_lists(
        admitted.sources,
        kind=ListKind.AUDITED_SITES,
        window=Window(cutoff=round_.cutoff, months=round_.lane.window_months),
        protocols=Protocols.from_table(round_.lane.protocols),
        on_site=round_.lane.on_site,
        reading=reading,
    )
    return {one.name: one.audits.height for one in lists}


def _counted_in(path: Path, round_: Round) -> dict[str, int]:
    try:
        summary = json.loads(path.read_bytes())
        assembled, cutoff = str(summary["round"]), str(summary["cutoff"])
        counted = {str(one["name"]): int(one["accepted"]) for one in summary["lists"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnreadableInput(
            "The summary of the round cannot be read.",
            remedy="Take the folder as comity assemble made it.",
            where=str(path),
        ) from error
    if (assembled, cutoff) != (round_.id, round_.cutoff.isoformat()):
        raise UsageProblem(
            f"This folder is the round {assembled}, cut-off {cutoff}; the programme's is {round_.id}, {round_.cutoff}.",
            remedy="Name the folder of the round that you ask about.",
            where=str(path),
        )
    return counted
