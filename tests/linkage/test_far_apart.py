"""Which pairs are not worth comparing: towns far apart, and next to nothing in common."""

import pytest

from comity.linkage import link_rows
from tests.linkage.rows import rows_of

ONE = {"site_name": "Velmira Mills", "address": "Okaugra Road 12", "city": "Pune", "country": "IN"}
OTHER = {"site_name": "Velmira Textiles", "address": "Tasvanti Lane 7", "city": "Kochi", "country": "IN"}


def compared(one: dict[str, str], other: dict[str, str]) -> int:
    return link_rows(rows_of({"list": "a", **one}, {"list": "b", **other})).compared


@pytest.mark.parametrize(
    "other",
    [
        OTHER,
        {**OTHER, "site_name": "Zurbano Tannery", "address": "Okaugra Road 12"},
        {**OTHER, "site_name": "Zurbano Tannery", "address": "Tasvanti Lane 12"},
    ],
    ids=["but a name", "but an address", "but a number"],
)
def test_towns_far_apart_with_one_thing_in_common_are_not_compared(other: dict[str, str]) -> None:
    assert compared(ONE, other) == compared(other, ONE) == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (ONE, {**OTHER, "site_name": "Velmira Mills Ltd"}),
        (ONE, {**OTHER, "address": "Tasvanti Lane 12"}),
        (ONE, {**OTHER, "address": "Okaugra Street 7"}),
        ({**ONE, "postal_code": "411001"}, {**OTHER, "postal_code": "411038"}),
        ({**ONE, "gln": "4012345000009"}, {**OTHER, "gln": "4012345000009"}),
        ({**ONE, "city": "Busan", "country": "KR"}, {**OTHER, "city": "Buan", "country": "KR"}),
        (ONE, {**OTHER, "city": "Tasvantipur"}),
        (ONE, {**OTHER, "city": "Pimpri"}),
    ],
    ids=[
        "the same name",
        "names and a number",
        "names and a street",
        "postcodes that begin alike",
        "an identifier",
        "towns spelled nearly alike",
        "a town on no map",
        "a town nearby",
    ],
)
def test_towns_far_apart_with_more_in_common_are_compared(one: dict[str, str], other: dict[str, str]) -> None:
    assert compared(one, other) == compared(other, one) == 1
