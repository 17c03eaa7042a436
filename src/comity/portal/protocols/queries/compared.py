"""Two protocols side by side by the common criteria, and what one would come to with more: as the person who asks may see them.

A member finds its own protocols alone, an office those that it judges; so the wording of one member never stands beside another's
for anybody but the office that reads both.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from comity.benchmark import (
    Coverage,
    Credit,
    Criterion,
    Standing,
    Verdict,
    coverage_of,
    percent,
    verdict,
)
from comity.benchmark.compare import (
    Overlap,
    Residue,
    WhatIf,
    Why,
    if_added,
    open_requirements,
    overlap,
    smallest_additions,
)
from comity.benchmark.compare_book import comparison_workbook
from comity.portal.protocols.models import Case, Reading
from comity.portal.protocols.queries.cases import Opened, handed_cases, opened, own_cases
from comity.portal.protocols.queries.desk import own_coverage
from comity.portal.shell.sentences import speech
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.roles import Role


def comparable_cases(actor: Actor) -> list[Case]:
    """Those that are read, in the order in which the person is shown them."""
    found = handed_cases(actor) if actor.may(Role.BENCHMARK_REVIEWER) else own_cases(actor)
    return [one for one in found if one.reading == Reading.READ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two: by its verdict where it has one, else by what this side said so far."""

    found: Opened
    standing: Standing
    covered: Coverage

    @property
    def case(self) -> Case:
        return self.found.case


@dataclass(frozen=True, kw_only=True)  # no slots: what follows is worked out once
class Compared:
    own: Side
    other: Side
    overlap: Overlap
    residue: Residue

    @property
    def promised(self) -> str:
        return percent(self.overlap.guaranteed.fraction)

    @cached_property
    def reasons(self) -> Sequence[tuple[Why, int]]:
        """Why requirements are left to ask, the commonest first."""
        return Counter(one.why for one in self.residue.open).most_common()


def compared(actor: Actor, own: Case, other: Case) -> Compared:
    """Raises NotReadYet; CriteriaProblem for two that were compared with different criteria."""
    left, right = _side(actor, own), _side(actor, other)
    return Compared(
        own=left,
        other=right,
        overlap=overlap(left.covered, right.covered),
        residue=open_requirements(left.found.protocol, left.standing, right.covered),
    )


def _side(actor: Actor, case: Case) -> Side:
    found = opened(actor, case)
    standing = found.decided.standing if found.is_decided else found.own_verdict
    return Side(found=found, standing=standing, covered=coverage_now(found))


def pair_book(found: Compared) -> bytes:
    """With the wording of the first alone."""
    own, other = found.own.case, found.other.case
    return comparison_workbook(
        found.overlap,
        found.residue,
        found.own.covered,
        found.other.covered,
        own=own.called,
        other=other.called,
        speech=speech(),
    )


def coverage_now(found: Opened) -> Coverage:
    """By the verdict that stands; before it, by this side's own words."""
    if found.is_decided:
        return coverage_of(found.criteria, found.decided.standing)
    return own_coverage(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lacking:
    criterion: Criterion
    credit: Credit | None  # none: nobody has decided it
    is_needed: bool  # of the smallest set
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposed:
    """What a protocol would come to; what is open counts as not met."""

    now: Coverage
    smallest: WhatIf
    chosen: WhatIf
    said: Verdict
    lacking: tuple[Lacking, ...]  # in the order of the criteria


def supposed(found: Opened, codes: Collection[str] | None) -> Supposed:
    """`codes`: what is added; None asks for the smallest set. Raises CriteriaProblem for a code that is not there."""
    now = coverage_now(found)
    smallest = smallest_additions(now, found.rule)
    needed = {one.code for one in smallest.additions}
    chosen = smallest if codes is None else if_added(now, codes)
    added = {one.code for one in chosen.additions}
    return Supposed(
        now=now,
        smallest=smallest,
        chosen=chosen,
        said=verdict(chosen.then, found.rule),
        lacking=tuple(
            Lacking(
                criterion=one,
                credit=now.credits.get(one.code),
                is_needed=one.code in needed,
                is_chosen=one.code in added,
            )
            for one in now.applicable
            if now.credit(one.code) is not Credit.FULL
        ),
    )
