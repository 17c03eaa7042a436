"""Which questions people are asked, and in which order."""

import numpy as np

from comity.linkage import Constraint, link_rows
from comity.linkage.doubt import LEAST_ROWS, usefulness_of
from tests.linkage.rows import rows_of


def useful(probability: float, *, same: bool, left: float, right: float) -> float:
    return float(
        usefulness_of(np.array([probability]), np.array([same]), np.array([left]), np.array([right]))[0]
    )


def test_a_weak_pair_inside_a_large_site_is_asked_before_one_inside_a_small_site() -> None:
    assert useful(0.9, same=True, left=12, right=12) > useful(0.9, same=True, left=2, right=2)


def test_a_pair_that_nothing_hangs_on_is_not_asked() -> None:
    assert useful(0.95, same=True, left=2, right=2) < LEAST_ROWS
    assert useful(0.2, same=False, left=9, right=9) < LEAST_ROWS


def test_the_likelier_a_decision_is_wrong_the_sooner_it_is_asked_about() -> None:
    inside = [useful(p, same=True, left=4, right=4) for p in (0.3, 0.6, 0.9)]
    apart = [useful(p, same=False, left=4, right=4) for p in (0.45, 0.6, 0.9)]

    assert inside == sorted(inside, reverse=True)
    assert apart == sorted(apart)


def test_what_is_answered_is_not_asked_again() -> None:
    rows = rows_of(
        {
            "list": "a",
            "site_name": "Velmira Mills",
            "city": "Pune",
            "country": "IN",
            "address": "12 Mill Road",
        },
        {"list": "b", "site_name": "Velmira", "city": "Pune", "country": "IN", "address": "14 Mill Road"},
    )
    [question] = link_rows(rows).doubtful.select("left", "right").iter_rows()

    for same in (True, False):
        answered = link_rows(rows, constraints=[Constraint(left=question[0], right=question[1], same=same)])
        assert answered.doubtful.is_empty()
