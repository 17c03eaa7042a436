from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection

from comity.exchange import (
    AskProblem,
    BodyMissing,
    GrantExpired,
    Key,
    KeyUnreadable,
    LinkPurpose,
    LinkRefused,
    ReportRefused,
    State,
    StepProblem,
    open_body,
    open_grant,
)
from comity.ledger import verify_receipts
from comity.portal.exchange.errors import NoKeyYet, NotSent, SealedTooLarge
from comity.portal.exchange.models import Ask, CompanyKey
from comity.portal.exchange.queries import (
    asks_of,
    receipts_of,
    request_of,
    sealed_parts,
    shown,
)
from comity.portal.exchange.services import (
    answer,
    begin_account,
    follow_merged_sites,
    new_links,
    platform_signer,
    publish_key,
    refer_to_platform,
    report_read,
    revoke,
    send,
    send_due,
    set_addresses,
    take_sealed,
    withdraw,
)
from comity.portal.ledger.queries import entries_told, verify_book
from comity.portal.ports.clock import now, playing_on
from comity.portal.tenants.gates import Actor
from tests.portal.exchange.cast import (
    EMAIL,
    MARK,
    SUPPLIER,
    address,
    asked,
    drafted,
    granted,
    key_of,
    last_token,
    read,
    report,
    shared,
    upload,
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


def test_an_answered_link_answers_nothing_more(ada: Actor, alder_key: Key) -> None:
    ask, token = asked(ada)
    answer(token=token, answers={ask.ref: "no"}, months=12)

    with pytest.raises(LinkRefused, match="answered already"):
        answer(token=token, answers={ask.ref: "yes"}, months=12)

    assert state(ask) is State.DECLINED


def test_silence_shares_nothing(ada: Actor, alder_key: Key) -> None:
    ask, _ = asked(ada)

    assert shown(ask, at=now() + timedelta(days=31)).state is State.EXPIRED


def test_another_suppliers_request_cannot_be_answered(ada: Actor, alder_key: Key) -> None:
    ask, _ = asked(ada)
    _, other = asked(ada, supplier="Other Mill", email="other@mill.example")

    answer(token=other, answers={ask.ref: "yes"}, months=12)

    assert state(ask) is State.SENT


def test_what_is_shared_opens_for_its_member_alone(ada: Actor, chiara: Actor, alder_key: Key) -> None:
    ask, token = asked(ada)
    made = shared([ask], token)

    body, grant = sealed_parts(ask, at=now())["report"]
    opened = open_grant(grant, alder_key, supplier=made.key.public, at=now(), request=ask.ref)

    assert open_body(body, opened) == report()
    assert not [one for one in asks_of(chiara.scope, at=now()) if one.ask.pk == ask.pk]


def test_one_sealed_body_is_granted_to_many_without_a_second_upload(
    ada: Actor, chiara: Actor, alder_key: Key
) -> None:
    cedar_key = key_of(chiara)
    ask, token = asked(ada)
    made = shared([ask], token)
    later, token = asked(chiara)
    answer(token=token, answers={later.ref: "yes"}, months=3)

    upload(made, [later], with_body=False)

    body, grant = sealed_parts(later, at=now())["report"]
    opened = open_grant(grant, cedar_key, supplier=made.key.public, at=now(), request=later.ref)
    assert body == sealed_parts(ask, at=now())["report"][0]
    assert open_body(body, opened) == report()


def test_at_its_end_an_access_is_refused_at_once(ada: Actor, alder_key: Key) -> None:
    ask, token = asked(ada)
    shared([ask], token, months=3)
    ask.refresh_from_db()
    assert ask.access_until is not None

    sealed_parts(ask, at=ask.access_until - timedelta(seconds=1))
    with pytest.raises(GrantExpired):
        sealed_parts(ask, at=ask.access_until)


def test_what_is_taken_back_is_gone_from_storage(ada: Actor, alder_key: Key) -> None:
    ask, token = asked(ada)
    made = shared([ask], token)
    before = {path.name for path in (Path(settings.DATA) / "sealed" / "grants").iterdir()}

    revoke(token=made.token, ref=ask.ref)

    assert state(ask) is State.REVOKED
    assert len(before - {path.name for path in (Path(settings.DATA) / "sealed" / "grants").iterdir()}) == 1
    with pytest.raises(BodyMissing):
        sealed_parts(ask, at=now())


def test_nothing_is_stored_for_who_was_not_agreed_to(ada: Actor, alder_key: Key) -> None:
    ask, token = asked(ada)
    made = shared([ask], token)
    revoke(token=made.token, ref=ask.ref)

    with pytest.raises(StepProblem, match="did not share anything with Alder Foods"):
        upload(made, [ask])


def test_a_file_that_is_not_sealed_is_refused(ada: Actor, alder_key: Key) -> None:
    ask, token = asked(ada)
    made = shared([ask], token)

    with pytest.raises(ReportRefused, match="no sealed file"):
        take_sealed(
            token=made.token, public=str(made.key.public), part="report", body=report(), kept=granted(made, ask),
            grants={ask.ref: granted(made, ask)},
        )  # fmt: skip


def test_two_hundred_megabytes_are_refused(ada: Actor, alder_key: Key) -> None:
    ask, token = asked(ada)
    made = shared([ask], token)

    with pytest.raises(SealedTooLarge, match="200 MB"):
        take_sealed(
            token=made.token, public=str(made.key.public), part="report", body=bytes(200 * 1024**2),
            kept=granted(made, ask), grants={},
        )  # fmt: skip


def test_a_request_withdrawn_before_the_answer_is_not_there_to_be_answered(
    ada: Actor, alder_key: Key
) -> None:
    ask, token = asked(ada)
    withdraw(actor=ada, ask=ask)

    with pytest.raises(StepProblem):
        answer(token=token, answers={ask.ref: "yes"}, months=12)


def test_a_report_that_was_never_shared_cannot_be_said_to_be_read(ada: Actor, alder_key: Key) -> None:
    ask, _ = asked(ada)

    with pytest.raises(StepProblem):
        report_read(actor=ada, ask=ask, digest=f"sha256:{'0' * 64}", checks=[])


def test_a_supplier_may_name_a_platform_instead(ada: Actor, alder_key: Key) -> None:
    ask, token = asked(ada)
    _, manage = answer(token=token, answers={ask.ref: "yes"}, months=12)

    refer_to_platform(token=manage, ref=ask.ref, platform="Some Platform", reference="ZC-1042")
    with pytest.raises(AskProblem):
        refer_to_platform(token=manage, ref=ask.ref, platform="Some Platform", reference="<script>")

    ask.refresh_from_db()
    assert (ask.platform, ask.platform_reference, state(ask)) == ("Some Platform", "ZC-1042", State.CONSENTED)


def test_a_new_link_ends_the_old_one_and_goes_to_the_suppliers_own_address(
    ada: Actor, alder_key: Key
) -> None:
    ask, token = asked(ada)

    new_links(token=token, purpose=LinkPurpose.ANSWER, address=address)
    new_links(token="A" * 43, purpose=LinkPurpose.ANSWER, address=address)

    assert [one.to for one in mail.outbox] == [[EMAIL], [EMAIL]]
    with pytest.raises(LinkRefused, match="newer link"):
        answer(token=token, answers={ask.ref: "yes"}, months=12)
    answer(token=last_token(), answers={ask.ref: "yes"}, months=12)
    assert state(ask) is State.CONSENTED


def test_a_link_becomes_an_account(ada: Actor, alder_key: Key) -> None:
    ask, token = asked(ada)
    made = shared([ask], token)

    begin_account(token=made.token, address=address)

    assert mail.outbox[-1].to == [EMAIL]
    assert "https://portal.example/begin/" in str(mail.outbox[-1].body)


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


def test_database_and_storage_hold_no_report_and_no_key(ada: Actor, alder_key: Key) -> None:
    ask, token = asked(ada)
    made = shared([ask], token)
    read(ada, ask, made)
    secrets = (
        MARK,
        made.sealed.identity.encode(),
        *(one.encode() for one in (*alder_key.secrets, *made.key.secrets)),
    )

    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        dump = b""
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 -- the names come from the database itself
            dump += repr(cursor.fetchall()).encode()
    held = dump + b"".join(path.read_bytes() for path in (Path(settings.DATA) / "sealed").rglob("*.age"))

    assert request_of(ask).id.encode() in dump
    for secret in secrets:
        assert secret not in held
        assert secret[:32] not in held or secret == MARK[:32]
