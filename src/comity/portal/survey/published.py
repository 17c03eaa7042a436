"""Published figures as they are kept: so that a member's page needs nobody's answers to show them.

Law: what is kept reads back as the figures that were made, without who answered what.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from comity.core import canonical_json
from comity.survey import Figure, Instrument, Results, lines
from comity.survey.disclosure import Cut, Distribution, Safety
from comity.survey.evolution import Transition
from comity.survey.figures_file import figure_from, plain_figure, plain_table, table_from


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    results: Results
    moves: tuple[Transition, ...]
    earlier: int | None  # the year that `moves` begin from


def published_bytes(found: Results, *, moves: Sequence[Transition], earlier: int | None) -> bytes:
    return canonical_json(
        {
            "respondents": found.respondents,
            "cuts": [[cut.name, list(cut.bands)] for cut in found.cuts],
            "safety": {name: repr(value) for name, value in asdict(found.safety).items()},
            "figures": [plain_figure(one) for one in found.figures],
            "moves": [[one.module, plain_table(one.moved), plain_table(one.levels)] for one in moves],
            "earlier": earlier,
        }
    )


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
        figures=tuple(_worded(figure_from(one), instrument, titles) for one in found["figures"]),
        safety=Safety(
            fewest=int(found["safety"]["fewest"]),
            largest_share=float(found["safety"]["largest_share"]),
            uncertainty=float(found["safety"]["uncertainty"]),
        ),
    )
    return Published(
        results=results,
        moves=tuple(_transition(one, titles) for one in found["moves"]),
        earlier=found["earlier"],
    )


def _transition(plain: Sequence[Any], titles: Mapping[str, str]) -> Transition:
    module, *tables = plain
    moved, levels = (one for one in map(table_from, tables) if isinstance(one, Distribution))
    return Transition(module=module, title=titles[f"module:{module}"], moved=moved, levels=levels)


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
