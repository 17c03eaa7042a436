"""From contributions to what every member receives, or to the reasons why nobody receives anything.

`frames` says what comes in; `decide` gives every site its outcome, by `ladder`, `footprints` and `soles`; `leak_test`
plays the attacker against the result; only what passes becomes a `CommonList`.
Laws: every site is shown, check-only or withheld, with its reason; a failed leak test leaves no list; the same inputs
and seed give the same bytes.
"""

import hashlib
from base64 import b32encode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from comity.core import SITE_SCHEMA, Progress, months_before, silent
from comity.release.canonical import canonical_rows
from comity.release.common_list import COMMON_FRAME, About, CommonList
from comity.release.decide import (
    DECISIONS_FRAME,
    REASONS,
    Decided,
    Mode,
    Outcome,
    Past,
    decide,
    mode_of,
    outcome_of,
)
from comity.release.frames import countries_of, holdings_of
from comity.release.ladder import Level
from comity.release.leak_test import LeakTest, leak_test
from comity.release.memory import Payload, carried, read_memory, write_memory
from comity.release.policy import Policy
from comity.release.public import statements_of
from comity.release.refusals import Refusal, refusals_of
from comity.release.sealed import SLOTS, Stretch, entry_keys, seal_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """`decisions` follows DECISIONS_FRAME, `levels` says what each country's rows show. `memory` is for the registry."""

    round_id: str
    cutoff: date
    not_before: date
    groups: int  # contributing groups of this round
    mode: Mode
    common_list: CommonList | None
    decisions: pl.DataFrame
    levels: dict[str, Level]
    refusals: tuple[Refusal, ...]
    leak_test: LeakTest
    policy: Policy
    memory: bytes


def release_sites(
    records: pl.DataFrame,
    contributions: pl.DataFrame,
    *,
    policy: Policy,
    round_id: str,
    cutoff: date,
    seed: int,
    release_on: date | None = None,
    memory: Sequence[Payload] = (),
    resolve: Callable[[str], str] = str,
    public: pl.DataFrame | None = None,
    named: Iterable[str] = (),
    progress: Progress = silent,
) -> Release:
    """`records` and `contributions` follow RECORDS_FRAME and CONTRIBUTIONS_FRAME; `seed` has 256 secret bits.

    `release_on` None means the cut-off plus the lag, which hangs on no audit. `memory` is what other releases left, in any
    order, `resolve` what their sites are called now, `public` (site, group) what anybody may know. `named` are the sites
    that rows of the round name: one without an audit that counts is withheld, so that it has an outcome, too.
    """
    progress("deciding what is shown", 0, 1)
    key = hashlib.blake2b(seed.to_bytes(32), digest_size=32, person=b"release-v1").digest()
    remembered = read_memory(memory, resolve, round_id=round_id, cutoff=cutoff)
    groups = contributions["group"].n_unique()
    everything = pl.concat(
        [contributions, carried(remembered, contributions, months_before(cutoff, policy.window_months))]
    )
    country_of = countries_of(records)
    holdings = holdings_of(everything, country_of, cutoff)
    not_before = release_on or months_before(cutoff, -policy.lag_months)
    statements = statements_of(public)
    decided = decide(
        holdings,
        mode=mode_of(groups, policy),
        policy=policy,
        past=remembered.past,
        cutoff=cutoff,
        latest_allowed=months_before(not_before, policy.lag_months),
        statements=statements,
        seed=key,
    )
    progress("deciding what is shown", 1, 1)
    tested = leak_test(
        decided,
        holdings,
        past=remembered.past,
        policy=policy,
        statements=statements,
        seed=int.from_bytes(_drawn(key, "attack", 4)),
        progress=progress,
    )
    refusals = refusals_of(groups, decided, tested, policy)
    decisions = _with_unaudited(
        _all_withheld(decided.decisions) if refusals else decided.decisions, named=named
    )
    about = About(
        round_id=round_id,
        cutoff=cutoff,
        mode=decided.mode,
        not_before=not_before,
        policy=f"{policy.version} {policy.digest}",
        stretch=Stretch(salt=_drawn(key, "salt", 16), work=policy.sealed_work),
    )
    seen = everything.filter(pl.col("audit_date") <= months_before(not_before, policy.lag_months))
    return Release(
        round_id=round_id,
        cutoff=cutoff,
        not_before=not_before,
        groups=groups,
        mode=Mode.REFUSED if refusals else decided.mode,
        common_list=None if refusals else _common_list(about, decided, seen, records, country_of, key),
        decisions=decisions,
        levels=dict(decided.levels),
        refusals=refusals,
        leak_test=tested,
        policy=policy,
        memory=write_memory(
            Past(
                shown=frozenset(decisions.filter(pl.col("outcome") == Outcome.SHOWN)["site"]),
                levels=decided.allowed,
                holdings=holdings,
            ),
            everything,
            cutoff=cutoff,
        ),
    )


def _all_withheld(decisions: pl.DataFrame) -> pl.DataFrame:
    return decisions.with_columns(
        outcome=pl.lit(Outcome.WITHHELD.value),
        reason_code=pl.lit("refused"),
        reason=pl.lit(REASONS["refused"]),
    )


def _with_unaudited(decisions: pl.DataFrame, *, named: Iterable[str]) -> pl.DataFrame:
    unaudited = sorted(set(named) - set(decisions["site"].to_list()))
    code = "no-audit"
    told = [(site, outcome_of(code).value, code, REASONS[code]) for site in unaudited]
    return pl.concat([decisions, pl.DataFrame(told, schema=DECISIONS_FRAME, orient="row")]).sort("site")


def _drawn(key: bytes, what: str, size: int) -> bytes:
    return hashlib.blake2b(what.encode(), key=key, digest_size=size, person=b"drawn-v1").digest()


def _common_list(
    about: About,
    decided: Decided,
    seen: pl.DataFrame,
    records: pl.DataFrame,
    country_of: dict[str, str],
    key: bytes,
) -> CommonList:
    rows = _published(decided, canonical_rows(seen, records, country_of), key)
    outcome = dict(decided.decisions.select("site", "outcome").iter_rows())
    clear = rows.filter(pl.col("site").replace_strict(outcome) == Outcome.SHOWN)
    hidden = rows.filter(pl.col("site").replace_strict(outcome) == Outcome.CHECK_ONLY).sort("site")
    keys = _keys_of(seen, records)
    sealed = seal_rows(
        hidden.select(COMMON_FRAME.names()).to_dicts(),
        [keys.get(site, ()) for site in hidden["site"].to_list()],
        stretch=about.stretch,
        seed=_drawn(key, "sealed", 32),
    )
    order = ["country", "name", "city", "address", "row"]
    return CommonList(about=about, rows=clear.select(COMMON_FRAME.names()).sort(order), sealed=tuple(sealed))


def _published(decided: Decided, canonical: pl.DataFrame, key: bytes) -> pl.DataFrame:
    """(site, COMMON_FRAME): what each site's country allows to be said of it, under a row id drawn for this release."""
    level = pl.col("country").replace_strict(
        {country: int(one) for country, one in decided.levels.items()}, return_dtype=pl.Int64
    )
    told = decided.sites.select(
        "site",
        audited=pl.when(level <= Level.BAND).then("band"),
        assurance=pl.when(level <= Level.BAND_AND_CLASS).then("assurance"),
    )
    ids = [b32encode(_drawn(key, f"row {site}", 5)).decode() for site in canonical["site"].to_list()]
    return (
        canonical.with_columns(row=pl.Series(ids, dtype=pl.String))
        .join(told, on="site")
        .select("site", *COMMON_FRAME.names())
    )


def _keys_of(seen: pl.DataFrame, records: pl.DataFrame) -> dict[str, tuple[str, ...]]:
    """The keys of each site: those that most of its spellings share first, the surest kind first among them."""
    spelled = seen.select("site", "record").unique().join(
        records.drop("site").unique("record"), on="record"
    ).sort("site", "record")  # fmt: skip
    counts: dict[str, dict[str, tuple[int, int]]] = {}
    for site, keys in zip(
        spelled["site"].to_list(), entry_keys(spelled.select(SITE_SCHEMA.names())), strict=True
    ):
        own = counts.setdefault(site, {})
        for rank, one in enumerate(keys):
            times, best = own.get(one, (0, rank))
            own[one] = (times + 1, min(best, rank))
    return {
        site: tuple(sorted(own, key=lambda one: (-own[one][0], own[one][1], one))[:SLOTS])
        for site, own in counts.items()
    }
