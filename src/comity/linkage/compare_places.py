"""The levels of what two records say of where they are: the part of `compare` that is about places.

In: `Prepared`, pairs. Out: a column of levels for each kind of evidence of place. Laws: symmetric; a missing field gives 0.
"""

import numpy as np
import polars as pl

from comity.linkage.fields import Field, distinct_pairs, field_of
from comity.linkage.gazetteer import CLOSE, FAR, ONE, how_far
from comity.linkage.likeness import part_ratio, rest_likeness, shared_bits, shares_any, text_likeness
from comity.linkage.places import digits_in
from comity.linkage.prepare import Prepared
from comity.linkage.rarity import RARE_BITS
from comity.linkage.sound import sounds_of
from comity.linkage.translate import BY_SOUND
from comity.linkage.words import Flags, Floats, Ints

ALIKE = 0.85
_SHARED_BITS = 8.0
_TELLING_NUMBER_BITS = 8.0
"""Numbers of an address that together are this rare mean something without their street."""
_OTHER_WORDS = 0.6
_ALIKE_IN_PART = 0.65
_FEWEST_LETTERS = 5
"""An address of fewer names no street."""
_ALIKE_IN_TWO_SCRIPTS = 0.7
_LONGEST_POSTCODE = 10
_SLIPPED = 6
POSTCODES_BEGIN_ALIKE = 2
_AGREE = 3
"""The level from which on addresses agree."""


def compare_places(prepared: Prepared, left: Ints, right: Ints) -> dict[str, Ints]:
    places = prepared.places
    region = text_likeness(places.region, left, right, least=ALIKE)
    address, numbers = _addresses(prepared, left, right, _numbers(prepared, left, right))
    return {
        "city": _cities(prepared, left, right),
        "region": np.select(
            [
                region >= ALIKE,
                _stands_in(places.region, places.whole, left, right, open_=region < ALIKE),
                region >= 0,
            ],
            [3, 2, 1],
            0,
        ),
        "address": address,
        "street and plot numbers": numbers,
        "rarity of the address": _shared_address(prepared, left, right, address),
        "postcode": postcodes(places.postal_code, left, right),
        "site name in the other's address": _name_in_place(prepared, left, right),
        "distance": _distance(prepared, left, right),
    }


def _cities(prepared: Prepared, left: Ints, right: Ints) -> Ints:
    city = prepared.places.city
    likeness = text_likeness(city, left, right, least=ALIKE)
    differ = np.flatnonzero((likeness >= 0) & (likeness < ALIKE))
    far = how_far(prepared.towns, left[differ], right[differ])
    level = np.select([likeness >= 1.0, likeness >= ALIKE], [4, 3], 0)
    level[differ] = np.select([far == ONE, far == CLOSE, far == FAR], [5, 6, 1], 7)
    script = prepared.places.city_script
    mixed = differ[
        (level[differ] == 7) & (script[city.code[left[differ]]] != script[city.code[right[differ]]])
    ]
    level[mixed] = _cities_by_sound(city, left[mixed], right[mixed])
    missing = _stands_in(city, prepared.places.address, left, right, open_=likeness < 0)
    apart = (likeness < ALIKE) & (level != 5) & ~missing
    told = _stands_in(city, prepared.told, left, right, open_=apart)
    return np.select([missing, told], [8, 2], level)


def _cities_by_sound(city: Field, left: Ints, right: Ints) -> Ints:
    """Of two scripts, one on no map: a town whose other name is not known contradicts nothing."""
    if not len(left):
        return np.zeros(0, np.int64)
    sounds = sounds_of(city.texts.gather(np.concatenate([city.code[left], city.code[right]])))
    likeness = text_likeness(field_of(sounds), np.arange(len(left)), np.arange(len(left), 2 * len(left)))
    return np.where(likeness >= ALIKE, 3, 0).astype(np.int64)


def _addresses(prepared: Prepared, left: Ints, right: Ints, numbers: Ints) -> tuple[Ints, Ints]:
    """Levels of the address, and of its numbers as the streets leave them.

    Another number is another house, however like the rest; another rare word is another street or zone, in which the same
    number says little.
    """
    one, places = prepared, prepared.places
    address, whole = places.address, places.whole
    likeness = text_likeness(address, left, right, least=0.6)
    said = np.flatnonzero(likeness >= 0)
    like, number = likeness[said], numbers[said]
    i, j = address.code[left[said]], address.code[right[said]]
    mass = np.minimum(one.address_mass[i], one.address_mass[j])
    contained = shared_bits(one.address_words, one.address_words, i, j, one.bits) / np.maximum(mass, 1e-9)
    slip = np.flatnonzero((number == 1) & ((contained >= 0.4) | (like >= 0.6)))
    number[slip[_digits_slipped(one, i[slip], j[slip])]] = _SLIPPED
    overlap = (contained >= 0.65) | (like >= ALIKE)
    close = np.flatnonzero(overlap & (number != 1) & (like < 0.88))
    a, b = whole.code[left[said[close]]], whole.code[right[said[close]]]
    shares_much = np.zeros(len(said), bool)
    shares_much[close] = shared_bits(one.place_words, one.place_words, a, b, one.bits) >= _SHARED_BITS
    level = np.select(
        [like >= 0.999, (like >= 0.88) & (number != 1), shares_much, (contained >= 0.4) | (like >= 0.6)],
        [5, 4, 3, 2],
        1,
    )
    open_ = np.flatnonzero((level == 1) & (number != 1))
    level[open_[~_other_letters(address, i[open_], j[open_])]] = 2
    mixed = np.flatnonzero(places.script[i] != places.script[j])
    level[mixed] = np.maximum(level[mixed], _in_two_scripts(prepared, i[mixed], j[mixed], number[mixed]))
    small = number == 3
    small[small] = (
        shared_bits(one.numbers, one.numbers, i[small], j[small], one.number_bits) < _TELLING_NUMBER_BITS
    )
    open_ = np.flatnonzero(((level == 3) | (level == 4) | small) & (level < 5))
    other = open_[_other_streets(prepared, i[open_], j[open_])]
    level[other] = np.minimum(level[other], 2)
    answer, weaker = np.zeros(len(left), np.int64), numbers.copy()
    answer[said], weaker[said] = level, number
    weaker[said[other[small[other]]]] = 4
    return answer, weaker


def _digits_slipped(prepared: Prepared, i: Ints, j: Ints) -> Flags:
    """Of addresses that share no number: one has a number of the other's with a digit left out, "348" and "3488"."""
    written, less = prepared.numbers_written, prepared.numbers_less_a_digit
    return shares_any(written, less, i, j) | shares_any(less, written, i, j)


def _other_letters(address: Field, i: Ints, j: Ints) -> Flags:
    """Addresses whose letters differ, too, however they are cut into words and whichever of the two says more."""
    one, other, place = distinct_pairs(i, j, most=len(address.texts))
    asked, at = np.unique(np.concatenate([one, other]), return_inverse=True)
    letters = address.texts.gather(asked).str.replace_all("[^a-z]", "")
    enough = (letters.str.len_bytes() >= _FEWEST_LETTERS).to_numpy()
    a, b = np.split(at, 2)
    alike = part_ratio(letters, a, b, least=_ALIKE_IN_PART) >= _ALIKE_IN_PART
    return np.asarray((enough[a] & enough[b] & ~alike)[place], dtype=np.bool_)


def _other_streets(prepared: Prepared, i: Ints, j: Ints) -> Flags:
    """Both addresses have rare words, and none is shared, or like one of the other's."""
    rare = prepared.rare_address_words
    counts = np.diff(rare.indptr)
    other = (counts[i] > 0) & (counts[j] > 0) & ~shares_any(rare, rare, i, j)
    maybe = np.flatnonzero(other)
    other[maybe] = _rests(prepared, i[maybe], j[maybe]) < _OTHER_WORDS
    return other


def _rests(prepared: Prepared, i: Ints, j: Ints) -> Floats:
    """How alike the words are that two addresses do not share; of those in two scripts, how alike they sound."""
    texts, script = prepared.places.address.texts, prepared.places.script
    likeness = np.zeros(len(i))
    mixed = (script[i] != script[j]) & ((script[i] == BY_SOUND) | (script[j] == BY_SOUND))
    for some, spelled in ((~mixed, None), (mixed, sounds_of)):
        likeness[some] = rest_likeness(texts, i[some], j[some], spelled=spelled)
    return likeness


def _in_two_scripts(prepared: Prepared, i: Ints, j: Ints, number: Ints) -> Ints:
    """Levels of addresses in two scripts: streets that sound alike overlap where the numbers agree; those that do not say
    nothing against where no number does, since a street may be spelled in one script and translated in the other.
    """
    alike = _rests(prepared, i, j) >= _ALIKE_IN_TWO_SCRIPTS
    return np.select([number == 1, alike & (number == _AGREE)], [1, _AGREE], 2).astype(np.int64)


def _numbers(prepared: Prepared, left: Ints, right: Ints) -> Ints:
    numbers, address = prepared.numbers, prepared.places.address
    i, j = address.code[left], address.code[right]
    counts = np.diff(numbers.indptr)
    smaller = np.minimum(counts[i], counts[j])
    shared = np.zeros(len(i))
    both = np.flatnonzero(smaller > 0)
    shared[both] = shared_bits(numbers, numbers, i[both], j[both], np.ones(numbers.shape[1]))
    differ = shared == 0
    some = np.flatnonzero((shared > 0) & (i != j))
    differ[some] = _number_one_thing_otherwise(prepared, i[some], j[some])
    slipped = differ & (prepared.digits[i] == prepared.digits[j])  # "298" and "289", "15 6" and "156"
    return np.select([smaller == 0, slipped, differ, shared < smaller], [0, 5, 1, 2], 3)


def _number_one_thing_otherwise(prepared: Prepared, i: Ints, j: Ints) -> Flags:
    """Other plots of one sector, other houses of one street."""
    matrix, weights = prepared.numbers_by_word
    return np.asarray(shared_bits(matrix, matrix, i, j, weights) > 0)


def _shared_address(prepared: Prepared, left: Ints, right: Ints, address: Ints) -> Ints:
    """Where addresses agree that companies of one list share: a park, an office block."""
    companies = prepared.companies_at
    shared = np.maximum(companies[left], companies[right]) > 1
    return (shared & (address >= _AGREE)).astype(np.int64)


def _stands_in(field: Field, whole: Field, left: Ints, right: Ints, *, open_: Flags) -> Flags:
    """Of the open pairs, those of which one's city (or region) stands, as a whole, in what the other says of its place, or in
    its name.
    """
    short, long = (pl.lit(" ") + pl.lit(one.texts) + pl.lit(" ") for one in (field, whole))
    found = np.zeros(len(left), bool)
    for a, b in ((left, right), (right, left)):
        at = np.flatnonzero(open_ & ~found & (field.code[a] > 0) & (whole.code[b] > 0))
        if len(at):
            said = long.gather(pl.lit(whole.code[b[at]]))
            stands = said.str.contains(short.gather(pl.lit(field.code[a[at]])), literal=True)
            found[at] = pl.select(stands).to_series().to_numpy()
    return found


def postcodes(field: Field, left: Ints, right: Ints) -> Ints:
    start = field.texts.str.slice(0, 3).rank("dense").to_numpy().astype(np.int64)
    long = (field.texts.str.len_bytes() >= 3).to_numpy()
    digits = digits_in(field.texts, longest=_LONGEST_POSTCODE)
    a, b = field.code[left], field.code[right]
    alike = (long[a] & long[b] & (start[a] == start[b])) | ((digits[a] > 0) & (digits[a] == digits[b]))
    return np.select([(a == 0) | (b == 0), a == b, alike], [0, 3, POSTCODES_BEGIN_ALIKE], 1).astype(np.int64)


def _name_in_place(prepared: Prepared, left: Ints, right: Ints) -> Ints:
    one = prepared
    found = np.zeros(len(left), bool)
    for i, j in ((left, right), (right, left)):
        own = np.flatnonzero(one.has_own_name[i])
        name, place = one.site.code[i[own]], one.places.whole.code[j[own]]
        shared = shared_bits(one.spoken.matrix, one.place_words, name, place, one.bits)
        found[own] |= (shared >= 0.9 * one.spoken.mass[name]) & (shared >= RARE_BITS)
    return found.astype(np.int64)


def _distance(prepared: Prepared, left: Ints, right: Ints) -> Ints:
    one = prepared
    level = np.zeros(len(left), np.int64)
    placed = ~(np.isnan(one.latitude) | np.isnan(one.longitude))
    known = np.flatnonzero(placed[left] & placed[right])
    lat, lon = np.radians(one.latitude), np.radians(one.longitude)
    i, j = left[known], right[known]
    half = (
        np.sin((lat[i] - lat[j]) / 2) ** 2
        + np.cos(lat[i]) * np.cos(lat[j]) * np.sin((lon[i] - lon[j]) / 2) ** 2
    )
    kilometres = 2 * 6371.0 * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    level[known] = np.select(
        [kilometres < 1, kilometres < 5, kilometres < 25, kilometres < 100], [5, 4, 3, 2], 1
    )
    return level


def addresses_agree(levels: dict[str, Ints]) -> Flags:
    return np.asarray((levels["address"] >= _AGREE) | (levels["street and plot numbers"] == 3))
