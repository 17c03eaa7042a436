import unicodedata

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from comity.core import countries
from comity.core.countries import country_name, resolve_country


@pytest.mark.parametrize("language", countries._LANGUAGES)
def test_every_country_is_known_by_its_own_name_in_each_language(language: str) -> None:
    territories = Locale.parse(language).territories
    codes = [str(c) for c in territories if len(str(c)) == 2 and resolve_country(str(c)) == c]

    unknown = {c: territories[c] for c in codes if resolve_country(territories[c]) != c}

    assert len(codes) > 200
    # Some languages call one of the two so; whoever writes it may mean either.
    assert {*unknown.values()} <= {"Congo", "Kongo"}


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


SPELLINGS = {
    "AE": ["UAE", "U.A.E.", "United Arab Emirates (UAE)"],
    "BD": ["Bangla Desh", "BANGLA-DESH"],
    "BO": ["Bolivia (Plurinational State of)", "Bolivia, Plurinational State of"],
    "CD": [
        "Congo, Democratic Republic of the",
        "Congo, The Democratic Republic of the",
        "Congo, Dem. Rep.",
        "DR Congo",
        "Dem. Rep. of the Congo",
        "Congo (Kinshasa)",
    ],
    "CG": ["Congo, Republic of", "Congo, Rep.", "Republic of the Congo", "Congo - Brazzaville"],
    "CI": ["Ivory Coast", "Côte D’Ivoire", "Cote d Ivoire", "Ivory Coast (Cote d'Ivoire)"],
    "CN": [
        "China (PRC)",
        "China, People's Republic of",
        "P. R. China",
        "PR of China",
        "中国大陆",
        "CN-CHINA",
    ],
    "CV": ["Cape Verde", "Cabo Verde"],
    "CZ": ["Czech Rep.", "Czechia"],
    "DE": ["Germany (DE)", "Germany - Deutschland", "Federal Republic of Germany"],
    "FM": ["Micronesia", "Micronesia, Federated States of", "Micronesia (Federated States of)"],
    "GB": ["England, UK", "Ireland, Northern", "United Kingdom (UK)"],
    "GM": ["Gambia, The", "Gambia (the)"],
    "GR": ["Greece (EL)", "Hellas"],
    "GW": ["Guinea-Bissau", "Guinea (Bissau)"],
    "HK": ["Hong Kong, China", "Hong Kong SAR China", "Hong Kong S.A.R.", "China (Hong Kong)", "中国香港"],
    "ID": ["ID - Indonesia", "IDN Indonesia", "Republik Indonesia"],
    "IN": ["\u200bIndia", "India\u200e\u00a0", " \tIndia ", "India (Tamil Nadu)", "[IN] India", "India/Inde"],
    "IR": ["Iran, Islamic Republic of", "Iran (Islamic Republic of)", "Iran, Islamic Rep."],
    "KP": ["Korea, North", "Korea, Democratic People's Republic of", "DPRK"],
    "KR": ["Korea", "Korea, South", "Korea, Republic of", "Korea (Rep. of)", "S. Korea", "South Korea"],
    "LA": ["Lao People's Democratic Republic", "Lao PDR"],
    "MD": ["Moldova, Republic of"],
    "MK": ["Macedonia, the former Yugoslav Republic of", "Macedonia (FYROM)"],
    "MX": ["MX - Mexico", "Mexico (MX)", "MX-Mexico", "MX Mexico", "Mexico MEX", "Mexico / México"],
    "NL": ["Netherlands, The", "Netherlands (the)", "the Netherlands"],
    "PR": ["Puerto Rico (USA)", "Puerto Rico, US"],
    "SZ": ["Eswatini", "Swaziland"],
    "TR": ["Türkiye", "Turkiye", "TURKIYE", "TÜRKİYE", "TR Turkey", "Republic of Türkiye", "Turkey/Türkiye"],
    "TW": ["Chinese Taipei", "Taiwan, China", "Taiwan, Province of China", "臺灣", "Taiwan (R.O.C.)"],
    "TZ": ["Tanzania, United Republic of", "United Republic of Tanzania"],
    "US": ["U.S.A.", "U.S.", "United States (US)", "USA - United States of America", "EE.UU."],
    "VE": ["Venezuela, Bolivarian Republic of", "Venezuela (Bolivarian Republic of)"],
    "VG": ["Virgin Islands, British", "Virgin Islands (British)"],
    "VI": ["Virgin Islands, U.S."],
    "VN": ["Viet-Nam", "VIETNAM", "Vietnam, Socialist Republic of", "Việt Nam / Vietnam"],
    "LK": ["SriLanka"],
    "SV": ["ElSalvador"],
}


@pytest.mark.parametrize(
    ("written", "code"), [(written, code) for code, all_ in SPELLINGS.items() for written in all_]
)
def test_a_country_is_known_as_registers_and_people_write_it(written: str, code: str) -> None:
    assert resolve_country(written) == code


@pytest.mark.parametrize(
    "written",
    ["Ao", "Nowhere", "Virginislands", "", " ", "\u200b", "Congo", "CONGO", "Virgin Islands", "792", "356", "D", "Republic of China"],
)  # fmt: skip
def test_what_names_no_country_or_two_is_not_guessed(written: str) -> None:
    assert resolve_country(written) is None


@pytest.mark.parametrize(
    "written",
    [
        "TR - Mexico",
        "CH - China",
        "IN Indonesia",
        "Mexico (US)",
        "India, Mexico",
        "Georgia, USA",
        "GA - Georgia",
    ],
)
def test_a_code_and_a_name_that_disagree_are_nobodys(written: str) -> None:
    assert resolve_country(written) is None


@pytest.mark.parametrize(
    "written", ["Georgia (Atlanta)", "Korea (Pyongyang)", "Guinea (Malabo)", "Mumbai, India"]
)
def test_a_name_that_places_share_is_not_taken_with_words_we_do_not_know(written: str) -> None:
    assert resolve_country(written) is None


@pytest.mark.parametrize("written", ["Niger State", "State of Georgia", "New Mexico", "South Georgia Street"])
def test_a_part_of_a_country_is_not_the_country_of_that_name(written: str) -> None:
    assert resolve_country(written) is None


CODES = sorted(
    code
    for code in map(str, Locale.parse("en").territories)
    if len(code) == 2 and resolve_country(code) == code
)


@pytest.mark.parametrize("form", ["{0} - {1}", "{1} ({0})", "{1}, {0}", "{1} / {0}", "{0} {1}", "{1} {0}"])
def test_a_code_beside_its_own_name_names_the_same_country(form: str) -> None:
    written = {code: form.format(code, country_name(code)) for code in CODES}

    lost = {text for code, text in written.items() if resolve_country(text) != code}

    assert not {text for text in lost if "Keeling" not in text}  # "Cocos (Keeling) Islands (CC)" is nobody's


@given(one=st.sampled_from(CODES), other=st.sampled_from(CODES))
def test_a_code_beside_the_name_of_another_country_never_names_a_third(one: str, other: str) -> None:
    found = resolve_country(f"{one} - {country_name(other)}")

    assert found in ({one} if one == other else {None, one, other})


@given(text=st.text(max_size=300))
def test_whatever_is_written_ends_in_a_code_or_in_nothing(text: str) -> None:
    found = resolve_country(text)

    assert found is None or (len(found) == 2 and found.isascii() and found.isupper())


@given(
    code=st.sampled_from(CODES),
    unseen=st.sampled_from(["\u200b", "\ufeff", "\u200e", "\u00ad", " ", "\u3000"]),
)
def test_blanks_and_marks_that_nobody_sees_change_nothing(code: str, unseen: str) -> None:
    name = unicodedata.normalize("NFD", country_name(code))

    assert resolve_country(f"{unseen}{name}{unseen}") == code
