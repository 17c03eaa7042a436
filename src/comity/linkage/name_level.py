"""How two names compare, as one of ten levels: the heart of `compare`.

In: pairs of spoken names. Out: 0 where one is missing, else OTHER (nothing in common) to EQUAL.
Laws: symmetric; letters and the rarity of shared words both count, whichever says more.
"""

import numpy as np
import polars as pl

from comity.linkage.fields import Field, distinct_pairs, field_of
from comity.linkage.likeness import part_ratio, ratio, rest_likeness, shared_bits
from comity.linkage.names import Spoken, without_towns
from comity.linkage.rarity import RARE_BITS
from comity.linkage.sound import sounds_of
from comity.linkage.translate import BY_SOUND, LATIN
from comity.linkage.words import Flags, Floats, Ints

EQUAL, ALMOST, CONTAINS, ALIKE, PART, RARE, WEAK, UNLIKE, OTHER = 9, 8, 7, 6, 5, 4, 3, 2, 1
_SLIP = 0.76
_UNLIKE_FROM = 0.5
_SHORTEST_CUT = 15
"""Letters from which on a name may have been cut off: no column is narrower."""
_NO_BITS = 1e-6


def name_levels(spoken: Spoken, bits: Floats, left: Ints, right: Ints) -> Ints:
    """Levels of pairs of places among the spoken names."""
    one, other, place = distinct_pairs(left, right, most=len(spoken.name))
    letters = spoken.letters_code
    answer = np.zeros(len(one), np.int64)
    said = np.flatnonzero((letters[one] > 0) & (letters[other] > 0))
    same = letters[one[said]] == letters[other[said]]
    answer[said[same]] = EQUAL
    differ = said[~same]
    answer[differ] = _levels(spoken, bits, one[differ], other[differ])
    scripts = np.sort(np.stack([spoken.script[one[differ]], spoken.script[other[differ]]]), axis=0)
    mixed = differ[(scripts[0] == LATIN) & (scripts[1] == BY_SOUND)]
    answer[mixed] = np.maximum(answer[mixed], _levels_by_sound(spoken, one[mixed], other[mixed]))
    return answer[place]


def part_likeness(spoken: Spoken, left: Ints, right: Ints, *, least: float) -> Floats:
    """How alike the letters of the shorter name are to the likest part of the longer, of pairs of places among the spoken names;
    of what is a little below `least`, 0.
    """
    letters = spoken.letters_code
    one, other, place = distinct_pairs(letters[left], letters[right], most=len(spoken.letters))
    return part_ratio(spoken.letters, one, other, least=least)[place]


def _levels(spoken: Spoken, bits: Floats, one: Ints, other: Ints) -> Ints:
    letters = spoken.letters_code
    likeness = ratio(Field(spoken.letters, letters), letters[one], letters[other], least=_UNLIKE_FROM)
    shared = shared_bits(spoken.matrix, spoken.matrix, one, other, bits)
    mass_one, mass_other = spoken.mass[one], spoken.mass[other]
    jaccard = shared / np.maximum(mass_one + mass_other - shared, 1e-9)
    contained = shared / np.maximum(np.minimum(mass_one, mass_other), 1e-9)
    level = np.select(
        [
            likeness >= 1.0,
            (likeness >= 0.92) | (jaccard >= 0.9),
            (contained >= 0.95) & (shared >= RARE_BITS) & (jaccard >= 0.5),
            (jaccard >= 0.6) | (likeness >= 0.82),
            (contained >= 0.95) & (shared >= RARE_BITS),
            shared >= RARE_BITS,
            (likeness >= 0.68) | (jaccard >= 0.25),
            likeness >= _UNLIKE_FROM,
        ],
        [EQUAL, ALMOST, CONTAINS, ALIKE, PART, RARE, WEAK, UNLIKE],
        OTHER,
    )
    almost = np.flatnonzero(level == ALMOST)
    rests = rest_likeness(spoken.names, spoken.name[one[almost]], spoken.name[other[almost]])
    level[almost[rests < _SLIP]] = RARE
    near = np.flatnonzero((level >= RARE) & (level < ALMOST))
    level[near[_cut_off(spoken, one[near], other[near], likeness[near])]] = CONTAINS
    near = np.flatnonzero((level == PART) | (level == RARE))
    level[near[_same_core(spoken, bits, one[near], other[near])]] = ALIKE
    near = np.flatnonzero(level >= ALIKE)
    number, others = spoken.number[one[near]], spoken.number[other[near]]
    level[near[(number != others) & (number > 0) & (others > 0)]] = RARE
    return level


def _cut_off(spoken: Spoken, one: Ints, other: Ints, likeness: Floats) -> Flags:
    """Names of which one ends inside a word of the other: a column held no more letters."""
    length = spoken.letters.str.len_bytes().to_numpy().astype(np.int64)
    a, b = length[spoken.letters_code[one]], length[spoken.letters_code[other]]
    short = np.minimum(a, b)
    # Of a text and its beginning no letter but those after it differs: so alike, and no less.
    found = (short >= _SHORTEST_CUT) & (likeness >= 2.0 * short / (a + b) - _NO_BITS)
    maybe = np.flatnonzero(found)
    longer = a[maybe] > b[maybe]
    begins = spoken.words(np.where(longer, other[maybe], one[maybe]))
    whole = spoken.words(np.where(longer, one[maybe], other[maybe]))
    cut_off = pl.DataFrame({"begins": begins, "whole": whole}).select(
        pl.col("begins").str.contains(" ", literal=True)
        & pl.col("whole").str.starts_with(pl.col("begins"))
        & (pl.col("whole").str.slice(pl.col("begins").str.len_bytes(), 1) != " ")
    )
    found[maybe] = cut_off.to_series().to_numpy()
    return found


def _same_core(spoken: Spoken, bits: Floats, one: Ints, other: Ints) -> Flags:
    """Names that differ in words of trade and of administration alone, and in no trade that contradicts."""
    mass, trades = spoken.core_mass, spoken.trades
    common = trades[one] & trades[other]
    agree = (common != 0) | (trades[one] == 0) | (trades[other] == 0)
    same = agree & (mass[one] > 0) & (np.abs(mass[one] - mass[other]) < _NO_BITS)
    maybe = np.flatnonzero(same)
    shared = shared_bits(spoken.core, spoken.core, one[maybe], other[maybe], bits)
    same[maybe] = np.abs(shared - mass[one[maybe]]) < _NO_BITS
    return np.asarray(same, dtype=np.bool_)


def _levels_by_sound(spoken: Spoken, one: Ints, other: Ints) -> Ints:
    """Of names in two scripts. Few sounds are soon alike, so that short names say less."""
    if not len(one):
        return np.zeros(0, np.int64)
    names, place = np.unique(np.concatenate([one, other]), return_inverse=True)
    sounds = field_of(sounds_of(without_towns(spoken, names)))
    i, j = np.split(sounds.code[place], 2)
    likeness = ratio(sounds, i, j, least=_UNLIKE_FROM)
    length = sounds.texts.str.len_bytes().to_numpy()
    long = np.minimum(length[i], length[j])
    return np.select(
        [
            (likeness >= 0.92) & (long >= 5),
            (likeness >= 0.8) & (long >= 4) | (likeness >= 0.92) & (long >= 2),
            (likeness >= 0.8) & (long >= 3),
            (likeness >= 0.68) & (long >= 3),
            likeness >= _UNLIKE_FROM,
        ],
        [ALMOST, ALIKE, RARE, WEAK, UNLIKE],
        OTHER,
    )
