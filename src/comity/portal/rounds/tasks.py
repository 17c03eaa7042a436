"""The work of this room that nobody waits for: assembling a round, and reminders by the calendar."""

from comity.core import ComityError, Progress
from comity.portal.jobs.services import looks_after, runs
from comity.portal.rounds.calendar import remind_by_calendar
from comity.portal.rounds.models import Assembly, AssemblyState
from comity.portal.rounds.services import ASSEMBLE, assemble
from comity.portal.tenants.gates import Actor


@runs(ASSEMBLE)
def assemble_round(actor: Actor, argument: str, progress: Progress) -> None:
    assembly = Assembly.objects.within(actor.scope).select_related("round").get(pk=argument)
    try:
        assemble(actor=actor, assembly=assembly, progress=progress)
    except ComityError:
        # What a person can mend is told by the job; the way to another assembly must be open.
        Assembly.objects.within(actor.scope).filter(pk=assembly.pk).update(state=AssemblyState.REFUSED)
        raise


looks_after(remind_by_calendar)
