"""Criteria sets in the formats of others: tables, OSCAL catalogs, CISO Assistant libraries, UNTP conformity vocabularies.

In: a set, or the bytes of a file. Out: bytes and what they could not hold, or a set and what had to be assumed. Laws: what a
format can hold comes back as it was, to the digest; what it cannot is said, never dropped in silence; the same set gives
the same bytes.
Spec: docs/spec/criteria-set.md.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from comity.benchmark.criteria import CriteriaSet
from comity.benchmark.errors import CriteriaUnreadable
from comity.benchmark.formats import ciso_assistant, oscal, tables, untp
from comity.benchmark.formats.facts import ReadCriteria, Source

__all__ = [
    "HOLDS_NO_RETIRED",
    "Format",
    "ReadCriteria",
    "Source",
    "WrittenCriteria",
    "format_of",
    "read_criteria",
    "write_criteria",
]


class Format(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    OSCAL = "oscal"
    CISO_ASSISTANT = "ciso-assistant"
    UNTP = "untp"


HOLDS_NO_RETIRED = frozenset({Format.CISO_ASSISTANT})
"""Formats without a place for codes that meant something once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenCriteria:
    data: bytes
    lost: tuple[str, ...]  # what the format cannot hold, in words; empty where it holds all


_WRITERS: Mapping[Format, Callable[[CriteriaSet, Source], tuple[bytes, tuple[str, ...]]]] = {
    Format.CSV: tables.write_csv,
    Format.XLSX: tables.write_xlsx,
    Format.OSCAL: oscal.write,
    Format.CISO_ASSISTANT: ciso_assistant.write,
    Format.UNTP: untp.write,
}
_READERS: Mapping[Format, Callable[[bytes, str], ReadCriteria]] = {
    Format.CSV: tables.read_csv,
    Format.XLSX: tables.read_xlsx,
    Format.OSCAL: oscal.read,
    Format.CISO_ASSISTANT: ciso_assistant.read,
    Format.UNTP: untp.read,
}


def write_criteria(
    criteria: CriteriaSet, format_: Format, *, source: Source | None = None
) -> WrittenCriteria:
    """`source` says who publishes the set, under which address, and when it last changed."""
    data, lost = _WRITERS[format_](criteria, source or Source())
    return WrittenCriteria(data=data, lost=lost)


def read_criteria(data: bytes, format_: Format | None = None, *, where: str = "") -> ReadCriteria:
    """Of the format that its bytes show, unless it is named. Raises CriteriaUnreadable or CriteriaProblem."""
    return _READERS[format_ or format_of(data, where=where)](data, where)


def format_of(data: bytes, *, where: str = "") -> Format:
    """By the bytes. Raises CriteriaUnreadable."""
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:400]
    if start.startswith(b"PK"):
        return Format.XLSX
    if start.startswith(b"{"):
        return Format.OSCAL if b'"catalog"' in start else Format.UNTP
    if start.startswith((b"urn:", b"---", b"convert_library_version:", b"locale:")):
        return Format.CISO_ASSISTANT
    if b"," in start or b";" in start or b"\t" in start:
        return Format.CSV
    raise CriteriaUnreadable(
        "The file is of no format that criteria sets come in.",
        remedy="Send it as XLSX or CSV, as an OSCAL catalogue, a library of CISO Assistant, or a UNTP vocabulary.",
        where=where,
    )
