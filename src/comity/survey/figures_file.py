"""Figures as plain values for a file: what was published reads back without anybody's answers.

Law: what is written reads back as the same figures, without who answered what. Bounds of sums are text, so that they stay exact.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from comity.survey.disclosure import Distribution, Outcome
from comity.survey.figures import Figure
from comity.survey.sums import Total


def plain_figure(one: Figure) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "labels": list(one.labels),
        "unit": one.unit,
        "tables": [plain_table(table) for table in one.tables],
    }


def plain_table(one: Distribution | Total) -> dict[str, Any]:
    said: dict[str, Any] = {
        "cut": one.cut,
        "bands": one.bands,
        "outcome": str(one.outcome),
        "reason": one.reason,
    }
    if isinstance(one, Distribution):
        return said | {"answers": one.answers, "counts": one.counts}
    bounds = {
        "low": [repr(float(bound)) for bound in one.low],
        "high": [repr(float(bound)) for bound in one.high],
    }
    return said | {"respondents": one.respondents} | bounds


def figure_from(plain: Mapping[str, Any]) -> Figure:
    tables = [table_from(one) for one in plain["tables"]]
    return Figure(
        id=plain["id"],
        title=plain["title"],
        labels=tuple(plain["labels"]),
        unit=plain["unit"],
        distributions=tuple(one for one in tables if isinstance(one, Distribution)),
        totals=tuple(one for one in tables if isinstance(one, Total)),
        answered_by={},
    )


def table_from(plain: Mapping[str, Any]) -> Distribution | Total:
    """Raises KeyError, TypeError or ValueError for what is no table."""
    cut, bands = str(plain["cut"]), _parts(plain["bands"])
    outcome, reason = Outcome(plain["outcome"]), str(plain["reason"])
    if "counts" in plain:
        return Distribution(
            cut=cut,
            bands=bands,
            answers=_parts(plain["answers"]),
            counts=_parts(plain["counts"]),
            outcome=outcome,
            reason=reason,
        )
    return Total(
        cut=cut,
        bands=bands,
        respondents=tuple(int(one) for one in plain["respondents"]),
        low=tuple(float(bound) for bound in plain["low"]),
        high=tuple(float(bound) for bound in plain["high"]),
        outcome=outcome,
        reason=reason,
    )


def _parts(found: Sequence[Sequence[int]]) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(int(one) for one in part) for part in found)
