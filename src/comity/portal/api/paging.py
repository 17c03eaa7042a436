"""Pages by cursor: where one was, sealed, so that what comes in between moves nothing.

A cursor names the list it was given for and the place in it. It is signed: a program keeps it, and reads nothing in it.
"""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

from django.core import signing
from ninja import Query, Schema
from pydantic import Field

from comity.portal.api.errors import CursorProblem

Item = TypeVar("Item")
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


def page_of(
    items: Sequence[Item], of: str, *, cursor: str, most: int, as_told: Callable[[Item], Any]
) -> tuple[list[Any], str | None]:
    """Of a list that never changes under its name `of`: the items, and the next cursor."""
    start = place_in(cursor, of)
    found = [as_told(one) for one in items[start : start + most]]
    end = start + len(found)
    return found, cursor_to(of, end) if end < len(items) else None
