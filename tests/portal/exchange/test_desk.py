import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from comity.core import digest_bytes
from comity.exchange import Key, State, open_grant, seal_report
from comity.exchange.errors import AskProblem, BodyMissing, LinkRefused, ReportRefused, StepProblem
from comity.exchange.links import LinkPurpose
from comity.exchange.sealed import open_body
from comity.ledger import VerifyingKey, verify_receipts
from comity.portal.exchange import words
from comity.portal.exchange.desk import (
    BODIES_A_DAY,
    answer,
    begin_account,
    new_links,
    refer_to_platform,
    revoke,
    take_sealed,
)
from comity.portal.exchange.errors import SealedTooLarge, TooMuchStored
from comity.portal.exchange.models import Ask, SealedBody
from comity.portal.exchange.queries import (
    bodies_of,
    kept_reports,
    looked,
    scope_of,
    sealed_parts,
    shown,
)
from comity.portal.exchange.services import (
    save_decided,
    withdraw,
)
from comity.portal.exchange.steps import platform_signer
from comity.portal.ports.clock import now
from comity.portal.recognition.services import recall
from comity.portal.tenants.gates import Actor
from comity.recognition import Choice
from tests.portal.addresses import ALDER
from tests.portal.exchange.cast import (
    EMAIL,
    SUPPLIER,
    Shared,
    address,
    asked,
    granted,
    key_of,
    last_token,
    latest_body,
    read,
    report,
    shared,
    upload,
)

pytestmark = pytest.mark.django_db


def signer_key() -> VerifyingKey:
    return platform_signer("hedgerow").key


def shared_with(asks: list[Ask], manage: str) -> None:
    """One report, sealed to these alone, by whoever holds the page's link."""
    desk = looked(manage, LinkPurpose.MANAGE, at=now()).desk
    key = Key.new(SUPPLIER, date(2026, 10, 5))
    upload(Shared(desk=desk, token=manage, key=key, sealed=seal_report(report(), "report.pdf")), asks)


def state(ask: Ask) -> State:
    ask.refresh_from_db()
    return shown(ask, at=now()).state


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

    new_links(token=token, address=address)
    new_links(token="A" * 43, address=address)

    assert [one.to for one in mail.outbox] == [[EMAIL], [EMAIL]]
    with pytest.raises(LinkRefused, match="newer link"):
        answer(token=token, answers={ask.ref: "yes"}, months=12)
    answer(token=last_token(), answers={ask.ref: "yes"}, months=12)
    assert state(ask) is State.CONSENTED


@pytest.mark.parametrize("code", sorted(words.codes()))
def test_letters_to_a_supplier_are_in_its_language_and_in_english(
    code: str, ada: Actor, alder_key: Key
) -> None:
    own, english = words.dictionaries()[code], words.dictionaries()["en"]
    waits, token = asked(ada)
    waits.language = code
    waits.save()
    new_links(token=token, address=address)
    manage = shared([waits], last_token()).token

    Client().post(f"/shared/{manage}/account/", {"lang": code})

    letters = {one.subject: one for one in mail.outbox}
    for what in ("new_link", "account"):
        letter = letters[own[f"{what}_subject"]]
        paragraphs = str(letter.body).strip().split("\n\n")
        assert paragraphs[:-1] == list(dict.fromkeys((own[f"{what}_mail"], english[f"{what}_mail"])))
        assert paragraphs[-1].startswith("http")
        assert code == "en" or own[f"{what}_mail"] != english[f"{what}_mail"]


def test_what_cannot_be_done_is_said_on_the_suppliers_page_in_its_language(
    ada: Actor, alder_key: Key
) -> None:
    """Without a script, on a phone: not on a page of people with accounts, and in none of their five languages."""
    waits, token = asked(ada)
    _, manage = answer(token=token, answers={waits.ref: "yes"}, months=12)
    desk, turkish = f"/shared/{manage}/", words.dictionaries()["tr"]
    number = {"lang": "tr", "ref": waits.ref, "platform": "Sedex", "reference": "№ 1"}
    before = Client().post(f"{desk}revoke/", {"lang": "tr", "ref": waits.ref}).status_code

    pages = [
        (Client().post(f"{desk}platform/", {**number, "reference": "ZS-1234"}), 409, turkish["bad_other"]),
        (Client().post(f"{desk}platform/", number), 409, turkish["bad_reference"]),
        (Client().post(f"{desk}revoke/", {"lang": "tr", "ref": waits.ref}), 409, turkish["bad_other"]),
        (Client().post(f"{desk}recall/", {"lang": "tr"}), 409, turkish["bad_other"]),
        (Client().post(f"/shared/{'A' * 43}/revoke/", {"lang": "tr"}), 404, turkish["no_link_text"]),
    ]

    assert before == 302
    for page, status, said in pages:
        text = page.content.decode()
        assert (page.status_code, said in text, 'lang="tr"' in text) == (status, True, True)
        assert "/accounts/login/" not in text
    assert f'href="{desk}?lang=tr"' in pages[0][0].content.decode()


def test_a_link_becomes_an_account(ada: Actor, alder_key: Key) -> None:
    ask, token = asked(ada)
    made = shared([ask], token)

    begin_account(token=made.token, address=address, language="en")

    assert mail.outbox[-1].to == [EMAIL]
    assert "https://portal.example/begin/" in str(mail.outbox[-1].body)


def test_a_report_goes_to_those_who_were_chosen_and_to_nobody_else_who_waits(
    ada: Actor, chiara: Actor, alder_key: Key
) -> None:
    key_of(chiara)
    izmir, _ = asked(ada)
    denizli, token = asked(chiara, place="Denizli")
    _, manage = answer(token=token, answers={izmir.ref: "yes", denizli.ref: "yes"}, months=12)

    page = Client().get(f"/shared/{manage}/").content.decode()
    shared_with([izmir], manage)

    assert page.count("checked") == 1
    assert state(izmir) is State.DELIVERED
    assert state(denizli) is State.CONSENTED
    with pytest.raises(BodyMissing):
        sealed_parts(denizli, at=now())


def test_without_anybody_chosen_nothing_is_stored(ada: Actor, alder_key: Key) -> None:
    ask, token = asked(ada)
    made = shared([ask], token)
    before = len(bodies_of(made.desk))

    with pytest.raises(ReportRefused, match="for whom"):
        take_sealed(
            token=made.token, public=str(made.key.public), part="report", body=made.sealed.body,
            kept=granted(made, ask), grants={},
        )  # fmt: skip

    assert len(bodies_of(made.desk)) == before


def test_a_later_report_under_another_key_leaves_the_earlier_one_readable(
    ada: Actor, chiara: Actor, alder: Client, alder_key: Key
) -> None:
    """A supplier that lost its key makes another; what it signed before is held against the key that signed it."""
    key_of(chiara)
    first, token = asked(ada)
    earlier = shared([first], token)
    second, token = asked(chiara, place="Denizli")

    later = shared([second], token, held=b"another report")

    assert earlier.key.public != later.key.public
    page = alder.get(f"{ALDER}requests/of/{first.ref}/").content.decode()
    assert str(earlier.key.public) in page
    assert str(later.key.public) not in page
    body, grant = sealed_parts(first, at=now())["report"]
    opened = open_grant(grant, alder_key, supplier=earlier.key.public, at=now(), request=first.ref)
    assert open_body(body, opened) == report()


def test_which_of_several_reports_is_given_again_is_said(ada: Actor, chiara: Actor, alder_key: Key) -> None:
    key_of(chiara)
    first, token = asked(ada)
    old = shared([first], token)
    old_digest = latest_body(old.desk)
    second, token = asked(ada, place="Denizli")
    shared([second], token, held=b"of another site")
    third, token = asked(chiara)
    _, manage = answer(token=token, answers={third.ref: "yes"}, months=12)

    take_sealed(
        token=manage, public=str(old.key.public), part="report", body=b"", kept=granted(old, third),
        grants={third.ref: granted(old, third)}, again=old_digest,
    )  # fmt: skip

    body, _ = sealed_parts(third, at=now())["report"]
    assert digest_bytes(body) == old_digest
    kept = {one.body.digest: one for one in kept_reports(old.desk)}
    assert kept[old_digest].members == ("Alder Foods", "Cedar Home")
    assert kept[old_digest].sites == ("Ege Tekstil, Izmir",)


def test_a_report_that_was_recalled_is_given_to_nobody_else(
    ada: Actor, chiara: Actor, alder_key: Key
) -> None:
    key_of(chiara)
    ask, token = asked(ada)
    made = shared([ask], token)
    recall(token=made.token, ground="INVALID", report=latest_body(made.desk))
    other, token = asked(chiara)
    answer(token=token, answers={other.ref: "yes"}, months=12)

    with pytest.raises(ReportRefused, match="no longer counts"):
        upload(made, [other], with_body=False)


def test_who_closes_the_page_finds_it_again_by_mail(ada: Actor, alder_key: Key) -> None:
    ask, token = asked(ada)

    page = Client().post(f"/answer/{token}/?lang=tr", {f"answer-{ask.ref}": "yes", "months": "6"})

    told = mail.outbox[-1]
    assert page.status_code == 302
    assert told.to == [EMAIL]
    assert told.subject == "Raporlarınız ve yanıtlarınız"
    assert "This is your page" in str(told.body)
    desk = Client().get(re.findall(r"/shared/[\w-]{43}/", str(told.body))[0])
    assert "Alder Foods" in desk.content.decode()


def test_an_answered_link_still_leads_its_owner_to_the_page(ada: Actor, alder_key: Key) -> None:
    ask, token = asked(ada)
    answer(token=token, answers={ask.ref: "no"}, months=12)
    mail.outbox.clear()

    new_links(token=token, address=address)
    new_links(token=token, address=address)

    assert [one.to for one in mail.outbox] == [[EMAIL]]
    assert looked(last_token(), LinkPurpose.MANAGE, at=now()).desk == ask.desk
    assert state(ask) is State.DECLINED


def test_an_account_keeps_the_page_its_reports_and_its_receipts(
    ada: Actor, alder: Client, alder_key: Key
) -> None:
    ask, token = asked(ada)
    made = shared([ask], token)
    begin_account(token=made.token, address=address, language="en")
    begun = re.findall(r"/begin/[\w-]+", str(mail.outbox[-1].body))[0]
    supplier = Client()
    supplier.post(f"{begun}/", {"name": "Deniz", "password": "a long sentence to keep"})
    supplier.post("/notice/", {"next": "/"})

    page = supplier.get("/", follow=True)

    text = page.content.decode()
    assert "Alder Foods" in text
    assert "Ege Tekstil, Izmir" in text
    here = page.redirect_chain[-1][0]
    found = verify_receipts(supplier.get(f"{here}receipts/{ask.ref}/").getvalue(), signer_key())
    assert [one.fact.kind for one in found][-1] == "request-delivered"
    own = page.redirect_chain[-2][0]
    keys = re.findall(r'href="(/programmes/[^"]+/shared/tokens/)"', text)
    assert 'action="/accounts/logout/"' in text
    assert f'action="{here}account/"' not in text  # it is one already
    assert f'href="{own}"' in supplier.get(keys[0]).content.decode()  # and back
    assert "logout" not in Client().get(here).content.decode()
    assert "logout" not in alder.get(here).content.decode()  # signed in, and somebody else
    assert alder.get(own).status_code == 404
    assert Client().get(own).headers["Location"].startswith("/accounts/login/")


def test_receipts_of_one_request_are_of_that_request(ada: Actor, chiara: Actor, alder_key: Key) -> None:
    key_of(chiara)
    first, _ = asked(ada)
    second, token = asked(chiara)
    made = shared([first, second], token)

    one = Client().get(f"/shared/{made.token}/receipts/{first.ref}/").getvalue()
    none = Client().get(f"/shared/{made.token}/receipts/0000000000000000/")

    assert {it.fact.details["request"] for it in verify_receipts(one, signer_key())} == {first.ref}
    assert none.status_code == 404


def test_a_leaked_link_cannot_fill_the_storage(ada: Actor, alder_key: Key) -> None:
    ask, token = asked(ada)
    made = shared([ask], token)
    row = bodies_of(made.desk)[0]
    for _ in range(BODIES_A_DAY - 1):
        SealedBody.objects.add(
            scope_of(made.desk), desk=made.desk, part="report", digest=row.digest, kept=row.kept, size=1, at=now()
        )  # fmt: skip

    with pytest.raises(TooMuchStored, match="Try again tomorrow"):
        upload(made, [ask])


def test_the_members_key_is_shown_so_that_a_swapped_one_is_noticed(ada: Actor, alder_key: Key) -> None:
    ask, token = asked(ada)
    _, manage = answer(token=token, answers={ask.ref: "yes"}, months=12)

    page = Client().get(f"/shared/{manage}/?lang=en").content.decode()

    assert alder_key.public.fingerprint in page


def test_the_supplier_sees_when_it_was_opened_and_what_was_decided(ada: Actor, alder_key: Key) -> None:
    ask, token = asked(ada)
    made = shared([ask], token)
    read(ada, ask, made)
    save_decided(actor=ada, ask=ask, choice=Choice.WITH_SUPPLEMENT.value, commitment="sha256:0")

    page = Client().get(f"/shared/{made.token}/?lang=en").content.decode()

    assert "Opened on <bdi>5 October 2026" in page
    assert "decided on <bdi>5 October 2026" in page
    assert "They recognise it, and ask what it leaves open." in page
