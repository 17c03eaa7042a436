"""Where a site stands: streets, numbers, boxes, towns."""

import pytest

from comity.linkage import explain_pair, link_rows
from tests.linkage.rows import rows_of

BOTH = {"city": "León", "country": "MX"}


def reason_of(one: dict[str, str], other: dict[str, str]) -> str:
    rows = rows_of({"list": "a", "country": "MX", **one}, {"list": "b", "country": "MX", **other})
    (reason,) = link_rows(rows).links["reason"]
    return str(reason)


def test_one_lot_number_in_two_parks_is_two_places() -> None:
    one = {"site_name": "Velmira", "address": "Parque Industrial Okaugra, Lote 49", **BOTH}
    other = {"site_name": "Velmira", "address": "Parque Industrial Tasvanti, Lote 49", **BOTH}

    reason = reason_of(one, other)

    assert "numbers of the address agree" not in reason
    assert "addresses overlap" not in reason
    assert "addresses almost equal" not in reason


def test_one_lot_number_in_one_park_spelled_twice_is_one_place() -> None:
    one = {"site_name": "Velmira", "address": "Parque Industrial Okaugra, Lote 49", **BOTH}
    other = {"site_name": "Velmira", "address": "Parque Ind. Okaugraa Lote 49", **BOTH}

    assert "numbers of the address agree" in reason_of(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Plot 12, Sector 4", "Plot 13, Sector 4"),
        ("Plot No. 12, Sector 4", "Sector 4, Plot 13"),
        ("12 Calle Tasvanti, km 4", "19 Calle Tasvanti, km 4"),
    ],
)
def test_other_plots_of_one_sector_are_other_numbers_and_speak_against(one: str, other: str) -> None:
    rows = rows_of(
        *({"list": name, "site_name": "Velmira", "address": text, **BOTH} for name, text in zip("ab", (one, other), strict=True)),
    )  # fmt: skip

    link = link_rows(rows).links.row(0, named=True)

    assert "street or plot numbers differ" in link["reason"]
    assert "addresses almost equal" not in link["reason"]
    assert link["probability"] < 0.9


def test_swapped_digits_of_a_plot_are_a_slip() -> None:
    one = {"site_name": "Velmira", "address": "Plot 298, Sector 4", **BOTH}
    other = {"site_name": "Velmira", "address": "Plot 289, Sector 4", **BOTH}

    assert "numbers of the address have the same digits" in reason_of(one, other)


@pytest.mark.parametrize(("one", "other"), [("348", "3488"), ("126", "16"), ("1337", "137"), ("12", "1")])
def test_a_digit_left_out_of_a_number_is_a_slip(one: str, other: str) -> None:
    rows = [{"site_name": "Velmira", "address": f"{number} Tasvanti Road", **BOTH} for number in (one, other)]

    reason = reason_of(*rows)

    assert "a number of the address lacks a digit of the other's" in reason
    assert "numbers differ" not in reason


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("348 Tasvanti Road", "349 Tasvanti Road"),  # the house next door
        ("348 Tasvanti Road", "48 Okaugra Avenue"),  # another street
        ("348 Tasvanti Road", "34889 Tasvanti Road 7"),  # a postcode
    ],
)
def test_other_numbers_are_no_slips(one: str, other: str) -> None:
    rows = [{"site_name": "Velmira", "address": address, **BOTH} for address in (one, other)]

    reason = reason_of(*rows)

    assert "street or plot numbers differ" in reason
    assert "lacks a digit" not in reason


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Marvetonallee 14", "Marv Etonal Lee Nr. 14 Heiligenhafen"),
        ("Minhang Road, Okaugra", "OkaugraMinHangRD"),
        ("14", "Okaugra Minhang Road 14"),
    ],
)
def test_addresses_of_the_same_letters_do_not_differ(one: str, other: str) -> None:
    rows = [{"site_name": "Velmira", "address": address, **BOTH} for address in (one, other)]

    assert "addresses differ" not in reason_of(*rows)
    assert "addresses differ" in reason_of(rows[0] | {"address": "Zlatorog Embankment 14"}, rows[1])


def said_in_town(*addresses: str) -> list[str]:
    """All evidence of the first two of several rows of one name in one town, each of a list of its own."""
    rows = rows_of(
        *(
            {"list": f"list {at}", "site_name": "Velmira", "address": address, **BOTH}
            for at, address in enumerate(addresses)
        )
    )
    return [one.words for one in explain_pair(rows, *rows["record"].head(2)).evidence]


@pytest.mark.parametrize(
    ("others", "said"),
    [
        ([], "the name stands at one place of the town"),
        (["812 Minhang Street"], "the name stands at two places of the town"),
        (["812 Minhang Street", "55 Zlatorog Lane"], "the name stands at several places of the town"),
    ],
)
def test_a_row_without_an_address_may_be_any_place_of_its_name(others: list[str], said: str) -> None:
    assert said in said_in_town("", "14 Okaugra Road", *others)


def test_two_numbers_differ_the_more_where_the_name_has_several_places() -> None:
    said = "the name stands at several places of the town, and these two differ"

    assert said in said_in_town("14 Okaugra Road", "812 Minhang Street", "55 Zlatorog Lane")
    assert said not in said_in_town("14 Okaugra Road", "812 Minhang Street")


def test_floors_and_halls_make_no_second_place() -> None:
    assert "the name stands at one place of the town" in said_in_town(
        "", "Hall 3, 140 Okaugra Road", "140 Okaugra Road, 2nd floor"
    )


@pytest.mark.parametrize("box", ["P.O. Box 171", "PO Box No. 171", "Postfach 171", "Apartado Postal 171"])
def test_a_post_box_is_no_street_number(box: str) -> None:
    one = {"site_name": "Velmira", "address": "Calle Tasvanti 40", **BOTH}

    reason = reason_of(one, {"site_name": "Velmira", "address": box, **BOTH})

    assert "number" not in reason
    assert "address" not in reason
