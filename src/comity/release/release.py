"""From contributions to what every member receives, or to the reasons why nobody receives anything.

`given` is what is decided on, each site written in one form by `canonical` and `screen`; `decide` gives every site its
outcome, by `ladder`, `footprints` and `soles`; `arrivals` keeps newcomers from showing in rows that stood before;
`leak_test` plays the attacker against the result; only what passes is written as `rows` of a `CommonList`.
Laws: every site is shown, check-only or withheld, with its reason; a failed leak test leaves no list; the same inputs
and seed give the same bytes.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from comity.core import Progress, silent
from comity.release.arrivals import changed_rows, let_in
from comity.release.canonical import SHOWN_AS_FRAME
from comity.release.common_list import About, CommonList
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
    outcome_of,
)
from comity.release.drawn import drawn, key_of
from comity.release.given import Given, gather
from comity.release.ladder import Level
from comity.release.leak_test import LeakTest, leak_test
from comity.release.memory import Payload, write_memory
from comity.release.policy import Policy
from comity.release.public import statements_of
from comity.release.refusals import Refusal, refusals_of
from comity.release.rows import common_list_of, keys_of, rows_named, shown_rows
from comity.release.sealed import Stretch


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """`decisions` follows DECISIONS_FRAME, `levels` says what each country's rows show. `memory` is for the registry.

    `rows` (row, site), for the Secretariat alone, says of which site each row of the list is, the sealed ones, too.
    """

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
    rows: pl.DataFrame


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
    key = key_of(seed)
    statements = statements_of(public)
    given = gather(
        records, contributions, policy=policy, round_id=round_id, cutoff=cutoff, release_on=release_on,
        memory=memory, resolve=resolve, names=names,
    )  # fmt: skip
    reached = _with_arrivals(_without_arrivals(given, policy, statements, key), given, policy, key)
    decided, shown = reached.decided, shown_rows(reached.decided, reached.canonical, key)
    progress("deciding what is shown", 1, 1)
    tested = leak_test(
        decided, given.holdings, past=given.past, policy=policy, statements=statements,
        seed=int.from_bytes(drawn(key, "attack", 4)), changed=changed_rows(shown, given.past.shown_as), progress=progress,
    )  # fmt: skip
    refusals = refusals_of(given.groups, decided, tested, policy)
    decisions = _with_unaudited(
        _all_withheld(decided.decisions) if refusals else decided.decisions, named=named
    )
    return Release(
        round_id=round_id,
        cutoff=cutoff,
        not_before=given.not_before,
        groups=given.groups,
        mode=Mode.REFUSED if refusals else decided.mode,
        common_list=None if refusals else _common_list(reached, given, policy, round_id, key),
        decisions=decisions,
        levels=dict(decided.levels),
        refusals=refusals,
        leak_test=tested,
        policy=policy,
        memory=_remembered(reached, given, decisions, shown.clear() if refusals else shown),
        rows=rows_named(reached.canonical, decisions, key),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reached:
    decided: Decided
    canonical: pl.DataFrame  # each site in one form
    waiting: pl.DataFrame  # PAIRS_FRAME: newcomers who are not heard on a site yet


def _without_arrivals(
    given: Given, policy: Policy, statements: Mapping[str, tuple[str, ...]], key: bytes
) -> _Reached:
    """What is decided with every newcomer set aside on the rows that stood before."""
    canonical = given.written(given.seen, given.late)
    decided = decide(
        given.holdings,
        mode=mode_of(given.groups, policy),
        policy=policy,
        past=given.past,
        cutoff=given.cutoff,
        latest_allowed=given.latest_allowed,
        statements=statements,
        seed=key,
        late=given.late,
        unclean=dict(canonical.drop_nulls("unclean").select("site", "unclean").iter_rows()),
    )
    return _Reached(decided=decided, canonical=canonical, waiting=given.late)


def _with_arrivals(without: _Reached, given: Given, policy: Policy, key: bytes) -> _Reached:
    """The same, where as many newcomers are heard on rows that stood before as show of none of them that they came."""
    late = given.late
    if late.is_empty():
        return without
    decided, canonical = without.decided, without.canonical
    on_late = given.seen.join(late.select("site").unique(), on="site", how="semi")
    heard = given.written(on_late).filter(pl.col("unclean").is_null())
    open_to_all = replace(decided, sites=eligible_sites(given.holdings, given.cutoff, given.latest_allowed))
    arrived = let_in(
        late,
        without=shown_rows(decided, canonical, key),
        heard=shown_rows(open_to_all, _replaced(canonical, heard), key),
        before=given.past.shown_as,
        too_recent=given.too_recent(),
        rules=policy.soles,
        seed=drawn(key, "arrivals", 32),
    )
    still_late = late.filter(~pl.col("site").is_in(list(arrived.sites)))
    sites = eligible_sites(given.holdings, given.cutoff, given.latest_allowed, still_late)
    return _Reached(
        decided=replace(decided, sites=sites),
        canonical=_replaced(canonical, heard.filter(pl.col("site").is_in(list(arrived.sites)))),
        waiting=arrived.waiting,
    )


def _replaced(rows: pl.DataFrame, by: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([rows.join(by, on="site", how="anti"), by]).sort("site")


def _common_list(reached: _Reached, given: Given, policy: Policy, round_id: str, key: bytes) -> CommonList:
    about = About(
        round_id=round_id,
        cutoff=given.cutoff,
        mode=reached.decided.mode,
        not_before=given.not_before,
        policy=f"{policy.version} {policy.digest}",
        stretch=Stretch(salt=drawn(key, "salt", 16), work=policy.sealed_work),
    )
    keys = keys_of(given.seen, given.records, reached.decided)
    return common_list_of(about, reached.decided, reached.canonical, keys, key)


def _remembered(reached: _Reached, given: Given, decisions: pl.DataFrame, shown: pl.DataFrame) -> bytes:
    """What the next release must know of this one."""
    left = Past(
        shown=frozenset(decisions.filter(pl.col("outcome") == Outcome.SHOWN)["site"]),
        levels=reached.decided.allowed,
        holdings=given.holdings,
        shown_as=shown.select(SHOWN_AS_FRAME.names()),
        waiting=reached.waiting,
    )
    return write_memory(left, given.everything, cutoff=given.cutoff)


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
