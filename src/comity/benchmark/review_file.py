"""The review file: a workbook in which people decide, written and read back, enough to do the whole job.

In: criteria, protocol, log, and who is to decide. Out: a workbook; from it, when it comes back, the log with what was
decided added, and a problem for every row that cannot be what anybody means. Laws: the log travels in the file, so a
file alone is enough to go on, and no row, removed or mistyped, loses anything; a good row counts whatever its neighbours
say; what was typed wrong comes back as typed, beside the reason; a file of another protocol or catalogue is refused.
Spec: docs/spec/review-file.md.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from comity.benchmark.coverage import Basis, Rule, exact_share
from comity.benchmark.criteria import CriteriaSet, criteria_set_of, load_criteria, shipped
from comity.benchmark.decisions import (
    Approved,
    Decision,
    KindSaid,
    NotApplicable,
    NotCovered,
    NotMappable,
    Party,
    Resolved,
    Undone,
)
from comity.benchmark.errors import DecisionProblem, ReviewProblem
from comity.benchmark.files import Page, sheets_of
from comity.benchmark.links import Credit, Depth, Judgement, LinkKey, Relation, Strength
from comity.benchmark.log import Log
from comity.benchmark.log_lines import entry_of
from comity.benchmark.protocol import Kind, Protocol, Question
from comity.core import UsageProblem

FORMAT = "comity-review-v1"
HIDDEN = "_comity"
REVIEW, CRITERIA, QUESTIONS, SUMMARY = "Review", "Criteria", "Questions", "Summary"
SPEAKS_FOR, NAME = "Decided as", "Your name"
CONFIRM, REJECT = "confirm", "reject"
NOT_COVERED, NOT_APPLICABLE = "not covered", "not applicable"
YES, NO = "yes", "no"
_PIECE = 30_000  # letters in one cell of the hidden sheet; a spreadsheet holds 32,767


class Column(StrEnum):
    """Headers that the reader looks for, wherever people moved the columns."""

    KEY = "Row key"
    CODE = "Criterion"
    QUESTION_IDS = "Questions"
    VERDICT = "Verdict"
    RELATION = "Relation"
    DEPTH = "Depth"
    STRENGTH = "Strength"
    RATIONALE = "Rationale"
    EVIDENCE = "Evidence"
    STATEMENT = "Statement"
    REASON = "Reason"
    APPROVED = "Approved"
    RESOLVED = "Resolved as"
    RESOLUTION = "Resolution, because"
    ID = "Question"
    KIND = "Kind"
    NOT_MAPPABLE = "Not mappable"
    PROBLEM = "Please look"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowTyped:
    """One row as a person left it."""

    sheet: str
    row: int  # as the spreadsheet counts
    key: str  # of the link, the criterion or the question; empty for a row that a person added
    cells: Mapping[str, str]  # of the columns that people fill


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRowProblem:
    typed: RowTyped
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.typed.sheet}, row {self.typed.row}: {self.message} {self.remedy}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadReview:
    criteria: CriteriaSet = field(repr=False)
    protocol: Protocol
    log: Log = field(repr=False)
    party: Party
    by: str
    added: int  # entries of the log that this reading added
    problems: tuple[ReviewRowProblem, ...]
    remarks: tuple[str, ...]
    rule: Rule


def read_review(
    data: bytes,
    *,
    at: str = "",
    by: str = "",
    criteria: CriteriaSet | None = None,
    protocol: Protocol | None = None,
    where: str = "",
) -> ReadReview:
    """`criteria` and `protocol` make sure that the file is on these; `by` holds where the file names nobody.

    Raises ReviewProblem for a file that cannot be taken as a whole.
    """
    sheets = sheets_of(data, where=where)
    carried = _carried(sheets, where=where)
    catalogue = _criteria_meant(carried, criteria, where=where)
    own = _protocol_meant(carried, protocol, where=where)
    log = Log.of(entry_of(line) for line in carried.log)
    _require_same_numbers(carried, log, where=where)
    party, named = _who(sheets, carried, log, where=where)
    by = named or by
    reading = _Reading(
        criteria=catalogue, protocol=own, log=log, party=party, links=carried.links, where=where
    )
    decisions = reading.all_of(sheets)
    said, refused = _said(log, decisions, party=party, by=by, at=at)
    return ReadReview(
        criteria=catalogue,
        protocol=own.with_kinds(said.standing.kinds),
        log=said,
        party=party,
        by=by,
        added=len(said.entries) - len(log.entries),
        problems=tuple(
            sorted((*reading.problems, *refused), key=lambda one: (one.typed.sheet, one.typed.row))
        ),
        remarks=tuple(reading.remarks),
        rule=_rule_meant(carried, where=where),
    )


# What travels hidden.


@dataclass(frozen=True, slots=True, kw_only=True)
class _Carried:
    facts: Mapping[str, str]
    questions: tuple[Question, ...]
    log: tuple[str, ...]
    links: Mapping[str, LinkKey]  # row key -> link
    criteria: CriteriaSet | None  # of a set that does not come with the program


def carried_rows(
    criteria: CriteriaSet,
    protocol: Protocol,
    lines: Sequence[str],
    links: Mapping[str, LinkKey],
    party: Party,
    rule: Rule,
) -> list[list[str]]:
    """The rows of the hidden sheet: a kind, then JSON in as many cells as it takes."""
    facts = {
        "format": FORMAT,
        "criteria": criteria.name,
        "criteria_digest": criteria.digest,
        "protocol": protocol.name,
        "protocol_version": protocol.version,
        "protocol_digest": protocol.digest,
        "entries": str(len(lines)),
        "party": party.value,
        "threshold": str(rule.threshold),
        "basis": rule.basis.value,
        "no_critical_missing": YES if rule.no_critical_missing else NO,
        "pillar_floor": "" if rule.pillar_floor is None else str(rule.pillar_floor),
    }
    rows = [("facts", json.dumps(facts, ensure_ascii=False))]
    if criteria.name not in shipped() or load_criteria(criteria.name).digest != criteria.digest:
        rows.append(("criteria", json.dumps(criteria.content, ensure_ascii=False)))
    rows += [
        (
            "question",
            json.dumps(
                {**one.content, "kind": one.kind.value, "kind_reason": one.kind_reason, "row": one.row},
                ensure_ascii=False,
            ),
        )
        for one in protocol.questions
    ]
    rows += [
        (
            "link",
            json.dumps(
                {"key": key, "criterion": link.criterion, "questions": link.questions}, ensure_ascii=False
            ),
        )
        for key, link in links.items()
    ]
    rows += [("log", line) for line in lines]
    return [[kind, *(text[at : at + _PIECE] for at in range(0, len(text), _PIECE))] for kind, text in rows]


def _carried(sheets: Mapping[str, Page], *, where: str) -> _Carried:
    if HIDDEN not in sheets:
        raise ReviewProblem(
            "The workbook is no review file: the sheet that the program keeps in it is not there.",
            remedy="Fill in the file that “comity benchmark run” wrote, and save it as .xlsx.",
            where=where,
        )
    found: dict[str, list[str]] = {"facts": [], "criteria": [], "question": [], "link": [], "log": []}
    try:
        for row in sheets[HIDDEN].rows:
            if row and row[0]:
                found[row[0]].append("".join(row[1:]))
        facts = json.loads(found["facts"][0])
        questions = tuple(_question(json.loads(text)) for text in found["question"])
        links = {
            one["key"]: LinkKey(one["criterion"], tuple(one["questions"]))
            for one in map(json.loads, found["link"])
        }
        criteria = criteria_set_of(json.loads(found["criteria"][0])) if found["criteria"] else None
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise _damaged(where) from error
    if facts.get("format") != FORMAT:
        raise ReviewProblem(
            f"The review file has the format “{facts.get('format')}”.", remedy="Update comity.", where=where
        )
    return _Carried(facts=facts, questions=questions, log=tuple(found["log"]), links=links, criteria=criteria)


def _question(facts: Mapping[str, object]) -> Question:
    return Question(
        id=str(facts["id"]),
        text=str(facts["text"]),
        section=str(facts["section"]),
        clause=str(facts["clause"]),
        kind=Kind(str(facts["kind"])),
        kind_reason=str(facts["kind_reason"]),
        row=int(str(facts["row"])),
    )


def _damaged(where: str) -> ReviewProblem:
    return ReviewProblem(
        "The sheet that the program keeps hidden in the file was changed or cut off.",
        remedy="Copy what you filled in into the last file that the program wrote.",
        where=where,
    )


def _criteria_meant(carried: _Carried, given: CriteriaSet | None, *, where: str) -> CriteriaSet:
    name = carried.facts["criteria"]
    catalogue = given or carried.criteria or load_criteria(name)
    if catalogue.digest != carried.facts["criteria_digest"]:
        what = f"of another catalogue, {name}" if catalogue.name != name else f"of another edition of {name}"
        raise ReviewProblem(
            f"The review file is {what}; the one at hand is {catalogue.name} ({catalogue.digest[7:19]}).",
            remedy="Name the catalogue it was made with, or carry the answers over with the crosswalk.",
            where=where,
        )
    return catalogue


def _rule_meant(carried: _Carried, *, where: str) -> Rule:
    try:
        floor = carried.facts["pillar_floor"]
        return Rule(
            threshold=exact_share(carried.facts["threshold"]),
            basis=Basis(carried.facts["basis"]),
            no_critical_missing=carried.facts["no_critical_missing"] == YES,
            pillar_floor=exact_share(floor) if floor else None,
        )
    except (KeyError, ValueError, UsageProblem) as error:
        raise _damaged(where) from error


def _protocol_meant(carried: _Carried, given: Protocol | None, *, where: str) -> Protocol:
    own = Protocol(
        name=carried.facts["protocol"],
        version=carried.facts["protocol_version"],
        questions=carried.questions,
    )
    if own.digest != carried.facts["protocol_digest"]:
        raise _damaged(where)
    if given is not None:
        require_same_protocol(own, given, where=where)
    return own


def require_same_protocol(own: Protocol, given: Protocol, *, where: str = "") -> None:
    """By its questions: name and version are what people called it. Raises ReviewProblem."""
    if [one.content for one in given.questions] != [one.content for one in own.questions]:
        gone = sorted(own.by_id.keys() - given.by_id.keys())
        new = sorted(given.by_id.keys() - own.by_id.keys())
        raise ReviewProblem(
            f"The review file is of another version of the protocol: {_some(new)} new, {_some(gone)} gone, the rest "
            "the same or reworded.",
            remedy="Name the protocol it was made with, or carry the answers over: “comity benchmark run … --earlier”.",
            where=where,
        )


def _some(ids: Sequence[str]) -> str:
    return f"{len(ids)} questions ({', '.join(ids[:3])}{' …' if len(ids) > 3 else ''})" if ids else "none"


def _require_same_numbers(carried: _Carried, log: Log, *, where: str) -> None:
    if str(len(log.entries)) != carried.facts["entries"]:
        raise _damaged(where)


def _who(sheets: Mapping[str, Page], carried: _Carried, log: Log, *, where: str) -> tuple[Party, str]:
    cells = {row[0]: row[1] for row in (sheets[SUMMARY].rows if SUMMARY in sheets else []) if len(row) > 1}
    written = Party(carried.facts["party"])
    party, problem = _choice(cells.get(SPEAKS_FOR, written.value), Party)
    if problem:
        raise ReviewProblem(
            f"“{SPEAKS_FOR}” on the sheet {SUMMARY}: {problem[0]}", remedy=problem[1], where=where
        )
    if party is not None and party is not written and any(one.party is written for one in log.standing.tops):
        raise ReviewProblem(
            f"The file was written for the {written}, whose answers it shows, and is handed in as the {party}'s.",
            remedy=f"Write a file for the {party}: comity benchmark decide … --for “{party}”.",
            where=where,
        )
    return party or written, cells.get(NAME, "").strip()


# What people filled in.

_SYNONYMS: Mapping[str, str] = {
    "confirmed": CONFIRM, "yes": CONFIRM, "y": CONFIRM, "ok": CONFIRM, "rejected": REJECT, "no": REJECT, "n": REJECT,
}  # fmt: skip


_Choice = TypeVar("_Choice", bound=StrEnum)


def _choice(text: str, kind: type[_Choice]) -> tuple[_Choice | None, tuple[str, str] | None]:
    """The choice, or what is wrong with it and what may have been meant."""
    word, problem = _word(text, [one.value for one in kind])
    return (kind(word) if word else None), problem


def _word(
    text: str, words: Sequence[str], synonyms: Mapping[str, str] | None = None
) -> tuple[str, tuple[str, str] | None]:
    plain = " ".join(text.casefold().split())
    plain = (synonyms or {}).get(plain, plain)
    if not plain or plain in words:
        return plain, None
    close = get_close_matches(plain, words, n=1, cutoff=0.5)
    hint = f"Did you mean “{close[0]}”?" if close else f"Write {' or '.join(f'“{word}”' for word in words)}."
    return "", (f"“{text}” is no choice.", hint)


class _RowFailed(Exception):
    """One row cannot be what anybody means; caught where rows are read."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message, self.remedy = message, remedy


_Found = tuple[RowTyped, Decision]

FILLED: Mapping[str, tuple[Column, ...]] = {
    REVIEW: (
        Column.CODE,
        Column.QUESTION_IDS,
        Column.VERDICT,
        Column.RELATION,
        Column.DEPTH,
        Column.STRENGTH,
        Column.RATIONALE,
        Column.EVIDENCE,
    ),
    CRITERIA: (Column.STATEMENT, Column.REASON, Column.APPROVED, Column.RESOLVED, Column.RESOLUTION),
    QUESTIONS: (Column.KIND, Column.NOT_MAPPABLE, Column.RATIONALE),
}
"""What people fill in on each sheet."""

KEYS: Mapping[str, Column] = {REVIEW: Column.KEY, CRITERIA: Column.CODE, QUESTIONS: Column.ID}


@dataclass(slots=True, kw_only=True)
class _Reading:
    criteria: CriteriaSet
    protocol: Protocol
    log: Log
    party: Party
    links: Mapping[str, LinkKey]
    where: str
    problems: list[ReviewRowProblem] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    judged: dict[LinkKey, tuple[RowTyped, Judgement]] = field(default_factory=dict)

    def all_of(self, sheets: Mapping[str, Page]) -> list[_Found]:
        found: list[_Found] = []
        readers: Mapping[str, Callable[[RowTyped], Iterable[Decision]]] = {
            QUESTIONS: self._question_row,
            REVIEW: self._review_row,
            CRITERIA: self._criteria_row,
        }
        for name, read in readers.items():
            if name not in sheets:
                self.remarks.append(f"The sheet “{name}” is gone; what it said before stands.")
                continue
            rows = self._rows(sheets[name])
            for typed in rows:
                try:
                    found += [(typed, one) for one in read(typed)]
                except (_RowFailed, DecisionProblem) as error:
                    self._fails(typed, error.message, error.remedy)
            self._remark_removed(name, {typed.key for typed in rows})
        return found

    def _fails(self, typed: RowTyped, message: str, remedy: str) -> None:
        self.problems.append(ReviewRowProblem(typed=typed, message=message, remedy=remedy))

    def _rows(self, page: Page) -> list[RowTyped]:
        """Below the header, wherever the columns stand now; blank lines left out."""
        wanted = (KEYS[page.name], *FILLED[page.name])
        at, places = _header(page, wanted)
        gone = [column.value for column in wanted if column not in places]
        if gone:
            raise ReviewProblem(
                f"The sheet “{page.name}” has lost its column “{gone[0]}”.",
                remedy="Undo the deletion; columns may be moved or hidden, not removed.",
                where=self.where,
            )
        rows = []
        for number, row in enumerate(page.rows[at + 1 :], start=at + 2):
            cells = {column.value: row[place] if place < len(row) else "" for column, place in places.items()}
            key = cells.pop(KEYS[page.name].value)
            if key or any(cells.values()):
                rows.append(RowTyped(sheet=page.name, row=number, key=key, cells=cells))
        return rows

    def _remark_removed(self, name: str, there: set[str]) -> None:
        known: Mapping[str, Iterable[str]] = {
            REVIEW: self.links,
            CRITERIA: self.criteria.by_code,
            QUESTIONS: self.protocol.by_id,
        }
        gone = [key for key in known[name] if key not in there]
        if gone:
            shown = [str(self.links[key]) if name == REVIEW else key for key in gone[:3]]
            rows = "1 row" if len(gone) == 1 else f"{len(gone):,} rows"
            self.remarks.append(
                f"{rows} of the sheet “{name}” were removed ({'; '.join(shown)}{' …' if len(gone) > 3 else ''}). "
                "What they said before stands, and what was open stays open."
            )

    # One row of each sheet.

    def _review_row(self, typed: RowTyped) -> Iterable[Decision]:
        link = self._link(typed)
        cells = typed.cells
        verdict = _checked(*_word(cells[Column.VERDICT], (CONFIRM, REJECT), _SYNONYMS), column=Column.VERDICT)
        strength = _read_choice(cells, Column.STRENGTH, Strength)
        relation = _read_choice(cells, Column.RELATION, Relation)
        depth = _read_choice(cells, Column.DEPTH, Depth)
        if not verdict:
            filled = next((one for one in FILLED[REVIEW][3:] if cells[one]), None)
            if filled is not None:
                raise _RowFailed(
                    f"“{filled}” is filled in, and the verdict is not.",
                    f"Write “{CONFIRM}” or “{REJECT}”, or clear the row.",
                )
            return self._cleared(self.log.standing.judgements(self.party).get(link))
        said = Judgement(
            link=link,
            confirmed=verdict == CONFIRM,
            strength=strength,
            relation=relation,
            depth=depth,
            rationale=cells[Column.RATIONALE],
            evidence=cells[Column.EVIDENCE],
        )
        earlier = self.judged.setdefault(link, (typed, said))
        if earlier[1] != said:
            raise _RowFailed(
                f"Row {earlier[0].row} decides the same link, and differently.", "Keep one of the two rows."
            )
        return [said]

    def _link(self, typed: RowTyped) -> LinkKey:
        """The proposed one, or another where a person changed its questions or added the row."""
        code = typed.cells[Column.CODE].split("\n")[0].strip()
        if code not in self.criteria:
            raise _RowFailed(f"There is no criterion “{code}”.", self.criteria.meant(code))
        return LinkKey.of(code, self._questions(typed.cells[Column.QUESTION_IDS]))

    def _questions(self, text: str) -> list[str]:
        if text in self.protocol.by_id:
            return [text]
        ids = [part.strip() for part in text.replace("\n", ";").split(";") if part.strip()]
        if len(ids) == 1 and ids[0] not in self.protocol.by_id:
            ids = [part.strip() for part in text.split(",") if part.strip()]
        if not ids:
            raise _RowFailed(
                "The row names no question.", "Write the id of the question, several with a semicolon."
            )
        for id_ in ids:
            if id_ not in self.protocol.by_id:
                raise _RowFailed(f"The protocol has no question “{id_}”.", self.protocol.meant(id_))
        return ids

    def _criteria_row(self, typed: RowTyped) -> Iterable[Decision]:
        code, cells = typed.key, typed.cells
        if code not in self.criteria:
            raise _RowFailed(f"There is no criterion “{code}”.", self.criteria.meant(code))
        return [*self._statement(code, cells), *self._approval(code, cells), *self._resolution(code, cells)]

    def _statement(self, code: str, cells: Mapping[str, str]) -> Iterable[Decision]:
        statement = _checked(
            *_word(cells[Column.STATEMENT], (NOT_COVERED, NOT_APPLICABLE)), column=Column.STATEMENT
        )
        if statement == NOT_COVERED:
            return [NotCovered(criterion=code, rationale=cells[Column.REASON])]
        if statement == NOT_APPLICABLE:
            return [NotApplicable(criterion=code, reason=cells[Column.REASON])]
        if cells[Column.REASON]:
            raise _RowFailed(
                "A reason is given, and no statement.",
                f"Write “{NOT_COVERED}” or “{NOT_APPLICABLE}”, or clear the reason.",
            )
        return self._cleared(self.log.standing.statements(self.party).get(code))

    def _approval(self, code: str, cells: Mapping[str, str]) -> Iterable[Decision]:
        approved = _checked(*_word(cells[Column.APPROVED], (YES, NO)), column=Column.APPROVED)
        stands = self.log.standing.approvals.get(code)
        if not approved:
            return self._cleared(stands)
        if self.party is not Party.REVIEWER and stands is not None and stands.approved == (approved == YES):
            return []  # shown, not said
        own = cells[Column.REASON] if cells[Column.STATEMENT] else ""
        asked = [one.reason for one in self.log.standing.excuses.get(code, ())]
        if not own and not asked:
            raise _RowFailed(
                f"“{Column.APPROVED}” is filled in, and nobody called the criterion not applicable.",
                "Clear it, or say first that it is not applicable, and why.",
            )
        return [Approved(criterion=code, reason=own or asked[-1], approved=approved == YES)]

    def _resolution(self, code: str, cells: Mapping[str, str]) -> Iterable[Decision]:
        credit = _read_choice(cells, Column.RESOLVED, Credit)
        if credit is None:
            if cells[Column.RESOLUTION]:
                raise _RowFailed(
                    f"“{Column.RESOLUTION}” is filled in, and “{Column.RESOLVED}” is not.",
                    "Write full, part or none.",
                )
            return self._cleared(self.log.standing.resolutions.get(code))
        return [Resolved(criterion=code, credit=credit, rationale=cells[Column.RESOLUTION])]

    def _question_row(self, typed: RowTyped) -> Iterable[Decision]:
        id_, cells = typed.key, typed.cells
        if id_ not in self.protocol.by_id:
            raise _RowFailed(
                f"The protocol has no question “{id_}”.",
                f"{self.protocol.meant(id_)} A new question makes a new version of the protocol.",
            )
        found: list[Decision] = []
        kind = _read_choice(cells, Column.KIND, Kind)
        stood = self.log.standing.kinds.get(id_)
        if kind is not None:
            found.append(KindSaid(question=id_, kind=kind))
        elif stood is not None:
            found += self._cleared(KindSaid(question=id_, kind=stood))
        unmapped = _checked(*_word(cells[Column.NOT_MAPPABLE], (YES, NO)), column=Column.NOT_MAPPABLE)
        if unmapped == YES:
            found.append(NotMappable(question=id_, rationale=cells[Column.RATIONALE]))
        else:
            found += self._cleared(self.log.standing.not_mappable(self.party).get(id_))
        return found

    def _cleared(self, stood: Decision | None) -> list[Decision]:
        """A cell that showed what stands, and is empty now, takes it back. What another party said cannot be cleared."""
        seq = self.log.standing.seq_of(stood, self.party) if stood is not None else None
        return [Undone(seq=seq)] if seq is not None else []


def _header(page: Page, wanted: Sequence[Column]) -> tuple[int, dict[Column, int]]:
    best: tuple[int, dict[Column, int]] = (-1, {})
    for at, row in enumerate(page.rows[:12]):
        places = {column: row.index(column.value) for column in wanted if column.value in row}
        if len(places) > len(best[1]):
            best = (at, places)
    return best


def _checked(word: str, problem: tuple[str, str] | None, *, column: Column) -> str:
    if problem is not None:
        raise _RowFailed(f"{column}: {problem[0]}", problem[1])
    return word


def _read_choice(cells: Mapping[str, str], column: Column, kind: type[_Choice]) -> _Choice | None:
    choice, problem = _choice(cells[column], kind)
    if problem is not None:
        raise _RowFailed(f"{column}: {problem[0]}", problem[1])
    return choice


def _said(
    log: Log, decisions: Sequence[_Found], *, party: Party, by: str, at: str
) -> tuple[Log, list[ReviewRowProblem]]:
    """The log with each decision that its party may take; the others as problems of their rows."""
    refused = []
    for typed, decision in decisions:
        try:
            log = log.with_decisions([decision], party=party, by=by, at=at)
        except DecisionProblem as error:
            refused.append(ReviewRowProblem(typed=typed, message=error.message, remedy=error.remedy))
    own = log.standing.judgements(party)
    met = {link.criterion for link, said in own.items() if said.confirmed}
    for typed, decision in decisions:
        if isinstance(decision, NotCovered) and decision.criterion in met:
            refused.append(
                ReviewRowProblem(
                    typed=typed,
                    message=f"{decision.criterion} is called not covered, and a link to it is confirmed: the link counts.",
                    remedy="Reject the link, or clear the statement.",
                )
            )
    return log, refused
