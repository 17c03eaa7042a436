"""Records made ready for comparing: words with their weights, folded places, labels, identifiers as numbers.

In: rows, known records. Out: `Prepared`, arrays over distinct records in the order of their keys, so that no order of
rows or lists can show. Laws: a word's weight falls with how often *different rows of one list* share it, because two
rows of one list are rarely one site; a short list leans on the weights shipped.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy import sparse

from comity.core import IDENTIFIERS, SITE_SCHEMA
from comity.linkage.text import fold, generic_words, in_and_before_brackets, name_words, unit_labels, words_of

SITE_IDENTIFIERS = ("os_id", "gln", "sedex_site", "amfori_id", "rba_id")
ENTITY_IDENTIFIERS = ("lei", "duns", "sedex_company", "national_id")

_PRIOR_PAIRS = 20_000.0
"""Pairs of rows that the shipped weights stand for: a list of two hundred rows weighs as much."""
_PRIOR_BITS = 8.0
_GENERIC_BITS = 2.0
_HIGHEST_BITS = 11.0

Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
Floats = np.ndarray[tuple[int], np.dtype[np.float64]]
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """One of the three names of every record, and how many records of one list share it at the most."""

    text: list[str]  # words without spaces between them; "" where missing
    words: list[tuple[str, ...]]
    matrix: sparse.csr_matrix  # record x word, 1.0 where the name has the word
    mass: Floats  # bits of all its words
    shared_by: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    records: list[str]  # keys, ascending
    lists: sparse.csr_matrix  # record x list
    is_known: Flags
    country: Ints  # -1 where missing
    site: Names
    company: Names
    parent: Names
    before_brackets: Names  # of a site name like "Agrolestari (Jalemo)"; empty without brackets
    in_brackets: Names
    has_own_name: Flags  # the site's name says more than the company's
    city: list[str]
    region: list[str]
    address: list[str]
    postal_code: list[str]
    places: sparse.csr_matrix  # record x word: address, city and region
    place_mass: Floats
    numbers: sparse.csr_matrix  # record x number in the address
    units: list[str]  # "2" or "2,3"; "" where the names speak of no unit
    acronyms: list[frozenset[str]]  # words of the names that could be initials, and the initials of the names
    identifiers: dict[str, Ints]  # -1 where missing
    latitude: Floats
    longitude: Floats
    bits: Floats  # of each word

    @property
    def count(self) -> int:
        return len(self.records)


def prepare(rows: pl.DataFrame, known: pl.DataFrame | None = None) -> Prepared:
    """Rows follow ROWS_FRAME, known records KNOWN_FRAME (each known record counts as a list of its own)."""
    table, lists = _distinct(rows, known)
    vocabulary: dict[str, int] = {}
    words = _spoken_names(table)
    folded = {name: _folded(table[name]) for name in ("city", "region", "address", "postal_code")}
    place_words = [
        tuple(dict.fromkeys(words_of(f"{address} {city} {region}")))
        for address, city, region in zip(folded["address"], folded["city"], folded["region"], strict=True)
    ]
    towns = [
        frozenset((*city.split(), *region.split()))
        for city, region in zip(folded["city"], folded["region"], strict=True)
    ]
    name_matrices = {name: _matrix(listed, vocabulary, towns) for name, listed in words.items()}
    places = _matrix(place_words, vocabulary)
    bits = _word_bits(name_matrices, places, vocabulary, lists)
    name_matrices = {name: _widened(matrix, len(vocabulary)) for name, matrix in name_matrices.items()}
    places = _widened(places, len(vocabulary))
    names = {name: _names(listed, name_matrices[name], bits, lists) for name, listed in words.items()}
    site, company = names["site_name"], names["supplier_name"]
    number_vocabulary: dict[str, int] = {}
    return Prepared(
        records=table["record"].to_list(),
        lists=lists,
        is_known=table["known"].to_numpy(),
        country=_codes(table["country"]),
        site=site,
        company=company,
        parent=names["parent_name"],
        before_brackets=names["before brackets"],
        in_brackets=names["in brackets"],
        has_own_name=np.array(
            [bool(a) and bool(b) and a != b for a, b in zip(site.text, company.text, strict=True)], bool
        ),
        city=folded["city"],
        region=folded["region"],
        address=folded["address"],
        postal_code=[text.replace(" ", "") for text in folded["postal_code"]],
        places=places,
        place_mass=_mass(places, bits),
        numbers=_matrix([_numbers(text) for text in folded["address"]], number_vocabulary),
        units=[
            ",".join(sorted(unit_labels(own) or unit_labels(firm)))
            for own, firm in zip(site.words, company.words, strict=True)
        ],
        acronyms=[
            _acronyms(*trio)
            for trio in zip(site.words, company.words, names["parent_name"].words, strict=True)
        ],
        identifiers={name: _codes(table[name]) for name in IDENTIFIERS},
        latitude=table["latitude"].cast(pl.Float64).fill_null(float("nan")).to_numpy(),
        longitude=table["longitude"].cast(pl.Float64).fill_null(float("nan")).to_numpy(),
        bits=bits,
    )


_NAME_COLUMNS = ("site_name", "supplier_name", "parent_name")
_SAYS_NOTHING = frozenset(
    {(), ("unknown",), ("na",), ("none",), ("other",), ("others",), ("various",), ("0",), ("tbd",), ("nil",)}
)


def _spoken_names(table: pl.DataFrame) -> dict[str, list[tuple[str, ...]]]:
    """The three names as words. A list with one name a row gives it as site and as company; where such a row has a
    parent, that parent is the company: "Selabu, of Musi Banyuasin" is written both ways in life.
    """
    spoken: dict[str, list[tuple[str, ...]]] = {}
    for column in _NAME_COLUMNS:
        unique = table[column].unique().drop_nulls().to_list()
        known = {text: words for text in unique if (words := name_words(text)) not in _SAYS_NOTHING}
        spoken[column] = [known.get(text, ()) if text is not None else () for text in table[column].to_list()]
    trios = zip(*(spoken[column] for column in _NAME_COLUMNS), strict=True)
    spoken["supplier_name"] = [
        parent if parent and parent != site and company in ((), site) else company
        for site, company, parent in trios
    ]
    parts = {
        text: in_and_before_brackets(text) for text in table["site_name"].unique().drop_nulls().to_list()
    }
    for at, column in enumerate(("before brackets", "in brackets")):
        spoken[column] = [
            parts[text][at] if text is not None else () for text in table["site_name"].to_list()
        ]
    return spoken


def _distinct(rows: pl.DataFrame, known: pl.DataFrame | None) -> tuple[pl.DataFrame, sparse.csr_matrix]:
    columns = ["record", *SITE_SCHEMA]
    table = rows.select(columns).with_columns(known=pl.lit(False)).unique("record")  # noqa: FBT003 -- a column's value
    if known is not None and known.height:
        earlier = known.select(columns).with_columns(known=pl.lit(True)).unique("record")  # noqa: FBT003 -- the same
        table = pl.concat([earlier, table.join(earlier, on="record", how="anti")])
    table = table.sort("record")
    member = rows.select("record", "list").unique()
    places = (
        table.select("record").with_row_index("at").join(member, on="record", how="left").sort("at", "list")
    )
    name = places["list"].fill_null("")
    codes = name.rank("dense").to_numpy().astype(np.int64) - 1
    given = name.to_numpy() != ""
    shape = (table.height, int(codes.max(initial=0)) + 1)
    at = places["at"].to_numpy().astype(np.int64)
    return table, sparse.csr_matrix((np.ones(int(given.sum())), (at[given], codes[given])), shape=shape)


def _folded(column: pl.Series) -> list[str]:
    unique = column.unique().drop_nulls()
    spelled = dict(
        zip(unique.to_list(), (" ".join(words_of(fold(text))) for text in unique.to_list()), strict=True)
    )
    return [spelled[text] if text is not None else "" for text in column.to_list()]


def _codes(column: pl.Series) -> Ints:
    codes = column.rank("dense").cast(pl.Int64).fill_null(-1).to_numpy()
    return np.asarray(codes, dtype=np.int64)


_TOWN_IN_NAME = 0.3
"""What a name's word weighs that only says the town: "Mühlenwerke Weisweiler" and "Bank in Weisweiler" share no name."""


def _matrix(
    words: list[tuple[str, ...]], vocabulary: dict[str, int], towns: list[frozenset[str]] | None = None
) -> sparse.csr_matrix:
    """Row x word. Entries are roots of weights, so that a row times itself gives the weights."""
    indices: list[int] = []
    starts = [0]
    weights: list[float] = []
    for at, listed in enumerate(words):
        town = towns[at] if towns else frozenset()
        placed = sorted({vocabulary.setdefault(word, len(vocabulary)): word for word in listed}.items())
        indices.extend(index for index, _ in placed)
        weights.extend(_TOWN_IN_NAME if word in town else 1.0 for _, word in placed)
        starts.append(len(indices))
    data = np.sqrt(np.array(weights))
    return sparse.csr_matrix(
        (data, np.array(indices, np.int64), np.array(starts, np.int64)),
        shape=(len(words), max(len(vocabulary), 1)),
    )


def _widened(matrix: sparse.csr_matrix, width: int) -> sparse.csr_matrix:
    """The same rows over a vocabulary that has grown since."""
    shape = (matrix.shape[0], max(width, 1))
    return sparse.csr_matrix((matrix.data, matrix.indices, matrix.indptr), shape=shape)


def _mass(matrix: sparse.csr_matrix, bits: Floats) -> Floats:
    return np.asarray(matrix.multiply(matrix) @ bits, dtype=np.float64).reshape(-1)


def _word_bits(
    names: dict[str, sparse.csr_matrix],
    places: sparse.csr_matrix,
    vocabulary: dict[str, int],
    lists: sparse.csr_matrix,
) -> Floats:
    """-log2 of how often a row has the word, estimated from pairs of different rows of one list.

    Counting pairs inside lists, not rows over lists, keeps a site that twenty members list from making its own name
    look common.
    """
    size = max(len(vocabulary), 1)
    spoken = [_widened(matrix, size) for matrix in (*(names[column] for column in _NAME_COLUMNS), places)]
    present = sum(spoken[1:], start=spoken[0]).sign()
    per_list = (lists.T @ present).tocsr()
    totals = np.asarray(lists.sum(axis=0)).ravel()
    pairs = float((totals * (totals - 1)).sum())
    counts = per_list.copy()
    counts.data = per_list.data * (per_list.data - 1)
    together = np.asarray(counts.sum(axis=0)).ravel()
    generic = generic_words()
    expected = np.full(size, 2.0**-_PRIOR_BITS)
    for word, index in vocabulary.items():
        if word in generic or len(word) == 1:
            expected[index] = 2.0**-_GENERIC_BITS
    frequency = np.sqrt((together + _PRIOR_PAIRS * expected**2) / (pairs + _PRIOR_PAIRS))
    ceiling = np.where(expected > 0.1, _GENERIC_BITS + 1, _HIGHEST_BITS)
    return np.minimum(-np.log2(frequency), ceiling)


def _names(
    words: list[tuple[str, ...]], matrix: sparse.csr_matrix, bits: Floats, lists: sparse.csr_matrix
) -> Names:
    text = ["".join(listed) for listed in words]
    codes = _codes(pl.Series(text))
    of_name = sparse.csr_matrix(
        (np.ones(len(text)), (np.arange(len(text)), codes - 1)), shape=(len(text), int(codes.max(initial=1)))
    )
    per_list = (lists.T @ of_name).tocsc()
    most = per_list.max(axis=0).toarray().ravel() if per_list.shape[0] else np.ones(of_name.shape[1])
    return Names(
        text=text,
        words=words,
        matrix=matrix,
        mass=_mass(matrix, bits),
        shared_by=np.maximum(most[codes - 1], 1).astype(np.int64) if len(text) else np.zeros(0, np.int64),
    )


def _numbers(address: str) -> tuple[str, ...]:
    """Numbers of the address but for what looks like a postcode."""
    return tuple(str(int(word)) for word in address.split() if word.isdigit() and len(word) <= 4)


_SHORTEST_ACRONYM = 3


def _acronyms(*names: tuple[str, ...]) -> frozenset[str]:
    found = set()
    for words in names:
        if len(words) >= _SHORTEST_ACRONYM:
            found.add("=" + "".join(word[0] for word in words))
        found.update(word for word in words if _SHORTEST_ACRONYM <= len(word) <= 6)
    return frozenset(found)
