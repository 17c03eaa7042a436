"""Who arrives on a row that stands already: a newcomer's say in it waits, as its own rows wait.

Everybody knows which group is new and which rows changed between two lists. If a newcomer's audit made rows younger the
day it came, those rows would be its suppliers. So on every site that was shown before, what a newcomer says is set aside:
it moves neither age band nor class nor an identifier, and spells nothing. Release by release so many are let in that
no newcomer is behind more than its share of what changed (`max_share_of_new`), nor newcomers together behind more of the
list than they may have rows of their own (`max_newcomers_share_of_list`), drawn by lot. Of whom nothing would show is let in at once.
Laws: what is set aside changes no row; a group that was there before is never set aside; nothing waits on a site that is not shown.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass

import polars as pl

from comity.release.canonical import PAIRS_FRAME, PUBLIC_IDENTIFIERS
from comity.release.policy import Soles
from comity.release.soles import NO_GROUP, kept_soles, ranks_of

_SAID = ("name", "address", "city", "country", *PUBLIC_IDENTIFIERS, "audited", "assurance")


@dataclass(frozen=True, slots=True, kw_only=True)
class LetIn:
    sites: frozenset[str]  # where newcomers are heard from now on
    waiting: pl.DataFrame  # PAIRS_FRAME: who is not heard yet


def late_of(
    holdings: pl.DataFrame, *, shown: Set[str], newcomers: Set[str], waiting: pl.DataFrame
) -> pl.DataFrame:
    """(site, group) of all who are new on a site that was `shown`, or have waited there since they were."""
    pairs = holdings.select("site", "group").unique().filter(pl.col("site").is_in(list(shown)))
    new = pairs.filter(pl.col("group").is_in(list(newcomers)))
    return pl.concat([new, pairs.join(waiting, on=["site", "group"], how="semi")]).unique().sort(pl.all())


def changed_rows(rows: pl.DataFrame, before: pl.DataFrame) -> frozenset[str]:
    """Sites whose row says something else than `before`, but for an age that only grew. Both have site and SHOWN_AS_FRAME's columns."""
    pairs = rows.select("site", *_SAID).join(
        before.select("site", *(pl.col(one).alias(f"was_{one}") for one in _SAID)), on="site"
    )
    differs = pl.any_horizontal(
        pl.col(one).fill_null("") != pl.col(f"was_{one}").fill_null("")
        for one in _SAID
        if one not in ("audited", "assurance")
    )
    younger = pl.col("audited") < pl.col("was_audited")  # the bands' names stand in the order of their ages
    # Class or band may come and go with a country's level; that says nothing of one row.
    other_class = pl.col("assurance") != pl.col("was_assurance")
    changed = differs | younger.fill_null(value=False) | other_class.fill_null(value=False)
    return frozenset(pairs.filter(changed)["site"])


def let_in(
    late: pl.DataFrame,
    *,
    without: pl.DataFrame,
    heard: pl.DataFrame,
    before: pl.DataFrame,
    too_recent: pl.DataFrame,
    rules: Soles,
    seed: bytes,
) -> LetIn:
    """`without` are the shown rows with all of `late` set aside, `heard` the same with none; `before` the release before.

    `too_recent` (PAIRS_FRAME) have an audit that the lag hides: nothing of theirs can show yet, and something will.
    """
    pairs = late.filter(pl.col("site").is_in(without["site"].implode()))
    moved = _differing(without, heard)
    group_of = dict(
        pairs.filter(pl.col("site").is_in(list(moved)))
        .unique("site", keep="first", maintain_order=True)
        .iter_rows()
    )
    ranks = ranks_of({site: (group, False) for site, group in group_of.items()}, seed)
    others = changed_rows(without, before) - group_of.keys()
    behind: Mapping[str, str] = dict.fromkeys(others, NO_GROUP) | group_of
    kept = kept_soles(behind.keys(), behind, ranks, rules.max_share_of_new) & group_of.keys()
    together = ranks_of(dict.fromkeys(group_of, ("newcomers", False)), seed + b"together")
    most = int(rules.max_newcomers_share_of_list * without.height)
    heard_from = {site for site in kept if together[site] < most}
    hidden = pl.concat(
        [
            pairs.filter(pl.col("site").is_in(list(group_of.keys() - heard_from))),
            pairs.join(too_recent, on=["site", "group"], how="semi"),
        ]
    )
    waiting = hidden.unique().sort(pl.all()).select(PAIRS_FRAME.names())
    free = set(pairs["site"]) - set(waiting["site"])
    return LetIn(sites=frozenset(free), waiting=waiting)


def _differing(rows: pl.DataFrame, others: pl.DataFrame) -> frozenset[str]:
    said = [pl.col(one).fill_null("") for one in _SAID]
    kept = rows.select("site", *said).join(others.select("site", *said), on=["site", *_SAID], how="semi")
    return frozenset(rows["site"]) - frozenset(kept["site"])
