"""From contributions to what every member receives, or to the reasons why nobody receives anything.

`frames` says what comes in; `canonical` and `screen` write each site in one form; `arrivals` keeps newcomers from showing in
rows that stood before; `decide` gives every site its outcome, by `ladder`, `footprints` and `soles`; `leak_test`
plays the attacker against the result; only what passes becomes a `CommonList`.
Laws: every site is shown, check-only or withheld, with its reason; a failed leak test leaves no list; the same inputs
and seed give the same bytes.
"""

import hashlib
from base64 import b32encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from comity.core import SITE_SCHEMA, Progress, months_before, silent
from comity.release.arrivals import changed_rows, late_of, let_in
from comity.release.canonical import SHOWN_AS_FRAME, canonical_rows
from comity.release.common_list import COMMON_FRAME, About, CommonList
from comity.release.decide import (
    DECISIONS_FRAME,
    REASONS,
    Decided,
    Mode,
    Outcome,
    Past,
    decide,
    eligible_sites,
    mode_of,
    newcomers_of,
    outcome_of,
)
from comity.release.entry_keys import best_keys, entry_keys
from comity.release.frames import countries_of, holdings_of
from comity.release.ladder import Level
from comity.release.leak_test import LeakTest, leak_test
from comity.release.memory import Payload, carried, read_memory, write_memory
from comity.release.policy import Policy
from comity.release.public import statements_of
from comity.release.refusals import Refusal, refusals_of
from comity.release.screen import Screen, screen_for
from comity.release.sealed import Stretch, seal_rows


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
    rows: (
        pl.DataFrame
    )  # (row, site): which site each row of the list is of, the sealed ones, too; for the Secretariat alone


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
    names: Iterable[str] = (),
    progress: Progress = silent,
) -> Release:
    """`records` and `contributions` follow RECORDS_FRAME and CONTRIBUTIONS_FRAME; `seed` has 256 secret bits.

    `release_on` None means the cut-off plus the lag, which hangs on no audit. `memory` is what other releases left, in any
    order, `resolve` what their sites are called now, `public` (site, group) what anybody may know. `named` are the sites
    that rows of the round name: one without an audit that counts is withheld, so that it has an outcome, too.
    `names` are what contributors are called besides the names in `contributions` and the policy; no row may say one.
    """
    progress("deciding what is shown", 0, 1)
    key = hashlib.blake2b(seed.to_bytes(32), digest_size=32, person=b"release-v1").digest()
    remembered = read_memory(memory, resolve, round_id=round_id, cutoff=cutoff)
    groups = contributions["group"].n_unique()
    everything = pl.concat(
        [contributions, carried(remembered, contributions, months_before(cutoff, policy.window_months))]
    )
    past = remembered.past
    country_of = countries_of(records) | _countries_shown(past.shown_as, records)
    holdings = holdings_of(everything, country_of, cutoff)
    not_before = release_on or months_before(cutoff, -policy.lag_months)
    latest_allowed = months_before(not_before, policy.lag_months)
    seen = everything.filter(pl.col("audit_date") <= latest_allowed)
    newcomers = newcomers_of(holdings, past)
    late = late_of(holdings, shown=past.shown, newcomers=newcomers, waiting=past.waiting)
    screen = _screen_of(everything, records, policy, names)

    def written(contributed: pl.DataFrame, aside: pl.DataFrame | None = None) -> pl.DataFrame:
        return canonical_rows(
            contributed, records, country_of, screen=screen, shown_as=past.shown_as, set_aside=aside
        )

    statements = statements_of(public)
    canonical = written(seen, late)
    decided = decide(
        holdings,
        mode=mode_of(groups, policy),
        policy=policy,
        past=past,
        cutoff=cutoff,
        latest_allowed=latest_allowed,
        statements=statements,
        seed=key,
        late=late,
        unclean=dict(canonical.drop_nulls("unclean").select("site", "unclean").iter_rows()),
    )
    waiting = late.clear()
    if late.height:
        on_late = seen.join(late.select("site").unique(), on="site", how="semi")
        heard = written(on_late).filter(pl.col("unclean").is_null())
        open_to_all = replace(decided, sites=eligible_sites(holdings, cutoff, latest_allowed))
        arrived = let_in(
            late,
            without=_shown(decided, canonical, key),
            heard=_shown(open_to_all, _replaced(canonical, heard), key),
            before=past.shown_as,
            too_recent=holdings.filter(pl.col("audit_date") > latest_allowed).select("site", "group"),
            rules=policy.soles,
            seed=_drawn(key, "arrivals", 32),
        )
        waiting = arrived.waiting
        canonical = _replaced(canonical, heard.filter(pl.col("site").is_in(list(arrived.sites))))
        still_late = late.filter(~pl.col("site").is_in(list(arrived.sites)))
        decided = replace(decided, sites=eligible_sites(holdings, cutoff, latest_allowed, still_late))
    shown = _shown(decided, canonical, key)
    progress("deciding what is shown", 1, 1)
    tested = leak_test(
        decided,
        holdings,
        past=past,
        policy=policy,
        statements=statements,
        seed=int.from_bytes(_drawn(key, "attack", 4)),
        changed=changed_rows(shown, past.shown_as),
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
    return Release(
        round_id=round_id,
        cutoff=cutoff,
        not_before=not_before,
        groups=groups,
        mode=Mode.REFUSED if refusals else decided.mode,
        common_list=None
        if refusals
        else _common_list(about, decided, canonical, _keys_of(seen, records, decided), key),
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
                shown_as=(shown.clear() if refusals else shown).select(SHOWN_AS_FRAME.names()),
                waiting=waiting,
            ),
            everything,
            cutoff=cutoff,
        ),
        rows=_rows_named(canonical, decisions, key),
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
    canonical: pl.DataFrame,
    keys: Mapping[str, Sequence[str]],
    key: bytes,
) -> CommonList:
    rows = _published(decided, canonical, key)
    outcome = dict(decided.decisions.select("site", "outcome").iter_rows())
    clear = rows.filter(pl.col("site").replace_strict(outcome) == Outcome.SHOWN)
    hidden = rows.filter(pl.col("site").replace_strict(outcome) == Outcome.CHECK_ONLY).sort("site")
    sealed = seal_rows(
        hidden.select(COMMON_FRAME.names()).to_dicts(),
        [keys.get(site, ()) for site in hidden["site"].to_list()],
        stretch=about.stretch,
        seed=_drawn(key, "sealed", 32),
    )
    order = ["country", "name", "city", "address", "row"]
    return CommonList(about=about, rows=clear.select(COMMON_FRAME.names()).sort(order), sealed=tuple(sealed))


def _countries_shown(shown_as: pl.DataFrame, records: pl.DataFrame) -> dict[str, str]:
    """The country a site was shown in, where a spelling of it still says so."""
    said = records.select("site", "country").unique()
    return dict(shown_as.select("site", "country").join(said, on=["site", "country"], how="semi").iter_rows())


def _screen_of(
    contributions: pl.DataFrame, records: pl.DataFrame, policy: Policy, names: Iterable[str]
) -> Screen:
    """What nobody may be called in a row: everyone who contributes, as the lists, the policy and the programme name them."""
    called = {*contributions["group"], *contributions["member"], *policy.groups, *names}
    called |= {member for members in policy.groups.values() for member in members}
    told = contributions.select("group", "record").unique().join(
        records.drop("site").unique("record"), on="record"
    )  # fmt: skip
    columns = ("site_name", "supplier_name", "address", "city")
    return screen_for(
        sorted(called), (cell for one in columns for cell in told.select("group", one).iter_rows())
    )


def _replaced(rows: pl.DataFrame, by: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([rows.join(by, on="site", how="anti"), by]).sort("site")


def _shown(decided: Decided, canonical: pl.DataFrame, key: bytes) -> pl.DataFrame:
    """The clear rows, with their sites."""
    clear = decided.decisions.filter(pl.col("outcome") == Outcome.SHOWN).select("site")
    return _published(decided, canonical, key).join(clear, on="site", how="semi")


def _published(decided: Decided, canonical: pl.DataFrame, key: bytes) -> pl.DataFrame:
    """(site, COMMON_FRAME): what each site's country allows to be said of it, under a row id drawn for this release."""
    level = pl.col("country").replace_strict(
        {country: int(one) for country, one in decided.levels.items()}, default=3, return_dtype=pl.Int64
    )
    told = decided.sites.select(
        "site",
        audited=pl.when(level <= Level.BAND).then("band"),
        assurance=pl.when(level <= Level.BAND_AND_CLASS).then("assurance"),
    )
    return (
        canonical.with_columns(row=_row_ids(canonical["site"], key))
        .join(told, on="site")
        .select("site", *COMMON_FRAME.names())
    )


def _row_ids(sites: pl.Series, key: bytes) -> pl.Series:
    ids = [b32encode(_drawn(key, f"row {site}", 5)).decode() for site in sites.to_list()]
    return pl.Series("row", ids, dtype=pl.String)


def _rows_named(canonical: pl.DataFrame, decisions: pl.DataFrame, key: bytes) -> pl.DataFrame:
    """(row, site) of everything that is in the list; nothing of a list that was refused."""
    told = decisions.filter(pl.col("outcome").is_in([Outcome.SHOWN, Outcome.CHECK_ONLY])).select("site")
    named = canonical.select("site").join(told, on="site", how="semi")
    return named.with_columns(row=_row_ids(named["site"], key)).select("row", "site").sort("row")


def _keys_of(seen: pl.DataFrame, records: pl.DataFrame, decided: Decided) -> dict[str, tuple[str, ...]]:
    """The keys of each check-only site, by how its spellings name it."""
    hidden = decided.decisions.filter(pl.col("outcome") == Outcome.CHECK_ONLY)
    spelled = seen.join(hidden, on="site", how="semi").select("site", "record").unique().join(
        records.drop("site").unique("record"), on="record"
    ).sort("site", "record")  # fmt: skip
    every: dict[str, list[tuple[str, ...]]] = {}
    for site, keys in zip(
        spelled["site"].to_list(), entry_keys(spelled.select(SITE_SCHEMA.names())), strict=True
    ):
        every.setdefault(site, []).append(keys)
    return {site: best_keys(spellings) for site, spellings in every.items()}
