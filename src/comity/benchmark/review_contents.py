"""What the rows of a review file say before anybody fills them in: links to decide on, criteria, questions.

Laws: what to decide first stands first; what has faded away stays in the log and is no row; a member reads nothing of the
reviewer's.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from comity.benchmark.coverage import Rule
from comity.benchmark.criteria import CriteriaSet, Criterion
from comity.benchmark.decisions import NotApplicable, NotCovered, Party
from comity.benchmark.forecast import next_questions
from comity.benchmark.links import Credit, Judgement, LinkKey, best_criteria
from comity.benchmark.log import Log
from comity.benchmark.protocol import Protocol
from comity.benchmark.review_sheets import CONFIRM, NO, NOT_APPLICABLE, NOT_COVERED, REJECT, YES, Column
from comity.benchmark.review_words import Words, words_in
from comity.core.tongue import ENGLISH, Speech

_SHOWN_AS_LIKELY = 0.05
Row = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderReview:
    """What is reviewed, for whom to fill in."""

    criteria: CriteriaSet
    protocol: Protocol
    log: Log
    party: Party
    rule: Rule
    speech: Speech = ENGLISH

    @property
    def words(self) -> Words:
        return words_in(self.speech.language)

    def links_in_order(self, *, first: Collection[LinkKey] = ()) -> list[LinkKey]:
        """What is open first, by how far its criterion moves the verdict; then what nobody read; then what is decided, by criterion."""
        standing, read = self.log.standing, self.log.standing.as_read
        judged = standing.judgements(self.party)
        # What has faded away stays in the log; as a row it would only be read again.
        likely = {key for key, one in standing.proposals.items() if one.probability > 0}
        known = {*judged, *(key for key in likely if not standing.is_judged(key, self.party))}
        if self.party is not Party.MEMBER:
            known |= {key for key, one in standing.judgements(Party.MEMBER).items() if one.confirmed}
        order = {
            one.criterion: at
            for at, one in enumerate(
                next_questions(self.criteria, standing, self.rule, most=len(self.criteria))
            )
        }
        decided, looked_at = read.credits(self.party), read.judgements(self.party)
        places = {one.code: at for at, one in enumerate(self.criteria)}

        def place(link: LinkKey) -> tuple[object, ...]:
            is_open = link.criterion not in decided and link not in looked_at
            proposal = standing.proposals.get(link)
            rank = order.get(link.criterion, len(order)) if is_open else places[link.criterion]
            return (link not in first, not is_open, rank, -(proposal.probability if proposal else 1.0), link)

        return sorted(known, key=place)

    def review_row(self, key: str, link: LinkKey) -> Row:
        standing = self.log.standing
        criterion = self.criteria[link.criterion]
        proposal = standing.proposals.get(link)
        row: dict[str, object] = {
            Column.KEY: key,
            **self._described(criterion),
            Column.QUESTION_IDS: "; ".join(link.questions),
            "They ask": "\n".join(
                self.protocol.by_id[one].text for one in link.questions if one in self.protocol.by_id
            ),
            "How sure": proposal.probability if proposal else None,
            "Why": self._because(proposal.reason if proposal else "linked by a person"),
            "Member said": self._member_link(link),
        }
        said = standing.judgements(self.party).get(link)
        return {**row, **(self._filled(said) if said else {})}

    def _because(self, reasons: str) -> str:
        return "; ".join(self.speech.say(one) for one in reasons.split("; ") if one)

    def _described(self, one: Criterion) -> dict[str, object]:
        title, requirement = one.told_in(self.speech.language)
        return {
            Column.CODE: one.code,
            "Title": title,
            "Requirement": requirement,
            "Criticality": self.words.choice("Criticality", one.criticality),
        }

    def _filled(self, said: Judgement) -> dict[str, object]:
        return {
            Column.VERDICT: self._choice(Column.VERDICT, CONFIRM if said.confirmed else REJECT),
            Column.RELATION: self._choice(Column.RELATION, said.relation),
            Column.DEPTH: self._choice(Column.DEPTH, said.depth),
            Column.STRENGTH: self._choice(Column.STRENGTH, said.strength),
            Column.RATIONALE: said.rationale,
            Column.EVIDENCE: said.evidence,
        }

    def _choice(self, column: Column, value: str | None) -> str:
        return self.words.choice(column, value) if value else ""

    def _member_link(self, link: LinkKey) -> str:
        if self.party is Party.MEMBER:
            return ""
        said = self.log.standing.judgements(Party.MEMBER).get(link)
        if said is None:
            return ""
        if not said.confirmed:
            return self._choice(Column.VERDICT, REJECT)
        return f"{self._choice(Column.VERDICT, CONFIRM)}, {self._choice(Column.STRENGTH, said.strength)}"

    def criteria_rows(self) -> list[Row]:
        standing = self.log.standing
        counted = (
            standing.verdict_credits() if self.party is not Party.MEMBER else standing.credits(Party.MEMBER)
        )
        waiting = set(standing.unanswered(self.party))
        rows: list[Row] = []
        for one in self.criteria:
            said = standing.statements(self.party).get(one.code)
            resolved = standing.resolutions.get(one.code)
            rows.append(
                {
                    **self._described(one),
                    "Pillar": one.pillar,
                    "Section": one.section,
                    "ILO": "; ".join(one.ilo),
                    "Linked": self._linked_to(one.code),
                    "Credit": self.words.choice(
                        "Credit",
                        "excused"
                        if one.code in standing.excused
                        else counted.get(one.code, "open: all rejected" if one.code in waiting else "open"),
                    ),
                    "Member said": self._member_criterion(one.code),
                    Column.STATEMENT: self._choice(Column.STATEMENT, _statement(said)),
                    Column.REASON: (said.reason if isinstance(said, NotApplicable) else said.rationale)
                    if said
                    else "",
                    Column.APPROVED: self._choice(Column.APPROVED, self._approved(one.code)),
                    Column.RESOLVED: self._choice(Column.RESOLVED, resolved.credit if resolved else ""),
                    Column.RESOLUTION: resolved.rationale if resolved else "",
                }
            )
        return rows

    def _linked_to(self, code: str) -> str:
        judged = self.log.standing.judgements(self.party)
        return "\n".join(
            "; ".join(link.questions)
            for link, said in sorted(judged.items())
            if said.confirmed and link.criterion == code
        )

    def _member_criterion(self, code: str) -> str:
        if self.party is Party.MEMBER:
            return ""
        said = self.log.standing.statements(Party.MEMBER).get(code)
        if isinstance(said, NotApplicable):
            return f"{self._choice(Column.STATEMENT, NOT_APPLICABLE)}: {said.reason}"
        credit = self.log.standing.credits(Party.MEMBER).get(code)
        if said and credit is Credit.NONE:
            return self._choice(Column.STATEMENT, NOT_COVERED)
        return self._choice(Column.RESOLVED, credit)

    def _approved(self, code: str) -> str:
        """Only of a reason that is still given."""
        standing = self.log.standing
        said = standing.approvals.get(code)
        if said is None or all(one.reason != said.reason for one in standing.excuses.get(code, ())):
            return ""
        return YES if said.approved else NO

    def question_rows(self) -> list[Row]:
        standing = self.log.standing
        linked: dict[str, list[str]] = {}
        for link, said in standing.judgements(self.party).items():
            for id_ in link.questions if said.confirmed else ():
                linked.setdefault(id_, []).append(link.criterion)
        unmapped = standing.not_mappable(self.party)
        likely = best_criteria(standing.proposals.values())
        return [
            {
                Column.ID: one.id,
                "Clause": one.clause,
                "Section": one.section,
                "Text": one.text,
                "Seems to be": self._choice(Column.KIND, one.kind) if one.kind_reason else "",
                "Because": self.speech.say(one.kind_reason),
                Column.KIND: self._choice(Column.KIND, standing.kinds.get(one.id)),
                "Seems to answer": "\n".join(
                    f"{it.link.criterion} {self.criteria[it.link.criterion].told_in(self.speech.language)[0]} ({int(it.probability * 100)}\u00a0%)"
                    for it in likely.get(one.id, ())
                    if it.probability >= _SHOWN_AS_LIKELY
                ),
                "Linked": "; ".join(sorted(set(linked.get(one.id, ())))),
                Column.NOT_MAPPABLE: self._choice(Column.NOT_MAPPABLE, YES if one.id in unmapped else ""),
                Column.RATIONALE: unmapped[one.id].rationale if one.id in unmapped else "",
            }
            for one in self.protocol.questions
        ]


def _statement(said: NotCovered | NotApplicable | None) -> str:
    match said:
        case NotCovered():
            return NOT_COVERED
        case NotApplicable():
            return NOT_APPLICABLE
        case None:
            return ""
