"""What the rest of two sites says of a pair."""

import numpy as np

from comity.linkage import link_rows
from comity.linkage.evidence import KINDS
from comity.linkage.patterns import levels_of, numbers_of, patterns_of
from comity.linkage.rest import with_rest
from comity.linkage.weigh import SHIPPED, bits_of, own_bits_of
from tests.linkage.rows import rows_of

UNLIKELY = np.zeros(1, np.int64)
"""A pair of which nothing is known: three bits against it."""


def weighed(*, same: bool, left: int, right: int) -> tuple[float, float]:
    """Bits of such a pair with the rest of its sites, and its own."""
    sizes = np.array([left]), np.array([right])
    said = with_rest(patterns_of(UNLIKELY), SHIPPED, np.array([same]), *sizes)
    return float(bits_of(said.levels, SHIPPED)[0]), float(own_bits_of(said.levels, SHIPPED)[0])


def test_others_of_a_site_hold_a_weak_pair_and_change_not_its_own_bits() -> None:
    together, own = weighed(same=True, left=3, right=3)

    assert together > 0 > own == weighed(same=True, left=2, right=2)[1]


def test_others_of_two_sites_speak_against_a_pair_between_them() -> None:
    apart, own = weighed(same=False, left=2, right=4)

    assert apart < own


def test_of_records_without_company_nothing_is_said() -> None:
    for same, left, right in ((True, 2, 2), (False, 1, 1), (False, 1, 5)):
        bits, own = weighed(same=same, left=left, right=right)

        assert bits == own


def test_links_inside_a_site_of_three_say_that_others_hold_them() -> None:
    place = {"city": "Izmir", "country": "TR"}
    rows = rows_of(
        {"list": "a", "site_name": "Velmira Tasolin Foods", "address": "12 Harbour Road", **place},
        {"list": "b", "site_name": "Velmira Tasolin", "address": "12 Harbour Road", **place},
        {"list": "c", "site_name": "Velmira Tasolin", **place},
    )

    links = link_rows(rows).links

    assert links["same"].all()
    assert len(links) == 3
    assert (links["probability"] > 0.5).all()


def test_every_level_of_every_kind_has_room_in_a_number() -> None:
    highest = np.array([[kind.size - 1 for kind in KINDS]], np.uint8)

    assert levels_of(numbers_of(highest)).tolist() == highest.tolist()
