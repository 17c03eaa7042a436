"""Answers that are corrected, slips that lose nothing, and files that come back."""

import re
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from comity.benchmark import Credit, NotApplicable, Party
from comity.portal.protocols.models import Case, Papers
from comity.portal.protocols.queries import approvals_in, opened, turn_at
from comity.portal.protocols.services import (
    begin_review,
    query_member,
    say,
    submit,
    take_protocol,
    take_workbook,
    undo_last,
    workbook_of,
)
from comity.portal.protocols.services.saying import Answer, Word, add_decisions
from comity.portal.tenants.gates import Actor
from tests.portal.conftest import Visitor
from tests.portal.protocols.cast import (
    CRITERIA,
    OFFICE,
    again,
    concluded,
    decide_all,
    in_review,
    office_of,
    sent,
)

pytestmark = pytest.mark.django_db
CODE = "0A.01"
BOTH = "1.01; 1.02"
BREAKS = "Nobody lives on site.\nNo dormitory.\n"


def place(name: str, case: Case, organisation: str = "alder-foods") -> str:
    kwargs = {"programme": "hedgerow", "organisation": organisation, "case": case.pk}
    return reverse(name, kwargs=kwargs)


@pytest.fixture
def case(ada: Actor) -> Case:
    return sent(ada)


def credit(actor: Actor, case: Case) -> Credit | None:
    return opened(actor, again(actor, case)).standing.credits(Party.MEMBER).get(CODE)


def answered(client: Client, case: Case, word: str, *questions: str, status: int = 302, **more: str) -> str:
    said = {"criterion": CODE, "word": word, "question": list(questions), **more}
    answer = client.post(place("answer-criterion", case), said)
    assert answer.status_code == status
    return str(answer.content.decode())


def test_a_link_over_two_questions_is_offered_whole_and_rejected_whole(
    alder: Client, ada: Actor, case: Case
) -> None:
    answered(alder, case, "full", "1.01", "1.02")
    shown = alder.get(place("protocol-desk", case), {"criterion": CODE}).content.decode()
    before = credit(ada, case)
    answered(alder, case, "reject", BOTH)

    assert f'name="question" value="{BOTH}"' in shown
    assert (before, credit(ada, case)) == (Credit.FULL, None)
    answered(alder, case, "not-covered")
    assert credit(ada, case) is Credit.NONE


def test_both_questions_rejected_one_by_one_take_their_link_along(ada: Actor, case: Case) -> None:
    say(actor=ada, case=case, code=CODE, answer=Answer(word=Word.FULL, questions=("1.01", "1.02")))
    say(actor=ada, case=case, code=CODE, answer=Answer(word=Word.REJECT, questions=("1.01", "1.02")))

    assert credit(ada, case) is None


@pytest.mark.parametrize("questions", [("1.01",), ("1.03",)])
def test_the_last_word_on_a_criterion_is_not_outweighed_by_an_older_one(
    questions: tuple[str, ...], alder: Client, ada: Actor, case: Case
) -> None:
    answered(alder, case, "full", "1.01", "1.02")
    answered(alder, case, "part", *questions)

    assert credit(ada, case) is Credit.PART


def test_an_answer_without_a_question_comes_back_as_it_was_typed(
    alder: Client, ada: Actor, case: Case
) -> None:
    page = answered(alder, case, "full", status=422, rationale="Clause 4 says so.")

    assert "No question is chosen." in page
    assert 'value="Clause 4 says so."' in page
    assert f'name="criterion" value="{CODE}"' in page
    assert turn_at(opened(ada, case), CODE).said == ()


def test_too_long_a_reason_is_told_and_not_dropped(alder: Client, case: Case) -> None:
    page = answered(alder, case, "not-covered", status=422, rationale="x" * 2001)

    assert "2000" in page
    assert "x" * 2001 in page


def test_handing_in_twice_is_handing_in_once(ada: Actor, alder: Client, case: Case) -> None:
    office_of()
    for _ in range(2):
        page = alder.post(place("submit-protocol", case), {"reviewer": OFFICE}, follow=True).content.decode()

    assert "cannot become" not in page
    assert submit(actor=ada, case=again(ada, case), reviewer=OFFICE).state == "submitted"
    assert len(Papers.objects.within(ada.scope).get(case=case).history) == 1


@pytest.mark.parametrize("name", ["p.csv", "p.xlsx", "p.pdf", "p.png"])
def test_the_file_comes_back_byte_for_byte_readable_or_not(name: str, alder: Client, ada: Actor) -> None:
    data = "number;text\n1;Würde?\n".encode("utf-16")
    made = alder.post(
        "/programmes/hedgerow/members/alder-foods/protocols/upload/",
        {"file": SimpleUploadedFile(name, data), "name": "Code", "version": "1", "criteria": CRITERIA},
    )
    answer = alder.get(f"{made.headers['Location']}file/")

    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == data  # type: ignore[attr-defined] # a file's
    assert "terms-of-service" in answer.headers["Link"]


def test_a_reason_with_line_breaks_is_answered_as_browsers_send_it(
    ada: Actor, case: Case, visitor: Visitor
) -> None:
    pia = office_of()
    add_decisions(ada, opened(ada, case), [NotApplicable(criterion=CODE, reason=BREAKS)])
    submit(actor=ada, case=case, reviewer=OFFICE)
    client = visitor(pia.person.email)
    client.post(place("begin-protocol-review", case, OFFICE))
    said = {"criterion": CODE, "reason": BREAKS.replace("\n", "\r\n"), "answer": "yes"}

    assert client.post(place("answer-exception", case, OFFICE), said).status_code == 302
    [one] = approvals_in(opened(pia, again(pia, case)))
    assert one.approved is True


def test_a_state_is_told_in_the_readers_language(alder: Client, ada: Actor, case: Case) -> None:
    office_of()
    submit(actor=ada, case=case, reviewer=OFFICE)
    ada.person.language = "de"
    ada.person.save()
    alder.cookies["django_language"] = "de"
    page = alder.post(
        place("answer-criterion", case), {"criterion": CODE, "word": "full", "question": "1.01"}
    ).content.decode()

    assert "submitted" not in re.sub(r"<[^>]*>", "", page)
    assert "eingereicht" in page


def filled(workbook: bytes, *, approved: bool = False) -> BytesIO:
    """Ten criteria called not covered, and an exception approved before them."""
    book = openpyxl.load_workbook(BytesIO(workbook))
    sheet = book["Criteria"]
    heads = {cell.value: cell.column for cell in sheet[2]}
    if approved:
        sheet.cell(3, heads["Approved"]).value = "yes"
    for row in range(4, 14):
        sheet.cell(row, heads["Statement"]).value = "not covered"
    out = BytesIO()
    book.save(out)
    return BytesIO(out.getvalue())


def test_a_row_that_went_stale_keeps_no_other_back(ada: Actor, case: Case) -> None:
    pia = office_of()
    say(actor=ada, case=case, code=CODE, answer=Answer(word=Word.NOT_APPLICABLE, rationale="No dormitory."))
    begin_review(actor=pia, case=submit(actor=ada, case=again(ada, case), reviewer=OFFICE))
    query_member(actor=pia, case=again(pia, case), text="Which buildings?")
    file = filled(workbook_of(opened(pia, again(pia, case))), approved=True)
    undo_last(actor=ada, case=again(ada, case))  # while the workbook is out

    read = take_workbook(actor=pia, case=again(pia, case), content=file)

    assert (read.added, [CODE in one.message for one in read.problems]) == (10, [True])
    assert len(opened(pia, again(pia, case)).standing.statements(Party.REVIEWER)) == 10


def test_an_older_workbook_writes_over_no_newer_answer_of_the_side(ada: Actor, case: Case) -> None:
    file = filled(workbook_of(opened(ada, case)))
    codes = [one.code for one in opened(ada, case).criteria][1:3]
    reason = Answer(word=Word.NOT_APPLICABLE, rationale="No dormitory.")
    say(actor=ada, case=again(ada, case), code=codes[0], answer=reason)
    say(actor=ada, case=again(ada, case), code=codes[1], answer=Answer(word=Word.NOT_COVERED))

    read = take_workbook(actor=ada, case=again(ada, case), content=file)

    stands = opened(ada, again(ada, case)).standing.statements(Party.MEMBER)
    assert isinstance(stands[codes[0]], NotApplicable)  # “not covered” of the file is not taken
    assert (read.added, [codes[0] in one.message for one in read.problems]) == (8, [True])


def test_a_workbook_that_comes_twice_adds_nothing_and_says_so(ada: Actor, case: Case) -> None:
    data = filled(workbook_of(opened(ada, case))).getvalue()

    told = [take_workbook(actor=ada, case=again(ada, case), content=BytesIO(data)).added for _ in range(2)]

    assert told == [10, 0]


def test_a_member_is_told_what_to_do_after_not_yet(ada: Actor, alder: Client, case: Case) -> None:
    pia = office_of()
    before = alder.get(place("protocol", case)).content.decode()
    made = begin_review(actor=pia, case=submit(actor=ada, case=case, reviewer=OFFICE))
    decide_all(pia, again(pia, made), full=1)
    concluded(pia, again(pia, made), until=date(2028, 1, 1))
    after = alder.get(place("protocol", case)).content.decode()

    assert "send it as a new version" not in before
    assert "send it as a new version" in after


def test_the_member_hears_that_its_review_began_and_the_secretariat_that_it_is_equivalent(
    ada: Actor, django_capture_on_commit_callbacks: object
) -> None:
    pia = office_of()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator] # pytest-django's fixture
        case = in_review(ada, pia)
        decide_all(pia, case, full=140)
        concluded(pia, case, until=date(2028, 10, 4))
    heard = {(one.to[0], one.subject): str(one.body) for one in mail.outbox}

    assert ("ada@alder-foods.example", "The review of your protocol has begun") in heard
    told = heard["ines@hedgerow.example", "A protocol of Alder Foods is equivalent"]
    assert "/programmes/hedgerow/protocols/" in told


def test_a_protocol_of_another_subject_is_doubted_on_its_page(ada: Actor, alder: Client) -> None:
    song = BytesIO(
        "no,question\n1,Zwölf Boxkämpfer jagen Viktor quer über den Sylter Deich?\n2,Fünf Kraniche?\n".encode()
    )
    case = take_protocol(actor=ada, filename="lied.csv", content=song, name="Lied", version="")

    assert "No proposal is more likely than not." in alder.get(place("protocol", case)).content.decode()
