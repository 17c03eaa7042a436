"""The pages of protocols as each of the cast gets them: the member, its reviewer, another member, the Secretariat."""

import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from comity.benchmark import Log, load_criteria
from comity.benchmark.log_lines import entry_of
from comity.core import digest_bytes
from comity.portal.membership.models import RecordedBenchmark
from comity.portal.protocols.models import Case, Papers
from comity.portal.protocols.queries import open_criteria, opened
from comity.portal.protocols.services import say
from comity.portal.protocols.services.saying import Answer, Word
from comity.portal.tenants.gates import Actor
from tests.portal.conftest import Visitor
from tests.portal.protocols.cast import (
    CRITERIA,
    OFFICE,
    again,
    best_of,
    decide_all,
    in_review,
    office_of,
    protocol_file,
    sent,
)
from tests.portal.routes.protocols import ASSESSORS, PREPARERS, ROUTES

pytestmark = pytest.mark.django_db
PAGES = [
    name
    for name, one in ROUTES.items()
    if one.method == "get" and "case" in one.extra and one.roles <= ASSESSORS | PREPARERS
]


def place(name: str, case: Case, organisation: str = "alder-foods") -> str:
    kwargs = {**ROUTES[name].extra, "programme": "hedgerow", "organisation": organisation, "case": case.pk}
    return reverse(name, kwargs=kwargs)


@pytest.fixture
def pia(db: None) -> Actor:
    return office_of()


@pytest.fixture
def pias(pia: Actor, visitor: Visitor) -> Client:
    return visitor(pia.person.email)


@pytest.fixture
def case(ada: Actor, pia: Actor) -> Case:
    """In review, with a word of each side."""
    made = in_review(ada, pia)
    decide_all(pia, made, full=132)
    return again(ada, made)


def test_a_member_uploads_answers_and_hands_in_on_pages(
    alder: Client, ada: Actor, pia: Actor, pias: Client
) -> None:
    file = SimpleUploadedFile("code.csv", protocol_file().read())
    made = alder.post(
        "/programmes/hedgerow/members/alder-foods/protocols/upload/",
        {"file": file, "name": "Code of Conduct", "version": "2026", "criteria": CRITERIA},
    )
    [known] = Case.objects.within(ada.scope)
    shown = alder.get(place("protocol-desk", known)).content.decode()
    code = re.findall(r'name="criterion" value="([^"]+)"', shown)[0]
    question = re.findall(r'name="question" value="([^"]+)"', shown)[0]
    alder.post(place("answer-criterion", known), {"criterion": code, "question": question, "word": "part"})
    after = alder.get(place("protocol-desk", known)).content.decode()
    alder.post(place("submit-protocol", known), {"reviewer": OFFICE})

    assert made.headers["Location"] == place("protocol", known)
    assert 'data-key="1"' in shown
    assert code not in re.findall(r'name="criterion" value="([^"]+)"', after)
    assert "1 of 154 answered" in after
    home = pias.get("/").headers["Location"]
    assert "Code of Conduct 2026" in pias.get(home).content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_a_case_is_there_for_its_sides_alone(
    name: str, case: Case, alder: Client, cedar: Client, birch: Client, pias: Client, visitor: Visitor
) -> None:
    other = visitor(office_of("Sam Field", "sam@other-measure.example", office="other-measure").person.email)
    roles = ROUTES[name].roles
    answer = pias.get(place(name, case, OFFICE))
    own = alder.get(place(name, case))

    assert answer.status_code == (200 if roles & ASSESSORS else 404)
    assert own.status_code == (409 if name == "protocol-report" else 200 if roles & PREPARERS else 404)
    for stranger, home in ((cedar, "cedar-home"), (cedar, "alder-foods"), (birch, "hedgerow-office"), (other, "other-measure")):  # fmt: skip
        assert stranger.get(place(name, case, home)).status_code == 404


@pytest.mark.parametrize("name", [one for one in PAGES if one not in ("protocol-file", "protocol-workbook", "protocol-report", "protocol-log")])  # fmt: skip
def test_a_page_of_a_case_asks_the_database_twenty_five_times_at_most(
    name: str, case: Case, pias: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(25):
        assert pias.get(place(name, case, OFFICE)).status_code == 200


def test_a_reader_of_the_member_finds_no_protocol(case: Case, ada: Actor, visitor: Visitor) -> None:
    from comity.portal.tenants.roles import Role
    from tests.portal.seats import seat_of

    reader = visitor(seat_of(Role.READER).person.email)

    assert reader.get(place("protocol", case)).status_code == 404


def test_the_secretariat_reads_numbers_and_no_wording(case: Case, birch: Client) -> None:
    page = birch.get("/programmes/hedgerow/protocols/").content.decode()

    assert "Code of Conduct 2026" in page
    assert "in review" in page
    assert "passports" not in page


def conclude_as_shown(pias: Client, case: Case) -> None:
    page = pias.get(place("protocol", case, OFFICE)).content.decode()
    [shown] = re.findall(r'name="shown" value="(sha256:[^"]+)"', page)
    pias.post(place("conclude-protocol", case, OFFICE), {"valid_until": "2028-10-04", "shown": shown})


def test_nothing_is_concluded_that_the_reviewer_was_not_shown(case: Case, pias: Client, pia: Actor) -> None:
    page = pias.get(place("protocol", case, OFFICE)).content.decode()
    [shown] = re.findall(r'name="shown" value="(sha256:[^"]+)"', page)
    say(actor=pia, case=case, code="0A.01", answer=Answer(word=Word.PART, questions=("1.01",)))

    for stale in ({}, {"shown": ""}, {"shown": "equivalent"}, {"shown": shown}):
        told = pias.post(
            place("conclude-protocol", case, OFFICE), {"valid_until": "2028-10-04", **stale}, follow=True
        )
        assert "Look at it again" in told.content.decode()
    assert again(pia, case).state == "in review"


def test_a_reviewer_concludes_on_the_page_and_the_member_reads_it(
    case: Case, pias: Client, alder: Client, birch: Client
) -> None:
    conclude_as_shown(pias, case)

    page = alder.get(place("protocol", case)).content.decode()
    assert "132/154" in page
    assert "0/154" not in page  # what is over is told by its verdict
    assert "4 October 2028" in page
    assert alder.get(place("protocol-report", case)).status_code == 200
    assert "132/154" in birch.get("/programmes/hedgerow/protocols/").content.decode()
    assert "Code of Conduct 2026" in birch.get("/programmes/hedgerow/member/alder-foods/").content.decode()


def test_a_reviewer_asks_and_the_member_answers_on_pages(case: Case, pias: Client, alder: Client) -> None:
    pias.post(place("query-protocol", case, OFFICE), {"text": "Which annex?"})
    asked = alder.get(place("protocol", case)).content.decode()
    alder.post(place("answer-protocol-query", case), {"text": "Annex two."})

    assert "Which annex?" in asked
    assert "Annex two." in pias.get(place("protocol", case, OFFICE)).content.decode()


def test_disagreements_and_exceptions_are_answered_on_the_page_of_both_sides(
    ada: Actor, pia: Actor, pias: Client, alder: Client
) -> None:
    known = sent(ada)
    first, second = open_criteria(opened(ada, known))[:2]
    alder.post(place("answer-criterion", known), {"criterion": first, "question": "1.01", "word": "full"})
    alder.post(
        place("answer-criterion", known),
        {"criterion": second, "word": "not-applicable", "rationale": "No dormitories."},
    )
    alder.post(place("submit-protocol", known), {"reviewer": OFFICE})
    pias.post(place("begin-protocol-review", known, OFFICE))
    pias.post(place("answer-criterion", known, OFFICE), {"criterion": first, "word": "not-covered"})
    sides = pias.get(place("protocol-sides", known, OFFICE)).content.decode()
    pias.post(
        place("resolve-disagreement", known, OFFICE),
        {"criterion": first, "credit": "part", "rationale": "Talked."},
    )
    pias.post(
        place("answer-exception", known, OFFICE),
        {"criterion": second, "reason": "No dormitories.", "answer": "yes"},
    )
    after = pias.get(place("protocol-sides", known, OFFICE)).content.decode()

    assert "No dormitories." in sides
    assert f">{first}<" in sides
    assert "Nowhere, of what both have decided." in after
    assert "approved" in after


def test_many_are_shown_with_their_errors_before_they_are_accepted(ada: Actor, alder: Client) -> None:
    known = sent(ada)

    shown = alder.get(place("accept-proposals", known), {"above": "30", "strength": "part"}).content.decode()
    unseen = alder.post(place("accept-proposals", known), {"above": 30, "strength": "part"})
    [digest] = re.findall(r'name="shown" value="(sha256:[^"]+)"', shown)
    done = alder.post(place("accept-proposals", known), {"above": 30, "strength": "part", "shown": digest})

    assert unseen.status_code == 409
    assert re.search(r"About \d+\.\d of them would be wrong", shown)
    assert done.status_code == 302
    assert opened(ada, again(ada, known)).log.entries[-1].party is not None


def test_what_is_skipped_comes_back_at_the_end_and_is_in_no_log(ada: Actor, alder: Client) -> None:
    known = sent(ada)
    first, second = open_criteria(opened(ada, known))[:2]
    before = len(opened(ada, known).log.entries)

    alder.post(place("answer-criterion", known), {"criterion": first, "word": "skip"})
    page = alder.get(place("protocol-desk", known)).content.decode()

    assert f'name="criterion" value="{second}"' in page
    assert len(opened(ada, known).log.entries) == before


def test_a_question_is_noted_and_a_workbook_with_a_slip_says_which_row(
    ada: Actor, alder: Client, broken_workbook: Callable[[Case], SimpleUploadedFile]
) -> None:
    known = sent(ada)

    alder.post(
        place("protocol-questions", known),
        {"question": "1.06", "kind": "data field", "not_mappable": "1", "page": "1"},
    )
    back = alder.post(place("protocol-workbook-back", known), {"file": broken_workbook(known)})

    assert "checked" in alder.get(place("protocol-questions", known)).content.decode()
    assert back.status_code == 422
    assert "perhaps" in back.content.decode()


@pytest.fixture
def broken_workbook(ada: Actor) -> Callable[[Case], SimpleUploadedFile]:
    from io import BytesIO

    import openpyxl

    from comity.benchmark.review_sheets import REVIEW, Column
    from comity.portal.protocols.services import workbook_of

    def make(known: Case) -> SimpleUploadedFile:
        assert best_of(ada, known)
        book = openpyxl.load_workbook(BytesIO(workbook_of(opened(ada, again(ada, known)))))
        sheet = book[REVIEW]
        heads = {cell.value: cell.column for cell in sheet[2]}
        sheet.cell(3, heads[Column.VERDICT]).value = "perhaps"
        out = BytesIO()
        book.save(out)
        return SimpleUploadedFile("review.xlsx", out.getvalue())

    return make


def test_a_draft_is_deleted_on_its_page(ada: Actor, alder: Client) -> None:
    known = sent(ada)

    alder.post(place("delete-protocol", known))

    assert alder.get(place("protocol", known)).status_code == 404
    assert not Papers.objects.within(ada.scope).filter(case=known.pk).exists()


def test_every_criterion_can_be_gone_to(ada: Actor, alder: Client) -> None:
    known, last = sent(ada), list(load_criteria(CRITERIA))[-1]

    page = alder.get(place("protocol-desk", known), {"criterion": last.code}).content.decode()

    assert last.title in page.replace("&#x27;", "'").replace("&amp;", "&")


def test_the_log_that_a_reviewer_takes_away_is_what_the_benchmark_names(
    case: Case, pias: Client, pia: Actor, ada: Actor
) -> None:
    conclude_as_shown(pias, case)

    taken = b"".join(pias.get(place("protocol-log", case, OFFICE)).streaming_content)  # type: ignore[attr-defined] # a file

    [kept] = RecordedBenchmark.objects.within(ada.scope).exclude(evidence="")
    assert digest_bytes(taken) == kept.evidence
    assert (
        Log.of(entry_of(line) for line in taken.decode().split("\n")[1:]).entries
        == opened(pia, case).log.entries
    )


def test_a_colleague_is_told_whose_review_it_is_and_takes_it_over(
    case: Case, visitor: Visitor, pias: Client
) -> None:
    quinns = visitor(office_of("Quinn Dale", "quinn@fair-measure.example").person.email)

    before = quinns.get(place("protocol", case, OFFICE)).content.decode()
    quinns.post(place("take-protocol-over", case, OFFICE))
    after = quinns.get(place("protocol", case, OFFICE)).content.decode()

    assert "Pia Marsh reviews it." in before
    assert "0/154" in before  # and nothing of what the other found
    assert "132/154" in after
    assert "Quinn Dale reviews it." in pias.get(place("protocol", case, OFFICE)).content.decode()
