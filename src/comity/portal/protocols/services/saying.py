"""What a side says: of a criterion, of a question, of many proposals at once, in a workbook; and taking that back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from enum import StrEnum
from typing import IO

from django.db import IntegrityError, transaction

from comity.benchmark import (
    BulkAcceptance,
    Decision,
    Depth,
    Judgement,
    Kind,
    LinkKey,
    Log,
    NotApplicable,
    NotCovered,
    NotMappable,
    Party,
    Relation,
    Strength,
    bulk_accept,
)
from comity.benchmark.crosswalk import criterion_of
from comity.benchmark.decisions import KindSaid
from comity.benchmark.errors import DecisionProblem
from comity.benchmark.review_book import review_workbook
from comity.benchmark.review_file import ReadReview, read_review
from comity.benchmark.review_sheets import REVIEW, ReviewRowProblem, RowTyped
from comity.benchmark.review_words import words_in
from comity.benchmark.sides import answers_in, is_weighed_after, said_meanwhile
from comity.benchmark.undo import Act, acts, taken_back
from comity.core import canonical_json, digest_bytes
from comity.portal.jobs.models import State as JobState
from comity.portal.jobs.queries import last_job
from comity.portal.jobs.services import start_job
from comity.portal.ports.clock import now
from comity.portal.protocols.errors import (
    NothingChosen,
    NotYourTurn,
    OfEarlierRound,
    OtherCase,
    OtherThanShown,
    ProtocolTooLarge,
)
from comity.portal.protocols.models import Case
from comity.portal.protocols.queries import Opened, folded_log, last_word, opened, party_of
from comity.portal.protocols.services.proposing import WEIGH
from comity.portal.protocols.services.writing import add_entries, by_of, noted
from comity.portal.shell.said.review import THEN
from comity.portal.shell.sentences import speech
from comity.portal.tenants.gates import Actor

MOST_WORKBOOK = 30 * 1024**2
WEIGH_AFTER = 12
"""Answers of a side after which the machine weighs its proposals again. It takes a worker some seconds, and nobody waits for it."""


class Word(StrEnum):
    FULL = "full"
    PART = "part"
    REJECT = "reject"
    NOT_COVERED = "not-covered"
    NOT_APPLICABLE = "not-applicable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """To one criterion. `questions` are linked together; rejected they are as they were offered, else one by one."""

    word: Word
    questions: tuple[str, ...] = ()
    offered: tuple[tuple[str, ...], ...] = ()  # questions that stand in one link, whole
    relation: Relation | None = None
    depth: Depth | None = None
    rationale: str = ""
    evidence: str = ""


def say(*, actor: Actor, case: Case, code: str, answer: Answer, seen: int | None = None) -> int:
    """How many entries the log has more: none, where all of it stood already. `seen`: the last word of this side that the page showed."""
    return say_all(
        actor=actor, case=case, answers={code: answer}, seen=None if seen is None else {code: seen}
    )


def say_all(
    *, actor: Actor, case: Case, answers: Mapping[str, Answer], seen: Mapping[str, int] | None = None
) -> int:
    """In one act: what is taken back is taken back together."""
    with transaction.atomic():
        found = before_side(actor, case)
        for code, number in (seen or {}).items():
            _require_last(actor, found, code, number)
        decisions: list[Decision] = []
        for code, answer in answers.items():
            _require_questions(found, answer)
            decisions += _decisions(found, found.criteria[code].code, answer)
        added = add_decisions(actor, found, decisions)
    _weigh_where_due(actor, case)
    return added


def _require_last(actor: Actor, found: Opened, code: str, seen: int) -> None:
    """No page that is older than a colleague's word writes over it."""
    last = last_word(found, code)
    if last is not None and last.seq > seen and last.by != by_of(actor):
        raise OtherThanShown(
            "A colleague of yours answered this criterion meanwhile, and your answer is not kept.",
            remedy="Look at theirs above; answer again where yours is to count.",
        )


def _require_questions(found: Opened, answer: Answer) -> None:
    for one in answer.questions:
        if one not in found.protocol.by_id:
            raise NothingChosen(f"The protocol has no question “{one}”.", remedy=found.protocol.meant(one))


def before_side(actor: Actor, case: Case) -> Opened:
    found = opened(actor, case, locked=True)
    if not found.may_speak:
        raise NotYourTurn(
            f"The protocol is “{found.state}”, and nothing is decided on it now.",
            remedy="Its page says before whom it is.",
        )
    return found


def _decisions(found: Opened, code: str, answer: Answer) -> Iterable[Decision]:
    match answer.word:
        case Word.NOT_APPLICABLE:
            yield NotApplicable(criterion=code, reason=answer.rationale)
        case Word.NOT_COVERED:
            if _confirmed(found, code):
                raise NothingChosen(
                    f"{code} is called not covered, and a link to it is confirmed: the link counts.",
                    remedy="Reject the link first.",
                )
            yield NotCovered(criterion=code, rationale=answer.rationale)
        case _ if not answer.questions:
            raise NothingChosen(
                "No question is chosen.", remedy="Choose those that the answer is about, or say that none is."
            )
        case Word.REJECT:
            for link in _rejected(found, code, answer):
                yield Judgement(link=link, confirmed=False, rationale=answer.rationale)
        case Word.FULL | Word.PART:
            link = LinkKey.of(code, answer.questions)
            yield from _corrected(found, link, Strength(answer.word.value))
            yield Judgement(
                link=link,
                confirmed=True,
                strength=Strength(answer.word.value),
                relation=answer.relation,
                depth=answer.depth,
                rationale=answer.rationale,
                evidence=answer.evidence,
            )


def _rejected(found: Opened, code: str, answer: Answer) -> set[LinkKey]:
    """Also a link over several questions that is confirmed, where all of them are rejected."""
    alone = set(answer.questions).difference(*answer.offered)
    keys = [LinkKey.of(code, some) for some in (*answer.offered, *([one] for one in alone))]
    whole = (one for one in _confirmed(found, code) if set(one.questions) <= set(answer.questions))
    return {*keys, *whole}


def _corrected(found: Opened, link: LinkKey, strength: Strength) -> Iterable[Judgement]:
    """The last word on a criterion counts: a link that shares a question with it goes, and none outweighs it."""
    for other, said in _confirmed(found, link.criterion).items():
        if other != link and not set(other.questions).isdisjoint(link.questions):
            yield Judgement(link=other, confirmed=False, rationale=said.rationale)
        elif other != link and strength is Strength.PART and said.strength is Strength.FULL:
            yield replace(said, strength=Strength.PART)


def _confirmed(found: Opened, code: str) -> dict[LinkKey, Judgement]:
    judged = found.standing.judgements(found.party)
    return {link: one for link, one in judged.items() if link.criterion == code and one.confirmed}


def add_decisions(actor: Actor, found: Opened, decisions: Sequence[Decision]) -> int:
    after = found.log.with_decisions(decisions, party=found.party, by=by_of(actor), at=_moment())
    return _kept(actor, found, after)


def _moment() -> str:
    """So fine that two answers are two acts, which are taken back one by one."""
    return now().astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _kept(actor: Actor, found: Opened, after: Log) -> int:
    try:
        with transaction.atomic():
            return add_entries(actor, found.case, found.log, after)
    except IntegrityError as error:
        raise NotYourTurn(
            "Somebody else decided on this protocol at the same moment.", remedy="Look at it again."
        ) from error


def say_of_question(
    *, actor: Actor, case: Case, question: str, kind: Kind | None, not_mappable: bool, rationale: str
) -> int:
    with transaction.atomic():
        found = before_side(actor, case)
        if question not in found.protocol.by_id:
            raise NothingChosen(
                f"The protocol has no question “{question}”.", remedy=found.protocol.meant(question)
            )
        stands = found.standing.not_mappable(found.party).get(question)
        decisions: list[Decision] = [KindSaid(question=question, kind=kind)] if kind else []
        if not_mappable:
            decisions.append(NotMappable(question=question, rationale=rationale))
        added = add_decisions(actor, found, decisions)
        if stands is not None and not not_mappable:
            seq = found.log.standing.seq_of(stands, found.party)
            again = opened(actor, case, locked=True)
            after = again.log.undo(seq, party=found.party, by=by_of(actor))
            added += _kept(actor, again, after)
    return added


def undo_last(*, actor: Actor, case: Case, shown: int | None = None) -> Act | None:
    """What this person said last, at once; None where there is nothing. `shown`: as many answers as the page said that it would be."""
    with transaction.atomic():
        found = before_side(actor, case)
        last = last_act(actor, found)
        if last is None:
            _require_nothing_earlier(actor, found)
            return None
        if shown is not None and shown != len(last.entries):
            raise OtherThanShown(
                "What would be taken back is not what you were shown any more.", remedy="Look at it again."
            )
        numbers = [one.seq for one in last.entries]
        after = taken_back(found.log, numbers, party=found.party, by=by_of(actor), at=_moment())
        _kept(actor, found, after)
    return last


def last_act(actor: Actor, found: Opened) -> Act | None:
    """A colleague's word on the same side is the colleague's to take back; what a verdict rests on, nobody's."""
    own = _acts_of(actor, found)
    return own[0] if own and own[0].entries[0].seq > found.case.log_entries else None


def _acts_of(actor: Actor, found: Opened) -> list[Act]:
    """The latest first."""
    return [one for one in acts(found.log, found.party) if one.by == by_of(actor)]


def _require_nothing_earlier(actor: Actor, found: Opened) -> None:
    if _acts_of(actor, found):
        raise OfEarlierRound(
            "What you said last was said before the last verdict, which rests on it.",
            remedy="Answer the criterion anew: the new answer counts from here on, and the old one stays in the log.",
        )


def take_back_words(actor: Actor, found: Opened) -> None:
    """All that another office said of the case, in the log like any other taking back."""
    log, at = found.log, _moment()
    for party in (Party.REVIEWER, Party.SECOND):
        numbers = [one.seq for act in acts(log, party) for one in act.entries]
        log = taken_back(log, numbers, party=party, by=by_of(actor), at=at)
    _kept(actor, found, log)


def bulk_preview(*, found: Opened, above: float, strength: Strength) -> BulkAcceptance:
    """A reviewer's is told by what came of the decisions so far."""
    surely = float if found.party is Party.MEMBER else found.ahead.recalibrated
    return bulk_accept(found.standing, above=above, strength=strength, party=found.party, surely=surely)


def digest_of(bulk: BulkAcceptance) -> str:
    """By which who accepts says what was shown: proposals are weighed anew, and colleagues decide meanwhile."""
    return digest_bytes(
        canonical_json([[one.link.criterion, *one.link.questions] for one in bulk.judgements])
    )


def say_bulk(*, actor: Actor, case: Case, above: float, strength: Strength, shown: str) -> BulkAcceptance:
    """`shown`: the digest of the links that the person was shown."""
    with transaction.atomic():
        found = before_side(actor, case)
        bulk = bulk_preview(found=found, above=above, strength=strength)
        if shown != digest_of(bulk):
            raise OtherThanShown(
                "What would be accepted is not what you were shown any more.",
                remedy="Look at it again, then accept it.",
            )
        if not bulk.judgements:
            raise NothingChosen(
                "No open proposal is so likely.", remedy="Choose a lower probability, or decide one by one."
            )
        add_decisions(actor, found, bulk.judgements)
        noted(actor, case, "protocol-links-accepted", above=f"{above:.2f}", links=len(bulk.judgements))
    _weigh_where_due(actor, case)
    return bulk


def workbook_of(found: Opened) -> bytes:
    """With what this side may read, and nothing else: the log travels in the file."""
    return review_workbook(
        found.criteria, found.protocol, found.seen, party=found.party, rule=found.rule,
        remarks=found.notes, speech=speech(), then=THEN,
    )  # fmt: skip


def take_workbook(*, actor: Actor, case: Case, content: IO[bytes]) -> ReadReview:
    """What was filled in is added; rows that cannot be read are told in what comes back, and nothing of the others is lost."""
    data = content.read(MOST_WORKBOOK + 1)
    if len(data) > MOST_WORKBOOK:
        raise ProtocolTooLarge(
            f"The file has more than {MOST_WORKBOOK // 1024**2} MB.",
            remedy="Send the workbook as it was downloaded, filled in.",
        )
    with transaction.atomic():
        found = before_side(actor, case)
        read = read_review(data, criteria=found.criteria, protocol=found.protocol)
        if read.protocol.digest != found.protocol.digest or read.party is not found.party:
            raise OtherCase(
                "This workbook is of another protocol, or another side's.",
                remedy="Fill in the one that is downloaded here.",
            )
        said, older = _parted(found, read)
        taken, problems = _taken(actor, found, said)
        read = replace(read, added=_kept(actor, found, taken), problems=(*read.problems, *older, *problems))
        noted(actor, case, "protocol-workbook-taken", answers=read.added, unread=len(read.problems))
    _weigh_where_due(actor, case)
    return read


def _parted(found: Opened, read: ReadReview) -> tuple[list[Decision], list[ReviewRowProblem]]:
    """What the workbook says, and what of it would write over a newer word of this side: that is told, and not taken."""
    meanwhile = said_meanwhile(read, found.log)
    said, older = list[Decision](), dict[str, ReviewRowProblem]()
    for one in answers_in(read, found.log):
        code = criterion_of(one)
        if code not in meanwhile or found.log.standing.seq_of(one, found.party) is not None:
            said.append(one)
        elif code not in older:
            older[code] = _untaken(
                f"{code} was answered by your side since this workbook was taken, and the newer answer stands.",
                "Look at it on the page, and answer it there where the workbook's is to count.",
            )
    return said, list(older.values())


def _untaken(message: str, remedy: str) -> ReviewRowProblem:
    called = words_in(speech().language).sheet(REVIEW)
    return ReviewRowProblem(
        typed=RowTyped(sheet=REVIEW, row=0, key="", cells={}, called=called), message=message, remedy=remedy
    )


def _taken(actor: Actor, found: Opened, decisions: Sequence[Decision]) -> tuple[Log, list[ReviewRowProblem]]:
    """The log with every decision that may still be said; one that may not, because the log went on, is told and keeps no other back."""
    log, problems, left, at = found.log, list[ReviewRowProblem](), [decisions], _moment()
    while left:
        some = left.pop()
        try:
            log = log.with_decisions(some, party=found.party, by=by_of(actor), at=at)
        except DecisionProblem as error:
            if len(some) == 1:
                problems.append(_untaken(error.message, error.remedy))
            else:
                left += [some[len(some) // 2 :], some[: len(some) // 2]]
    return log, problems


def _weigh_where_due(actor: Actor, case: Case) -> None:
    """Once enough was said since the machine last weighed for this side, and no such work waits."""
    since, party = 0, party_of(actor, case)
    if party is None:
        return
    for entry in reversed(folded_log(actor.scope, case).log.entries):
        if is_weighed_after(entry, party):
            break
        since += entry.party is party
    job = last_job(actor.scope, kind=WEIGH, argument=case.pk)
    if since >= WEIGH_AFTER and (job is None or job.state in (JobState.DONE, JobState.FAILED)):
        start_job(actor=actor, kind=WEIGH, argument=case.pk)
