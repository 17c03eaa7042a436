"""How far two people who coded the same protocol agree."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from comity.benchmark.links import Credit


def agreement(left: Mapping[str, Credit], right: Mapping[str, Credit]) -> "Agreement":
    """How far two coders agree on the criteria that both decided, and Cohen's kappa: the same, chance taken out."""
    both = sorted(left.keys() & right.keys())
    same = sum(left[code] is right[code] for code in both)
    by_chance = sum(
        sum(left[code] is credit for code in both) * sum(right[code] is credit for code in both)
        for credit in Credit
    )
    kappa = None
    if both and by_chance != len(both) ** 2:
        observed, expected = Fraction(same, len(both)), Fraction(by_chance, len(both) ** 2)
        kappa = (observed - expected) / (1 - expected)
    return Agreement(compared=len(both), same=same, kappa=kappa)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    compared: int
    same: int
    kappa: Fraction | None  # None where chance alone would make them agree: nothing can be said
