"""The survey as its people live it: answered by field, by workbook and without a script; signed off, closed, published, read."""

from pathlib import Path

from playwright.sync_api import Page, expect

from comity.portal.demo.surveys import demo_questionnaire, fictional_answers
from tests.browser.conftest import Somebody
from tests.browser.looking import ADA, INES
from tests.portal.addresses import ALDER, PROGRAMME
from tests.portal.survey.workbooks import changed

NOW, PAST = f"{ALDER}survey/2026/", f"{ALDER}survey/2025/"
OFFICE = f"{PROGRAMME}surveys/2026/"


def test_a_survey_is_answered_signed_closed_published_and_read(somebody: Somebody, tmp_path: Path) -> None:
    ada, ines = somebody(ADA), somebody(INES)

    mend_a_field(ada)
    choose_between_two(ada)
    without_a_script(somebody(ADA, script=False))
    by_workbook(ada, tmp_path)
    sign(ada)
    publish(ines)

    ada.goto(f"{NOW}results/")
    expect(ada.get_by_role("img", name="Levels by module, 2026")).to_be_visible()
    expect(ada.get_by_text("you are here").first).to_be_visible()
    expect(ada.get_by_role("heading", name="How all moved")).to_be_visible()


def mend_a_field(page: Page) -> None:
    """By keyboard alone; the field says that it is saved, and the next one has the focus."""
    page.goto(f"{NOW}questions/diligence/")
    state = page.locator("#state-audits_done")
    expect(state).to_contain_text("is not a number")
    page.locator("#in-audits_done").fill("120")
    page.keyboard.press("Tab")
    expect(state).to_contain_text("saved, Ada Quist")
    expect(page.locator("#in-audits_recognised")).to_be_focused()


def choose_between_two(page: Page) -> None:
    page.goto(f"{NOW}questions/foundations/")
    expect(page.get_by_text("Two of you answered differently")).to_be_visible()
    page.get_by_role("listitem").filter(has_text="2 Established").get_by_role("button").click()
    expect(page.get_by_text("Two of you answered differently")).to_have_count(0)
    expect(page.get_by_label("2 Established").nth(0)).to_be_checked()


def without_a_script(page: Page) -> None:
    page.goto(f"{NOW}questions/foundations/")
    page.locator("#q-policy").get_by_label("3 Integrated").check()
    page.locator("form", has=page.locator("#q-policy")).get_by_role(
        "button", name="Save this section"
    ).last.click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.locator("#q-policy").get_by_label("3 Integrated")).to_be_checked()


def by_workbook(page: Page, folder: Path) -> None:
    page.goto(NOW)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the workbook").click()
    path = folder / "answers.xlsx"
    answers = fictional_answers("alder-foods", demo_questionnaire("maturity-2027"))
    path.write_bytes(changed(download.value.path().read_bytes(), answers))
    page.get_by_label("Your workbook, filled in").set_input_files(path)
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_text("The workbook is taken")).to_be_visible()
    expect(page.get_by_role("heading", name="Still to do")).to_have_count(0)


def sign(page: Page) -> None:
    page.get_by_label("Your role in the company").fill("Head of Sourcing")
    page.get_by_label("These answers are my company's").check()
    page.get_by_role("button", name="Sign off").click()
    expect(page.get_by_text("Signed off. Thank you.")).to_be_visible()


def publish(page: Page) -> None:
    page.goto(OFFICE)
    page.get_by_role("button", name="Remind").click()
    expect(page.get_by_text("on their way")).to_be_visible()
    page.get_by_role("button", name="Close the survey").click()
    expect(page.get_by_text("Answers are frozen.")).to_be_visible()
    page.get_by_role("button", name="Make and publish the figures").click()
    expect(page.get_by_role("heading", name="What was published")).to_be_visible()
