"""A company's audit protocol: its questions as they stand in its file, and what kind each seems to be.

In: the bytes of a file. Out: `Protocol`, with a digest of what it says, and remarks on what was found odd. Laws: every
row that has text becomes a question, and none is judged away: what seems guidance or a data field is said, with the
reason, and a person confirms it; ids that are there twice are told apart, not dropped; the same content has the same
digest, whatever file it came in.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from enum import StrEnum
from functools import cached_property

from comity.benchmark.errors import ProtocolUnreadable
from comity.benchmark.files import Page, pages_of
from comity.core import canonical_json, digest_bytes

_MOST_QUESTIONS = 20_000
_LONGEST_PROTOCOL = 2_000  # questions: beyond, it is read, and doubted aloud


class Kind(StrEnum):
    REQUIREMENT = "requirement"  # something the site must meet, or a question about it
    GUIDANCE = "guidance"  # how to audit, what a word means
    DATA_FIELD = "data field"  # a fact to fill in: a name, a count, a date


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    id: str  # unique in its protocol
    text: str
    section: str = ""
    clause: str = ""  # as the protocol numbers it
    kind: Kind = Kind.REQUIREMENT
    kind_reason: str = ""  # why the program thinks so; empty where a person said it
    row: int = 0  # of its file, counted from 1; 0 where it came from none

    @property
    def content(self) -> dict[str, str]:
        return {"id": self.id, "text": self.text, "section": self.section, "clause": self.clause}


@dataclass(frozen=True, kw_only=True)  # no slots: digest and index are worked out once
class Protocol:
    """Private to its member and the reviewer. Kinds are no part of the digest: confirming one changes no version."""

    name: str
    version: str
    questions: tuple[Question, ...] = field(repr=False)
    remarks: tuple[str, ...] = ()

    @cached_property
    def digest(self) -> str:
        content = {
            "format": "comity-protocol-v1",
            "name": self.name,
            "version": self.version,
            "questions": [one.content for one in self.questions],
        }
        return digest_bytes(canonical_json(content))

    @cached_property
    def by_id(self) -> Mapping[str, Question]:
        return {one.id: one for one in self.questions}

    @property
    def requirements(self) -> tuple[Question, ...]:
        return tuple(one for one in self.questions if one.kind is Kind.REQUIREMENT)

    def with_kinds(self, said: Mapping[str, Kind]) -> "Protocol":
        """What a person confirmed or corrected."""
        return replace(
            self,
            questions=tuple(
                replace(one, kind=said[one.id], kind_reason="") if one.id in said else one
                for one in self.questions
            ),
        )

    def meant(self, id_: str) -> str:
        close = get_close_matches(id_, self.by_id, n=1, cutoff=0.5)
        return f"Did you mean “{close[0]}”?" if close else f"Ids look like “{self.questions[0].id}”."


def read_protocol(data: bytes, *, name: str, version: str = "", where: str = "") -> Protocol:
    """XLSX, XLS, ODS, CSV, DOCX, PDF with text in it, or plain text, by what the bytes are. Raises ProtocolUnreadable."""
    place = where or name
    pages = pages_of(data, where=place)
    found, remarks = _questions_of(pages)
    if not found:
        raise ProtocolUnreadable(
            "The file holds no question.",
            remedy="The text of the questions belongs in a column headed “text” or “question”.",
            where=place,
        )
    if len(found) > _MOST_QUESTIONS:
        raise ProtocolUnreadable(
            f"The file has {len(found):,} rows with text, and no protocol has so many questions.",
            remedy="Send the protocol alone; a list of sites belongs to “comity lint”.",
            where=place,
        )
    if len(found) > _LONGEST_PROTOCOL:
        remarks.append(
            f"{len(found):,} questions are many for a protocol: please look whether this is the right file."
        )
    if len(found) == 1:
        remarks.append("There is one question only: please look whether this is the whole protocol.")
    questions, twice = _told_apart(found)
    return Protocol(
        name=name,
        version=version,
        questions=tuple(_with_kind(one) for one in questions),
        remarks=(*remarks, *twice, *_two_languages(questions)),
    )


# What a column is, by its header in plain words.
_HEADERS = {
    "id": ("id", "no", "nr", "number", "ref", "reference", "question id", "question no", "question number", "item", "item no",
           "item id", "code", "q", "frage nr", "frage id", "num", "numero", "#", "编号", "序号", "soru no", "mã số"),
    "clause": ("clause", "clause no", "clause number", "paragraph", "provision", "klausel", "ziffer", "article", "条款", "madde"),
    "text": ("text", "question", "question text", "audit question", "requirement", "requirements", "description", "criterion",
             "criteria", "check", "checkpoint", "control", "standard", "wording", "frage", "anforderung", "exigence", "pregunta",
             "requisito", "pergunta", "soru", "gereklilik", "问题", "要求", "内容", "câu hỏi", "yêu cầu", "prüfpunkt", "texte"),
    "section": ("section", "chapter", "topic", "category", "area", "theme", "pillar", "heading", "part", "abschnitt", "kapitel",
                "thema", "chapitre", "rubrique", "sección", "capítulo", "seção", "tema", "bölüm", "konu", "章节", "类别", "主题",
                "phần", "chủ đề", "performance area"),
    "kind": ("kind", "type", "question type", "item type", "art", "tür", "类型"),
    "guidance": ("guidance", "note", "notes", "explanation", "help", "comment", "hinweis", "anleitung", "remarque", "nota"),
}  # fmt: skip
_PLAIN = {head: column for column, heads in _HEADERS.items() for head in heads}
_RANK = {head: at for heads in _HEADERS.values() for at, head in enumerate(heads)}
"""Where two columns of a table could be one thing, the more usual header is it."""

_CLAUSE = re.compile(
    r"^\s*(?:(?:Q|§|Art\.?|Clause|Section|Nr\.?|No\.?)\s*)?"
    r"((?:[A-Z]{1,3}[.\-]?)?\d{1,3}[A-Z]?(?:[.\-]\d{1,3}[a-z]?)*(?:\([a-z0-9]{1,4}\))*|[A-Z](?:[.\-]\d{1,3})+)[.):]?\s+(?=\S)"
)
_WHITE = re.compile(r"\s+")


def _plain(head: str) -> str:
    return _WHITE.sub(" ", head.casefold().replace("_", " ").replace(".", " ").replace(":", " ")).strip(" #*")


def _questions_of(pages: Sequence[Page]) -> tuple[list[Question], list[str]]:
    found: list[Question] = []
    remarks: list[str] = []
    has_header = any(page.is_table and "text" in _header(page.rows)[1] for page in pages)
    for page in pages:
        remarks += page.remarks
        if has_header and page.is_table and "text" not in _header(page.rows)[1]:
            filled = sum(any(row) for row in page.rows)
            remarks.append(
                f"Sheet “{page.name}” has no column of questions and was left out ({filled:,} rows)."
            )
            continue
        if page.is_table:
            some, said = _from_table(page)
        else:
            some, said = _from_lines(page)
        found += some
        remarks += said
    return found, remarks


def _from_table(page: Page) -> tuple[list[Question], list[str]]:
    at, columns = _header(page.rows)
    if "text" not in columns:
        widest = _widest_column(page.rows)
        if widest is None:
            return [], []
        columns, at = {"text": widest}, -1
        named = f"sheet “{page.name}”" if page.name else "the table"
        remarks = [
            f"No column of {named} is headed “text” or “question”: column {widest + 1} has most words and was taken."
        ]
    else:
        remarks = []
    found: list[Question] = []
    section = "" if "section" in columns or not page.is_named else page.name
    for number, row in enumerate(page.rows[at + 1 :], start=at + 2):
        cells = {name: _one_line(row[place]) for name, place in columns.items() if place < len(row)}
        text, id_ = cells.get("text", ""), cells.get("id", "")
        if not text:
            if heading := _lone_text(row):
                section = heading
            continue
        if "section" not in columns and not id_ and _is_heading(row, text):
            section = text
            continue
        section = cells.get("section") or section  # a merged cell speaks for the rows below it
        clause = cells.get("clause", "") or _clause_of(text) or _clause_of(f"{id_} x")
        found.append(
            Question(
                id=id_,
                text=text,
                section=section,
                clause=clause,
                row=number,
                kind=_said_kind(cells.get("kind", "")) or Kind.REQUIREMENT,
                kind_reason="" if not _said_kind(cells.get("kind", "")) else "the file says so",
            )
        )
    return found, remarks


def _header(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    """The row of the first thirty that names most columns, and which."""
    best: tuple[int, dict[str, int]] = (-1, {})
    for at, row in enumerate(rows[:30]):
        named = [(place, _plain(cell)) for place, cell in enumerate(row) if _plain(cell) in _PLAIN]
        columns = {
            name: min((one for one in named if _PLAIN[one[1]] == name), key=lambda one: _RANK[one[1]])[0]
            for name in {_PLAIN[head] for _, head in named}
        }
        if "text" in columns and len(columns) > len(best[1]):
            best = (at, columns)
    return best


def _widest_column(rows: Sequence[Sequence[str]]) -> int | None:
    words: Counter[int] = Counter()
    for row in rows:
        for place, cell in enumerate(row):
            words[place] += len(cell)
    widest = max(words.items(), key=lambda one: (one[1], -one[0]), default=(0, 0))
    return widest[0] if widest[1] else None


def _lone_text(row: Sequence[str]) -> str:
    filled = [_one_line(cell) for cell in row if cell.strip()]
    return filled[0] if len(filled) == 1 and not filled[0].isdigit() else ""


def _is_heading(row: Sequence[str], text: str) -> bool:
    """A row of nothing but a short text that asks nothing, above others: a title between the questions."""
    return bool(_lone_text(row)) and len(text) <= 60 and not re.search(r"[?？.。!;；]\s*$", text)


def _from_lines(page: Page) -> tuple[list[Question], list[str]]:
    """Text without columns: numbered paragraphs are questions, short lines without an end are headings."""
    found: list[Question] = []
    section = ""
    for number, row in enumerate(page.rows, start=1):
        text = _one_line(" ".join(row))
        if not text:
            continue
        clause = _clause_of(text)
        if page.headings.get(number) or (len(text) <= 80 and not re.search(r"[?？.。!;；:：,]\s*$", text)):
            section = text
            continue
        found.append(Question(id=clause, text=text, section=section, clause=clause, row=number))
    return found, []


def _clause_of(text: str) -> str:
    said = _CLAUSE.match(text)
    return said.group(1) if said else ""


def _one_line(text: str) -> str:
    return _WHITE.sub(" ", text).strip()


def _told_apart(found: Iterable[Question]) -> tuple[list[Question], list[str]]:
    """Each question with an id of its own: its own, its clause, or its row; a second “1.1” is “1.1 (2)”."""
    seen: Counter[str] = Counter()
    taken: set[str] = set()
    questions, twice = [], []
    for one in found:
        base = one.id or one.clause or f"row {one.row}"
        seen[base] += 1
        unique, count = base, seen[base]
        while unique in taken:
            unique, count = f"{base} ({max(2, count)})", max(2, count) + 1
        taken.add(unique)
        if unique != base and one.id:
            twice.append(
                f"Row {one.row}: the id “{base}” is there before; this question is called “{unique}”."
            )
        questions.append(replace(one, id=unique))
    return questions, twice[:20] + (
        [f"{len(twice) - 20:,} more ids are there twice."] if len(twice) > 20 else []
    )


_SCRIPTS = (
    ("Latin", re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]{2,}")),
    ("Chinese or Japanese", re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]{2,}")),
    ("Cyrillic", re.compile(r"[\u0400-\u04ff]{2,}")),
    ("Arabic", re.compile(r"[\u0600-\u06ff]{2,}")),
    ("Thai", re.compile(r"[\u0e00-\u0e7f]{2,}")),
    ("Korean", re.compile(r"[\uac00-\ud7a3]{2,}")),
    ("Indic", re.compile(r"[\u0900-\u0dff]{2,}")),
)


def _two_languages(found: Iterable[Question]) -> list[str]:
    """Said, not mended: both halves help to find the criterion."""
    rows = [str(one.row) for one in found if _scripts(one.text) > 1]
    if not rows:
        return []
    shown = ", ".join(rows[:5]) + (" …" if len(rows) > 5 else "")
    return [
        f"{len(rows):,} question(s) are written in two scripts (row {shown}): both were read as one text."
    ]


def _scripts(text: str) -> int:
    letters = {name: sum(map(len, pattern.findall(text))) for name, pattern in _SCRIPTS}
    return sum(1 for count in letters.values() if count >= max(6, 0.15 * sum(letters.values())))


_ASKS = re.compile(
    r"[?？]|\b(?:shall|must|should|may not|is not|are not|does not|do not|never|no one|prohibited|required|ensure[sd]?|has|have|"
    r"are|is|can|provides?|keeps?|complies|complied|muss|müssen|soll|sollen|darf|dürfen|doit|doivent|debe|deben|deve|devem|"
    r"zorunlu|olmalı|edilir|phải|không)\b|应|必须|不得|须",
    re.IGNORECASE,
)
_GUIDES = re.compile(
    r"^\s*(?:note|guidance|auditor guidance|remark|nb|n\.b\.|example|examples|e\.g\.|definition|tip|hint|hinweis|anmerkung|"
    r"leitfaden|remarque|nota|orientación|not|açıklama|说明|注|备注|指南|ghi chú|interview tip|how to (?:check|audit))\s*[:：\-–.]",
    re.IGNORECASE,
)
_INSTRUCTS = re.compile(
    r"^\s*(?:the )?auditors? (?:should|shall|must|may|will)\b|^\s*(?:refer to|see also|for guidance)\b",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"^\s*(?:(?:site|factory|company|supplier|facility|auditor'?s?|contact|manager'?s?)\s+)?"
    r"(?:name|address|city|country|postcode|postal code|phone|telephone|e-?mail|date|start date|end date|audit date|signature|"
    r"position|job title|title|number of [\w\s,/()-]+|total (?:number of )?[\w\s,/()-]+|no\. of [\w\s,/()-]+|"
    r"gps|gln|duns|site code|website|language|languages spoken|male|female|registration number|year (?:built|established)|"
    r"name of [\w\s,/()-]+|date of [\w\s,/()-]+|anzahl[\w\s]*|datum|nombre d[\w\s']*|número de [\w\s]*)\s*[:：]?\s*(?:\(.*\))?\s*[:：_]*\s*$",
    re.IGNORECASE,
)


def _said_kind(text: str) -> Kind | None:
    """What the file itself says in a column of kinds."""
    plain = _plain(text)
    said: dict[str, Kind] = {
        **dict.fromkeys(("requirement", "question", "mandatory", "criterion", "core"), Kind.REQUIREMENT),
        **dict.fromkeys(("guidance", "note", "explanation", "info", "information"), Kind.GUIDANCE),
        **dict.fromkeys(("data field", "data", "field", "fact", "data point", "site data"), Kind.DATA_FIELD),
    }
    return said.get(plain)


def _with_kind(one: Question) -> Question:
    if one.kind_reason:
        return one
    kind, reason = guess_kind(one.text)
    return replace(one, kind=kind, kind_reason=reason)


def guess_kind(text: str) -> tuple[Kind, str]:
    """The kind, and why; where nothing speaks for another, it is a requirement, since those must not be lost."""
    if said := _GUIDES.match(text):
        return Kind.GUIDANCE, f"it begins with “{_one_line(said.group(0))}”"
    if said := _INSTRUCTS.match(text):
        return Kind.GUIDANCE, f"“{_one_line(said.group(0))}” speaks to the auditor"
    if _FIELD.match(text) and not re.search(r"[?？]", text):
        return Kind.DATA_FIELD, "it names a fact to fill in, and asks nothing"
    if len(text.split()) <= 4 and text.rstrip().endswith((":", "：", "_")):
        return Kind.DATA_FIELD, "it is a short label that ends with a colon"
    if said := _ASKS.search(text):
        return Kind.REQUIREMENT, f"“{said.group(0)}” asks or demands"
    return Kind.REQUIREMENT, "nothing says that it is guidance or a data field"
