"""Adding to the book."""

import secrets
from collections.abc import Mapping

from django.db import transaction

from comity.ledger import SALT_BYTES, Fact, Opening
from comity.ledger import Entry as Leaf
from comity.portal.ledger.models import Book, Entry, EntryFact
from comity.portal.ports.clock import now
from comity.portal.tenants.gates import Actor


def record(*, actor: Actor, verb: str, subject: str, facts: Mapping[str, object] | None = None) -> None:
    """One entry: `verb` in small letters and hyphens ("list-uploaded"), `subject` as people call it, `facts` as short texts."""
    details = {"subject": subject, **{name: str(value) for name, value in (facts or {}).items()}}
    with transaction.atomic():
        book = Book.objects.within(actor.scope).select_for_update().first()
        if book is None:
            book = Book.objects.add(actor.scope)
        fact = Fact(kind=verb, at=now(), by=_who(actor), details=details)
        opening = Opening(fact=fact, salt=secrets.token_bytes(SALT_BYTES))
        leaf = Leaf(seq=book.size, commitment=opening.commitment, previous=book.leaf).leaf.hex()
        entry = Entry.objects.add(actor.scope, seq=book.size, commitment=opening.commitment, leaf=leaf)
        EntryFact.objects.add(
            actor.scope,
            entry=entry,
            at=fact.at,
            verb=verb,
            subject=subject[:200],
            person=actor.person,
            organisation=actor.organisation,
            opening=opening.line,
        )
        book.size, book.leaf = book.size + 1, leaf
        book.save(update_fields=["size", "leaf"])


def _who(actor: Actor) -> str:
    return f"{actor.person.email} for {actor.organisation.slug}"
