"""Question numbers that a spreadsheet took for decimals: 1.10 was typed, and 1.1 is in the file.

In: questions in the order of their table. Out: the same, with the zero put back where the row before counts up to it, and
what was put back. Law: no other number changes.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from comity.benchmark.protocol import Question
from comity.core import counted

_BEFORE = re.compile(r"(\d+)\.(\d{1,2})")
_CUT = re.compile(r"(\d+)\.([1-9])")
_MOST_SHOWN = 3


def with_zeros(found: Sequence[Question]) -> tuple[list[Question], list[str]]:
    questions: list[Question] = []
    mended: list[str] = []
    for one in found:
        before = _BEFORE.fullmatch(questions[-1].id) if questions else None
        cut = _CUT.fullmatch(one.id)
        if before and cut and before[1] == cut[1] and int(before[2]) + 1 == 10 * int(cut[2]):
            clause = f"{one.id}0" if one.clause == one.id else one.clause
            one = replace(one, id=f"{one.id}0", clause=clause)
            mended.append(one.id)
        questions.append(one)
    if not mended:
        return questions, []
    shown = ", ".join(mended[:_MOST_SHOWN]) + (" …" if len(mended) > _MOST_SHOWN else "")
    return questions, [
        f"{counted(len(mended), 'number')} had lost the last zero, as spreadsheets do, and got it back by the row before: {shown}."
    ]
