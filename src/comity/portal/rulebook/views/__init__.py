"""The programme's settings: lanes and policies, the common criteria and when a protocol is equivalent; in versions."""

from comity.portal.rulebook.views.criteria import (
    adopt_criteria,
    criteria_sets,
    download_criteria,
    show_criteria,
)
from comity.portal.rulebook.views.equivalence import adopt_rule, equivalence_rule, show_version
from comity.portal.rulebook.views.settings import (
    add_a_lane,
    adopt,
    ask_for_factor,
    choose_lane,
    preview,
    propose,
    show_lane,
    show_policy,
    show_programme,
    survey_rules,
)

__all__ = [
    "add_a_lane",
    "adopt",
    "adopt_criteria",
    "adopt_rule",
    "ask_for_factor",
    "choose_lane",
    "criteria_sets",
    "download_criteria",
    "equivalence_rule",
    "preview",
    "propose",
    "show_criteria",
    "show_lane",
    "show_policy",
    "show_programme",
    "show_version",
    "survey_rules",
]
