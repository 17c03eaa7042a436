"""A picture of calibration: what was said against what was true, a line for each set; on the diagonal they are the same."""

from collections.abc import Mapping

import polars as pl
import vl_convert

from bench.linkage.measures import Calibration


def reliability_svg(drawn: Mapping[str, Calibration]) -> str:
    points = pl.concat(
        [
            one.tenths.select("said", "true", pairs="len", set=pl.lit(f"{name} (ECE {one.error:.3f})"))
            for name, one in drawn.items()
        ]
    )
    axes = {
        "x": {
            "field": "said",
            "type": "quantitative",
            "title": "probability said",
            "scale": {"domain": [0, 1]},
        },
        "y": {
            "field": "true",
            "type": "quantitative",
            "title": "share that is one site",
            "scale": {"domain": [0, 1]},
        },
    }
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": 360,
        "height": 360,
        "background": "white",
        "layer": [
            {
                "data": {"values": [{"said": 0, "true": 0}, {"said": 1, "true": 1}]},
                "mark": {"type": "line", "strokeDash": [4, 4], "color": "#888"},
                "encoding": axes,
            },
            {
                "data": {"values": points.to_dicts()},
                "mark": {"type": "line", "point": True},
                "encoding": axes | {"color": {"field": "set", "type": "nominal", "title": None}},
            },
        ],
    }
    return str(vl_convert.vegalite_to_svg(spec))
