"""The year that is asked for, its published files, and how all moved in words: what both sides' pages begin from."""

from collections.abc import Callable

from django.http import FileResponse, HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from comity.portal.shell.downloads import file_answer
from comity.portal.survey.models import Survey
from comity.portal.survey.published import Published
from comity.portal.survey.queries import (
    survey_of,
)
from comity.portal.survey.result_files import how_all_moved, published_file
from comity.portal.tenants.gates import Actor, there


def asked_survey(actor: Actor, year: int) -> Survey:
    return there(survey_of(actor.scope, year))


def addresses_of(request: HttpRequest, survey: Survey) -> Callable[[str], str]:
    """From a member's slug to its page of the survey, under the name by which the portal is reached."""

    def address(slug: str) -> str:
        place = {"programme": survey.programme.slug, "organisation": slug, "year": survey.year}
        return request.build_absolute_uri(reverse("survey-year", kwargs=place))

    return address


def published_answer(survey: Survey, name: str, open_: tuple[str, ...]) -> FileResponse:
    data = there(published_file(survey, name, open_, get_language() or ""))
    return file_answer(data, name=f"survey-{survey.year}-{name}")


def evolution_told(published: Published) -> str:
    chart = how_all_moved(published)
    return chart.alternative if chart else ""
