import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.db import models, transaction
from django.test import Client

from comity.exchange import Key
from comity.portal.api.errors import HookProblem
from comity.portal.api.hooks import WAITS, add_hook, announce, end_hook, retry_due, told_secret
from comity.portal.api.models import Delivery, DeliveryState, Webhook
from comity.portal.api.queries import clock
from comity.portal.ledger.models import EntryFact
from comity.portal.ledger.services import record
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.models import Seat
from tests.portal.api.test_v1 import V1
from tests.portal.exchange.cast import asked, key_of, shared

pytestmark = pytest.mark.django_db


@dataclass
class Listener:
    """Another machine: a real server, which answers what it is told to and keeps what it heard."""

    url: str = ""
    answers: list[int] = field(default_factory=list)  # of the next calls; then 200
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def listener() -> Iterator[Listener]:
    told = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.heard.append(({name.lower(): text for name, text in self.headers.items()}, body))
            self.send_response(told.answers.pop(0) if told.answers else 200)
            self.send_header("Location", told.url + "elsewhere")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """A test says nothing while it goes well."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    told.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield told
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def alder_key(ada: Actor, monkeypatch: pytest.MonkeyPatch) -> Key:
    """Letters leave at once; what a test writes is taken back."""
    monkeypatch.setattr(transaction, "on_commit", lambda work, **_: work())
    return key_of(ada)


def hooked(actor: Actor, url: str, events: Sequence[str] = ("list-uploaded",)) -> Webhook:
    return add_hook(actor=actor, url=url, events=events)


def deliveries() -> models.QuerySet[Delivery]:
    return models.QuerySet(Delivery)


def come_due() -> None:
    """As if the wait were over."""
    deliveries().update(due_at=clock())


def test_what_happens_is_told_and_signed(ada: Actor, listener: Listener) -> None:
    hook = hooked(ada, listener.url)

    record(actor=ada, verb="list-uploaded", subject="Alder Foods, 2026-H1, version 2", facts={"rows": 3})

    [(headers, body)] = listener.heard
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    secret = base64.b64decode(told_secret(hook).removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    told = json.loads(body)
    assert (told["type"], told["data"]["organisation"]) == ("list-uploaded", "alder-foods")
    assert "rows" not in told["data"]


def test_who_asked_hears_what_its_supplier_did_and_nobody_else(
    ada: Actor, chiara: Actor, ines: Actor, alder_key: Key, listener: Listener
) -> None:
    hooked(ada, listener.url, ["request-delivered", "request-declined"])
    hooked(chiara, listener.url, ["request-delivered"])
    with pytest.raises(HookProblem):
        hooked(ines, listener.url, ["request-delivered"])

    ask, token = asked(ada)
    shared([ask], token)

    [(_headers, body)] = listener.heard
    told = json.loads(body)
    assert (told["type"], told["data"]["subject"], told["data"]["organisation"]) == (
        "request-delivered",
        ask.ref,
        None,
    )


def test_a_machine_that_fails_is_told_again_under_the_same_number(ada: Actor, listener: Listener) -> None:
    hooked(ada, listener.url)
    listener.answers = [500, 503]

    record(actor=ada, verb="list-uploaded", subject="a list")
    assert retry_due() == 0
    for _ in range(3):
        come_due()
        retry_due()

    [delivery] = deliveries()
    assert (delivery.state, delivery.attempts, delivery.status) == (DeliveryState.DELIVERED, 3, 200)
    assert len(listener.heard) == 3
    assert len({headers["webhook-id"] for headers, _ in listener.heard}) == 1


def test_each_wait_is_longer_and_after_the_last_it_is_given_up(ada: Actor, listener: Listener) -> None:
    hooked(ada, listener.url)
    listener.answers = [500] * 20
    waits = []

    record(actor=ada, verb="list-uploaded", subject="a list")
    for _ in range(10):
        [delivery] = deliveries()
        if delivery.state == DeliveryState.WAITING:
            waits.append(delivery.due_at - clock())
        come_due()
        retry_due()

    assert delivery.state == DeliveryState.GIVEN_UP
    assert len(listener.heard) == len(WAITS) + 1
    assert waits == sorted(waits)


def test_a_redirect_is_not_followed(ada: Actor, listener: Listener) -> None:
    hooked(ada, listener.url)
    listener.answers = [302]

    record(actor=ada, verb="list-uploaded", subject="a list")

    [delivery] = deliveries()
    assert (delivery.state, delivery.status) == (DeliveryState.WAITING, 302)
    assert len(listener.heard) == 1


def test_a_machine_that_is_not_there_is_noted(ada: Actor) -> None:
    hooked(ada, "http://127.0.0.1:9/")

    record(actor=ada, verb="list-uploaded", subject="a list")

    [delivery] = deliveries()
    assert (delivery.state, delivery.problem) == (DeliveryState.WAITING, "no answer (ConnectionRefusedError)")


def test_a_member_hears_of_itself_and_of_releases_alone(
    ada: Actor, chiara: Actor, ines: Actor, listener: Listener
) -> None:
    hooked(ada, listener.url, ["list-uploaded", "release-published"])

    record(actor=chiara, verb="list-uploaded", subject="Cedar Home")
    record(actor=ada, verb="statement-signed", subject="not asked for")
    record(actor=ines, verb="release-published", subject="2026-H1, assembly 1")

    [(_, body)] = listener.heard
    assert json.loads(body)["type"] == "release-published"
    assert json.loads(body)["data"]["organisation"] is None


def test_the_secretariat_hears_of_everybody(chiara: Actor, ines: Actor, listener: Listener) -> None:
    hooked(ines, listener.url)

    record(actor=chiara, verb="list-uploaded", subject="Cedar Home")

    assert len(listener.heard) == 1


def test_a_member_cannot_ask_for_what_is_the_secretariats(ada: Actor) -> None:
    with pytest.raises(HookProblem, match="round-assembled"):
        hooked(ada, "https://example.com/", ["round-assembled"])


def test_who_lost_the_seat_is_told_nothing_more(ada: Actor, listener: Listener) -> None:
    hooked(ada, listener.url)
    Seat.objects.filter(person=ada.person, role="admin").update(role="reader")

    facts = EntryFact.objects.within(ada.scope)
    announce(facts.filter(verb="list-uploaded", organisation=ada.organisation)[0])

    assert not deliveries().exists()


def test_a_hook_that_was_ended_tells_nothing_more(ada: Actor, listener: Listener) -> None:
    hook = hooked(ada, listener.url)
    listener.answers = [500]
    record(actor=ada, verb="list-uploaded", subject="a list")

    end_hook(actor=ada, hook=hook)
    come_due()
    retry_due()
    record(actor=ada, verb="list-uploaded", subject="another")

    assert len(listener.heard) == 1
    assert {one.state for one in deliveries()} == {DeliveryState.GIVEN_UP}


def test_a_hook_is_made_seen_and_ended_by_a_program(alders: Client, cedars: Client, birchs: Client) -> None:
    asked = {"url": "https://example.com/hook", "events": ["list-read"]}

    made = alders.post(f"{V1}webhooks", asked, content_type="application/json")

    number = made.json()["hook"]
    assert made.status_code == 201
    assert made.json()["secret"].startswith("whsec_")
    assert "secret" not in alders.get(f"{V1}webhooks").json()["hooks"][0]
    for other in (cedars, birchs):
        assert other.get(f"{V1}webhooks").json() == {"hooks": []}
        assert other.get(f"{V1}webhooks/{number}/deliveries").status_code == 404
        assert other.delete(f"{V1}webhooks/{number}").status_code == 404
    assert alders.get(f"{V1}webhooks/{number}/deliveries").json()["deliveries"] == []
    assert alders.delete(f"{V1}webhooks/{number}").status_code == 204
    assert alders.get(f"{V1}webhooks").json() == {"hooks": []}
