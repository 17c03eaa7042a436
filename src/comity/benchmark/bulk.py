"""Accepting many proposals at once, and how many of them will be wrong.

Law: what was so accepted gives its credit, since a person chose to, and is unread until she looks: no verdict rests on it, it teaches
nothing, and a forecast takes it for what the machine said of it.
"""

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
    """Every open proposal from this probability up, confirmed with one strength that the person chose; none for a criterion that
    the party called not covered, or not applicable.

    `surely` turns a proposal's probability into what it means after the decisions so far (`Forecast.recalibrated`).
    """
    said = standing.statements(party)
    taken = [
        one
        for code, some in standing.open_proposals(party).items()
        for one in some
        if one.probability >= above and code not in said
    ]
    taken.sort(key=lambda one: (-one.probability, one.link))
    return BulkAcceptance(
        judgements=tuple(
            Judgement(
                link=one.link,
                confirmed=True,
                strength=strength,
                rationale=f"Accepted in bulk from {above:.2f} up, unread; proposed with {one.probability:.2f}.",
                unread=True,
            )
            for one in taken
        ),
        expected_errors=sum(1.0 - surely(one.probability) for one in taken),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkAcceptance:
    judgements: tuple[Judgement, ...]
    expected_errors: float  # links among them that a person would have rejected
