"""What is before somebody who decides: the criterion whose answer moves the verdict most, and the questions that may answer it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from comity.benchmark import (
    Coverage,
    Criterion,
    Entry,
    Judgement,
    NotApplicable,
    NotCovered,
    Party,
    Question,
    coverage,
    percent,
)
from comity.portal.protocols.queries.cases import Opened
from comity.portal.protocols.words import KINDS, told

MOST_OFFERS = 8  # as many as there are keys for


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A question, or several that were linked together, which may answer the criterion."""

    questions: tuple[Question, ...]
    percent: int | None  # cut, never rounded up; none where nobody but a person thought of it
    reason: str
    judged: Judgement | None

    @property
    def value(self) -> str:
        """The whole link: answered with less of it, what stands could never be corrected."""
        return "; ".join(one.id for one in self.questions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    criterion: Criterion
    offers: tuple[Offer, ...]
    said: tuple[str, ...]  # by this side on this criterion, as it stands
    excuse: NotApplicable | None  # that the member asks for, and no reviewer has answered
    member_said: tuple[str, ...]  # once one's own word is given
    seen: int  # the number of this side's last entry on it; 0 where there is none


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """As people read it: percentages are cut off, never rounded up."""

    chance: int
    least: str
    most: str
    caution: str  # what it cannot tell yet, and why


def ahead_told(found: Opened) -> Ahead:
    said = found.ahead
    return Ahead(
        chance=int(said.probability * 100),
        least=percent(said.least, 0),
        most=percent(said.most, 0),
        caution=said.caution,
    )


def own_coverage(found: Opened) -> Coverage:
    """What this side's words come to by themselves; the reviewer's, with what was resolved, is what counts."""
    standing = found.standing
    credits_ = standing.verdict_credits() if found.party is Party.REVIEWER else standing.credits(found.party)
    return coverage(found.criteria, credits_, standing.excused)


def open_criteria(found: Opened) -> list[str]:
    """Those that this side has said nothing final of, the one that moves the verdict most first."""
    standing, party = found.standing, found.party
    answered = standing.credits(party).keys() | standing.statements(party).keys() | standing.excused.keys()
    return [one.criterion for one in found.ranked if one.criterion not in answered]


def unread_criteria(found: Opened) -> list[str]:
    """Whose credit rests on links that this side accepted at once, and read one by one nowhere."""
    now, read = found.standing.credits(found.party), found.standing.as_read.credits(found.party)
    return [code for code in now if read.get(code) is not now[code]]


def turn_at(found: Opened, code: str) -> Turn:
    """Raises CriteriaProblem for a code that the set does not hold."""
    criterion, standing = found.criteria[code], found.standing
    is_decided = code in standing.credits(Party.REVIEWER)
    excuse = next(
        (
            one
            for one in standing.excuses.get(code, ())
            if found.party is Party.REVIEWER
            and code not in standing.excused
            and (code not in standing.approvals or standing.approvals[code].reason != one.reason)
        ),
        None,
    )
    return Turn(
        criterion=criterion,
        offers=tuple(_offers(found, code)),
        said=_said(found, found.party, code),
        excuse=excuse,
        member_said=_said(found, Party.MEMBER, code) if found.party is Party.REVIEWER and is_decided else (),
        seen=last.seq if (last := last_word(found, code)) else 0,
    )


def last_word(found: Opened, code: str) -> Entry | None:
    """What this side said last on the criterion, of what stands."""
    return next(
        (one for one in reversed(found.standing.tops) if one.party is found.party and _is_of(one, code)), None
    )


def _said(found: Opened, party: Party, code: str) -> tuple[str, ...]:
    tops = found.standing.tops
    return tuple(told(one.decision) for one in tops if one.party is party and _is_of(one, code))


def _is_of(entry: Entry, code: str) -> bool:
    match entry.decision:
        case Judgement(link=link):
            return link.criterion == code
        case NotCovered(criterion=criterion) | NotApplicable(criterion=criterion):
            return criterion == code
        case _:
            return False


def _offers(found: Opened, code: str) -> Iterable[Offer]:
    standing, by_id = found.standing, found.protocol.by_id
    judged = {key: one for key, one in standing.judgements(found.party).items() if key.criterion == code}
    proposed = {
        key: one for key, one in standing.proposals.items() if key.criterion == code and one.probability > 0
    }
    ranked = sorted(
        {*judged, *proposed},
        key=lambda key: (key not in judged, -(proposed[key].probability if key in proposed else 1.0), key),
    )
    for key in ranked[:MOST_OFFERS]:
        questions = tuple(by_id[one] for one in key.questions if one in by_id)
        if questions:
            proposal = proposed.get(key)
            yield Offer(
                questions=questions,
                percent=int(proposal.probability * 100) if proposal else None,
                reason=proposal.reason if proposal else "",
                judged=judged.get(key),
            )


def next_code(found: Opened, skipped: Collection[str] = ()) -> str | None:
    """What is open, then what was accepted unread; what was skipped comes back once nothing else is left."""
    left = [*open_criteria(found), *unread_criteria(found)]
    return next((one for one in left if one not in skipped), left[0] if left else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionRow:
    question: Question
    kind_words: str
    linked: tuple[str, ...]
    not_mappable: bool


def question_rows(found: Opened) -> list[QuestionRow]:
    """In the order of the protocol, with what this side said of each."""
    standing = found.standing
    linked: dict[str, set[str]] = {}
    for link, one in standing.judgements(found.party).items():
        for id_ in link.questions if one.confirmed else ():
            linked.setdefault(id_, set()).add(link.criterion)
    unmapped = standing.not_mappable(found.party)
    return [
        QuestionRow(
            question=one,
            kind_words=str(KINDS[one.kind]),
            linked=tuple(sorted(linked.get(one.id, ()))),
            not_mappable=one.id in unmapped,
        )
        for one in found.protocol.questions
    ]
