"""Published figures as they are kept: so that a member's page needs nobody's answers to show them.

Law: what is kept reads back as the figures that were made, without who answered what.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from comity.core import canonical_json
from comity.survey import Cut, Distribution, Figure, Instrument, Outcome, Results, Safety, Total, lines

Moves = tuple[tuple[str, Distribution], ...]
"""By module's title: how many moved down, stayed, moved up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    results: Results
    moves: Moves
    earlier: int | None  # the year that `moves` begin from


def published_bytes(
    found: Results, *, moves: Sequence[tuple[str, Distribution]], earlier: int | None
) -> bytes:
    figures = [
        {
            "id": one.id,
            "title": one.title,
            "labels": list(one.labels),
            "unit": one.unit,
            "distributions": [asdict(counts) for counts in one.distributions],
            "totals": [asdict(total) for total in one.totals],
        }
        for one in found.figures
    ]
    return canonical_json(
        _exact(
            {
                "respondents": found.respondents,
                "cuts": [[cut.name, list(cut.bands)] for cut in found.cuts],
                "safety": asdict(found.safety),
                "figures": figures,
                "moves": [[title, asdict(counts)] for title, counts in moves],
                "earlier": earlier,
            }
        )
    )


def _exact(value: Any) -> Any:
    """A file of ours holds no floats: a number with decimals is kept as its text."""
    if isinstance(value, Mapping):
        return {name: _exact(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_exact(one) for one in value]
    if isinstance(value, (float, np.floating)):
        return repr(float(value))
    if isinstance(value, np.integer):
        return int(value)
    return str(value) if isinstance(value, Outcome) else value


def published_from(data: bytes, instrument: Instrument) -> Published:
    """In the instrument's words: it may be another language than the figures were made in."""
    found = json.loads(data)
    titles = {f"module:{module.id}": module.title for module in instrument.modules}
    results = Results(
        instrument=instrument,
        respondents=found["respondents"],
        cuts=tuple(
            Cut(name=name, bands=tuple(bands), of=np.array([], dtype=np.int64))
            for name, bands in found["cuts"]
        ),
        figures=tuple(_worded(_figure(one), instrument, titles) for one in found["figures"]),
        safety=Safety(
            fewest=int(found["safety"]["fewest"]),
            largest_share=float(found["safety"]["largest_share"]),
            uncertainty=float(found["safety"]["uncertainty"]),
        ),
    )
    moves = tuple((str(title), _distribution(one)) for title, one in found["moves"])
    return Published(results=results, moves=moves, earlier=found["earlier"])


def _figure(one: Mapping[str, Any]) -> Figure:
    return Figure(
        id=one["id"],
        title=one["title"],
        labels=tuple(one["labels"]),
        unit=one["unit"],
        distributions=tuple(_distribution(counts) for counts in one["distributions"]),
        totals=tuple(_total(total) for total in one["totals"]),
        answered_by={},
    )


def _parts(found: Sequence[Sequence[int]]) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(part) for part in found)


def _distribution(one: Mapping[str, Any]) -> Distribution:
    return Distribution(
        cut=one["cut"],
        bands=_parts(one["bands"]),
        answers=_parts(one["answers"]),
        counts=_parts(one["counts"]),
        outcome=Outcome(one["outcome"]),
        reason=one["reason"],
    )


def _total(one: Mapping[str, Any]) -> Total:
    return Total(
        cut=one["cut"],
        bands=_parts(one["bands"]),
        respondents=tuple(one["respondents"]),
        low=tuple(float(bound) for bound in one["low"]),
        high=tuple(float(bound) for bound in one["high"]),
        outcome=Outcome(one["outcome"]),
        reason=one["reason"],
    )


def _worded(figure: Figure, instrument: Instrument, titles: Mapping[str, str]) -> Figure:
    if figure.id in titles:
        return replace(figure, title=titles[figure.id], labels=instrument.levels)
    line = lines(instrument).get(figure.id)
    if line is None:
        return figure
    question = line.question
    title = question.text if line.label == question.text else f"{question.text} – {line.label}"
    if question.anchors:
        return replace(figure, title=title, labels=instrument.levels)
    if line.choices and len(line.choices) == len(figure.labels):
        return replace(figure, title=title, labels=tuple(one.label for one in line.choices))
    return replace(figure, title=title)
