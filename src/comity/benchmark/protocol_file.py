"""A protocol read from the bytes of its file: questions with ids of their own, kinds, and remarks on what was found odd.

Laws: every row that has text becomes a question, and none is judged away: what seems guidance or a data field is said, with
the reason, and a person confirms it; ids that are there twice are told apart, not dropped.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from comity.benchmark.doubts import doubts
from comity.benchmark.errors import ProtocolUnreadable
from comity.benchmark.files import pages_of
from comity.benchmark.kinds import guess_kind
from comity.benchmark.languages import languages_of
from comity.benchmark.protocol import Protocol, Question
from comity.benchmark.protocol_rows import questions_of
from comity.core import counted

_MOST_QUESTIONS = 20_000
_LONGEST_PROTOCOL = 2_000  # questions: beyond, it is read, and doubted aloud


def read_protocol(data: bytes, *, name: str, version: str = "", where: str = "") -> Protocol:
    """XLSX, XLS, ODS, CSV, DOCX, PDF with text in it, or plain text, by what the bytes are. Raises ProtocolUnreadable."""
    place = where or name
    pages = pages_of(data, where=place)
    found, remarks = questions_of(pages)
    if not found:
        raise ProtocolUnreadable(
            "The file holds no question.",
            remedy="The text of the questions belongs in a column headed “text” or “question”.",
            where=place,
        )
    if len(found) > _MOST_QUESTIONS:
        raise ProtocolUnreadable(
            f"The file has {len(found):,} rows with text, and no protocol has so many questions.",
            remedy="Send the protocol alone; a list of sites belongs to “comity lint”.",
            where=place,
        )
    if len(found) > _LONGEST_PROTOCOL:
        remarks.append(
            f"{len(found):,} questions are many for a protocol: please look whether this is the right file."
        )
    if len(found) == 1:
        remarks.append("There is one question only: please look whether this is the whole protocol.")
    apart, twice = _told_apart(found)
    questions = tuple(_with_kind(one) for one in apart)
    return Protocol(
        name=name,
        version=version,
        questions=questions,
        remarks=(*remarks, *twice, *_two_languages(questions), *doubts(questions)),
    )


def _told_apart(found: Iterable[Question]) -> tuple[list[Question], list[str]]:
    """Each question with an id of its own: its own, its clause, or its row; a second “1.1” is “1.1 (2)”."""
    seen: Counter[str] = Counter()
    taken: set[str] = set()
    questions, twice = [], []
    for one in found:
        base = one.id or one.clause or f"row {one.row}"
        seen[base] += 1
        unique, count = base, seen[base]
        while unique in taken:
            unique, count = f"{base} ({max(2, count)})", max(2, count) + 1
        taken.add(unique)
        if unique != base and one.id:
            twice.append(
                f"Row {one.row}: the id “{base}” is there before; this question is called “{unique}”."
            )
        questions.append(replace(one, id=unique))
    return questions, twice[:20] + (
        [f"{len(twice) - 20:,} more ids are there twice."] if len(twice) > 20 else []
    )


def _with_kind(one: Question) -> Question:
    if one.kind_reason:
        return one
    kind, reason = guess_kind(one.text)
    return replace(one, kind=kind, kind_reason=reason)


def _two_languages(found: Iterable[Question]) -> list[str]:
    """Said, not mended: both halves help to find the criterion."""
    rows = [str(one.row) for one in found if len(languages_of(one.text)) > 1]
    if not rows:
        return []
    shown = ", ".join(rows[:5]) + (" …" if len(rows) > 5 else "")
    return [
        f"Written in two languages, and read as one text: {counted(len(rows), 'question')} (row {shown})."
    ]
