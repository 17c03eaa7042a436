"""A privacy budget as a JSON file: what was promised to members, and what each release took of it.

Law: what is written reads back as the same budget; ε is written as a fraction, so that sums stay exact.
"""

import json
from fractions import Fraction
from typing import Any

from comity.core import UnreadableInput, canonical_json
from comity.survey.noise import Budget, Spent


def budget_bytes(budget: Budget) -> bytes:
    return canonical_json(
        {
            "limit": str(budget.limit),
            "spent": [
                {"year": one.year, "epsilon": str(one.epsilon), "figures": one.figures}
                for one in budget.spent
            ],
        }
    )


def budget_from(data: bytes, *, where: str) -> Budget:
    try:
        found: dict[str, Any] = json.loads(data)
        spent = tuple(
            Spent(year=int(one["year"]), epsilon=Fraction(one["epsilon"]), figures=int(one["figures"]))
            for one in found["spent"]
        )
        return Budget(limit=Fraction(found["limit"]), spent=spent)
    except (ValueError, KeyError, TypeError, ZeroDivisionError) as error:
        raise UnreadableInput(
            "This is not a privacy budget.",
            remedy="Give secretariat/budget.json as it was made.",
            where=where,
        ) from error
