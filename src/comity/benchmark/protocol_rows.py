"""The questions that stand in the tables and texts of a file, with sections and numbers.

In: pages (`files`). Out: questions as found, ids not yet unique, and remarks on what was odd. Law: every row that has text
becomes a question, but for one that adds up the others, which a remark names; a number that leads a text is its clause, and no part of what is asked.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from comity.benchmark.files import Page
from comity.benchmark.kinds import Kind, demands, said_kind
from comity.benchmark.numbers import with_zeros
from comity.benchmark.protocol import Question
from comity.core import counted
from comity.core.totals import total_words

# What a column is, by its header in plain words.
_HEADERS = {
    "id": ("id", "no", "nr", "number", "ref", "reference", "question id", "question no", "question number", "item", "item no",
           "item id", "code", "q", "frage nr", "frage id", "num", "numero", "#", "编号", "序号", "soru no", "mã số", "nº", "n°", "№", "número", "numéro", "núm", "n", "lp", "番号",
           "번호", "رقم", "الرقم", "م", "क्रमांक", "номер", "№ п/п", "п/п", "stt", "số", "l p", "číslo", "sorszám", "nummer", "volgnummer",
           "α/α", "ลำดับ", "ข้อ", "項番", "項目番号", "連番", "編號", "項次", "순번", "nomor"),
    "clause": ("clause", "clause no", "clause number", "paragraph", "provision", "klausel", "ziffer", "article", "条款", "madde"),
    "text": ("text", "question", "question text", "audit question", "requirement", "requirements", "description", "criterion",
             "criteria", "check", "checkpoint", "control", "standard", "wording", "frage", "anforderung", "exigence", "pregunta",
             "requisito", "pergunta", "soru", "gereklilik", "问题", "要求", "内容", "câu hỏi", "yêu cầu", "prüfpunkt", "texte", "question d'audit", "domanda", "vraag", "pytanie", "pertanyaan", "persyaratan",
             "întrebare", "質問", "設問", "질문", "вопрос", "требование", "السؤال", "प्रश्न", "คำถาม", "question d’audit", "point de contrôle", "exigences",
             "preguntas", "requisitos", "perguntas", "pytania", "wymaganie", "wymagania", "pytanie audytowe", "otázka", "otázky", "požadavek",
             "požiadavka", "întrebări", "cerință", "cerințe", "kérdés", "követelmény", "вопросы", "требования", "питання", "запитання", "вимога", "fråga", "krav",
             "spørgsmål", "spørsmål", "kysymys", "vaatimus", "ερώτηση", "απαίτηση", "vragen", "eis", "eisen", "domande", "requisiti", "fragen",
             "anforderungen", "prüffrage", "sorular", "denetim sorusu", "nội dung câu hỏi", "nội dung đánh giá", "pertanyaan audit", "soalan", "質問内容",
             "監査項目", "チェック項目", "確認項目", "要求事項", "問題", "審核問題", "审核问题", "检查内容", "审核内容", "요구사항", "점검항목", "심사항목", "المتطلب",
             "المتطلبات", "الأسئلة", "سؤال", "ข้อกำหนด", "ข้อคำถาม", "प्रश्नावली", "आवश्यकता", "প্রশ্ন", "שאלה", "سوال"),
    "section": ("section", "chapter", "topic", "category", "area", "theme", "pillar", "heading", "part", "abschnitt", "kapitel",
                "thema", "chapitre", "rubrique", "sección", "capítulo", "seção", "tema", "bölüm", "konu", "章节", "类别", "主题",
                "phần", "chủ đề", "performance area", "sezione", "capitolo", "hoofdstuk", "rozdział", "bagian", "bab", "章", "장",
                "раздел", "القسم", "अध्याय", "rubryka", "obszar", "dział", "temat", "oblast", "kapitola", "téma", "secțiune", "capitol", "domeniu", "fejezet", "terület",
                "témakör", "розділ", "тема", "область", "avsnitt", "område", "afsnit", "emne", "osio", "aihe", "ενότητα", "κεφάλαιο", "θέμα", "onderwerp",
                "domaine", "thème", "área", "ámbito", "argomento", "bereich", "themenbereich", "bölüm adı", "lĩnh vực", "chương", "mục", "topik", "区分",
                "分野", "カテゴリー", "領域", "章節", "主題", "영역", "분야", "구분", "المحور", "الموضوع", "البند", "หมวด", "หัวข้อ", "विषय", "খাত", "অধ্যায়", "נושא",
                "פרק", "بخش"),
    "kind": ("kind", "type", "question type", "item type", "art", "tür", "类型"),
    "guidance": ("guidance", "guidance for auditors", "auditor guidance", "hinweise", "hinweis für auditoren", "hinweise für auditoren", "note", "notes", "explanation", "help", "comment", "hinweis", "anleitung", "remarque", "nota", "wskazówki", "hướng dẫn"),
}  # fmt: skip
_PLAIN = {head: column for column, heads in _HEADERS.items() for head in heads}
_RANK = {head: at for heads in _HEADERS.values() for at, head in enumerate(heads)}
"""Where two columns of a table could be one thing, the more usual header is it."""

_COUNT = re.compile(r"[^?？]{0,40}\d[^?？]{0,40}")
_MOST_BESIDE_A_COUNT = 3  # words: “12 questions”, “Liczba pytań: 12”

_CLAUSE = re.compile(
    r"^\s*(?:(?:Q|§|Art\.?|Clause|Section|Nr\.?|No\.?)\s*)?"
    r"((?:[A-Z]{1,3}[.\-]?)?\d{1,3}[A-Z]?(?:[.\-]\d{1,3}[a-z]?)*(?:\([a-z0-9]{1,4}\))*|[A-Z](?:[.\-]\d{1,3})+)[.):]?\s+(?=\S)"
)
_TWICE = re.compile(r"[/|\n()\[\]（）／｜]|\s[-–—]\s")
_LETTERS_ONLY = re.compile(r"[A-Z]{1,4}\.?")
_HAS_LEVELS = re.compile(r"\d[.\-]\d")
_LONGEST_TITLE = 80
_WHITE = re.compile(r"\s+")


def _plain(head: str) -> str:
    return _WHITE.sub(" ", head.casefold().replace("_", " ").replace(".", " ").replace(":", " ")).strip(" #*")


def questions_of(pages: Sequence[Page]) -> tuple[list[Question], list[str]]:
    found: list[Question] = []
    remarks: list[str] = []
    has_header = any(page.is_table and "text" in _header(page.rows)[1] for page in pages)
    before = _Before()
    for page in pages:
        remarks += page.remarks
        table = _table(page, before) if page.is_table else None
        if table is not None and has_header and not table.has_header:
            remarks.append(_left_out(page))
            continue
        some, said = _from_lines(page) if table is None else _from_table(page, table)
        before = before.followed_by(page, table, some)
        found += some.questions
        remarks += said
    return found, remarks


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    questions: list[Question]
    section: str  # the last one, under which what follows stands


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    columns: Mapping[str, int]
    first: int  # row of the first question, from 0
    section: str
    has_header: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Before:
    """What a table of a document inherits: the heading above it, and the columns of the last table that named its own."""

    section: str = ""
    columns: Mapping[str, int] = field(default_factory=dict)
    width: int = 0

    def followed_by(self, page: Page, table: _Table | None, some: _Found) -> "_Before":
        if page.name:  # a sheet speaks for itself alone
            return _Before()
        if table is None:
            return replace(self, section=some.section)
        return replace(self, columns=table.columns, width=_width(page))


def _table(page: Page, before: _Before) -> _Table:
    at, columns = _header(page.rows)
    if "text" in columns:
        own = page.name if page.is_named else before.section
        return _Table(
            columns=columns, first=at + 1, section="" if "section" in columns else own, has_header=True
        )
    if before.columns and not page.name and _width(page) == before.width:
        return _Table(columns=before.columns, first=0, section=before.section, has_header=True)
    widest = _widest_column(page.rows)
    return _Table(
        columns={} if widest is None else {"text": widest},
        first=0,
        section=page.name if page.is_named else before.section,
        has_header=False,
    )


def _width(page: Page) -> int:
    return max(map(len, page.rows), default=0)


def _left_out(page: Page) -> str:
    filled = sum(any(row) for row in page.rows)
    named = f"Sheet “{page.name}”" if page.name else "A table of the document"
    return f"{named} has no column of questions and was left out ({counted(filled, 'row')})."


def _from_table(page: Page, table: _Table) -> tuple[_Found, list[str]]:
    remarks: list[str] = []
    if table.columns and not table.has_header:
        named = f"sheet “{page.name}”" if page.name else "the table"
        remarks.append(
            f"No column of {named} is headed “text” or “question”: column {table.columns['text'] + 1} has most words and "
            "was taken."
        )
    found: list[Question] = []
    bare: list[int] = []
    totals: list[str] = []
    section = table.section
    for number, row in enumerate(page.rows[table.first :], start=table.first + 1):
        cells = {name: _one_line(row[place]) for name, place in table.columns.items() if place < len(row)}
        text = cells.get("text", "")
        if text and _is_a_total(row):
            totals.append(f"{number}: “{' | '.join(_filled(row))}”")
            continue
        if not text:
            named = cells.get("section", section)
            if named in ("", section) and _clause_of(f"{cells.get('id', '')} x"):
                bare.append(number)
            elif named not in ("", section):
                section = named
            elif not cells.get("guidance"):  # what stands there alone belongs to the questions around it
                section = _lone_text(row) or section
            continue
        if "section" not in table.columns and _is_heading(row, text, id_=cells.get("id", "")):
            section = text
            continue
        section = cells.get("section") or section  # a merged cell speaks for the rows below it
        found.append(_question(cells, section, number))
    whole, dropped = with_zeros(found)
    return _Found(questions=whole, section=section), [
        *remarks,
        *dropped,
        *_without_text(bare),
        *_added_up(totals),
    ]


def _without_text(rows: Sequence[int]) -> list[str]:
    if not rows:
        return []
    shown = ", ".join(map(str, rows[:5])) + (" …" if len(rows) > 5 else "")
    return [
        f"With a number and no text, and left out: {counted(len(rows), 'row')} ({shown}). Where a question's cell is merged with "
        "the one above, part the two."
    ]


def _added_up(rows: Sequence[str]) -> list[str]:
    return [f"Rows that only add up others, and were left out: {', '.join(rows)}."] if rows else []


def _is_a_total(row: Sequence[str]) -> bool:
    """“Total | 12 questions”: a word for it, and beside it nothing but counts."""
    first, *others = _filled(row) or [""]
    return bool(others) and _plain(first) in _totals() and all(map(_is_a_count, others))


@lru_cache(maxsize=1)
def _totals() -> frozenset[str]:
    return frozenset(map(_plain, total_words()))


def _is_a_count(cell: str) -> bool:
    words = [word for word in cell.split() if not re.search(r"\d", word)]
    return _COUNT.fullmatch(cell) is not None and len(words) <= _MOST_BESIDE_A_COUNT


def _filled(row: Sequence[str]) -> list[str]:
    return [_one_line(cell) for cell in row if cell.strip()]


def _question(cells: Mapping[str, str], section: str, row: int) -> Question:
    id_, said = cells.get("id", ""), said_kind(cells.get("kind", ""))
    leading, text = _clause_and_text(cells["text"])
    if id_ not in ("", leading):
        text = cells["text"]
    return Question(
        id=id_,
        text=text,
        section=section,
        clause=cells.get("clause", "") or leading or _clause_of(f"{id_} x"),
        row=row,
        kind=said or Kind.REQUIREMENT,
        kind_reason="the file says so" if said else "",
    )


def _header(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    """The row of the first thirty that names most columns, and which."""
    best: tuple[int, dict[str, int]] = (-1, {})
    for at, row in enumerate(rows[:30]):
        columns = _columns(row)
        if "text" in columns and len(columns) > len(best[1]):
            best = (at, columns)
    at, columns = best
    if at <= 0:
        return best
    # Where a header takes two rows, a cell merged over both stands in the upper one.
    row = rows[at]
    upper = [
        "" if place < len(row) and row[place].strip() else cell for place, cell in enumerate(rows[at - 1])
    ]
    return at, _columns(upper) | columns


def _columns(row: Sequence[str]) -> dict[str, int]:
    before = ("", *row)
    named = [
        (place, head)
        for place, cell in enumerate(row)
        if (head := _head(cell)) and not (head == "no" and _plain(before[place]).endswith("yes"))
    ]
    return {
        name: min((one for one in named if _PLAIN[one[1]] == name), key=lambda one: _RANK[one[1]])[0]
        for name in {_PLAIN[head] for _, head in named}
    }


def _head(cell: str) -> str | None:
    """The header that a cell is, also where it says it in two languages (“Câu hỏi / Question”) that agree."""
    if (whole := _plain(cell)) in _PLAIN:
        return whole
    parts = [part for part in map(_plain, _TWICE.split(cell)) if part]
    heads = [part for part in parts if part in _PLAIN]
    if len({_PLAIN[head] for head in heads}) != 1:
        return None
    # Of a word or two letters (“Không / No”) one side says too little.
    return max(heads, key=len) if len(heads) == len(parts) or max(map(len, heads)) > 2 else None


def _widest_column(rows: Sequence[Sequence[str]]) -> int | None:
    words: Counter[int] = Counter()
    for row in rows:
        for place, cell in enumerate(row):
            words[place] += len(cell)
    widest = max(words.items(), key=lambda one: (one[1], -one[0]), default=(0, 0))
    return widest[0] if widest[1] else None


def _lone_text(row: Sequence[str]) -> str:
    filled = _filled(row)
    return filled[0] if len(filled) == 1 and not filled[0].isdigit() else ""


def _is_heading(row: Sequence[str], text: str, *, id_: str) -> bool:
    """A row of nothing but a short text that asks nothing, above others: a title between the questions.

    It may have a letter (“B”, “IV”) where questions have their numbers, if it is in capitals.
    """
    if id_:
        filled = sum(map(bool, map(str.strip, row)))
        is_alone = filled == 2 and _LETTERS_ONLY.fullmatch(id_) is not None and text.isupper()
    else:
        is_alone = bool(_lone_text(row))
    return is_alone and len(text) <= 60 and not re.search(r"[?？.。!;；]\s*$", text)


def _from_lines(page: Page) -> tuple[_Found, list[str]]:
    """Text without columns: numbered paragraphs are questions, short lines without an end are headings."""
    found: list[Question] = []
    section = ""
    for number, row in enumerate(page.rows, start=1):
        text = _one_line(" ".join(row))
        if not text:
            continue
        clause, asked = _clause_and_text(text)
        if page.headings.get(number) or _is_title(text, clause):
            section = text
            continue
        found.append(Question(id=clause, text=asked, section=section, clause=clause, row=number))
    return _Found(questions=found, section=section), []


def _is_title(text: str, clause: str) -> bool:
    """Short and without an end; but “3.2 Fire exits are kept free” demands something, and must not be lost as a title."""
    if len(text) > _LONGEST_TITLE or re.search(r"[?？.。!;；:：,]\s*$", text):
        return False
    return not (_HAS_LEVELS.search(clause) and demands(text))


def _clause_and_text(text: str) -> tuple[str, str]:
    """The number that leads a text, and the text without it; a mere count (“2 exits a floor”) stays where it is."""
    said = _CLAUSE.match(text)
    if said is None:
        return "", text
    rest = text[said.end() :]
    is_number = bool(_HAS_LEVELS.search(said.group(1))) or not said.group(1).isdigit()
    is_set_apart = said.group(0).rstrip()[-1] in ".):" or not text.lstrip()[0].isdigit()
    return said.group(1), rest if (is_number or is_set_apart) and not rest[:1].islower() else text


def _clause_of(text: str) -> str:
    said = _CLAUSE.match(text)
    return said.group(1) if said else ""


def _one_line(text: str) -> str:
    return _WHITE.sub(" ", text).strip()
