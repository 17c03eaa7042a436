"""The year that is asked for, its published files, and how all moved in words: what both sides' pages begin from."""

from django.http import FileResponse, Http404
from django.utils.translation import gettext as _

from comity.portal.ports.storage import storage
from comity.portal.shell.downloads import file_answer
from comity.portal.survey.models import Stage, Survey
from comity.portal.survey.published import Published
from comity.portal.survey.queries import (
    survey_of,
)
from comity.portal.tenants.gates import Actor
from comity.survey import (
    moved,
)


def asked_survey(actor: Actor, year: int) -> Survey:
    found = survey_of(actor.scope, year)
    if found is None:
        raise Http404
    return found


def published_answer(survey: Survey, name: str, open_: tuple[str, ...]) -> FileResponse:
    if survey.stage != Stage.PUBLISHED or name not in open_ or name not in survey.files:
        raise Http404
    return file_answer(storage().read(survey.files[name]), name=f"survey-{survey.year}-{name}")


def evolution_told(published: Published) -> str:
    if not published.moves or published.earlier is None:
        return ""
    years = (published.earlier, published.results.instrument.edition)
    return moved(published.moves, years=years, labels=(_("fell"), _("stayed"), _("rose"))).alternative
