"""Our workbooks in the languages of the pages: nothing of ours stays English, and the list comes back as it was."""

import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from django.utils import translation

from comity.core import Window
from comity.lists import ListKind, ReadList, annotate, read_list, template_workbook
from comity.lists.marks import MARKS, Marks
from comity.portal.shell.said.workbooks import SENTENCES, THEN
from comity.portal.shell.sentences import in_own_words, is_known, tongue
from tests.portal.files import HEADER, small_list
from tests.portal.shell.test_nothing_english import LANGUAGES


def read(path: Path) -> ReadList:
    return read_list(path, name="alder", kind=ListKind.AUDITED_SITES, window=Window(cutoff=date(2026, 6, 30)))


def texts_of(workbook: bytes) -> set[str]:
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    said = {cell.value for cell in cells if isinstance(cell.value, str)}
    notes = {cell.comment.text for cell in cells if cell.comment}
    return {line for text in said | notes | set(book.sheetnames) for line in text.split("\n")}


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_list_with_remarks_says_nothing_of_ours_in_english_and_reads_as_the_list_it_was_made_from(
    code: str, tmp_path: Path
) -> None:
    path, back = tmp_path / "list.csv", tmp_path / "back.xlsx"
    path.write_bytes(small_list().read())
    before = read(path)

    with translation.override(code):
        made = annotate(before, said=tongue())
        ours = {one for one in texts_of(made) if is_known(one) and in_own_words(one) != one}

    assert ours - set(HEADER.split(",")) == set()  # what a member calls its columns stays as it is
    back.write_bytes(made)
    assert read(back).sites.drop("row").equals(before.sites.drop("row"))


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_empty_list_explains_itself_in_every_language_and_is_read_as_a_list(
    code: str, tmp_path: Path
) -> None:
    path = tmp_path / "template.xlsx"
    english = texts_of(template_workbook(then=THEN))

    with translation.override(code):
        made = template_workbook(said=tongue(), then=THEN)
        kept = english & {one for one in SENTENCES if in_own_words(one) != one} & texts_of(made)

    assert kept == set()
    path.write_bytes(made)
    assert read(path).row_count == 0
    assert "supplier_name" in read(path).mapping


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_translators_wrote_is_what_a_workbook_is_known_by(code: str) -> None:
    english = MARKS["en"]

    with translation.override(code):
        told = Marks(
            summary=in_own_words(english.summary),
            guide=in_own_words(english.guide),
            found=(in_own_words(english.found[0]), in_own_words(english.found[1]), in_own_words(english.found[2])),
            place=in_own_words(english.place),
        )  # fmt: skip

    assert told == MARKS[code.partition("-")[0]]
