"""The common list: what every entitled member receives, the same bytes for all, in three forms of one content.

Laws: what is written is read back, from any of the three, or refused where a word of it was changed; the order of rows
is that of their words; nothing that is written can be read as a formula by a spreadsheet.
Spec: docs/spec/common-list.md
"""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import python_calamine
import xlsxwriter

from comity.core import UnreadableInput, canonical_json, digest_bytes, read_json
from comity.core.countries import country_name
from comity.core.notice import TITLE as NOTICE_TITLE
from comity.core.spreadsheets import csv_bytes
from comity.release.decide import Mode
from comity.release.errors import CommonListProblem
from comity.release.sealed import Stretch

FORMAT = "comity-common-list-v1"

COMMON_FRAME = pl.Schema(
    {
        "row": pl.String,  # drawn anew for every release
        "name": pl.String,
        "address": pl.String,
        "city": pl.String,
        "country": pl.String,  # ISO 3166-1 alpha-2
        "lei": pl.String,
        "gln": pl.String,
        "os_id": pl.String,
        "audited": pl.String,  # core.AgeBand, null where the country does not allow it
        "assurance": pl.String,  # lists.Assurance, null where the country does not allow it
    }
)

_SEALED = "sealed_entry"
_GUARDED = r"^'([=+\-@])"
_HEADERS = (
    "Row",
    "Site",
    "Address",
    "City",
    "Country code",
    "LEI",
    "GLN",
    "OS ID",
    "Audited within",
    "Assurance",
)
_COUNTRY = "Country"
_SHEET, _SEALED_SHEET, _ABOUT_SHEET = "Common list", "Check-only", "About"


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a reader must know of a common list to use it."""

    round_id: str
    cutoff: date
    mode: Mode
    not_before: date  # the earliest day it may be sent
    policy: str  # version and digest of the rules it was made under
    stretch: Stretch

    @property
    def told(self) -> dict[str, str | int]:
        return {
            "format": FORMAT,
            "round": self.round_id,
            "cutoff": self.cutoff.isoformat(),
            "mode": self.mode.value,
            "not_before": self.not_before.isoformat(),
            "policy": self.policy,
            "salt": self.stretch.salt.hex(),
            "work": self.stretch.work,
        }

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "About":
        """Raises ValueError, KeyError or TypeError for what `told` did not say."""
        # A large `work` would let a file keep its reader computing for years.
        if told["format"] != FORMAT or type(told["work"]) is not int or not 4 <= told["work"] <= 20:
            raise ValueError("a format of another time")
        return cls(
            round_id=told["round"],
            cutoff=date.fromisoformat(told["cutoff"]),
            mode=Mode(told["mode"]),
            not_before=date.fromisoformat(told["not_before"]),
            policy=told["policy"],
            stretch=Stretch(salt=bytes.fromhex(told["salt"]), work=told["work"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonList:
    """`rows` follows COMMON_FRAME; `sealed` holds an entry for every check-only site (`sealed.open_sealed`)."""

    about: About
    rows: pl.DataFrame
    sealed: tuple[str, ...]


def _about_line(common: CommonList) -> str:
    return json.dumps(common.about.told | {"content": _content_digest(common)})


def _content_digest(common: CommonList) -> str:
    """Names what is said, in whatever order, so that a list sorted by its reader is still the list."""
    rows = sorted([text or "" for text in row] for row in common.rows.iter_rows())
    return digest_bytes(
        canonical_json({"about": common.about.told, "rows": rows, "sealed": sorted(common.sealed)})
    )


def _checked(about_line: str, rows: pl.DataFrame, sealed: Sequence[str], *, where: str) -> CommonList:
    try:
        told = read_json(about_line)
        common = CommonList(about=About.of(told), rows=_plain(rows), sealed=tuple(sealed))
        if told["content"] != _content_digest(common):
            raise ValueError("not the content it was written with")
    except (ValueError, KeyError, TypeError) as error:
        raise _no_list(where) from error
    return common


def write_common_list(common: CommonList) -> dict[str, bytes]:
    """The three forms, by the ending of their file's name."""
    flat = _flat(common)
    parquet = io.BytesIO()
    flat.write_parquet(parquet, compression="zstd", statistics=False)
    return {"xlsx": _workbook(common), "csv": csv_bytes(flat), "parquet": parquet.getvalue()}


def _flat(common: CommonList) -> pl.DataFrame:
    """One table: the clear rows, then an entry a line, then a line that tells what the list is."""
    entries = pl.DataFrame({_SEALED: [*common.sealed, _about_line(common)]}, schema={_SEALED: pl.String})
    return pl.concat(
        [common.rows.with_columns(pl.lit(None, pl.String).alias(_SEALED)), entries], how="diagonal"
    )


def read_common_list(path: Path) -> CommonList:
    """Raises CommonListProblem for anything that `write_common_list` did not write, UnreadableInput for no file."""
    try:
        data = path.read_bytes()
    except IsADirectoryError as error:
        raise UnreadableInput(
            "This is a folder, and the common list is a file.",
            remedy="Name the file in it that the Secretariat sends, common-list.xlsx.",
            where=str(path),
        ) from error
    except OSError as error:
        raise UnreadableInput(
            f"The common list cannot be opened ({error.strerror}).",
            remedy="Check its name and your rights.",
            where=str(path),
        ) from error
    where = str(path)
    try:
        if data.startswith(b"PAR1"):
            return _from_flat(pl.read_parquet(io.BytesIO(data)), where=where)
        if data.startswith(b"PK"):
            return _from_workbook(data, where=where)
        return _from_flat(pl.read_csv(io.BytesIO(data), infer_schema=False, encoding="utf8"), where=where)
    except (
        pl.exceptions.PolarsError,
        pl.exceptions.PanicException,  # what its reader of Parquet makes of a damaged page
        python_calamine.CalamineError,
        zipfile.BadZipFile,
        ValueError,
        KeyError,
    ) as error:
        raise _no_list(where) from error


def _from_flat(flat: pl.DataFrame, *, where: str) -> CommonList:
    if flat.columns != [*COMMON_FRAME.names(), _SEALED]:
        raise _no_list(where)
    flat = flat.cast(pl.String)
    flat = flat.filter(~pl.col("row").fill_null("").str.starts_with(f"{NOTICE_TITLE}:"))
    # Base64 may begin with a plus, which a spreadsheet would compute.
    entries = flat[_SEALED].drop_nulls().str.replace(_GUARDED, "$1").to_list()
    if not entries:
        raise _no_list(where)
    rows = flat.filter(pl.col(_SEALED).is_null()).drop(_SEALED)
    return _checked(entries[-1], rows, entries[:-1], where=where)


def _plain(rows: pl.DataFrame) -> pl.DataFrame:
    """Texts without the apostrophe that keeps a spreadsheet from reading them as formulas, and nulls where empty."""
    text = pl.all().str.replace(_GUARDED, "$1")
    filled = rows.with_columns(text).with_columns(pl.when(pl.all() != "").then(pl.all()))
    return filled.with_columns(pl.col("name", "address", "city", "country").fill_null("")).cast(COMMON_FRAME)


def _no_list(where: str) -> CommonListProblem:
    return CommonListProblem(
        "This is not a common list as the Secretariat sends it.",
        remedy="Take the file as you received it: saved again by another program it may have lost a part.",
        where=where,
    )


def _from_workbook(data: bytes, *, where: str) -> CommonList:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    if not {_SHEET, _SEALED_SHEET, _ABOUT_SHEET} <= set(book.sheet_names):
        raise _no_list(where)
    header, *lines = book.get_sheet_by_name(_SHEET).to_python(skip_empty_area=False)
    order = [header.index(name) for name in _HEADERS]
    rows = pl.DataFrame(
        [[str(line[at]) for at in order] for line in lines if line[order[0]] != ""],
        schema=dict.fromkeys(COMMON_FRAME, pl.String),
        orient="row",
    )
    sealed = [str(line[0]) for line in book.get_sheet_by_name(_SEALED_SHEET).to_python()[1:]]
    about = [line for line in book.get_sheet_by_name(_ABOUT_SHEET).to_python() if line and line[0] == FORMAT]
    return _checked(str(about[0][1]) if about else "", rows, sealed, where=where)


def _workbook(common: CommonList) -> bytes:
    data = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(data, options)
    cutoff = common.about.cutoff
    # The same list is the same bytes whenever it is made.
    book.set_properties(
        {
            "title": f"Common list {common.about.round_id}",
            "created": datetime(cutoff.year, cutoff.month, cutoff.day),  # noqa: DTZ001 -- a day, not a moment
        }
    )
    _write_rows(book, common)
    _write_about(book, common)
    _write_sealed(book, common)
    book.close()
    return data.getvalue()


_WIDTHS = (12, 38, 44, 20, 9, 22, 16, 18, 17, 22)


def _write_rows(book: xlsxwriter.Workbook, common: CommonList) -> None:
    sheet = book.add_worksheet(_SHEET)
    head = book.add_format(
        {"bold": True, "bg_color": "#1F4E5F", "font_color": "#FFFFFF", "text_wrap": True, "valign": "vcenter"}
    )
    cell = book.add_format({"valign": "top"})
    headers = [*_HEADERS[:4], _COUNTRY, *_HEADERS[4:]]
    sheet.set_row(0, 30)
    sheet.write_row(0, 0, headers, head)
    for at, width in enumerate([*_WIDTHS[:4], 20, *_WIDTHS[4:]]):
        sheet.set_column(at, at, width, cell)
    for at, name in enumerate(COMMON_FRAME, 1):
        if at > len(COMMON_FRAME) - 5 and not common.rows[name].null_count() < common.rows.height:
            sheet.set_column(
                at, at, 4, cell, {"hidden": True}
            )  # an identifier that no row shows; the column stays
    names = {code: country_name(code) for code in common.rows["country"].unique().to_list()}
    for at, row in enumerate(common.rows.iter_rows(), 1):
        for place, text in enumerate([*row[:4], names[row[4]], *row[4:]]):
            if text:
                sheet.write_string(at, place, text)
    if not common.rows.height:
        sheet.write_string(
            1, 1, "No site is listed. Use “comity check” with your own suppliers: see the sheet “About”."
        )
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(common.rows.height, 1), len(headers) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&L&A&RPage &P of &N")


def _write_sealed(book: xlsxwriter.Workbook, common: CommonList) -> None:
    sheet = book.add_worksheet(_SEALED_SHEET)
    sheet.set_column(0, 0, 120)
    sheet.fit_to_pages(1, 0)
    sheet.write_string(
        0, 0, "Sites that nobody sees listed, one a line. “comity check” opens those that you know already."
    )
    for at, entry in enumerate(common.sealed, 1):
        sheet.write_string(at, 0, entry)


def _write_about(book: xlsxwriter.Workbook, common: CommonList) -> None:
    sheet = book.add_worksheet(_ABOUT_SHEET)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 96)
    bold = book.add_format({"bold": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    title = book.add_format({"bold": True, "font_size": 16})
    about = common.about
    sheet.set_row(0, 28)
    sheet.write_string(0, 0, f"Common list of the round {about.round_id}", title)
    for at, (name, text) in enumerate(_told(common), 2):
        sheet.set_row(at, 16 * (1 + len(text) // 95))
        sheet.write_string(at, 0, name, bold)
        sheet.write_string(at, 1, text, wrap)
    small = book.add_format({"font_size": 8, "font_color": "#5B6B72", "text_wrap": True, "valign": "top"})
    sheet.write_string(len(_told(common)) + 3, 0, FORMAT, small)
    sheet.write_string(len(_told(common)) + 3, 1, _about_line(common), small)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 1)


def _told(common: CommonList) -> list[tuple[str, str]]:
    about = common.about
    return [
        ("What it is", "Sites that members of the programme had audited. It does not say who, how many, or when exactly."),
        ("Sites listed", f"{common.rows.height:,}"),
        ("Check-only sites", f"{len(common.sealed):,}. They are not listed, to keep their contributors unknown; "
                             "“comity check” finds them among your own suppliers."),
        ("Cut-off of the round", f"{about.cutoff:%-d %B %Y}"),
        ("May be sent from", f"{about.not_before:%-d %B %Y}"),
        ("Audited within", "How long before the cut-off the latest audit was, in whole years. Empty where a country has too few contributors to say so."),
        ("Assurance", "“meets the benchmark”: four pillars, by a protocol whose benchmark is valid. “partial”: two pillars, or another protocol."),
        ("What you may use it for", "To plan audits: find suppliers that you use and have not had audited, and ask the supplier for its report. "
                                    "Recognising it, or asking for another audit, is always your own decision. Do not pass the list on."),
        ("Rules it was made under", about.policy),
    ]  # fmt: skip
