"""Known sites on disk, opened in place: which of a million a new list may mean, without reading the million.

In: known records (KNOWN_FRAME), once; then new rows, again and again. Out: the known records worth comparing with them, which
`link_rows` takes as `known`. Records stand in an Arrow file and pieces in sorted runs; both are mapped into memory, so
that opening costs nothing and a look-up reads what it needs.
What is looked up: pieces of the name and the town, numbers together with either, identifiers; rare ones weigh most. Laws:
records of another country are never given; the answer for a row does not hang on the other rows.
"""

import json
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from scipy import sparse
from sparse_dot_topn import sp_matmul_topn

from comity.core import IDENTIFIERS, UnreadableInput, empty_sites
from comity.linkage.names import spoken_columns
from comity.linkage.pieces import letter_pieces
from comity.linkage.places import places_of
from comity.linkage.records import KNOWN_FRAME
from comity.linkage.words import Ints, cut, group_starts, run_of

FORMAT = "comity-site-index-v1"
MOST = 6
"""Known records that are looked at for each new one."""
_COMMONEST = 3_000
"""Known records that a piece may stand in and still be looked up by."""
_LEAST_LIKENESS = 0.15
_NO_COUNTRY = 26 * 26
_CODES = np.int64(1) << 40
_KINDS = ("name", "town", "number and town", "number and name", "identifier")
_Run = np.ndarray[tuple[int], np.dtype[np.int64]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteIndex:
    """Made by `open_index` alone."""

    records: pl.DataFrame  # KNOWN_FRAME
    pieces: _Run  # ascending
    starts: _Run  # of each piece's records; one more at the end
    holders: np.ndarray[tuple[int], np.dtype[np.int32]]  # records by piece

    def candidates(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The known records (KNOWN_FRAME) that rows (ROWS_FRAME) may mean: for each row the likeliest few."""
        at, piece = _pieces_of(rows)
        place = np.minimum(np.searchsorted(self.pieces, piece), max(len(self.pieces) - 1, 0))
        known = self.pieces[place] == piece if len(self.pieces) else np.zeros(len(piece), bool)
        at, place = at[known], place[known]
        used, column = np.unique(place, return_inverse=True)
        posting, owner = run_of(self.starts, used)
        weight = np.log1p(self.records.height / np.diff(self.starts)[used]).astype(np.float32)
        asked = sparse.csr_matrix((weight[column], (at, column)), shape=(rows.height, len(used)))
        told = sparse.csr_matrix(
            (weight[owner], (owner, self.holders[posting])), shape=(len(used), self.records.height)
        )
        own = np.sqrt(np.maximum(asked.multiply(asked).sum(axis=1), 1e-9)).astype(np.float32)
        asked = sparse.csr_matrix(asked.multiply(1.0 / own), dtype=np.float32)
        near = sp_matmul_topn(asked, told, top_n=MOST, threshold=_LEAST_LIKENESS, sort=False, n_threads=2)
        return self.records[np.unique(near.indices).astype(np.int64)]


def write_index(folder: Path, known: pl.DataFrame) -> None:
    """`known` follows KNOWN_FRAME. The folder must not be there; it is whole when its `index.json` is."""
    folder.mkdir(parents=True)
    known = known.select(KNOWN_FRAME.names()).sort("record")
    known.write_ipc(folder / "records.arrow", compression="uncompressed")
    record, piece = _pieces_of(known)
    order = np.lexsort((record, piece))
    piece, record = piece[order], record[order]
    starts = group_starts(piece)
    rare = np.diff(starts) <= _COMMONEST
    kept = np.repeat(rare, np.diff(starts))
    np.save(folder / "pieces.npy", piece[starts[:-1]][rare])
    np.save(folder / "starts.npy", np.concatenate([[0], np.cumsum(np.diff(starts)[rare])]))
    np.save(folder / "holders.npy", record[kept].astype(np.int32))
    facts = {"format": FORMAT, "records": known.height}
    (folder / "index.json").write_text(json.dumps(facts, indent=1) + "\n", "utf-8")


def open_index(folder: Path) -> SiteIndex:
    """Raises UnreadableInput where the folder holds no index, or another version's."""
    try:
        facts = json.loads((folder / "index.json").read_text("utf-8"))
        if facts.get("format") != FORMAT:
            raise _not_an_index(folder, f"it is of the format “{facts.get('format')}”")
        return SiteIndex(
            records=pl.read_ipc(folder / "records.arrow"),
            pieces=np.load(folder / "pieces.npy", mmap_mode="r"),
            starts=np.load(folder / "starts.npy", mmap_mode="r"),
            holders=np.load(folder / "holders.npy", mmap_mode="r"),
        )
    except (OSError, ValueError, AttributeError, pl.exceptions.PolarsError) as error:
        raise _not_an_index(folder, "a file of it is missing or damaged") from error


def _not_an_index(folder: Path, why: str) -> UnreadableInput:
    return UnreadableInput(
        f"“{folder}” is no index of known sites that this version opens: {why}.",
        remedy="Make it again with comity index.",
    )


def _pieces_of(sites: pl.DataFrame) -> tuple[Ints, Ints]:
    """Row and piece, each pair once. A piece is a number: country, kind, and what it says."""
    sites = pl.concat([empty_sites(), sites.select(empty_sites().columns)])
    names = spoken_columns(sites)
    places = places_of(sites)
    country = _countries(sites["country"])
    town_row, town = _letters(places.city.texts.gather(places.city.code))
    found = [
        _coded("name", *_letters(names["site_name"])),
        _coded("name", *_letters(names["supplier_name"])),
        _coded("town", town_row, town),
    ]
    number_row, number = _numbers(places.address.texts.gather(places.address.code))
    first = places.city.texts.gather(places.city.code)
    found.append(_coded("number and town", number_row, _paired(number, _hashed(first)[number_row])))
    words = cut(names["site_name"])
    starts, word = words.starts, _hashed(words.words)
    at, owner = run_of(starts, number_row)
    found.append(_coded("number and name", number_row[owner], _paired(number[owner], word[at])))
    for kind in IDENTIFIERS:
        said = sites[kind].is_not_null()
        texts = pl.select(pl.lit(f"{kind} ") + sites[kind].filter(said)).to_series()
        found.append(_coded("identifier", np.flatnonzero(said.to_numpy()), _hashed(texts)))
    row = np.concatenate([rows for rows, _ in found])
    piece = np.concatenate([codes for _, codes in found]) + country[row] * len(_KINDS) * _CODES
    return _once(row, piece)


def _coded(kind: str, row: Ints, code: Ints) -> tuple[Ints, Ints]:
    return row, code + _KINDS.index(kind) * _CODES


def _once(row: Ints, piece: Ints) -> tuple[Ints, Ints]:
    order = np.lexsort((piece, row))
    row, piece = row[order], piece[order]
    new = np.ones(len(row), bool)
    new[1:] = (row[1:] != row[:-1]) | (piece[1:] != piece[:-1])
    return row[new], piece[new]


def _letters(texts: pl.Series) -> tuple[Ints, Ints]:
    distinct = texts.unique().sort()
    pieces = letter_pieces(distinct)
    place = texts.cast(pl.Enum(distinct)).to_physical().cast(pl.Int64).to_numpy()
    said = np.flatnonzero((texts != "").to_numpy())
    at, owner = run_of(pieces.indptr.astype(np.int64), place[said])
    return said[owner], pieces.indices[at].astype(np.int64)


def _numbers(addresses: pl.Series) -> tuple[Ints, Ints]:
    words = cut(addresses)
    short = words.words.str.contains(r"^[0-9]{1,4}$").to_numpy()
    return words.texts[short], words.words.filter(pl.Series(short)).cast(pl.Int64).to_numpy()


def _hashed(texts: pl.Series) -> Ints:
    """The same on every machine and in every version, unlike a table's own hash."""
    distinct = texts.unique()
    codes = pl.Series([zlib.crc32(text.encode()) for text in distinct.to_list()], dtype=pl.Int64)
    return texts.replace_strict(distinct, codes).to_numpy() if len(distinct) else np.zeros(0, np.int64)


def _paired(number: Ints, other: Ints) -> Ints:
    return (number * np.int64(2_654_435_761) + other) % _CODES


def _countries(country: pl.Series) -> Ints:
    letters = country.fill_null("").str.to_uppercase()
    coded = letters.str.contains("^[A-Z]{2}$").to_numpy()
    code = np.full(len(letters), _NO_COUNTRY, np.int64)
    raw = np.frombuffer("".join(letters.filter(pl.Series(coded)).to_list()).encode("ascii"), np.uint8)
    code[coded] = (raw[0::2].astype(np.int64) - ord("A")) * 26 + raw[1::2] - ord("A")
    return code
