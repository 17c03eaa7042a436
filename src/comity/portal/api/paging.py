"""Pages by cursor: where one was, sealed, so that what comes in between moves nothing.

A cursor names the list it was given for and the place in it. It is signed: a program keeps it, and reads nothing in it.
"""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

import polars as pl
from django.core import signing
from django.db.models import Model, QuerySet
from ninja import Query, Schema
from pydantic import Field

from comity.portal.api.errors import CursorProblem

Item = TypeVar("Item")
Row = TypeVar("Row", bound=Model)
A_PAGE, MOST = 100, 1_000

Cursor = Annotated[
    str, Query(max_length=500, description="`next_cursor` of the page before", pattern=r"^[^\x00]*$")
]
PageSize = Annotated[int, Query(ge=1, le=MOST, description="the most items of one page")]


class Page(Schema):
    """The base of every answer that has a next page."""

    next_cursor: str | None = Field(description="None where this is the last page")


def place_in(cursor: str, of: str, *, begin: int = 0) -> int:
    """Where to go on in the list called `of`. Raises CursorProblem."""
    if not cursor:
        return begin
    try:
        said: Any = signing.loads(cursor, salt="comity.api.cursor")
    except signing.BadSignature:
        said = None
    if not isinstance(said, list) or said[0] != of:
        raise CursorProblem(
            "This cursor is not one of this list, or the list is there no more.",
            remedy="Begin again, without a cursor.",
        )
    return int(said[1])


def cursor_to(of: str, place: int) -> str:
    return signing.dumps([of, place], salt="comity.api.cursor")


def newest_first(
    rows: QuerySet[Row], of: str, *, cursor: str, most: int, as_told: Callable[[Row], Any]
) -> tuple[list[Any], str | None]:
    """Of rows that are only ever added to, by their primary key: what comes in later is on no page after the first."""
    found = list(rows.order_by("-pk").filter(pk__lt=place_in(cursor, of, begin=2**62))[: most + 1])
    following = cursor_to(of, found[most - 1].pk) if len(found) > most else None
    return [as_told(one) for one in found[:most]], following


def page_of_rows(
    table: pl.DataFrame, of: str, *, cursor: str, most: int
) -> tuple[list[dict[str, Any]], str | None]:
    """As `page_of`, for a table."""
    start = place_in(cursor, of)
    found = table.slice(start, most).to_dicts()
    end = start + len(found)
    return found, cursor_to(of, end) if end < table.height else None


def page_of(
    items: Sequence[Item], of: str, *, cursor: str, most: int, as_told: Callable[[Item], Any]
) -> tuple[list[Any], str | None]:
    """Of a list that never changes under its name `of`: the items, and the next cursor."""
    start = place_in(cursor, of)
    found = [as_told(one) for one in items[start : start + most]]
    end = start + len(found)
    return found, cursor_to(of, end) if end < len(items) else None
