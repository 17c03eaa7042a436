"""Members' workbooks made into a year's answers: who has answered, what is still to do, and each workbook back with its problems.

In: what files hold, whom they are from, the instrument, who is asked. Out: `Collected`. Law: every file ends in one of four states,
and every word of every file is in the member's answers or in the workbook that goes back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from comity.core import ComityError
from comity.survey.answers import Problem, Severity, Sheet, read_answers
from comity.survey.answers_book import Filled, read_book
from comity.survey.instrument import Instrument
from comity.survey.members import Asked
from comity.survey.merge import merge_answers


class State(StrEnum):
    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    UNREAD = "unread"
    NOT_ASKED = "not asked"  # who has left the programme, or is not in it
    MISSING = "nothing came"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    file: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    member: str
    files: tuple[str, ...]
    state: State
    sheet: Sheet | None
    problems: tuple[Problem, ...]
    remark: str = ""

    @property
    def open_(self) -> int:
        return sum(problem.severity is Severity.PROBLEM for problem in self.problems)


def collect(instrument: Instrument, arrived: Sequence[Arrived], asked: Asked) -> tuple[Collected, ...]:
    """By member, in the order of their names; files that cannot be read come under their own name."""
    filled: dict[str, list[tuple[str, Filled]]] = {}
    found: list[Collected] = []
    for one in sorted(arrived, key=lambda one: one.file):
        try:
            read = read_book(one.data, instrument, where=one.file)
        except ComityError as error:
            found.append(
                Collected(
                    member=_stem(one.file),
                    files=(one.file,),
                    state=State.UNREAD,
                    sheet=None,
                    problems=(),
                    remark=str(error),
                )
            )
        else:
            filled.setdefault(read.member or _stem(one.file), []).append((one.file, read))
    found += [_collected(instrument, member, books, asked) for member, books in filled.items()]
    unread = {one.member for one in found}
    found += [
        Collected(member=member, files=(), state=State.MISSING, sheet=None, problems=())
        for member in asked.bands.keys() - unread - asked.left
    ]
    return tuple(sorted(found, key=lambda one: (one.member, one.files)))


def _stem(file: str) -> str:
    return file.rpartition("/")[2].removesuffix(".xlsx")


def _collected(
    instrument: Instrument, member: str, books: Sequence[tuple[str, Filled]], asked: Asked
) -> Collected:
    written: Mapping[str, str] = {}
    evidence: Mapping[str, str] = {}
    disputed: list[Problem] = []
    for at, (file, book) in enumerate(books):
        merged, proofs = merge_answers({}, written, book.written), merge_answers({}, evidence, book.evidence)
        written, evidence = merged.written, proofs.written
        disputed += [
            Problem(
                line=one.line,
                code="disputed",
                severity=Severity.PROBLEM,
                message=f"“{books[at - 1][0]}” says “{one.ours[:60]}”, “{file}” says “{one.theirs[:60]}”. Agree on one.",
            )
            for one in (*merged.disputes, *proofs.disputes)
        ]
    sheet, problems = read_answers(instrument, written, member=member, evidence=evidence)
    problems = (*disputed, *problems)
    is_open = any(problem.severity is Severity.PROBLEM for problem in problems)
    state, remark = (State.INCOMPLETE if is_open else State.COMPLETE), ""
    if member in asked.left:
        state, remark = State.NOT_ASKED, "has left the programme: the answers are kept and count in no figure"
    elif asked.bands and member not in asked.bands:
        state, remark = State.NOT_ASKED, "is not in the list of members: the answers count in no figure"
    return Collected(
        member=member,
        files=tuple(file for file, _ in books),
        state=state,
        sheet=sheet,
        problems=problems,
        remark=remark,
    )
