"""Numbered units stay apart: whatever a unit is called, however its number is written, on either side of it, in a name or an address."""

from dataclasses import dataclass

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.linkage import Outcome, explain_pair, link_rows
from comity.linkage.names import units_named
from comity.linkage.places import spelled_places
from comity.linkage.spelling import name_words_all
from comity.linkage.translate import in_english
from comity.linkage.units import (
    ONE_UNIT,
    UNITS_DIFFER,
    address_level,
    address_unit_texts,
    unit_level,
    unit_texts,
)
from tests.linkage.rows import rows_of

ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True)
class Language:
    words: tuple[str, ...]  # for a unit
    forms: tuple[
        str, ...
    ]  # {w} the unit, {d} a digit, {r} a Roman number, {c} a word that counts, {o} an ordinal one
    counts: tuple[str, ...] = ()
    ordinals: tuple[str, ...] = ()
    around: str = "{name} {unit}"

    def said(self, word: str, form: str, number: int) -> str:
        filled = {"w": word, "d": number, "r": ROMAN[number - 1]}
        if self.counts:
            filled["c"] = self.counts[number - 1]
        if self.ordinals:
            filled["o"] = self.ordinals[number - 1]
        return form.format(**filled)


LANGUAGES = {
    "English": Language(
        ("Unit", "Plant", "Factory", "Mill", "Works", "Building", "Shed", "Workshop", "Division"),
        ("{w} {d}", "{w}-{d}", "{w} #{d}", "{w} No. {d}", "{w} 0{d}", "{w} {r}", "{w} {c}", "{r} {w}", "{o} {w}"),
        ("One", "Two", "Three", "Four"),
        ("First", "Second", "Third", "Fourth"),
    ),
    "English suffixes": Language(("Unit", "Factory", "plant"), ("{o} {w}",), ordinals=("1st", "2nd", "3rd", "4th")),
    "French": Language(
        ("Usine", "Unité", "Atelier", "Bâtiment"),
        ("{w} {d}", "{w} n°{d}", "{w} n° {d}", "{w} N. {d}", "{w} {r}", "{d}e {w}", "{o} {w}"),
        ordinals=("Première", "Deuxième", "Troisième", "Quatrième"),
    ),
    "German": Language(
        ("Werk", "Zweigwerk", "Fabrik", "Halle", "Produktionshalle"),
        ("{w} {d}", "{w} Nr. {d}", "{w} {r}", "{w} {c}", "{d}. {w}", "{o} {w}"),
        ("Eins", "Zwei", "Drei", "Vier"),
        ("Erstes", "Zweites", "Drittes", "Viertes"),
    ),
    "Spanish": Language(
        ("Planta", "Unidad", "Fábrica", "Nave"),
        ("{w} {d}", "{w} Nº {d}", "{w} No. {d}", "{w} {r}", "{w} {c}", "{d}ª {w}", "{o} {w}"),
        ("Uno", "Dos", "Tres", "Cuatro"),
        ("Primera", "Segunda", "Tercera", "Cuarta"),
    ),
    "Portuguese": Language(
        ("Unidade", "Fábrica", "Galpão"),
        ("{w} {d}", "{w} nº {d}", "{w} {r}", "{d}ª {w}", "{o} {w}"),
        ordinals=("Primeira", "Segunda", "Terceira", "Quarta"),
    ),
    "Italian": Language(("Stabilimento", "Unità", "Fabbrica"), ("{w} {d}", "{w} n. {d}", "{w} N° {d}", "{w} {r}")),
    "Turkish": Language(
        ("Fabrika", "Tesis", "Ünite"),
        ("{w} {d}", "{w} No: {d}", "{d}. {w}", "{d} Nolu {w}", "{o} {w}"),
        ordinals=("Birinci", "İkinci", "Üçüncü", "Dördüncü"),
    ),
    "Vietnamese": Language(("Nhà máy", "Xưởng", "Phân xưởng"), ("{w} {d}", "{w} số {d}", "{w} {r}")),
    "Indonesian": Language(
        ("Pabrik", "Unit"),
        ("{w} {d}", "{w} No. {d}", "{w} {r}", "{w} {c}", "{w} {o}"),
        ("Satu", "Dua", "Tiga", "Empat"),
        ("Pertama", "Kedua", "Ketiga", "Keempat"),
    ),
    "Chinese": Language(
        ("工厂", "厂", "分厂", "车间"),
        ("第{c}{w}", "第{d}{w}", "{c}{w}", "{d}{w}", "{d}号{w}"),
        ("一", "二", "三", "四"),
        around="{name}{unit}",
    ),
    "Chinese in Latin letters": Language(
        ("Gong Chang", "Gongchang", "Fen Chang"), ("Di {c} {w}", "Di {d} {w}", "{d} {w}"), ("Yi", "Er", "San", "Si")
    ),
    "Japanese": Language(("工場",), ("第{c}{w}", "第{d}{w}"), ("一", "二", "三", "四"), around="{name}{unit}"),
    "Korean": Language(("공장",), ("제{d}{w}", "{d}{w}", "{c}{w}"), ("제일", "제이", "제삼", "제사")),
    "Thai": Language(
        ("โรงงาน", "สาขา"), ("{w} {d}", "{w}ที่ {d}", "{w} {c}", "{w}ที่{c}"), ("หนึ่ง", "สอง", "สาม", "สี่")
    ),
    "Arabic": Language(("مصنع", "فرع"), ("{w} {d}", "{w} رقم {d}", "ال{w} {o}"), ordinals=("الأول", "الثاني", "الثالث", "الرابع")),
    "Hindi": Language(
        ("यूनिट", "इकाई", "प्लांट"),
        ("{w} {d}", "{w} नंबर {d}", "{o} {w}"),
        ordinals=("पहली", "दूसरी", "तीसरी", "चौथी"),
    ),
    "Russian": Language(
        ("Цех", "Завод", "Фабрика"),
        ("{w} №{d}", "{w} № {d}", "{w} {d}", "{d}-й {w}", "{o} {w}"),
        ordinals=("Первый", "Второй", "Третий", "Четвертый"),
    ),
}  # fmt: skip
SAYINGS = [
    (language, word, form)
    for language in LANGUAGES.values()
    for word in language.words
    for form in language.forms
]
DIGITS = {
    "Thai": "๐๑๒๓๔๕๖๗๘๙",
    "Arabic": "٠١٢٣٤٥٦٧٨٩",
    "Persian": "۰۱۲۳۴۵۶۷۸۹",
    "Devanagari": "०१२३४५६७८९",
    "Bengali": "০১২৩৪৫৬৭৮৯",
    "wide": "０１２３４５６７８９",
}  # fmt: skip
IN_ADDRESSES = [
    "Unit {d}, 12 Mill Road", "12 Mill Road, Unit {d}", "Unit No. {d} 12 Mill Road", "12 Mill Road, Shed {r}", "Block {l}, 12 Mill Road",
    "12 Mill Road, Bldg. {d}", "{o} Floor, 12 Mill Road", "12 Mill Road, Floor {d}", "{d}/F, 12 Mill Road", "Halle {d}, Mühlstr. 12",
    "Calle Molino 12, Nave {d}", "Bât. {l}, 12 rue du Moulin", "Mühlstr. 12, {d}. Etage", "Değirmen Cad. 12, Kat {d}",
    "Suite {d}0, 12 Mill Road", "海天路12号{d}号楼", "ул. Мира 12, корп. {d}", "Rua do Moinho 12, Galpão {d}", "12 Mill Road, Godown No. {d}",
]  # fmt: skip
TWO = st.lists(st.integers(1, 4), min_size=2, max_size=2, unique=True)


def labels(*names: str) -> list[str]:
    words = name_words_all(in_english(pl.Series(names)))
    return units_named(words, words).to_list()


def address_labels(*addresses: str) -> list[str]:
    spelled = spelled_places(rows_of(*({"list": "a", "address": one} for one in addresses)))["address"]
    return address_unit_texts(spelled).to_list()


def in_an_address(form: str, number: int) -> str:
    ordinals = ("1st", "2nd", "3rd", "4th")
    return form.format(d=number, r=ROMAN[number - 1], l="ABCD"[number - 1], o=ordinals[number - 1])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_is_read_in_every_form(language: str) -> None:
    spoken = LANGUAGES[language]
    sayings = [(word, form) for word in spoken.words for form in spoken.forms]

    for number in range(1, 5):
        said = [
            spoken.around.format(name="Velmira", unit=spoken.said(word, form, number))
            for word, form in sayings
        ]
        assert dict(zip(said, labels(*said), strict=True)) == dict.fromkeys(said, str(number))


@settings(deadline=None, max_examples=60)
@given(one=st.sampled_from(SAYINGS), other=st.sampled_from(SAYINGS), numbers=TWO)
def test_units_of_two_numbers_differ_and_of_one_are_one_in_any_two_forms(
    one: tuple[Language, str, str], other: tuple[Language, str, str], numbers: list[int]
) -> None:
    (first, second) = numbers
    (spoken, word, form), (too, word_too, form_too) = one, other
    said = (
        spoken.said(word, form, first),
        too.said(word_too, form_too, second),
        too.said(word_too, form_too, first),
    )

    a, b, c = labels(*(f"Velmira {text}" for text in said))

    assert unit_level(a, b) == UNITS_DIFFER
    assert unit_level(a, c) == ONE_UNIT


@settings(deadline=None, max_examples=25)
@given(saying=st.sampled_from(SAYINGS), numbers=TWO)
def test_two_units_of_one_name_at_one_address_are_two_sites_and_are_told_as_such(
    saying: tuple[Language, str, str], numbers: list[int]
) -> None:
    language, word, form = saying
    place = {"address": "12 Harbour Road", "city": "Izmir", "country": "TR"}
    names = [
        language.around.format(name="Velmira", unit=language.said(word, form, number)) for number in numbers
    ]

    assert_apart([{"site_name": name, **place} for name in names])


@pytest.mark.parametrize("form", IN_ADDRESSES)
def test_two_units_of_one_address_are_two_sites(form: str) -> None:
    rows = [
        {
            "site_name": "Velmira Mills",
            "address": in_an_address(form, number),
            "city": "Izmir",
            "country": "TR",
        }
        for number in (2, 3)
    ]

    assert_apart(rows)


def assert_apart(sites: list[dict[str, str]]) -> None:
    rows = rows_of(*({"list": name, **site} for name, site in zip(("alder", "birch"), sites, strict=True)))

    linkage = link_rows(rows)
    told = explain_pair(rows, *rows["record"])

    assert linkage.clusters["cluster"].n_unique() == 2
    assert linkage.links.filter(pl.col("probability") >= 0.05).is_empty()
    assert linkage.doubtful.is_empty()
    assert told.outcome is Outcome.APART_BY_CONTRADICTION
    assert told.probability < 0.05


@pytest.mark.parametrize("script", DIGITS)
def test_digits_of_any_script_count(script: str) -> None:
    assert labels(f"Velmira Unit {DIGITS[script][2]}", f"Velmira Unit {DIGITS[script][3]}") == ["2", "3"]


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("Velmira Werk Nord", "Velmira Werk Süd", UNITS_DIFFER),
        ("Velmira North Plant", "Velmira Plant South", UNITS_DIFFER),
        ("Velmira North East Plant", "Velmira South East Plant", UNITS_DIFFER),
        ("Velmira Nordwerk", "Velmira Südwerk", UNITS_DIFFER),
        ("Velmira Planta Norte", "Velmira North Plant", ONE_UNIT),
        ("Velmira Werk Nord", "Velmira Werk 2", 0),
        ("Velmira Unit 2A", "Velmira Unit 2B", UNITS_DIFFER),
        ("Velmira Unit A", "Velmira Unit B", UNITS_DIFFER),
        ("Velmira Unit 2A", "Velmira Unit 2", ONE_UNIT),
        ("Velmira Unit 1 & 2", "Velmira Unit 2", ONE_UNIT),
        ("Velmira Unit 1 & 2", "Velmira Unit 3", UNITS_DIFFER),
        ("Velmira Unit 1 and 2", "Velmira Unit 2 and 3", UNITS_DIFFER),
        ("Velmira Factory 1 Unit 2", "Velmira Factory 1 Unit 3", UNITS_DIFFER),
        ("Studio 54 Unit 2", "Studio 54 Unit 3", UNITS_DIFFER),
        ("Velmira 2", "Velmira 3", UNITS_DIFFER),
    ],
)
def test_what_two_names_say_of_their_units(one: str, other: str, level: int) -> None:
    assert unit_level(*labels(one, other)) == level


@pytest.mark.parametrize(
    "name",
    [
        "Planta San José Velmira", "Nan Chang Velmira", "Yi Chang Velmira", "Velmira 1987", "Two Plants Velmira", "A Unit of Velmira Group",
        "Velmira-Werke in München, Lindwurmstr. 51", "First Velmira Garments", "Velmira 24 Hours Ltd",
    ],
)  # fmt: skip
def test_what_numbers_no_unit(name: str) -> None:
    assert labels(name) == [""]


@pytest.mark.parametrize(
    "address",
    ["12 Mill Road", "12 Tower Road", "12 F Street", "Plot 12, Sector 4", "Harbour Road 12", "House 5, Road 12", "Station Str. 3a"],
)  # fmt: skip
def test_houses_and_plots_are_no_units(address: str) -> None:
    assert address_labels(address) == [""]


def test_only_the_same_part_of_an_address_contradicts() -> None:
    shed, floor, both = address_labels(
        "Shed 4, 12 Mill Road", "Floor 3, 12 Mill Road", "Shed 4, Floor 2, 12 Mill Road"
    )

    assert address_level(shed, floor) == 0
    assert address_level(shed, both) == 0
    assert address_level(floor, both) == UNITS_DIFFER


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Promyshlenny Lane, bldg. 469", "Promyshlenny Lane 469, bldg. 3"),
        ("Hall 13 2 Velmira Avenue", "Hall 132 Velmira Avenue"),
        ("Unit 1087D White Rock Street", "Unit 10, 87D White Rock Street"),
    ],
)
def test_a_number_that_both_addresses_say_and_a_slip_of_digits_contradict_nothing(
    one: str, other: str
) -> None:
    rows = rows_of(
        *(
            {"list": name, "site_name": "Velmira Mills", "address": text, "city": "Pune", "country": "IN"}
            for name, text in (("alder", one), ("birch", other))
        )
    )

    assert link_rows(rows).clusters["cluster"].n_unique() == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Морава 2. погон", "Morava 3. pogon"),
        ("Aranykalász Kft. II. telep", "Aranykalász Kft. III. telep"),
        ("Vltava a.s. 1. provozovna", "Vltava a.s. 2. provozovna"),
    ],
)
def test_units_are_numbered_in_further_languages(one: str, other: str) -> None:
    said = unit_texts_of(one, other)

    assert said[0]
    assert said[1]
    assert said[0] != said[1]


def unit_texts_of(*names: str) -> list[str]:
    return unit_texts(name_words_all(in_english(pl.Series(names)))).to_list()
