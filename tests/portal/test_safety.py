"""What protects people from each other's pages: docs/security.md names these tests."""

import csv
import io

import pytest
from django.test import Client

from comity.portal.ledger.services import record
from comity.portal.tenants.gates import Actor
from tests.portal.addresses import ALDER, NORTHWIND, PROGRAMME
from tests.portal.conftest import Visitor

pytestmark = pytest.mark.django_db


def test_pages_say_what_a_browser_may_not_do(alder: Client) -> None:
    headers = alder.get(ALDER).headers

    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert {"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"} <= set(
        policy.split("; ")
    )
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_no_cache_on_the_way_keeps_a_page(alder: Client) -> None:
    assert "no-store" in alder.get(ALDER).headers["Cache-Control"]


def test_no_page_has_a_script_or_a_style_in_its_text(alder: Client, birch: Client) -> None:
    for client, place in ((alder, ALDER), (alder, f"{ALDER}lists/"), (birch, f"{PROGRAMME}rounds/2026-H1/")):
        text = client.get(place).content.decode()
        assert " style=" not in text
        assert "<style" not in text
        assert " onclick" not in text


def test_a_form_from_elsewhere_does_nothing(visitor: Visitor) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = visitor("nadia@northwind-dairy.example").cookies

    answer = strict.post(
        f"{NORTHWIND}statement/sign/", {"by": "N", "role": "D", "digest": "x", "agreed": "on"}
    )

    assert answer.status_code == 403
    assert b"open too long" in answer.content


def test_the_exported_ledger_holds_no_formula(birch: Client, ines: Actor) -> None:
    record(actor=ines, verb="test-done", subject="=HYPERLINK(1)")

    text = b"".join(birch.get(f"{PROGRAMME}ledger/export/").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined] # a file

    assert not [
        cell for row in csv.reader(io.StringIO(text)) for cell in row if cell[:1] in {"=", "+", "-", "@"}
    ]


def test_a_name_of_another_host_is_not_answered() -> None:
    assert Client().get("/", headers={"host": "evil.example"}).status_code == 400


def test_a_file_that_somebody_takes_away_names_the_notice(alder: Client, birch: Client) -> None:
    for client, place in ((alder, f"{ALDER}lists/template/"), (birch, f"{PROGRAMME}ledger/export/")):
        assert client.get(place).headers["Link"] == '</notice/>; rel="terms-of-service"'


def test_a_refusal_is_logged_without_a_name(cedar: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "comity.security")

    cedar.get(ALDER)

    assert "was refused member-home" in caplog.text
    assert "chiara" not in caplog.text


def test_signing_out_ends_the_session(alder: Client) -> None:
    answer = alder.post("/accounts/logout/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'

    assert alder.get(ALDER).headers["Location"].startswith("/accounts/login/")
