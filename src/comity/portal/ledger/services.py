"""Adding to the book."""

import secrets
from collections.abc import Mapping

from django.db import transaction

from comity.ledger import SALT_BYTES, Fact, Opening
from comity.ledger import Entry as Leaf
from comity.portal.ledger.models import Book, Entry, EntryFact
from comity.portal.ports.clock import now
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.scope import Scope


def record(*, actor: Actor, verb: str, subject: str, facts: Mapping[str, object] | None = None) -> None:
    """One entry: `verb` in small letters and hyphens ("list-uploaded"), `subject` as people call it, `facts` as short texts."""
    details = {"subject": subject, **{name: str(value) for name, value in (facts or {}).items()}}
    _add(actor.scope, Fact(kind=verb, at=now(), by=_who(actor), details=details), actor)


def record_of_machine(
    scope: Scope, *, verb: str, subject: str, facts: Mapping[str, object] | None = None
) -> None:
    """What a chore did by itself, in nobody's name."""
    details = {"subject": subject, **{name: str(value) for name, value in (facts or {}).items()}}
    _add(scope, Fact(kind=verb, at=now(), by="Comity", details=details), None)


def _add(scope: Scope, fact: Fact, actor: Actor | None) -> None:
    with transaction.atomic():
        book = Book.objects.within(scope).select_for_update().first()
        if book is None:
            book = Book.objects.add(scope)
        opening = Opening(fact=fact, salt=secrets.token_bytes(SALT_BYTES))
        leaf = Leaf(seq=book.size, commitment=opening.commitment, previous=book.leaf).leaf.hex()
        entry = Entry.objects.add(scope, seq=book.size, commitment=opening.commitment, leaf=leaf)
        EntryFact.objects.add(
            scope,
            entry=entry,
            at=fact.at,
            verb=fact.kind,
            subject=fact.details["subject"][:200],
            person=actor.person if actor else None,
            organisation=actor.organisation if actor else None,
            opening=opening.line,
        )
        book.size, book.leaf = book.size + 1, leaf
        book.save(update_fields=["size", "leaf"])


def _who(actor: Actor) -> str:
    return f"{actor.person.email} for {actor.organisation.slug}"
