"""The long work of this room: telling webhooks, at once and again later."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from comity.core import Progress
from comity.portal.api.hooks import DELIVER, announce, deliver, retry_due
from comity.portal.jobs.services import looks_after, runs
from comity.portal.ledger.models import EntryFact
from comity.portal.tenants.gates import Actor

looks_after(retry_due)


@runs(DELIVER)
def tell(actor: Actor, argument: str, progress: Progress) -> None:
    progress("telling another machine", 0, 1)
    deliver(actor=actor, number=argument)


@receiver(post_save, sender=EntryFact, dispatch_uid="api.announce")
def on_entry(instance: EntryFact, *, created: bool, **_rest: Any) -> None:
    """Rooms write entries and know nothing of hooks; who listens to the ledger cannot be forgotten by one of them."""
    if created:
        announce(instance)
