"""Where the two sides differ, how far coders agree, and what waits for an approval. For the reviewer alone."""

from collections.abc import Iterable
from dataclasses import dataclass

from comity.benchmark import (
    Agreement,
    Criterion,
    Disagreement,
    NotApplicable,
    Party,
    agreement,
)
from comity.benchmark.sides import first_credits
from comity.portal.protocols.queries.cases import Opened
from comity.portal.protocols.queries.desk import turn_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    criterion: Criterion
    said: Disagreement
    member: tuple[str, ...]
    reviewer: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    criterion: Criterion
    said: NotApplicable
    approved: bool | None  # none: nobody answered
    is_own: bool  # the reviewer alone says so, and does not approve it as well


def disagreements_in(found: Opened) -> tuple[Disagreement, ...]:
    """By the whole log, as the verdict is: both have decided these."""
    return found.log.standing.disagreements() if found.party is Party.REVIEWER else ()


def disputes_in(found: Opened, some: Iterable[Disagreement] | None = None) -> list[Dispute]:
    """With what each said; of some, where a page shows no more."""
    disputes = []
    for one in disagreements_in(found) if some is None else some:
        turn = turn_at(found, one.criterion)
        disputes.append(
            Dispute(criterion=turn.criterion, said=one, member=turn.member_said, reviewer=turn.said)
        )
    return disputes


def approvals_in(found: Opened) -> list[Approval]:
    standing = found.standing
    members = standing.statements(Party.MEMBER)
    return [
        Approval(
            criterion=found.criteria[code],
            said=one,
            approved=answer.approved if answer is not None and answer.reason == one.reason else None,
            is_own=one not in members.values(),
        )
        for code, some in sorted(standing.excuses.items())
        for one in {said.reason: said for said in some}.values()
        for answer in (standing.approvals.get(code),)
    ]


def kappas_in(found: Opened) -> list[tuple[Party, Party, Agreement]]:
    """Of criteria that both decided, coders by their first words; of the second reviewer once there is one.

    To the second one only when it is over: of one criterion, answered twice, the number would give the first answer away.
    """
    if found.party is Party.SECOND and not found.is_decided:
        return []
    coders = (Party.REVIEWER, Party.SECOND)  # who may read another's words once they have answered
    credits_ = {one: first_credits(found.log, one) for one in coders}
    credits_[Party.MEMBER] = found.log.standing.as_read.credits(Party.MEMBER)
    pairs = [(Party.MEMBER, Party.REVIEWER), (Party.REVIEWER, Party.SECOND)]
    return [
        (one, other, said)
        for one, other in pairs
        for said in (agreement(credits_[one], credits_[other]),)
        if said.compared
    ]
