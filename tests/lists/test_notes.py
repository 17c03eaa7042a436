"""What is said of a list beside its values: headers that stand twice, rows that are no sites, odd names, no rows at all."""

from pathlib import Path

import pytest

from comity.lists import ListKind, ReadList, RowProblem, Severity, annotate, read_list
from comity.lists.errors import NotAList
from tests.lists.test_annotate import text_of

HEADER = "Supplier name,City,Country"


def read(folder: Path, *lines: str, **said: str) -> ReadList:
    path = folder / "list.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return read_list(path, name="alder", mapping=said)


def of(taken: ReadList, code: str) -> list[RowProblem]:
    return [one for one in taken.problems if one.code == code]


@pytest.mark.parametrize("kind", list(ListKind))
def test_a_list_without_rows_says_so(kind: ListKind, tmp_path: Path) -> None:
    read(tmp_path, HEADER)

    taken = read_list(tmp_path / "list.csv", name="alder", kind=kind)

    (found,) = of(taken, "no-rows")
    assert (found.row, found.severity) == (0, Severity.DOUBT)
    assert "Every row is accepted" not in text_of(annotate(taken))


def test_a_header_that_stands_twice_is_said_with_the_rows_that_differ(tmp_path: Path) -> None:
    taken = read(
        tmp_path, "Supplier name,Country,City,Country", "Alder,India,Pune,India", "Birch,India,Hue,Vietnam"
    )

    (found,) = of(taken, "column-twice")
    assert taken.sites["country"].to_list() == ["IN", "IN"]
    assert found.severity is Severity.DOUBT
    assert found.message.startswith("Two columns are called “Country”; the first was read, and in 1 row")
    assert "first in row 2" in found.message


def test_two_headers_for_one_of_our_columns_are_both_named(tmp_path: Path) -> None:
    taken = read(tmp_path, "Factory name,Facility name,City", "Alder,Alder,Pune", "Birch,,Hue")

    (found,) = of(taken, "column-twice")
    assert "“Factory name” and “Facility name” both name site_name; “Factory name” was read" in found.message
    assert 'say --map site_name="Facility name"' in found.message
    assert found.severity is Severity.NOTE


def test_who_said_which_column_is_meant_is_not_asked_again(tmp_path: Path) -> None:
    taken = read(tmp_path, "Factory name,Facility name", "Alder,Birch", site_name="Facility name")

    assert taken.sites["site_name"].to_list() == ["Birch"]
    assert not of(taken, "column-twice")


def test_a_second_column_that_is_refused_is_no_rival(tmp_path: Path) -> None:
    taken = read(tmp_path, "Supplier name,City,Country,Contract country", "Alder,Pune,India,4711")

    assert not of(taken, "column-twice")
    assert "4711" not in repr(taken)


def test_the_header_standing_again_between_rows_is_no_site(tmp_path: Path) -> None:
    taken = read(tmp_path, HEADER, "Alder,Pune,India", HEADER, "Birch,Pune,India")

    assert taken.sites["row"].to_list() == [1, 3]
    assert [(one.row, one.severity) for one in of(taken, "header-again")] == [(2, Severity.REFUSED)]


@pytest.mark.parametrize(
    "name",
    [
        "Total",
        "TOTAL:",
        "Grand total 250",
        "Toplam",
        "Zwischensumme",
        "合计",
        "Tổng cộng",
        "Jumlah",
        "Total général",
    ],
)
def test_a_row_that_adds_others_up_is_no_site(name: str, tmp_path: Path) -> None:
    taken = read(tmp_path, HEADER, "Alder,Pune,India", f"{name},,", "Birch,Pune,India")

    assert taken.sites["row"].to_list() == [1, 3]
    assert [(one.row, one.severity) for one in of(taken, "total-row")] == [(2, Severity.REFUSED)]


@pytest.mark.parametrize("row", ["Total,Paris,France", "Total,,France", "Total Packaging,,", "Summit,,"])
def test_a_company_whose_name_sounds_like_a_sum_is_kept(row: str, tmp_path: Path) -> None:
    assert read(tmp_path, HEADER, row).sites.height == 1


def test_where_a_list_has_no_places_a_name_is_a_name(tmp_path: Path) -> None:
    assert read(tmp_path, "Supplier name", "Total", "Alder").sites.height == 2


def test_a_name_without_a_letter_is_doubted_and_kept(tmp_path: Path) -> None:
    taken = read(tmp_path, HEADER, "4711-12,Pune,India", "3M,Pune,India", "上海,Pune,India", "???,Pune,India")

    assert [(one.row, one.column) for one in of(taken, "odd-name")] == [
        (1, "Supplier name"),
        (4, "Supplier name"),
    ]
    assert taken.sites.height == 4


def test_a_name_as_long_as_a_letter_is_doubted_and_shown_short(tmp_path: Path) -> None:
    taken = read(tmp_path, HEADER, "x" * 6_000 + ",Pune,India", "y" * 200 + ",Pune,India")

    assert [one.row for one in of(taken, "long-name")] == [1]
    assert all(len(one.message) < 400 for one in taken.problems)


def test_the_header_in_a_second_language_is_no_site(tmp_path: Path) -> None:
    taken = read(tmp_path, "供应商名称,城市,国家", "Supplier name,City,Country", "上海食品,上海,中国")

    assert taken.sites["row"].to_list() == [2]
    assert [one.row for one in of(taken, "header-again")] == [1]


def test_marks_that_nobody_sees_make_no_value(tmp_path: Path) -> None:
    taken = read(
        tmp_path, HEADER, "\u200bAl\u00adder\u200e\u00a0Mill,\u200b,India", "می\u200cدان,Tehran,Iran"
    )

    assert taken.sites.select("supplier_name", "city").rows() == [
        ("Alder Mill", None),
        ("می\u200cدان", "Tehran"),
    ]


def test_a_list_that_lies_on_its_side_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(NotAList, match="lies on its side"):
        read(tmp_path, "Supplier name,Alder,Birch", "City,Pune,Hue", "Country,India,Vietnam")


@pytest.mark.parametrize(
    ("latitude", "longitude", "read_as"),
    [
        ("39,9208", "32,8541", (39.9208, 32.8541)),
        ("39°55'15\"N", "32°51'15\"E", (39.920833, 32.854167)),
        ("S 33.5°", "70.5 W", (-33.5, -70.5)),
        ("-33.5", "0", (-33.5, 0.0)),
        ("0", "0", (None, None)),
        ("95.2", "10", (None, 10.0)),
        ("399208", "39.9, 32.8", (None, None)),
        ("39.5 E", "12 O", (None, None)),
        ("39°75'N", "-12 W", (None, None)),
    ],
)
def test_a_coordinate_is_read_in_the_forms_that_people_write_or_named(
    latitude: str, longitude: str, read_as: tuple[float | None, float | None], tmp_path: Path
) -> None:
    path = tmp_path / "list.tsv"
    path.write_text(f"supplier_name\tlatitude\tlongitude\nAlder\t{latitude}\t{longitude}\n", "utf-8")

    taken = read_list(path, name="alder")

    found = taken.sites.select("latitude", "longitude").row(0)
    assert tuple(one if one is None else round(one, 6) for one in found) == read_as
    assert [one.column for one in of(taken, "wrong-coordinate")] == [
        column for column, one in zip(("latitude", "longitude"), read_as, strict=True) if one is None
    ]
