"""What the engine of proposals takes and gives: two lists of items, links that people confirmed, ranked pairs.

An *item* is a requirement of a protocol or a criterion of a catalogue: an id, its text, and the section it stands in.
In: frames as they were read. Out: the same, checked: ids unique and present, no nulls, links that name known items.
Laws: no item is dropped; a link to an id that neither list has is an error, not a silence.
"""

from difflib import get_close_matches

import polars as pl

from comity.benchmark.links import Relation
from comity.benchmark.meant import meant
from comity.core import UsageProblem

ITEMS_FRAME = pl.Schema({"id": pl.String, "text": pl.String, "section": pl.String})
"""In: one line an item, in the order of the document. `section` may be empty or missing; other columns are ignored."""

LINKS_FRAME = pl.Schema({"left_id": pl.String, "right_id": pl.String, "relation": pl.String})
"""In: what people decided. The curve learns from a left item that is named here that nobody linked it to the others."""

RANKED_FRAME = pl.Schema(
    {
        "left_id": pl.String,
        "right_id": pl.String,
        "rank": pl.UInt32,  # 1 is the best for this left item
        "probability": pl.Float64,  # that a reviewer links the pair; 1 or 0 where one already decided
        "reason": pl.String,  # what a person can check, the heaviest first
    }
)
"""Out: for every left item its right items, best first."""


_ALSO = {"": Relation.INTERSECTS, "intersect": Relation.INTERSECTS}
"""Spellings found in published crosswalks; a link without a relation still says that there is one."""


def checked_items(items: pl.DataFrame, *, side: str) -> pl.DataFrame:
    """The items as `ITEMS_FRAME`; `side` is how messages call the list ("left list")."""
    _must_have(items, ("id", "text"), what=side)
    if "section" not in items.columns:
        items = items.with_columns(section=pl.lit(""))
    items = items.select(
        pl.col(name).cast(pl.String).fill_null("").str.strip_chars() for name in ITEMS_FRAME.names()
    )
    if not items.height:
        raise UsageProblem(f"The {side} has no items.", remedy="Give a file with one line an item.")
    nameless = items.with_row_index("row", offset=2).filter(pl.col("id") == "")
    if nameless.height:
        raise UsageProblem(
            f"Line {nameless['row'][0]} of the {side} has no id.", remedy="Give every item an id of its own."
        )
    repeated = items.filter(pl.col("id").is_duplicated())["id"].unique(maintain_order=True).to_list()
    if repeated:
        shown = ", ".join(f"“{one}”" for one in repeated[:5]) + (" and others" if len(repeated) > 5 else "")
        raise UsageProblem(
            f"The {side} uses {'an id' if len(repeated) == 1 else 'ids'} more than once: {shown}.",
            remedy="Number the repeated items apart, so that a link can only mean one of them.",
        )
    return items


def checked_links(links: pl.DataFrame, *, left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    """The links as `LINKS_FRAME`, each pair once. Where a pair was decided twice, the later line holds."""
    _must_have(links, ("left_id", "right_id"), what="file of links")
    if "relation" not in links.columns:
        links = links.with_columns(relation=pl.lit(""))
    links = links.select(
        pl.col(name).cast(pl.String).fill_null("").str.strip_chars() for name in LINKS_FRAME.names()
    ).with_columns(pl.col("relation").str.to_lowercase().replace(_ALSO))
    known = {relation.value for relation in Relation}
    for line, relation in enumerate(links["relation"].to_list(), start=2):
        if relation not in known:
            raise UsageProblem(
                f"Line {line} of the links has the relation “{relation}”.",
                remedy=_did_you_mean(relation, sorted(known)),
            )
    _must_name(links.filter(pl.col("left_id") != "")["left_id"], left["id"], "left")
    _must_name(links.filter(pl.col("right_id") != "")["right_id"], right["id"], "right")
    unclear = links.filter(
        (pl.col("left_id") == "") | ((pl.col("right_id") == "") & (pl.col("relation") != Relation.NONE))
    )
    if unclear.height:
        raise UsageProblem(
            "A link names only one item, and does not say “none”.",
            remedy="Fill in both ids, or the left id and the relation “none” where nothing meets it.",
        )
    return links.unique(["left_id", "right_id"], keep="last", maintain_order=True)


def _must_have(frame: pl.DataFrame, names: tuple[str, ...], *, what: str) -> None:
    missing = [name for name in names if name not in frame.columns]
    if missing:
        raise UsageProblem(
            f"The {what} has no column “{missing[0]}”; it has {', '.join(frame.columns) or 'none'}.",
            remedy=f"Call its columns {' and '.join(f'“{name}”' for name in names)}.",
        )


def _must_name(used: pl.Series, known: pl.Series, side: str) -> None:
    strangers = used.filter(~used.is_in(known.implode())).unique(maintain_order=True).to_list()
    if strangers:
        raise UsageProblem(
            f"The links name {len(strangers)} {side} id{'s' * (len(strangers) > 1)} that the {side} list does not have, "
            f"first “{strangers[0]}”.",
            remedy=meant(strangers[0], known.to_list()),
        )


def _did_you_mean(word: str, choices: list[str]) -> str:
    close = get_close_matches(word, choices, n=1)
    return f"Did you mean “{close[0]}”?" if close else f"It is one of: {', '.join(choices[:6])} …"
