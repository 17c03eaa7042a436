"""What a release is decided on: this round's contributions, what earlier releases left, and whose say waits.

An audit is *seen* when the lag lets it be shown at the earliest day of sending; what is not seen yet is held all the same, so
that nothing jumps when its day comes.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from comity.core import months_before
from comity.release.arrivals import late_of
from comity.release.canonical import canonical_rows
from comity.release.decide import Past, newcomers_of
from comity.release.frames import countries_of, holdings_of
from comity.release.memory import Payload, carried, read_memory
from comity.release.policy import Policy
from comity.release.screen import Screen, screen_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Frames follow CONTRIBUTIONS_FRAME but `records` (RECORDS_FRAME), `holdings` (HOLDINGS_FRAME) and `late` (PAIRS_FRAME)."""

    records: pl.DataFrame
    everything: pl.DataFrame  # of this round and, while they count, of the members that left
    seen: pl.DataFrame
    holdings: pl.DataFrame
    late: pl.DataFrame  # newcomers on sites that stood before
    past: Past
    country_of: Mapping[str, str]
    screen: Screen
    groups: int  # contributing groups of this round
    cutoff: date
    not_before: date
    latest_allowed: date  # an audit after this day is not seen

    def written(self, contributed: pl.DataFrame, aside: pl.DataFrame | None = None) -> pl.DataFrame:
        """Each site of `contributed` in one form, of which those in `aside` (PAIRS_FRAME) spell nothing."""
        return canonical_rows(
            contributed,
            self.records,
            self.country_of,
            screen=self.screen,
            shown_as=self.past.shown_as,
            set_aside=aside,
        )

    def too_recent(self) -> pl.DataFrame:
        return self.holdings.filter(pl.col("audit_date") > self.latest_allowed).select("site", "group")


def gather(
    records: pl.DataFrame,
    contributions: pl.DataFrame,
    *,
    policy: Policy,
    round_id: str,
    cutoff: date,
    release_on: date | None,
    memory: Sequence[Payload],
    resolve: Callable[[str], str],
    names: Iterable[str],
) -> Given:
    """Arguments as `release_sites` has them."""
    remembered = read_memory(memory, resolve, round_id=round_id, cutoff=cutoff)
    past = remembered.past
    since = months_before(cutoff, policy.window_months)
    everything = pl.concat([contributions, carried(remembered, contributions, since)])
    country_of = countries_of(records) | _countries_shown(past.shown_as, records)
    holdings = holdings_of(everything, country_of, cutoff)
    not_before = release_on or months_before(cutoff, -policy.lag_months)
    latest_allowed = months_before(not_before, policy.lag_months)
    return Given(
        records=records,
        everything=everything,
        seen=everything.filter(pl.col("audit_date") <= latest_allowed),
        holdings=holdings,
        late=late_of(
            holdings, shown=past.shown, newcomers=newcomers_of(holdings, past), waiting=past.waiting
        ),
        past=past,
        country_of=country_of,
        screen=_screen_of(everything, records, policy, names),
        groups=contributions["group"].n_unique(),
        cutoff=cutoff,
        not_before=not_before,
        latest_allowed=latest_allowed,
    )


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
