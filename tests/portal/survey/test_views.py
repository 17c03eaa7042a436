"""The pages: who gets them, what a field answers, and that no member learns of another."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from comity.portal.survey.models import Survey
from comity.portal.survey.queries import answers_of
from comity.portal.survey.services import close_survey, issue_workbook, start_publishing
from tests.portal.survey.cast import MEMBERS, People, again, answer, answer_and_sign, open_year

PLACE = "/programmes/fernhill/"
ALDER = f"{PLACE}members/alder-foods/survey/"
PAGES = (
    f"{ALDER}2026/",
    f"{ALDER}2026/questions/foundations/",
    f"{ALDER}2026/review/",
    f"{ALDER}2026/workbook/",
)


@pytest.fixture
def published(people: People, survey: Survey) -> Survey:
    for member in MEMBERS:
        answer_and_sign(people, survey, member)
    close_survey(actor=people.actor("ines"), survey=survey)
    start_publishing(actor=people.actor("ines"), survey=again(survey, people))
    return again(survey, people)


def current(people: People, survey: Survey, line: str) -> str:
    found = answers_of(people.actor("admin.alder-foods").scope, survey).current
    return found[line].text if line in found else ""


def test_a_section_is_saved_without_a_script(people: People, survey: Survey) -> None:
    client = people.client("admin.alder-foods")

    answered = client.post(
        f"{ALDER}2026/questions/foundations/",
        {
            "section": "section-2",
            "answer:policy": "3",
            "seen:policy": "0",
            "answer:oversight": "",
            "seen:oversight": "0",
        },
        follow=True,
    )

    assert answered.redirect_chain[-1][0].endswith("/questions/foundations/#section-2")
    assert current(people, survey, "policy") == "3"


def test_one_field_is_saved_as_it_changes_and_says_what_is_wrong(people: People, survey: Survey) -> None:
    client = people.client("admin.alder-foods")

    answered = client.post(
        f"{ALDER}2026/questions/diligence/",
        {"answer:audits_done": "a few", "seen:audits_done": "0"},
        headers={"HX-Request": "true"},
    )

    page = answered.content.decode()
    assert answered.status_code == 200
    assert "innerHTML:#state-audits_done" in page
    assert "is not a number" in page
    assert "<html" not in page
    assert current(people, survey, "audits_done") == "a few"


def test_a_follow_up_appears_once_its_question_is_answered(people: People, survey: Survey) -> None:
    client = people.client("admin.alder-foods")
    gated = next(one for one in answers_of(people.actor("admin.alder-foods").scope, survey).instrument.questions.values() if one.only_if)  # fmt: skip
    assert gated.only_if is not None
    module = answers_of(people.actor("admin.alder-foods").scope, survey).instrument.module_of[gated.id].id
    address = f"{ALDER}2026/questions/{module}/"

    before = client.get(address).content.decode()
    answered = client.post(
        address,
        {f"answer:{gated.only_if.question}": gated.only_if.answers[0]},
        headers={"HX-Request": "true"},
    )

    assert f'name="answer:{gated.id}' not in before
    assert f"outerHTML:#q-{gated.id}" in answered.content.decode()
    assert f'name="answer:{gated.id}' in answered.content.decode()


def test_both_answers_of_two_colleagues_are_on_the_page_and_one_is_chosen(
    people: People, survey: Survey
) -> None:
    address = f"{ALDER}2026/questions/foundations/"
    first, second = people.client("admin.alder-foods"), people.client("colleague.alder-foods")
    first.post(address, {"answer:policy": "3", "seen:policy": "0"})

    page = second.post(address, {"answer:policy": "2", "seen:policy": "0"}, follow=True).content.decode()
    number = answers_of(people.actor("admin.alder-foods").scope, survey).beside["policy"][0].number
    second.post(address, {"settle": str(number)})

    assert "Two of you answered differently" in page
    assert "3 Integrated" in page
    assert "2 Established" in page
    assert current(people, survey, "policy") == "2"


def test_a_draft_is_taken_over_by_its_button(people: People, survey: Survey) -> None:
    answer(people, survey, "alder-foods")
    now = open_year(people, 2027)
    client = people.client("admin.alder-foods")

    page = client.get(f"{ALDER}2027/questions/foundations/").content.decode()
    client.post(f"{ALDER}2027/questions/foundations/", {"take": "policy"})

    assert "Last year:" in page
    assert current(people, now, "policy") == current(people, survey, "policy")


def test_a_workbook_of_last_year_is_answered_with_what_to_do(people: People, survey: Survey) -> None:
    old = issue_workbook(actor=people.actor("admin.alder-foods"), survey=survey)
    open_year(people, 2027)

    answered = people.client("admin.alder-foods").post(
        f"{ALDER}2027/workbook/back/", {"file": SimpleUploadedFile("old.xlsx", old)}
    )

    assert answered.status_code == 409
    assert "Your file is kept as it came" in answered.content.decode()


def test_a_file_that_is_no_workbook_is_answered_with_what_to_do(people: People, survey: Survey) -> None:
    answered = people.client("admin.alder-foods").post(
        f"{ALDER}2026/workbook/back/", {"file": SimpleUploadedFile("x.xlsx", b"not a workbook")}
    )

    assert answered.status_code == 422
    assert "not an XLSX workbook" in answered.content.decode()


def test_cedar_learns_nothing_of_alders_survey(people: People, survey: Survey) -> None:
    answer(people, survey, "alder-foods")
    cedar = people.client("admin.cedar-home")

    assert [cedar.get(page).status_code for page in PAGES] == [404] * len(PAGES)
    assert cedar.post(PAGES[1], {"answer:policy": "1"}).status_code == 404


def test_the_secretariat_gets_no_page_of_a_member_and_its_own_shows_no_answer(
    people: People, survey: Survey
) -> None:
    answer(people, survey, "alder-foods", {"policy": "3", "evidence:policy": "Secret handbook, page 7"})
    ines = people.client("ines")

    status = ines.get(f"{PLACE}surveys/2026/")

    assert [ines.get(page).status_code for page in PAGES] == [404] * len(PAGES)
    assert "being answered" in status.content.decode()
    assert "Secret handbook" not in status.content.decode()


def test_a_reader_reads_and_writes_nothing(people: People, survey: Survey) -> None:
    reader = people.client("reader.alder-foods")

    assert reader.get(PAGES[1]).status_code == 200
    assert "disabled" in reader.get(PAGES[1]).content.decode()
    assert reader.post(PAGES[1], {"answer:policy": "1"}).status_code == 404


def test_a_result_is_the_secretariats_to_read_once_it_is_shared(people: People, published: Survey) -> None:
    ines, alder = people.client("ines"), people.client("admin.alder-foods")
    result = f"{PLACE}surveys/2026/members/alder-foods/result/"

    assert ines.get(result).status_code == 404
    alder.post(f"{ALDER}2026/share/", {"share": "yes"})
    assert b"".join(ines.get(result).streaming_content)[:5] == b"%PDF-"  # type: ignore[attr-defined] # a file's answer
    alder.post(f"{ALDER}2026/share/", {"share": "no"})
    assert ines.get(result).status_code == 404


def test_results_stand_beside_ones_own_and_name_nobody(people: People, published: Survey) -> None:
    alder = people.client("admin.alder-foods")

    page = alder.get(f"{ALDER}2026/results/").content.decode()
    chart = alder.get(f"{ALDER}2026/results/charts/levels.svg")
    csv = b"".join(alder.get(f"{ALDER}2026/results/figures.csv").streaming_content).decode()  # type: ignore[attr-defined] # a file's answer

    assert "Where you stand among all" in page
    assert 'alt="Levels by module, 2026.' in page
    assert chart["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert "withheld" in csv
    for other in MEMBERS[1:]:
        assert other not in page + chart.content.decode() + csv
        assert other.replace("-", " ").title() not in page


def test_results_are_not_there_before_they_are_published(people: People, survey: Survey) -> None:
    answer_and_sign(people, survey, "alder-foods")
    alder, ines = people.client("admin.alder-foods"), people.client("ines")

    assert alder.get(f"{ALDER}2026/results/").status_code == 404
    assert alder.get(f"{ALDER}2026/results/figures.csv").status_code == 404
    assert ines.get(f"{PLACE}surveys/2026/files/report.pdf").status_code == 404
    assert alder.get(f"{ALDER}2026/results/result.pdf").status_code == 200


def test_no_page_of_this_room_makes_more_than_25_queries(
    people: People, published: Survey, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    open_year(people, 2027)
    alder, ines = people.client("admin.alder-foods"), people.client("ines")
    visits: list[tuple[Client, str]] = [(alder, page.replace("2026", "2027")) for page in PAGES]
    visits += [(alder, ALDER), (alder, f"{ALDER}2026/results/")]
    visits += [(ines, f"{PLACE}surveys/"), (ines, f"{PLACE}surveys/2026/"), (ines, f"{PLACE}surveys/2027/")]

    for client, address in visits:
        with django_assert_max_num_queries(25):
            assert client.get(address).status_code == 200


def test_the_secretariat_opens_a_survey_with_a_questionnaire_of_its_own(people: People) -> None:
    ines = people.client("ines")
    own = b"id: own\nedition: 2026\ntitle: Our own\nlanguage: en\nlevels: [One, Two]\nrule: median\nmodules: []\n"

    missing = ines.post(f"{PLACE}surveys/open/", {"closes_on": "2026-12-01"})
    broken = ines.post(
        f"{PLACE}surveys/open/", {"closes_on": "2026-12-01", "own": SimpleUploadedFile("own.yaml", own)}
    )
    opened = ines.post(f"{PLACE}surveys/open/", {"closes_on": "2026-12-01", "questionnaire": "maturity-2026"})

    assert (missing.status_code, broken.status_code, opened.status_code) == (422, 409, 302)


def test_a_member_reads_the_questions_in_its_own_language(people: People) -> None:
    people.client("ines").post(
        f"{PLACE}surveys/open/", {"closes_on": "2026-12-01", "questionnaire": "maturity-2026"}
    )

    page = (
        people.client("admin.alder-foods").get(PAGES[1], headers={"Accept-Language": "fr"}).content.decode()
    )

    assert "Combien de personnes" in page
