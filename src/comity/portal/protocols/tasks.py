"""The long work of this room: reading a protocol, and proposing what its questions answer."""

from comity.core import Progress
from comity.portal.jobs.services import looks_after, runs
from comity.portal.protocols.models import Case
from comity.portal.protocols.queries import party_of
from comity.portal.protocols.queries.converging import COUNT
from comity.portal.protocols.services import (
    PROPOSE,
    WEIGH,
    forget_abandoned,
    forget_superseded,
    propose,
    weigh_again,
)
from comity.portal.protocols.services.converging import count_demands, count_what_changed
from comity.portal.tenants.gates import Actor

looks_after(forget_superseded)
looks_after(forget_abandoned)
looks_after(count_what_changed)


@runs(PROPOSE)
def read_and_propose(actor: Actor, argument: str, progress: Progress) -> None:
    if (case := _case(actor, argument)) is not None:
        propose(actor=actor, case=case, progress=progress)


@runs(WEIGH)
def weigh(actor: Actor, argument: str, progress: Progress) -> None:
    if (case := _case(actor, argument)) is not None and party_of(actor, case) is not None:
        weigh_again(actor=actor, case=case, progress=progress)


@runs(COUNT)
def count(actor: Actor, argument: str, progress: Progress) -> None:
    count_demands(actor=actor, progress=progress, by="calendar" if argument else "a click")


def _case(actor: Actor, argument: str) -> Case | None:
    """None where it was deleted, taken back or handed on before its turn came: there is nothing to do, and nothing wrong."""
    found = Case.objects.within(actor.scope).select_related("organisation", "programme")
    return found.filter(pk=argument).first()
