"""The names of all records: their words, what each word weighs in that name, and how many records of a list share them.

A list with one name a row gives it as site and as company; where such a row has a parent, that parent is the company:
"Selabu, of Musi Banyuasin" is written both ways in life. A word that only says the town weighs little in a name:
"Mühlenwerke Weisweiler" and "Bank in Weisweiler" share no name. So a name is a text and, where it speaks of its town, that town.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl
from scipy import sparse

from comity.linkage.fields import Field, field_of
from comity.linkage.rarity import common_words
from comity.linkage.spelling import in_and_before_brackets_all, name_words_all, once_each
from comity.linkage.text import legal_forms
from comity.linkage.trades import trade_words, trades_of
from comity.linkage.translate import LATIN, in_english, scripts_of
from comity.linkage.unit_tables import unit_words
from comity.linkage.units import ROMAN, unit_texts
from comity.linkage.words import (
    Coded,
    Flags,
    Floats,
    Ints,
    cut,
    joined,
    marks_of,
    matrix_of,
    run_of,
    said_by,
)

COLUMNS = ("site_name", "supplier_name", "parent_name")
SPOKEN = (*COLUMNS, "before brackets", "in brackets")
_LAST_DIGITS = r"^[0-9]*?([0-9]{1,9})$"
_SPREAD, _SPREAD_OVER = 2_654_435_761, 2**40
"""So that no two sets of numbers have one sum (Fibonacci hashing)."""
_SAYS_NOTHING = ["unknown", "na", "none", "other", "others", "various", "0", "tbd", "nil"]
_TOWN_IN_NAME = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """One of the names of every record."""

    code: Ints  # its place among the spoken names
    text: Ints  # names of one number have the same letters; 0 where missing
    shared_by: Ints  # records of one list that share the letters, at the most

    @property
    def is_said(self) -> Flags:
        return np.asarray(self.text > 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """Every name that any record has, once; and once more for each town that it speaks of."""

    names: pl.Series  # without a town, ascending
    name: Ints  # its place among these
    letters: pl.Series  # of names, without spaces
    letters_code: Ints  # 0 for no letters
    matrix: sparse.csr_matrix  # name x word; roots of weights, so that a row times itself gives the weights
    mass: Floats  # bits of all its words
    script: Ints  # that it was spelled from
    vocabulary: pl.Series  # of the matrix
    number: Ints  # that tells it from others of its chain, "Store 10234"; 0 for none
    core: (
        sparse.csr_matrix
    )  # name x word: what is left without towns, numbers and words that many firms share
    core_mass: Floats
    trades: Ints  # as bits
    tells_nothing: Flags  # "Factory", "Ltd": words of trade and legal forms alone

    def words(self, at: Ints) -> pl.Series:
        """Of some of what is spoken, with single spaces."""
        return self.names.gather(self.name[at])


def spoken_columns(table: pl.DataFrame) -> dict[str, pl.Series]:
    """The words of the three names, and of what stands before and in brackets of the site's name."""
    given = pl.concat([table[column] for column in COLUMNS])
    words = once_each(given, _words)
    words = words.set(words.is_in(_SAYS_NOTHING), "")
    parts = dict(zip(COLUMNS, (words.slice(at * table.height, table.height) for at in range(3)), strict=True))
    site, company, parent = (parts[column] for column in COLUMNS)
    of_parent = (parent != "") & (parent != site) & ((company == "") | (company == site))
    before, inside = in_and_before_brackets_all(in_english(table["site_name"].fill_null("")))
    empty = (inside == "") | once_each(inside, _telling).eq("")
    before, inside = (part.set(empty, "") for part in (before, inside))
    return dict(zip(SPOKEN, (site, parent.zip_with(of_parent, company), parent, before, inside), strict=True))


def scripts_of_names(table: pl.DataFrame, spelled: pl.DataFrame) -> pl.DataFrame:
    """`words`, `script`: names that some record has in another script than Latin."""
    found = [
        pl.DataFrame({"words": spelled[name], "script": scripts_of(table[name])}).filter(
            pl.col("script") > LATIN
        )
        for name in COLUMNS
    ]
    return pl.concat(found).group_by("words").agg(pl.col("script").max())


def _words(names: pl.Series) -> pl.Series:
    return name_words_all(in_english(names))


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """Every name once, with the weights of its words, and for each column the name of each record."""

    names: Field  # the columns SPOKEN one after the other
    words: Coded  # of its texts
    name: Ints  # of what is spoken, its place among the texts
    matrix: sparse.csr_matrix
    code: Mapping[str, Ints]


def speech_of(names: Field, words: Coded, towns: Ints, town_words: Ints) -> Speech:
    """`towns` is what town each record speaks of, `town_words` town x word of the vocabulary, ascending."""
    town = np.tile(towns, len(SPOKEN))
    said = np.flatnonzero(names.code)
    pairs, place = np.unique(
        names.code[said] * (int(town.max(initial=0)) + 1) + town[said], return_inverse=True
    )
    name_of_pair, town_of_pair = np.divmod(pairs, int(town.max(initial=0)) + 1)
    at, owner = run_of(words.starts, name_of_pair)
    codes, size = words.code, len(words.vocabulary)
    is_town = np.isin(town_of_pair[owner] * size + codes[at], town_words)
    with_town = np.bincount(owner[is_town], minlength=len(pairs)) > 0
    # Names that speak of no town come first and are one name wherever they stand.
    spoken_of_pair = np.where(with_town, len(names.texts) + np.cumsum(with_town) - 1, name_of_pair)
    in_town = with_town[owner]
    count = len(names.texts) + int(with_town.sum())
    matrix = matrix_of(
        np.concatenate([words.texts, spoken_of_pair[owner[in_town]]]),
        np.concatenate([codes, codes[at[in_town]]]),
        np.sqrt(np.concatenate([np.ones(len(codes)), np.where(is_town[in_town], _TOWN_IN_NAME, 1.0)])),
        shape=(count, size),
    )
    code = np.zeros(len(names.code), np.int64)
    code[said] = spoken_of_pair[place]
    return Speech(
        names=names,
        words=words,
        name=np.concatenate([np.arange(len(names.texts)), name_of_pair[with_town]]),
        matrix=matrix,
        code=dict(zip(SPOKEN, np.split(code, len(SPOKEN)), strict=True)),
    )


def towns_spoken_of(city: Field, cities: Coded, region: Field, regions: Coded) -> tuple[Ints, Ints]:
    """Which town (city and region) each record speaks of, and, ascending, town x word for the words of each."""
    pairs, towns = np.unique(city.code * len(region.texts) + region.code, return_inverse=True)
    keys = []
    for words, chosen in zip((cities, regions), np.divmod(pairs, len(region.texts)), strict=True):
        at, owner = run_of(words.starts, chosen)
        keys.append(owner * len(words.vocabulary) + words.code[at])
    return towns, np.unique(np.concatenate(keys))


def spoken_of(speech: Speech, bits: Floats, scripts: pl.DataFrame) -> Spoken:
    names, name, vocabulary = speech.names.texts, speech.name, speech.words.vocabulary
    letters = field_of(names.str.replace_all(" ", "", literal=True))
    script = names.replace_strict(scripts["words"], scripts["script"], default=LATIN).to_numpy()
    core = _core_of(speech.matrix, vocabulary)
    return Spoken(
        names=names,
        name=name,
        letters=letters.texts,
        letters_code=letters.code[name],
        matrix=speech.matrix,
        mass=mass_of(speech.matrix, bits),
        script=script[name],
        vocabulary=vocabulary,
        number=_numbers_of(speech.matrix, vocabulary),
        core=core,
        core_mass=mass_of(core, bits),
        trades=trades_of(speech.words)[name],
        tells_nothing=_tells_nothing(speech.words)[name],
    )


def without_towns(spoken: Spoken, at: Ints) -> pl.Series:
    """Names without the words of the town they speak of, where others are left."""
    names = spoken.words(at)
    words = cut(names)
    rows = spoken.matrix[at].tocoo()
    of_town = np.flatnonzero(rows.data < 1.0)
    towns = pl.DataFrame(
        {"at": rows.row[of_town].astype(np.int64), "word": spoken.vocabulary.gather(rows.col[of_town])}
    )
    said = pl.DataFrame({"at": words.texts, "word": words.words}).with_row_index("place")
    kept = np.zeros(said.height, bool)
    kept[said.join(towns, on=["at", "word"], how="anti")["place"].to_numpy()] = True
    rest = joined(words, kept)
    return names.scatter(rest["at"], rest["text"])


def _numbers_of(matrix: sparse.csr_matrix, vocabulary: pl.Series) -> Ints:
    """One number for the numbers that each name has, digits or Roman; 0 for none."""
    roman = vocabulary.replace_strict(list(ROMAN), list(ROMAN.values()), default=None, return_dtype=pl.Int64)
    digits = vocabulary.str.extract(_LAST_DIGITS).cast(pl.Int64)
    values = (digits.fill_null(roman.set(vocabulary.str.len_bytes() == 1, None)) + 1).fill_null(0)
    return np.asarray(matrix.sign() @ (values.to_numpy() * _SPREAD % _SPREAD_OVER), dtype=np.int64)


def _core_of(matrix: sparse.csr_matrix, vocabulary: pl.Series) -> sparse.csr_matrix:
    """Name x word, without towns, numbers, and words of trade, of administration and of legal form."""
    core = matrix.copy()
    core.data[(core.data < 1.0) | _is_plain(vocabulary)[core.indices]] = 0.0
    core.eliminate_zeros()
    return core


def _telling(names: pl.Series) -> pl.Series:
    """The words of names that are no numbers, nor words of trade, of administration or of legal form."""
    words = cut(names)
    kept = joined(words, ~_is_plain(words.words))
    return pl.repeat("", len(names), dtype=pl.String, eager=True).scatter(kept["at"], kept["text"])


def _is_plain(words: pl.Series) -> Flags:
    word = pl.lit(words)
    plain = pl.select(word.is_in(_of_form_or_trade().implode()) | word.str.contains("^[0-9]")).to_series()
    return np.asarray(common_words(words) | plain.to_numpy())


@lru_cache(maxsize=1)
def _of_form_or_trade() -> pl.Series:
    return pl.Series(sorted(_formal() | trade_words()), dtype=pl.String)


@lru_cache(maxsize=1)
def _formal() -> frozenset[str]:
    return frozenset(word for form in legal_forms() for word in form)


def says_only_towns(spoken: Spoken) -> Flags:
    """Names of which nothing is left without the town they speak of but a numbered unit."""
    matrix = spoken.matrix
    counts = (spoken.vocabulary.str.contains("^[0-9]") | spoken.vocabulary.is_in(unit_words())).to_numpy()
    names = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    towns, others = (
        np.bincount(names[chosen], minlength=matrix.shape[0])
        for chosen in (matrix.data < 1.0, (matrix.data >= 1.0) & ~counts[matrix.indices])
    )
    return np.asarray((towns > 0) & (others == 0))


def _tells_nothing(names: Coded) -> Flags:
    telling = ~(common_words(names.vocabulary) | names.vocabulary.is_in(sorted(_formal())).to_numpy())
    return np.asarray(np.bincount(names.texts, weights=telling[names.code], minlength=names.count) == 0)


def mass_of(matrix: sparse.csr_matrix, bits: Floats) -> Floats:
    return np.asarray(matrix.multiply(matrix) @ bits, dtype=np.float64).reshape(-1)


def names_of(code: Ints, spoken: Spoken, lists: sparse.csr_matrix) -> Names:
    text = spoken.letters_code[code]
    at, record = lists.indices.astype(np.int64), np.repeat(np.arange(len(code)), np.diff(lists.indptr))
    pairs, counts = np.unique(text[record] * lists.shape[1] + at, return_counts=True)
    most = np.ones(len(spoken.letters), np.int64)
    np.maximum.at(most, pairs // lists.shape[1], counts)
    return Names(code=code, text=text, shared_by=most[text])


def units_named(site: pl.Series, company: pl.Series) -> pl.Series:
    """The numbered units each record's names speak of: "2" or "2,3"; the company's where the site's name has none."""
    named = once_each(pl.concat([site, company]), unit_texts)
    own, firm = named.slice(0, len(site)), named.slice(len(site))
    return firm.zip_with(own == "", own)


SHORTEST_ACRONYM, LONGEST_ACRONYM = 3, 6


def initials_of(speech: Speech) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    """What is spoken x word: the words that could be initials, and the initials of names of three words and more."""
    words, vocabulary = speech.words, speech.words.vocabulary
    length = vocabulary.str.len_bytes().to_numpy()
    short = (length >= SHORTEST_ACRONYM) & (length <= LONGEST_ACRONYM)
    could_be = said_by(words, short)
    many = (words.counts >= SHORTEST_ACRONYM) & (words.counts <= LONGEST_ACRONYM)
    named = np.flatnonzero(many)
    at, owner = run_of(words.starts, named)
    first = _letters(vocabulary.str.slice(0, 1))
    letters = _spelled(first[words.code[at]], owner, count=len(named))
    acronyms = np.flatnonzero(short)
    every = np.repeat(np.arange(len(acronyms)), length[acronyms].astype(np.int64))
    known = _spelled(_letters(vocabulary.gather(acronyms)), every, count=len(acronyms))
    order = np.argsort(known)
    place = np.minimum(np.searchsorted(known[order], letters), max(len(known) - 1, 0))
    there = known[order][place] == letters if len(known) else np.zeros(len(letters), np.bool_)
    initials = marks_of(named[there], acronyms[order[place[there]]], shape=could_be.shape)
    return could_be[speech.name], initials[speech.name]


_Letters = np.ndarray[tuple[int], np.dtype[np.uint8]]


def _letters(words: pl.Series) -> _Letters:
    return np.frombuffer("".join(words.to_list()).encode("ascii"), np.uint8)


def _spelled(letters: _Letters, word: Ints, *, count: int) -> Ints:
    """Words of few letters as numbers; `word` says which word each letter is of, in the order that they stand in."""
    starts = np.searchsorted(word, np.arange(count + 1))
    value, size = np.zeros(count, np.int64), np.diff(starts)
    for step in range(LONGEST_ACRONYM):
        longer = size > step
        value[longer] = value[longer] * 256 + letters[starts[:-1][longer] + step]
    return value
