"""Two years of thirty fictional members in a real browser: two colleagues at once, one member by keyboard alone, one by workbook.

The other members answer beside the browser (`thirty`), by the same services; the Secretariat opens, reminds, leaves one out, closes and
publishes in the browser.
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from comity.survey import Instrument, load_instrument
from tests.browser.conftest import acknowledge, patient, serving
from tests.browser.looking import examine
from tests.browser.thirty import PASSWORD
from tests.portal.survey.workbooks import changed
from tests.survey.story import MEMBERS, answers_of, evidence_of

PLACE = "/programmes/fernhill/"
TOGETHER, BY_KEYBOARD, BY_WORKBOOK, LEAVES = MEMBERS[:4]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Of a portal of its own, where thirty members have their seats and nothing was asked yet."""
    data = tmp_path_factory.mktemp("thirty") / "data"
    data.mkdir()
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("COMITY_", "DJANGO_"))
    }
    environment |= {"COMITY_DATA": str(data), "COMITY_SECRET_KEY": "thirty-members-" * 5}
    _beside(environment, "found")
    with serving(data, environment, demo=False) as served:
        os.environ["COMITY_TEST_THIRTY"] = str(data)
        yield served
    del os.environ["COMITY_TEST_THIRTY"]


def _beside(environment: dict[str, str], *words: str) -> None:
    settings = {**environment, "DJANGO_SETTINGS_MODULE": "comity.portal.settings.dev"}
    subprocess.run([sys.executable, "-m", "tests.browser.thirty", *words], env=settings, check=True)


def others_answer(year: int, *without: str) -> None:
    environment = {
        **os.environ, "COMITY_DATA": os.environ["COMITY_TEST_THIRTY"], "COMITY_SECRET_KEY": "thirty-members-" * 5
    }  # fmt: skip
    _beside(environment, "answer", str(year), *without)


People = Callable[[str], Page]


@pytest.fixture
def person(browser: Browser, address: str) -> Iterator[People]:
    """Signed in by password; whatever the browser complains of fails the test."""
    complaints: list[str] = []
    contexts = []

    def be(name: str) -> Page:
        context = patient(
            browser.new_context(
                viewport={"width": 1280, "height": 900}, base_url=address, reduced_motion="reduce"
            )
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/accounts/login/")
        page.locator("input[name=login]").fill(f"{name}@example.org")
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("form:has(input[name=password]) button[type=submit]").first.click()
        acknowledge(page)
        return page

    yield be
    for context in contexts:
        context.close()
    assert complaints == []


def own(member: str, year: int) -> str:
    return f"{PLACE}members/{member}/survey/{year}/"


def test_thirty_members_are_surveyed_over_two_years(person: People, tmp_path: Path) -> None:
    ines = person("ines")
    open_year(ines, 2026)
    two_at_once(person(f"admin.{TOGETHER}"), person(f"colleague.{TOGETHER}"), tmp_path)
    by_keyboard(person(f"admin.{BY_KEYBOARD}"), load_instrument("maturity-2026"))
    by_workbook(person(f"admin.{BY_WORKBOOK}"), BY_WORKBOOK, 2026, tmp_path)
    others_answer(2026, TOGETHER, BY_KEYBOARD, BY_WORKBOOK)
    close_and_publish(ines, 2026)

    open_year(ines, 2027)
    ada = person(f"admin.{TOGETHER}")
    by_workbook(ada, TOGETHER, 2027, tmp_path)
    others_answer(2027, TOGETHER, LEAVES)
    leave(ines, LEAVES, 2027)
    close_and_publish(ines, 2027)

    ada.goto(f"{own(TOGETHER, 2027)}results/")
    expect(ada.get_by_text("29 members have answered")).to_be_visible()
    expect(ada.get_by_role("img", name=re.compile("^Levels by module, 2027"))).to_be_visible()
    expect(ada.get_by_role("img", name=re.compile("^Your own way, 2026 to 2027"))).to_be_visible()
    expect(ada.get_by_role("heading", name="How all moved")).to_be_visible()
    page = ada.content()
    assert not [one for one in MEMBERS if one != TOGETHER and one.replace("-", " ").title() in page]
    assert examine(ada, "survey-two-years-1280") == []


def open_year(page: Page, year: int) -> None:
    page.goto(f"{PLACE}surveys/")
    page.get_by_label("Questionnaire", exact=True).select_option(f"maturity-{year}")
    page.get_by_label("Closing day").fill((datetime.now(UTC) + timedelta(days=380)).date().isoformat())
    page.get_by_role("button", name=re.compile("[Oo]pen")).last.click()
    expect(page.get_by_text(f"The survey of {year} is open.")).to_be_visible()


def two_at_once(admin: Page, colleague: Page, folder: Path) -> None:
    """Both have the page before them; neither's words are lost, in different lines or in the same."""
    for page in (admin, colleague):
        page.goto(f"{own(TOGETHER, 2026)}questions/foundations/")
    policy = "#q-policy"
    admin.locator(policy).get_by_label("2 Established").check()
    expect(admin.locator("#state-policy")).to_contain_text("saved, Admin")
    colleague.locator(policy).get_by_label("3 Integrated").check()
    expect(colleague.locator("#state-policy")).to_contain_text("Two of you answered differently")
    board = colleague.locator("input[type=radio][name^='answer:'][value='2']").nth(1)
    board.check()
    expect(colleague.locator(".state", has_text="saved, Colleague").first).to_be_visible()

    admin.reload()
    expect(admin.locator(".state", has_text="saved, Colleague").first).to_be_visible()
    admin.get_by_role("listitem").filter(has_text="3 Integrated").get_by_role("button").click()
    expect(admin.get_by_text("Two of you answered differently")).to_have_count(0)
    expect(admin.locator(policy).get_by_label("3 Integrated")).to_be_checked()
    by_workbook(admin, TOGETHER, 2026, folder)


def by_workbook(page: Page, member: str, year: int, folder: Path) -> None:
    page.goto(own(member, year))
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the workbook").click()
    instrument = load_instrument(f"maturity-{year}")
    evidence = {f"evidence:{line}": text for line, text in evidence_of(instrument).items()}
    path = folder / f"{member}-{year}.xlsx"
    path.write_bytes(changed(download.value.path().read_bytes(), answers_of(member, instrument) | evidence))
    page.get_by_label("Your workbook, filled in").set_input_files(path)
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_text("The workbook is taken")).to_be_visible()
    page.goto(f"{own(member, year)}review/")
    page.get_by_label("Your role in the company").fill("Head of Sourcing")
    page.get_by_label("These answers are my company's").check()
    page.get_by_role("button", name="Sign off").click()
    expect(page.get_by_text("Signed off. Thank you.")).to_be_visible()


# By keyboard alone: from the first page on, nothing is clicked, filled or focused but by keys.


def by_keyboard(page: Page, instrument: Instrument) -> None:
    answers = answers_of(BY_KEYBOARD, instrument)
    page.goto(f"{own(BY_KEYBOARD, 2026)}questions/{instrument.modules[0].id}/")
    for at, module in enumerate(instrument.modules):
        expect(page.get_by_role("heading", name=module.title, level=1)).to_be_visible()
        page.wait_for_load_state()  # before that it saves nothing
        answer_module(page, answers)
        following = "Review and sign off" if at == len(instrument.modules) - 1 else "Next:"
        reach(page, begins_with(following))
        page.keyboard.press("Enter")
    page.wait_for_url("**/review/")
    expect(page.get_by_role("heading", name="Still to do")).to_have_count(0)
    reach(page, lambda it: bool(it["name"] == "role"))
    page.keyboard.type("Head of Sourcing")
    reach(page, lambda it: it["name"] == "agreed")
    page.keyboard.press("Space")
    reach(page, lambda it: it["text"] == "Sign off")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Signed off. Thank you.")).to_be_visible()


Field = Mapping[str, Any]


def begins_with(words: str) -> Callable[[Field], bool]:
    return lambda it: str(it["text"]).startswith(words)


FOCUSED = """() => {
  const at = document.activeElement;
  return {name: at.name ?? "", type: at.type ?? "", text: (at.innerText ?? "").trim(), value: at.value ?? "", tag: at.tagName,
          group: at.type === "radio" ? Array.from(document.getElementsByName(at.name), (one) => one.value) : []};
}"""


CALM = """() => new Promise((done) => {
  const look = (calm) => document.querySelector(".htmx-request") ? setTimeout(look, 20, 0)
    : calm > 4 ? done(true) : setTimeout(look, 20, calm + 1);
  look(0);
})"""
"""Nothing on its way, and nothing begun meanwhile: between two saves that wait for each other there is a moment without either."""


def reach(page: Page, is_there: Callable[[Field], bool], most: int = 400) -> Field:
    for _ in range(most):
        if is_there(found := step(page)):
            return found
    raise AssertionError("no number of steps by keyboard leads there")


def answer_module(page: Page, answers: Mapping[str, str]) -> None:
    """Every field in the order in which Tab comes to it, up to the way on."""
    page.locator("h1").evaluate(
        "one => { one.tabIndex = -1; one.focus(); }"
    )  # where a reader begins; keys from here on
    seen: set[str] = set()
    found = step(page)
    while not (begins_with("Next:")(found) or begins_with("Review and sign off")(found)):
        name = str(found["name"])
        if not name.startswith("answer:") or name in seen:
            found = step(page)
            continue
        seen.add(name)
        text = answers.get(name.removeprefix("answer:"), "annual report, page 12")
        with page.expect_response(lambda one: one.request.method == "POST"):
            choose(page, found, text) if found["type"] == "radio" else write(page, text)
        page.evaluate(CALM)  # each step of a choice is saved, and what is saved may bring another question
        found = step(page) if found["type"] == "radio" else page.evaluate(FOCUSED)
    page.keyboard.press("Shift+Tab")


def step(page: Page) -> Field:
    page.keyboard.press("Tab")
    found: Field = page.evaluate(FOCUSED)
    return found


def write(page: Page, text: str) -> None:
    """The field is left by Tab, which saves it."""
    page.keyboard.type(text)
    page.keyboard.press("Tab")


def choose(page: Page, field: Field, text: str) -> None:
    values = list(map(str, field["group"]))
    wanted = (
        values.index(text)
        if text in values
        else label_at(page.locator(f"input[name='{field['name']}']"), text)
    )
    now = values.index(str(field["value"]))
    for _ in range(abs(wanted - now)):
        page.keyboard.press("ArrowDown" if wanted > now else "ArrowUp")


def label_at(radios: Locator, text: str) -> int:
    said = radios.evaluate_all(
        "all => all.map((one) => one.closest('label').innerText.split('\\n')[0].trim())"
    )
    return [str(one) for one in said].index(text)


def leave(page: Page, member: str, year: int) -> None:
    page.goto(f"{PLACE}surveys/{year}/")
    row = page.locator("tr", has_text=member.replace("-", " ").title())
    row.locator("summary").first.click()
    form = page.locator(f"form[action$='/members/{member}/leave/']")
    form.locator("input[name=reason]").fill("The company was sold.")
    form.get_by_role("button").click()
    expect(form).to_have_count(0)


def close_and_publish(page: Page, year: int) -> None:
    page.goto(f"{PLACE}surveys/{year}/")
    page.get_by_role("button", name="Close the survey").click()
    expect(page.get_by_text("Answers are frozen.")).to_be_visible()
    page.get_by_role("button", name="Make and publish the figures").click()
    expect(page.get_by_role("heading", name="What was published")).to_be_visible()
