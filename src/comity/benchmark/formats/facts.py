"""What every format needs beside the set itself, and what every reading gives."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from comity.benchmark.criteria import CriteriaSet, Criticality
from comity.benchmark.errors import CriteriaUnreadable

MOST_BYTES = 40 * 1024**2


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Who publishes a set. The address ends in what criteria are named under: `…/`, or `…:` of a URN."""

    publisher: str = "Comity"
    address: str = "urn:comity:criteria:"
    changed_at: str = (
        "2000-01-01T00:00:00Z"  # ISO 8601; formats that demand it get it, and no digest holds it
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCriteria:
    criteria: CriteriaSet
    remarks: tuple[str, ...]  # what the file did not say, and what was taken instead


def json_object(data: bytes, where: str) -> Mapping[str, Any]:
    """Raises CriteriaUnreadable."""
    if len(data) > MOST_BYTES:
        raise CriteriaUnreadable(
            f"The file has {len(data) / 1024**2:,.0f} MB.", remedy="Send the criteria set alone.", where=where
        )
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise CriteriaUnreadable(
            f"The file is no JSON ({error}).", remedy="Export it again.", where=where
        ) from error
    if not isinstance(found, dict):
        raise CriteriaUnreadable("The JSON is no object.", remedy="Export it again.", where=where)
    return found


def json_bytes(content: Mapping[str, object]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def criticality_of(text: str) -> Criticality | None:
    try:
        return Criticality(text.strip().casefold())
    except ValueError:
        return None


ASSUMED = "{count} criteria say nothing of how critical they are and were taken as “major”."


def assumed(count: int) -> tuple[str, ...]:
    return (ASSUMED.format(count=count),) if count else ()


def damaged(error: Exception, where: str, *, what: str) -> CriteriaUnreadable:
    return CriteriaUnreadable(
        f"The file is no {what} that can be read ({type(error).__name__}: {error}).",
        remedy="Export it again, or send the set as XLSX.",
        where=where,
    )
