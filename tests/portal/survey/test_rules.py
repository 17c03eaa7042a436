"""How the programme runs its survey: the rule of levels, whether standing hangs on the answer, noise, and older memories."""

import json
from datetime import date
from fractions import Fraction
from io import BytesIO

import pytest

from comity.membership import Link, links_of, standing_of
from comity.portal.ledger.queries import entries_told
from comity.portal.membership.models import Round
from comity.portal.membership.queries import programme_known
from comity.portal.ports.clock import playing_on
from comity.portal.ports.storage import storage
from comity.portal.rulebook.errors import NoiseUnlikely
from comity.portal.rulebook.services import set_survey_rules
from comity.portal.survey.models import Survey
from comity.portal.survey.queries import instrument_of, published_of
from comity.portal.survey.services import close_survey, open_survey, packaged_translations, start_publishing
from comity.survey import Rule
from comity.survey.disclosure import Outcome
from comity.survey.errors import PrivacyBudget
from tests.portal.survey.cast import (
    MEMBERS,
    PROGRAMME,
    People,
    again,
    answer_and_sign,
    open_year,
    questionnaire,
)

pytestmark = pytest.mark.django_db
ONE, FOUR = Fraction(1), Fraction(4)


def set_rules(
    people: People,
    *,
    rule: Rule | None = None,
    is_gate: bool = False,
    epsilon: Fraction | None = None,
    budget: Fraction | None = None,
) -> None:
    set_survey_rules(actor=people.actor("ines"), rule=rule, is_gate=is_gate, epsilon=epsilon, budget=budget)


def published_year(people: People, year: int = 2026) -> Survey:
    survey = open_year(people, year, closes_on=date(year, 10, 31))
    for member in MEMBERS:
        answer_and_sign(people, survey, member)
    close_survey(actor=people.actor("ines"), survey=survey)
    start_publishing(actor=people.actor("ines"), survey=again(survey, people))
    return again(survey, people)


def test_the_programmes_rule_of_levels_holds_for_surveys_that_open_later_in_every_language(
    people: People,
) -> None:
    before = open_year(people)
    set_rules(people, rule=Rule.WEAKEST_LINK)

    with playing_on(date(2027, 9, 1)):
        after = open_survey(
            actor=people.actor("ines"),
            instrument=questionnaire("maturity-2027"),
            translations=packaged_translations("maturity-2027"),
            closes_on=date(2027, 10, 31),
        )

    assert instrument_of(before).rule is Rule.MEDIAN
    assert after.translations
    assert {instrument_of(after, code).rule for code in ("en", *after.translations)} == {Rule.WEAKEST_LINK}


def test_standing_hangs_on_the_answer_only_where_the_programme_says_so(people: People) -> None:
    scope = people.actor("ines").scope
    survey = open_year(people)
    answer_and_sign(people, survey, MEMBERS[0])
    late = date.fromordinal(survey.closes_on.toordinal() + 1)
    Round.objects.add(
        scope,
        slug="2026-H2",
        cutoff=late,
        opens_on=late,
        lists_due_on=late,
        statement=people.programme.statement,
    )

    def missing(member: str, on: date) -> set[Link]:
        found = standing_of(programme_known(scope), member, "2026-H2", 1, on=on).missing
        return {one.link for one in found}

    assert Link.SURVEY not in links_of(programme_known(scope))
    assert Link.SURVEY not in missing(MEMBERS[1], late)

    set_rules(people, is_gate=True)

    assert Link.SURVEY in missing(MEMBERS[1], late)
    assert Link.SURVEY not in missing(MEMBERS[1], survey.closes_on)
    assert Link.SURVEY not in missing(MEMBERS[0], late)
    assert entries_told(scope, most=1)[0].verb == "survey-rules-set"


def test_with_noise_counts_of_all_alone_are_published_and_the_budget_is_kept_over_years(
    people: People,
) -> None:
    set_rules(people, epsilon=ONE, budget=Fraction(3, 2))

    survey = published_year(people)

    published = published_of(survey)
    assert published is not None
    outcomes = {one.outcome for figure in published.results.figures for one in figure.tables}
    assert outcomes <= {Outcome.NOISY, Outcome.WITHHELD}
    assert Outcome.NOISY in outcomes
    assert survey.noise["epsilon"] == "1"
    assert not published.moves
    with (
        playing_on(date(2027, 9, 1)),
        pytest.raises(PrivacyBudget, match=r"and 0\.5 of 1\.5 is left"),
    ):
        published_year(people, 2027)


@pytest.mark.parametrize(
    ("epsilon", "budget"), [(ONE, None), (Fraction(0), ONE), (Fraction(11), Fraction(20)), (FOUR, ONE)]
)
def test_noise_that_promises_nothing_is_refused(
    people: People, epsilon: Fraction, budget: Fraction | None
) -> None:
    with pytest.raises(NoiseUnlikely):
        set_rules(people, epsilon=epsilon, budget=budget)


def test_a_year_whose_memory_is_of_the_first_version_is_followed_by_the_next(people: People) -> None:
    survey = published_year(people)
    kept = json.loads(storage().read(survey.memory_key))
    first = {name: of["all"]["answered"] for name, of in kept["shown"].items() if "all" in of}
    assert first
    survey.memory_key = storage().keep(BytesIO(json.dumps(first).encode()))
    survey.save()

    with playing_on(date(2027, 9, 1)):
        following = published_year(people, 2027)

    published = published_of(following)
    assert published is not None
    assert published.results.respondents == len(MEMBERS)


def test_the_secretariats_manager_sets_it_on_a_page(people: People) -> None:
    client = people.client("ines")
    place = f"/programmes/{PROGRAMME}/settings/survey/"

    assert client.post(place, {"epsilon": "2", "budget": "1"}).status_code == 422
    for epsilon in ("0.0000000000000000000001", "1e-30"):  # which no column of the table holds
        assert client.post(place, {"epsilon": epsilon, "budget": "1"}).status_code == 422
    assert (
        client.post(
            place, {"rule": "weakest link", "is_gate": "on", "epsilon": "0.5", "budget": "2"}
        ).status_code
        == 302
    )

    page = client.get(f"/programmes/{PROGRAMME}/settings/").content.decode()
    assert "ε 1/2 a year, 2 over all years" in page
    assert "hangs on the answer" in page
    assert people.client(f"admin.{MEMBERS[0]}").get(place).status_code == 404
