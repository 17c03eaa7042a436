"""No page that a supplier's compliance manager meets says a word of ours in English, whatever she reads in; nor does a letter begin in it."""

import json
import re
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from comity.exchange import Key, seal_report
from comity.exchange.links import LinkPurpose
from comity.portal.exchange import words
from comity.portal.exchange.desk import answer
from comity.portal.exchange.queries import looked
from comity.portal.ports.clock import now
from comity.portal.tenants.gates import Actor
from tests.portal.exchange.cast import SUPPLIER, Shared, asked, read, report, upload
from tests.portal.recognition.test_views import SAID

pytestmark = pytest.mark.django_db
LANGUAGES = ("fr", "de", "es", "zh")
SAME_EVERYWHERE = {
    "Comity", "PDF", "UTC", "Sedex", "Sedex:", "Alder Foods", "Ege Tekstil", "Hedgerow programme", "Deniz", "Ege Tekstil, Izmir", "Ege Tekstil, Manisa",
    "Alder Foods: Ege Tekstil, Izmir", "Alder Foods: Ege Tekstil, Manisa",
    "Name", "Browser",  # German
}  # fmt: skip
"""Names, which are the same in every language."""
_FINGERPRINT = re.compile("[0-9a-f]{4}(?: [0-9a-f]{4})+")


class _Texts(HTMLParser):
    """What is read on a page, or aloud: text, labels, and what scripts are given to say."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self._in: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self._in.append("json" if dict(attrs).get("type") == "application/json" else "unseen")
        for name, value in attrs:
            if value and name in ("aria-label", "placeholder", "title", "alt"):
                self.found.add(value.strip())

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style") and self._in:
            self._in.pop()

    def handle_data(self, data: str) -> None:
        if self._in and self._in[-1] == "unseen":
            return
        if self._in:
            self.found |= {one for one in said_in(json.loads(data)) if " " in one}
        elif re.search(r"[A-Za-z]{3}", data):
            self.found.add(" ".join(data.split()))


def said_in(facts: object) -> Iterator[str]:
    if isinstance(facts, str):
        yield facts
    elif isinstance(facts, dict | list):
        for one in facts.values() if isinstance(facts, dict) else facts:
            yield from said_in(one)


def texts_on(page: str) -> set[str]:
    reader = _Texts()
    reader.feed(page)
    return reader.found


def pages(ada: Actor, alder: Client, code: str) -> dict[str, str]:
    """Every page that a supplier meets from the letter to its account, by where it stands."""
    reader, email = Client(headers={"accept-language": code}), f"export@ege-{code}.example"
    lang, found = {"lang": code}, dict[str, str]()

    def look(where: str, address: str, posted: dict[str, str] | None = None) -> None:
        answer_ = (
            reader.post(address, posted, follow=True) if posted else reader.get(address, lang, follow=True)
        )
        found[where] = answer_.content.decode()

    first, token = asked(ada, email=email)
    second, _ = asked(ada, email=email, place="Manisa")
    link = f"/answer/{token}/"
    look("the letter's link", link)
    look("nothing chosen", f"{link}?lang={code}", {"months": "6"})
    _, manage = answer(token=token, answers={first.ref: "yes", second.ref: "yes"}, months=12)
    look("an answered link", link)
    look("answered twice", f"{link}?lang={code}", {f"answer-{first.ref}": "no"})
    look("a new link", f"{link}again/", lang)
    look("a link that is none", f"/answer/{'A' * 43}/")
    look("a page that is none", f"/shared/{'A' * 43}/")
    desk = f"/shared/{manage}/"
    look("agreed", desk)
    shared_desk = looked(manage, LinkPurpose.MANAGE, at=now()).desk
    key = Key.new(SUPPLIER, date(2026, 10, 5))
    made = Shared(
        desk=shared_desk, token=manage, key=key, sealed=seal_report(report(code.encode()), "report.pdf")
    )
    upload(made, [first])
    look("a report is there", desk)
    read(ada, first, made)
    mine = {"programme": "hedgerow", "organisation": "alder-foods", "ref": first.ref}
    alder.post(reverse("decide", kwargs=mine), {**SAID, "told": "1"})
    look("decided", desk)
    number = {**lang, "ref": second.ref, "platform": "Sedex"}
    look("a bad number", f"{desk}platform/", {**number, "reference": "№ 1"})
    look("on a platform", f"{desk}platform/", {**number, "reference": "ZS-1234"})
    look("an account is asked for", f"{desk}account/", lang)
    begun = re.findall(r"/begin/[\w-]+", str(mail.outbox[-1].body))[0]
    look("the account begins", f"{begun}/")
    look("too short a password", f"{begun}/", {"name": "Deniz", "password": "short"})
    look("the account is there", f"{begun}/", {"name": "Deniz", "password": "a long sentence to keep"})
    look("the notice", "/notice/", {"next": "/"})
    look("home", "/")
    for address in sorted(set(re.findall(r'href="(/[^"#?]*)"', found["home"]))):
        if "logout" not in address and "static" not in address and "receipts" not in address:
            look(f"menu {re.sub('[A-Za-z0-9_-]{43}', 'LINK', address)}", address)
    look("taken back", f"{desk}revoke/", {**lang, "ref": first.ref})
    reader.post("/accounts/logout/")
    look("signing in", "/accounts/login/")
    look("a wrong password", "/accounts/login/", {"login": email, "password": "another"})
    look("nothing there", "/nothing-of-the-kind/")
    return found


def test_no_page_of_a_supplier_says_a_word_of_ours_in_english(
    ada: Actor, alder: Client, alder_key: Key
) -> None:
    own_names = {name for _, name in words.languages()}
    told = {code: pages(ada, alder, code) for code in ("en", *LANGUAGES)}

    left = {
        (code, where, text)
        for code in LANGUAGES
        for where, page in told[code].items()
        for text in texts_on(page) & texts_on(told["en"].get(where, ""))
        if text not in SAME_EVERYWHERE | own_names and not _FINGERPRINT.fullmatch(text)
    }
    assert len(told["en"]) > 20
    assert not [
        (code, where)
        for code in LANGUAGES
        for where, page in told[code].items()
        if '<p class="soft" lang="en"' in page
    ]
    assert sorted(left) == []
