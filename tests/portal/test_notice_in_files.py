"""The antitrust notice stands inside every file that somebody takes away, or the reason why not stands here."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pypdfium2
import pytest
import python_calamine
from django.conf import settings
from django.test import Client

from comity import portal
from comity.core.notice import LINE, TITLE
from comity.lists import read_list
from comity.portal.shell.notices import UNSTAMPED, every_language, stamped
from comity.release import read_common_list
from tests.portal.addresses import ALDER, PROGRAMME

pytestmark = pytest.mark.django_db
PORTAL = Path(portal.__file__).parent

BIRCH, ADA = "ines@hedgerow.example", "ada@alder-foods.example"
TAKEN = [
    (ADA, f"{ALDER}common-list/csv/"),
    (ADA, f"{ALDER}common-list/xlsx/"),
    (ADA, f"{ALDER}common-list/parquet/"),
    (ADA, f"{ALDER}lists/template/"),
    (ADA, f"{ALDER}statement/pdf/"),
    (ADA, f"{ALDER}statistics/figures.csv"),
    (ADA, f"{ALDER}statistics/days.svg"),
    (ADA, f"{ALDER}statistics/days.png"),
    (BIRCH, f"{PROGRAMME}statistics/figures.csv"),
    (BIRCH, f"{PROGRAMME}ledger/export/"),
]
"""Who takes what: one of each kind of file and of each room's. What has no address of its own is tried below by its kind."""


def told(data: bytes, ending: str) -> bool:
    if ending == ".pdf":
        document = pypdfium2.PdfDocument(data)
        texts = [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]
        document.close()
        return all(LINE in one for one in texts)
    if ending == ".xlsx":
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        said = [row[0] for row in book.get_sheet_by_name(TITLE).to_python()]
        return all(text in said for language in every_language() for text in language)
    if ending == ".parquet":
        return pl.read_parquet_metadata(io.BytesIO(data))["notice"] == LINE
    return LINE.encode() in data


@pytest.mark.parametrize(("who", "where"), TAKEN)
def test_a_file_that_is_taken_away_holds_the_notice(
    who: str, where: str, visitor: Callable[[str], Client]
) -> None:
    answer = visitor(who).get(where)
    assert answer.status_code == 200
    name = re.search(r'filename="([^"]+)"', answer.headers["Content-Disposition"])
    assert name

    assert told(b"".join(answer), Path(name[1]).suffix)


def test_every_kind_of_file_that_leaves_is_stamped_or_has_its_reason() -> None:
    """By the names that the code gives to files: a new kind must be decided on."""
    code = "\n".join(
        path.read_text("utf-8") for path in PORTAL.rglob("*.py") if "migrations" not in path.parts
    )
    named = set(re.findall(r'file_answer\((?:.|\n){0,200}?name=f?"[^"]*\.(\w+)"', code)) | {
        "png",
        "svg",
        "parquet",
        "html",
    }

    known = {one.removeprefix(".") for one in UNSTAMPED} | {
        "csv",
        "parquet",
        "xlsx",
        "pdf",
        "html",
        "svg",
        "png",
    }
    assert named <= known
    assert all(UNSTAMPED.values())


def test_no_file_leaves_by_another_door() -> None:
    """`file_answer` stamps; what is answered otherwise is a page, or stands here."""
    doors = re.compile(
        r"FileResponse\(|as_attachment|StreamingHttpResponse\(|Content-Disposition|content_type="
    )
    allowed = {
        "shell/downloads.py",
        "survey/views/results.py",
        "ledger/api.py",
        "api/errors.py",
        "api/once.py",
        "shell/views.py",
    }  # charts, stamped there; the ledger as lines of JSON; what a program is answered; whether the portal lives
    found = {
        path.relative_to(PORTAL).as_posix()
        for path in PORTAL.rglob("*.py")
        if doors.search(path.read_text("utf-8"))
    }

    assert found <= allowed


def test_a_stamped_list_is_read_as_before_in_each_form_and_is_the_same_for_all(
    visitor: Callable[[str], Client], tmp_path: Path
) -> None:
    read = []
    for form in ("csv", "xlsx", "parquet"):
        taken = [
            b"".join(visitor(one).get(f"{place}common-list/{form}/")) for one, place in ((ADA, ALDER),) * 2
        ]
        assert taken[0] == taken[1]
        path = tmp_path / f"list.{form}"
        path.write_bytes(taken[0])
        read.append(read_common_list(path))

    assert read[0].about == read[1].about == read[2].about
    assert read[0].rows.equals(read[1].rows)
    assert read[0].rows.equals(read[2].rows)


def test_a_file_is_stamped_once(visitor: Callable[[str], Client]) -> None:
    for where in (
        f"{ALDER}common-list/csv/",
        f"{ALDER}lists/template/",
        f"{ALDER}statement/pdf/",
        f"{ALDER}statistics/days.png",
    ):
        answer = visitor(ADA).get(where)
        name = answer.headers["Content-Disposition"].split('"')[1]
        data = b"".join(answer)

        assert stamped(data, name) == data


def test_the_template_comes_back_without_a_word_on_our_sheet(alder: Client) -> None:
    data = b"".join(alder.get(f"{ALDER}lists/template/"))
    path = Path(settings.DATA) / "template.xlsx"
    path.write_bytes(data)

    assert "sheet-not-read" not in {one.code for one in read_list(path, name="alder").problems}
