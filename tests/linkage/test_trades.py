"""What firms say in their names that they make."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.linkage import link_rows
from comity.linkage.spelling import name_words_all
from comity.linkage.trades import trades_of
from comity.linkage.words import coded_alike, cut
from tests.linkage.rows import rows_of


def trades(*names: str) -> list[int]:
    [words] = coded_alike([cut(name_words_all(pl.Series(names, dtype=pl.String)))])
    return trades_of(words).tolist()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Alpen Molkerei GmbH", "Alpen Dairy Ltd"),
        ("上海宏达食品有限公司", "Hongda Foods"),
        ("Öz Ege Ambalaj San. ve Tic. A.Ş.", "Oz Ege Packaging"),
        ("Công ty TNHH Thực phẩm Minh Phú", "Minh Phu Food"),
        ("Envases del Norte S.A. de C.V.", "Empaques del Norte"),
        ("Млекара Шумадија д.о.о.", "Sumadija Dairy"),
        ("Mlékárna Jizera, s.r.o.", "Jizera Dairy"),
        ("Tiszavirág Húsipari Kft.", "Tiszavirag Meat"),
        ("Ελαιουργείο Δήμητρα Α.Ε.", "Dimitra Oils"),
        ("Фабрика Месокомбинат Янтра АД", "Yantra Meat Plant"),
    ],
)
def test_one_trade_in_two_languages_is_one_trade(one: str, other: str) -> None:
    here, there = trades(one, other)

    assert here & there


@pytest.mark.parametrize(
    ("one", "other"),
    [("Delta Weaving Mills", "Delta Dairy Products"), ("Prado Calçados S.A.", "Prado Laticínios S.A.")],
)
def test_two_trades_of_one_family_are_two_trades(one: str, other: str) -> None:
    here, there = trades(one, other)

    assert here
    assert there
    assert not here & there


def test_one_trade_in_common_and_another_each_speak_against() -> None:
    place = {"city": "Nankana", "country": "PK", "address": "Plot 703"}
    rows = rows_of(
        {"list": "a", "site_name": "Taravin Denim Tea", **place},
        {"list": "b", "site_name": "Taravin Denim Dairy", **place},
    )
    more = rows_of(
        {"list": "a", "site_name": "Taravin Denim Tea", **place},
        {"list": "b", "site_name": "Taravin Denim", **place},
    )
    said = "names speak of one trade, and each of another one, too"

    assert said in link_rows(rows).links["reason"][0]
    assert said not in link_rows(more).links["reason"][0]


def test_a_name_without_a_trade_has_none() -> None:
    assert trades("Velmira Holding", "") == [0, 0]


@settings(deadline=None, max_examples=50)
@given(
    names=st.lists(
        st.sampled_from(["Home", "Textiles", "Delta", "Dairy", "Wu Jin", ""]), min_size=1, max_size=8
    )
)
def test_the_trades_of_a_name_do_not_hang_on_its_neighbours(names: list[str]) -> None:
    assert trades(*names) == [trade for name in names for trade in trades(name)]
