"""Accepting many proposals at once, and how many of them will be wrong."""

from collections.abc import Callable
from dataclasses import dataclass

from comity.benchmark.decisions import Party
from comity.benchmark.links import Judgement, Strength
from comity.benchmark.standing import Standing


def bulk_accept(
    standing: Standing,
    *,
    above: float,
    strength: Strength,
    party: Party = Party.REVIEWER,
    surely: Callable[[float], float] = float,
) -> "BulkAcceptance":
    """Every open proposal from this probability up, confirmed with one strength that the person chose.

    `surely` turns a proposal's probability into what it means after the decisions so far (`Forecast.recalibrated`).
    """
    taken = [
        one for some in standing.open_proposals(party).values() for one in some if one.probability >= above
    ]
    taken.sort(key=lambda one: (-one.probability, one.link))
    return BulkAcceptance(
        judgements=tuple(
            Judgement(
                link=one.link,
                confirmed=True,
                strength=strength,
                rationale=f"Accepted in bulk from {above:.2f} up; proposed with {one.probability:.2f}.",
            )
            for one in taken
        ),
        expected_errors=sum(1.0 - surely(one.probability) for one in taken),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkAcceptance:
    judgements: tuple[Judgement, ...]
    expected_errors: float  # links among them that a person would have rejected
