"""Surveys so small that every way to answer them can be tried: one module, a few questions, two to four levels."""

from collections.abc import Iterator, Mapping, Sequence

import yaml

from comity.survey import Instrument, Respondent, instrument_from, read_answers

NAMES = ("Starting", "Established", "Integrated", "Leading")


def small_instrument(*, levels: int = 2, questions: int = 1, edition: int = 2026) -> Instrument:
    asked = [
        {
            "id": f"q{at}",
            "kind": "maturity",
            "text": f"Question {at}",
            "anchors": [f"What shows {name} in question {at}" for name in NAMES[:levels]],
            "earlier": {"question": f"q{at}", "is": "same"},
        }
        for at in range(questions)
    ]
    content = {
        "id": "small",
        "edition": edition,
        "title": f"Small survey {edition}",
        "language": "en",
        "levels": list(NAMES[:levels]),
        "rule": "median",
        "modules": [{"id": "m", "title": "Module", "sections": [{"title": "Section", "questions": asked}]}],
    }
    return instrument_from(yaml.safe_dump(content), where="small")


def answering(
    instrument: Instrument, member: str, levels: Sequence[int], bands: Mapping[str, str] | None = None
) -> Respondent:
    """`levels` from 0, a question each."""
    written = {f"q{at}": str(level + 1) for at, level in enumerate(levels)}
    sheet, _ = read_answers(instrument, written, member=member)
    return Respondent(member=member, sheet=sheet, bands=bands or {})


def ways(people: int, places: int) -> Iterator[tuple[int, ...]]:
    """How many are in each place: every way to spread people over them."""
    if places == 1:
        yield (people,)
        return
    for first in range(people + 1):
        for rest in ways(people - first, places - 1):
            yield (first, *rest)
