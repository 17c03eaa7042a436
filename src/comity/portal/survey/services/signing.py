"""A member signs its answers off, shares its own result or takes it back, and is given it."""

from dataclasses import replace

from django.db import transaction

from comity.core import digest_bytes
from comity.portal.ledger.services import record
from comity.portal.ports.clock import now, today
from comity.portal.survey.errors import (
    NotComplete,
)
from comity.portal.survey.models import Response, Survey
from comity.portal.survey.queries import (
    answers_of,
    campaign_of,
    instrument_of,
    own_years,
    published_of,
    signed_sheet,
)
from comity.portal.survey.services.parts import locked_response, named, open_response, tell_duty
from comity.portal.survey.tongue import tell
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.scope import Scope
from comity.survey import (
    Step,
    own_report,
    sheet_bytes,
    take,
)


@transaction.atomic
def sign_off(*, actor: Actor, survey: Survey, by: str, role: str) -> None:
    """By who answers for it. The sheet is frozen as it is; a later change takes the signature back."""
    response = open_response(actor, survey)
    answers = answers_of(actor.scope, survey)
    if not answers.may_be_signed:
        raise NotComplete(
            f"{len(answers.wrong) + len(answers.disputed)} answers are open, to be mended or disputed.",
            remedy="The review page names each; sign off once none is left.",
        )
    slug = actor.organisation.slug
    take(campaign_of(survey, {slug: response}), Step.SIGN_OFF, on=today(), by=by, member=slug)
    frozen = sheet_bytes(answers.sheet)
    response.signed_at, response.signer = now(), actor.person
    response.signed_by, response.signed_role = by, role
    response.sheet, response.digest = frozen.decode(), digest_bytes(frozen)
    response.save()
    tell_duty(response, is_done=True)
    record(
        actor=actor,
        verb="survey-signed-off",
        subject=f"{named(survey)}, {actor.organisation.name}",
        facts={"by": by, "role": role, "digest": response.digest},
    )


@transaction.atomic
def share(*, actor: Actor, survey: Survey, is_shared: bool) -> None:
    """The member's own result with the Secretariat; taken back, it is shown no more."""
    response = locked_response(actor.scope, survey)
    response.shared_at = now() if is_shared else None
    response.save()
    record(
        actor=actor,
        verb="survey-shared" if is_shared else "survey-unshared",
        subject=f"{named(survey)}, {actor.organisation.name}",
    )


def own_result(scope: Scope, survey: Survey, name: str, language: str = "") -> bytes:
    """One member's, as PDF; beside the whole once that is published. What it says is what was signed off."""
    instrument = instrument_of(survey, language)
    response = Response.objects.within(scope).get(survey=survey)
    published = published_of(survey, language)
    return own_report(
        published.results if published else None,
        replace(signed_sheet(response, instrument), member=name),
        instrument,
        years=[one for one in own_years(scope, language) if one.edition <= survey.year],
        tell=tell,
    )
