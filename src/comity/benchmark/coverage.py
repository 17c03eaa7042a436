"""How much of the common criteria a protocol covers, in exact fractions, and whether that is enough.

In: a criteria set, the credit of each decided criterion, the approved excuses. Out: `Coverage`, `Verdict`. Laws: no float
and no rounding touches the verdict; a protocol that asks all of it covers 1; a further confirmed link never lowers a
number; the order of anything changes nothing; a criterion that is still open counts as not met in the numbers, and a
verdict is given only where no answer to what is open could change it.
"""

import math
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from comity.benchmark.criteria import CriteriaSet, Criterion, Criticality
from comity.benchmark.links import Credit
from comity.benchmark.standing import Standing
from comity.core import UsageProblem


class Basis(StrEnum):
    """What is laid against the threshold. The other one is always shown beside it."""

    FULL = "in full"  # criteria met in full ÷ applicable
    WITH_HALVES = "with halves"  # those met in part count one half


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """When a protocol is equivalent: a setting of the programme. The gates are off unless it turns them on."""

    threshold: Fraction = Fraction(85, 100)
    basis: Basis = Basis.FULL
    no_critical_missing: bool = False
    pillar_floor: Fraction | None = None

    def __post_init__(self) -> None:
        for name, share in (("threshold", self.threshold), ("pillar_floor", self.pillar_floor)):
            if share is None:
                continue
            if not isinstance(share, Fraction):
                raise UsageProblem(
                    f"The {name} is {share!r}, which is no exact fraction.",
                    remedy="Write it as Fraction(85, 100), or read it with exact_share.",
                )
            if not 0 <= share <= 1:
                raise UsageProblem(f"The {name} is {share}.", remedy="It lies between 0 and 1.")


def exact_share(text: str) -> Fraction:
    """“0.85”, “85 %”, “17/20” as a fraction: never by way of a float. Raises UsageProblem."""
    plain = text.strip().replace(",", ".")
    percent = plain.endswith("%")
    try:
        share = Fraction(plain.removesuffix("%").strip())
    except (ValueError, ZeroDivisionError) as error:
        raise UsageProblem(f"“{text}” is no share.", remedy="Write it as 0.85, 85 % or 17/20.") from error
    return share / 100 if percent else share


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A part of some criteria, exactly, and as people read it."""

    met: Fraction
    of: int

    @property
    def fraction(self) -> Fraction:
        """Of nothing, all is met: a pillar whose every criterion is excused holds nobody up."""
        return self.met / self.of if self.of else Fraction(1)

    def __str__(self) -> str:
        met = str(self.met.numerator) if self.met.denominator == 1 else f"{float(self.met):.1f}"
        return f"{met}/{self.of}"

    @property
    def percent(self) -> str:
        return percent(self.fraction)


def percent(share: Fraction, digits: int = 2) -> str:
    """Cut off, never rounded up: 84.999 % is no 85 %."""
    scaled = math.floor(share * 100 * 10**digits)
    whole, rest = divmod(scaled, 10**digits)
    return f"{whole}.{rest:0{digits}d} %" if digits else f"{whole} %"


@dataclass(frozen=True, kw_only=True)  # no slots: the shares are worked out once
class Coverage:
    """Made by `coverage`. Open criteria are counted as applicable and not met."""

    criteria: CriteriaSet = field(repr=False)
    credits: Mapping[str, Credit] = field(repr=False)  # of every applicable criterion that is decided
    excused: Set[str] = field(repr=False)
    unread: Set[str] = field(default=frozenset(), repr=False)
    """Criteria that have their credit from links that were accepted in bulk and read by nobody."""
    liftable: Set[str] = field(default=frozenset(), repr=False)
    """Criteria called met in part while proposals are left that nobody judged. They are decided: a person said so, who saw the proposals
    side by side. But one of those may meet them in full, which a verdict of *not yet* tells."""

    @cached_property
    def applicable(self) -> tuple[Criterion, ...]:
        return tuple(one for one in self.criteria if one.code not in self.excused)

    @cached_property
    def open(self) -> tuple[Criterion, ...]:
        return tuple(one for one in self.applicable if one.code not in self.credits)

    def credit(self, code: str) -> Credit:
        return self.credits.get(code, Credit.NONE)

    @property
    def full(self) -> Share:
        return self._share(self.applicable, Basis.FULL)

    @property
    def with_halves(self) -> Share:
        return self._share(self.applicable, Basis.WITH_HALVES)

    @property
    def weighted(self) -> Share:
        """By criticality, halves counted. For information: no rule looks at it."""
        met = sum(
            (one.criticality.weight * self.credit(one.code).worth for one in self.applicable), Fraction(0)
        )
        return Share(met=met, of=sum(one.criticality.weight for one in self.applicable))

    def headline(self, basis: Basis) -> Share:
        return self.full if basis is Basis.FULL else self.with_halves

    def by_pillar(self, basis: Basis = Basis.FULL) -> dict[str, Share]:
        return {
            pillar: self._share((one for one in self.applicable if one.pillar == pillar), basis)
            for pillar in self.criteria.pillars
        }

    def by_section(self, basis: Basis = Basis.FULL) -> dict[str, Share]:
        return {
            section: self._share((one for one in self.applicable if one.section == section), basis)
            for section in self.criteria.sections
        }

    @cached_property
    def missing(self) -> tuple[Criterion, ...]:
        """Decided, and not met at all."""
        return tuple(one for one in self.applicable if self.credits.get(one.code) is Credit.NONE)

    @cached_property
    def partly(self) -> tuple[Criterion, ...]:
        return tuple(one for one in self.applicable if self.credits.get(one.code) is Credit.PART)

    @property
    def missing_critical(self) -> tuple[Criterion, ...]:
        return tuple(one for one in self.missing if one.criticality is Criticality.CRITICAL)

    @property
    def partly_critical(self) -> tuple[Criterion, ...]:
        return tuple(one for one in self.partly if one.criticality is Criticality.CRITICAL)

    @cached_property
    def holes(self) -> tuple[str, ...]:
        """Sections of which every applicable criterion is decided and none is met, not even in part."""
        return tuple(
            section
            for section in self.criteria.sections
            if (some := [one for one in self.applicable if one.section == section])
            and all(self.credits.get(one.code) is Credit.NONE for one in some)
        )

    def if_open_were(self, credit: Credit) -> "Coverage":
        """With what nobody read, which is as open."""
        guessed = {*(one.code for one in self.open), *self.unread}
        return replace(self, credits={**self.credits, **dict.fromkeys(guessed, credit)})

    def _share(self, some: Iterable[Criterion], basis: Basis) -> Share:
        known = [self.credit(one.code) for one in some]
        if basis is Basis.FULL:
            return Share(met=Fraction(sum(one is Credit.FULL for one in known)), of=len(known))
        return Share(met=sum((one.worth for one in known), Fraction(0)), of=len(known))


def coverage(criteria: CriteriaSet, decided: Mapping[str, Credit], excused: Iterable[str] = ()) -> Coverage:
    """Raises CriteriaProblem for a code that the set does not hold."""
    gone = frozenset(excused)
    for code in (*decided, *gone):
        criteria[code]
    return Coverage(
        criteria=criteria,
        credits={code: one for code, one in decided.items() if code not in gone},
        excused=gone,
    )


def coverage_of(criteria: CriteriaSet, standing: Standing) -> Coverage:
    """What the reviewer's decisions, and the resolutions, come to."""
    found = coverage(criteria, standing.verdict_credits(), standing.excused)
    return replace(found, unread=standing.unread - found.excused, liftable=standing.liftable - found.excused)


class Outcome(StrEnum):
    EQUIVALENT = "equivalent"
    NOT_YET = "not yet equivalent"
    OPEN = "open"  # what is not decided, or was accepted unread, could still turn it


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    outcome: Outcome
    rule: Rule
    coverage: Coverage
    reasons: tuple[str, ...]  # each failed test in a sentence, or what keeps it open; what it rests on unread

    @property
    def still_needed(self) -> int:
        """Criteria more to be met in full until the threshold is reached; 0 where it is."""
        share = self.coverage.headline(self.rule.basis)
        return max(0, math.ceil(self.rule.threshold * share.of - share.met))


def verdict(found: Coverage, rule: Rule) -> Verdict:
    """Equivalent if no answer to what is open, or was accepted unread, could fail the rule; not yet if none could pass it."""
    least, most = (
        _failures(found.if_open_were(Credit.NONE), rule),
        _failures(found.if_open_were(Credit.FULL), rule),
    )
    if not least:
        return Verdict(outcome=Outcome.EQUIVALENT, rule=rule, coverage=found, reasons=_unread(found))
    if most:
        return Verdict(
            outcome=Outcome.NOT_YET,
            rule=rule,
            coverage=found,
            reasons=(*most, *_liftable(found, rule), *_unread(found)),
        )
    return Verdict(outcome=Outcome.OPEN, rule=rule, coverage=found, reasons=(*_open(found), *_unread(found)))


def _open(found: Coverage) -> tuple[str, ...]:
    count = len(found.open)
    waits = "1 criterion is" if count == 1 else f"{count} criteria are"
    return (f"{waits} still open, and could turn the verdict.",) if count else ()


def _liftable(found: Coverage, rule: Rule) -> tuple[str, ...]:
    partly = sorted(code for code in found.liftable if found.credits.get(code) is Credit.PART)
    lifted = replace(found, credits={**found.credits, **dict.fromkeys(partly, Credit.FULL)})
    if not partly or _failures(lifted.if_open_were(Credit.FULL), rule):
        return ()
    codes = ", ".join(partly)
    return (
        f"Criteria that are met in part have proposals that nobody judged, and could turn this if those met them in full: {codes}.",
    )


def _unread(found: Coverage) -> tuple[str, ...]:
    count = len(found.unread)
    rests = "1 criterion has its" if count == 1 else f"{count} criteria have their"
    return (f"{rests} credit from links that were accepted in bulk and that nobody read.",) if count else ()


def _failures(found: Coverage, rule: Rule) -> list[str]:
    failed = []
    share = found.headline(rule.basis)
    if not found.applicable:
        failed.append("Every criterion is excused, so nothing is left to be equivalent to.")
    if share.fraction < rule.threshold:
        failed.append(
            f"{share} is {share.percent}, below {percent(rule.threshold)}: "
            f"{math.ceil(rule.threshold * share.of)} of {share.of} are needed."
        )
    if rule.no_critical_missing and found.missing_critical:
        codes = ", ".join(one.code for one in found.missing_critical)
        failed.append(f"Critical criteria are not met at all: {codes}.")
    if rule.pillar_floor is not None:
        for pillar, part in found.by_pillar(rule.basis).items():
            if part.fraction < rule.pillar_floor:
                failed.append(f"{pillar} has {part}, below the floor of {percent(rule.pillar_floor)}.")
    return failed
