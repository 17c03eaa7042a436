"""How names compare: cut off by a narrow column, in words of trade alone, by number, by what stands in brackets."""

import pytest

from comity.linkage import link_rows
from tests.linkage.rows import rows_of


def reason_of(one: str, other: str) -> str:
    place = {"city": "León", "country": "MX"}
    rows = rows_of(
        {"list": "a", "site_name": one, **place},
        {"list": "b", "site_name": other, **place},
    )
    links = link_rows(rows).links["reason"].to_list()
    return str(links[0]) if links else ""


def test_a_name_that_a_column_cut_off_is_contained() -> None:
    one, other = (
        "Escuela Primaria Tasvanti Okaugra de los",
        "Escuela Primaria Tasvanti Okaugra de los Milvaneros del Sur",
    )

    assert "one site name contains the other" in reason_of(one[:31], other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bergsteinwal Molkerei", "Bergsteinwal Dairy Ltd"),
        ("Clinica Tasvanti", "Tasvanti Regional Hospital"),
        ("Moinho Okaugra", "Okaugra Mill S/A"),
    ],
)
def test_names_that_differ_in_words_of_one_trade_are_alike(one: str, other: str) -> None:
    reason = reason_of(one, other)

    assert "site names are alike" in reason


def test_names_of_two_trades_are_not_alike() -> None:
    reason = reason_of("Okaugra Weaving Mills", "Okaugra Dairy Products")

    assert "alike" not in reason
    assert "contains" not in reason


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("III Liceo Tasvanti Okaugra", "VIII Liceo Tasvanti Okaugra"),
        ("Liceo 12 Tasvanti Okaugra", "Liceo 14 Tasvanti Okaugra"),
    ],
)
def test_names_with_other_numbers_are_other_names(one: str, other: str) -> None:
    reason = reason_of(one, other)

    assert "almost equal" not in reason
    assert "alike" not in reason


def test_a_roman_number_and_a_digit_are_one_number() -> None:
    assert "site names are alike" in reason_of("III Liceo Tasvanti Okaugra", "3 Liceo Tasvanti Okaugra")


@pytest.mark.parametrize("inside", ["Private", "Unit 2", "Textile Division"])
def test_words_in_brackets_that_name_nobody_are_no_name(inside: str) -> None:
    assert "brackets" not in reason_of(f"Tasvanti ({inside})", "Tasvanti Okaugra")


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ("Vepolyprotec", "names differ in some letters, one list gives only one name"),
        ("Vepolynatec", "names differ in part, one list gives only one name"),
        ("Zambagoti", "names differ, one list gives only one name"),
    ],
)
def test_letters_tell_how_far_names_of_other_words_differ(other: str, said: str) -> None:
    place = {"city": "León", "country": "MX", "address": "Calle Tasvanti 140"}
    rows = rows_of(
        {"list": "a", "site_name": "Vepolyproyec Kadrune Sovento", **place},
        {"list": "b", "site_name": other, **place},
    )

    assert said in str(link_rows(rows).links["reason"].to_list()[0])
