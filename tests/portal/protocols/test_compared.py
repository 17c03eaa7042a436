"""Two protocols side by side, and what one would come to with more: in numbers, on the page, in the workbook, for each of the cast."""

import io
from datetime import date

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from comity.benchmark import Judgement, LinkKey, NotCovered, Strength, load_criteria
from comity.benchmark.compare import Why
from comity.portal.protocols.models import Case
from comity.portal.protocols.queries import opened
from comity.portal.protocols.queries.compared import comparable_cases, compared, supposed
from comity.portal.protocols.services import begin_review, submit
from comity.portal.protocols.services.saying import add_decisions
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
CODES = [one.code for one in load_criteria(CRITERIA)]
PAIR = "/programmes/hedgerow/members/{}/protocols/compared/"


@pytest.fixture
def pia(db: None) -> Actor:
    return office_of()


@pytest.fixture
def decided(ada: Actor, pia: Actor) -> Case:
    """The first 131 of 154 criteria, met in full by one question."""
    case = in_review(ada, pia)
    decide_all(pia, case, full=131)
    return again(ada, concluded(pia, again(pia, case), until=date(2028, 10, 4)))


@pytest.fixture
def draft(ada: Actor) -> Case:
    """The last 131, in its member's own words; and a question of its own wording."""
    case = sent(ada, ("9.99", "Is a lantern lit for the night shift at the eastern gate?"))
    met = [
        Judgement(link=LinkKey.of(code, ["1.02"]), confirmed=True, strength=Strength.FULL)
        for code in CODES[-131:]
    ]
    add_decisions(ada, opened(ada, case), [*met, *(NotCovered(criterion=code) for code in CODES[:-131])])
    return again(ada, case)


def page_of(client: Client, own: Case, other: Case, organisation: str = "alder-foods") -> str:
    answer = client.get(PAIR.format(organisation), {"own": own.pk, "other": other.pk})
    assert answer.status_code == 200
    return answer.content.decode()


def test_two_of_85_percent_share_less_and_the_page_says_so_in_their_own_numbers(
    alder: Client, ada: Actor, decided: Case, draft: Case
) -> None:
    found = compared(ada, decided, draft)

    page = page_of(alder, decided, draft)

    assert (str(found.overlap.shared), found.promised) == ("108/154", "70.12 %")
    assert found.overlap.sentence in page
    assert "They meet 85.06 % and 85.06 % of the common criteria" in page
    assert "share 70.12 %; in truth they share 108/154 (70.12 %)." in page


def test_what_is_left_to_ask_is_ones_own_wording_and_the_others_stands_nowhere(
    alder: Client, ada: Actor, decided: Case, draft: Case
) -> None:
    one_way, other_way = page_of(alder, decided, draft), page_of(alder, draft, decided)
    why = {one.question.id: one.why for one in compared(ada, decided, draft).residue.open}

    assert why["1.01"] is Why.NOT_MET  # it answers criteria that the draft does not meet
    assert why["1.03"] is Why.UNDECIDED
    assert "lantern" not in one_way
    assert "lantern" in other_way


def test_the_workbook_is_that_of_the_page_and_holds_the_first_ones_wording_alone(
    alder: Client, decided: Case, draft: Case
) -> None:
    kwargs = {"programme": "hedgerow", "organisation": "alder-foods", "own": decided.pk, "other": draft.pk}

    answer = alder.get(reverse("protocols-compared-workbook", kwargs=kwargs))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined] # a file

    cells = " ".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    assert "Are passports and identity papers" in cells
    assert "in truth they share 108/154" in cells
    assert "lantern" not in cells


def test_nobody_but_the_two_sides_finds_either_of_the_two(
    decided: Case, draft: Case, cedar: Client, birch: Client, visitor: Visitor, pia: Actor
) -> None:
    asked = {"own": decided.pk, "other": draft.pk}
    pias = visitor(pia.person.email)

    assert cedar.get(PAIR.format("cedar-home"), asked).status_code == 422  # no such choice
    for stranger in (cedar, birch, pias):
        assert stranger.get(PAIR.format("alder-foods"), asked).status_code == 404
    assert pias.get(PAIR.format(OFFICE), asked).status_code == 422  # the draft is its member's alone
    for who, home in ((pias, OFFICE), (cedar, "cedar-home")):
        kwargs = {"programme": "hedgerow", "organisation": home, "own": decided.pk, "other": draft.pk}
        assert who.get(reverse("protocols-compared-workbook", kwargs=kwargs)).status_code == 404


def test_an_office_compares_what_two_members_handed_to_it(
    ada: Actor, chiara: Actor, pia: Actor, visitor: Visitor, cedar: Client, decided: Case
) -> None:
    theirs = submit(actor=chiara, case=sent(chiara), reviewer=OFFICE)
    begin_review(actor=pia, case=again(pia, theirs))

    page = page_of(visitor(pia.person.email), decided, theirs, OFFICE)

    assert [one.pk for one in comparable_cases(pia)] == [theirs.pk, decided.pk]
    assert "Cedar Home · Code of Conduct 2026 (1): 154 criteria are open, and count as not met here." in page
    assert [one.pk for one in comparable_cases(chiara)] == [theirs.pk]
    assert "It takes two protocols of your company" in cedar.get(PAIR.format("cedar-home")).content.decode()


def test_the_same_twice_is_no_pair(alder: Client, decided: Case, draft: Case) -> None:
    answer = alder.get(PAIR.format("alder-foods"), {"own": draft.pk, "other": draft.pk})

    assert answer.status_code == 422
    assert "Choose another protocol than the first." in answer.content.decode()


def test_the_smallest_set_is_chosen_at_first_and_reaches_the_threshold_exactly(
    alder: Client, ada: Actor, pia: Actor
) -> None:
    case = in_review(ada, pia)
    decide_all(pia, case, full=128)
    concluded(pia, again(pia, case), until=date(2028, 10, 4))
    place = reverse(
        "protocol-what-if", kwargs={"programme": "hedgerow", "organisation": "alder-foods", "case": case.pk}
    )

    found = supposed(opened(ada, again(ada, case)), None)
    page, none = alder.get(place).content.decode(), alder.get(place, {"chosen": "1"}).content.decode()
    two = alder.get(place, {"chosen": "1", "add": CODES[-2:]}).content.decode()

    assert [len(found.chosen.additions), str(found.chosen.then.full)] == [3, "131/154"]
    assert "With these it would be equivalent" in page
    assert page.count(" checked>") == 3
    assert "Equivalent with: 85 % of the criteria that apply" in page
    assert "With these it would be not yet equivalent" in none
    assert "128/154 is 83.11 %" in none
    assert "130/154 is 84.41 %" in two
    assert (
        place
        in alder.get(
            reverse(
                "protocol", kwargs={"programme": "hedgerow", "organisation": "alder-foods", "case": case.pk}
            )
        ).content.decode()
    )


def test_a_criterion_that_is_not_there_is_no_addition(alder: Client, draft: Case) -> None:
    place = reverse(
        "protocol-what-if", kwargs={"programme": "hedgerow", "organisation": "alder-foods", "case": draft.pk}
    )

    assert alder.get(place, {"chosen": "1", "add": "nothing"}).status_code == 409


def test_the_pages_ask_the_database_twenty_five_times_at_most(
    alder: Client, decided: Case, draft: Case, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    place = reverse(
        "protocol-what-if", kwargs={"programme": "hedgerow", "organisation": "alder-foods", "case": draft.pk}
    )

    with django_assert_max_num_queries(25):
        page_of(alder, decided, draft)
    with django_assert_max_num_queries(25):
        assert alder.get(place).status_code == 200
