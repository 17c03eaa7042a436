"""A short word of an address means what its country means by it."""

import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core.countries import country_name
from comity.release.abbreviations import written_out

TABLE = tomllib.loads((files("comity.release") / "data" / "abbreviations.toml").read_text("utf-8"))
COUNTRIES = sorted({code for one in TABLE["countries"] for code in one["codes"]})
SHORT = sorted(
    {*TABLE["everywhere"], *TABLE["english"], *(word for one in TABLE["countries"] for word in one["words"])}
)


@pytest.mark.parametrize(
    ("address", "country", "told"),
    [
        ("r da paz 12", "BR", "rua da paz 12"),
        ("r de la paix 12", "FR", "rue de la paix 12"),
        ("plot r 12", "IN", "plot r 12"),
        ("r 12", "TR", "r 12"),
        ("c mayor 5", "ES", "calle mayor 5"),
        ("plot c 5", "BD", "plot c 5"),
        ("av juarez", "MX", "avenida juarez"),
        ("park av", "GB", "park avenue"),
        ("bahnhof str", "DE", "bahnhof strasse"),
        ("jl merdeka", "ID", "jalan merdeka"),
        ("jl merdeka", "CN", "jl merdeka"),
        ("12 st mary st", "GB", "12 st mary street"),
        ("dr ambedkar rd", "IN", "dr ambedkar road"),
        ("12 st denis", "FR", "12 saint denis"),
        ("harbour rd", None, "harbour road"),
        ("harbour st", None, "harbour st"),
    ],
)
def test_a_short_word_means_what_its_country_means_by_it(
    address: str, country: str | None, told: str
) -> None:
    assert " ".join(written_out(address.split(), country)) == told


@given(
    words=st.lists(st.sampled_from([*SHORT, "mary", "12", "paz"]), max_size=5),
    country=st.sampled_from([None, "GB", "CN", *COUNTRIES]),
)
def test_writing_out_twice_changes_nothing(words: list[str], country: str | None) -> None:
    once = written_out(words, country)

    assert written_out(once, country) == once


def test_every_country_of_the_table_is_one_and_stands_there_once() -> None:
    codes = [code for one in TABLE["countries"] for code in one["codes"]]

    assert len(codes) == len(set(codes))
    assert all(country_name(code) != code for code in codes)
