"""Reading a protocol again, whose reading broke off."""

from django.db import transaction

from comity.portal.jobs.models import State
from comity.portal.jobs.queries import last_job
from comity.portal.jobs.services import start_job
from comity.portal.protocols.models import Case, Reading
from comity.portal.protocols.services.proposing import PROPOSE
from comity.portal.tenants.gates import Actor


@transaction.atomic
def read_again(*, actor: Actor, case: Case) -> bool:
    """Whether there was anything to begin: pressed twice, it is read once."""
    found = Case.objects.within(actor.scope).select_for_update(of=("self",)).get(pk=case.pk)
    last = last_job(actor.scope, kind=PROPOSE, argument=found.pk)
    if found.reading != Reading.STORED or (last is not None and last.state != State.FAILED):
        return False
    start_job(actor=actor, kind=PROPOSE, argument=found.pk)
    return True
