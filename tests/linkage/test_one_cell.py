"""Towns and postcodes that stand in the address."""

import polars as pl
import pytest

from comity.linkage import link_rows
from comity.linkage.spelled import spelled_of
from tests.linkage.rows import rows_of


def spelled(address: str, country: str | None = "DE", **more: str) -> tuple[str, str, str]:
    row = {"list": "a", "site_name": "Velmira", "address": address, **more}
    table = rows_of({**row, "country": country} if country else row)
    place = spelled_of(table).row(0, named=True)
    return place["address"], place["city"], place["postal_code"]


@pytest.mark.parametrize(
    ("address", "country", "read"),
    [
        ("Hafenstr. 12, 20457 Hamburg, Germany", "DE", ("hafenstr 12", "hamburg", "20457")),
        ("Hafenstr. 12, Hamburg 20457", "DE", ("hafenstr 12", "hamburg", "20457")),
        ("Hafenstr. 12; Hamburg", "DE", ("hafenstr 12", "hamburg", "")),
        ("606 Lima Boulevard Boca Raton 33432", "US", ("606 lima boulevard", "boca raton", "33432")),
        ("ul. Polna 3, 62-800 Kalisz", "PL", ("ul polna 3", "kalisz", "62800")),
        ("12 Marine Drive, Springfield, New York", "US", ("12 marine drive springfield new york", "", "")),
        ("Am Weiher 3, 99999 Unterdingelfing", "DE", ("am weiher 3 99999 unterdingelfing", "", "99999")),
    ],
)
def test_a_town_on_the_map_and_its_postcode_are_read_from_the_address(
    address: str, country: str, read: tuple[str, str, str]
) -> None:
    assert spelled(address, country) == read


def test_a_town_that_is_given_apart_is_left_alone() -> None:
    assert spelled("Hafenstr. 12, Hamburg", city="Altona") == ("hafenstr 12 hamburg", "altona", "")


def test_a_street_that_is_called_like_a_town_is_no_town() -> None:
    assert spelled("Bremen, 12")[1] == ""


def test_without_a_country_no_town_is_guessed() -> None:
    assert spelled("Hafenstr. 12, 20457 Hamburg", None) == ("hafenstr 12 20457 hamburg", "", "20457")


def test_an_address_in_one_cell_agrees_with_one_in_columns() -> None:
    rows = rows_of(
        {"list": "a", "site_name": "Velmira", "address": "Hafenstr. 12, 20457 Hamburg, Germany", "country": "DE"},
        {"list": "b", "site_name": "Velmira", "address": "Hafenstr. 12", "city": "Hamburg", "postal_code": "20457",
         "country": "DE"},
    )  # fmt: skip

    (reason,) = link_rows(rows).links["reason"]

    assert "addresses equal" in reason
    assert "same city" in reason


def test_a_village_that_stands_in_the_other_address_speaks_for_one_site() -> None:
    rows = rows_of(
        {"list": "a", "site_name": "Velmira", "address": "Am Weiher 3, Unterdingelfing", "country": "DE"},
        {"list": "b", "site_name": "Velmira", "city": "Unterdingelfing", "country": "DE"},
    )

    (reason,) = link_rows(rows).links["reason"]

    assert "one's city stands in the address of the other, which gives no city apart" in reason


def test_what_a_row_says_is_read_from_that_row_alone() -> None:
    one = {"list": "a", "site_name": "Velmira", "address": "Hafenstr. 12, 20457 Hamburg", "country": "DE"}
    other = {"list": "b", "site_name": "Okaugra", "address": "5 Quai, 13002 Marseille", "country": "FR"}

    alone = [spelled_of(rows_of(row)) for row in (one, other)]

    assert pl.concat(alone).equals(spelled_of(rows_of(one, other)))


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("Velmira (Hamburg)", "hamburg"),
        ("Velmira GmbH - Hamburg", "hamburg"),
        ("Velmira, Hamburg", "hamburg"),
        ("Velmira Hamburg", ""),
        ("Velmira (Werk 2)", ""),
        ("(Hamburg) Velmira", ""),
    ],
)
def test_a_town_set_off_at_the_end_of_a_name_is_read_where_the_row_gives_none(name: str, read: str) -> None:
    table = rows_of({"list": "a", "site_name": name, "country": "DE"})

    assert spelled_of(table)["city"].to_list() == [read]


def test_a_town_behind_a_name_gives_way_to_one_that_is_given() -> None:
    table = rows_of({"list": "a", "site_name": "Velmira (Hamburg)", "city": "Altona", "country": "DE"})

    assert spelled_of(table)["city"].to_list() == ["altona"]
