"""Small programmes to release: written out audit by audit, or drawn from the made-up world of the bench."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import polars as pl
from bench.release.world import World, make_world

from comity.core import SITE_SCHEMA, months_before
from comity.release import (
    CONTRIBUTIONS_FRAME,
    RECORDS_FRAME,
    CommonList,
    Outcome,
    Policy,
    Release,
    release_sites,
)

CUTOFF = date(2026, 6, 30)
QUICK = Policy.default().with_rules(sealed={"work": 4})
"""The packaged rules, but for the price of a guess at a sealed entry, which honest tests would pay as well."""

MEETS, PARTIAL = "meets the benchmark", "partial"


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    site: str
    member: str
    group: str = ""
    months_ago: int = 6
    assurance: str = MEETS
    category: str = "food"

    @property
    def day(self) -> date:
        return months_before(CUTOFF, self.months_ago)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """How somebody spells a site; `record` is what names the spelling."""

    site: str
    record: str = ""
    name: str = ""
    supplier: str | None = None
    address: str | None = "1 Harbour Road"
    city: str | None = "Izmir"
    country: str | None = "TR"
    lei: str | None = None
    os_id: str | None = None


def contributions_of(
    audits: Iterable[Audit], *, record_of: dict[tuple[str, str], str] | None = None
) -> pl.DataFrame:
    """Every member's row names the record `r-<site>`, or the one given for (site, member)."""
    own = record_of or {}
    return pl.DataFrame(
        [
            (one.site, own.get((one.site, one.member), f"r-{one.site}"), one.member, one.group or one.member,
             one.day, one.assurance, one.category)
            for one in audits
        ],
        schema=CONTRIBUTIONS_FRAME,
        orient="row",
    )  # fmt: skip


def records_of(spellings: Iterable[Spelling]) -> pl.DataFrame:
    told = [
        {
            "site": one.site,
            "record": one.record or f"r-{one.site}",
            "site_name": one.name or f"Works of {one.site}",
            "supplier_name": one.supplier,
            "address": one.address,
            "city": one.city,
            "country": one.country,
            "lei": one.lei,
            "os_id": one.os_id,
        }
        for one in spellings
    ]
    frame = pl.DataFrame(told, schema_overrides={name: RECORDS_FRAME[name] for name in told[0]})
    missing = [
        pl.lit(None, dtype).alias(name) for name, dtype in SITE_SCHEMA.items() if name not in frame.columns
    ]
    return frame.with_columns(missing).select(RECORDS_FRAME.names())


@lru_cache(maxsize=8)
def small_world(seed: int = 1, members: int = 24, contributions: int = 1_500, sites: int = 6_000) -> World:
    return make_world(seed=seed, members=members, contributions=contributions, sites=sites)


def released(
    world: World,
    *,
    policy: Policy | None = None,
    seed: int = 1,
    contributions: pl.DataFrame | None = None,
    memory: Sequence[tuple[str, bytes]] = (),
    public: pl.DataFrame | None = None,
    release_on: date | None = None,
) -> Release:
    return release_sites(
        world.records,
        world.contributions if contributions is None else contributions,
        policy=policy or QUICK,
        round_id="2026-1",
        cutoff=world.cutoff,
        seed=seed,
        memory=memory,
        release_on=release_on,
        public=public,
    )


@lru_cache(maxsize=1)
def small_release() -> Release:
    """The small world's release under the packaged rules, made once: most tests only look at it."""
    return released(small_world())


def released_before(world: World, *, policy: Policy | None = None) -> Release:
    """The release half a year earlier: without the newcomer, with the leaver."""
    return release_sites(
        world.records,
        world.earlier,
        policy=policy or QUICK,
        round_id="2025-2",
        cutoff=world.earlier_cutoff,
        seed=7,
    )


def list_of(release: Release) -> CommonList:
    assert release.common_list is not None, [one.message for one in release.refusals]
    return release.common_list


def sites_with(release: Release, outcome: Outcome) -> set[str]:
    return set(release.decisions.filter(pl.col("outcome") == outcome)["site"])
