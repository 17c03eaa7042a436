"""A ledger of Alder Foods, its key, and facts that stand in it."""

from datetime import UTC, datetime, timedelta
from random import Random

from comity.ledger import Fact, Ledger, Opening, Signer

START = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)


def signer(name: str = "comity/alder-foods", seed: int = 1) -> Signer:
    return Signer(name, Random(seed).randbytes(32))


def opening(number: int) -> Opening:
    fact = Fact(
        kind="request-sent",
        at=START + timedelta(minutes=number),
        by="Alder Foods",
        details={"request": f"R{number}"},
    )
    return Opening(fact=fact, salt=Random(number).randbytes(32))


def openings(count: int) -> list[Opening]:
    return [opening(number) for number in range(count)]


def ledger(count: int, name: str = "comity/alder-foods") -> Ledger:
    return Ledger(name, [one.commitment for one in openings(count)])
