"""What is asked of lanes, policies and rules: which versions there are, and which of them counts."""

from comity.benchmark import Rule
from comity.benchmark.rules import rule_from
from comity.membership import Lane
from comity.membership.lanes import default_lane_text, lane_from
from comity.portal.ports.storage import as_file
from comity.portal.programme.models import Adoption, EquivalenceRule, LaneVersion, PolicyVersion, SurveyRules
from comity.portal.tenants.scope import Scope
from comity.release import Policy, default_policy_text, read_policy


def lane_of(version: LaneVersion) -> Lane:
    return lane_from(version.text, where=f"{version.slug}, version {version.number}")


def lane_numbered(scope: Scope, slug: str, number: int) -> LaneVersion | None:
    return LaneVersion.objects.within(scope).filter(slug=slug, number=number).select_related("person").first()


def lane_template() -> str:
    return default_lane_text()


def policies_of(scope: Scope) -> list[PolicyVersion]:
    """The latest first."""
    return list(PolicyVersion.objects.within(scope).select_related("person"))


def policy_numbered(scope: Scope, number: int) -> PolicyVersion | None:
    return PolicyVersion.objects.within(scope).filter(number=number).select_related("person").first()


def adopted(scope: Scope) -> Adoption | None:
    """What the programme goes by; None for the policy that comes with Comity."""
    return Adoption.objects.within(scope).select_related("policy", "person").first()


def policy_text_now(scope: Scope) -> str:
    last = adopted(scope)
    return last.policy.text if last else default_policy_text()


def policy_from_text(text: str) -> Policy:
    with as_file(text.encode(), name="policy.toml") as path:
        return read_policy(path)


def policy_now(scope: Scope) -> Policy:
    last = adopted(scope)
    return policy_from_text(last.policy.text) if last else Policy.default()


# The survey -------------------------------------------------------------------------------------------------------


def survey_rules_now(scope: Scope) -> SurveyRules:
    """What the programme goes by; what nobody ever chose is as the questionnaire says, without gate and noise."""
    return SurveyRules.objects.within(scope).first() or SurveyRules()


# Equivalence ------------------------------------------------------------------------------------------------------


def equivalence_rules(scope: Scope) -> list[EquivalenceRule]:
    """The latest first. Where there is none, the rule that comes with Comity counts: 85 % in full, and no gates."""
    return list(EquivalenceRule.objects.within(scope).select_related("person", "adopted_by"))


def equivalence_rule_numbered(scope: Scope, number: int) -> EquivalenceRule | None:
    found = EquivalenceRule.objects.within(scope).filter(number=number)
    return found.select_related("person", "adopted_by").first()


def equivalence_rule_now(scope: Scope) -> tuple[int, Rule]:
    """What a protocol that is handed in now is judged by, and the number of its version: 0 is the one that comes with Comity."""
    last = EquivalenceRule.objects.within(scope).exclude(adopted_at=None).first()
    return (last.number, rule_from(last.facts)) if last else (0, Rule())
