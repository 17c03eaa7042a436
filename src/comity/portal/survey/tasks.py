"""The long work of this room: making the figures, and what they are shown in."""

from comity.core import Progress
from comity.portal.jobs.services import runs
from comity.portal.survey.models import Survey
from comity.portal.survey.queries import PUBLISH
from comity.portal.survey.services import publish
from comity.portal.tenants.gates import Actor


@runs(PUBLISH)
def publish_survey(actor: Actor, argument: str, progress: Progress) -> None:
    survey = Survey.objects.within(actor.scope).get(pk=argument)
    publish(actor=actor, survey=survey, progress=progress)
