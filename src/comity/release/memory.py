"""What a release must remember for the next: what it showed, what each country's numbers allowed, who held what.

It stays with the Secretariat, in the registry, and is never part of what anybody receives.
Laws: what is written is read back; merged sites are followed to the site they became.
"""

import json
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from comity.core import canonical_json
from comity.release.decide import FIRST, Past
from comity.release.frames import CONTRIBUTIONS_FRAME, HOLDINGS_FRAME

_FORMAT = "release-memory-v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    past: Past
    contributions: pl.DataFrame  # CONTRIBUTIONS_FRAME of the last release


NOTHING = Remembered(past=FIRST, contributions=pl.DataFrame(schema=CONTRIBUTIONS_FRAME))


def write_memory(past: Past, contributions: pl.DataFrame) -> bytes:
    holdings = past.holdings if past.holdings is not None else pl.DataFrame(schema=HOLDINGS_FRAME)
    content = {
        "format": _FORMAT,
        "shown": sorted(past.shown),
        "levels": dict(past.levels),
        "holdings": _columns(holdings),
        "contributions": _columns(contributions),
    }
    return zlib.compress(canonical_json(content), 6)


def read_memory(payloads: Sequence[tuple[str, bytes]], resolve: Callable[[str], str]) -> Remembered:
    """The last release's, its sites followed to what they are called now. `payloads`: (round, bytes), oldest first."""
    if not payloads:
        return NOTHING
    content = json.loads(zlib.decompress(payloads[-1][1]))
    if content["format"] != _FORMAT:
        raise ValueError(f"memory of an unknown format {content['format']!r}")
    names: dict[str, str] = {}

    def now(site: str) -> str:
        return names.setdefault(site, resolve(site))

    return Remembered(
        past=Past(
            shown=frozenset(map(now, content["shown"])),
            levels=content["levels"],
            holdings=_frame(content["holdings"], HOLDINGS_FRAME, now)
            .sort(["site", "group", "audit_date"], descending=[False, False, True])
            .unique(["site", "group"], keep="first", maintain_order=True),
        ),
        contributions=_frame(content["contributions"], CONTRIBUTIONS_FRAME, now),
    )


def _columns(frame: pl.DataFrame) -> dict[str, list[str | None]]:
    return {name: column.cast(pl.String).to_list() for name, column in frame.sort(pl.all()).to_dict().items()}


def _frame(
    columns: dict[str, list[str | None]], schema: pl.Schema, now: Callable[[str], str]
) -> pl.DataFrame:
    texts = pl.DataFrame(columns, schema=dict.fromkeys(schema, pl.String))
    frame = texts.with_columns(pl.col("audit_date").str.to_date("%Y-%m-%d"))
    return frame.with_columns(
        site=pl.Series([now(site) for site in frame["site"].to_list()], dtype=pl.String)
    )


def carried(remembered: Remembered, contributions: pl.DataFrame, opens_on: date) -> pl.DataFrame:
    """Contributions of groups that are gone: they stay until they age out, so that nobody's leaving shows in the list."""
    gone = remembered.contributions.join(contributions.select("group").unique(), on="group", how="anti")
    return gone.filter(pl.col("audit_date") >= opens_on)
