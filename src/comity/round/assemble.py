"""One round: the members' files in, the common list and everything around it out.

The flow is the programme's: read each list, find which rows are one site, give the sites their lasting ids, decide what
may be shown, play the attacker, and hand back what goes into `ROUND/` as bytes. `publish` then makes folder and registry
agree: whatever moment the power fails, a round is either there whole and remembered, or not there and forgotten.

Laws: the order of lists and rows changes nothing; every site that a row names has one outcome; the same inputs give
the same bytes; a refused release still gives every member its own workbook back and the Secretariat its evidence.
Spec: docs/spec/round.md
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

import polars as pl

from comity.core import Progress, Window, canonical_json, months_before, silent
from comity.linkage import Linkage, link_rows
from comity.lists import ListKind, Protocols, ReadList
from comity.membership import Programme, Standing, standings
from comity.registry import Registry
from comity.release import Policy, Release, release_sites, releases_after
from comity.release.memory import Payload, read_memory
from comity.round.errors import LaterRelease, NoLists, ReleaseBeforeCutoff
from comity.round.programme import RefusedList, admit_lists, policy_under
from comity.round.public import PlacedStatements, PublicList, place_statements
from comity.round.reading import ReadingHelp, read_lists, require_lists, require_no_list_twice, rows_of
from comity.round.sources import Source, require_known_names
from comity.round.suspicions import require_distinct


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundSettings:
    round_id: str  # "2026-H1"
    cutoff: date
    policy: Policy
    release_on: date | None = None  # None: the earliest day the policy allows
    public: PublicList | None = None  # what anybody may know of who buys where
    engine: str = "columnar"
    programme: Programme | None = None  # None: whoever sent a list is taken for a member
    older_cutoff: bool = False  # the registry may remember releases of a later cut-off
    new_members: bool = False  # lists that the last release does not know are of new members, however many

    @classmethod
    def under(cls, programme: Programme, round_id: str, policy: Policy) -> Self:
        """Cut-off, groups, window and protocols as the programme has them. Raises where the policy contradicts it."""
        round_ = programme.round(round_id)
        return cls(
            round_id=round_id,
            cutoff=round_.cutoff,
            policy=policy_under(programme, round_, policy),
            programme=programme,
        )

    @property
    def is_on_site(self) -> bool:
        """Whether a row that says that nobody was on site is refused."""
        return self.programme is None or self.programme.round(self.round_id).lane.on_site

    @property
    def goes_out_on(self) -> date:
        """The day that standing is asked for."""
        return self.release_on or months_before(self.cutoff, -self.policy.lag_months)


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierRelease:
    """A release of the same round that the registry remembers, made from something else than this one."""

    new_lists: tuple[str, ...]  # members of this one that did not contribute to it

    def summary(self) -> dict[str, object]:
        return {"new_lists": list(self.new_lists)}


@dataclass(frozen=True, slots=True, kw_only=True)
class AssembledRound:
    """Everything that was decided; `round.files` turns it into the files of `ROUND/`."""

    settings: RoundSettings
    lists: tuple[ReadList, ...]
    rows: pl.DataFrame  # every row that names a site
    known: pl.DataFrame  # what earlier rounds knew
    linkage: Linkage
    sites: pl.DataFrame  # (record, site)
    release: Release
    refused_lists: tuple[RefusedList, ...] = ()
    standings: tuple[Standing, ...] = ()  # of every member of the programme; empty without one
    later_releases: tuple[
        str, ...
    ] = ()  # rounds of later cut-offs that the registry remembers, the latest last
    earlier_release: EarlierRelease | None = None  # of this same round
    public: PlacedStatements | None = None  # what became of `settings.public`


def round_id_of(cutoff: date) -> str:
    """The half-year a cut-off ends: "2026-H1"."""
    return f"{cutoff.year}-H{1 if cutoff.month <= 6 else 2}"


def assemble_round(
    sources: Sequence[Source],
    registry: Registry,
    *,
    settings: RoundSettings,
    reading: ReadingHelp | None = None,
    progress: Progress = silent,
) -> AssembledRound:
    """Decide a whole round. The registry learns of it inside the transaction that the caller holds open."""
    _require_ended(settings)
    require_lists(reading, sources)
    memory = registry.releases(besides=settings.round_id)
    later = releases_after(memory, settings.cutoff)
    _require_in_order(later, settings)
    sources, refused_lists = _admitted(sources, settings)
    lists = _read(sources, settings, reading, progress)
    rows = rows_of(lists)
    known = registry.known()
    linkage = link_rows(
        rows, known=known, constraints=registry.constraints(), engine=settings.engine, progress=progress
    )
    sites = registry.settle(linkage, rows, round_id=settings.round_id)
    contributions = contributions_of(lists, sites, settings.policy)
    _require_names(memory, registry, contributions, sources, settings)
    public = _placed_statements(settings, registry, contributions, progress)
    release = release_sites(
        registry.known(),  # this round's records, too, and those of members who left
        contributions,
        policy=settings.policy,
        round_id=settings.round_id,
        cutoff=settings.cutoff,
        release_on=settings.release_on,
        memory=memory,
        resolve=registry.resolve,
        seed=release_seed(registry.secret(), lists, settings),
        public=public.by_site if public else None,
        named=sites["site"].to_list(),
        names=[one.name for one in settings.programme.members.values()] if settings.programme else (),
        progress=progress,
    )
    return AssembledRound(
        settings=settings,
        lists=lists,
        rows=rows,
        known=known,
        linkage=linkage,
        sites=sites,
        release=release,
        refused_lists=refused_lists,
        standings=_standings(lists, settings),
        later_releases=tuple(name for _, name in later),
        earlier_release=_earlier_release(registry, settings, release, contributions),
        public=public,
    )


def _require_ended(settings: RoundSettings) -> None:
    if settings.release_on is not None and settings.release_on < settings.cutoff:
        raise ReleaseBeforeCutoff(
            f"The list would go out on {settings.release_on}, before the round ends on {settings.cutoff}.",
            remedy="Check --release-on and --cutoff; without --release-on it is the earliest day that the policy allows.",
        )


def _earlier_release(
    registry: Registry, settings: RoundSettings, release: Release, contributions: pl.DataFrame
) -> EarlierRelease | None:
    """Nothing where this release is the same once more: what it leaves in the registry tells."""
    left = dict(registry.releases(besides="")).get(settings.round_id)
    if left is None or release.common_list is None or left == release.memory:
        return None
    before = read_memory([("", left)], registry.resolve, round_id="", cutoff=date.max).contributions
    new = set(contributions["member"]) - set(before["member"])
    return EarlierRelease(new_lists=tuple(sorted(new)))


def _require_in_order(later: Sequence[tuple[date, str]], settings: RoundSettings) -> None:
    if not later or settings.older_cutoff:
        return
    day, name = later[-1]
    raise LaterRelease(
        f"This round's cut-off is {settings.cutoff}, and the registry remembers the release of {name}, cut-off {day}.",
        remedy="Check --cutoff. To make an older round once more, name the copy of the registry from its time; or say "
        "--older-cutoff, and know that nothing was tested against who holds both lists.",
    )


def _admitted(
    sources: Sequence[Source], settings: RoundSettings
) -> tuple[Sequence[Source], tuple[RefusedList, ...]]:
    programme = settings.programme
    if programme is None:
        return sources, ()
    admitted = admit_lists(sources, programme, programme.round(settings.round_id), on=settings.goes_out_on)
    if not admitted.sources:
        raise NoLists(
            "No list can be taken, because no member that sent one is bound by the joint statement.",
            remedy="See “comity membership standing” for what each of them lacks.",
        )
    return admitted.sources, admitted.refused


def _read(
    sources: Sequence[Source], settings: RoundSettings, reading: ReadingHelp | None, progress: Progress
) -> tuple[ReadList, ...]:
    """Every list, and none of them twice."""
    lists = read_lists(
        sources,
        kind=ListKind.AUDITED_SITES,
        window=Window(cutoff=settings.cutoff, months=settings.policy.window_months),
        protocols=Protocols.from_table(settings.policy.protocols),
        on_site=settings.is_on_site,
        reading=reading,
        progress=progress,
    )
    require_distinct(lists, settings.policy)
    require_no_list_twice(lists, settings.policy.groups, are_members=settings.programme is not None)
    return lists


def _require_names(
    memory: Sequence[Payload],
    registry: Registry,
    contributions: pl.DataFrame,
    sources: Sequence[Source],
    settings: RoundSettings,
) -> None:
    """Where no programme says whose lists these are, the last release tells whether they go by new names."""
    if settings.programme is not None or settings.new_members:
        return
    last = read_memory(memory, registry.resolve, round_id=settings.round_id, cutoff=settings.cutoff)
    require_known_names(last.contributions, contributions, sources)


def _placed_statements(
    settings: RoundSettings, registry: Registry, contributions: pl.DataFrame, progress: Progress
) -> PlacedStatements | None:
    if settings.public is None:
        return None
    return place_statements(
        settings.public, registry, contributions, engine=settings.engine, progress=progress
    )


def _standings(lists: Sequence[ReadList], settings: RoundSettings) -> tuple[Standing, ...]:
    if settings.programme is None:
        return ()
    contributed = {one.name: one.audits.height for one in lists}
    return standings(settings.programme, settings.round_id, contributed, on=settings.goes_out_on)


def contributions_of(lists: Sequence[ReadList], sites: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """One line per accepted row: who says that which site was audited, when, and how."""
    audits = pl.concat([one.audits for one in lists])
    group_of = {member: group for group, members in policy.groups.items() for member in members}
    return (
        audits.rename({"list": "member"})
        .join(sites, on="record")
        .with_columns(group=pl.col("member").replace(group_of))
        .select("site", "record", "member", "group", "audit_date", "assurance", "category")
        .sort(pl.all())
    )


def release_seed(secret: bytes, lists: Sequence[ReadList], settings: RoundSettings) -> int:
    """256 bits that nobody can guess who has not every list of the round, and the registry's secret.

    Row ids and sealed entries hang on it, so it must differ from round to round and must not be guessed; and the same
    inputs must give the same release, so it may hang on nothing else.
    """
    inputs: dict[str, object] = {
        "lists": {one.name: one.digest for one in lists},
        "cutoff": settings.cutoff.isoformat(),
        "round": settings.round_id,
        "policy": settings.policy.digest,
    }
    if settings.public is not None:
        inputs["public"] = settings.public.digest
    digest = hashlib.blake2b(canonical_json(inputs), key=secret, digest_size=32, person=b"release-seed-v1")
    return int.from_bytes(digest.digest())
