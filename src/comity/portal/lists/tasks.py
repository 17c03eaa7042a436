"""The long work of this room: reading a list."""

from comity.core import Progress
from comity.portal.jobs.services import looks_after, runs
from comity.portal.lists.models import READ, ListVersion
from comity.portal.lists.pieces import forget_old_uploads
from comity.portal.lists.services import read_version
from comity.portal.tenants.gates import Actor

looks_after(forget_old_uploads)


@runs(READ)
def read(actor: Actor, argument: str, progress: Progress) -> None:
    version = ListVersion.objects.within(actor.scope).select_related("round", "programme").get(pk=argument)
    read_version(actor=actor, version=version, progress=progress)
