"""What protects people from each other's pages: docs/security.md names these tests."""

import csv
import io
import json
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import Message

import pytest
from django.conf import LazySettings
from django.core import mail
from django.test import Client, RequestFactory, TestCase
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver
from structlog.stdlib import ProcessorFormatter

from comity.portal.accounts.services import invitation_of, invite
from comity.portal.exchange.services import send
from comity.portal.ledger.services import record
from comity.portal.ports.mail import send_mail_later
from comity.portal.settings.base import PORTAL
from comity.portal.shell.logs import as_json
from comity.portal.shell.views import broken
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.roles import Role
from tests.portal.addresses import ALDER, NORTHWIND, PAST, PROGRAMME
from tests.portal.conftest import Visitor
from tests.portal.exchange.cast import address, drafted, key_of, last_token
from tests.portal.files import small_list
from tests.portal.seats import seat_of
from tests.portal.test_routes import ROUTES, VISITED
from tests.portal.test_routes import address as place_of

pytestmark = pytest.mark.django_db


def test_pages_say_what_a_browser_may_not_do(alder: Client) -> None:
    headers = alder.get(ALDER).headers

    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert {
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "frame-ancestors 'none'",
        "object-src 'none'",
        "base-uri 'none'",
    } <= set(policy.split("; "))
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_no_cache_on_the_way_keeps_a_page(alder: Client) -> None:
    assert "no-store" in alder.get(ALDER).headers["Cache-Control"]


def test_what_is_not_there_and_what_a_program_asks_is_not_kept_on_the_way_either(alder: Client) -> None:
    for place in (
        f"{ALDER}lists/2026-H1/1/workbook/",
        f"{ALDER}style.css",
        "/api/v1/openapi.json",
        "/me/data.json",
    ):
        assert "no-store" in alder.get(place).headers["Cache-Control"], place


def test_every_answer_in_letters_says_how_they_are_spelled(alder: Client, birch: Client) -> None:
    mine = (
        "",
        "common-list/csv/",
        "statistics/figures.csv",
        "statistics/days.svg",
        "survey/2025/results/figures.csv",
    )
    places = [(alder, f"{ALDER}{one}") for one in mine]
    places += [
        (birch, f"{PAST}release/files/leak-test/"),
        (birch, f"{PROGRAMME}ledger/export/"),
        (birch, "/health/"),
    ]

    for client, place in places:
        answer = client.get(place)
        kind = answer.headers["Content-Type"]
        assert answer.status_code == 200, place
        assert kind.startswith("text/") or "xml" in kind, place
        assert kind.endswith("; charset=utf-8"), place


def test_the_way_back_from_a_problem_leads_to_no_other_site(alder: Client) -> None:
    def back(referer: str) -> str:
        page = alder.post(f"{ALDER}lists/upload/", {"file": small_list()}, headers={"Referer": referer})
        assert page.status_code == 409
        return page.content.decode()

    alder.post(f"{ALDER}lists/upload/", {"file": small_list()})
    assert f'href="{ALDER}lists/"' in back(f"http://testserver{ALDER}lists/")
    assert 'href="//elsewhere' not in back("http://testserver//elsewhere.example/")
    assert "elsewhere" not in back("https://elsewhere.example/")


def test_no_cookie_but_of_session_form_and_language_is_ever_set(alder: Client) -> None:
    """What a page says to somebody after they did something is in their session."""
    sent = alder.post(f"{ALDER}lists/upload/", {"file": small_list()})
    page = alder.get(sent.headers["Location"])
    spoke = alder.post("/speak/", {"language": "de"})

    assert "Your list is stored as version 2" in page.content.decode()
    assert set(sent.cookies) | set(spoke.cookies) <= {"sessionid", "csrftoken", "django_language"}
    assert all(
        one["httponly"] and one["samesite"] == "Lax"
        for one in [*sent.cookies.values(), *spoke.cookies.values()]
    )


def test_nothing_is_answered_to_a_page_of_another_site(alder: Client) -> None:
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"}

    for place in ("/", ALDER, "/api/v1/openapi.json"):
        for answer in (alder.get(place, headers=asked), alder.options(place, headers=asked)):
            assert [one for one in answer.headers if one.startswith("Access-Control")] == []


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
    assert "Open the page again" in answer.content.decode()


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


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the portal's own handler writes to standard error."""
    [handler] = [one for one in logging.getLogger().handlers if isinstance(one.formatter, ProcessorFormatter)]
    assert isinstance(handler, logging.StreamHandler)
    taken = io.StringIO()
    before = handler.setStream(taken)
    yield taken
    handler.setStream(before)


def test_a_link_that_still_opens_something_is_not_in_the_log(
    written: io.StringIO, ines: Actor, ada: Actor, alder: Client
) -> None:
    home = ines.organisation
    invited = invite(actor=ines, email="ruth@counsel.example", organisation=home, role=Role.COUNSEL)
    key_of(ada)
    with TestCase.captureOnCommitCallbacks(execute=True):
        send(actor=ada, asks=[drafted(ada)], address=address)
    supplier = last_token()
    strict = Client(enforce_csrf_checks=True)

    answers = {
        "begin": alder.get(f"/begin/{invited}/"),  # another's
        "answer": Client().post(f"/answer/{supplier}/", {}),  # without an answer
        "new-link": strict.post(f"/answer/{supplier}/again/"),  # from elsewhere
        "no page of ours": Client().get(f"/begin/{invited}/“”"),  # with a letter's quotes
    }

    assert [one.status_code for one in answers.values()] == [409, 422, 403, 404]
    lines = [json.loads(line) for line in written.getvalue().splitlines() if "django." in line]
    assert len(lines) == len(answers)
    for page, line in zip(answers, lines, strict=True):
        assert line["event"].endswith(f": {page}")
    assert invited not in written.getvalue()
    assert supplier not in written.getvalue()
    assert invitation_of(invited)
    assert Client().get(f"/answer/{supplier}/").status_code == 200


def test_what_people_write_stays_text(alder: Client, ada: Actor) -> None:
    name = '<img src=x onerror=alert(1)> "quoted".csv'
    alder.post(f"{ALDER}lists/upload/", {"file": small_list(name=name)})

    for place in ("lists/", "lists/2026-H1/2/", "common-list/?search=%3Cscript%3Ealert(1)%3C/script%3E"):
        page = alder.get(f"{ALDER}{place}").content.decode()
        assert "<img src=x" not in page
        assert "<script>alert" not in page
    assert "&lt;img src=x" in alder.get(f"{ALDER}lists/").content.decode()
    taken = alder.get(f"{ALDER}lists/2026-H1/2/workbook/").headers["Content-Disposition"]
    said = Message()
    said["Content-Disposition"] = taken
    assert said.get_content_disposition() == "attachment"
    assert str(said.get_filename()).endswith(".xlsx")


def test_whatever_is_no_page_is_a_download_and_what_changes_something_is_a_post(visitor: Visitor) -> None:
    """But for a chart of ours, which stands on a page of its own address."""
    of_role: dict[Role, Client] = {}
    shown, changed = set(), set()
    for name in VISITED:
        role = min(ROUTES[name].roles)
        if role not in of_role:
            of_role[role] = visitor(seat_of(role).person.email)
        answer = of_role[role].get(place_of(name))
        if ROUTES[name].method == "post":  # it is led to the form's page, and nothing else happens
            is_led_up = answer.status_code == 302 and place_of(name).startswith(answer.headers["Location"])
            changed |= set() if is_led_up else {name}
            continue
        is_page = answer.headers.get("Content-Type", "").startswith(("text/html", "application/json"))
        is_file = answer.headers.get("Content-Disposition", "").startswith("attachment")
        if answer.status_code == 200 and not is_page and not is_file:
            shown.add(name)

    assert shown == {"survey-chart"}
    assert changed == set()


def test_no_script_makes_a_page_of_text_or_keeps_anything_in_a_browser() -> None:
    """But for how far a long file came and a switch, which signing out takes away; and the portal's own answer to a long file."""
    scripts = [
        one for one in PORTAL.rglob("static/**/*.js") if "vendor" not in one.parts and ".min." not in one.name
    ]
    words = (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "eval(",
        "new Function",
        "document.write",
        "postMessage",
        "document.cookie",
    )
    kept = ("localStorage", "sessionStorage", "indexedDB")

    assert len(scripts) > 5
    found = {
        (one.name, word) for one in scripts for word in (*words, *kept) if word in one.read_text("utf-8")
    }
    assert found == {
        ("pieces.js", "document.write"),
        ("pieces.js", "localStorage"),
        ("keys.js", "localStorage"),
    }


def test_a_pattern_in_what_is_searched_is_a_word(alder: Client) -> None:
    def found(search: str) -> bool:
        page = alder.get(f"{ALDER}common-list/", {"search": search})
        assert page.status_code == 200
        return "Hongda" in page.content.decode().partition('id="rows"')[2]

    assert found("hongda")
    assert not any(
        map(found, ("h.ngda", "hong.*", "^hongda", "(hongda", "hongda|x", "[h]ongda", "%hongda%", "h_ngda"))
    )


def test_a_line_of_the_log_is_one_line_whatever_somebody_wrote_into_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    logging.getLogger("comity.security").warning('refused "%s"', 'x"}\n{"event": "person 1 signed in')

    line = as_json().format(caplog.records[-1])

    assert "\n" not in line
    told = json.loads(line)
    assert told["event"] == 'refused "x"}\n{"event": "person 1 signed in"'
    assert told["level"] == "warning"
    assert datetime.fromisoformat(told["timestamp"]).utcoffset() == timedelta(0)


def test_words_that_look_like_a_query_are_words(alder: Client) -> None:
    page = alder.get(f"{ALDER}common-list/", {"search": "' OR 1=1 --"})

    assert page.status_code == 200
    assert "Nothing" in page.content.decode() or "No " in page.content.decode()


def test_a_subject_begins_no_header(settings: LazySettings) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        send_mail_later(to="ada@alder-foods.example", subject="Your list\r\nBcc: all@example.com", text="…")

    [letter] = mail.outbox
    assert letter.subject == "Your list Bcc: all@example.com"
    assert letter.recipients() == ["ada@alder-foods.example"]


def test_an_error_says_nothing_of_the_inside() -> None:
    for place in ("/", "/api/v1/programmes/hedgerow/rounds"):
        try:
            raise RuntimeError("password of the database")
        except RuntimeError:
            answer = broken(RequestFactory().get(place))

        assert answer.status_code == 500
        assert b"password of the database" not in answer.content
        assert b"RuntimeError" not in answer.content


def test_an_address_holds_names_and_numbers_alone() -> None:
    """And a link's own key, which works once or for its desk alone; `name` is of a file of ours."""
    free = set()
    for one in every_pattern(get_resolver("comity.portal.urls").url_patterns):
        converters = getattr(one.pattern, "converters", {})
        free |= {
            name for name, converter in converters.items() if type(converter).__name__ == "StringConverter"
        }

    assert free == {"token", "name"}


def every_pattern(found: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for one in found:
        if isinstance(one, URLPattern):
            yield one
        elif "allauth" not in str(one.urlconf_name) and "api" not in str(one.pattern):
            yield from every_pattern(one.url_patterns)


def test_signing_out_ends_the_session(alder: Client) -> None:
    """On the server, too: a copy of the cookie opens nothing any more."""
    copy = Client()
    copy.cookies["sessionid"] = alder.cookies["sessionid"].value
    assert 'action="/accounts/logout/"' in copy.get(ALDER).content.decode()

    answer = alder.post("/accounts/logout/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'

    for client in (alder, copy):
        assert client.get(ALDER).headers["Location"].startswith("/accounts/login/")
