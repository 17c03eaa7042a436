"""Records made ready for comparing: every distinct text once, with its words and what they weigh; identifiers as numbers.

In: `Records`. Out: `Prepared`, arrays over them.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy import sparse

from comity.core import IDENTIFIERS
from comity.linkage.distinct import Records
from comity.linkage.fields import Field, field_of
from comity.linkage.gazetteer import Towns, known_towns, towns_of
from comity.linkage.names import (
    COLUMNS,
    SPOKEN,
    Names,
    Speech,
    Spoken,
    initials_of,
    mass_of,
    names_of,
    says_only_towns,
    scripts_of_names,
    speech_of,
    spoken_of,
    towns_spoken_of,
)
from comity.linkage.places import (
    NOTHING,
    Places,
    companies_at,
    cut_anew,
    digits_of,
    houses_of,
    less_a_digit,
    number_bits,
    number_matrix,
    numbers_as_written,
    numbers_by_word,
    numbers_in,
    only,
    parts_of_places,
    places_of,
    told_of,
)
from comity.linkage.rarity import word_bits
from comity.linkage.spelled import spelled_of
from comity.linkage.words import Coded, Flags, Floats, Ints, coded_alike, cut, end_to_end, said_by

_RARE_IN_ADDRESS_BITS = 5.0
SITE_IDENTIFIERS = ("os_id", "gln", "sedex_site", "amfori_id", "rba_id")
ENTITY_IDENTIFIERS = ("lei", "duns", "sedex_company", "national_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    records: pl.Series  # keys, ascending
    lists: sparse.csr_matrix  # record x list
    near: tuple[Ints, Ints] | None  # of known and other records, looked up already
    is_known: Flags
    country: Ints  # -1 where missing
    spoken: Spoken
    site: Names
    company: Names
    parent: Names
    before_brackets: Names  # of a site name like "Agrolestari (Jalemo)"; missing without brackets
    in_brackets: Names
    has_own_name: Flags  # the site's name says more than the company's
    has_one_name: Flags  # site and company are called the same
    is_called_by_its_town: Flags  # "Dongguan", of some company
    units: Field  # "2" or "2,3"; "" where the names speak of no unit
    address_units: Field  # "building b,floor 3"
    could_be_initials: sparse.csr_matrix  # record x word
    initials: sparse.csr_matrix  # record x word
    places: Places
    towns: Towns
    told: Field  # all that a record says of its place, and its names
    place_words: sparse.csr_matrix  # whole place x word
    addresses: sparse.csr_matrix  # address x word
    address_words: sparse.csr_matrix  # the same, numbers left out
    address_mass: Floats
    rare_address_words: sparse.csr_matrix
    numbers: sparse.csr_matrix  # address x number
    number_bits: Floats  # of each number
    numbers_written: sparse.csr_matrix  # address x number, zeros in front counted
    numbers_less_a_digit: sparse.csr_matrix
    numbers_by_word: tuple[sparse.csr_matrix, Floats]  # of addresses
    digits: Ints  # of each address; the same digits give the same number
    companies_at: Ints  # names that one list has at a record's address, at the most
    houses: Ints  # numbers that records of a record's name in its town give
    identifiers: dict[str, Ints]  # -1 where missing
    latitude: Floats
    longitude: Floats
    bits: Floats  # of each word

    @property
    def count(self) -> int:
        return len(self.records)

    @property
    def is_sought(self) -> Flags:
        """Records among which neighbours are looked for: known ones are left out where they were looked up before."""
        return ~self.is_known if self.near is not None else np.ones(self.count, bool)


def prepare(records: Records) -> Prepared:
    table, lists = records.table, records.lists
    spelled = records.spelled if records.spelled is not None else spelled_of(table)
    places = places_of(table, spelled)
    spoken_names = field_of(pl.concat([spelled[name] for name in SPOKEN]))
    names_cut, whole, address, city, region = _cut_alike(spoken_names, places)
    vocabulary = names_cut.vocabulary
    speech = speech_of(spoken_names, names_cut, *towns_spoken_of(places.city, city, places.region, region))
    place_words = said_by(whole)
    said = place_words[places.whole.code] + _of_records(speech.matrix, speech)
    address_words = said_by(address, ~vocabulary.str.contains("^[0-9]").to_numpy())
    numbers = numbers_in(vocabulary)
    house_numbers = number_matrix(address, numbers)
    written = numbers_as_written(address)
    country = _codes(table["country"])
    bits = word_bits(said, lists, country, vocabulary)
    spoken = spoken_of(speech, bits, scripts_of_names(table, spelled))
    names = {name: names_of(code, spoken, lists) for name, code in speech.code.items()}
    site, company = names["site_name"], names["supplier_name"]
    has_own_name = site.is_said & company.is_said & (site.text != company.text)
    could_be_initials, initials = (_of_records(matrix, speech) for matrix in initials_of(speech))
    return Prepared(
        records=table["record"],
        lists=lists,
        near=records.near,
        is_known=table["known"].to_numpy(),
        country=country,
        spoken=spoken,
        site=site,
        company=company,
        parent=names["parent_name"],
        before_brackets=names["before brackets"],
        in_brackets=names["in brackets"],
        has_own_name=has_own_name,
        has_one_name=site.is_said & (site.text == company.text),
        is_called_by_its_town=has_own_name & says_only_towns(spoken)[site.code],
        units=field_of(spelled["units"]),
        address_units=field_of(spelled["units of the address"]),
        could_be_initials=could_be_initials,
        initials=initials,
        places=places,
        towns=towns_of(places.city, table["country"], known_towns(table)),
        told=told_of(places, spelled["site_name"], spelled["supplier_name"]),
        place_words=place_words,
        addresses=said_by(address),
        address_words=address_words,
        address_mass=mass_of(address_words, bits),
        rare_address_words=only(address_words, bits >= _RARE_IN_ADDRESS_BITS),
        numbers=house_numbers,
        number_bits=number_bits(numbers, bits),
        numbers_written=written,
        numbers_less_a_digit=less_a_digit(written),
        numbers_by_word=numbers_by_word(address, numbers),
        digits=digits_of(address),
        companies_at=companies_at(places.address, places.city, company.text, lists),
        houses=houses_of(site.text, places.city, places.address, house_numbers),
        identifiers={name: _codes(table[name]) for name in IDENTIFIERS},
        latitude=table["latitude"].cast(pl.Float64).fill_null(float("nan")).to_numpy(),
        longitude=table["longitude"].cast(pl.Float64).fill_null(float("nan")).to_numpy(),
        bits=bits,
    )


def _cut_alike(names: Field, places: Places) -> list[Coded]:
    """Names, all that is said of places, addresses, cities and regions in words of one vocabulary."""
    odd, anew = cut_anew(places.whole)
    texts = (
        names.texts,
        places.address.texts,
        places.city.texts,
        places.region.texts,
        pl.concat([NOTHING, anew]),
    )
    spoken, *parts, others = coded_alike([cut(one) for one in texts])
    at = [*parts_of_places(places), np.zeros(len(places.whole.texts), np.int64)]
    for codes in at:
        codes[odd] = 0
    at[-1][odd] = np.arange(1, len(odd) + 1)
    return [spoken, end_to_end(list(zip([*parts, others], at, strict=True))), *parts]


def _of_records(names: sparse.csr_matrix, speech: Speech) -> sparse.csr_matrix:
    """Record x word, from name x word: what all names of each record say."""
    first, *others = (names[speech.code[column]] for column in COLUMNS)
    return sum(others, start=first)


def _codes(column: pl.Series) -> Ints:
    if column.null_count() == len(column):
        return np.full(len(column), -1, np.int64)
    codes = column.rank("dense").cast(pl.Int64).fill_null(-1).to_numpy()
    return np.asarray(codes, dtype=np.int64)
