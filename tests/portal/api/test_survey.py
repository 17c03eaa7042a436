"""The yearly survey by programs: colleagues' words are kept, and what is told of all is what was published."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from comity.client import Problem
from comity.portal.survey.models import Workbook
from comity.portal.survey.queries import published_of, survey_of
from comity.portal.survey.services import MOST_WORKBOOK
from comity.portal.tenants.gates import Actor
from comity.survey.disclosure import Distribution
from tests.portal.api.conftest import Portal

pytestmark = pytest.mark.django_db


@pytest.fixture
def oskar(actor: Callable[[str, str], Actor]) -> Actor:
    """Of a member that has not signed off."""
    return actor("chiara@cedar-home.example", "cedar-home")


def a_choice(portal: Portal, actor: Actor) -> tuple[str, str, str]:
    """A line with two options, and both."""
    questions = portal(actor).survey_questions(2026)
    for module in questions["modules"]:
        for question in module["questions"]:
            for line in question["lines"]:
                if len(line["choices"]) > 1:
                    return line["line"], line["choices"][0]["id"], line["choices"][1]["id"]
    raise AssertionError("the questionnaire has choices")


def test_answers_are_written_in_versions_and_taken_back(portal: Portal, chiara: Actor) -> None:
    client = portal(chiara)
    line, one, other = a_choice(portal, chiara)

    def answer() -> dict[str, object] | None:
        found = [it for it in client.survey_answers(2026)["answers"] if it["line"] == line]
        return dict(found[0]) if found else None

    seen = answer()
    number = int(str(seen["number"])) if seen else 0
    client.save_survey_answers(2026, answers=[{"line": line, "text": one, "seen": number}])
    first = answer()
    assert first is not None
    saved = client.save_survey_answers(
        2026, answers=[{"line": line, "text": other, "seen": int(str(first["number"]))}]
    )
    second = answer()
    assert second is not None

    assert saved == {"changed": [line], "disputed": []}
    assert (first["text"], second["text"]) == (one, other)
    assert int(str(second["number"])) > int(str(first["number"]))


def test_nobody_signs_off_what_is_not_complete(portal: Portal, chiara: Actor) -> None:
    client = portal(chiara)
    told = client.survey_answers(2026)

    if not told["may_be_signed"]:
        with pytest.raises(Problem) as refused:
            client.sign_survey(2026, by="Chiara Costa", role="Head of sourcing", agreed=True)
        assert refused.value.code == "not-complete"
    assert {one["severity"] for one in told["problems"]} <= {"problem", "remark"}


def test_a_member_is_told_of_all_what_was_published_and_nothing_else(portal: Portal, ada: Actor) -> None:
    survey = survey_of(ada.scope, 2025)
    assert survey is not None
    published = published_of(survey)
    assert published is not None

    told = portal(ada).survey_results(2025)

    assert told["respondents"] == published.results.respondents
    for figure, shown in zip(published.results.figures, told["figures"], strict=True):
        assert [one["outcome"] for one in shown["tables"]] == [one.outcome.value for one in figure.tables]
        for table, one in zip(figure.tables, shown["tables"], strict=True):
            counts = [[part["count"] for part in band["parts"]] for band in one["distribution"]]
            assert counts == ([list(it) for it in table.counts] if isinstance(table, Distribution) else [])
            if not isinstance(table, Distribution):
                assert [Decimal(it) for it in one["low"]] == [Decimal(it) for it in table.low]
    assert portal(ada).survey_result_file(2025, "result.pdf").startswith(b"%PDF")
    assert portal(ada).survey_result_file(2025, "levels.svg").startswith(b"<svg")


def test_the_secretariat_sees_who_answered_and_never_what(portal: Portal, ines: Actor) -> None:
    client = portal(ines)

    status = client.survey(2026)

    assert status["signed"] == sum(one["state"] == "signed" for one in status["members"]) > 0
    for line in status["members"]:
        if not line["is_shared"]:
            with pytest.raises(Problem) as nothing:
                client.shared_survey_result(2026, line["member"])
            assert nothing.value.code == "not-found"
    with pytest.raises(Problem) as missing:
        client.survey_answers(2026)
    assert missing.value.code == "not-found"


def test_more_than_a_workbook_can_have_is_refused_before_it_is_kept(portal: Portal, chiara: Actor) -> None:
    with pytest.raises(Problem) as refused:
        portal(chiara).take_survey_workbook(2026, "large.xlsx", b"PK" + bytes(MOST_WORKBOOK))

    assert (refused.value.status, refused.value.code) == (413, "workbook-too-large")
    assert not Workbook.objects.within(chiara.scope).exists()
