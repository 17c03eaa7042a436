"""Every figure of a year as CSV, with what is merged, stands or is withheld, and why.

Law: nothing but figures that passed `disclosure` is in it, and no cell is a formula.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from decimal import Decimal

from comity.survey.disclosure import Distribution, Outcome
from comity.survey.figures import Figure, Results
from comity.survey.sums import Total
from comity.survey.told import label_of, of_band

_HEADERS = ("figure", "title", "cut", "band", "answer", "count", "low", "high", "outcome", "reason")


def figures_csv(found: Results) -> bytes:
    """One line a count or sum, and one for each figure that is withheld."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(_HEADERS)
    for figure in found.figures:
        for line in _lines(figure, found):
            writer.writerow([_safe(cell) for cell in line])
    return buffer.getvalue().encode()


def _lines(figure: Figure, found: Results) -> Iterator[Sequence[str]]:
    for one in figure.tables:
        cells = _counts(one, figure, found) if isinstance(one, Distribution) else _sums(one, found)
        if one.outcome is Outcome.WITHHELD:
            cells = iter([("", "", "", "", "")])
        for cell in cells:
            yield (figure.id, figure.title, one.cut, *cell, one.outcome, one.reason)


def _counts(one: Distribution, figure: Figure, found: Results) -> Iterator[Sequence[str]]:
    for band, counts in zip(one.bands, one.counts, strict=True):
        for part, count in zip(one.answers, counts, strict=True):
            yield of_band(one, band, found), label_of(figure.labels, part), str(count), "", ""


def _sums(one: Total, found: Results) -> Iterator[Sequence[str]]:
    for at, band in enumerate(one.bands):
        bounds = _plain(one.low[at]), _plain(one.high[at])
        yield of_band(one, band, found), "", str(one.respondents[at]), *bounds


def _plain(bound: float) -> str:
    """Every digit, and no exponent."""
    return f"{Decimal(repr(bound)).normalize():f}"


def _safe(cell: str) -> str:
    """Nothing that we write is a formula (OWASP, “CSV injection”)."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
