"""Where the routes are that need more than the demonstration, in a programme that is played on until each has something to show."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from comity.portal.accounts.services import invite
from comity.portal.check.models import KeptSuppliers
from comity.portal.demo.make import SMALL, demo_suppliers
from comity.portal.exchange.desk import begin_account
from comity.portal.ledger.queries import entries_told
from comity.portal.protocols.models import Case
from comity.portal.protocols.queries import open_criteria, opened
from comity.portal.protocols.services import Answer, begin_review, say, submit
from comity.portal.protocols.services.converging import start_count
from comity.portal.protocols.services.saying import Word
from comity.portal.recognition.models import Decided
from comity.portal.rulebook.services import add_lane, propose_equivalence_rule, propose_policy
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.models import Organisation
from comity.portal.tenants.roles import Role
from tests.portal.addresses import ALDER, NORTHWIND, PAST, PROGRAMME
from tests.portal.exchange.cast import address, asked, key_of, read, shared
from tests.portal.protocols.cast import OFFICE, again, concluded, decide_all, in_review, office_of, sent
from tests.portal.protocols.many import decided_for, member_slugs
from tests.portal.protocols.test_rule import STRICT
from tests.portal.recognition.test_views import SAID
from tests.portal.routes.protocols import ROUTES as PROTOCOLS
from tests.portal.routes.protocols import SPEAKERS
from tests.portal.rulebook.test_criteria import newer, proposed
from tests.portal.rulebook.test_services import STRICTER, VIRTUAL

OPEN_TO_ALL = frozenset({
    "start", "begin", "notice", "demo", "health", "interface", "answer", "desk", "desk-receipts", "desk-receipt", "account_login",
    "account_signup", "account_inactive", "account_reset_password", "account_reset_password_done",
    "account_reset_password_from_key", "account_reset_password_from_key_done", "account_email_verification_sent",
    "account_confirm_email", "socialaccount_login_cancelled", "socialaccount_login_error",
})  # fmt: skip
"""Looked at before one is signed in, …"""

OF_AN_ACCOUNT = frozenset({
    "my-data", "my-data-file", "account_logout", "account_reauthenticate", "account_change_password",
    "mfa_index", "mfa_activate_totp", "mfa_list_webauthn", "mfa_add_webauthn", "socialaccount_connections", "usersessions_list",
})  # fmt: skip
"""… of somebody who just signed in, …"""

BEHIND_A_FACTOR = frozenset({
    "mfa_index", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes",
    "mfa_reauthenticate",
})  # fmt: skip
"""… and of somebody who has a second factor; `mfa_authenticate` asks for it."""

ANSWERS: Mapping[str, int] = {"own-desk": 302, "no-such-page": 404, "socialaccount_login_error": 401}
"""What else than 200. Another page's address is followed by nobody here."""

POST = "takes what a form sends, and leads back to the form's page"
WITHOUT_A_LOOK: Mapping[str, str] = {
    **dict.fromkeys(
        ("answer-opened", "new-link", "desk-upload", "desk-revoke", "desk-platform", "desk-account", "desk-recall", "leave", "speak"),
        POST,
    ),
    "upload-piece": "speaks JSON to the page's script",
    "job": "a piece of other pages, which they ask for",
    "desk-kept": "a sealed file, for the page's script",
    "supplement": "a file, and there is none before protocols were compared",
    "shared-survey-result": "a file, once a member shares it",
    "account_email": "is not there for anybody",
    "account_set_password": "leads on to the page where it is changed: everybody has one",
    "account_confirm_login_code": "leads on to signing in: codes by mail are no way in",
    "socialaccount_signup": "leads on to signing in: nobody comes without an invitation",
    "openid_connect_login": "leads on to the company's own sign-on",
    "openid_connect_callback": "where a company's sign-on comes back to; it leads on",
    "mfa_login_webauthn": "speaks JSON to the sign-in page's script",
    "mfa_reauthenticate_webauthn": "leads on to the page of signing in anew, for who has no passkey",
    "mfa_remove_webauthn": "a passkey's own, and Chromium has no authenticator here: its form is that of `mfa_deactivate_totp`",
    "mfa_edit_webauthn": "a passkey's own, and Chromium has no authenticator here: its form is that of `mfa_add_webauthn`",
}  # fmt: skip
"""Routes that answer no page, or none that could be looked at: why."""

_ADA, _NADIA, _INES, _TOM = (
    "ada@alder-foods.example", "nadia@northwind-dairy.example", "ines@hedgerow.example", "tom@hedgerow.example",
)  # fmt: skip
ALSO: Mapping[str, Mapping[str, str]] = {
    _ADA: {"no-such-page": f"{ALDER}nothing/", "survey-module-2": f"{ALDER}survey/2026/questions/diligence/"},
    _NADIA: {
        "no-statement": NORTHWIND, "no-list": f"{NORTHWIND}common-list/", "no-lists": f"{NORTHWIND}lists/",
        "no-check": f"{NORTHWIND}check/", "no-survey": f"{NORTHWIND}survey/",
    },
    _INES: {
        "round-that-is-over": PAST, "ledger-verified": f"{PROGRAMME}ledger/?verify", "member-expired": f"{PROGRAMME}member/hazel-dairy/",
        "survey-over": f"{PROGRAMME}surveys/2025/",
    },
    _TOM: {"matches": f"{PROGRAMME}matches/"},
}  # fmt: skip
"""What the table of routes shows once, in other states: by who asks."""


@dataclass(frozen=True, kw_only=True)
class Played:
    places: Mapping[str, str]  # address by route; those of a member are Alder's
    supplier: Client  # signed in to the account that keeps a desk
    reviewer: Client  # of the office that reviews protocols, …
    reviews: Mapping[str, str]  # … and where a case is for it: under its own name


def played_on(ada: Actor, alder: Client, ines: Actor) -> Played:
    mine = {"programme": "hedgerow", "organisation": "alder-foods"}
    key_of(ada)
    _, waiting = asked(ada, supplier="Ege Boya", place="Manisa")
    ask, token = asked(ada)
    made = shared([ask], token)
    read(ada, ask, made)
    alder.post(reverse("decide", kwargs={**mine, "ref": ask.ref}), {**SAID, "told": "1"})
    begin_account(token=made.token, address=address, language="en")
    supplier = with_an_account(re.findall(r"/begin/[\w-]+", str(mail.outbox[-1].body))[0])
    suppliers = SimpleUploadedFile("suppliers.xlsx", demo_suppliers(SMALL))
    alder.post(f"{ALDER}check/", {"file": suppliers, "accept_months": 12, "keep": "on"})
    alder.get(reverse("download-common-list", kwargs={**mine, "form": "csv"}))
    seat = invite(
        actor=ines,
        email="new@alder-foods.example",
        organisation=Organisation.objects.get(slug="alder-foods"),
        role=Role.READER,
    )
    decided_for({slug: 128 + at for at, slug in enumerate(member_slugs(12))}, beyond=4)
    start_count(actor=ines)
    [kept] = KeptSuppliers.objects.within(ada.scope)
    [decided] = Decided.objects.within(ada.scope)
    cases = played_cases(ada)
    lane, policy = (
        add_lane(actor=ines, text=VIRTUAL),
        propose_policy(actor=ines, text=STRICTER, note="Fewer sites."),
    )
    rule, criteria = propose_equivalence_rule(actor=ines, rule=STRICT), proposed(ines, newer())
    ours = {"programme": "hedgerow"}
    of_link, of_ask = {"token": made.token}, {**mine, "ref": ask.ref}
    places = {
        "check-again": reverse("check-again", kwargs={**mine, "pk": kept.pk}),
        "request": reverse("request", kwargs=of_ask),
        "receipt": reverse("receipt", kwargs=of_ask),
        "sealed-file": reverse("sealed-file", kwargs={**of_ask, "part": "report", "what": "body"}),
        "decide": reverse("decide", kwargs=of_ask),
        "reliance": reverse("reliance", kwargs={**mine, "number": decided.pk, "form": "pdf"}),
        "lane": reverse("lane", kwargs={**ours, "slug": lane.slug, "number": lane.number}),
        "policy": reverse("policy", kwargs={**ours, "number": policy.number}),
        "equivalence-version": reverse("equivalence-version", kwargs={**ours, "number": rule.number}),
        "criteria-set": reverse("criteria-set", kwargs={**ours, "number": criteria.number}),
        "replay": reverse(
            "replay",
            kwargs={**ours, "seq": entries_told(ines.scope, verb="common-list-downloaded", most=1)[0].seq},
        ),
        "begin": reverse("begin", kwargs={"token": seat}),
        "answer": reverse("answer", kwargs={"token": waiting}),
        "desk": reverse("desk", kwargs=of_link),
        "desk-receipts": reverse("desk-receipts", kwargs=of_link),
        "desk-receipt": reverse("desk-receipt", kwargs={**of_link, "ref": ask.ref}),
    }
    desk = {**ours, "organisation": made.desk.organisation.slug if made.desk.organisation else ""}
    places |= {name: reverse(name, kwargs=desk) for name in ("own-desk", "desk-tokens")}
    places |= {
        name: of_a_case(name, cases.decided if name == "protocol-report" else cases.draft)
        for name in CASES - {"protocol-sides", "protocol-log"}
    }
    places |= of_a_pair(cases.decided, cases.draft, "alder-foods")
    reviews = {name: of_a_case(name, cases.in_review, OFFICE) for name in CASES}
    reviews |= of_a_pair(cases.in_review, cases.decided, OFFICE)
    of_office, convergence = (
        {**ours, "organisation": OFFICE},
        ("office-convergence", "office-convergence-figures"),
    )
    reviews |= {
        name: reverse(name, kwargs=of_office) for name in ("protocol-reviews", "desk-tokens", *convergence)
    }
    places["propose-protocol-office"] = reverse(
        "propose-protocol-office", kwargs={**ours, "case": cases.in_review.pk}
    )
    places["protocol-convergence-figures"] = reverse("protocol-convergence-figures", kwargs=ours)
    places["member-convergence-figures"] = reverse("member-convergence-figures", kwargs=mine)
    return Played(places=places, supplier=supplier, reviewer=cases.reviewer, reviews=reviews)


CASES = frozenset(
    name
    for name, one in PROTOCOLS.items()
    if "case" in one.extra and one.method == "get" and one.roles <= SPEAKERS
)


def of_a_case(name: str, case: Case, organisation: str = "alder-foods") -> str:
    kwargs = {"programme": "hedgerow", "organisation": organisation, **PROTOCOLS[name].extra, "case": case.pk}
    return reverse(name, kwargs=kwargs)


def of_a_pair(own: Case, other: Case, organisation: str) -> dict[str, str]:
    ours, two = {"programme": "hedgerow", "organisation": organisation}, {"own": own.pk, "other": other.pk}
    return {
        "protocols-compared": f"{reverse('protocols-compared', kwargs=ours)}?{urlencode(two)}",
        "protocols-compared-workbook": reverse("protocols-compared-workbook", kwargs={**ours, **two}),
    }


@dataclass(frozen=True, kw_only=True)
class Cases:
    draft: Case
    in_review: Case
    decided: Case
    reviewer: Client


def played_cases(ada: Actor) -> Cases:
    """Three protocols of Alder's, and somebody of the office that reviews them."""
    pia = office_of()
    decided = in_review(ada, pia)
    decide_all(pia, decided, full=130)
    concluded(pia, again(pia, decided), until=date(2028, 10, 4))
    waiting, draft = sent(ada), sent(ada)
    first, second, third = open_criteria(opened(ada, draft))[:3]
    for case in (waiting, draft):
        say(actor=ada, case=case, code=first, answer=Answer(word=Word.FULL, questions=("1.01",)))
    excuse = Answer(word=Word.NOT_APPLICABLE, rationale="Our sites have no dormitories.")
    say(actor=ada, case=waiting, code=second, answer=excuse)
    case = begin_review(actor=pia, case=submit(actor=ada, case=again(ada, waiting), reviewer=OFFICE))
    part = Answer(word=Word.PART, questions=("1.01", "1.02"), rationale="The policy alone.")
    for code in (first, third):
        say(actor=pia, case=case, code=code, answer=part)
    client = Client()
    client.force_login(pia.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.post("/notice/", {"next": "/"})
    return Cases(
        draft=again(ada, draft), in_review=again(pia, case), decided=again(ada, decided), reviewer=client
    )


def with_an_account(invited: str) -> Client:
    client = Client()
    client.post(f"{invited}/", {"name": "Deniz", "password": "a long sentence to keep"})
    client.post("/notice/", {"next": "/"})
    return client
