import pytest
from django.test import Client

from comity.membership import packaged_statements
from comity.portal.ledger.queries import entries_told
from comity.portal.membership.errors import NotTheText
from comity.portal.membership.queries import programme_known, signature_in_force
from comity.portal.membership.services import sign_statement, withdraw_from_statement
from comity.portal.tenants.gates import Actor
from tests.portal.addresses import ALDER, NORTHWIND
from tests.portal.conftest import Visitor

pytestmark = pytest.mark.django_db
SIGNED = {"by": "Nadia Stern", "role": "Director", "agreed": "on"}


def test_a_signature_names_the_words_and_is_in_the_ledger(visitor: Visitor, ines: Actor) -> None:
    digest = packaged_statements()[1].digest

    answer = visitor("nadia@northwind-dairy.example").post(
        f"{NORTHWIND}statement/sign/", {**SIGNED, "digest": digest}, follow=True
    )

    assert b"signed" in answer.content
    last = entries_told(ines.scope, most=1)[0]
    assert (last.verb, last.details["digest"]) == ("statement-signed", digest)


def test_other_words_than_those_on_the_page_are_not_signed(visitor: Visitor) -> None:
    answer = visitor("nadia@northwind-dairy.example").post(
        f"{NORTHWIND}statement/sign/", {**SIGNED, "digest": "sha256:other"}
    )

    assert answer.status_code == 409
    assert "Open the page again" in answer.content.decode()


def test_nothing_is_signed_without_the_tick(visitor: Visitor) -> None:
    client = visitor("nadia@northwind-dairy.example")

    answer = client.post(f"{NORTHWIND}statement/sign/", {"by": "N", "role": "D", "digest": "x"})

    assert answer.status_code == 422
    assert b'aria-invalid="true"' in answer.content


def test_a_withdrawal_ends_the_signature_at_once(ada: Actor) -> None:
    assert signature_in_force(ada.scope) is not None

    withdraw_from_statement(actor=ada, by="Ada Quist")

    assert signature_in_force(ada.scope) is None


def test_a_member_that_withdrew_does_not_see_the_common_list(ada: Actor, alder: Client) -> None:
    assert b"Hong" in alder.get(f"{ALDER}common-list/").content

    withdraw_from_statement(actor=ada, by="Ada Quist")

    answer = alder.get(f"{ALDER}common-list/")
    assert b"withdrew its signature" in answer.content
    assert b"Hong" not in answer.content
    assert alder.get(f"{ALDER}common-list/csv/").status_code == 404


def test_a_member_is_handed_no_other_member(ada: Actor) -> None:
    known = programme_known(ada.scope)

    assert set(known.members) == {"alder-foods"}
    assert {one.member for one in known.signatures} == {"alder-foods"}
    assert {one.member for one in known.benchmarks} == {"alder-foods"}
    assert known.withdrawals == ()


def test_the_text_must_be_the_one_required(ada: Actor) -> None:
    with pytest.raises(NotTheText):
        sign_statement(actor=ada, by="Ada", role="Counsel", digest="sha256:0")
