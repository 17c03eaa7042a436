"""Thirty fictional members over two years, drawn from a seed: what they would answer, as they would write it."""

import random

from comity.survey import Instrument, Kind, lines

MEMBERS = tuple(f"{tree}-{trade}" for tree in ("alder", "birch", "cedar", "dogwood", "elm") for trade in ("foods", "drinks", "home", "care", "paper", "dairy"))  # fmt: skip
SIZES = ("small", "medium", "large")
TENURES = ("up to five years", "longer")


def members_csv() -> str:
    draw = random.Random(7)
    rows = [f"{member},,{draw.choice(SIZES)},{draw.choice(TENURES)}" for member in MEMBERS]
    return (
        "\n".join(["member,left,size,tenure", f"order,,{';'.join(SIZES)},{';'.join(TENURES)}", *rows]) + "\n"
    )


def answers_of(member: str, instrument: Instrument) -> dict[str, str]:
    """Text by line, as a person types it; a member moves up slowly from year to year."""
    draw = random.Random(f"{member}{instrument.edition}")
    stands = random.Random(member).choice((1, 2, 2, 3, 3, 4)) + (instrument.edition - 2026) * draw.choice(
        (0, 0, 1)
    )
    written: dict[str, str] = {}
    for line in lines(instrument).values():
        question = line.question
        if question.kind is Kind.MATURITY:
            written[line.id] = str(min(4, max(1, stands + draw.choice((-1, 0, 0, 1)))))
        elif line.choices:
            written[line.id] = draw.choice(line.choices).label
        elif question.kind is Kind.PERCENTAGE:
            written[line.id] = f"{draw.randint(0, 30)} %"
        elif question.kind is not Kind.TEXT:
            written[line.id] = str(
                round(draw.lognormvariate(7.5 - 2 * _bounds_above(question.id, instrument), 0.2))
            )
    return written


def _bounds_above(name: str, instrument: Instrument) -> int:
    """How many checks in a row bound this number: what is bound must be drawn well below its bound."""
    return max(
        (
            1 + _bounds_above(bound, instrument)
            for check in instrument.checks
            if name in check.of
            for bound in check.at_most
        ),
        default=0,
    )


def evidence_of(instrument: Instrument) -> dict[str, str]:
    return {
        question.id: "annual report, page 12"
        for question in instrument.questions.values()
        if question.asks_evidence
    }
