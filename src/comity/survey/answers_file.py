"""A member's answers as a JSON file: what `collect` keeps and `report` reads.

Law: what is written reads back as the same sheet; numbers are text, so that they stay exact.
"""

import json
from decimal import Decimal
from typing import Any

from comity.core import UnreadableInput, canonical_json
from comity.survey.answers import Sheet, Value, lines
from comity.survey.errors import OtherEdition
from comity.survey.instrument import Instrument, Kind


def sheet_bytes(sheet: Sheet) -> bytes:
    return canonical_json(
        {
            "member": sheet.member,
            "instrument": sheet.instrument,
            "shape": sheet.shape,
            "values": {
                line: value if isinstance(value, int) else str(value) for line, value in sheet.values.items()
            },
            "written": dict(sheet.written),
            "evidence": dict(sheet.evidence),
        }
    )


def sheet_from(data: bytes, instrument: Instrument, *, where: str) -> Sheet:
    """Raises UnreadableInput for what is no file of answers, OtherEdition for answers to other questions."""
    try:
        found: dict[str, Any] = json.loads(data)
        shape, values = str(found["shape"]), dict(found["values"])
        sheet = Sheet(
            member=str(found["member"]),
            instrument=str(found["instrument"]),
            shape=shape,
            values={},
            written={str(line): str(text) for line, text in found["written"].items()},
            evidence={str(line): str(text) for line, text in found["evidence"].items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableInput(
            "This is not a file of answers.", remedy="Collect the members' workbooks again.", where=where
        ) from error
    if shape != instrument.shape:
        raise OtherEdition(
            f"These are answers to {sheet.instrument}, and {instrument.name} is reported.",
            remedy="Report each year from the folder that it was collected into.",
            where=where,
        )
    known = lines(instrument)
    read = {line: _value(known[line].question.kind, value) for line, value in values.items() if line in known}
    return Sheet(
        member=sheet.member,
        instrument=sheet.instrument,
        shape=shape,
        values=read,
        written=sheet.written,
        evidence=sheet.evidence,
    )


def _value(kind: Kind, value: object) -> Value:
    if kind is Kind.MATURITY:
        return int(str(value))
    return Decimal(str(value)) if kind in (Kind.NUMBER, Kind.PERCENTAGE, Kind.MONEY) else str(value)
