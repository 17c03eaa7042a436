"""What recognition is worth, counted so that nobody need be ashamed of the number.

An audit is *avoided* only where one was due, a report was recognised instead, and none was ordered for the site from the
day it was due to twelve months after the report was recognised. Until those months are over it is *pending*, and counted
apart. In: due days, decisions, orders, the day. Out: a state for each, and money and days as ranges with their assumption.
Laws: a site's due audit is avoided at most once, however many reports were recognised for it; an order on the first and on
the last of those days still counts; no range is narrower than what is known.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from comity.core import months_before

COUNTED_MONTHS = 12


class AvoidedState(StrEnum):
    AVOIDED = "avoided"
    PENDING = "recognised, and the twelve months are not over"
    ORDERED = "recognised, and an audit was ordered all the same"
    NOT_DUE = "recognised, and none was due"
    NOT_RECOGNISED = "due, and none was recognised"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class DueAudit:
    """An audit of its own that the member would have had to order, from this day on."""

    site: str
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Recognised:
    """A report relied upon, on the day of the decision that stands."""

    site: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    site: str
    state: AvoidedState
    on: date  # of the recognition, or the day it was due


def count_avoided(
    due: Iterable[DueAudit],
    recognised: Iterable[Recognised],
    orders: Mapping[str, Sequence[date]],
    *,
    on: date,
) -> tuple[Counted, ...]:
    """By site. A due audit is met by the first recognition on or after its day; what is recognised before, none was due."""
    found: list[Counted] = []
    open_dues: dict[str, list[date]] = {}
    for it in sorted(set(due)):
        open_dues.setdefault(it.site, []).append(it.due_on)
    for one in sorted(set(recognised)):
        if one.on > on:
            continue
        waiting = open_dues.get(one.site, [])
        if not waiting or waiting[0] > one.on:
            found.append(Counted(site=one.site, state=AvoidedState.NOT_DUE, on=one.on))
            continue
        # All audits of the site that were due by then are one audit: nobody orders two.
        open_dues[one.site] = [day for day in waiting if day > one.on]
        since = max(day for day in waiting if day <= one.on)
        state = _state(one, orders.get(one.site, ()), since=since, on=on)
        found.append(Counted(site=one.site, state=state, on=one.on))
    found += [
        Counted(site=site, state=AvoidedState.NOT_RECOGNISED, on=waiting[0])
        for site, waiting in open_dues.items()
        if waiting and waiting[0] <= on
    ]
    return tuple(sorted(found, key=lambda one: (one.site, one.on)))


def _state(one: Recognised, orders: Sequence[date], *, since: date, on: date) -> AvoidedState:
    """`since` is the last day on which an audit came due: what was ordered after it, before the report or after, met it."""
    until = months_before(one.on, -COUNTED_MONTHS)
    if any(since <= day <= min(until, on) for day in orders):
        return AvoidedState.ORDERED
    return AvoidedState.AVOIDED if on > until else AvoidedState.PENDING


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """What an audit costs. Public figures of such programmes name about 2,500 EUR."""

    eur_low: int = 2_500
    eur_high: int = 2_500
    days_low: int = 2  # of the supplier's people, preparing and accompanying
    days_high: int = 6

    def __post_init__(self) -> None:
        if not (0 <= self.eur_low <= self.eur_high and 0 <= self.days_low <= self.days_high):
            raise ValueError("a range ends before it begins")


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    avoided: int
    pending: int
    assumption: Assumption

    @property
    def eur(self) -> tuple[int, int]:
        return self.avoided * self.assumption.eur_low, (
            self.avoided + self.pending
        ) * self.assumption.eur_high

    @property
    def supplier_days(self) -> tuple[int, int]:
        return self.avoided * self.assumption.days_low, (
            self.avoided + self.pending
        ) * self.assumption.days_high

    @property
    def sentence(self) -> str:
        it = self.assumption
        cost = f"{it.eur_low:,}" if it.eur_low == it.eur_high else f"{it.eur_low:,} to {it.eur_high:,}"
        days = f"{it.days_low}" if it.days_low == it.days_high else f"{it.days_low} to {it.days_high}"
        return (
            f"{self.avoided:,} {'audit' if self.avoided == 1 else 'audits'} avoided and {self.pending:,} pending: {self.eur[0]:,} to {self.eur[1]:,} EUR, and "
            f"{self.supplier_days[0]:,} to {self.supplier_days[1]:,} days of suppliers. "
            f"Assumed: {cost} EUR and {days} days an audit; the upper end counts the pending ones as avoided."
        )


def worth_of(counted: Iterable[Counted], assumption: Assumption | None = None) -> Worth:
    states = [one.state for one in counted]
    return Worth(
        avoided=states.count(AvoidedState.AVOIDED),
        pending=states.count(AvoidedState.PENDING),
        assumption=assumption or Assumption(),
    )
