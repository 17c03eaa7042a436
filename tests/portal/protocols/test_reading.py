"""Readings that break off, and readings of what is deleted meanwhile."""

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from comity.core import silent
from comity.portal.jobs.models import Job, State
from comity.portal.ports.storage import storage
from comity.portal.protocols.models import Case, LogPart, Papers, Reading
from comity.portal.protocols.services import PROPOSE, delete_draft, propose, read_again
from comity.portal.tenants.gates import Actor
from tests.portal.protocols.cast import again, sent

pytestmark = pytest.mark.django_db


def unread(actor: Actor, case: Case) -> Case:
    """As it was before a worker took it."""
    LogPart.objects.within(actor.scope).filter(case=case).delete()
    Case.objects.within(actor.scope).filter(pk=case.pk).update(reading=Reading.STORED)
    return again(actor, case)


def test_a_reading_that_broke_off_has_its_button(alder: Client, ada: Actor) -> None:
    case = unread(ada, sent(ada))
    jobs = Job.objects.within(ada.scope).filter(kind=PROPOSE, argument=str(case.pk))
    jobs.update(state=State.FAILED, message="It broke off.")
    place = {"programme": "hedgerow", "organisation": "alder-foods", "case": case.pk}
    address = reverse("read-protocol-again", kwargs=place)

    assert address in alder.get(reverse("protocol", kwargs=place)).content.decode()
    alder.post(address)
    assert again(ada, case).reading == Reading.READ
    assert read_again(actor=ada, case=case) is False
    assert jobs.count() == 2


def test_what_is_deleted_while_it_is_read_leaves_nothing_in_storage(ada: Actor) -> None:
    case = unread(ada, sent(ada))
    Papers.objects.within(ada.scope).filter(case=case).update(reading_key="", vectors_key="")
    before = set(storage().keys())

    def deleting(step: str, done: int, total: int) -> None:  # as it is called
        if step != "reading the protocol" and Case.objects.within(ada.scope).filter(pk=case.pk).exists():
            delete_draft(actor=ada, case=case)

    propose(actor=ada, case=case, progress=deleting)

    assert not Case.objects.within(ada.scope).filter(pk=case.pk).exists()
    assert set(storage().keys()) <= before


def test_a_reading_whose_rows_fail_leaves_nothing_in_storage(ada: Actor) -> None:
    case = unread(ada, sent(ada))
    stale = again(ada, case)
    propose(actor=ada, case=case, progress=silent)
    before = set(storage().keys())

    with pytest.raises(IntegrityError, match=r"(?i)unique"):
        propose(actor=ada, case=stale, progress=silent)
    assert set(storage().keys()) == before
