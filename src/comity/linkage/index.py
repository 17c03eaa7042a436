"""Known sites on disk, opened in place: which of a million a new list may mean, without reading the million.

In: known records (KNOWN_FRAME), once; then new rows, again and again. Out: the known records worth comparing with them, and which
with which: `link_rows` takes both. Records stand in a file of lines, each with its texts spelled already, and pieces in sorted runs;
both are mapped into memory, so that opening costs nothing and a look-up reads what it needs. Rare pieces weigh most.
Laws: records of another country are never given; the answer for a row does not hang on the other rows.
"""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from scipy import sparse
from sparse_dot_topn import sp_matmul_topn

from comity.core import SITE_SCHEMA, UnreadableInput
from comity.linkage.distinct import one_each
from comity.linkage.index_pieces import countries_of, pieces_of
from comity.linkage.records import KNOWN_FRAME, NEAR_FRAME, Candidates
from comity.linkage.spelled import SPELLED_FRAME, digest_of_tables, spelled_of
from comity.linkage.words import Ints, group_starts, run_of, sorted_distinct

FORMAT = "comity-site-index-v8"
"""Rises with any change of what a folder holds: of the files, of pieces, and of how texts are spelled."""
MOST = 12
"""Known records that are looked at for each new one."""
_OF_NEAREST = 0.5
"""Of these, the ones that are at least this part as near as the nearest are given."""
_COMMONEST = 50
"""Known records that a piece may stand in and still be looked up by."""
_LEAST_LIKENESS = 0.15
_BETWEEN = "\x1f"
_SPELLED = {f"spelled {name}": name for name in SPELLED_FRAME}
_LINE = pl.Schema([*KNOWN_FRAME.items(), *dict.fromkeys(_SPELLED, pl.String).items()])
_Run = np.ndarray[tuple[int], np.dtype[np.int64]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteIndex:
    """Made by `open_index` alone."""

    lines: np.ndarray[tuple[int], np.dtype[np.uint8]]  # a record each, and how it is spelled
    lines_start: _Run  # of each line; one more at the end
    pieces: _Run  # ascending
    starts: _Run  # of each piece's records; one more at the end
    holders: np.ndarray[tuple[int], np.dtype[np.int32]]  # records by piece

    @property
    def count(self) -> int:
        return len(self.lines_start) - 1

    def candidates(self, rows: pl.DataFrame) -> Candidates:
        """The known records that rows (ROWS_FRAME) may mean: for each row the likeliest few."""
        rows = one_each(rows.select("record", *SITE_SCHEMA))
        spelled = spelled_of(rows)
        row, known = self._near(*pieces_of(rows, spelled), count=rows.height)
        at, place = np.unique(known, return_inverse=True)
        lines = self._lines(at)
        near = {"record": rows["record"].gather(row), "known": lines["record"].gather(place)}
        known_spelled = lines.select(*_SPELLED).rename(_SPELLED)
        told = [
            table.select("record").hstack(words) for table, words in ((rows, spelled), (lines, known_spelled))
        ]
        return Candidates(
            known=lines.select(KNOWN_FRAME.names()),
            near=pl.DataFrame(near, schema=NEAR_FRAME),
            spelled=pl.concat(told).unique("record"),
        )

    def _near(self, row: Ints, piece: Ints, *, count: int) -> tuple[Ints, Ints]:
        """Row and place of a known record, from the pieces of so many rows."""
        wanted, column = np.unique(piece, return_inverse=True)  # ascending, so that the map is read in order
        place = np.minimum(np.searchsorted(self.pieces, wanted), max(len(self.pieces) - 1, 0))
        held = self.pieces[place] == wanted if len(self.pieces) else np.zeros(len(wanted), bool)
        asking = held[column]
        place = place[held]
        row, column = np.divmod(
            sorted_distinct(row[asking] * len(place) + (np.cumsum(held) - 1)[column[asking]]),
            max(len(place), 1),
        )
        weight = np.log1p(self.count / (self.starts[place + 1] - self.starts[place])).astype(np.float32)
        asked = sparse.csr_matrix((weight[column], (row, column)), shape=(count, len(place)))
        own = np.sqrt(np.bincount(row, weights=weight[column] ** 2, minlength=count))
        asked.data /= np.repeat(own, np.diff(asked.indptr)).astype(np.float32)
        near = sp_matmul_topn(
            asked, self._told(place, weight), top_n=MOST, threshold=_LEAST_LIKENESS, sort=False, n_threads=2
        ).tocoo()
        nearest = np.zeros(count, np.float32)
        np.maximum.at(nearest, near.row, near.data)
        kept = near.data >= _OF_NEAREST * nearest[near.row]
        return near.row[kept], near.col[kept].astype(np.int64)

    def _told(self, place: Ints, weight: np.ndarray[tuple[int], np.dtype[np.float32]]) -> sparse.csr_matrix:
        """Piece x known record."""
        posting, owner = run_of(self.starts, place)
        ends = np.searchsorted(owner, np.arange(len(place) + 1))
        return sparse.csr_matrix((weight[owner], self.holders[posting], ends), shape=(len(place), self.count))

    def _lines(self, at: Ints) -> pl.DataFrame:
        if not len(at):
            return pl.DataFrame(schema=_LINE)
        lines = self.lines.data
        spans = zip(self.lines_start[at].tolist(), self.lines_start[at + 1].tolist(), strict=True)
        read = pl.read_csv(
            b"".join(lines[start:end] for start, end in spans),
            has_header=False,
            separator=_BETWEEN,
            quote_char=None,
            schema=_LINE,
        )
        return read.with_columns(pl.col(*_SPELLED).fill_null(""))


def write_index(folder: Path, known: pl.DataFrame) -> None:
    """`known` follows KNOWN_FRAME. The folder must not be there; it is whole when its `index.json` is, and gone where it is stopped."""
    folder.mkdir(parents=True)
    try:
        _write_into(folder, known)
    except BaseException:  # a full disk, the keyboard: a part of an index is of no use; it is raised again
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _write_into(folder: Path, known: pl.DataFrame) -> None:
    known = known.select(KNOWN_FRAME.names()).sort("record")
    spelled = spelled_of(known)
    said = known.with_columns(pl.col(pl.String).str.replace_all(r"[\x00-\x1f]", " "))
    told = said.hstack(spelled.rename({name: column for column, name in _SPELLED.items()}))
    told.write_csv(folder / "records", include_header=False, separator=_BETWEEN, quote_style="never")
    lines = np.frombuffer((folder / "records").read_bytes(), np.uint8)
    line_ends = np.flatnonzero(lines == ord("\n")) + 1
    np.save(folder / "lines.npy", np.concatenate([[0], line_ends]))
    # No piece stands in two countries, and those of one stand together: what is held grows with a country.
    country = countries_of(known["country"])
    found = [_rare_pieces(known, spelled, np.flatnonzero(country == one)) for one in np.unique(country)]
    nothing = (np.zeros(0, np.int64),) * 3
    pieces, sizes, holders = (np.concatenate(parts) for parts in zip(nothing, *found, strict=True))
    np.save(folder / "pieces.npy", pieces)
    np.save(folder / "starts.npy", np.concatenate([[0], np.cumsum(sizes)]))
    np.save(folder / "holders.npy", holders.astype(np.int32))
    facts = {"format": FORMAT, "tables": digest_of_tables(), "records": known.height}
    (folder / "index.json").write_text(json.dumps(facts, indent=1) + "\n", "utf-8")


def _rare_pieces(known: pl.DataFrame, spelled: pl.DataFrame, at: Ints) -> tuple[Ints, Ints, Ints]:
    """Of the records at these places: pieces, how many records have each, and those records, piece by piece."""
    record, piece = _once(*pieces_of(known[at], spelled[at]))
    starts = group_starts(piece)
    size = np.diff(starts)
    rare = size <= _COMMONEST
    return piece[starts[:-1]][rare], size[rare], at[record[np.repeat(rare, size)]]


def _once(row: Ints, piece: Ints) -> tuple[Ints, Ints]:
    """Each pair once, by piece."""
    order = np.lexsort((row, piece))
    row, piece = row[order], piece[order]
    new = np.ones(len(row), bool)
    new[1:] = (row[1:] != row[:-1]) | (piece[1:] != piece[:-1])
    return row[new], piece[new]


def open_index(folder: Path) -> SiteIndex:
    """Raises UnreadableInput where the folder holds no index, or another version's."""
    try:
        facts = json.loads((folder / "index.json").read_text("utf-8"))
        if facts.get("format") != FORMAT:
            raise _not_an_index(folder, f"it is of the format “{facts.get('format')}”")
        if facts.get("tables") != digest_of_tables():
            raise _not_an_index(folder, "its names and places were spelled with other tables of words")
        return SiteIndex(
            lines=_mapped(folder / "records"),
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
