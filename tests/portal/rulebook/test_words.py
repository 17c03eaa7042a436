"""Rules of a policy are called by words on a page, and not by their keys."""

from dataclasses import replace

from django.utils import translation

from comity.portal.rulebook.queries import changes
from comity.portal.rulebook.words import RULES, rule_in_words
from comity.release import Policy


def test_every_rule_of_the_policy_that_comes_with_comity_has_words() -> None:
    policy = Policy.default()
    other = replace(policy, table={})

    found = {one.rule for one in changes(policy, other)}

    assert len(found) > 20
    assert {rule for rule in found if rule_in_words(rule) == rule} == set()
    assert set(RULES) <= found
    with translation.override("en"):
        assert rule_in_words("groups.Acme Group") == "Companies of the group Acme Group"


def test_a_rule_that_nobody_has_named_is_told_by_its_key() -> None:
    assert rule_in_words("later.rule") == "later.rule"
