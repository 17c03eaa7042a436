"""Where a site stands: streets, numbers, boxes, towns."""

import pytest

from comity.linkage import link_rows
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


@pytest.mark.parametrize("box", ["P.O. Box 171", "PO Box No. 171", "Postfach 171", "Apartado Postal 171"])
def test_a_post_box_is_no_street_number(box: str) -> None:
    one = {"site_name": "Velmira", "address": "Calle Tasvanti 40", **BOTH}

    reason = reason_of(one, {"site_name": "Velmira", "address": box, **BOTH})

    assert "number" not in reason
    assert "address" not in reason
