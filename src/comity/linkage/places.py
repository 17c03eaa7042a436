"""Where records say they are: city, region, address and postcode, the words of all of them, and the numbers of the address."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl
from scipy import sparse

from comity.linkage.fields import Field, field_of, scripts_of_texts
from comity.linkage.one_cell import with_own_columns, with_towns_of_names
from comity.linkage.spelling import SPELLED_OUT, cut_all, once_each, spell_place
from comity.linkage.translate import scripts_of
from comity.linkage.words import Coded, Flags, Floats, Ints, marks_of, sorted_distinct

_BOX = r"\b(?:po ?box|post ?box|postfach|postbus|apartado|apdo|casilla|caixa|bp)(?: postal| postale)?(?: no| nr)? [0-9]+(?: [0-9]+)*\b"
"""Where the post lies is not where the site stands."""
_LONGEST_NUMBER = 4
"""Longer ones look like postcodes."""
_FIRST_OF_LENGTH = (0, 0, 10, 110, 1_110, 11_110)
"""Where numbers of so many digits begin, when numbers as written are counted; last, where they end."""
_BEFORE_A_NUMBER = ["no", "nr", "num", "number", "numero", "nro", "n", "ndeg", "nomor", "so", "hao"]
"""Words that say nothing of what is numbered."""

NOTHING = pl.Series([""], dtype=pl.String)
PLACES = ("city", "region", "address", "postal_code")


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    city: Field
    region: Field
    address: Field
    postal_code: Field
    whole: Field  # address, city and region
    script: Ints  # that each address was spelled from
    city_script: Ints


def spelled_places(table: pl.DataFrame) -> dict[str, pl.Series]:
    every = once_each(pl.concat([table[name] for name in PLACES]), spell_place)
    spelled = {name: every.slice(at * table.height, table.height) for at, name in enumerate(PLACES)}
    spelled["address"] = (
        spelled["address"].str.replace_all(_BOX, " ").str.replace_all(" +", " ").str.strip_chars(" ")
    )
    spelled = with_towns_of_names(with_own_columns(spelled, table), table)
    joined = spelled["postal_code"].str.replace_all(" ", "", literal=True)
    return {**spelled, "postal_code": joined}


def places_of(table: pl.DataFrame, spelled: pl.DataFrame) -> Places:
    """`spelled` is what the table's rows say, spelled; the table tells from which script."""
    city, address = field_of(spelled["city"]), field_of(spelled["address"])
    whole = spelled.select(pl.concat_str("address", "city", "region", separator=" ")).to_series()
    return Places(
        city=city,
        region=field_of(spelled["region"]),
        address=address,
        postal_code=field_of(spelled["postal_code"]),
        whole=field_of(whole),
        script=scripts_of_texts(address, scripts_of(table["address"])),
        city_script=scripts_of_texts(
            city, scripts_of(table.select(pl.coalesce("city", "address")).to_series())
        ),
    )


def told_of(places: Places, *names: pl.Series) -> Field:
    """What a record says of its place, and its names, as one text. Few say the same, so each has a text of its own."""
    parts = [places.whole.texts.gather(places.whole.code), *names]
    told = pl.DataFrame({str(at): part for at, part in enumerate(parts)}).select(
        pl.concat_str(pl.all(), separator=" ")
    )
    return Field(pl.concat([NOTHING, told.to_series()]), np.arange(1, told.height + 1))


def cut_anew(whole: Field) -> tuple[Ints, pl.Series]:
    """Places whose words are not those of their parts one after the other: letters meet that are spelled out; which, and their words."""
    at = whole.texts.str.contains(SPELLED_OUT).arg_true()
    words = cut_all(whole.texts.gather(at).str.replace_all(" +", " ").str.strip_chars(" "))
    return at.to_numpy().astype(np.int64), words


def parts_of_places(places: Places) -> list[Ints]:
    """For each whole place the texts of the address, the city and the region that it is made of."""
    whole, parts = places.whole, (places.address, places.city, places.region)
    found = [np.zeros(len(whole.texts), np.int64) for _ in parts]
    for codes, part in zip(found, parts, strict=True):
        codes[whole.code] = part.code  # several cuts of one text have the same words
    return found


def only(matrix: sparse.csr_matrix, words: Flags) -> sparse.csr_matrix:
    """The same with some of the words."""
    kept = sparse.csr_matrix(matrix @ sparse.diags(words.astype(np.float64)))
    kept.eliminate_zeros()
    return kept


def numbers_in(vocabulary: pl.Series) -> Ints:
    """What each word counts; -1 for words, and for what looks like a postcode."""
    short = vocabulary.str.extract(rf"^([0-9]{{1,{_LONGEST_NUMBER}}})$")
    return short.cast(pl.Int64).fill_null(-1).to_numpy()


def number_matrix(addresses: Coded, numbers: Ints) -> sparse.csr_matrix:
    """Address x number; `numbers` are those of the vocabulary."""
    values = numbers[addresses.code]
    said = values >= 0
    return marks_of(addresses.texts[said], values[said], shape=(addresses.count, 10**_LONGEST_NUMBER))


def numbers_by_word(addresses: Coded, numbers: Ints) -> tuple[sparse.csr_matrix, Floats]:
    """Address x words that numbers follow, and those words with their numbers; and weights by which what two addresses share adds
    up to more than 0 where they say other numbers of one thing: "Plot 12, Sector 4" and "Plot 13, Sector 4".
    """
    texts, value = addresses.texts, numbers[addresses.code]
    tells = (numbers < 0) & ~addresses.vocabulary.is_in(_BEFORE_A_NUMBER).to_numpy()
    last = np.maximum.accumulate(np.where(tells[addresses.code], np.arange(len(texts)), -1))
    said = np.flatnonzero(value >= 0)
    texts, value, last = texts[said], value[said], last[said]
    thing = np.where(last >= addresses.starts[texts], addresses.code[last], -1)
    things, of_thing = np.unique(thing, return_inverse=True)
    pairs, of_pair = np.unique(of_thing * 10**_LONGEST_NUMBER + value, return_inverse=True)
    matrix = marks_of(
        np.concatenate([texts, texts]),
        np.concatenate([of_thing, len(things) + of_pair]),
        shape=(addresses.count, len(things) + len(pairs)),
    )
    return matrix, np.repeat([1.0, -1.0], [len(things), len(pairs)])


def digits_of(addresses: Coded) -> Ints:
    """How often each digit stands in the numbers of each text, as one number; 0 without numbers."""
    of_word = digits_in(addresses.vocabulary)
    return np.bincount(addresses.texts, weights=of_word[addresses.code], minlength=addresses.count).astype(
        np.int64
    )


def numbers_as_written(addresses: Coded) -> sparse.csr_matrix:
    """Address x number of up to four digits; "05" and "5" are two."""
    numbers = addresses.vocabulary.str.extract(rf"^([0-9]{{1,{_LONGEST_NUMBER}}})$")
    first = np.array(_FIRST_OF_LENGTH)[numbers.str.len_bytes().fill_null(0).to_numpy()]
    codes = (numbers.cast(pl.Int64).fill_null(-1).to_numpy() + first)[addresses.code]
    said = codes >= 0
    return marks_of(addresses.texts[said], codes[said], shape=(addresses.count, _FIRST_OF_LENGTH[-1]))


def less_a_digit(numbers: sparse.csr_matrix) -> sparse.csr_matrix:
    """The same numbers with a digit left out, whichever: 48, 38 and 34 for "348"."""
    return sparse.csr_matrix(numbers @ _without_a_digit())


@lru_cache(maxsize=1)
def _without_a_digit() -> sparse.csr_matrix:
    """Number as written x number as written."""
    whole, rest = [], []
    for length in range(2, _LONGEST_NUMBER + 1):
        value = np.arange(10**length)
        for place in range(length):
            left, right = np.divmod(value, 10 ** (place + 1))
            whole.append(_FIRST_OF_LENGTH[length] + value)
            rest.append(_FIRST_OF_LENGTH[length - 1] + left * 10**place + right % 10**place)
    size = _FIRST_OF_LENGTH[-1]
    return marks_of(np.concatenate(whole), np.concatenate(rest), shape=(size, size))


def digits_in(words: pl.Series, *, longest: int = _LONGEST_NUMBER) -> Ints:
    """How often each digit stands in each word that is a number, as one number; 0 for other words."""
    at = words.str.contains(rf"^[0-9]{{1,{longest}}}$").arg_true()
    numbers = words.gather(at)
    owner = np.repeat(at.to_numpy(), numbers.str.len_bytes().to_numpy())
    digit = np.frombuffer("".join(numbers.to_list()).encode("ascii"), np.uint8) - ord("0")
    return np.bincount(owner, weights=16.0**digit, minlength=len(words)).astype(np.int64)


def companies_at(address: Field, city: Field, name: Ints, lists: sparse.csr_matrix) -> Ints:
    """Names that one list has at the address of each record, at the most; 1 where it says none."""
    at, record = lists.indices.astype(np.int64), np.repeat(np.arange(lists.shape[0]), np.diff(lists.indptr))
    said = (address.code[record] > 0) & (name[record] > 0)
    at, record = at[said], record[said]
    place = _numbered(address.code * len(city.texts) + city.code)
    there = sorted_distinct(
        (place[record] * lists.shape[1] + at) * (int(name.max(initial=0)) + 1) + name[record]
    )
    spots, names = np.unique(there // (int(name.max(initial=0)) + 1), return_counts=True)
    most = np.ones(int(place.max(initial=0)) + 1, np.int64)
    np.maximum.at(most, spots // lists.shape[1], names)
    return np.where(address.code > 0, most[place], 1)


def houses_of(name: Ints, city: Field, address: Field, numbers: sparse.csr_matrix) -> Ints:
    """How many house numbers the records of each record's name in its town give, all lists taken together; of several in one
    address the largest counts, for buildings and floors have small ones.
    """
    counts = np.diff(numbers.indptr)[address.code]
    says = np.flatnonzero((counts > 0) & (name > 0) & (city.code > 0))
    number = numbers.indices[numbers.indptr[1:][address.code[says]] - 1].astype(np.int64)
    place = _numbered(name * len(city.texts) + city.code)
    there = sorted_distinct(place[says] * 10**_LONGEST_NUMBER + number)
    houses = np.bincount(there // 10**_LONGEST_NUMBER, minlength=int(place.max(initial=0)) + 1)
    return houses[place]


def _numbered(keys: Ints) -> Ints:
    return np.unique(keys, return_inverse=True)[1].astype(np.int64)


def number_bits(numbers: Ints, bits: Floats) -> Floats:
    """What agreeing on each number says: "Lot 3" little, "No. 1748" much; a number of two digits never more than that
    there are a hundred of them. Both are of the vocabulary.
    """
    answer = np.full(10**_LONGEST_NUMBER, float(bits.max(initial=0.0)))
    answer[numbers[numbers >= 0]] = bits[numbers >= 0]
    digits = np.floor(np.log10(np.maximum(np.arange(len(answer)), 1))) + 1
    return np.asarray(np.minimum(answer, digits * np.log2(10)), dtype=np.float64)
