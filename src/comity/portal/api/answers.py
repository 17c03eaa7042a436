"""Words that the operations of several rooms share."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from ninja import Path, Query, Schema
from pydantic import Field, StringConstraints

SLUG = r"^[-a-zA-Z0-9_]{1,60}$"
Slug = Annotated[str, Path(pattern=SLUG)]
Number = Annotated[int, Path(ge=1, le=1_000_000)]
RoundAsked = Annotated[
    str, Query(alias="round", pattern=r"^[-a-zA-Z0-9_]{0,60}$", description="its name, such as 2026-H1")
]
Words = Annotated[str, Query(max_length=100, pattern=r"^[^\x00]*$")]
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120, pattern=r"^[^\x00]*\S[^\x00]*$")
]  # fmt: skip
Sentence = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=r"^[^\x00]*\S[^\x00]*$")
]  # fmt: skip
Email = Annotated[str, StringConstraints(pattern=r"^[^\s@\x00-\x1f]{1,64}@[^\s@\x00-\x1f]{1,180}$")]
Date = Annotated[date, Field(ge=date(1990, 1, 1), le=date(2200, 1, 1))]
Digest = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]


class Problem(Schema):
    """RFC 9457, `application/problem+json`."""

    type: str
    title: str = Field(description="what happened, to what")
    status: int
    detail: str = Field(description="what to do")
    code: str = Field(description="stays the same in every version; docs/guide/api.md has the table")


def one_of(names: Iterable[str]) -> str:
    """For `pattern=`: a choice that is made elsewhere."""
    found = "|".join(one.replace(".", r"\.") for one in names)
    return f"^({found})$"


def problems(*statuses: int) -> dict[int, type[Problem] | None]:
    """For `response=`: those that every operation has, and these.

    All have one form. It is said of the first, and `v1` describes the others by it: ninja makes a type and a schema of each that is
    said, and there are a thousand.
    """
    return {401: Problem, **dict.fromkeys((403, 404, 422, 429, *statuses))}


def file_of(*kinds: str) -> dict[str, object]:
    """For `openapi_extra=`: an answer that is a file."""
    binary = {"type": "string", "format": "binary"}
    content = {
        kind: {"schema": {"type": "object"} if kind == "application/json" else binary} for kind in kinds
    }
    return {"responses": {200: {"description": "the file", "content": content}}}


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
