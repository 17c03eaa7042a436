"""The long work of this room: reading a protocol, and proposing what its questions answer."""

from comity.core import Progress
from comity.portal.jobs.services import looks_after, runs
from comity.portal.protocols.models import Case
from comity.portal.protocols.queries.converging import COUNT
from comity.portal.protocols.services import PROPOSE, WEIGH, forget_superseded, propose, weigh_again
from comity.portal.protocols.services.converging import count_demands
from comity.portal.tenants.gates import Actor

looks_after(forget_superseded)


@runs(PROPOSE)
def read_and_propose(actor: Actor, argument: str, progress: Progress) -> None:
    propose(actor=actor, case=_case(actor, argument), progress=progress)


@runs(WEIGH)
def weigh(actor: Actor, argument: str, progress: Progress) -> None:
    weigh_again(actor=actor, case=_case(actor, argument), progress=progress)


@runs(COUNT)
def count(actor: Actor, argument: str, progress: Progress) -> None:
    count_demands(actor=actor, progress=progress)


def _case(actor: Actor, argument: str) -> Case:
    found = Case.objects.within(actor.scope).select_related("organisation", "programme")
    return found.get(pk=argument)
