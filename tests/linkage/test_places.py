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


@pytest.mark.parametrize("box", ["P.O. Box 171", "PO Box No. 171", "Postfach 171", "Apartado Postal 171"])
def test_a_post_box_is_no_street_number(box: str) -> None:
    one = {"site_name": "Velmira", "address": "Calle Tasvanti 40", **BOTH}

    reason = reason_of(one, {"site_name": "Velmira", "address": box, **BOTH})

    assert "number" not in reason
    assert "address" not in reason
