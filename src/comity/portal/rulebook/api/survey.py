"""Operations of how the programme runs its yearly survey."""

from fractions import Fraction
from typing import Annotated

from ninja import Router, Schema
from pydantic import Field, StringConstraints

from comity.portal.api.answers import Slug, problems
from comity.portal.api.gate import Asked, admits_token
from comity.portal.api.models import Grant
from comity.portal.api.once import IdempotencyKey, once
from comity.portal.programme.models import SurveyRules
from comity.portal.programme.queries import survey_rules_now
from comity.portal.rulebook.services import set_survey_rules
from comity.portal.tenants.roles import Role
from comity.survey import Rule

router = Router(tags=["settings"])
Epsilon = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,3}(\.[0-9]{1,3})?$")]


class SurveyRulesTold(Schema):
    rule: str = Field(description="of levels; empty: as the questionnaire says")
    is_gate: bool = Field(description="standing hangs on the survey, too")
    epsilon: str | None = Field(description="of each year's figures; null: without noise")
    budget: str | None = Field(description="over all years")


class SurveyRulesAsked(Schema):
    rule: Rule | None = None
    is_gate: bool
    epsilon: Epsilon | None = None
    budget: Epsilon | None = None


@router.get(
    "/settings/survey",
    operation_id="survey_rules",
    auth=admits_token(Grant.SETTINGS, Role.MANAGER),
    response={200: SurveyRulesTold, **problems()},
    summary="How the yearly survey is run",
)
def show(request: Asked, programme: Slug) -> SurveyRulesTold:
    actor = request.auth
    return _told(survey_rules_now(actor.scope), is_gate=actor.programme.survey_is_gate)


@router.post(
    "/settings/survey",
    operation_id="set_survey_rules",
    auth=admits_token(Grant.SETTINGS, Role.MANAGER),
    response={200: SurveyRulesTold, **problems(409)},
    summary="Choose how the yearly survey is run from now on",
)
@once(200)
def choose(
    request: Asked, programme: Slug, said: SurveyRulesAsked, idempotency_key: IdempotencyKey = ""
) -> SurveyRulesTold:
    """What was published stays as it was."""
    rules = set_survey_rules(
        actor=request.auth,
        rule=said.rule,
        is_gate=said.is_gate,
        epsilon=_exactly(said.epsilon),
        budget=_exactly(said.budget),
    )
    return _told(rules, is_gate=said.is_gate)


def _exactly(number: str | None) -> Fraction | None:
    """As it is written: 0.1 is a tenth."""
    return None if number is None else Fraction(number)


def _written(number: str) -> str | None:
    return f"{float(Fraction(number)):g}" if number else None


def _told(rules: SurveyRules, *, is_gate: bool) -> SurveyRulesTold:
    return SurveyRulesTold(
        rule=rules.rule,
        is_gate=is_gate,
        epsilon=_written(rules.epsilon),
        budget=_written(rules.budget),
    )
