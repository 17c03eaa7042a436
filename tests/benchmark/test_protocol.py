import io
import zipfile

import pytest
import xlsxwriter

from comity.benchmark import Kind, read_protocol
from comity.benchmark.errors import ProtocolUnreadable
from comity.benchmark.files import sheets_of
from comity.benchmark.kinds import guess_kind
from comity.benchmark.languages import languages_of
from examples import make_protocol

NAMED = "EncryptedPackage".encode("utf-16-le").ljust(64, b"\0") + (34).to_bytes(2, "little")
LOCKED = b"\xd0\xcf\x11\xe0".ljust(512, b"\0") + NAMED.ljust(128, b"\0")
"""As much as tells a workbook behind a password: an entry in the directory of Excel 97's container."""


def questions(data: bytes) -> list[tuple[str, str, str]]:
    return [(one.id, one.section, one.text) for one in read_protocol(data, name="Alder").questions]


def docx(body: str, *, head: str = "") -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "word/document.xml",
            f'<?xml version="1.0"?>{head}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            f"<w:body>{body}</w:body></w:document>",
        )
    return data.getvalue()


def paragraph(text: str, style: str = "") -> str:
    said = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{said}<w:r><w:t>{text}</w:t></w:r></w:p>"


def test_a_table_gives_its_questions_with_ids_and_sections() -> None:
    found = questions(b"No,Chapter,Question\n1.1,Safety,Are exits free?\n1.2,Safety,Are drills held?\n")

    assert found == [("1.1", "Safety", "Are exits free?"), ("1.2", "Safety", "Are drills held?")]


def test_the_fictional_protocol_is_read_whole() -> None:
    made = make_protocol.alder()

    found = read_protocol(make_protocol.workbook(made), name="Alder", version="3.2")

    assert len(found.questions) == 300
    assert [(one.id, one.section, one.text) for one in found.questions] == [
        (row.id, row.section, row.text) for row in made.rows
    ]
    assert found.questions[0].row == 5
    assert {one.kind for one in found.questions} == set(Kind)


def test_a_merged_cell_speaks_for_the_rows_below_it() -> None:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        sheet = book.add_worksheet("Protocol")
        for at, head in enumerate(("Section", "Text")):
            sheet.write(0, at, head)
        sheet.merge_range(1, 0, 2, 0, "Wages")
        sheet.write(1, 1, "Is the minimum wage paid?")
        sheet.write(2, 1, "Are payslips given?")

    assert [section for _, section, _ in questions(data.getvalue())] == ["Wages", "Wages"]


def test_a_title_between_the_questions_is_a_section() -> None:
    data = "Ref;Requirement\n;Health and safety\n1;Exits shall be free.\n;Wages\n2;Wages shall be paid.\n"

    assert [section for _, section, _ in questions(data.encode())] == ["Health and safety", "Wages"]


@pytest.mark.parametrize(
    ("head", "text"),
    [
        ("Nr;Kapitel;Frage", "1;Sicherheit;Sind die Ausgänge frei?"),
        ("Nº;Capítulo;Pregunta", "1;Seguridad;¿Están libres las salidas?"),
        ("N°;Sezione;Domanda", "1;Sicurezza;Le uscite sono libere?"),
        ("番号;章;質問", "1;安全;出口は空いていますか。"),
        ("رقم;القسم;السؤال", "1;السلامة;هل المخارج خالية؟"),
        ("编号;章节;问题", "1;安全;出口是否畅通？"),
        ("Soru No;Bölüm;Soru", "1;Güvenlik;Çıkışlar açık mı?"),
    ],
)
def test_headers_in_other_languages_are_known(head: str, text: str) -> None:
    found = questions(f"{head}\n{text}\n".encode())

    assert found == [tuple(text.split(";"))]


def test_a_table_without_a_known_header_says_which_column_was_taken() -> None:
    found = read_protocol(
        b"A1,Are the emergency exits kept free?\nA2,Are drills held twice a year?\n", name="Alder"
    )

    assert [one.text for one in found.questions] == [
        "Are the emergency exits kept free?",
        "Are drills held twice a year?",
    ]
    assert "column 2 has most words" in found.remarks[0]


def test_ids_that_are_there_twice_are_told_apart_and_none_is_lost() -> None:
    found = read_protocol(b"No,Question\n1,Is A so?\n1,Is B so?\n1,Is C so?\n,Is D so?\n", name="Alder")

    assert [one.id for one in found.questions] == ["1", "1 (2)", "1 (3)", "row 5"]
    assert found.remarks[0] == "Row 3: the id “1” is there before; this question is called “1 (2)”."


def test_a_number_without_a_text_is_said_and_heads_nothing() -> None:
    found = read_protocol(b"No,Question\n1.1,Is A so?\n1.2,\n1.3,Is C so?\n", name="Alder")

    assert [(one.id, one.section) for one in found.questions] == [("1.1", ""), ("1.3", "")]
    assert any(one.startswith("With a number and no text, and left out: 1 row (3).") for one in found.remarks)


def test_a_row_of_a_number_and_a_section_heads_what_follows() -> None:
    found = read_protocol(
        b"No,Section,Question\n1,Safety,\n1.1,,Is A so?\n2,Wages,\n2.1,,Is B so?\n", name="Alder"
    )

    assert [(one.id, one.section) for one in found.questions] == [("1.1", "Safety"), ("2.1", "Wages")]
    assert not [one for one in found.remarks if "no text" in one]


def test_two_languages_in_a_cell_are_said_and_kept() -> None:
    found = read_protocol("No,Question\n1,Are the exits free? 出口是否畅通无阻？\n".encode(), name="Alder")

    assert found.questions[0].text == "Are the exits free? 出口是否畅通无阻？"
    assert "Written in two languages, and read as one text: 1 question (row 2)." in found.remarks


@pytest.mark.parametrize(
    "text",
    [
        "Are exits free at all hours, and are they marked? / Sind die Ausgänge jederzeit frei und nicht verschlossen?",
        "Les sorties sont-elles libres pour tous? Are the exits free for all of them?",
        "Tüm çıkışlar her zaman açık mı ve işaretli mi? Are all of the exits open at any hour?",
        "Are fire exits unlocked? Sind Notausgänge unverschlossen?",
        "Are wages paid on time? / Salários são pagos pontualmente?",
        "Acil çıkışlar açık mı?\nAre emergency exits open?",
        "Is drinking water free? - Apakah air minum gratis?",
        "Emergency exits are marked. Wyjścia awaryjne oznaczone są.",
        "Are machines guarded? (Les machines sont protégées ?)",
        "Is personal protective equipment worn? ¿Se usa siempre el equipo en el baño?",
    ],
)
def test_two_languages_of_one_script_are_said(text: str) -> None:
    assert len(languages_of(text)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "Do workers get a lunch à la carte, and is the du jour menu free for all of them?",
        "Sind die Notausgänge und der Fluchtweg (Emergency Exit) frei?",
        "Is the SA8000 certificate of the site valid, and has the auditor seen it (消防)?",
        "¿Están todos los trabajadores informados de sus derechos y de las normas del sitio?",
        "Are all requirements met? Health care provided, no fees charged.",
        "Is the Code du travail kept at hand? Per diem rates, non-compliance and pour points recorded.",
        "Does Ms Muñoz of Łódź sign the plan? Signed by José Conceição da Silva.",
        "Fire exits free? Lighting checked? Alarm tested?",
    ],
)
def test_a_borrowed_word_is_no_second_language(text: str) -> None:
    assert len(languages_of(text)) <= 1


def test_the_zero_that_a_spreadsheet_drops_from_a_number_is_put_back_and_said() -> None:
    rows = "".join(
        f"{number},Is rule {at} kept?\n" for at, number in enumerate((1.08, 1.09, "1.1", 1.11, 2.1))
    )

    found = read_protocol(f"No,Question\n{rows}".encode(), name="Alder")

    assert [one.id for one in found.questions] == ["1.08", "1.09", "1.10", "1.11", "2.1"]
    assert found.questions[2].clause == "1.10"
    assert found.remarks == (
        "1 number had lost the last zero, as spreadsheets do, and got it back by the row before: 1.10.",
    )


def test_the_tenth_of_a_chapter_is_no_second_first() -> None:
    rows = "".join(f"1.{str(at).rstrip('0')},Is rule {at} kept?\n" for at in range(1, 12))

    found = read_protocol(f"No,Question\n{rows}".encode(), name="Alder")

    assert [one.id for one in found.questions] == [f"1.{at}" for at in range(1, 12)]


def test_one_question_is_read_and_doubted() -> None:
    found = read_protocol(b"No,Question\n1,Are exits free?\n", name="Alder")

    assert len(found.questions) == 1
    assert any("one question only" in remark for remark in found.remarks)


def remarks_on(*texts: str) -> str:
    rows = "".join(f'{number},"{text}"\n' for number, text in enumerate(texts, start=1))
    return "\n".join(read_protocol(f"No,Question\n{rows}".encode(), name="Alder").remarks)


def test_questions_that_say_the_same_again_are_counted_aloud() -> None:
    again = ["Are fire exits free?"] * 3 + ["ARE FIRE EXITS FREE"]

    assert "like an earlier question: 3 of 5 requirements (row 3, 4, 5)" in remarks_on(
        *again, "Is water free for all?"
    )
    assert "earlier question" not in remarks_on(*(f"Is rule {at} of the house kept?" for at in range(5)))


def test_guidance_alone_in_its_row_is_no_heading_of_what_follows() -> None:
    data = "No,Question,Hinweis für Auditoren\n,Wages,\n,,See the payroll.\n1.1,Are wages paid?,\n".encode()

    assert [one.section for one in read_protocol(data, name="Alder").questions] == ["Wages"]


def test_a_list_of_headings_is_no_list_of_questions_and_that_is_said() -> None:
    heads = "Wages", "Working hours", "Fire", "Are exits kept free at all hours?"

    assert "No longer than a heading: 3 of 4 requirements" in remarks_on(*heads)
    assert "heading" not in remarks_on("消防出口是否畅通且未上锁？", "工厂是否有禁止使用童工的书面政策？")


def test_a_page_in_one_cell_is_asked_to_be_cut() -> None:
    long = "Are exits free, are they marked, and does everybody know where they are? " * 30

    assert "Longer than 300 words: 1 of 2 requirements (row 2)" in remarks_on(long, "Is water free for all?")


def test_ten_thousand_rows_are_read_and_doubted() -> None:
    data = "No,Question\n" + "".join(f"{number},Is requirement {number} met?\n" for number in range(10_000))

    found = read_protocol(data.encode(), name="Alder")

    assert len(found.questions) == 10_000
    assert any("many for a protocol" in remark for remark in found.remarks)


def test_more_rows_than_any_protocol_has_are_refused() -> None:
    data = "No,Question\n" + "".join(f"{number},Is {number} met?\n" for number in range(20_001))

    with pytest.raises(ProtocolUnreadable, match="no protocol has so many questions"):
        read_protocol(data.encode(), name="Alder")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is empty"),
        (b"No,Question\n", "holds no question"),
        (b"%PDF-1.4\n1 0 obj<</Type/XObject/Subtype/Image>>", "damaged or not complete"),
        (b"PK\x03\x04broken", "damaged"),
        (b"\xd0\xcf\x11\xe0broken", "damaged, or protected"),
        (LOCKED, "The file is protected by a password"),
        (b"a\0b\0c", "not a text file"),
    ],
)
def test_a_file_that_is_no_protocol_ends_in_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(ProtocolUnreadable, match=sentence):
        read_protocol(data, name="Alder")


def test_a_review_behind_a_password_is_not_called_no_workbook() -> None:
    with pytest.raises(ProtocolUnreadable, match="The file is protected by a password"):
        sheets_of(LOCKED, where="review.xlsx")


def test_an_archive_that_is_no_document_is_refused() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("notes.txt", "hello")

    with pytest.raises(ProtocolUnreadable, match="an archive, and no workbook"):
        read_protocol(data.getvalue(), name="Alder")


def test_an_archive_that_would_explode_is_refused() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 40_000_000)

    with pytest.raises(ProtocolUnreadable, match="unpack to more"):
        read_protocol(data.getvalue(), name="Alder")


def test_a_protocol_has_one_digest_whatever_file_it_came_in() -> None:
    made = make_protocol.alder()
    body = ""
    for at, one in enumerate(made.rows):
        if at == 0 or made.rows[at - 1].section != one.section:
            body += paragraph(one.section, "Heading2")
        body += paragraph(f"{one.id} {one.text}")

    document = read_protocol(docx(body), name="Alder")

    workbook = read_protocol(make_protocol.workbook(made), name="Alder")
    assert document.digest == workbook.digest
    assert [one.kind for one in document.questions] == [one.kind for one in workbook.questions]


def test_a_count_that_leads_a_question_stays_in_it() -> None:
    found = read_protocol(docx(paragraph("2 exits a floor must be there, and be free.")), name="Alder")

    assert found.questions[0].text == "2 exits a floor must be there, and be free."


def test_a_numbered_demand_without_a_full_stop_is_no_title() -> None:
    body = (
        paragraph("3 Fire safety")
        + paragraph("3.1 Exits and alarms")
        + paragraph("3.1.1 Exits are kept free")
    )

    assert questions(docx(body)) == [("3.1.1", "3.1 Exits and alarms", "Exits are kept free")]


def table(*rows: tuple[str, ...]) -> str:
    cells = "".join(
        f"<w:tr>{''.join(f'<w:tc>{paragraph(cell)}</w:tc>' for cell in row)}</w:tr>" for row in rows
    )
    return f"<w:tbl>{cells}</w:tbl>"


def test_a_table_of_a_word_document_stands_under_the_heading_above_it_and_inherits_the_columns() -> None:
    body = (
        paragraph("Safety", "Heading1")
        + table(("No.", "Question", "Finding"), ("1.1", "Are exits free?", ""))
        + paragraph("Wages", "Heading1")
        + table(("2.1", "Are payslips given?", ""))
    )

    assert questions(docx(body)) == [
        ("1.1", "Safety", "Are exits free?"),
        ("2.1", "Wages", "Are payslips given?"),
    ]


def test_a_word_document_gives_its_numbered_paragraphs_under_their_headings() -> None:
    body = paragraph("Health and safety", "Heading1") + paragraph(
        "3.1 Emergency exits shall be free at all times."
    )
    body += paragraph("3.2 Drills are held twice a year.")

    assert questions(docx(body)) == [
        ("3.1", "Health and safety", "Emergency exits shall be free at all times."),
        ("3.2", "Health and safety", "Drills are held twice a year."),
    ]


def test_a_table_in_a_word_document_is_read_as_a_table() -> None:
    def row(*cells: str) -> str:
        return "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in cells) + "</w:tr>"

    body = f"<w:tbl>{row('No', 'Question')}{row('7', 'Are exits free?')}</w:tbl>"

    assert questions(docx(body)) == [("7", "", "Are exits free?")]


def test_a_word_document_that_declares_entities_is_refused() -> None:
    bomb = docx(paragraph("&x;"), head='<!DOCTYPE w [<!ENTITY x "boom">]>')

    with pytest.raises(ProtocolUnreadable, match="declares entities"):
        read_protocol(bomb, name="Alder")


def test_plain_text_is_read_by_its_numbers() -> None:
    data = b"WAGES\n\n5.1 The minimum wage is paid to everybody.\n5.2 Payslips are given each month.\n"

    assert [(id_, section) for id_, section, _ in questions(data)] == [("5.1", "WAGES"), ("5.2", "WAGES")]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Are emergency exits free?", Kind.REQUIREMENT),
        ("Exits must be free.", Kind.REQUIREMENT),
        ("出口是否畅通？", Kind.REQUIREMENT),
        ("Wages above the minimum", Kind.REQUIREMENT),
        ("Note: look at the last twelve months.", Kind.GUIDANCE),
        ("The auditor should talk to night workers.", Kind.GUIDANCE),
        ("Hinweis: nur bei Schichtarbeit.", Kind.GUIDANCE),
        ("Factory name:", Kind.DATA_FIELD),
        ("Number of workers (women)", Kind.DATA_FIELD),
        ("Audit date", Kind.DATA_FIELD),
        ("Number of accidents recorded?", Kind.REQUIREMENT),
    ],
)
def test_the_kind_is_guessed_with_a_reason(text: str, kind: Kind) -> None:
    guessed, reason = guess_kind(text)

    assert guessed is kind
    assert reason


def test_a_person_confirms_or_corrects_the_kind() -> None:
    found = read_protocol(b"No,Question\n1,Note: exits.\n2,Are exits free?\n", name="Alder")

    confirmed = found.with_kinds({"1": Kind.REQUIREMENT})

    assert [one.kind for one in confirmed.questions] == [Kind.REQUIREMENT, Kind.REQUIREMENT]
    assert confirmed.questions[0].kind_reason == ""
    assert confirmed.digest == found.digest


def test_the_digest_is_of_what_is_said_and_not_of_the_file() -> None:
    comma = read_protocol(b"No,Question\n1,Are exits free?\n2,Are drills held?\n", name="Alder", version="3")
    semicolon = read_protocol(
        b"No;Question\n1;Are exits free?\n2;Are drills held?\n", name="Alder", version="3"
    )
    reworded = read_protocol(
        b"No,Question\n1,Are exits clear?\n2,Are drills held?\n", name="Alder", version="3"
    )

    assert comma.digest == semicolon.digest
    assert comma.digest != reworded.digest


def test_letters_in_an_unnamed_encoding_are_guessed_aloud() -> None:
    text = "Nr;Frage\n" + "".join(
        f"{n};Sind die Türen und Gänge für Beschäftigte geöffnet?\n" for n in range(20)
    )

    found = read_protocol(text.encode("cp1252"), name="Alder")

    assert "Türen" in found.questions[0].text
    assert "does not say how its letters are written" in found.remarks[0]


def test_a_header_of_two_rows_in_two_languages_is_read_with_what_stands_above_it() -> None:
    rows = (
        "STT,Nội dung / Content,,Kết quả / Result,",
        ",Câu hỏi / Question,Hướng dẫn / Guidance,Có / Yes,Không / No",
        "A,AN TOÀN / SAFETY,,,",
        "1,Lối thoát hiểm không bị khóa?,Look,,",
        "2,Có bình chữa cháy?,,,",
    )

    assert questions("\n".join(rows).encode()) == [
        ("1", "AN TOÀN / SAFETY", "Lối thoát hiểm không bị khóa?"),
        ("2", "AN TOÀN / SAFETY", "Có bình chữa cháy?"),
    ]


def test_a_column_of_answers_is_no_column_of_numbers() -> None:
    found = questions(b"STT,Question,Yes,No\n7,Are exits free?,x,\n8,Are drills held?,,x\n")

    assert [id_ for id_, _, _ in found] == ["7", "8"]


@pytest.mark.parametrize(
    "row",
    ["B,Are exits free?", "B,Exits are kept free", "1,SAFETY", "B,ARE EXITS FREE?", "1.1,EXITS ARE FREE"],
)
def test_a_row_that_may_ask_something_is_no_title(row: str) -> None:
    found = questions(f"No,Question\n{row}\n2,Are drills held?\n".encode())

    assert len(found) == 2


@pytest.mark.parametrize(
    "head",
    [
        "Lp.;Obszar;Pytanie", "№ п/п;Раздел;Вопрос", "الرقم;المحور;السؤال", "項番;分野;質問内容", "순번;영역;심사항목",
        "ลำดับ;หมวด;ข้อกำหนด", "Číslo;Oblast;Otázka", "Nummer;Område;Fråga", "編號;主題;審核問題", "α/α;Ενότητα;Ερώτηση",
    ],
)  # fmt: skip
def test_columns_are_known_in_the_language_of_the_protocol(head: str) -> None:
    found = questions(f"{head}\n1;Safety;Are exits free?\n2;Safety;Are drills held?\n".encode())

    assert found == [("1", "Safety", "Are exits free?"), ("2", "Safety", "Are drills held?")]


@pytest.mark.parametrize(
    ("head", "total"),
    [
        ("No,Question", "Total,12 questions"),
        ("Lp,Pytanie", "Razem,Liczba pytań: 12"),
        ("Nr,Frage,Punkte", "Gesamt:,2 Fragen,12"),
        ("番号,質問", "合計,2"),
        ("ID,Question,Points", ",Grand Total,12"),
    ],
)
def test_a_row_that_adds_up_the_others_is_no_question_and_is_named(head: str, total: str) -> None:
    rest = ",5" * (head.count(",") - 1)
    data = f"{head}\n1,Are exits free?{rest}\n2,Are drills held?{rest}\n{total}\n".encode()

    found = read_protocol(data, name="Alder")

    assert [one.text for one in found.questions] == ["Are exits free?", "Are drills held?"]
    told = " | ".join(cell for cell in total.split(",") if cell)
    assert [one for one in found.remarks if f"4: “{told}”" in one]


@pytest.mark.parametrize(
    "row",
    [
        "Total,Are 12 exits free?",
        "Total,3 fire exits on each floor are kept free",
        "7,Total hours are kept under 60",
        "Total,Exits are kept free",
        "Total floor area,12 m2",
    ],
)
def test_a_question_about_a_total_stays_one(row: str) -> None:
    found = read_protocol(f"No,Question\n1,Are exits free?\n{row}\n".encode(), name="Alder")

    assert len(found.questions) == 2
