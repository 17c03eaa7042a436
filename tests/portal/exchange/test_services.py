import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from comity.exchange import Key, State, open_grant
from comity.exchange.errors import AskProblem, GrantExpired, KeyUnreadable, LinkRefused, StepProblem
from comity.exchange.sealed import open_body
from comity.ledger import verify_receipts
from comity.portal.exchange.desk import (
    answer,
    revoke,
)
from comity.portal.exchange.errors import NoKeyYet, NotSent
from comity.portal.exchange.models import Ask, CompanyKey, GrantRow
from comity.portal.exchange.queries import (
    asks_of,
    bodies_of,
    receipts_of,
    sealed_parts,
    shown,
)
from comity.portal.exchange.services import (
    follow_merged_sites,
    publish_key,
    report_read,
    send,
    send_due,
    set_addresses,
    shred_old,
    withdraw,
)
from comity.portal.exchange.steps import platform_signer
from comity.portal.ledger.queries import entries_told, verify_book
from comity.portal.ports.clock import now, playing_on
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.models import Seat
from comity.portal.tenants.roles import Role
from tests.portal.addresses import ALDER, CEDAR
from tests.portal.exchange.cast import (
    EMAIL,
    SUPPLIER,
    address,
    asked,
    drafted,
    key_of,
    last_token,
    latest_body,
    read,
    report,
    shared,
)

pytestmark = pytest.mark.django_db


def state(ask: Ask) -> State:
    ask.refresh_from_db()
    return shown(ask, at=now()).state


def test_a_secret_key_is_refused_and_kept_nowhere(ada: Actor) -> None:
    key = Key.new("Alder Foods", date(2026, 10, 5))

    with pytest.raises(NoKeyYet):
        publish_key(actor=ada, public=key.to_text(), is_holder=False)

    assert not CompanyKey.objects.within(ada.scope).exists()


def test_what_is_no_key_is_refused(ada: Actor) -> None:
    with pytest.raises(KeyUnreadable):
        publish_key(actor=ada, public="a key, honestly", is_holder=False)


def test_without_a_key_nothing_leaves(ada: Actor) -> None:
    with pytest.raises(NoKeyYet):
        send(actor=ada, asks=[drafted(ada)], address=address)


def test_without_an_address_nothing_leaves(ada: Actor, alder_key: Key) -> None:
    with pytest.raises(NotSent):
        send(actor=ada, asks=[drafted(ada, email="")], address=address)


def test_a_member_cannot_ask_itself(ada: Actor) -> None:
    with pytest.raises(AskProblem):
        drafted(ada, supplier="Alder Foods")


def test_a_supplier_that_is_a_member_is_asked_like_any_other(ada: Actor, alder_key: Key) -> None:
    ask, token = asked(ada, supplier="Cedar Home", email="chiara@cedar-home.example")

    made = shared([ask], token)

    assert state(ask) is State.DELIVERED
    assert made.desk.organisation.slug != "cedar-home"


def test_the_cap_of_a_day_holds_over_several_batches(ada: Actor, alder_key: Key) -> None:
    first = [drafted(ada, supplier=f"Mill {at}", email=f"m{at}@mills.example") for at in range(3)]
    second = [drafted(ada, supplier=f"Loom {at}", email=f"l{at}@looms.example") for at in range(3)]

    assert send(actor=ada, asks=first, address=address, per_day=4) == (3, 0)
    assert send(actor=ada, asks=second, address=address, per_day=4) == (1, 2)
    with playing_on(date(2026, 10, 6)):
        assert send_due(actor=ada, address=address) == (2, 0)
        assert send_due(actor=ada, address=address) == (0, 0)
    assert len(mail.outbox) == 6


def test_a_reminder_goes_out_after_a_week_and_stops_with_an_answer(ada: Actor, alder_key: Key) -> None:
    ask, first = asked(ada)

    with playing_on(date(2026, 10, 12)):
        assert send_due(actor=ada, address=address) == (0, 1)
        assert send_due(actor=ada, address=address) == (0, 0)
        with pytest.raises(LinkRefused, match="newer link"):
            answer(token=first, answers={ask.ref: "no"}, months=12)
        answer(token=last_token(), answers={ask.ref: "no"}, months=12)
    with playing_on(date(2026, 10, 19)):
        assert send_due(actor=ada, address=address) == (0, 0)
    assert state(ask) is State.DECLINED


def test_addresses_are_found_by_reference_or_name(ada: Actor) -> None:
    drafted(ada, email="")

    found = set_addresses(actor=ada, lines=f"{SUPPLIER}, {EMAIL}\nNobody Ltd; n@nobody.example\n")

    assert found == (1, ["Nobody Ltd; n@nobody.example"])


def test_what_is_shared_opens_for_its_member_alone(ada: Actor, chiara: Actor, alder_key: Key) -> None:
    ask, token = asked(ada)
    made = shared([ask], token)

    body, grant = sealed_parts(ask, at=now())["report"]
    opened = open_grant(grant, alder_key, supplier=made.key.public, at=now(), request=ask.ref)

    assert open_body(body, opened) == report()
    assert not [one for one in asks_of(chiara.scope, at=now()) if one.ask.pk == ask.pk]


def test_who_is_told_of_a_report_is_led_to_it_and_who_has_left_is_told_nothing(
    ada: Actor, alder_key: Key
) -> None:
    first, token = asked(ada)
    shared([first], token)
    told = {one.to[0]: str(one.body) for one in mail.outbox if one.subject == "A report was shared with you"}
    assert f"{ALDER}requests/of/{first.ref}/" in told.pop("ada@alder-foods.example")
    assert not told

    Seat.objects.filter(person=ada.person, role=Role.ADMIN).delete()
    mail.outbox.clear()
    second, token = asked(ada, supplier="Okaveri Ltd", email="office@okaveri.example")
    shared([second], token)

    told = {one.to[0]: str(one.body) for one in mail.outbox if one.subject == "A report was shared with you"}
    assert set(told) == {"admin@alder-foods.example", "dara@alder-foods.example"}


def test_at_its_end_an_access_is_refused_at_once(ada: Actor, alder_key: Key) -> None:
    ask, token = asked(ada)
    shared([ask], token, months=3)
    ask.refresh_from_db()
    assert ask.access_until is not None

    sealed_parts(ask, at=ask.access_until - timedelta(seconds=1))
    with pytest.raises(GrantExpired):
        sealed_parts(ask, at=ask.access_until)


def test_a_report_that_was_never_shared_cannot_be_said_to_be_read(ada: Actor, alder_key: Key) -> None:
    ask, _ = asked(ada)

    with pytest.raises(StepProblem):
        report_read(actor=ada, ask=ask, digest=f"sha256:{'0' * 64}", checks=[])


def test_open_requests_follow_a_merged_site_and_the_superfluous_one_is_named(
    ada: Actor, alder_key: Key
) -> None:
    first, _ = asked(ada, site_id="S-000001-1")
    second = drafted(ada, site_id="S-000002-9")

    doubled = follow_merged_sites(scope=ada.scope, redirects={"S-000002-9": "S-000001-1"})

    second.refresh_from_db()
    assert second.site_id == "S-000001-1"
    assert doubled == [(first.ref, second.ref)]


def test_every_step_is_in_the_ledger_and_none_names_the_supplier(
    ada: Actor, ines: Actor, alder_key: Key
) -> None:
    ask, token = asked(ada)
    made = shared([ask], token)
    read(ada, ask, made)
    revoke(token=made.token, ref=ask.ref)

    entries = [one for one in entries_told(ines.scope, most=20) if one.subject == ask.ref][::-1]
    assert [one.verb.removeprefix("request-") for one in entries] == [
        "sent", "opened", "consented", "delivered", "read", "revoked",
    ]  # fmt: skip
    assert SUPPLIER not in str(entries)
    assert EMAIL not in str(entries)
    assert verify_book(ines.scope).is_whole


def test_receipts_prove_themselves_offline_and_are_of_ones_own_requests(
    ada: Actor, chiara: Actor, alder_key: Key
) -> None:
    ask, token = asked(ada)
    shared([ask], token)
    key_of(chiara)
    asked(chiara)
    signer = platform_signer("hedgerow")

    found = verify_receipts(receipts_of(ada.scope, [ask.ref], signer), signer.key)

    assert [one.fact.kind for one in found] == [
        "request-sent", "request-opened", "request-consented", "request-delivered",
    ]  # fmt: skip
    assert {one.fact.details["request"] for one in found} == {ask.ref}


def test_what_time_ended_is_written_down_once_and_its_grant_is_deleted(
    ada: Actor, ines: Actor, alder_key: Key
) -> None:
    ask, token = asked(ada)
    shared([ask], token, months=3)
    silent, _ = asked(ada, email="office@silent.example")

    with playing_on(date(2027, 1, 5)):
        send_due(actor=ada, address=address)
        send_due(actor=ada, address=address)

    verbs = [(one.subject, one.verb) for one in entries_told(ines.scope, most=20)]
    assert verbs.count((ask.ref, "request-expired")) == 1
    assert verbs.count((silent.ref, "request-expired")) == 1
    ask.refresh_from_db()
    assert ask.access_until is not None
    assert list((Path(settings.DATA) / "sealed" / "grants").glob("*.age")) != []
    assert GrantRow.objects.within(ines.scope).filter(ask=ask, revoked_at=None).count() == 0
    with pytest.raises(GrantExpired, match="gave access until"):
        sealed_parts(ask, at=ask.access_until)


def test_a_body_goes_when_nobody_can_be_granted_it_any_more(ada: Actor, ines: Actor, alder_key: Key) -> None:
    ask, token = asked(ada)
    made = shared([ask], token)
    body = Path(settings.DATA) / "sealed" / "bodies" / f"{latest_body(made.desk).removeprefix('sha256:')}.age"

    with playing_on(date(2029, 10, 5)):
        assert shred_old(scope=ines.scope) == 0
    with playing_on(date(2029, 10, 6)):
        assert shred_old(scope=ines.scope) == 1

    assert not body.exists()
    assert bodies_of(made.desk) == []


def test_two_hundred_and_twelve_are_asked_in_one_go_over_five_days(ada: Actor, alder_key: Key) -> None:
    asks = [drafted(ada, supplier=f"Mill {at}", email=f"office@mill-{at}.example") for at in range(212)]

    left, later = send(actor=ada, asks=asks, address=address)

    assert (left, later) == (50, 162)
    days = []
    for day in range(6, 17):
        with playing_on(date(2026, 10, day)):
            days.append(send_due(actor=ada, address=address))
    # Tuesday to Friday, and nothing on Saturday and Sunday; a week after each day its reminders, and each once.
    assert [sent for sent, _ in days] == [50, 50, 50, 12, 0, 0, 0, 0, 0, 0, 0]
    assert [reminded for _, reminded in days] == [0, 0, 0, 0, 0, 0, 50, 50, 50, 50, 12]
    assert len({one.to[0] for one in mail.outbox}) == 212


def test_the_letter_begins_in_the_suppliers_language_and_ends_in_english(ada: Actor, alder_key: Key) -> None:
    asked(ada)

    letter = mail.outbox[-1]

    assert letter.subject == "Alder Foods denetim raporunuzu istiyor"
    own, english = str(letter.body).split("— English —")
    assert "Makine destekli çeviri" in own
    assert "Yanıt vermezseniz hiçbir şey paylaşılmaz" in own
    assert re.search(r"Son yanıt günü: \d+ \w+ 2026", own), "the day as its page writes it"
    assert "Without an answer nothing is shared" in english
    assert own.count("https://") == english.count("https://") == 1


@pytest.mark.parametrize("name", ["Mill\nBcc: x", "Mill https://elsewhere.example", "Mill \u202egnp.exe"])
def test_a_name_that_is_no_name_leaves_in_no_letter(ada: Actor, name: str) -> None:
    with pytest.raises(AskProblem, match="a link or a line break"):
        drafted(ada, supplier=name)


def test_two_requests_for_what_turned_out_to_be_one_site_are_named_to_their_member(
    ada: Actor, alder: Client, cedar: Client, alder_key: Key
) -> None:
    first, _ = asked(ada, site_id="one")
    second = drafted(ada, supplier="Ege Textile", site_id="two")

    follow_merged_sites(scope=ada.scope, redirects={"two": "one"})

    page = alder.get(f"{ALDER}requests/").content.decode()
    assert "Ege Tekstil and Ege Textile turned out to be one site" in page
    assert "turned out" not in cedar.get(f"{CEDAR}requests/").content.decode()
    withdraw(actor=ada, ask=second)
    assert "turned out" not in alder.get(f"{ALDER}requests/").content.decode()
    assert state(first) is State.SENT
