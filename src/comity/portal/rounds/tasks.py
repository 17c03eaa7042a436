"""The work of this room that nobody waits for: assembling a round, and reminders by the calendar."""

from comity.core import Progress
from comity.portal.jobs.services import looks_after, runs
from comity.portal.rounds.calendar import remind_by_calendar
from comity.portal.rounds.models import Assembly, AssemblyState
from comity.portal.rounds.services import ASSEMBLE, assemble
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.scope import Scope


def leave_open(scope: Scope, argument: str) -> None:
    """Why it stopped is told by the job. While an assembly is at work none is begun, and no pair is judged."""
    stopped = Assembly.objects.within(scope).filter(pk=argument, state=AssemblyState.WORKING)
    stopped.update(state=AssemblyState.REFUSED)


@runs(ASSEMBLE, given_up=leave_open)
def assemble_round(actor: Actor, argument: str, progress: Progress) -> None:
    assembly = Assembly.objects.within(actor.scope).select_related("round").get(pk=argument)
    assemble(actor=actor, assembly=assembly, progress=progress)


looks_after(remind_by_calendar)
