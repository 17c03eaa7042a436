import hashlib
import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comity.exchange import Key, State
from comity.portal import exchange
from comity.portal.exchange import words
from comity.portal.exchange.models import Ask, DeskLink
from comity.portal.exchange.queries import shown
from comity.portal.ledger.queries import entries_told
from comity.portal.ports.clock import now, playing_on
from comity.portal.tenants.gates import Actor
from tests.portal.addresses import ALDER, CEDAR
from tests.portal.conftest import Visitor
from tests.portal.exchange.cast import SUPPLIER, asked, drafted, key_of, shared

pytestmark = pytest.mark.django_db
STATIC = Path(exchange.__file__).parent / "static" / "exchange"


def state(ask: Ask) -> State:
    ask.refresh_from_db()
    return shown(ask, at=now()).state


def test_a_mail_scanner_that_opens_the_link_changes_nothing(ada: Actor, ines: Actor, alder_key: Key) -> None:
    ask, token = asked(ada)
    before = entries_told(ines.scope, most=1)[0].seq

    for _ in range(20):
        assert Client().get(f"/answer/{token}/").status_code == 200
        assert Client().head(f"/answer/{token}/").status_code == 200

    assert state(ask) is State.SENT
    assert entries_told(ines.scope, most=1)[0].seq == before
    assert not DeskLink.objects.within(ada.scope).exclude(used_at=None).exists()


def test_who_touches_the_page_has_opened_the_request_and_answers_it_all_the_same(
    ada: Actor, chiara: Actor, ines: Actor, alder_key: Key
) -> None:
    key_of(chiara)
    ask, token = asked(ada)
    other, _ = asked(chiara)
    before = opened_entries(ines)

    assert [Client().post(f"/answer/{token}/opened/").status_code for _ in range(3)] == [204, 204, 204]

    assert state(ask) is State.OPENED
    assert state(other) is State.OPENED  # it stood on the same page
    assert opened_entries(ines) == before + 2
    Client().post(f"/answer/{token}/", {f"answer-{ask.ref}": "no", "months": "6"})
    assert [one["to"] for one in Ask.objects.within(ada.scope).get(ref=ask.ref).history] == [
        "sent", "opened", "declined",
    ]  # fmt: skip
    assert state(other) is State.OPENED


def opened_entries(ines: Actor) -> int:
    return len(entries_told(ines.scope, verb="request-opened"))


def test_nothing_is_opened_by_a_guess_or_by_looking_at_an_answered_link(ada: Actor, alder_key: Key) -> None:
    ask, token = asked(ada)
    Client().post(f"/answer/{token}/", {f"answer-{ask.ref}": "yes", "months": "6"})
    other, _ = asked(ada, supplier="Ege Boya")

    looked_at = Client().get(f"/answer/{token}/opened/")
    assert (looked_at.status_code, looked_at.headers["Location"]) == (302, f"/answer/{token}/")
    assert Client().post(f"/answer/{'A' * 43}/opened/").status_code == 404
    assert Client().post(f"/answer/{token}/opened/").status_code == 204

    assert state(other) is State.SENT


def test_an_answer_needs_no_script_and_leads_to_the_suppliers_page(ada: Actor, alder_key: Key) -> None:
    ask, token = asked(ada)

    page = Client().post(
        f"/answer/{token}/?lang=tr", {f"answer-{ask.ref}": "yes", "months": "6"}, follow=True
    )

    assert state(ask) is State.CONSENTED
    assert "Raporlarınız ve yanıtlarınız" in page.content.decode()
    assert ask.access_until is not None
    assert ask.access_until.date().isoformat() == "2027-04-05"


def test_each_request_may_be_read_for_a_time_of_its_own(ada: Actor, chiara: Actor, alder_key: Key) -> None:
    key_of(chiara)
    short, _ = asked(chiara)
    long, token = asked(ada)

    said = {
        f"answer-{long.ref}": "yes",
        f"months-{long.ref}": "12",
        f"answer-{short.ref}": "yes",
        f"months-{short.ref}": "3",
    }
    Client().post(f"/answer/{token}/", said)

    ends = [
        Ask.objects.within(actor.scope).get(ref=ask.ref).access_until
        for actor, ask in ((ada, long), (chiara, short))
    ]
    assert [one and one.date().isoformat() for one in ends] == ["2027-10-05", "2027-01-05"]


def test_an_empty_answer_is_no_answer(ada: Actor, alder_key: Key) -> None:
    ask, token = asked(ada)

    page = Client().post(f"/answer/{token}/", {"months": "12"})

    assert page.status_code == 422
    assert state(ask) is State.SENT


def test_a_guess_an_expired_link_and_one_of_another_purpose_look_alike(ada: Actor, alder_key: Key) -> None:
    ask, token = asked(ada)
    DeskLink.objects.within(ada.scope).update(expires_at=now() - timedelta(seconds=1))

    pages = [
        Client().get(f"/answer/{'A' * 43}/"),
        Client().get(f"/answer/{token}/"),
        Client().get(f"/shared/{token}/"),
    ]

    assert [one.status_code for one in pages] == [404, 404, 404]
    for one in pages:
        assert SUPPLIER not in one.content.decode()
        assert "Alder" not in one.content.decode()
    assert state(ask) is State.SENT


def test_one_request_is_spoken_of_as_one(ada: Actor, alder: Client, alder_key: Key) -> None:
    ask = drafted(ada)

    before = alder.get(f"{ALDER}requests/").content.decode()
    sent = alder.post(f"{ALDER}requests/send/", {"ref": ask.ref}, follow=True).content.decode()

    assert "1 has an address." in before
    assert "1 request was sent.</div>" in sent  # and none follows


def test_who_was_not_answered_is_told_so_and_asks_again_without_typing_it(
    ada: Actor, alder: Client, alder_key: Key
) -> None:
    ask, _ = asked(ada)
    there = f"{ALDER}requests/of/{ask.ref}/"

    with playing_on(date(2027, 1, 5)):
        page = alder.get(there).content.decode()
        form = page.partition("Ask again")[0].rpartition("<form")[2]
        said = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
        begun = alder.post(f"{ALDER}requests/new/", {**said, "begin": ""})

    assert "Nobody answered by that day" in page
    asked_for = {
        name: begun.context["form"][name].value() for name in ("supplier", "site", "email", "language")
    }
    assert asked_for == {
        "supplier": ask.supplier,
        "site": ask.site,
        "email": ask.email,
        "language": ask.language,
    }


def test_a_replayed_answer_is_told_that_the_first_stands(ada: Actor, alder_key: Key) -> None:
    ask, token = asked(ada)
    Client().post(f"/answer/{token}/", {f"answer-{ask.ref}": "no"})

    page = Client().post(f"/answer/{token}/", {f"answer-{ask.ref}": "yes"})

    assert "answered already" in page.content.decode()
    assert state(ask) is State.DECLINED


def test_members_that_ask_one_supplier_do_not_learn_of_each_other(
    ada: Actor, chiara: Actor, alder: Client, cedar: Client, alder_key: Key
) -> None:
    key_of(chiara)
    first, _ = asked(ada)
    second, token = asked(chiara)

    supplier = Client().get(f"/answer/{token}/").content.decode()

    assert "Alder Foods" in supplier
    assert "Cedar Home" in supplier
    assert "Cedar" not in alder.get(f"{ALDER}requests/").content.decode()
    assert "Cedar" not in alder.get(f"{ALDER}requests/of/{first.ref}/").content.decode()
    assert "Alder" not in cedar.get(f"{CEDAR}requests/of/{second.ref}/").content.decode()


def test_a_request_is_its_members_and_for_others_not_there(
    ada: Actor, alder: Client, cedar: Client, birch: Client, visitor: Visitor, alder_key: Key
) -> None:
    ask, token = asked(ada)
    shared([ask], token)
    places = ("", "sealed/report/body/", "sealed/report/grant/")

    for part in places:
        assert alder.get(f"{ALDER}requests/of/{ask.ref}/{part}").status_code == 200
        assert cedar.get(f"{CEDAR}requests/of/{ask.ref}/{part}").status_code == 404
        assert cedar.get(f"{ALDER}requests/of/{ask.ref}/{part}").status_code == 404
        assert birch.get(f"{ALDER}requests/of/{ask.ref}/{part}").status_code == 404
    assert cedar.post(f"{CEDAR}requests/of/{ask.ref}/read/").status_code == 404
    assert cedar.post(f"{CEDAR}requests/of/{ask.ref}/withdraw/").status_code == 404


def test_an_upload_that_is_not_sealed_is_refused_in_words(ada: Actor, alder_key: Key) -> None:
    ask, token = asked(ada)
    made = shared([ask], token)

    answer = Client().post(
        f"/shared/{made.token}/upload/",
        {
            "public": str(made.key.public),
            "part": "report",
            "body": SimpleUploadedFile("r.pdf", b"%PDF-1.7 ..."),
        },
    )

    assert answer.status_code == 409
    assert "no sealed file" in answer.json()["message"]


def test_an_upload_of_two_hundred_megabytes_is_refused_by_its_length(ada: Actor, alder_key: Key) -> None:
    ask, token = asked(ada)
    made = shared([ask], token)

    answer = Client().post(
        f"/shared/{made.token}/upload/", {}, headers={"content-length": str(200 * 1024**2)}
    )

    assert answer.status_code == 413
    assert answer.json()["code"] == "sealed-too-large"


@pytest.mark.parametrize("code", [code for code, _ in words.languages()])
def test_the_supplier_reads_in_its_language_that_silence_shares_nothing(
    code: str, ada: Actor, alder_key: Key
) -> None:
    _, token = asked(ada)

    text = Client().get(f"/answer/{token}/?lang={code}").content.decode()

    assert words.dictionaries()[code]["silence"] in text
    assert f'lang="{code}"' in text
    assert ('dir="rtl"' in text) == (code == "ar")
    assert (words.dictionaries()[code].get("machine", "-") in text) == (code != "en")


def test_every_word_is_there_in_every_language_with_the_placeholders_of_the_english_text() -> None:
    english = words.dictionaries()["en"]
    assert set(words.dictionaries()) == words.codes()
    for code, found in words.dictionaries().items():
        assert set(found) == set(english), code
        for name, text in found.items():
            for place in ("{member}", "{site}", "{months}"):
                assert (place in text) == (place in english[name]), (code, name)


def test_what_is_bundled_is_what_was_looked_at() -> None:
    manifest = json.loads((STATIC / "vendor" / "manifest.json").read_text())
    scripts = {path.name for path in (STATIC / "vendor").glob("*.js")}

    assert scripts == {one["file"] for one in manifest}
    for one in manifest:
        bundle = (STATIC / "vendor" / one["file"]).read_bytes()
        assert hashlib.sha256(bundle).hexdigest() == one["sha256"]
        assert f"=== {one['name']} {one['version']}" in (STATIC / "vendor" / "LICENSES.txt").read_text()
