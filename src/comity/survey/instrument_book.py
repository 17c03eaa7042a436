"""A questionnaire as a workbook, and back: its content, in the form of the schema, as tables that are changed in a spreadsheet.

In and out: plain values; `instrument_file` checks them. Sheets: Questionnaire (name and value), Modules, Questions, Choices (options and
rows), Checks. Empty cells say nothing; a sheet that is not known is left alone.
Law: what is written reads back as the same content.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import xlsxwriter

from comity.survey.books import no_book, pages_of

_FACTS, _MODULES, _QUESTIONS, _CHOICES, _CHECKS = "Questionnaire", "Modules", "Questions", "Choices", "Checks"
_WORDS = ("id", "title", "language", "rule")
_MODULE = ("module", "title", "intro")
_QUESTION = (
    "module", "section", "id", "kind", "text", "help", "unit", "most", "required", "evidence", "asked after", "if it is", "follows", "which is",
)  # fmt: skip
_CHOICE = ("question", "list", "id", "label")
_CHECK = ("sum", "at most", "limit", "say")
_PARTED = "; "
_WIDTHS = {"text": 60, "help": 50, "label": 60, "title": 48, "intro": 80, "say": 70, "section": 28, "sum": 40}

Row = Mapping[str, str]


def book_of_content(content: Mapping[str, Any]) -> bytes:
    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(buffer, options)
    facts = [(name, str(content[name])) for name in _WORDS] + [("edition", str(content["edition"]))]
    facts += [(f"level {at}", level) for at, level in enumerate(content["levels"], start=1)]
    _sheet(book, _FACTS, ("name", "value"), facts)
    modules = content["modules"]
    _sheet(book, _MODULES, _MODULE, [(one["id"], one["title"], one.get("intro", "")) for one in modules])
    anchors = tuple(f"shows level {at}" for at in range(1, len(content["levels"]) + 1))
    _sheet(book, _QUESTIONS, _QUESTION + anchors, list(_question_rows(modules, len(anchors))))
    _sheet(book, _CHOICES, _CHOICE, list(_choice_rows(modules)))
    _sheet(book, _CHECKS, _CHECK, [_check_row(one) for one in content.get("checks", ())])
    book.close()
    return buffer.getvalue()


def _sheet(book: Any, name: str, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    wrap = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    page = book.add_worksheet(name)
    for at, header in enumerate(headers):
        page.set_column(at, at, _WIDTHS.get(header, 44 if header.startswith("shows") else 16), wrap)
    page.write_row(0, 0, headers, book.add_format({"bold": True, "bottom": 1}))
    page.freeze_panes(1, 0)
    for at, row in enumerate(rows, start=1):
        for column, text in enumerate(row):
            page.write_string(at, column, text, wrap)


def _asked(modules: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for module in modules:
        for section in module["sections"]:
            for question in section["questions"]:
                yield module["id"], section["title"], question


def _question_rows(modules: Sequence[Mapping[str, Any]], levels: int) -> Iterator[Sequence[str]]:
    for module, section, one in _asked(modules):
        after, follows = one.get("only_if", {}), one.get("earlier", {})
        anchors = [*one.get("anchors", ()), *[""] * levels][:levels]
        yield (
            module, section, one["id"], one["kind"], one["text"], one.get("help", ""), one.get("unit", ""), str(one.get("most", "")),
            _said(one, "required"), _said(one, "evidence"), after.get("question", ""), _PARTED.join(after.get("is", ())),
            follows.get("question", ""), follows.get("is", ""), *anchors,
        )  # fmt: skip


def _said(one: Mapping[str, Any], name: str) -> str:
    return "" if name not in one else "yes" if one[name] else "no"


def _choice_rows(modules: Sequence[Mapping[str, Any]]) -> Iterator[Sequence[str]]:
    for _module, _section, one in _asked(modules):
        for name in ("options", "rows"):
            for choice in one.get(name, ()):
                yield one["id"], name, choice["id"], choice["label"]


def _check_row(one: Mapping[str, Any]) -> Sequence[str]:
    return (
        _PARTED.join(one["sum"]),
        _PARTED.join(one.get("at_most", ())),
        str(one.get("limit", "")),
        one["say"],
    )


def content_of_book(data: bytes, *, where: str) -> dict[str, Any]:
    pages = pages_of(data, where=where)
    if _FACTS not in pages or _QUESTIONS not in pages:
        raise no_book(
            where, f"The workbook is not a questionnaire: it has no sheets “{_FACTS}” and “{_QUESTIONS}”."
        )
    facts = {row["name"]: row["value"] for row in _rows(pages, _FACTS, ("name", "value"))}
    content: dict[str, Any] = {name: facts[name] for name in _WORDS if facts.get(name)}
    content["edition"] = _whole(facts.get("edition", ""))
    content["levels"] = [text for name, text in facts.items() if name.startswith("level ") and text]
    content["modules"] = _modules(pages)
    content["checks"] = [_check(row) for row in _rows(pages, _CHECKS, _CHECK)]
    return content


def _rows(pages: Mapping[str, Sequence[Sequence[str]]], name: str, wanted: Sequence[str]) -> Iterator[Row]:
    """Columns are found by their headers, in any order; rows that say nothing are left out."""
    headers, *rows = pages.get(name) or [()]
    for row in rows:
        found = dict.fromkeys(wanted, "") | {
            header.strip().casefold(): cell for header, cell in zip(headers, row, strict=False)
        }
        if any(found.values()):
            yield found


def _modules(pages: Mapping[str, Sequence[Sequence[str]]]) -> list[dict[str, Any]]:
    choices = list(_rows(pages, _CHOICES, _CHOICE))
    modules = {row["module"]: _module(row) for row in _rows(pages, _MODULES, _MODULE)}
    for row in _rows(pages, _QUESTIONS, _QUESTION):
        module = modules.setdefault(
            row["module"], {"id": row["module"], "title": row["module"], "sections": []}
        )
        sections = module["sections"]
        if not sections or sections[-1]["title"] != row["section"]:
            sections.append({"title": row["section"], "questions": []})
        sections[-1]["questions"].append(
            _question(row, [one for one in choices if one["question"] == row["id"]])
        )
    return list(modules.values())


def _module(row: Row) -> dict[str, Any]:
    intro = {"intro": row["intro"]} if row["intro"] else {}
    return {"id": row["module"], "title": row["title"], **intro, "sections": []}


def _question(row: Row, choices: Sequence[Row]) -> dict[str, Any]:
    plain: dict[str, Any] = {"id": row["id"], "kind": row["kind"], "text": row["text"]}
    plain |= {name: row[name] for name in ("help", "unit") if row[name]}
    plain |= {"most": _whole(row["most"])} if row["most"] else {}
    plain |= {name: _is_yes(row[name]) for name in ("required", "evidence") if row[name]}
    anchors = [row[name] for name in sorted(row) if name.startswith("shows level ") and row[name]]
    plain |= {"anchors": anchors} if anchors else {}
    for name in ("options", "rows"):
        listed = [{"id": one["id"], "label": one["label"]} for one in choices if one["list"] == name]
        plain |= {name: listed} if listed else {}
    if row["asked after"]:
        plain["only_if"] = {"question": row["asked after"], "is": _parts(row["if it is"])}
    if row["follows"]:
        plain["earlier"] = {"question": row["follows"], "is": row["which is"]}
    return plain


def _check(row: Row) -> dict[str, Any]:
    bound = {"at_most": _parts(row["at most"])} if row["at most"] else {"limit": _whole(row["limit"])}
    return {"sum": _parts(row["sum"]), **bound, "say": row["say"]}


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _whole(text: str) -> int | str:
    """What is no whole number stays text: the schema says where it stands."""
    return int(text) if text.isascii() and text.isdigit() else text


def _is_yes(text: str) -> bool | str:
    return {"yes": True, "no": False}.get(text.casefold(), text)
