"""A year's survey and one member's part in it, locked: what every step looks up, and who is told when a signature lapses."""

from comity.portal.survey.errors import (
    BeingPublished,
    NotAsked,
)
from comity.portal.survey.models import Response, Survey
from comity.portal.survey.queries import (
    campaign_of,
    is_being_published,
)
from comity.portal.tenants.errors import UnscopedQuery
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.models import Participation
from comity.portal.tenants.queries import members_of
from comity.portal.tenants.roles import Kind
from comity.portal.tenants.scope import Scope
from comity.survey import (
    amend,
)


def named(survey: Survey) -> str:
    return f"survey {survey.year}"


def locked_survey(scope: Scope, survey: Survey) -> Survey:
    """Locks are taken in this order: the survey, then one response."""
    return Survey.objects.within(scope).select_for_update().get(pk=survey.pk)


def require_still(scope: Scope, survey: Survey) -> None:
    if is_being_published(scope, survey):
        raise BeingPublished(
            "The figures of this survey are being made.",
            remedy="Wait until they are there: answers stand still now.",
        )


def locked_response(scope: Scope, survey: Survey) -> Response:
    """The member's part in it, locked; made where it is not there yet."""
    if scope.organisation_id is None:
        raise UnscopedQuery("a response belongs to one member")
    own = Response.objects.within(scope)
    own.get_or_create(
        survey=survey,
        defaults={"programme_id": scope.programme_id, "organisation_id": scope.organisation_id},
    )
    return own.select_for_update(of=("self",)).get(survey=survey)


def require_asked(response: Response) -> None:
    if response.left_on:
        raise NotAsked(
            "Your company has left the programme, and is asked no more.",
            remedy="Its answers are kept and count in no figure. If this is a mistake, write to the Secretariat.",
        )


def open_response(actor: Actor, survey: Survey) -> Response:
    """Locked, and answers to it may be changed. Raises CampaignProblem after the close."""
    if not members_of(actor.scope):
        raise NotAsked(
            "Your company is no member of this programme now, and is not asked.",
            remedy="If this is a mistake, write to the Secretariat.",
        )
    survey.refresh_from_db(from_queryset=Survey.objects.within(actor.scope))
    require_still(actor.scope, survey)
    response = locked_response(actor.scope, survey)
    require_asked(response)
    slug = actor.organisation.slug
    amend(campaign_of(survey, {slug: response}), member=slug)
    return response


def unsign(response: Response) -> None:
    response.signed_at, response.signer = None, None
    response.signed_by = response.signed_role = response.sheet = response.digest = ""
    tell_duty(response, is_done=False)


def tell_duty(response: Response, *, is_done: bool) -> None:
    """The duty to answer, as a member's standing shows it: information, and no gate."""
    year = response.survey.year
    for one in Participation.objects.filter(
        programme_id=response.programme_id, organisation_id=response.organisation_id, kind=Kind.MEMBER
    ):
        years = set(one.surveys) - {year} | ({year} if is_done else set())
        one.surveys = sorted(years)
        one.save(update_fields=["surveys"])
