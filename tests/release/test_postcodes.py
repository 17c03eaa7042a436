"""A postcode is no part of a city's name, wherever a member writes it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.linkage.text import fold
from comity.release import entry_keys
from comity.release.postcodes import without_postcode
from tests.release.programme import Spelling, records_of


@pytest.mark.parametrize(
    ("city", "country", "told"),
    [
        ("Dhaka 1207", "BD", "dhaka"),
        ("Dhaka-1207", "BD", "dhaka"),
        ("35000 İzmir", "TR", "izmir"),
        ("D-40210 Düsseldorf", "DE", "dusseldorf"),
        ("CH-8001 Zürich", "CH", "zurich"),
        ("110 00 Praha 1", "CZ", "praha 1"),
        ("00-950 Warszawa", "PL", "warszawa"),
        ("Leicester LE5 4BR", "GB", "leicester"),
        ("1012 AB Amsterdam", "NL", "amsterdam"),
        ("Montréal H3Z 2Y7", "CA", "montreal"),
        ("1000 La Paz", "BO", "la paz"),
        ("Roma 00100", "IT", "roma"),
        ("Quận 12 700000", "VN", "quan 12"),
        ("District 12", "VN", "district 12"),
        ("35000", "TR", "35000"),
        ("LE5 4BR", "GB", "le5 4br"),
        ("Pune", None, "pune"),
    ],
)
def test_the_postcode_goes_and_a_districts_number_stays(city: str, country: str, told: str) -> None:
    assert without_postcode(city, country) == told


@given(city=st.text(max_size=30), country=st.sampled_from([None, "GB", "NL", "DE", "IN"]))
def test_nothing_is_added_and_nothing_left_empty(city: str, country: str | None) -> None:
    told = without_postcode(city, country)

    assert set(told.split()) <= set(fold(city).split())
    assert bool(told) == bool(fold(city))


@pytest.mark.parametrize(("one", "other"), [("Dhaka 1207", "Dhaka"), ("Dhaka 1207", "DHAKA-1230")])
def test_an_entry_opens_whether_or_not_the_city_has_its_postcode(one: str, other: str) -> None:
    records = records_of(
        Spelling(site="s", name="Velmira Mills", address=None, city=city, country="BD")
        for city in (one, other)
    )

    mine, theirs = entry_keys(records)

    assert mine == theirs
    assert "name BD mills velmira dhaka" in mine
