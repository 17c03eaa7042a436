"""What a verdict rests on, in numbers alone: enough to say what it would have been by any other rule.

In: the coverage that was decided on. Out: plain facts to keep beside the verdict, and the outcome that a rule gives by them. Laws: it
is the outcome that `verdict` gives by the coverage itself; and the facts say of no criterion whether it is met.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from comity.benchmark.coverage import Basis, Coverage, Outcome, Rule
from comity.benchmark.links import Credit

Numbers = Mapping[str, Mapping[str, str | int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Extreme:
    """The coverage if what is open, or was read by nobody, were all met, or all not."""

    applicable: int
    missing_critical: int
    share: Mapping[Basis, Fraction]
    lowest: Mapping[Basis, Fraction]  # of all pillars

    def passes(self, rule: Rule) -> bool:
        return (
            self.applicable > 0
            and self.share[rule.basis] >= rule.threshold
            and not (rule.no_critical_missing and self.missing_critical)
            and (rule.pillar_floor is None or self.lowest[rule.basis] >= rule.pillar_floor)
        )


def numbers_of(found: Coverage) -> dict[str, dict[str, str | int]]:
    """As they are kept."""
    return {
        "least": _facts(found.if_open_were(Credit.NONE)),
        "most": _facts(found.if_open_were(Credit.FULL)),
    }


def outcome_by(kept: Numbers, rule: Rule) -> Outcome:
    if _extreme(kept["least"]).passes(rule):
        return Outcome.EQUIVALENT
    return Outcome.OPEN if _extreme(kept["most"]).passes(rule) else Outcome.NOT_YET


def _facts(found: Coverage) -> dict[str, str | int]:
    facts: dict[str, str | int] = {
        "applicable": len(found.applicable),
        "missing_critical": len(found.missing_critical),
    }
    for basis in Basis:
        pillars = [one.fraction for one in found.by_pillar(basis).values()]
        facts[f"share {basis}"] = str(found.headline(basis).fraction)
        facts[f"lowest {basis}"] = str(min(pillars, default=Fraction(1)))
    return facts


def _extreme(facts: Mapping[str, str | int]) -> Extreme:
    return Extreme(
        applicable=int(facts["applicable"]),
        missing_critical=int(facts["missing_critical"]),
        share={one: Fraction(str(facts[f"share {one}"])) for one in Basis},
        lowest={one: Fraction(str(facts[f"lowest {one}"])) for one in Basis},
    )
