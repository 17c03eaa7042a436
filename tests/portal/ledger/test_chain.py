from collections.abc import Callable

import pytest
from django.db import models

from comity.portal.ledger.models import Book, Entry, EntryFact
from comity.portal.ledger.queries import entries_told, verify_book
from comity.portal.ledger.services import record
from comity.portal.tenants.gates import Actor
from tests.portal.conftest import ON_POSTGRES

pytestmark = pytest.mark.django_db


def rows(model: type[models.Model]) -> "models.QuerySet[models.Model]":
    """Past the gate, as somebody with the database in hand would."""
    return models.QuerySet(model)


def change_commitment() -> None:
    rows(Entry).filter(seq=3).update(commitment="0" * 64)


def change_fact() -> None:
    fact = EntryFact(pk=rows(EntryFact).filter(entry__seq=3).values_list("pk", flat=True)[0])
    said = rows(EntryFact).filter(pk=fact.pk).values_list("opening", flat=True)[0]
    rows(EntryFact).filter(pk=fact.pk).update(
        opening=said.replace("hedgerow", "hedgeraw")
        .replace("foods", "goods")
        .replace("home", "hone")
        .replace("drinks", "drunks")
    )


def swap_two() -> None:
    rows(Entry).filter(seq=3).update(seq=100_000)
    rows(Entry).filter(seq=4).update(seq=3)
    rows(Entry).filter(seq=100_000).update(seq=4)


def remove_one() -> None:
    rows(EntryFact).filter(entry__seq=3).delete()
    models.QuerySet(Entry).filter(seq=3)._raw_delete("default")


def cut_the_end() -> None:
    last = rows(Entry).order_by("-seq").values_list("seq", flat=True)[0]
    rows(EntryFact).filter(entry__seq=last).delete()
    models.QuerySet(Entry).filter(seq=last)._raw_delete("default")


def test_the_book_of_the_demonstration_is_whole(ines: Actor) -> None:
    verified = verify_book(ines.scope)

    assert verified.is_whole
    assert verified.entries > 50


@pytest.mark.skipif(ON_POSTGRES, reason="the portal's role may not even try: tenants/test_fence.py")
@pytest.mark.parametrize("harm", [change_commitment, change_fact, swap_two, remove_one, cut_the_end])
def test_whatever_is_changed_removed_or_moved_is_found(harm: Callable[[], None], ines: Actor) -> None:
    harm()

    assert not verify_book(ines.scope).is_whole


def test_a_fact_can_be_taken_away_and_the_chain_stays_whole(ines: Actor) -> None:
    rows(EntryFact).filter(entry__seq=3).delete()

    assert verify_book(ines.scope).is_whole
    assert next(one for one in entries_told(ines.scope, most=10_000) if one.seq == 3).at is None


def test_an_entry_names_who_acted_for_whom(ada: Actor, ines: Actor) -> None:
    record(actor=ada, verb="test-done", subject="a subject", facts={"rows": 7})

    last = entries_told(ines.scope, most=1)[0]
    assert (last.who, last.verb, last.subject, dict(last.details)) == (
        "ada@alder-foods.example for alder-foods",
        "test-done",
        "a subject",
        {"rows": "7"},
    )


def test_an_entry_cannot_be_saved_again_or_deleted(ines: Actor) -> None:
    entry = Entry.objects.within(ines.scope).first()

    assert entry is not None
    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        entry.delete()


def test_the_book_counts_what_it_holds(ines: Actor) -> None:
    book = Book.objects.within(ines.scope).get()

    assert book.size == Entry.objects.within(ines.scope).count()
