"""What is asked of lanes and policies: which stand, what a change changes, what a preview found."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from comity.benchmark import Rule
from comity.benchmark.rules import rule_from
from comity.membership import Lane, default_lane
from comity.membership.lanes import default_lane_text, lane_from
from comity.portal.membership.models import Round
from comity.portal.ports.storage import as_file
from comity.portal.programme.models import (
    Adoption,
    EquivalenceRule,
    LaneVersion,
    PolicyPreview,
    PolicyVersion,
    RoundLane,
    SurveyRules,
)
from comity.portal.programme.words import rule_in_words
from comity.portal.tenants.scope import Scope
from comity.release import Policy, default_policy_text, read_policy


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


def lane_of(version: LaneVersion) -> Lane:
    return lane_from(version.text, where=f"{version.slug}, version {version.number}")


def lanes_of_rounds(scope: Scope) -> dict[int, Lane]:
    """By the round's primary key. Rounds that are not here are served by the lane that comes with Comity."""
    return {one.round_id: lane_of(one.lane) for one in RoundLane.objects.within(scope).select_related("lane")}


def lane_numbered(scope: Scope, slug: str, number: int) -> LaneVersion | None:
    return LaneVersion.objects.within(scope).filter(slug=slug, number=number).select_related("person").first()


def lane_template() -> str:
    return default_lane_text()


def policies_of(scope: Scope) -> list[PolicyVersion]:
    """The latest first."""
    return list(PolicyVersion.objects.within(scope).select_related("person"))


def policy_numbered(scope: Scope, number: int) -> PolicyVersion | None:
    return PolicyVersion.objects.within(scope).filter(number=number).select_related("person").first()


def adopted(scope: Scope) -> Adoption | None:
    """What the programme goes by; None for the policy that comes with Comity."""
    return Adoption.objects.within(scope).select_related("policy", "person").first()


def policy_text_now(scope: Scope) -> str:
    last = adopted(scope)
    return last.policy.text if last else default_policy_text()


def policy_from_text(text: str) -> Policy:
    with as_file(text.encode(), name="policy.toml") as path:
        return read_policy(path)


def policy_now(scope: Scope) -> Policy:
    last = adopted(scope)
    return policy_from_text(last.policy.text) if last else Policy.default()


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


# The survey -------------------------------------------------------------------------------------------------------


def survey_rules_now(scope: Scope) -> SurveyRules:
    """What the programme goes by; what nobody ever chose is as the questionnaire says, without gate and noise."""
    return SurveyRules.objects.within(scope).first() or SurveyRules()


# Equivalence ------------------------------------------------------------------------------------------------------


def equivalence_rules(scope: Scope) -> list[EquivalenceRule]:
    """The latest first. Where there is none, the rule that comes with Comity counts: 85 % in full, and no gates."""
    return list(EquivalenceRule.objects.within(scope).select_related("person", "adopted_by"))


def equivalence_rule_numbered(scope: Scope, number: int) -> EquivalenceRule | None:
    found = EquivalenceRule.objects.within(scope).filter(number=number)
    return found.select_related("person", "adopted_by").first()


def equivalence_rule_now(scope: Scope) -> tuple[int, Rule]:
    """What a protocol that is handed in now is judged by, and the number of its version: 0 is the one that comes with Comity."""
    last = EquivalenceRule.objects.within(scope).exclude(adopted_at=None).first()
    return (last.number, rule_from(last.facts)) if last else (0, Rule())
