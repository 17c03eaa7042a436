"""What holds of an older version of a protocol: a side's own answers, where question and criterion are what they were.

Laws: a question is the same where its words are; that nothing covers a criterion is asked again, because a new question may; the
other side's answers are nobody's to carry.
"""

from dataclasses import dataclass, field

from comity.benchmark import Log, Party, Protocol
from comity.benchmark.crosswalk import carry_over, carry_to_protocol
from comity.benchmark.merge import renumbered
from comity.portal.programme.queries import walks_from
from comity.portal.protocols.models import Case, Reading
from comity.portal.protocols.queries import Opened, opened
from comity.portal.protocols.services.writing import add_entries, noted
from comity.portal.tenants.gates import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """The side's words that hold, in an order that a log can take them in; what is said of them on the page."""

    log: Log = field(default_factory=Log)
    notes: tuple[str, ...] = ()


def carried(actor: Actor, case: Case, protocol: Protocol, party: Party) -> Carried:
    """`party`: the side whose own answers hold. An office finds the versions alone that were handed to it."""
    older = Case.objects.within(actor.scope).filter(
        organisation=case.organisation, name__iexact=case.name, reading=Reading.READ, pk__lt=case.pk
    )
    if party is not Party.MEMBER:
        older = older.filter(reviewer=actor.organisation)
    last = older.order_by("-pk").first()
    if last is None:
        return Carried()
    before = opened(actor, last)
    words = renumbered(Log(), [one for one in before.log.standing.tops if one.party is party])
    log, notes = _to_criteria(actor, case, last, words)
    moved = carry_to_protocol(log, before.protocol, protocol)
    own = [one for one in moved.log.entries if one.party is party]
    if not own:
        return Carried()
    note = (
        f"From “{last.called}”: answers that hold: {len(own)}; "
        f"questions that are new or have other words: {len(moved.reopened)}."
    )
    return Carried(log=renumbered(Log(), own), notes=(note, *notes))


def carry_office(actor: Actor, found: Opened) -> bool:
    """What the office answered of the version before, once, when its review begins. The member hears nothing of it."""
    if any(one.party is Party.REVIEWER for one in found.log.standing.tops):
        return False  # it was here before, and its answers still stand
    own = carried(actor, found.case, found.protocol, Party.REVIEWER)
    found.papers.office_notes = list(own.notes)
    found.papers.save(update_fields=["office_notes"])
    if not own.notes:
        return False
    added = add_entries(actor, found.case, found.log, renumbered(found.log, own.log.entries))
    noted(actor, found.case, "protocol-answers-carried", answers=added)
    return True


def _to_criteria(actor: Actor, case: Case, last: Case, log: Log) -> tuple[Log, list[str]]:
    """Adoption by adoption; where another scheme lies between, no answer means anything any more."""
    if last.criteria_digest == case.criteria_digest:
        return log, []
    walks = walks_from(actor.scope, last.criteria_digest)
    if walks is None:
        return Log(), []
    opened_again: set[str] = set()
    for walk in walks:
        over = carry_over(log, walk)
        log = over.log
        opened_again = (opened_again & set(walk.newer.by_code)) | set(over.reopened)
    codes = [one.code for one in walks[-1].newer if one.code in opened_again]
    note = f"The criteria are {case.criteria} now, and were {last.criteria}; open again, or new: {len(codes)}"
    return log, [f"{note} ({', '.join(codes)})." if codes else f"{note}."]
