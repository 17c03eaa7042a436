"""What makes proposals for a protocol weak, whatever compares them: texts that say too little, too much, or the same again.

In: its questions, and what was proposed for them. Out: a remark each, with numbers. Nothing is changed or left out: a person knows whether the file is meant so.
"""

from collections.abc import Iterator, Sequence
from itertools import islice

from comity.benchmark.decisions import Party
from comity.benchmark.kinds import Kind
from comity.benchmark.protocol import Question
from comity.benchmark.standing import Standing

_HEADING = 3  # words at most
_LONG = 300  # words at least: of a page, where people ask one thing in a sentence or two
_MANY_HEADINGS, _MANY_AGAIN = 0.5, 0.05  # of the requirements: a few of either are in most protocols
_LIKELY = 0.5
_WITHOUT_BLANKS = (("\u0e00", "\u0eff"), ("\u1000", "\u109f"), ("\u1780", "\u17ff"), ("\u3040", "\u9fff"))
"""Thai and Lao, Burmese, Khmer, Japanese and Chinese: two letters count as a word."""


def doubts(questions: Sequence[Question]) -> Iterator[str]:
    asked = [one for one in questions if one.kind is Kind.REQUIREMENT]
    if len(asked) < 2:
        return
    again = list(_said_before(asked))
    if len(again) >= max(2, _MANY_AGAIN * len(asked)):
        yield (
            f"Word for word like an earlier question: {len(again):,} of {len(asked):,} requirements ({_rows(again)}). "
            "Each is proposed for the same criteria, and for none of them surely."
        )
    headings = [one for one in asked if _size(one.text) <= _HEADING]
    if len(headings) >= _MANY_HEADINGS * len(asked):
        yield (
            f"No longer than a heading: {len(headings):,} of {len(asked):,} requirements. Proposals for them rest on little."
        )
    long = [one for one in asked if _size(one.text) >= _LONG]
    if long:
        yield (
            f"Longer than {_LONG} words: {len(long):,} of {len(asked):,} requirements ({_rows(long)}). "
            "Where one asks for several things, give each a row of its own: it is proposed more surely."
        )


NOTHING_LIKELY = (
    "No proposal is more likely than not. Please look whether this is the right protocol, and whether its language is one that the "
    "sentence models read."
)


def doubts_of_proposals(standing: Standing, party: Party) -> tuple[str, ...]:
    """A protocol of another subject, or in a language that nothing here reads, gets proposals all the same, and all of them weak.
    Once `party` has decided something, it has looked."""
    likely = any(one.probability >= _LIKELY for one in standing.proposals.values())
    return () if likely or standing.credits(party) else (NOTHING_LIKELY,)


def _said_before(asked: Sequence[Question]) -> Iterator[Question]:
    seen = set[str]()
    for one in asked:
        if one.words in seen:
            yield one
        seen.add(one.words)


def _size(text: str) -> float:
    """In words, about."""
    letters = sum(any(first <= letter <= last for first, last in _WITHOUT_BLANKS) for letter in text)
    return len(text.split()) + letters / 2


def _rows(some: Sequence[Question]) -> str:
    shown = ", ".join(str(one.row) for one in islice(some, 5))
    return f"row {shown}{' …' if len(some) > 5 else ''}"
