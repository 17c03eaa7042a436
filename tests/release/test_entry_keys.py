import polars as pl
import pytest

from comity.core import SITE_SCHEMA
from comity.release import asking_keys, entry_keys
from comity.release.entry_keys import best_keys


def sites(*said: dict[str, str]) -> pl.DataFrame:
    rows = [dict.fromkeys(SITE_SCHEMA) | {"country": "ID"} | one for one in said]
    return pl.DataFrame(rows, schema=SITE_SCHEMA)


def alone(**said: str) -> list[str]:
    (keys,) = entry_keys(sites(said))
    return [key for key in keys if key.startswith("alone ")]


@pytest.mark.parametrize(
    ("site", "supplier", "key"),
    [
        ("Okaveri Tasol", "Okaveri Tasol", "alone ID okaveri tasol"),
        ("TASOL  Okaveri, PT", "Velmira Group", "alone ID okaveri tasol"),
        ("Okaveri", "Okaveri Tasol", "alone ID okaveri tasol"),  # the supplier says the same and more
    ],
)
def test_every_entry_opens_to_the_name_alone(site: str, supplier: str, key: str) -> None:
    for city in ("", "Medan"):
        assert alone(site_name=site, supplier_name=supplier, city=city) == [key]


@pytest.mark.parametrize("name", ["Okaveri", "Factory No. 2", "Unit 2"])
def test_a_name_that_tells_too_little_opens_nothing_alone(name: str) -> None:
    assert alone(site_name=name, supplier_name="Velmira Group") == []


def test_who_says_a_place_asks_with_it_alone() -> None:
    placed = sites({"site_name": "Okaveri Tasol", "supplier_name": "Okaveri Tasol", "city": "Medan"})

    (sealed,), (asked,) = entry_keys(placed), asking_keys(placed)

    assert sealed[-1] == "alone ID okaveri tasol"
    assert asked == sealed[:-1]


def test_an_entry_with_many_keys_still_opens_to_the_name_alone() -> None:
    """Else whoever asks with it would learn that somebody's list has no cities."""
    spelled = sites(
        *({"site_name": "Okaveri Tasol", "supplier_name": "Okaveri Tasol", "city": f"Medan {letter}", "gln": "4012345000009"} for letter in "ABCDEFGH")
    )  # fmt: skip

    chosen = best_keys(entry_keys(spelled))

    assert len(chosen) == 6
    assert chosen[-1] == "alone ID okaveri tasol"
