"""From one year to the next: which answers are offered as drafts, and which may be compared.

In: last year's `Sheet` and the new `Instrument`, whose questions say what they follow. Out: drafts, and a pairing of lines.
Law: what a new edition changed is offered to read again and never compared; what it does not mention is neither.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from comity.survey.answers import Sheet, Value, lines, lines_of
from comity.survey.instrument import Earlier, Instrument


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """A line of the new edition, and the line of the edition before that it follows."""

    line: str
    earlier: str
    stands: Earlier


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """How an edition differs from the one before, question by question."""

    same: tuple[str, ...]
    changed: tuple[str, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]


@lru_cache(maxsize=32)
def pairings(earlier: Instrument, now: Instrument) -> Mapping[str, Pairing]:
    """By line. In one edition, every line follows itself."""
    return MappingProxyType(_pairings(earlier, now))


def _pairings(earlier: Instrument, now: Instrument) -> dict[str, Pairing]:
    if earlier.shape == now.shape:
        return {line: Pairing(line=line, earlier=line, stands=Earlier.SAME) for line in lines(now)}
    known = lines(earlier)
    found: dict[str, Pairing] = {}
    for question in now.questions.values():
        if question.origin is None or question.origin.question not in earlier.questions:
            continue
        before = earlier.questions[question.origin.question]
        same_form = (before.kind, before.unit, len(before.anchors)) == (
            question.kind,
            question.unit,
            len(question.anchors),
        )
        for line in lines_of(question, now.levels):
            name = question.origin.question + line.id[len(question.id) :]
            if name in known:
                stands = question.origin.stands if same_form else Earlier.CHANGED
                found[line.id] = Pairing(line=line.id, earlier=name, stands=stands)
    return found


def changes(earlier: Instrument, now: Instrument) -> Changes:
    found = pairings(earlier, now)
    by_question = {one.line.partition("/")[0]: one for one in found.values()}
    used = {one.earlier.partition("/")[0] for one in found.values()}
    return Changes(
        same=tuple(name for name, one in by_question.items() if one.stands is Earlier.SAME),
        changed=tuple(name for name, one in by_question.items() if one.stands is Earlier.CHANGED),
        new=tuple(name for name in now.questions if name not in by_question),
        gone=tuple(name for name in earlier.questions if name not in used),
    )


def drafts(before: Sheet, earlier: Instrument, now: Instrument) -> Mapping[str, Value]:
    """Last year's answers as drafts of this year's, by line: those that can still be given."""
    known = lines(now)
    offered = {}
    for pairing in pairings(earlier, now).values():
        value = before.values.get(pairing.earlier)
        choices = {option.id for option in known[pairing.line].choices}
        if value is not None and (not choices or str(value) in choices):
            offered[pairing.line] = value
    return offered
