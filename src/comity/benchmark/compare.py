"""Two protocols, or many, by the common criteria: what they share, what one leaves open of the other, where all converge.

Equivalence does not compose: two protocols with 85 % each are sure to share only 70 %, and of what a protocol asks beyond
the common criteria the other may answer nothing. So the overlap is counted criterion by criterion, and what stays open is
listed. Laws: what is open of one's own protocol is worked out from the other's credits alone, never from its wording;
no order of anything changes anything.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction

from comity.benchmark.coverage import Basis, Coverage, Rule, Share, percent
from comity.benchmark.criteria import CriteriaSet, Criterion
from comity.benchmark.decisions import Party
from comity.benchmark.errors import CriteriaProblem
from comity.benchmark.kinds import Kind
from comity.benchmark.links import Credit, Relation
from comity.benchmark.protocol import Protocol, Question
from comity.benchmark.standing import Standing
from comity.core import UsageProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """Of the criteria that both apply. `guaranteed` is what the two numbers alone promise, `shared` what is true."""

    left: Share
    right: Share
    both: tuple[Criterion, ...]  # met in full by either
    only_left: tuple[Criterion, ...]
    only_right: tuple[Criterion, ...]
    neither: tuple[Criterion, ...]

    @property
    def shared(self) -> Share:
        return Share(met=Fraction(len(self.both)), of=self.left.of)

    @property
    def guaranteed(self) -> Share:
        return Share(met=max(Fraction(0), self.left.met + self.right.met - self.left.of), of=self.left.of)

    @property
    def right_answers_of_left(self) -> Share:
        """Of what the left protocol asks within the common criteria, how much the right one asks, too."""
        return Share(met=Fraction(len(self.both)), of=len(self.both) + len(self.only_left))

    @property
    def sentence(self) -> str:
        return (
            f"They meet {self.left.percent} and {self.right.percent} of the common criteria, which promises that they "
            f"share {percent(self.guaranteed.fraction)}; in truth they share {self.shared} ({self.shared.percent})."
        )


def overlap(left: Coverage, right: Coverage) -> Overlap:
    """Raises CriteriaProblem for two that were compared with different criteria."""
    if left.criteria.digest != right.criteria.digest:
        raise CriteriaProblem(
            f"One protocol was compared with {left.criteria.name}, the other with {right.criteria.name}, or another edition.",
            remedy="Carry one of them over with the crosswalk.",
        )
    both_apply = [
        one for one in left.criteria if one.code not in left.excused and one.code not in right.excused
    ]
    met: dict[tuple[bool, bool], list[Criterion]] = {(a, b): [] for a in (True, False) for b in (True, False)}
    for one in both_apply:
        met[left.credit(one.code) is Credit.FULL, right.credit(one.code) is Credit.FULL].append(one)
    count = len(both_apply)
    return Overlap(
        left=Share(met=Fraction(len(met[True, True]) + len(met[True, False])), of=count),
        right=Share(met=Fraction(len(met[True, True]) + len(met[False, True])), of=count),
        both=tuple(met[True, True]),
        only_left=tuple(met[True, False]),
        only_right=tuple(met[False, True]),
        neither=tuple(met[False, False]),
    )


class Why(StrEnum):
    """Why a requirement of one's own stays open."""

    OUTSIDE = "it asks for more than the common criteria, so nothing is known of the other"
    UNDECIDED = "it is not yet compared with the common criteria"
    NOT_MET = "the other does not meet its criterion"
    IN_PART = "the other meets its criterion in part"
    BEYOND = "the other meets its criterion, and it asks for more than the criterion"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRequirement:
    question: Question
    why: Why
    criteria: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Residue:
    """What an audit by the other protocol leaves to ask. `answered` of `asked` of one's own requirements are not open."""

    asked: int
    open: tuple[OpenRequirement, ...]

    @property
    def answered(self) -> Share:
        return Share(met=Fraction(self.asked - len(self.open)), of=self.asked)


def open_requirements(protocol: Protocol, standing: Standing, other: Coverage) -> Residue:
    """Requirements of one's own protocol that the other's credits do not answer, in the order of the protocol."""
    links: dict[str, list[tuple[str, Relation | None]]] = {}
    for link, said in standing.judgements(Party.REVIEWER).items():
        for id_ in link.questions if said.confirmed else ():
            links.setdefault(id_, []).append((link.criterion, said.relation))
    outside = standing.not_mappable(Party.REVIEWER).keys() | standing.not_mappable(Party.MEMBER).keys()
    own = [one for one in protocol.with_kinds(standing.kinds).questions if one.kind is Kind.REQUIREMENT]
    found = []
    for one in own:
        linked = links.get(one.id, [])
        why = _why_open(linked, other) if linked else (Why.OUTSIDE if one.id in outside else Why.UNDECIDED)
        if why is not None:
            found.append(
                OpenRequirement(question=one, why=why, criteria=tuple(sorted({code for code, _ in linked})))
            )
    return Residue(asked=len(own), open=tuple(found))


def _why_open(linked: list[tuple[str, Relation | None]], other: Coverage) -> Why | None:
    credits_ = {other.credit(code) for code, _ in linked}
    if Credit.NONE in credits_:
        return Why.NOT_MET
    if Credit.PART in credits_:
        return Why.IN_PART
    beyond = (Relation.SUPERSET, Relation.INTERSECTS)
    return Why.BEYOND if all(relation in beyond for _, relation in linked) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    criterion: Criterion
    full: int  # protocols that demand it in full
    part: int
    of: int  # protocols to which it applies

    @property
    def is_majority(self) -> bool:
        return 2 * self.full > self.of

    @property
    def share(self) -> Share:
        return Share(met=Fraction(self.full), of=self.of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Convergence:
    """Does the benchmark reflect a majority of the members' requirements?"""

    protocols: int
    demands: tuple[Demand, ...]  # in the order of the criteria
    outside: Mapping[str, int] = field(
        default_factory=dict
    )  # protocol -> its requirements beyond the criteria

    @property
    def converging(self) -> tuple[Demand, ...]:
        """What all demand in full."""
        return tuple(one for one in self.demands if one.of and one.full == one.of)

    @property
    def without_majority(self) -> tuple[Demand, ...]:
        """In the benchmark, and not with most members: there the benchmark is ahead of them, or past its time."""
        return tuple(one for one in self.demands if not one.is_majority)

    @property
    def lagging(self) -> Mapping[str, int]:
        """Protocols that ask for what the benchmark does not hold; the most of it first."""
        asked = sorted(self.outside.items(), key=lambda one: (-one[1], one[0]))
        return {name: count for name, count in asked if count}


def convergence(
    criteria: CriteriaSet,
    protocols: Mapping[str, Coverage],
    outside: Mapping[str, int] | None = None,
) -> Convergence:
    """`outside`: how many requirements of each protocol no criterion holds. No wording of any protocol goes in."""
    for name, found in protocols.items():
        if found.criteria.digest != criteria.digest:
            raise CriteriaProblem(
                f"{name} was compared with {found.criteria.name}, not with this edition of {criteria.name}.",
                remedy="Carry it over with the crosswalk.",
            )
    demands = []
    for one in criteria:
        known = [it.credit(one.code) for it in protocols.values() if one.code not in it.excused]
        demands.append(
            Demand(criterion=one, full=known.count(Credit.FULL), part=known.count(Credit.PART), of=len(known))
        )
    return Convergence(protocols=len(protocols), demands=tuple(demands), outside=dict(outside or {}))


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """The least that has to be added, each met in full, until the rule is passed."""

    additions: tuple[Criterion, ...]
    cost: int
    then: Coverage


def if_added(found: Coverage, codes: Iterable[str]) -> WhatIf:
    """What the protocol would come to if it met these in full. Raises CriteriaProblem for a code that is not there."""
    added = dict.fromkeys(codes)
    for code in added:
        found.criteria[code]
    return WhatIf(
        additions=tuple(one for one in found.criteria if one.code in added),
        cost=len(added),
        then=replace(
            found,
            credits={**found.credits, **{code: Credit.FULL for code in added if code not in found.excused}},
            unread=found.unread - set(added),
        ),
    )


_TIE = 10_000  # one unit of cost outweighs every preference between criteria


def smallest_additions(found: Coverage, rule: Rule, cost: Mapping[str, int] | None = None) -> WhatIf:
    """Exact: of all sets of criteria that pass the rule, one of least cost; of those, the one with the gravest criteria.

    `cost` says how many questions a criterion would take; one each where it does not say. Halves that are raised to
    whole count what they gain. What is open counts as not met.
    """
    prices = {one.code: (cost or {}).get(one.code, 1) for one in found.applicable}
    if bad := next((code for code, price in prices.items() if price < 1), None):
        raise UsageProblem(f"Criterion {bad} would cost {prices[bad]}.", remedy="A cost is 1 or more.")
    half = 1 if rule.basis is Basis.WITH_HALVES else 0
    worth = {Credit.FULL: 2, Credit.PART: half, Credit.NONE: 0}
    total = _units(rule.threshold, len(found.applicable))
    have = sum(worth[found.credit(one.code)] for one in found.applicable)
    need = max(0, total - have)
    best: list[tuple[int, tuple[str, ...]] | None] = [(0, ())] + [None] * need
    for pillar in found.criteria.pillars:
        members = [one for one in found.applicable if one.pillar == pillar]
        best = _joined(best, _pillar_choices(members, found, rule, prices, worth, need))
    chosen = best[need]
    if chosen is None:
        raise UsageProblem(
            "No addition passes the rule.", remedy="At least one criterion must be applicable."
        )
    codes = set(chosen[1])
    return WhatIf(
        additions=tuple(one for one in found.applicable if one.code in codes),
        cost=sum(prices[code] for code in codes),
        then=replace(
            found, credits={**found.credits, **dict.fromkeys(codes, Credit.FULL)}, unread=found.unread - codes
        ),
    )


def _units(share: Fraction, count: int) -> int:
    """Half credits that the share takes, never rounded down."""
    return -(-2 * share.numerator * count // share.denominator)


_Choices = list[tuple[int, tuple[str, ...]] | None]


def _pillar_choices(
    members: list[Criterion],
    found: Coverage,
    rule: Rule,
    prices: Mapping[str, int],
    worth: Mapping[Credit, int],
    need: int,
) -> _Choices:
    """For each gain up to `need` (the last: that or more), the cheapest additions of this pillar that pass its gates."""
    have = sum(worth[found.credit(one.code)] for one in members)
    floor = max(0, _units(rule.pillar_floor, len(members)) - have) if rule.pillar_floor is not None else 0
    most = max(need, floor)
    best: _Choices = [(0, ())] + [None] * most
    for one in members:
        gain = 2 - worth[found.credit(one.code)]
        if not gain:
            continue
        must = (
            rule.no_critical_missing and one.criticality.weight == 3 and found.credit(one.code) is Credit.NONE
        )
        price = prices[one.code] * _TIE + 3 - one.criticality.weight
        best = _with_one(best, one.code, gain, price, must=must)
    return [_least(best[max(gain, floor) :]) for gain in range(need)] + [_least(best[max(need, floor) :])]


def _with_one(best: _Choices, code: str, gain: int, price: int, *, must: bool) -> _Choices:
    after: _Choices = [None] * len(best) if must else list(best)
    for at, one in enumerate(best):
        if one is not None:
            place = min(len(best) - 1, at + gain)
            cost = one[0] + price
            there = after[place]
            if there is None or cost < there[0]:
                after[place] = (cost, (*one[1], code))
    return after


def _least(some: _Choices) -> tuple[int, tuple[str, ...]] | None:
    known = [one for one in some if one is not None]
    return min(known, key=lambda one: one[0]) if known else None


def _joined(left: _Choices, right: _Choices) -> _Choices:
    """Of two disjoint groups; both lists say the cheapest for a gain of at least their index."""
    need = len(left) - 1
    joined: _Choices = [None] * len(left)
    for gain_left, one in enumerate(left):
        if one is None:
            continue
        for gain_right, other in enumerate(right):
            if other is None:
                continue
            place = min(need, gain_left + gain_right)
            cost = one[0] + other[0]
            there = joined[place]
            if there is None or cost < there[0]:
                joined[place] = (cost, one[1] + other[1])
    return joined
