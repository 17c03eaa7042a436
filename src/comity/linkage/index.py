"""Known sites on disk, opened in place: which of a million a new list may mean, without reading the million.

In: known records (KNOWN_FRAME), once; then new rows, again and again. Out: the known records worth comparing with them, and which
with which: `link_rows` takes both. Records stand in a file of lines and pieces in sorted runs; both are mapped into memory, so
that opening costs nothing and a look-up reads what it needs.
What is looked up: runs of letters of the name, its words together with the town, numbers together with either,
identifiers; rare ones weigh most. Laws:
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
from comity.linkage.records import KNOWN_FRAME, NEAR_FRAME
from comity.linkage.words import Ints, cut, group_starts, run_of

FORMAT = "comity-site-index-v4"
MOST = 12
"""Known records that are looked at for each new one."""
_OF_NEAREST = 0.5
"""Of these, the ones that are at least this part as near as the nearest are given."""
_COMMONEST = 50
"""Known records that a piece may stand in and still be looked up by."""
_LEAST_LIKENESS = 0.15
_NO_COUNTRY = 26 * 26
_CODES = np.int64(1) << 40
_KINDS = ("name", "name in town", "number and town", "number and name", "identifier")
_RUNS = (3, 6)
"""Letters of a run: short ones are rare in a small country only, long ones everywhere."""
_Run = np.ndarray[tuple[int], np.dtype[np.int64]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    known: pl.DataFrame  # KNOWN_FRAME
    near: pl.DataFrame  # NEAR_FRAME


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteIndex:
    """Made by `open_index` alone."""

    lines: np.ndarray[tuple[int], np.dtype[np.uint8]]  # a record each (KNOWN_FRAME), as JSON
    lines_start: _Run  # of each line; one more at the end
    pieces: _Run  # ascending
    starts: _Run  # of each piece's records; one more at the end
    holders: np.ndarray[tuple[int], np.dtype[np.int32]]  # records by piece

    @property
    def count(self) -> int:
        return len(self.lines_start) - 1

    def candidates(self, rows: pl.DataFrame) -> Candidates:
        """The known records that rows (ROWS_FRAME) may mean: for each row the likeliest few."""
        row, piece = _pieces_of(rows)
        wanted, column = np.unique(piece, return_inverse=True)  # ascending, so that the map is read in order
        place = np.searchsorted(self.pieces, wanted)
        held = np.zeros(len(wanted), bool)
        inside = place < len(self.pieces)
        held[inside] = self.pieces[place[inside]] == wanted[inside]
        asking = held[column]
        row, column, place = row[asking], (np.cumsum(held) - 1)[column[asking]], place[held]
        weight = np.log1p(self.count / (self.starts[place + 1] - self.starts[place])).astype(np.float32)
        asked = sparse.csr_matrix((weight[column], (row, column)), shape=(rows.height, len(place)))
        own = np.sqrt(np.bincount(row, weights=weight[column] ** 2, minlength=rows.height))
        asked.data /= np.repeat(own, np.diff(asked.indptr)).astype(np.float32)
        near = sp_matmul_topn(
            asked, self._told(place, weight), top_n=MOST, threshold=_LEAST_LIKENESS, sort=False, n_threads=2
        ).tocoo()
        nearest = np.zeros(rows.height, np.float32)
        np.maximum.at(nearest, near.row, near.data)
        kept = near.data >= _OF_NEAREST * nearest[near.row]
        return self._candidates(rows["record"].gather(near.row[kept]), near.col[kept].astype(np.int64))

    def _told(self, place: Ints, weight: np.ndarray[tuple[int], np.dtype[np.float32]]) -> sparse.csr_matrix:
        """Piece x known record."""
        posting, owner = run_of(self.starts, place)
        ends = np.searchsorted(owner, np.arange(len(place) + 1))
        return sparse.csr_matrix((weight[owner], self.holders[posting], ends), shape=(len(place), self.count))

    def _candidates(self, record: pl.Series, known: Ints) -> Candidates:
        at, place = np.unique(known, return_inverse=True)
        chosen = self._records(at)
        near = pl.DataFrame({"record": record, "known": chosen["record"].gather(place)}, schema=NEAR_FRAME)
        return Candidates(known=chosen, near=near.unique(maintain_order=True))

    def _records(self, at: Ints) -> pl.DataFrame:
        if not len(at):
            return pl.DataFrame(schema=KNOWN_FRAME)
        lines = self.lines.data
        spans = zip(self.lines_start[at].tolist(), self.lines_start[at + 1].tolist(), strict=True)
        return pl.read_ndjson(b"".join(lines[start:end] for start, end in spans), schema=KNOWN_FRAME)


def write_index(folder: Path, known: pl.DataFrame) -> None:
    """`known` follows KNOWN_FRAME. The folder must not be there; it is whole when its `index.json` is."""
    folder.mkdir(parents=True)
    known = known.select(KNOWN_FRAME.names()).sort("record")
    known.write_ndjson(folder / "records.ndjson")
    lines = np.frombuffer((folder / "records.ndjson").read_bytes(), np.uint8)
    line_ends = np.flatnonzero(lines == ord("\n")) + 1
    np.save(folder / "lines.npy", np.concatenate([[0], line_ends]))
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
            lines=_mapped(folder / "records.ndjson"),
            lines_start=np.load(folder / "lines.npy", mmap_mode="r"),
            pieces=np.load(folder / "pieces.npy", mmap_mode="r"),
            starts=np.load(folder / "starts.npy", mmap_mode="r"),
            holders=np.load(folder / "holders.npy", mmap_mode="r"),
        )
    except (OSError, ValueError, AttributeError, pl.exceptions.PolarsError) as error:
        raise _not_an_index(folder, "a file of it is missing or damaged") from error


def _mapped(path: Path) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    empty = path.stat().st_size == 0  # nothing cannot be mapped
    return np.zeros(0, np.uint8) if empty else np.memmap(path, np.uint8, mode="r")


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
    called = [names["site_name"], names["supplier_name"]]
    found = [_coded("name", *_letters(name, length)) for name in called for length in _RUNS]
    number_row, number = _numbers(places.address.texts.gather(places.address.code))
    town = _hashed(places.city.texts)[places.city.code]
    found.append(_coded("number and town", number_row, _paired(number, town[number_row])))
    words = cut(names["site_name"])
    word = _hashed(words.words)
    in_town = places.city.is_said[words.texts]
    found.append(_coded("name in town", words.texts[in_town], _paired(word, town[words.texts])[in_town]))
    at, owner = run_of(words.starts, number_row)
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


def _letters(texts: pl.Series, length: int) -> tuple[Ints, Ints]:
    distinct = texts.unique().sort()
    pieces = letter_pieces(distinct, length=length)
    place = texts.cast(pl.Enum(distinct)).to_physical().cast(pl.Int64).to_numpy()
    said = np.flatnonzero((texts != "").to_numpy())
    at, owner = run_of(pieces.indptr.astype(np.int64), place[said])
    return said[owner], pieces.indices[at].astype(np.int64) * len(_RUNS) + _RUNS.index(length)


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
