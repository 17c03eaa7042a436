"""The long work of this room: trying a policy."""

from comity.core import Progress
from comity.portal.jobs.services import runs
from comity.portal.rulebook.models import PolicyPreview
from comity.portal.rulebook.services import PREVIEW, preview_policy
from comity.portal.tenants.gates import Actor


@runs(PREVIEW)
def preview(actor: Actor, argument: str, progress: Progress) -> None:
    found = PolicyPreview.objects.within(actor.scope).select_related("policy", "round").get(pk=argument)
    preview_policy(actor=actor, preview=found, progress=progress)
