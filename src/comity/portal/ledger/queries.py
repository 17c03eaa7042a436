"""What is asked of the book: its entries with what they say, and whether they are what was written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from comity.ledger import Entry as Leaf
from comity.ledger import opening_of
from comity.portal.ledger.models import Book, Entry, EntryFact
from comity.portal.tenants.models import Organisation, by_link
from comity.portal.tenants.queries import organisations_of
from comity.portal.tenants.scope import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One entry as it is shown."""

    seq: int
    at: datetime | None  # None: the fact was taken away
    who: str
    verb: str
    subject: str
    details: Mapping[str, str]

    @property
    def person(self) -> str:
        return self.who.partition(" for ")[0]

    @property
    def organisation(self) -> str:
        return self.who.partition(" for ")[2]

    @property
    def is_by_link(self) -> bool:
        """A supplier that was written to; that somebody had its link is all that is known of who it was."""
        return self.person == by_link(self.organisation)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    entries: int
    broken_at: int | None  # the first entry that is not what was written

    @property
    def is_whole(self) -> bool:
        return self.broken_at is None


def entries_told(
    scope: Scope,
    *,
    verb: str = "",
    search: str = "",
    since: date | None = None,
    until: date | None = None,
    after: int | None = None,
    most: int = 100,
) -> list[Told]:
    """The newest first, both days included (UTC). `after` is the number below which to go on."""
    entries = Entry.objects.within(scope).select_related("fact").order_by("-seq")
    if after is not None:
        entries = entries.filter(seq__lt=after)
    if verb:
        entries = entries.filter(fact__verb=verb)
    if search:
        entries = entries.filter(fact__opening__icontains=search)
    if since:
        entries = entries.filter(fact__at__gte=datetime.combine(since, time.min, UTC))
    if until:
        entries = entries.filter(fact__at__lt=datetime.combine(until + timedelta(days=1), time.min, UTC))
    return [_told(entry) for entry in entries[:most]]


def how_often(scope: Scope, *, verb: str, organisation: Organisation, since: datetime) -> int:
    """As an entry that is taken away leaves a gap, and what it was is not known, it does not count."""
    told = EntryFact.objects.within(scope).filter(verb=verb, organisation=organisation, at__gt=since)
    return told.count()


def entry_told(scope: Scope, seq: int) -> Told | None:
    entry = Entry.objects.within(scope).select_related("fact").filter(seq=seq).first()
    return _told(entry) if entry else None


def verbs_of(scope: Scope) -> list[str]:
    facts = EntryFact.objects.within(scope).order_by("verb").values_list("verb", flat=True)
    return list(facts.distinct())


def organisations_named(scope: Scope) -> dict[str, str]:
    """By slug, as entries write them."""
    return {one.slug: one.name for one in organisations_of(scope)}


def _told(entry: Entry) -> Told:
    fact = getattr(entry, "fact", None)
    if fact is None:
        return Told(seq=entry.seq, at=None, who="", verb="", subject="", details={})
    said = opening_of(fact.opening).fact
    details = {name: value for name, value in said.details.items() if name != "subject"}
    return Told(seq=entry.seq, at=said.at, who=said.by, verb=said.kind, subject=fact.subject, details=details)


def verify_book(scope: Scope) -> Verified:
    """Every link of the chain, and every fact that is still there."""
    previous, at = "", 0
    for entry in Entry.objects.within(scope).select_related("fact").order_by("seq").iterator(500):
        leaf = Leaf(seq=at, commitment=entry.commitment, previous=previous).leaf.hex()
        if entry.seq != at or entry.leaf != leaf or not _is_opened(entry):
            return Verified(entries=at, broken_at=at)
        previous, at = leaf, at + 1
    book = Book.objects.within(scope).first()
    if book is not None and (book.size, book.leaf) != (at, previous):
        return Verified(entries=at, broken_at=at)
    return Verified(entries=at, broken_at=None)


def _is_opened(entry: Entry) -> bool:
    fact = getattr(entry, "fact", None)
    return fact is None or opening_of(fact.opening).commitment == entry.commitment
