import pytest
from django.test import Client

from comity.portal.lists.models import ListVersion
from comity.portal.tenants.gates import Actor
from tests.portal.addresses import ALDER, CEDAR
from tests.portal.files import small_list

pytestmark = pytest.mark.django_db


def test_a_list_is_sent_and_read_and_shown(cedar: Client, chiara: Actor) -> None:
    page = cedar.post(f"{CEDAR}lists/upload/", {"file": small_list()}, follow=True)

    text = page.content.decode()
    assert "Your list is stored as version 1" in text
    assert "Annual spend" in text
    assert "Okasim" in text
    assert ListVersion.objects.within(chiara.scope).filter(round__slug="2026-H1").count() == 1


def test_a_form_without_a_file_says_so_beside_the_field(cedar: Client) -> None:
    page = cedar.post(f"{CEDAR}lists/upload/")

    assert page.status_code == 422
    assert 'aria-describedby="id_file_helptext id_file_error"' in page.content.decode()


def test_the_same_file_again_ends_in_a_sentence_and_not_in_a_fault(cedar: Client) -> None:
    cedar.post(f"{CEDAR}lists/upload/", {"file": small_list()})

    again = cedar.post(f"{CEDAR}lists/upload/", {"file": small_list()})

    assert again.status_code == 409
    assert "byte for byte" in again.content.decode()


def test_what_is_wrong_with_many_rows_is_told_of_one_and_says_of_which(cedar: Client) -> None:
    rows = [f"Mill {n},{n} Mill Road,Pune,India,SMETA 4-Pillar 6.0,2019-03-{n:02},1" for n in (4, 5, 6)]

    page = cedar.post(f"{CEDAR}lists/upload/", {"file": small_list(*rows)}, follow=True).content.decode()

    assert "The audit of 4 March 2019 is older than this round takes" in page
    assert "3 rows, such as row 1" in page


def test_what_somebody_wrote_in_a_list_is_text_on_the_page(cedar: Client) -> None:
    row = "<script>alert(1)</script>,12 Mill Road,Pune,India,SMETA 4-Pillar 6.0,2019-03-04,1"

    page = cedar.post(f"{CEDAR}lists/upload/", {"file": small_list(row)}, follow=True)

    assert "<script>alert" not in page.content.decode()
    assert "&lt;script&gt;alert" in page.content.decode()


@pytest.mark.parametrize("place", ["", "workbook/"])
def test_a_list_is_not_there_for_another_member_whatever_it_asks(place: str, cedar: Client) -> None:
    assert cedar.get(f"{ALDER}lists/2026-H1/1/{place}").status_code == 404
    # Under its own name the number is its own, or nothing.
    assert cedar.get(f"{CEDAR}lists/2026-H1/1/{place}").status_code == 404


def test_the_workbook_is_a_download_with_the_name_of_the_list(alder: Client) -> None:
    answer = alder.get(f"{ALDER}lists/2026-H1/1/workbook/")

    assert answer.headers["Content-Disposition"] == 'attachment; filename="alder-foods-checked.xlsx"'
