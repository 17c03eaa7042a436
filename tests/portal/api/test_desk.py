"""A supplier that keeps its desk in an account, by a program: answer, share, take back; another supplier sees none of it."""

import json
from base64 import b64encode

import pytest
from django.db import transaction
from django.test import Client as Browser

from comity.client import Client, Problem
from comity.exchange import Key, keep_report, seal_report
from comity.portal.api.models import Token
from comity.portal.exchange.models import Ask
from comity.portal.ports.clock import now
from comity.portal.tenants.gates import Actor, actor_for
from comity.portal.tenants.models import Organisation, Participation, Person, Seat
from comity.portal.tenants.roles import Kind, Role
from tests.portal.api.conftest import Portal
from tests.portal.conftest import Visitor
from tests.portal.exchange.cast import EMAIL, SUPPLIER, Shared, asked, granted, key_of, report

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _letters_leave_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """They go out once what they tell of is written; what a test writes is taken back."""
    monkeypatch.setattr(transaction, "on_commit", lambda work, **_: work())


@pytest.fixture
def alder_key(ada: Actor) -> Key:
    return key_of(ada)


def account(portal: Portal, ask: Ask, email: str = EMAIL) -> Client:
    """Of who keeps the desk that was asked."""
    assert ask.desk is not None
    home: Organisation = ask.desk.organisation
    person = Person.objects.create_user(email, None, name="Deniz")
    Participation.objects.get_or_create(
        programme=ask.programme, organisation=home, kind=Kind.SUPPLIER, defaults={"joined": "2026-10-05"}
    )
    Seat.objects.create(person=person, programme=ask.programme, organisation=home, role=Role.SUPPLIER)
    return portal(actor_for(person, programme="hedgerow", organisation=home.slug))


def test_a_request_is_answered_a_report_shared_and_taken_back(
    portal: Portal, ada: Actor, alder_key: Key
) -> None:
    ask, _token = asked(ada)
    supplier, alder = account(portal, ask), portal(ada)
    [waiting] = supplier.desk()["requests"]
    assert (waiting["request"], waiting["state"], waiting["member"]) == (ask.ref, "sent", "Alder Foods")

    [told] = supplier.answer_requests(answers=[{"request": ask.ref, "word": "yes", "months": 6}])["requests"]
    key = Key.new(SUPPLIER, now().date())
    sealed = seal_report(report(), "report.pdf")
    ask.refresh_from_db()
    assert ask.desk is not None
    made = Shared(desk=ask.desk, token="", key=key, sealed=sealed)
    shared = supplier.share_report(
        "report.age", sealed.body, public=str(key.public), grants=json.dumps({ask.ref: b64encode(granted(made, ask)).decode()}),
        kept=("kept.grant", keep_report(sealed, key, site=ask.site, kept_at=now()).data),
    )  # fmt: skip

    assert told["state"] == "consented"
    assert (shared["requests"][0]["state"], shared["public"]) == ("delivered", str(key.public))
    assert alder.sealed_file(ask.ref, "report", "body") == sealed.body
    assert supplier.kept_grant(report=shared["reports"][0]["report"])
    assert ask.ref.encode() in supplier.desk_receipts()
    supplier.recall_report(report=shared["reports"][0]["report"], ground="WITHDRAWN")
    supplier.revoke_access(request=ask.ref)
    assert alder.request(ask.ref)["state"] == "revoked"
    with pytest.raises(Problem):
        alder.sealed_file(ask.ref, "report", "body")


def test_another_supplier_sees_and_answers_nothing_of_it(portal: Portal, ada: Actor, alder_key: Key) -> None:
    ask, _token = asked(ada)
    other, _token = asked(ada, supplier="Other Mill", email="other@mill.example")
    stranger = account(portal, other, "other@mill.example")

    stranger.answer_requests(answers=[{"request": ask.ref, "word": "yes"}])

    assert [one["request"] for one in stranger.desk()["requests"]] == [other.ref]
    assert portal(ada).request(ask.ref)["state"] == "sent"
    with pytest.raises(Problem) as refused:
        stranger.share_report(
            "report.age", b"plain", public=str(alder_key.public), kept=("kept", b"plain"), grants=json.dumps({ask.ref: "AAAA"})
        )  # fmt: skip
    assert refused.value.status in (409, 422)


def test_a_member_has_no_desk(portal: Portal, ada: Actor) -> None:
    with pytest.raises(Problem) as nothing:
        portal(ada).desk()

    assert nothing.value.code == "not-found"


def test_the_account_makes_its_keys_on_a_page_of_its_own(
    portal: Portal, ada: Actor, alder: Browser, visitor: Visitor, alder_key: Key
) -> None:
    ask, _token = asked(ada)
    account(portal, ask)
    assert ask.desk is not None
    place = f"/programmes/hedgerow/members/{ask.desk.organisation.slug}/shared/tokens/"
    supplier = visitor(EMAIL)

    page = supplier.get(place).content.decode()
    made = supplier.post(place, {"name": "our system", "grants": ["desk"], "days": "30"})
    wrong = supplier.post(place, {"name": "our system", "grants": ["ledger"], "days": "30"})

    assert 'value="desk"' in page
    assert 'value="ledger"' not in page
    assert "comity_" in made.content.decode()
    assert wrong.status_code == 422
    token = (
        Token.objects.within(ada.scope).filter(organisation=ask.desk.organisation, name="our system").get()
    )
    assert alder.get(place).status_code == 404
    assert supplier.post(f"{place}{token.pk}/revoke/").headers["Location"] == place
    token.refresh_from_db(from_queryset=Token.objects.within(ada.scope))
    assert token.revoked_at is not None
