"""Judging pairs, taking that back, ending disagreements, and merging and splitting sites by hand.

The registry is begun to be written first and the database inside it: nobody waits for the registry with the database in hand. Where the
power fails between the two, the opinion is kept and the pair is asked again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Q

from comity.portal.ledger.services import record
from comity.portal.matches.errors import JudgingWaits, NotASplit, NothingToJudge, PairTaken
from comity.portal.matches.models import Lease, Opinion, Word
from comity.portal.matches.queries import (
    BY,
    Desk,
    SiteRecord,
    agreed_on,
    assemblies_to_judge,
    desk_of,
    desk_with,
    is_assembling,
    live_site,
    records_by_site,
    registry_of,
    was_id_given,
)
from comity.portal.ports.clock import now
from comity.portal.tenants.gates import Actor
from comity.registry import Registry
from comity.round.review import Pair, Question, Settled

LEASE = timedelta(minutes=10)
Found = TypeVar("Found")


def require_judging(actor: Actor) -> None:
    if is_assembling(actor.scope):
        raise JudgingWaits(
            "A round is being assembled, and reads what was judged.",
            remedy="Wait until it is over; what you judge then counts in the next assembly.",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What is before a reviewer: the pairs as they stand, and the one that is theirs; none where all are done."""

    desk: Desk
    question: Question | None
    left: int  # in this person's queue, that one included
    elsewhere: int  # of them before other reviewers now


def take_turn(*, actor: Actor, is_second: bool) -> Turn | None:
    """Leases the next pair to the actor, or renews what they hold. None where there are no pairs at all."""
    require_judging(actor)
    desk = desk_of(actor.scope, actor.programme)
    if desk is None:
        return None
    queue = desk.for_second(actor.person) if is_second else desk.for_first(actor.person)
    leases = {
        (one.left, one.right): one.person_id
        for one in Lease.objects.within(actor.scope).filter(until__gt=now())
    }
    theirs, free = 0, []
    for one in queue:
        holder = leases.get(one.pair)
        if holder is None:
            free.append(one)
        elif holder == actor.person.pk:
            free.insert(0, one)  # what one has before oneself stays there when the page is loaded again
        else:
            theirs += 1
    question = next((one for one in free if _lease(actor, one.pair)), None)
    return Turn(desk=desk, question=question, left=len(queue), elsewhere=theirs)


def _lease(actor: Actor, pair: Pair) -> bool:
    left, right = pair
    until = now() + LEASE
    free = Q(person=actor.person) | Q(until__lte=now())
    if (
        Lease.objects.within(actor.scope)
        .filter(free, left=left, right=right)
        .update(person=actor.person, until=until)
    ):
        return True
    try:
        with transaction.atomic():
            Lease.objects.add(actor.scope, left=left, right=right, person=actor.person, until=until)
    except IntegrityError:  # somebody was quicker
        return False
    return True


def answer(*, actor: Actor, pair: Pair, word: Word, is_second: bool) -> Opinion:
    """Raises PairTaken where another has the pair before them, or where it is none of this person's any more."""
    require_judging(actor)
    with registry_of(actor.programme) as registry, registry.transaction(), transaction.atomic():
        desk = _desk(actor, registry)
        queue = desk.for_second(actor.person) if is_second else desk.for_first(actor.person)
        _require_turn(actor, pair, queue)
        Opinion.objects.within(actor.scope).filter(
            left=pair[0], right=pair[1], person=actor.person, word=Word.SKIPPED, withdrawn_at=None
        ).update(withdrawn_at=now())
        opinion = _say(actor, desk, pair, word, is_second=is_second)
        if word != Word.SKIPPED:
            _follow(actor, registry, pair)
        Lease.objects.within(actor.scope).filter(left=pair[0], right=pair[1]).update(until=now())
    return opinion


def _desk(actor: Actor, registry: Registry) -> Desk:
    assemblies = assemblies_to_judge(actor.scope)
    if not assemblies:
        raise NothingToJudge("No assembly has left doubtful pairs.", remedy="Assemble the round first.")
    return desk_with(actor.scope, assemblies, Settled.by_constraints(registry.constraints()))


def _require_turn(actor: Actor, pair: Pair, queue: Sequence[Question]) -> None:
    held = Lease.objects.within(actor.scope).filter(left=pair[0], right=pair[1], until__gt=now())
    is_theirs = held.exclude(person=actor.person).exists()
    if is_theirs or all(one.pair != pair for one in queue):
        raise PairTaken(
            "Somebody else has this pair before them, or it was judged meanwhile.",
            remedy="Your answer was not kept. Go on with the next pair.",
        )


def _say(
    actor: Actor, desk: Desk, pair: Pair, word: Word, *, is_second: bool = False, settles: bool = False
) -> Opinion:
    opinion = Opinion.objects.add(
        actor.scope,
        round=desk.assembly.round,
        left=pair[0],
        right=pair[1],
        person=actor.person,
        word=word,
        is_second=is_second,
        settles=settles,
        at=now(),
    )
    if word != Word.SKIPPED:
        verb = "disagreement-settled" if settles else "pair-judged"
        facts = {"word": word.value, "pair": f"{pair[0]} {pair[1]}", "second_opinion": is_second}
        record(actor=actor, verb=verb, subject=_called(desk, pair), facts=facts)
    return opinion


def _called(desk: Desk, pair: Pair) -> str:
    """Without the sites' names: the platform's auditor reads the ledger, and no list."""
    return f"{desk.assembly.round.slug}, pair {pair[0][:8]} and {pair[1][:8]}"


def _follow(actor: Actor, registry: Registry, pair: Pair) -> None:
    """The registry says what the opinions agree on, and nothing where they do not."""
    said = Opinion.objects.within(actor.scope).filter(left=pair[0], right=pair[1], withdrawn_at=None)
    agreed = agreed_on(said)
    stands = {(one.left, one.right): one.same for one in registry.constraints()}.get(pair)
    if agreed is None:
        if stands is not None:
            registry.withdraw(*pair, by=_by(actor), at=now())
    elif stands is not (agreed.word == Word.SAME):
        registry.judge(*pair, same=agreed.word == Word.SAME, by=f"{BY}{agreed.person_id}", at=now())


def _by(actor: Actor) -> str:
    return f"{BY}{actor.person.pk}"


def undo(*, actor: Actor) -> Opinion | None:
    """The actor's last word, whatever it was; None where there is none left. The pair comes back to them first."""
    require_judging(actor)
    with registry_of(actor.programme) as registry, registry.transaction(), transaction.atomic():
        desk = _desk(actor, registry)
        mine = Opinion.objects.within(actor.scope).filter(person=actor.person, withdrawn_at=None)
        last = mine.order_by("-at", "-id").first()
        if last is None:
            return None
        last.withdrawn_at = now()
        last.save(update_fields=["withdrawn_at"])
        if last.word != Word.SKIPPED:
            _follow(actor, registry, last.pair)
            facts = {"word": last.word, "pair": f"{last.left} {last.right}"}
            record(actor=actor, verb="judgement-withdrawn", subject=_called(desk, last.pair), facts=facts)
        if not last.settles:
            Lease.objects.within(actor.scope).filter(person=actor.person).update(until=now())
            _lease(actor, last.pair)
    return last


def settle(*, actor: Actor, pair: Pair, word: Word) -> Opinion:
    """Ends a disagreement, with both words known. Raises PairTaken where there is none any more."""
    require_judging(actor)
    with registry_of(actor.programme) as registry, registry.transaction(), transaction.atomic():
        desk = _desk(actor, registry)
        _require_turn(actor, pair, desk.disputed)
        opinion = _say(actor, desk, pair, word, settles=True)
        _follow(actor, registry, pair)
    return opinion


# Sites by hand ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Follows:
    """What a merge or a split does: which records stand under which site before and after, and what must be said for it."""

    before: tuple[tuple[str, tuple[SiteRecord, ...]], ...]
    after: tuple[tuple[str, tuple[SiteRecord, ...]], ...]
    withdrawn: int  # earlier judgements that say the opposite
    judged: int
    new: tuple[str, ...]  # ids that nothing had before
    again: tuple[str, ...]  # ids that led elsewhere, and stand again

    @property
    def countries(self) -> tuple[str, ...]:
        """Where the records of one site would stand, if in several countries."""
        told = [sorted({one.country for one in records if one.country}) for _, records in self.after]
        return tuple(next((names for names in told if len(names) > 1), ()))

    @property
    def redirects(self) -> tuple[tuple[str, str], ...]:
        """Sites that are no more, and where their ids lead."""
        left = {site for site, _ in self.after}
        home = {one.record: site for site, records in self.after for one in records}
        return tuple(
            (site, home[records[0].record]) for site, records in self.before if site not in left and records
        )


def preview_merge(*, actor: Actor, one: str, other: str) -> Follows:
    """As `merge` would do it, and undone at once."""
    require_judging(actor)
    with registry_of(actor.programme) as registry:
        return _rehearsed(registry, lambda: _merge(actor, registry, one, other, note=""))


def merge(*, actor: Actor, one: str, other: str, note: str) -> Follows:
    require_judging(actor)
    with registry_of(actor.programme) as registry, registry.transaction(), transaction.atomic():
        follows = _merge(actor, registry, one, other, note=note)
        named = " and ".join(site for site, _ in follows.before)
        facts = {"note": note, "into": follows.after[0][0], "withdrawn": follows.withdrawn}
        record(actor=actor, verb="sites-merged", subject=named, facts=facts)
    return follows


def preview_split(*, actor: Actor, site: str, records: Sequence[str]) -> Follows:
    """As `split` would do it, and undone at once."""
    require_judging(actor)
    with registry_of(actor.programme) as registry:
        return _rehearsed(registry, lambda: _split(actor, registry, site, records, note=""))


def split(*, actor: Actor, site: str, records: Sequence[str], note: str) -> Follows:
    """Cuts the records out of the site, for ever."""
    require_judging(actor)
    with registry_of(actor.programme) as registry, registry.transaction(), transaction.atomic():
        follows = _split(actor, registry, site, records, note=note)
        facts = {"note": note, "records": len(records), "withdrawn": follows.withdrawn}
        record(actor=actor, verb="site-split", subject=follows.before[0][0], facts=facts)
    return follows


class _OnlyLooking(Exception):
    pass


def _rehearsed(registry: Registry, act: Callable[[], Found]) -> Found:
    found: list[Found] = []
    try:
        with registry.transaction():
            found.append(act())
            raise _OnlyLooking
    except _OnlyLooking:
        return found[0]


def _merge(actor: Actor, registry: Registry, one: str, other: str, *, note: str) -> Follows:
    sites = [live_site(registry, site) for site in (one, other)]
    if sites[0] == sites[1]:
        raise NotASplit(f"{one} and {other} are one site already.", remedy="Name two different sites.")
    before = records_by_site(registry, *sites)
    withdrawn = _withdraw_between(actor, registry, before[sites[0]], before[sites[1]], same=False)
    firsts = [min(one.record for one in before[site]) for site in sites]
    registry.judge(*firsts, same=True, by=_by(actor), at=now(), note=note)
    return _follows(registry, before, sites, withdrawn=withdrawn, judged=1)


def _split(actor: Actor, registry: Registry, site: str, records: Sequence[str], *, note: str) -> Follows:
    live = live_site(registry, site)
    before = records_by_site(registry, live)
    cut = [one for one in before[live] if one.record in set(records)]
    rest = [one for one in before[live] if one.record not in set(records)]
    if not cut or not rest or len(cut) != len(set(records)):
        raise NotASplit(
            f"This leaves nothing on one side of {live}.",
            remedy="Choose some of its records, and not all of them.",
        )
    withdrawn = _withdraw_between(actor, registry, cut, rest, same=True)
    judged = sum(_hold_together(actor, registry, side, note=note) for side in (cut, rest))
    ends = [min(one.record for one in side) for side in (cut, rest)]
    registry.judge(*ends, same=False, by=_by(actor), at=now(), note=note)
    return _follows(registry, before, [live], withdrawn=withdrawn, judged=judged + 1)


def _withdraw_between(
    actor: Actor, registry: Registry, one: Sequence[SiteRecord], other: Sequence[SiteRecord], *, same: bool
) -> int:
    sides = {it.record for it in one}, {it.record for it in other}
    found = [
        it
        for it in registry.constraints()
        if it.same is same and any(it.left in sides[a] and it.right in sides[1 - a] for a in (0, 1))
    ]
    for it in found:
        registry.withdraw(it.left, it.right, by=_by(actor), at=now())
    return len(found)


def _hold_together(actor: Actor, registry: Registry, side: Sequence[SiteRecord], *, note: str) -> int:
    """A chain of must-links, so that no record strays when the other side is cut off."""
    stands = {(one.left, one.right): one.same for one in registry.constraints()}
    records = sorted(one.record for one in side)
    missing = [pair for pair in pairwise(records) if stands.get(pair) is not True]
    for pair in missing:
        registry.judge(*pair, same=True, by=_by(actor), at=now(), note=note)
    return len(missing)


def _follows(
    registry: Registry,
    before: dict[str, list[SiteRecord]],
    sites: Sequence[str],
    *,
    withdrawn: int,
    judged: int,
) -> Follows:
    concerned = {one.record: one for records in before.values() for one in records}
    known = registry.known()
    stands = (
        known.filter(known["record"].is_in(list(concerned))).select("site", "record").sort("site", "record")
    )
    after: dict[str, list[SiteRecord]] = {}
    for site, name in stands.iter_rows():
        after.setdefault(site, []).append(concerned[name])
    return Follows(
        before=tuple((site, tuple(before[site])) for site in sites),
        after=tuple((site, tuple(records)) for site, records in after.items()),
        withdrawn=withdrawn,
        judged=judged,
        new=tuple(site for site in after if not was_id_given(registry, site)),
        again=tuple(site for site in after if site not in sites and was_id_given(registry, site)),
    )
