"""A list that goes over in pieces: the line is cut, and it goes on from there, by itself or in a page that was opened anew."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Somebody, playing
from tests.portal.demonstration import Demonstration
from tests.portal.files import small_list

PIECE = 2 * 1024**2
LISTS = "/programmes/hedgerow/members/cedar-home/lists/"


@pytest.fixture(scope="module")
def portal(made: Demonstration, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One of its own: the round that the story plays holds no list of three pieces."""
    with playing(made, tmp_path_factory.mktemp("pieces") / "data") as address:
        yield address


@pytest.fixture
def long_file(tmp_path: Path) -> Path:
    """Three pieces of it: the small list, and a remark that nobody needs."""
    path = tmp_path / "long.csv"
    plain = small_list().read()
    header, _, _ = plain.partition(b"\n")
    line = b",".join([*[b""] * header.count(b",")]) + b"," + b"x" * 200 + b"\n"
    path.write_bytes(plain + line * ((2 * PIECE + 1000) // len(line)))
    return path


class Line:
    """What went over it, by the byte where each piece begins; and whether it holds."""

    def __init__(self, page: Page) -> None:
        self.over: list[int] = []
        self.lost = 0
        self.breaks_after: int | None = None
        page.route(lambda address: "/uploads/" in address and "at=" in address, self._carry)

    def _carry(self, route: Route) -> None:
        if self.breaks_after is not None and len(self.over) >= self.breaks_after:
            self.lost += 1
            route.abort("connectionfailed")
            return
        self.over.append(int(parse_qs(urlsplit(route.request.url).query)["at"][0]))
        route.continue_()


def choose_and_send(page: Page, path: Path) -> None:
    page.get_by_label("Your list").set_input_files(path)
    page.get_by_role("button", name="Send").click()


def test_it_goes_on_by_itself_once_the_line_is_back(somebody: Somebody, long_file: Path) -> None:
    page = somebody("chiara@cedar-home.example", may_lose_the_line=True)
    page.goto(LISTS)
    line = Line(page)
    line.breaks_after = 1

    choose_and_send(page, long_file)
    expect(page.get_by_text("it goes on by itself")).to_be_visible()
    line.breaks_after = None

    page.wait_for_url("**/lists/2026-H1/*/")
    assert line.lost > 0
    assert line.over == [0, PIECE, 2 * PIECE]
    expect(page.get_by_text("is stored as version")).to_be_visible()


def test_a_page_that_was_closed_goes_on_with_the_same_file(somebody: Somebody, long_file: Path) -> None:
    long_file.write_bytes(long_file.read_bytes() + b"another\n")
    page = somebody("chiara@cedar-home.example", may_lose_the_line=True)
    page.goto(LISTS)
    line = Line(page)
    line.breaks_after = 2
    choose_and_send(page, long_file)
    expect(page.get_by_text("it goes on by itself")).to_be_visible()
    assert line.over == [0, PIECE]

    page.reload()
    line.breaks_after = None
    choose_and_send(page, long_file)

    page.wait_for_url("**/lists/2026-H1/*/")
    assert line.over == [0, PIECE, 2 * PIECE]


def test_an_end_whose_answer_is_lost_ends_it_once_and_shows_it(somebody: Somebody, long_file: Path) -> None:
    long_file.write_bytes(long_file.read_bytes() + b"one more\n")
    page = somebody("chiara@cedar-home.example", may_lose_the_line=True, may_be_refused=True)
    page.goto(LISTS)
    versions = page.locator("tbody th[scope=row] a")
    before, ended = versions.count(), list[int]()

    def lose_the_first_answer(route: Route) -> None:
        ended.append(route.fetch().status)
        if len(ended) == 1:
            route.abort("connectionfailed")
        else:
            route.fulfill(status=ended[-1])

    page.route("**/end/", lose_the_first_answer)
    choose_and_send(page, long_file)

    expect(versions).to_have_count(before + 1)
    assert ended == [201, 404]


def test_without_a_script_the_form_sends_it_whole(somebody: Somebody, long_file: Path) -> None:
    long_file.write_bytes(long_file.read_bytes() + b"a third\n")
    page = somebody("chiara@cedar-home.example", script=False)
    page.goto(LISTS)

    choose_and_send(page, long_file)

    page.wait_for_url("**/lists/2026-H1/*/")
    expect(page.get_by_text("is stored as version")).to_be_visible()
