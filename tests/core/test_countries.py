import pytest
from babel import Locale

from comity.core.countries import resolve_country


@pytest.mark.parametrize("language", ["en", "fr", "de", "es", "pt", "it", "tr", "zh", "vi", "id"])
def test_every_country_is_known_by_its_own_name_in_each_language(language: str) -> None:
    territories = Locale.parse(language).territories
    codes = [str(c) for c in territories if len(str(c)) == 2 and resolve_country(str(c)) == c]

    assert len(codes) > 200
    assert {c: territories[c] for c in codes if resolve_country(territories[c]) != c} == {}


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Áo", "AT"),
        ("AO", "AO"),
        ("Bỉ", "BE"),
        ("BI", "BI"),
        ("Nga", "RU"),
        ("NGA", "NG"),
        ("in", "IN"),
        ("Usa", "US"),
    ],
)
def test_marks_and_case_tell_a_name_from_a_code(written: str, code: str) -> None:
    assert resolve_country(written) == code


@pytest.mark.parametrize("written", ["Ao", "Nowhere", "", " "])
def test_what_names_no_country_or_two_is_not_guessed(written: str) -> None:
    assert resolve_country(written) is None
