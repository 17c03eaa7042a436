"""Adding lanes and policies, having them previewed; proposing by what protocols are judged, and adopting what others proposed."""

from comity.portal.rulebook.services.judging import (
    MOST_BYTES,
    adopt,
    propose_criteria,
    propose_equivalence_rule,
)
from comity.portal.rulebook.services.policies import (
    PREVIEW,
    add_lane,
    adopt_policy,
    ask_members_for_factor,
    preview_policy,
    propose_policy,
    serve_round,
    set_survey_rules,
    start_preview,
)

__all__ = [
    "MOST_BYTES",
    "PREVIEW",
    "add_lane",
    "adopt",
    "adopt_policy",
    "ask_members_for_factor",
    "preview_policy",
    "propose_criteria",
    "propose_equivalence_rule",
    "propose_policy",
    "serve_round",
    "set_survey_rules",
    "start_preview",
]
