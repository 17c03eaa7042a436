"""Where records say they are: city, region, address and postcode, the words of all of them, and the numbers of the address."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy import sparse

from comity.linkage.fields import Field, field_of
from comity.linkage.spelling import cut_all, once_each, spell_all
from comity.linkage.words import Flags, Floats, Ints, coded, cut, matrix_of

_BOX = r"\b(?:po ?box|post ?box|postfach|postbus|apartado|apdo|casilla|caixa|bp)(?: postal| postale)?(?: no| nr)? [0-9]+(?: [0-9]+)*\b"
"""Where the post lies is not where the site stands."""
_LONGEST_NUMBER = 4
"""Longer ones look like postcodes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    city: Field
    region: Field
    address: Field
    postal_code: Field
    whole: Field  # address, city and region


def places_of(table: pl.DataFrame) -> Places:
    spelled = {
        name: once_each(table[name], spell_all) for name in ("city", "region", "address", "postal_code")
    }
    spelled["address"] = (
        spelled["address"].str.replace_all(_BOX, " ").str.replace_all(" +", " ").str.strip_chars(" ")
    )
    whole = (
        pl.DataFrame(spelled).select(pl.concat_str("address", "city", "region", separator=" ")).to_series()
    )
    return Places(
        city=field_of(spelled["city"]),
        region=field_of(spelled["region"]),
        address=field_of(spelled["address"]),
        postal_code=field_of(spelled["postal_code"].str.replace_all(" ", "", literal=True)),
        whole=field_of(whole),
    )


def words_of_places(whole: Field) -> pl.Series:
    return cut_all(whole.texts.str.replace_all(" +", " ").str.strip_chars(" "))


def place_matrix(words: pl.Series, vocabulary: pl.Series) -> sparse.csr_matrix:
    """Place x word."""
    run = cut(words)
    codes = coded(run.words, vocabulary)
    return matrix_of(run.texts, codes, np.ones(len(codes)), shape=(len(words), len(vocabulary)))


def address_matrix(address: Field, vocabulary: pl.Series) -> sparse.csr_matrix:
    """Address x word, numbers left out."""
    run = cut(address.texts)
    codes = np.where(run.words.str.contains("^[0-9]").to_numpy(), -1, coded(run.words, vocabulary))
    return matrix_of(run.texts, codes, np.ones(len(codes)), shape=(len(address.texts), len(vocabulary)))


def only(matrix: sparse.csr_matrix, words: Flags) -> sparse.csr_matrix:
    """The same with some of the words."""
    kept = sparse.csr_matrix(matrix @ sparse.diags(words.astype(np.float64)))
    kept.eliminate_zeros()
    return kept


def number_matrix(address: Field) -> sparse.csr_matrix:
    """Address x number, but for what looks like a postcode."""
    run = cut(address.texts)
    short = run.words.str.contains(rf"^[0-9]{{1,{_LONGEST_NUMBER}}}$").to_numpy()
    values = run.words.filter(pl.Series(short, dtype=pl.Boolean)).cast(pl.Int64).to_numpy()
    ones: Floats = np.ones(len(values))
    at: Ints = run.texts[short]
    return matrix_of(at, values, ones, shape=(len(address.texts), 10**_LONGEST_NUMBER))


def number_bits(vocabulary: pl.Series, bits: Floats) -> Floats:
    """What agreeing on each number says: "Lot 3" little, "No. 1748" much; a number of two digits never more than that
    there are a hundred of them.
    """
    answer = np.full(10**_LONGEST_NUMBER, float(bits.max(initial=0.0)))
    numbers = vocabulary.str.contains(rf"^[0-9]{{1,{_LONGEST_NUMBER}}}$")
    answer[vocabulary.filter(numbers).cast(pl.Int64).to_numpy()] = bits[numbers.to_numpy()]
    digits = np.floor(np.log10(np.maximum(np.arange(len(answer)), 1))) + 1
    return np.asarray(np.minimum(answer, digits * np.log2(10)), dtype=np.float64)
