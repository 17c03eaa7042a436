"""The rows that people filled in, as decisions: each row for itself, whatever its neighbours say.

In: the sheets, what the file carried, who decides. Out: decisions with the row each came from, a problem for every row that
cannot be what anybody means, remarks on rows and sheets that are gone.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from comity.benchmark.criteria import CriteriaSet
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
from comity.benchmark.files import Page
from comity.benchmark.kinds import Kind
from comity.benchmark.links import Credit, Depth, Judgement, LinkKey, Relation, Strength
from comity.benchmark.log import Log
from comity.benchmark.protocol import Protocol
from comity.benchmark.review_choices import RowFailed, choice_in, quoted, word_in
from comity.benchmark.review_sheets import (
    CONFIRM,
    CRITERIA,
    FILLED,
    KEYS,
    NOT_APPLICABLE,
    NOT_COVERED,
    QUESTIONS,
    REVIEW,
    YES,
    Column,
    ReviewRowProblem,
    RowTyped,
)
from comity.benchmark.review_words import Words, place_of
from comity.core import counted

Found = tuple[RowTyped, Decision]


@dataclass(slots=True, kw_only=True)
class Reading:
    criteria: CriteriaSet
    protocol: Protocol
    log: Log
    party: Party
    links: Mapping[str, LinkKey]
    words: Words  # of the language that the file is in
    where: str
    problems: list[ReviewRowProblem] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    judged: dict[LinkKey, tuple[RowTyped, Judgement]] = field(default_factory=dict)

    def all_of(self, sheets: Mapping[str, Page]) -> list[Found]:
        found: list[Found] = []
        readers: Mapping[str, Callable[[RowTyped], Iterable[Decision]]] = {
            QUESTIONS: self._question_row,
            REVIEW: self._review_row,
            CRITERIA: self._criteria_row,
        }
        for name, read in readers.items():
            if name not in sheets:
                self.remarks.append(
                    f"The sheet “{self.words.sheet(name)}” is gone; what it said before stands."
                )
                continue
            rows = self._rows(name, sheets[name])
            for typed in rows:
                try:
                    found += [(typed, one) for one in read(typed)]
                except (RowFailed, DecisionProblem) as error:
                    self._fails(typed, error.message, error.remedy)
            self._remark_removed(name, {typed.key for typed in rows})
        return found

    def _fails(self, typed: RowTyped, message: str, remedy: str) -> None:
        self.problems.append(ReviewRowProblem(typed=typed, message=message, remedy=remedy))

    def _rows(self, name: str, page: Page) -> list[RowTyped]:
        """Below the header, wherever the columns stand now; blank lines left out."""
        wanted = (KEYS[name], *FILLED[name])
        at, places = _header(page, wanted)
        gone = [self.words.head(column) for column in wanted if column not in places]
        if gone:
            raise ReviewProblem(
                f"The sheet “{page.name}” has lost its column “{gone[0]}”.",
                remedy="Undo the deletion; columns may be moved or hidden, not removed.",
                where=self.where,
            )
        rows = []
        for number, row in enumerate(page.rows[at + 1 :], start=at + 2):
            cells = {column.value: row[place] if place < len(row) else "" for column, place in places.items()}
            key = cells.pop(KEYS[name].value)
            if key or any(cells.values()):
                link = self.links.get(key) if name == REVIEW else None
                rows.append(
                    RowTyped(sheet=name, row=number, key=key, cells=cells, link=link, called=page.name)
                )
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
            self.remarks.append(
                f"Removed from the sheet “{self.words.sheet(name)}”: {counted(len(gone), 'row')} ({'; '.join(shown)}{' …' if len(gone) > 3 else ''}). "
                "What they said before stands, and what was open stays open."
            )

    # One row of each sheet.

    def _review_row(self, typed: RowTyped) -> Iterable[Decision]:
        link = self._link(typed)
        cells = typed.cells
        verdict = word_in(cells, Column.VERDICT, self.words)
        strength = choice_in(cells, Column.STRENGTH, Strength, self.words)
        relation = choice_in(cells, Column.RELATION, Relation, self.words)
        depth = choice_in(cells, Column.DEPTH, Depth, self.words)
        if not verdict:
            filled = next((one for one in FILLED[REVIEW][3:] if cells[one]), None)
            if filled is not None:
                raise RowFailed(
                    f"“{self.words.head(filled)}” is filled in, and the verdict is not.",
                    f"Write one of: {quoted(self.words.choices(Column.VERDICT))}; or clear the row.",
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
        stood = self.log.standing.judgements(self.party).get(link)
        if stood is not None and stood == replace(said, unread=True):
            said = stood  # nobody touched the row
        earlier = self.judged.setdefault(link, (typed, said))
        if earlier[1] != said:
            raise RowFailed(
                f"Row {earlier[0].row} decides the same link, and differently.", "Keep one of the two rows."
            )
        return [said]

    def _link(self, typed: RowTyped) -> LinkKey:
        """The proposed one, or another where a person changed its questions or added the row."""
        code = typed.cells[Column.CODE].split("\n")[0].strip()
        if code not in self.criteria:
            raise RowFailed(f"There is no criterion “{code}”.", self.criteria.meant(code))
        return LinkKey.of(code, self._questions(typed.cells[Column.QUESTION_IDS]))

    def _questions(self, text: str) -> list[str]:
        if text in self.protocol.by_id:
            return [text]
        ids = [part.strip() for part in text.replace("\n", ";").split(";") if part.strip()]
        if len(ids) == 1 and ids[0] not in self.protocol.by_id:
            ids = [part.strip() for part in text.split(",") if part.strip()]
        if not ids:
            raise RowFailed(
                "The row names no question.", "Write the id of the question, several with a semicolon."
            )
        for id_ in ids:
            if id_ not in self.protocol.by_id:
                raise RowFailed(f"The protocol has no question “{id_}”.", self.protocol.meant(id_))
        return ids

    def _criteria_row(self, typed: RowTyped) -> Iterable[Decision]:
        code, cells = typed.key, typed.cells
        if code not in self.criteria:
            raise RowFailed(f"There is no criterion “{code}”.", self.criteria.meant(code))
        return [*self._statement(code, cells), *self._approval(code, cells), *self._resolution(code, cells)]

    def _statement(self, code: str, cells: Mapping[str, str]) -> Iterable[Decision]:
        statement = word_in(cells, Column.STATEMENT, self.words)
        if statement == NOT_COVERED:
            return [NotCovered(criterion=code, rationale=cells[Column.REASON])]
        if statement == NOT_APPLICABLE:
            return [NotApplicable(criterion=code, reason=cells[Column.REASON])]
        if cells[Column.REASON]:
            raise RowFailed(
                "A reason is given, and no statement.",
                f"Write one of: {quoted(self.words.choices(Column.STATEMENT))}; or clear the reason.",
            )
        return self._cleared(self.log.standing.statements(self.party).get(code))

    def _approval(self, code: str, cells: Mapping[str, str]) -> Iterable[Decision]:
        approved = word_in(cells, Column.APPROVED, self.words)
        stands = self.log.standing.approvals.get(code)
        if not approved:
            return self._cleared(stands)
        if self.party is not Party.REVIEWER and stands is not None and stands.approved == (approved == YES):
            return []  # shown, not said
        own = cells[Column.REASON] if cells[Column.STATEMENT] else ""
        asked = [one.reason for one in self.log.standing.excuses.get(code, ())]
        if not own and not asked:
            raise RowFailed(
                f"“{self.words.head(Column.APPROVED)}” is filled in, and nobody called the criterion not applicable.",
                "Clear it, or say first that it is not applicable, and why.",
            )
        return [Approved(criterion=code, reason=own or asked[-1], approved=approved == YES)]

    def _resolution(self, code: str, cells: Mapping[str, str]) -> Iterable[Decision]:
        credit = choice_in(cells, Column.RESOLVED, Credit, self.words)
        if credit is None:
            if cells[Column.RESOLUTION]:
                raise RowFailed(
                    f"“{self.words.head(Column.RESOLUTION)}” is filled in, and “{self.words.head(Column.RESOLVED)}” is not.",
                    f"Write one of: {quoted(self.words.choices(Column.RESOLVED))}.",
                )
            return self._cleared(self.log.standing.resolutions.get(code))
        return [Resolved(criterion=code, credit=credit, rationale=cells[Column.RESOLUTION])]

    def _question_row(self, typed: RowTyped) -> Iterable[Decision]:
        id_, cells = typed.key, typed.cells
        if id_ not in self.protocol.by_id:
            raise RowFailed(
                f"The protocol has no question “{id_}”.",
                f"{self.protocol.meant(id_)} A new question makes a new version of the protocol.",
            )
        found: list[Decision] = []
        kind = choice_in(cells, Column.KIND, Kind, self.words)
        stood = self.log.standing.kinds.get(id_)
        if kind is not None:
            found.append(KindSaid(question=id_, kind=kind))
        elif stood is not None:
            found += self._cleared(KindSaid(question=id_, kind=stood))
        unmapped = word_in(cells, Column.NOT_MAPPABLE, self.words)
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
        found = {column: place_of(column, row) for column in wanted}
        places = {column: place for column, place in found.items() if place is not None}
        if len(places) > len(best[1]):
            best = (at, places)
    return best
