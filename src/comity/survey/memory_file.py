"""The memory of what was shown as a file, whose version is said in it.

In: a `Memory`, or the bytes of one, of any version that was ever written. Out: bytes, or the `Memory`. Laws: what is written reads back
as the same memory; a version that is not known is refused, never guessed, because what is forgotten of it could be subtracted.
Spec: docs/spec/survey.md
"""

import json
from collections.abc import Mapping
from typing import Any

from comity.core import UnreadableInput, canonical_json
from comity.survey.figures import Results
from comity.survey.figures_file import plain_table, table_from
from comity.survey.stands import Memory, Shown

FAMILY = "comity-survey-memory-v"
FORMAT = f"{FAMILY}2"
_REMEDY = "Give secretariat/shown.json of the report before, as it was made."


def memory_bytes(memory: Memory) -> bytes:
    shown = {name: {cut: _plain(one) for cut, one in of.items()} for name, of in memory.shown.items()}
    return canonical_json({"format": FORMAT, "edition": memory.edition, "shown": shown})


def _plain(one: Shown) -> dict[str, Any]:
    return {
        "year": one.year,
        "labels": list(one.labels),
        "bands": list(one.bands),
        "table": plain_table(one.table),
        "answered": dict(one.answered),
        "within": dict(one.within),
    }


def memory_from(data: bytes, *, where: str, published: Results | None = None) -> Memory:
    """`published`: the figures of that report, as they were shown, with each respondent's band. Only the first version needs them:
    it held the answers behind each figure, and no figure. Raises UnreadableInput."""
    try:
        found: dict[str, Any] = json.loads(data)
        _require_known(found, where)
        if "shown" in found:
            shown = {
                name: {cut: _shown_from(one) for cut, one in of.items()}
                for name, of in found["shown"].items()
            }
            return Memory(edition=int(found["edition"]), shown=shown)
        answered = {name: {who: str(said) for who, said in of.items()} for name, of in found.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableInput(
            "This is not a memory of what was shown.", remedy=_REMEDY, where=where
        ) from error
    if published is None:
        raise UnreadableInput(
            "This memory of what was shown is of the first version, which holds answers and no figures.",
            remedy="Leave it out and give that year's folder: what was shown is then worked out again.",
            where=where,
        )
    return _first_version(answered, published)


def _require_known(found: Mapping[str, Any], where: str) -> None:
    """The second version was written without its name at first."""
    said = str(found.get("format", FORMAT))
    if said == FORMAT:
        return
    if said.startswith(FAMILY):
        raise UnreadableInput(
            f"This memory of what was shown is “{said}”, of a later Comity than this one.",
            remedy="Bring Comity up to date, and report again: nothing was shown.",
            where=where,
        )
    raise UnreadableInput("This is not a memory of what was shown.", remedy=_REMEDY, where=where)


def _shown_from(one: Mapping[str, Any]) -> Shown:
    return Shown(
        year=int(one["year"]),
        labels=tuple(one["labels"]),
        bands=tuple(one["bands"]),
        table=table_from(one["table"]),
        answered=dict(one["answered"]),
        within=dict(one["within"]),
    )


def _first_version(answered: Mapping[str, Mapping[str, str]], published: Results) -> Memory:
    """Of a figure without answers nothing was shown, and nothing was kept."""
    bands = {cut.name: cut.bands for cut in published.cuts}
    shown = {
        figure.id: {
            table.cut: Shown(
                year=published.instrument.edition,
                labels=figure.labels,
                bands=bands.get(table.cut, ()),
                table=table,
                answered=answered[figure.id],
                within=published.placed.get(table.cut, {}),
            )
            for table in figure.tables
        }
        for figure in published.figures
        if figure.id in answered
    }
    return Memory(edition=published.instrument.edition, shown=shown)
