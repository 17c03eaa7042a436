"""What brands and suppliers say in public of who buys where, found among the sites of a round.

In: any list file with a column for the buyer; a site is named as in any list, or by its id of the registry. Out:
`release.PUBLIC_FRAME`, and what became of every statement.
Laws: a statement counts where its buyer contributes and its site is known; every other one is counted and told, because
one that is silently passed over makes the leak test believe too little.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from comity.core import SITE_SCHEMA, Progress, UnreadableInput, record_keys, silent
from comity.linkage import ROWS_FRAME, link_rows
from comity.lists import ListKind, read_list
from comity.registry import Registry, UnknownSite, is_site_id
from comity.release import PUBLIC_FRAME

_BUYER_HEADERS = ("group", "member", "brand", "buyer")
_MOST_NAMED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicList:
    """`statements` has the columns of a site, `buyer` as it is written, and `record`."""

    file: str
    digest: str
    statements: pl.DataFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedStatements:
    by_site: pl.DataFrame  # PUBLIC_FRAME
    count: int
    strangers: tuple[str, ...]  # buyers that do not contribute
    of_strangers: int
    unplaced: int  # of contributors, and about a site that no list has

    def summary(self, file: str) -> dict[str, object]:
        return {
            "file": file,
            "statements": self.count,
            "used": self.count - self.of_strangers - self.unplaced,
            "of_strangers": self.of_strangers,
            "strangers": list(self.strangers[:_MOST_NAMED]),
            "unplaced": self.unplaced,
        }


def read_public(path: Path) -> PublicList:
    """Raises UnreadableInput where no column says who buys."""
    first = read_list(path, name="public", kind=ListKind.SUPPLIERS)
    header = next((one for one in first.table.headers if one.strip().casefold() in _BUYER_HEADERS), None)
    if header is None:
        raise UnreadableInput(
            "The public statements have no column that says who buys.",
            remedy="Call it “group”, and write the name of the member's list into it, or of its group in the policy.",
            where=str(path),
        )
    read = read_list(path, name="public", kind=ListKind.SUPPLIERS, mapping={"parent_name": header})
    sites = read.sites.with_columns(buyer=pl.col("parent_name"), parent_name=pl.lit(None, pl.String))
    told = sites.drop_nulls("buyer").with_columns(
        record_keys(sites.drop_nulls("buyer").select(SITE_SCHEMA.names()))
    )
    return PublicList(file=path.name, digest=read.digest, statements=told)  # fmt: skip


def place_statements(
    public: PublicList,
    registry: Registry,
    contributions: pl.DataFrame,
    *,
    engine: str = "columnar",
    progress: Progress = silent,
) -> PlacedStatements:
    """`contributions` say who contributes: a buyer is known by the name of its list or of its group."""
    group_of = {
        name.casefold(): group
        for member, group in contributions.select("member", "group").unique().iter_rows()
        for name in (member, group)
    }
    buyers = pl.Series(
        [group_of.get(one.strip().casefold()) for one in public.statements["buyer"]], dtype=pl.String
    )
    told = public.statements.with_columns(group=buyers)
    known = told.drop_nulls("group")
    site_of = dict(_by_id(known, registry)) | _by_name(known, registry, engine, progress)
    placed = known.with_columns(
        site=pl.col("record").replace_strict(site_of, default=None, return_dtype=pl.String)
    )
    return PlacedStatements(
        by_site=placed.drop_nulls("site").select(PUBLIC_FRAME.names()).unique().sort("site", "group"),
        count=told.height,
        strangers=tuple(sorted(set(told.filter(pl.col("group").is_null())["buyer"]))),
        of_strangers=told["group"].null_count(),
        unplaced=placed["site"].null_count(),
    )  # fmt: skip


def _by_id(statements: pl.DataFrame, registry: Registry) -> Iterator[tuple[str, str]]:
    for record, name in statements.select("record", "site_name").unique().iter_rows():
        if is_site_id(name):
            try:
                yield record, registry.resolve(name)
            except UnknownSite:
                continue  # counted as unplaced


def _by_name(statements: pl.DataFrame, registry: Registry, engine: str, progress: Progress) -> dict[str, str]:
    """By linkage against everything that the registry knows, with what people judged."""
    named = statements.filter(~pl.col("site_name").map_elements(is_site_id, return_dtype=pl.Boolean))
    if named.is_empty():
        return {}
    linkage = link_rows(
        named.unique("record", keep="first", maintain_order=True).select(ROWS_FRAME.names()),
        known=registry.known(),
        constraints=registry.constraints(),
        engine=engine,
        progress=progress,
    )
    mine = linkage.clusters.filter(pl.col("record").is_in(named["record"].implode()))
    return dict(mine.drop_nulls("site").select("record", "site").iter_rows())
