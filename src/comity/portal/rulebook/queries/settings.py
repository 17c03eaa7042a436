"""Which lane serves which round, what a policy changes, and what previews found."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from comity.membership import Lane, default_lane
from comity.portal.membership.models import Round, RoundLane
from comity.portal.programme.models import LaneVersion, PolicyVersion
from comity.portal.programme.queries import lane_of
from comity.portal.rulebook.models import PolicyPreview
from comity.portal.rulebook.words import rule_in_words
from comity.portal.tenants.scope import Scope
from comity.release import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownLane:
    """A lane and its versions; number 0 is the one that comes with Comity."""

    lane: Lane
    slug: str
    number: int
    version: LaneVersion | None
    older: tuple[LaneVersion, ...]
    rounds: tuple[str, ...]  # served by this version or an older one


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One rule of a policy that says something else."""

    rule: str  # "cells.min_groups"
    now: str
    then: str

    @property
    def called(self) -> str:
        return rule_in_words(self.rule)


def lanes_known(scope: Scope) -> list[KnownLane]:
    serving = {one.round_id: one.lane for one in RoundLane.objects.within(scope).select_related("lane")}
    rounds = list(Round.objects.within(scope))
    versions: dict[str, list[LaneVersion]] = {}
    for one in LaneVersion.objects.within(scope).select_related("person"):
        versions.setdefault(one.slug, []).append(one)
    default = KnownLane(
        lane=default_lane(),
        slug="",
        number=0,
        version=None,
        older=(),
        rounds=tuple(one.slug for one in rounds if one.pk not in serving),
    )
    return [default] + [
        KnownLane(
            lane=lane_of(found[0]),
            slug=slug,
            number=found[0].number,
            version=found[0],
            older=tuple(found[1:]),
            rounds=tuple(one.slug for one in rounds if one.pk in serving and serving[one.pk].slug == slug),
        )
        for slug, found in sorted(versions.items())
    ]


def changes(now: Policy, then: Policy) -> tuple[Change, ...]:
    one, other = dict(_flat(now.table)), dict(_flat(then.table))
    return tuple(
        Change(rule=rule, now=_said(one.get(rule)), then=_said(other.get(rule)))
        for rule in dict.fromkeys([*one, *other])
        if one.get(rule) != other.get(rule)
    )


def _flat(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value


def _said(value: object) -> str:
    return (
        "–"
        if value is None
        else ", ".join(map(str, value))
        if isinstance(value, list | tuple)
        else str(value)
    )


def previews_of(scope: Scope, policy: PolicyVersion) -> list[PolicyPreview]:
    found = PolicyPreview.objects.within(scope).filter(policy=policy)
    return list(found.select_related("round", "person"))
