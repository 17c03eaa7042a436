"""Charts of the survey as Vega-Lite 5 specifications: one for the page, the PDF and the slides, with their text alternative.

In: figures that `results` let through. Out: specifications, SVG and PNG. Told without colour: every bar carries its number and
its words; the text alternative says the same in a sentence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import vl_convert

from comity.core.tongue import Tongue, in_english
from comity.survey.disclosure import Distribution, Outcome
from comity.survey.evolution import MOVED, OwnYear, Transition, slope_of
from comity.survey.figures import Results
from comity.survey.instrument import Instrument
from comity.survey.told import label_of, said_slope, spoken

_SHADES = ("#cfe3dc", "#8fbfb0", "#3f8a76", "#1f3d36")  # light to dark, in order of the levels
_INK = "#1f2a27"
_SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
_CONFIG = {"font": "DejaVu Sans, Helvetica, Arial, sans-serif", "view": {"stroke": None}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    name: str
    title: str
    alternative: str
    specification: Mapping[str, Any]

    def svg(self) -> str:
        drawn: str = vl_convert.vegalite_to_svg(dict(self.specification), vl_version="5.21")
        return drawn

    def png(self, *, scale: float = 2.0) -> bytes:
        drawn: bytes = vl_convert.vegalite_to_png(dict(self.specification), vl_version="5.21", scale=scale)
        return drawn


def levels_by_module(
    found: Results, *, own: Mapping[str, int] | None = None, tell: Tongue = in_english
) -> Chart:
    """How many stand where, module by module; with `own` levels (from 1, by module id), a mark where one stands oneself."""
    rows, said = [], []
    for module in found.instrument.modules:
        figure = found.figure(f"module:{module.id}")
        if figure is None:
            continue
        whole = figure.distributions[0]
        rows += _bars(module.title, figure.labels, whole, (own or {}).get(module.id), tell)
        said.append(f"{module.title} – {tell(spoken(figure.labels, whole))}")
    title = tell(f"Levels by module, {found.instrument.edition}")
    if own:
        said.append(tell("Your own level is marked."))
    return Chart(
        name="levels-by-module",
        title=title,
        alternative=f"{title}. {' '.join(said)}",
        specification=_stacked(title, rows, tell("Respondents")),
    )


def _bars(
    name: str, labels: Sequence[str], whole: Distribution, own: int | None, tell: Tongue
) -> list[dict[str, Any]]:
    if whole.outcome is Outcome.WITHHELD:
        return [
            {
                "of": name,
                "answer": tell("too few to show"),
                "count": 0,
                "at": 0,
                "shade": _SHADES[0],
                "text": "",
                "ink": _INK,
            }
        ]
    bars = []
    for at, (part, count) in enumerate(zip(whole.answers, whole.counts[0], strict=True)):
        middle = (part[0] + part[-1]) / 2 / max(len(labels) - 1, 1)
        is_own = own is not None and own - 1 in part
        shade = round(middle * (len(_SHADES) - 1))
        bars.append(
            {
                "of": name,
                "answer": tell(label_of(labels, part)),
                "count": count,
                "at": at,
                "shade": _SHADES[shade],
                "text": f"{count} {tell('● you') if is_own else ''}".strip(),
                "ink": "#ffffff" if shade > 1 else _INK,
            }
        )
    return bars


def _stacked(title: str, rows: Sequence[Mapping[str, Any]], axis: str) -> dict[str, Any]:
    position: dict[str, Any] = {
        "y": {"field": "of", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 320}},
        "x": {
            "field": "count",
            "type": "quantitative",
            "stack": "zero",
            "title": axis,
            "axis": {"tickMinStep": 1},
        },
        "order": {"field": "at", "type": "quantitative"},
    }
    middle = {**position, "x": {**position["x"], "bandPosition": 0.5}}
    # Words where there is no bar begin at the axis, and do not run into its names.
    beside = {"expr": "datum['count'] ? 'center' : 'left'"}
    words = {"type": "text", "fontSize": 11, "baseline": "middle", "align": beside}
    return {
        "$schema": _SCHEMA,
        "title": {"text": title, "anchor": "start", "fontSize": 15, "color": _INK},
        "width": 640,
        "height": {"step": 56},
        "data": {"values": list(rows)},
        "layer": [
            {
                "mark": {"type": "bar", "stroke": "#ffffff", "height": 34},
                "encoding": {**position, "color": {"field": "shade", "type": "nominal", "scale": None}},
            },
            {
                "mark": {**words, "dy": -6, "fontWeight": "bold"},
                "encoding": {**middle, "text": {"field": "text"}, "color": {"field": "ink", "type": "nominal", "scale": None}},
            },
            {
                "mark": {**words, "dy": 8, "fontSize": 9, "limit": 110},
                "encoding": {**middle, "text": {"field": "answer"}, "color": {"field": "ink", "type": "nominal", "scale": None}},
            },
        ],
        "config": _CONFIG,
    }  # fmt: skip


def moved(
    changes: Sequence[Transition],
    *,
    years: tuple[int, int],
    labels: Sequence[str] = MOVED,
    tell: Tongue = in_english,
) -> Chart:
    rows, said = [], []
    for one in changes:
        rows += _bars(one.title, labels, one.moved, None, tell)
        said.append(f"{one.title} – {tell(spoken(labels, one.moved))}")
    title = tell(f"How all moved from {years[0]} to {years[1]}, on the questions asked alike")
    return Chart(
        name="evolution",
        title=title,
        alternative=f"{title}. {' '.join(said)}",
        specification=_stacked(title, rows, tell("Members that answered in both years")),
    )


def own_way(instrument: Instrument, years: Sequence[OwnYear], *, tell: Tongue = in_english) -> Chart:
    """One member's level in each module, year by year, as a table that is shaded by level; the slope stands at the row's end."""
    cells, said = [], []
    for module in instrument.modules:
        levels = [_level_in(year, module.id) for year in years]
        if not any(levels):
            continue
        named = [instrument.levels[level - 1] if level else "–" for level in levels]
        slope = said_slope(slope_of(module.id, [year.moved for year in years]))
        for year, level, name in zip(years, levels, named, strict=True):
            shade = (
                round((level - 1) / max(len(instrument.levels) - 1, 1) * (len(_SHADES) - 1)) if level else 0
            )
            cells.append(_cell(module.title, str(year.edition), name, shade))
        cells.append({**_cell(module.title, tell("a year"), slope, 0), "shade": "#ffffff"})
        steps = ", ".join(f"{year.edition} {name}" for year, name in zip(years, named, strict=True))
        said.append(f"{module.title}: {steps}; {slope} {tell('levels a year')}.")
    title = tell(f"Your own way, {years[0].edition} to {years[-1].edition}")
    return Chart(
        name="own-way",
        title=title,
        alternative=f"{title}. {' '.join(said)}",
        specification=_table(title, cells, len(years) + 1),
    )


def _level_in(year: OwnYear, module: str) -> int | None:
    return next((one.level for one in year.levels if one.module.id == module), None)


def _cell(of: str, year: str, text: str, shade: int) -> dict[str, Any]:
    ink = "#ffffff" if shade > 1 else _INK
    return {"of": of, "year": year, "text": text, "shade": _SHADES[shade], "ink": ink}


def _table(title: str, cells: Sequence[Mapping[str, Any]], columns: int) -> dict[str, Any]:
    axis = {"labelLimit": 320, "domain": False, "ticks": False}
    place: dict[str, Any] = {
        "y": {"field": "of", "type": "nominal", "sort": None, "title": None, "axis": axis},
        "x": {
            "field": "year",
            "type": "nominal",
            "sort": None,
            "title": None,
            "axis": {**axis, "orient": "top", "labelAngle": 0},
        },
    }
    colour = {"type": "nominal", "scale": None}
    return {
        "$schema": _SCHEMA,
        "title": {"text": title, "anchor": "start", "fontSize": 15, "color": _INK},
        "width": {"step": max(96, min(160, 640 // columns))},
        "height": {"step": 40},
        "data": {"values": list(cells)},
        "layer": [
            {
                "mark": {"type": "rect", "stroke": "#ffffff", "strokeWidth": 3},
                "encoding": {**place, "color": {"field": "shade", **colour}},
            },
            {
                "mark": {"type": "text", "fontSize": 12},
                "encoding": {**place, "text": {"field": "text"}, "color": {"field": "ink", **colour}},
            },
        ],
        "config": _CONFIG,
    }
