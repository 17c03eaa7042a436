"""What a release must remember for the next: what it showed and in which words, what each country's numbers allowed, who held
what, and whose say in a row still waits.

It stays with the Secretariat, in the registry, and is never part of what anybody receives.
A memory begins with a line that says which cut-off it is of, because rounds follow each other by their days: their
names may be anything ("spring", "autumn").
Laws: what is written is read back; merged sites are followed to the site they became; a release remembers the one
with the latest cut-off before its own, in whatever order they were made.
"""

import json
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from comity.core import canonical_json
from comity.release.canonical import PAIRS_FRAME, SHOWN_AS_FRAME
from comity.release.decide import FIRST, Past
from comity.release.frames import CONTRIBUTIONS_FRAME, HOLDINGS_FRAME

_FORMAT, _FIRST_FORMAT = "release-memory-v3", "release-memory-v1"
_FORMATS = frozenset({_FORMAT, "release-memory-v2"})  # the second knew not what words it had shown
_COMPRESSED = b"x"  # zlib's first byte; a head begins with a brace

Payload = tuple[str, bytes]
"""A round's name, and what its release left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    past: Past
    contributions: pl.DataFrame  # CONTRIBUTIONS_FRAME of the last release


NOTHING = Remembered(past=FIRST, contributions=pl.DataFrame(schema=CONTRIBUTIONS_FRAME))


def write_memory(past: Past, contributions: pl.DataFrame, *, cutoff: date) -> bytes:
    holdings = past.holdings if past.holdings is not None else pl.DataFrame(schema=HOLDINGS_FRAME)
    head = canonical_json({"format": _FORMAT, "cutoff": cutoff.isoformat()})
    content = {
        "shown": sorted(past.shown),
        "shown_as": _columns(past.shown_as),
        "waiting": _columns(past.waiting),
        "levels": dict(past.levels),
        "holdings": _columns(holdings),
        "contributions": _columns(contributions),
    }
    return head + b"\n" + zlib.compress(canonical_json(content), 6)


def cutoff_of(payload: bytes) -> date:
    """A memory of the first format, which began with its compressed content, says none: it is older than any other."""
    if payload.startswith(_COMPRESSED):
        return date.min
    head = json.loads(payload.partition(b"\n")[0])
    if head["format"] not in _FORMATS:
        raise ValueError(f"memory of an unknown format {head['format']!r}")
    return date.fromisoformat(head["cutoff"])


def _content_of(payload: bytes) -> dict[str, Any]:
    is_first = payload.startswith(_COMPRESSED)
    content: dict[str, Any] = json.loads(
        zlib.decompress(payload if is_first else payload.partition(b"\n")[2])
    )
    if is_first and content["format"] != _FIRST_FORMAT:
        raise ValueError(f"memory of an unknown format {content['format']!r}")
    return content


def releases_after(payloads: Sequence[Payload], cutoff: date) -> tuple[tuple[date, str], ...]:
    """(cut-off, round) of the releases that are later, the earliest of them first."""
    return tuple(sorted((day, round_id) for round_id, data in payloads if (day := cutoff_of(data)) > cutoff))


def read_memory(
    payloads: Sequence[Payload], resolve: Callable[[str], str], *, round_id: str, cutoff: date
) -> Remembered:
    """The last release's before this round, its sites followed to what they are called now."""
    earlier = [
        (when, data) for name, data in payloads if (when := (cutoff_of(data), name)) < (cutoff, round_id)
    ]
    if not earlier:
        return NOTHING
    _, latest = max(earlier)
    content = _content_of(latest)
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
            shown_as=_shown_as(content.get("shown_as"), now),
            waiting=_frame(content.get("waiting"), PAIRS_FRAME, now).unique().sort(pl.all()),
        ),
        contributions=_frame(content["contributions"], CONTRIBUTIONS_FRAME, now),
    )


def _columns(frame: pl.DataFrame) -> dict[str, list[str | None]]:
    return {name: column.cast(pl.String).to_list() for name, column in frame.sort(pl.all()).to_dict().items()}


def _shown_as(columns: dict[str, list[str | None]] | None, now: Callable[[str], str]) -> pl.DataFrame:
    """Of two rows whose sites became one, that of the site whose name was kept."""
    frame = pl.DataFrame(columns, schema=SHOWN_AS_FRAME) if columns else pl.DataFrame(schema=SHOWN_AS_FRAME)
    frame = frame.with_columns(
        now=pl.Series([now(site) for site in frame["site"].to_list()], dtype=pl.String)
    )
    frame = frame.sort(pl.col("site") != pl.col("now"), *SHOWN_AS_FRAME).unique(
        "now", keep="first", maintain_order=True
    )
    return frame.with_columns(site="now").select(SHOWN_AS_FRAME.names()).sort("site")


def _frame(
    columns: dict[str, list[str | None]] | None, schema: pl.Schema, now: Callable[[str], str]
) -> pl.DataFrame:
    if columns is None:
        return pl.DataFrame(schema=schema)
    frame = pl.DataFrame(columns, schema=dict.fromkeys(schema, pl.String))
    if "audit_date" in schema:
        frame = frame.with_columns(pl.col("audit_date").str.to_date("%Y-%m-%d"))
    return frame.with_columns(
        site=pl.Series([now(site) for site in frame["site"].to_list()], dtype=pl.String)
    )


def carried(remembered: Remembered, contributions: pl.DataFrame, opens_on: date) -> pl.DataFrame:
    """Contributions of groups that are gone: they stay until they age out, so that nobody's leaving shows in the list."""
    gone = remembered.contributions.join(contributions.select("group").unique(), on="group", how="anti")
    return gone.filter(pl.col("audit_date") >= opens_on)
