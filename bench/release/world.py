"""A made-up programme to attack: members of very different size who audit where and what they buy, with habits.

150,000 sites in 45 countries and 10 categories, few of them popular; members with log-normal sizes and Dirichlet
footprints by country and category; audits every 12, 24 or 36 months, in campaign months by country; a third of the
members use a protocol of their own for a part of their audits, which is listed as "partial".
Nothing here knows how a release is decided.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from comity.core import SITE_SCHEMA, months_before
from comity.release import CONTRIBUTIONS_FRAME, RECORDS_FRAME

_COUNTRIES = [
    "CN",
    "IN",
    "VN",
    "ID",
    "BD",
    "TR",
    "TH",
    "MY",
    "PH",
    "KH",
    "PK",
    "LK",
    "MX",
    "BR",
    "CO",
    "PE",
    "CL",
    "AR",
    "GT",
    "HN",
    "US",
    "CA",
    "GB",
    "DE",
    "FR",
    "IT",
    "ES",
    "PT",
    "PL",
    "CZ",
    "HU",
    "RO",
    "BG",
    "UA",
    "EG",
    "MA",
    "TN",
    "ZA",
    "KE",
    "ET",
    "NG",
    "GH",
    "CI",
    "JP",
    "KR",
]
_CATEGORIES = 10


Indices = NDArray[np.int64]
Shares = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    records: pl.DataFrame  # release.RECORDS_FRAME
    contributions: pl.DataFrame  # release.CONTRIBUTIONS_FRAME
    earlier: pl.DataFrame  # the same half a year before: no newcomer, fewer sites, the audits of then
    cutoff: date
    earlier_cutoff: date
    newcomer: str
    leaver: str  # in `earlier` alone


def make_world(
    *,
    seed: int,
    members: int = 24,
    contributions: int = 26_000,
    sites: int = 150_000,
    cutoff: date = date(2026, 6, 30),
) -> World:
    rng = np.random.default_rng(seed)
    country = rng.choice(len(_COUNTRIES), sites, p=_falling(len(_COUNTRIES), 0.9))
    category = rng.integers(0, _CATEGORIES, sites)
    popularity = rng.pareto(1.2, sites) + 0.05
    sizes = np.clip(rng.lognormal(0, 0.9, members), 0.15, 6)
    sizes = np.maximum((sizes / sizes.sum() * contributions).astype(int), 60)
    parts = [
        _one_member(rng, at, int(size), country, category, popularity, cutoff)
        for at, size in enumerate(sizes)
    ]
    frame = pl.concat(parts)
    used = frame["site"].unique().sort()
    number = used.to_numpy()
    names = pl.Series([f"S-{one:06d}" for one in number])
    told = {
        "site": names,
        "record": pl.Series([f"{one:024x}" for one in number]),
        "site_name": pl.Series(
            [f"{_word(one)} {_word(one * 7 + 3)} {_word(one * 31 + 5)}" for one in number]
        ),
        "city": pl.Series([f"{_word(int(category[one]) * 53 + int(country[one]))}" for one in number]),
        "address": pl.Series([f"{one % 900 + 1} {_word(one * 13 + 1)} Street" for one in number]),
        "country": pl.Series([_COUNTRIES[country[one]] for one in number]),
    }
    records = pl.DataFrame(told).with_columns(
        [pl.lit(None, dtype).alias(name) for name, dtype in SITE_SCHEMA.items() if name not in told]
    )
    frame = frame.with_columns(
        site=pl.Series([f"S-{one:06d}" for one in frame["site"]]),
        record=pl.Series([f"{one:024x}" for one in frame["site"]]),
    )
    middle = np.argsort(sizes)[members // 2 - 1 : members // 2 + 1]
    newcomer, leaver = (f"member-{one:02d}" for one in middle)
    earlier_cutoff = months_before(cutoff, 6)
    was = pl.when(pl.col("audit_date") > earlier_cutoff).then("audited_before").otherwise("audit_date")
    earlier = frame.filter(pl.col("was_there") & (pl.col("group") != newcomer)).with_columns(audit_date=was)
    return World(
        records=records.select(RECORDS_FRAME.names()),
        contributions=_contributed(frame.filter(pl.col("group") != leaver)),
        earlier=_contributed(earlier),
        cutoff=cutoff,
        earlier_cutoff=earlier_cutoff,
        newcomer=newcomer,
        leaver=leaver,
    )


def _contributed(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(CONTRIBUTIONS_FRAME.names()).sort(pl.all())


def _one_member(
    rng: np.random.Generator,
    at: int,
    size: int,
    country: Indices,
    category: Indices,
    popularity: Shares,
    cutoff: date,
) -> pl.DataFrame:
    footprint = rng.dirichlet(_falling(len(_COUNTRIES), 0.9) * 18 + 0.02)
    sector = rng.dirichlet(np.full(_CATEGORIES, 0.7))
    weight = popularity * footprint[country] * sector[category]
    weight /= weight.sum()
    size = min(size, int((weight > 0).sum()))
    chosen = np.sort(rng.choice(len(weight), size, replace=False, p=weight))
    # How long ago a site's last audit was: a mix of yearly, two-yearly and three-yearly sites, a part of them audited in
    # the country's campaign month.
    cycle = rng.choice([12, 24, 36], size, p=rng.dirichlet([4, 4, 4]))
    campaign = rng.integers(0, 12, len(_COUNTRIES))[country[chosen]]
    months = np.where(
        rng.random(size) < 0.4, campaign + 12 * rng.integers(0, cycle // 12), rng.integers(0, cycle)
    )
    days = [
        months_before(cutoff, int(month)).replace(day=int(day))
        for month, day in zip(months, rng.integers(1, 28, size), strict=True)
    ]
    before = [months_before(day, int(one)) for day, one in zip(days, cycle, strict=True)]
    own_protocol = rng.random() < 1 / 3
    partial = rng.random(size) < (rng.uniform(0.3, 0.7) if own_protocol else 0.08)
    name = f"member-{at:02d}"
    return pl.DataFrame(
        {
            "site": chosen,
            "member": [name] * size,
            "group": [name] * size,
            "audit_date": days,
            "audited_before": before,
            "was_there": rng.random(size) < 0.92,
            "assurance": np.where(partial, "partial", "meets the benchmark"),
            "category": [f"category {one}" for one in category[chosen]],
        }
    )


def _falling(count: int, steepness: float) -> Shares:
    weights: Shares = 1 / np.arange(1, count + 1) ** steepness
    shares: Shares = weights / weights.sum()
    return shares


def _word(number: int) -> str:
    syllables = [
        "ka",
        "lo",
        "mi",
        "ter",
        "an",
        "su",
        "ri",
        "do",
        "ve",
        "pal",
        "nor",
        "ti",
        "ga",
        "lus",
        "ber",
    ]
    return "".join(syllables[(number // 15**place) % 15] for place in range(3)).capitalize()
