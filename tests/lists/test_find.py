"""Lists whose header nobody understands, or that have none: taken where their values leave no doubt."""

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from comity.core import Window
from comity.lists import ListKind, ReadList, SavedMappings, annotate, read_list
from comity.lists.errors import NotAList
from tests.lists.test_annotate import text_of

ROWS = (
    "Alfa Sp. z o.o.;Polna 1;Łódź;Polska;SMETA 4-pillar;2025-03-14;4711",
    "Beta GmbH;Weg 2;Köln;Niemcy;SMETA 4-pillar;2025-03-15;4712",
    "Gamma S.A.;Rue 3;Lyon;Francja;SMETA 2-pillar;2025-03-16;4713",
)
ALBANIAN = "Emri i furnitorit;Rruga;Qyteti;Vendi;Protokolli;Dita;Çmimi"  # no language of headers.toml


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "list.csv"


def read(path: Path, *lines: str, mapping: dict[str, str] | None = None) -> ReadList:
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return read_again(path, mapping=mapping)


def read_again(path: Path, *, mapping: dict[str, str] | None = None) -> ReadList:
    window = Window(cutoff=date(2026, 6, 30))
    return read_list(path, name="alder", kind=ListKind.AUDITED_SITES, window=window, mapping=mapping)


def codes(taken: ReadList) -> set[str]:
    return {problem.code for problem in taken.problems if problem.row == 0}


def test_a_header_in_a_language_that_we_do_not_know_is_replaced_by_the_values_below_it(place: Path) -> None:
    taken = read(place, ALBANIAN, *ROWS)

    assert taken.sites["supplier_name"].to_list() == ["Alfa Sp. z o.o.", "Beta GmbH", "Gamma S.A."]
    assert taken.sites["country"].to_list() == ["PL", "DE", "FR"]
    assert taken.audits.height == 3
    assert {"unknown-headers", "column-by-values"} <= codes(taken)


def test_a_title_above_such_a_header_is_passed_over(place: Path) -> None:
    taken = read(place, "Furnitorët 2026", "", ALBANIAN, *ROWS)

    assert taken.sites["row"].to_list() == [1, 2, 3]
    assert taken.dialect.endswith("header in row 3")


def test_a_list_without_a_header_is_told_by_its_values_and_counted_from_its_first_line(place: Path) -> None:
    taken = read(place, *ROWS)

    assert taken.sites["row"].to_list() == [1, 2, 3]
    assert taken.mapping["supplier_name"] == "Column 1"
    assert taken.dialect.endswith("without a header")
    assert {"no-header", "column-by-values"} <= codes(taken)


@pytest.mark.parametrize("lines", [ROWS, (ALBANIAN, *ROWS)], ids=["no header", "unknown header"])
def test_what_could_be_a_price_is_neither_read_nor_given_back(lines: tuple[str, ...], place: Path) -> None:
    taken = read(place, *lines)

    assert "471" not in repr(taken) + repr(taken.table) + text_of(annotate(taken))


def test_a_person_may_speak_of_columns_by_their_place(place: Path) -> None:
    taken = read(place, "Velmira;Pune;India", mapping={"supplier_name": "Column 1", "city": "Column 2"})

    assert taken.sites.select("row", "supplier_name", "city").rows() == [(1, "Velmira", "Pune")]


def test_a_person_may_name_a_header_that_we_do_not_know(place: Path) -> None:
    taken = read(place, ALBANIAN, *ROWS, mapping={"supplier_name": "Emri i furnitorit", "city": "Qyteti"})

    assert taken.sites["city"].to_list() == ["Łódź", "Köln", "Lyon"]
    assert "unknown-headers" not in codes(taken)


def test_a_header_that_names_sites_is_preferred_to_any_values(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(path) as book:
        first, second = book.add_worksheet("A"), book.add_worksheet("B")
        for at, row in enumerate((ALBANIAN, *ROWS)):
            first.write_row(at, 0, row.split(";"))
        second.write_row(0, 0, ["Supplier"])
        second.write_row(1, 0, ["Okaveri"])

    assert read_again(path).dialect == "sheet “B”"


@pytest.mark.parametrize(
    "lines",
    [
        ("colour;weight", "red;2", "blue;3", "green;4"),
        ("Emri;Shënime", "Alfa Sp. z o.o.;x", "Beta GmbH;y", "Gamma S.A.;z"),
        ("Vendi;Dita", "Polska;2025-03-14", "Niemcy;2025-03-15", "Francja;2025-03-16"),
        ("Emri;Vendi", "Ada;Polska", "Grace;Niemcy", "Mary;Francja"),
    ],
    ids=["no list", "names alone", "no names", "people"],
)
def test_what_leaves_a_doubt_is_no_list(lines: tuple[str, ...], place: Path) -> None:
    with pytest.raises(NotAList, match="No row near the top names"):
        read(place, *lines)


def test_two_columns_that_could_be_names_are_asked_for(place: Path) -> None:
    with pytest.raises(NotAList, match="“Grupi”, “Reparti” all could") as caught:
        read(place, "Reparti;Grupi;Vendi", "A Ltd;A AG;Polska", "B Ltd;B AG;Niemcy", "C Ltd;C AG;Francja")

    assert 'supplier_name="Reparti"' in caught.value.remedy


def test_a_mapping_saved_for_one_list_without_a_header_says_nothing_of_another(place: Path) -> None:
    first = read(place, *ROWS)
    saved = SavedMappings().with_list(first.table.headers, {"city": "Column 2"})

    again = read_list(place, name="alder", kind=ListKind.AUDITED_SITES, remembered=saved)

    assert "city" not in again.mapping


def test_a_list_told_by_its_values_reads_the_same_when_it_is_sent_in_again(place: Path) -> None:
    first = read(place, *ROWS)
    back = place.with_name("list-checked.xlsx")
    back.write_bytes(annotate(first))

    second = read_again(back)

    assert second.sites.equals(first.sites)
    assert second.audits.equals(first.audits)
