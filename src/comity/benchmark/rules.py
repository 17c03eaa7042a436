"""The rule of a programme as plain facts, as they are kept beside what was decided by it.

Laws: a rule written and read again is the same, to the last digit; what is left out is as it comes with Comity.
"""

from collections.abc import Mapping
from fractions import Fraction

from comity.benchmark.coverage import Basis, Rule
from comity.core import UsageProblem

Facts = Mapping[str, str | bool | int | None]


def rule_facts(rule: Rule) -> dict[str, str | bool | None]:
    return {
        "threshold": str(rule.threshold),
        "basis": rule.basis.value,
        "no_critical_missing": rule.no_critical_missing,
        "pillar_floor": None if rule.pillar_floor is None else str(rule.pillar_floor),
    }


def rule_from(facts: Facts) -> Rule:
    """Raises UsageProblem for what is no rule."""
    whole = {**rule_facts(Rule()), **facts}
    try:
        return Rule(
            threshold=Fraction(str(whole["threshold"])),
            basis=Basis(str(whole["basis"])),
            no_critical_missing=whole["no_critical_missing"] is True,
            pillar_floor=None if whole["pillar_floor"] is None else Fraction(str(whole["pillar_floor"])),
        )
    except (ValueError, ZeroDivisionError) as error:
        raise UsageProblem(
            f"What is kept as a rule is none ({error}).", remedy="Restore the last backup."
        ) from error
