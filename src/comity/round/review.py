"""Which doubtful pairs of a round are still to be judged, and what an answers file says of them.

In: the folder of a round, judgements that stand, a `review.csv` that somebody filled in. Out: questions, answers.
Laws: a pair that judgements settle, directly or through others, is not asked; what is asked keeps its order, the most
useful first; an answers file is taken whole or not at all, and a row left blank says nothing; text out of a list can
neither move the cursor nor hide what stands beside it.
Spec: docs/spec/round.md
"""

import json
import math
import re
import unicodedata
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Self

from comity.core import UnreadableInput
from comity.linkage import Constraint
from comity.lists.cells import read_cells

Pair = tuple[str, str]  # two records, the smaller first

REVIEW = "secretariat/review.csv"
_SUMMARY = "secretariat/summary.json"
_FACTS = ("name", "supplier", "address", "city", "region", "country", "ids")
_PAIR = ("left_record", "right_record")
_FOUND = ("left_list", "right_list", "left_row", "right_row", "probability", "usefulness", "reason")
_ASKED = (*_PAIR, *_FOUND, *(f"{side}_{fact}" for fact in _FACTS for side in ("left", "right")))
_FORMULA = re.compile(r"'(?=[=+\-@\t\r])")
_OVERFLOWN = re.compile(r"\d[.,]?\d*E\+\d+")  # what a spreadsheet makes of a long row of digits
_CHINESE_OR_JAPANESE = (
    r"\u2e80-\u9fff\uf900-\ufaff"  # written without spaces: every sign is compared by itself
)
_MARKS = " \ufeffï»¿"  # a byte-order mark, also as a program shows it that took it for letters
_UNMARKED = str.maketrans("ıđøł", "idol")  # marks that Unicode does not take off
_WORD = re.compile(rf"[{_CHINESE_OR_JAPANESE}]|[^\W_{_CHINESE_OR_JAPANESE}]+")


class Verdict(StrEnum):
    SAME = "same"
    DIFFERENT = "different"


_VERDICTS = {
    "same": Verdict.SAME,
    "s": Verdict.SAME,
    "different": Verdict.DIFFERENT,
    "d": Verdict.DIFFERENT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two records, as the list it was found in says it."""

    record: str
    list: str  # the site's id, for a record of an earlier round
    row: str  # empty for a record of an earlier round
    name: str
    supplier: str
    address: str
    city: str
    region: str
    country: str
    ids: str

    @property
    def place(self) -> str:
        return f"{self.list}, row {self.row}" if self.row else f"known site {self.list}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    left: Side
    right: Side
    probability: float
    usefulness: float
    reason: str

    @property
    def pair(self) -> Pair:
        return _pair(self.left.record, self.right.record)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    pair: Pair
    verdict: Verdict
    row: int  # of the answers file, as a spreadsheet counts: the header is in row 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What judgements say of any two records, directly or through others."""

    judged: Mapping[Pair, Verdict]
    _group: Mapping[str, str] = field(repr=False)  # record -> its group under the must-links
    _parted: frozenset[Pair] = field(repr=False)  # pairs of groups held apart

    @classmethod
    def of(cls, judged: Mapping[Pair, Verdict]) -> Self:
        group = _groups(pair for pair, verdict in judged.items() if verdict is Verdict.SAME)
        parted = (
            _pair(group.get(left, left), group.get(right, right))
            for (left, right), verdict in judged.items()
            if verdict is Verdict.DIFFERENT
        )
        return cls(judged=judged, _group=group, _parted=frozenset(one for one in parted if one[0] != one[1]))

    @classmethod
    def by_constraints(cls, constraints: Iterable[Constraint]) -> Self:
        return cls.of(
            {
                _pair(one.left, one.right): Verdict.SAME if one.same else Verdict.DIFFERENT
                for one in constraints
            }
        )

    def verdict_on(self, pair: Pair) -> Verdict | None:
        """None where it is open. Must-links outweigh, as they do in linkage."""
        one, other = _pair(*(self._group.get(record, record) for record in pair))
        if one == other:
            return Verdict.SAME
        return Verdict.DIFFERENT if (one, other) in self._parted else None

    def contradicted(self) -> frozenset[Pair]:
        """Pairs judged different that must-links make the same."""
        return frozenset(
            pair
            for pair, verdict in self.judged.items()
            if verdict is Verdict.DIFFERENT and self.verdict_on(pair) is Verdict.SAME
        )


def read_questions(out: Path) -> tuple[Question, ...]:
    """The doubtful pairs of the round in the folder `out`, the most useful first."""
    path = out / REVIEW
    _require_round(out)
    rows = _rows_with(path, _ASKED)
    if any(_OVERFLOWN.fullmatch(row[side]) for _, row in rows for side in _PAIR):
        raise UnreadableInput(
            "A spreadsheet program saved this file and turned names of records into numbers.",
            remedy="Put the original back (comity assemble makes it again), and fill in a copy.",
            where=str(path),
        )
    questions = [_question(row, where=f"{path}, row {number}") for number, row in rows]
    return tuple(sorted(questions, key=lambda question: -question.usefulness))


def read_registry_path(out: Path) -> Path | None:
    """The registry that the round was assembled with."""
    path = out / _SUMMARY
    _require_round(out)
    try:
        named = json.loads(path.read_bytes())["registry"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnreadableInput(
            "The summary of the round cannot be read.",
            remedy="Run comity assemble again, or take the folder from a copy.",
            where=str(path),
        ) from error
    return Path(named) if isinstance(named, str) and named else None


def open_questions(questions: Sequence[Question], settled: Settled) -> tuple[Question, ...]:
    return tuple(question for question in questions if settled.verdict_on(question.pair) is None)


def read_answers(path: Path, questions: Sequence[Question]) -> tuple[Answer, ...]:
    """What a filled-in `review.csv` (or workbook) says of the questions of its round."""
    pairs = _PairFinder(questions)
    answers: dict[Pair, Answer] = {}
    for number, row in _rows_with(path, (*_PAIR, "verdict")):
        said = row["verdict"].strip(" \t'\"").casefold()
        if not said:
            continue
        where = f"{path}, row {number}"
        if said not in _VERDICTS:
            raise UnreadableInput(
                f"“{printable(row['verdict'])}” is not a verdict.",
                remedy="Write same or different, or leave the cell empty.",
                where=where,
            )
        pair = pairs.find(row["left_record"], row["right_record"])
        if pair is None:
            raise UnreadableInput(
                "The round does not ask about these two records.",
                remedy="Name the folder that the file came from, and leave its columns of records as they were.",
                where=where,
            )
        answer = Answer(pair=pair, verdict=_VERDICTS[said], row=number)
        first = answers.setdefault(pair, answer)
        if first.verdict is not answer.verdict:
            raise UnreadableInput(
                f"Row {first.row} says {first.verdict} and row {number} says {answer.verdict} of the same pair.",
                remedy="Keep one of them.",
                where=str(path),
            )
    return tuple(answers.values())


def require_no_contradiction(answers: Sequence[Answer], settled: Settled, *, where: str) -> None:
    """Raises where the answers, with what was judged before, make two records the same site and different ones.

    An answer on a pair that was judged before takes the place of that judgement.
    """
    row_of = {answer.pair: answer.row for answer in answers}
    after = Settled.of({**settled.judged, **{answer.pair: answer.verdict for answer in answers}})
    for pair in sorted(after.contradicted() - settled.contradicted(), key=lambda pair: row_of.get(pair, 0)):
        links = [pair, *_chain(after.judged, *pair)]
        rows = sorted(row_of[link] for link in links if link in row_of)
        told = " and ".join(f"row {row} ({_verdict_at(answers, row)})" for row in rows)
        before = " with earlier judgements" if len(rows) < len(links) else ""
        raise UnreadableInput(
            f"Taken together{before}, {told} would make two rows one site and two sites at once.",
            remedy="Change one of these answers, or leave its cell empty.",
            where=where,
        )


def odds_in_words(probability: float) -> str:
    tenths = round(probability * 10)
    if tenths < 1:
        return "less than 1 in 10"
    return "more than 9 in 10" if tenths > 9 else f"about {tenths} in 10"


def pieces(text: str, other: str) -> tuple[tuple[str, bool], ...]:
    """`text` cut into pieces, each with whether it is a word that `other` lacks. Case and marks do not count."""
    spare = Counter(_folded(word) for word in _WORD.findall(other))
    cut: list[tuple[str, bool]] = []
    end = 0
    for found in _WORD.finditer(text):
        word = _folded(found.group())
        spare[word] -= 1
        cut += [(text[end : found.start()], False), (found.group(), spare[word] < 0)]
        end = found.end()
    cut.append((text[end:], False))
    return tuple(piece for piece in cut if piece[0])


def printable(text: str) -> str:
    """Without the signs that command a terminal or turn the direction of writing: lists come from strangers."""
    return " ".join("".join(" " if _commands(sign) else sign for sign in text).split())


def _commands(sign: str) -> bool:
    # Joiners shape letters of Persian and Hindi words, so they stay.
    return unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and sign not in "\u200c\u200d"


def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold().translate(_UNMARKED))
    return "".join(sign for sign in plain if not unicodedata.combining(sign)) or word


def _pair(left: str, right: str) -> Pair:
    return (left, right) if left <= right else (right, left)


def _groups(pairs: Iterable[Pair]) -> dict[str, str]:
    """Union-find; a group goes by its smallest record."""
    parent: dict[str, str] = {}

    def find(record: str) -> str:
        parent.setdefault(record, record)
        while parent[record] != record:
            parent[record] = parent[parent[record]]
            record = parent[record]
        return record

    for left, right in pairs:
        one, other = _pair(find(left), find(right))
        parent[other] = one
    return {record: find(record) for record in list(parent)}


def _chain(judged: Mapping[Pair, Verdict], start: str, goal: str) -> list[Pair]:
    """The fewest must-links that lead from one record to the other."""
    neighbours: dict[str, list[str]] = defaultdict(list)
    for left, right in sorted(pair for pair, verdict in judged.items() if verdict is Verdict.SAME):
        neighbours[left].append(right)
        neighbours[right].append(left)
    came_from = {start: start}
    queue = deque([start])
    while queue and goal not in came_from:
        record = queue.popleft()
        for other in neighbours[record]:
            if other not in came_from:
                came_from[other] = record
                queue.append(other)
    links = []
    while goal != start:
        links.append(_pair(goal, came_from[goal]))
        goal = came_from[goal]
    return links


def _verdict_at(answers: Sequence[Answer], row: int) -> Verdict:
    return next(answer.verdict for answer in answers if answer.row == row)


class _PairFinder:
    """Which question two cells mean.

    A name of a record is 24 hex digits; about one in 25,000 reads as a number, and a spreadsheet saves that one as
    1.23457E+23. Such a cell means the record whose name is that number, if one question alone fits.
    """

    def __init__(self, questions: Sequence[Question]) -> None:
        self._pairs = {question.pair for question in questions}
        records = {record for pair in self._pairs for record in pair}
        self._numbers = {record: number for record in records if (number := _number(record)) is not None}

    def find(self, left: str, right: str) -> Pair | None:
        meant = {
            _pair(one, other)
            for one in self._meant(left)
            for other in self._meant(right)
            if _pair(one, other) in self._pairs
        }
        return meant.pop() if len(meant) == 1 else None

    def _meant(self, cell: str) -> list[str]:
        number = _number(cell)
        if number is None or cell in self._numbers:
            return [cell]
        return [record for record, its in self._numbers.items() if math.isclose(its, number, rel_tol=1e-4)]


def _number(text: str) -> float | None:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _require_round(out: Path) -> None:
    if not (out / REVIEW).is_file():
        raise UnreadableInput(
            "This is not the folder of a round: it holds no " + REVIEW + ".",
            remedy="Name the folder that comity assemble wrote with --out.",
            where=str(out),
        )


def _rows_with(path: Path, columns: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """(row as a spreadsheet counts, column -> cell) below the first row that holds all the columns."""
    for sheet in read_cells(path):
        for start, header in enumerate(sheet.rows):
            place = {name.strip(_MARKS).casefold(): at for at, name in enumerate(header) if name.strip()}
            if all(name in place for name in columns):
                return [
                    (number, {name: _cell(row, place[name]) for name in columns})
                    for number, row in enumerate(sheet.rows[start + 1 :], start=start + 2)
                    if any(row)
                ]
    raise UnreadableInput(
        f"The columns {', '.join(columns[:2])} and {columns[-1]} are not all there.",
        remedy=f"Use the round's own {REVIEW}, or a copy of it that keeps the header.",
        where=str(path),
    )


def _cell(row: Sequence[str], at: int) -> str:
    return _FORMULA.sub("", row[at], count=1) if at < len(row) else ""


def _question(row: Mapping[str, str], *, where: str) -> Question:
    probability, usefulness = _number(row["probability"]), _number(row["usefulness"])
    left, right = row["left_record"], row["right_record"]
    if probability is None or usefulness is None or not left or not right or left == right:
        raise UnreadableInput(
            "This is not a doubtful pair: it needs two records, a probability and a usefulness.",
            remedy="Put the original file back; comity assemble makes it again.",
            where=where,
        )
    return Question(
        left=_side(row, "left"),
        right=_side(row, "right"),
        probability=probability,
        usefulness=usefulness,
        reason=printable(row["reason"]),
    )


def _side(row: Mapping[str, str], side: str) -> Side:
    facts = {name: printable(row[f"{side}_{name}"]) for name in ("list", "row", *_FACTS)}
    return Side(record=row[f"{side}_record"], **facts)
