"""Criteria sets as tables, CSV and XLSX: one row a criterion, everything held.

Laws: nothing in them can be read as a formula, and what had to be marked for that comes back unmarked.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import xlsxwriter

from comity.benchmark.criteria import CriteriaSet, Criterion, Criticality, Translation, references
from comity.benchmark.errors import CriteriaUnreadable, ProtocolUnreadable
from comity.benchmark.files import decoded, sheets_of
from comity.benchmark.formats.facts import ReadCriteria, Source, assumed, criticality_of
from comity.core.notice import is_notice
from comity.core.spreadsheets import cells_limited

_SET = ("scheme", "version", "set_title", "language")
_COLUMNS = (
    *_SET, "code", "status", "clause", "pillar", "section", "title", "requirement", "criticality", "ilo_reference",
    "applicability",
)  # fmt: skip
_NEEDED = ("code", "pillar", "section", "title", "requirement")
_ACTIVE, _RETIRED = "active", "retired"
_MARKED = re.compile(r"'*[=+\-@\t\r]")
_TRANSLATED = re.compile(r"(title|requirement)\[([A-Za-z0-9-]+)\]")
_SHEET = "Criteria"
_FIXED = datetime(2000, 1, 1)  # noqa: DTZ001 -- the same set gives the same bytes


def write_csv(criteria: CriteriaSet, source: Source) -> tuple[bytes, tuple[str, ...]]:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    for row in _rows(criteria):
        writer.writerow([f"'{cell}" if _MARKED.match(cell) else cell for cell in row])
    return text.getvalue().encode("utf-8-sig"), ()


def write_xlsx(criteria: CriteriaSet, source: Source) -> tuple[bytes, tuple[str, ...]]:
    data = io.BytesIO()
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    }  # fmt: skip
    with xlsxwriter.Workbook(data, options) as book:
        book.set_properties({"title": criteria.title, "created": _FIXED})
        head = book.add_format({"bold": True, "bg_color": "#1F4E5F", "font_color": "#FFFFFF"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(_SHEET)
        for down, row in enumerate(_rows(criteria)):
            for at, cell in enumerate(row):
                sheet.write_string(down, at, cell, wrap if down else head)
        for at, name in enumerate(_header(criteria)):
            sheet.set_column(at, at, 60 if name.startswith("requirement") else 14)
        sheet.freeze_panes(1, 5)
    return data.getvalue(), ()


def _header(criteria: CriteriaSet) -> list[str]:
    languages = sorted({said.language for one in criteria for said in one.translations})
    return [
        *_COLUMNS,
        *(f"{name}[{language}]" for language in languages for name in ("title", "requirement")),
    ]


def _rows(criteria: CriteriaSet) -> Iterator[list[str]]:
    header = _header(criteria)
    facts = {
        "scheme": criteria.scheme,
        "version": criteria.version,
        "set_title": criteria.title,
        "language": criteria.language,
    }
    yield header
    for one in criteria:
        row = {
            **facts,
            "code": one.code,
            "status": _ACTIVE,
            "clause": one.clause,
            "pillar": one.pillar,
            "section": one.section,
            "title": one.title,
            "requirement": one.requirement,
            "criticality": one.criticality.value,
            "ilo_reference": "; ".join(one.ilo),
            "applicability": one.applicability,
        }
        for said in one.translations:
            row[f"title[{said.language}]"] = said.title
            row[f"requirement[{said.language}]"] = said.requirement
        yield [row.get(name, "") for name in header]
    for code in sorted(criteria.retired):
        row = {**facts, "code": code, "status": _RETIRED}
        yield [row.get(name, "") for name in header]


@cells_limited()
def read_csv(data: bytes, where: str) -> ReadCriteria:
    try:
        text, remarks = decoded(data, where=where)
    except ProtocolUnreadable as error:
        raise CriteriaUnreadable(error.message, remedy=error.remedy, where=where) from error
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise CriteriaUnreadable(
            f"The file cannot be read as rows ({error}).", remedy="Save it as .xlsx.", where=where
        ) from error
    unmarked = [
        [cell[1:] if cell.startswith("'") and _MARKED.match(cell) else cell for cell in row] for row in rows
    ]
    return _read(unmarked, where, remarks)


def read_xlsx(data: bytes, where: str) -> ReadCriteria:
    try:
        sheets = sheets_of(data, where=where)
    except ProtocolUnreadable as error:
        raise CriteriaUnreadable(error.message, remedy=error.remedy, where=where) from error
    page = sheets.get(_SHEET) or next(iter(sheets.values()), None)
    return _read(page.rows if page else [], where, ())


def _read(rows: Sequence[Sequence[str]], where: str, remarks: tuple[str, ...]) -> ReadCriteria:
    at = next((at for at, row in enumerate(rows[:20]) if "code" in row and "title" in row), None)
    header = list(rows[at]) if at is not None else []
    missing = [name for name in _NEEDED if name not in header]
    if at is None or missing:
        raise CriteriaUnreadable(
            f"The table has no column “{missing[0]}”.",
            remedy=f"A criteria set has the columns {', '.join(_NEEDED)}.",
            where=where,
        )
    found: list[Criterion] = []
    retired: list[str] = []
    facts: dict[str, str] = {}
    unsaid = 0
    for number, cells in enumerate(rows[at + 1 :], start=at + 2):
        row = dict(zip(header, cells, strict=False))
        if not any(cell.strip() for cell in cells) or is_notice(cells[0]):
            continue
        for name in _SET:
            said = row.get(name, "")
            if said and facts.setdefault(name, said) != said:
                raise CriteriaUnreadable(
                    f"Row {number} says the {name} “{said}”, and a row above “{facts[name]}”.",
                    remedy="A file holds one set: split it.",
                    where=where,
                )
        if row.get("status") == _RETIRED:
            retired.append(row["code"])
            continue
        criticality = _criticality(row.get("criticality", ""), number, where)
        unsaid += criticality is None
        found.append(_criterion(row, criticality or Criticality.MAJOR))
    criteria = CriteriaSet(
        scheme=facts.get("scheme", "criteria"),
        version=facts.get("version", "1"),
        title=facts.get("set_title", facts.get("scheme", "Criteria")),
        language=facts.get("language", "en"),
        criteria=tuple(found),
        retired=tuple(retired),
    )
    unnamed = (
        ()
        if "scheme" in facts
        else ("The file does not name its scheme; it is called “criteria”, version 1.",)
    )
    return ReadCriteria(criteria=criteria, remarks=(*remarks, *unnamed, *assumed(unsaid)))


def _criticality(text: str, number: int, where: str) -> Criticality | None:
    if not text:
        return None
    if found := criticality_of(text):
        return found
    raise CriteriaUnreadable(
        f"Row {number} has the criticality “{text}”.", remedy="Write critical, major or minor.", where=where
    )


def _criterion(row: Mapping[str, str], criticality: Criticality) -> Criterion:
    translated: dict[str, dict[str, str]] = {}
    for name, cell in row.items():
        if cell and (said := _TRANSLATED.fullmatch(name)):
            translated.setdefault(said.group(2), {})[said.group(1)] = cell
    return Criterion(
        code=row["code"],
        clause=row.get("clause") or row["code"],
        pillar=row["pillar"],
        section=row["section"],
        title=row["title"],
        requirement=row["requirement"],
        criticality=criticality,
        ilo=references(row.get("ilo_reference", "")),
        applicability=row.get("applicability", ""),
        translations=tuple(
            Translation(language=language, title=one.get("title", ""), requirement=one.get("requirement", ""))
            for language, one in sorted(translated.items())
        ),
    )
