import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core import IDENTIFIERS
from comity.core.identifiers import plain_identifier


@pytest.mark.parametrize(
    ("kind", "written", "country", "plain"),
    [
        ("lei", "5493 001K JTII GC8Y 1R12", None, "5493001KJTIIGC8Y1R12"),
        ("lei", "5493001KJTIIGC8Y1R13", None, None),
        ("gln", "4006381333931", None, "4006381333931"),
        ("gln", "4006381333932", None, None),
        ("gln", "5.41E+12", None, None),
        ("os_id", "CN2021250D1DTN7", None, "CN2021250D1DTN7"),
        ("os_id", "CN2021250D1DTN8", None, None),
        ("duns", "15-048-3782", None, "150483782"),
        ("duns", "50483782", None, None),
        ("duns", "000000000", None, None),
        ("sedex_site", "zs 1000123", None, "ZS1000123"),
        ("sedex_site", "ZC1000123", None, None),
        ("national_id", "11.222.333/0001-81", "BR", "11222333000181"),
        ("national_id", "11.222.333/0001-82", "BR", None),
        ("national_id", "HRB 12345", "DE", "HRB12345"),
    ],
)
def test_an_identifier_is_made_plain_where_its_form_and_check_digit_hold(
    kind: str, written: str, country: str | None, plain: str | None
) -> None:
    assert plain_identifier(kind, written, country) == plain


@given(st.sampled_from(IDENTIFIERS), st.text(), st.sampled_from([None, "BR", "CN", "IN", "TR", "DE"]))
def test_a_plain_form_stays_as_it_is(kind: str, written: str, country: str | None) -> None:
    plain = plain_identifier(kind, written, country)

    assert plain is None or plain_identifier(kind, plain, country) == plain
