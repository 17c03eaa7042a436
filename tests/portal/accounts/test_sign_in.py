"""Signing in: guesses are slowed down, sessions are seen and ended, the Secretariat brings a second factor, a company its own sign-on."""

import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import oidc_provider_mock
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.usersessions.models import UserSession
from django.conf import LazySettings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils.timezone import now as machine_now

from comity.portal.accounts.services import invite
from comity.portal.ledger.queries import entries_told
from comity.portal.rulebook.services import ask_members_for_factor
from comity.portal.tenants.gates import actor_for
from comity.portal.tenants.models import Person, Seat
from comity.portal.tenants.roles import Role
from tests.portal.addresses import ALDER, PROGRAMME

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings(
        "ignore::DeprecationWarning", "ignore::ResourceWarning"
    ),  # of the provider's packages
]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PASSWORD = "a sentence nobody guesses"  # noqa: S105 -- of somebody made up
MOMENT, CODES_LAST_S = 1_790_000_000, 3_600


@pytest.fixture(autouse=True)
def authenticators_clock_stands_still(monkeypatch: pytest.MonkeyPatch, settings: LazySettings) -> None:
    """Else the half minute of a code may end between its making and its use, and be over before a second use is refused."""
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time", SimpleNamespace(time=lambda: MOMENT))
    settings.MFA_TOTP_PERIOD = CODES_LAST_S


@pytest.fixture
def ada() -> Person:
    person = Person.objects.get(email="ada@alder-foods.example")
    person.set_password(PASSWORD)
    person.save()
    cache.clear()  # what others guessed in this minute is not hers
    return person


def sign_in(client: Client, password: str = PASSWORD, email: str = "ada@alder-foods.example") -> int:
    return client.post("/accounts/login/", {"login": email, "password": password}).status_code


def has_to_wait(email: str, password: str, address: str = "127.0.0.1") -> bool:
    said = {"login": email, "password": password}
    answer = Client(REMOTE_ADDR=address).post("/accounts/login/", said)
    assert answer.status_code == 200  # in no case is one in
    return b"Too many failed login attempts" in answer.content


def test_guessing_a_password_is_slowed_down(ada: Person) -> None:
    guesses = [has_to_wait(ada.email, f"guess {number}", f"192.0.2.{number}") for number in range(1, 8)]

    assert guesses == [False] * 5 + [True] * 2
    assert has_to_wait(ada.email, PASSWORD)  # the right one has to wait, too, wherever it comes from


def test_who_posts_far_too_often_is_told_so_on_a_page_in_their_language() -> None:
    cache.clear()
    client = Client(headers={"accept-language": "de"})
    said = {"login": "nobody@example.org", "password": "guess"}

    answers = [client.post("/accounts/login/", said) for _ in range(31)]

    assert answers[-1].status_code == 429
    assert "Warten Sie einige Minuten" in answers[-1].content.decode()
    cache.clear()


def test_guessing_at_many_accounts_is_slowed_down(ada: Person) -> None:
    guesses = [has_to_wait(f"somebody-{number}@alder-foods.example", "guess") for number in range(12)]

    assert guesses == [False] * 10 + [True] * 2
    assert has_to_wait(ada.email, PASSWORD)


def test_who_has_no_account_is_told_what_everybody_is_told(ada: Person) -> None:
    known = Client().post("/accounts/login/", {"login": ada.email, "password": "wrong"})
    cache.clear()
    unknown = Client().post("/accounts/login/", {"login": "nobody@alder-foods.example", "password": "wrong"})

    said = [one.content.decode().count("not correct") for one in (known, unknown)]
    assert said[0] == said[1] > 0


def test_own_sessions_are_seen_and_ended(ada: Person) -> None:
    here, elsewhere = Client(), Client()
    assert (sign_in(here), sign_in(elsewhere)) == (302, 302)
    assert elsewhere.get("/me/").status_code == 200
    here.get("/accounts/sessions/")
    assert UserSession.objects.filter(user=ada).count() == 2

    here.post("/accounts/sessions/")

    assert elsewhere.get("/me/").status_code == 302
    assert here.get("/me/").status_code == 200


@pytest.mark.parametrize(
    ("began_ago", "used_ago", "is_in"),
    [(11.9, 0.1, True), (12.1, 0.1, False), (3, 1.9, True), (3, 2.1, False)],
)
def test_a_session_ends_twelve_hours_after_it_began_and_after_two_in_which_nothing_was_done(
    ada: Person,
    began_ago: float,
    used_ago: float,
    is_in: bool,  # noqa: FBT001 -- a parameter of the table above
) -> None:
    client, moment = Client(), machine_now()
    sign_in(client)
    assert client.get("/me/").status_code == 200
    UserSession.objects.update(
        created_at=moment - timedelta(hours=began_ago), last_seen_at=moment - timedelta(hours=used_ago)
    )

    statuses = [client.get("/me/").status_code for _ in range(2)]

    assert statuses == ([200, 200] if is_in else [302, 302])


def test_what_is_done_in_a_session_does_not_make_it_longer(ada: Person) -> None:
    client, moment = Client(), machine_now()
    sign_in(client)
    client.get("/me/")
    began, used = moment - timedelta(hours=5), moment - timedelta(hours=1)
    UserSession.objects.update(created_at=began, last_seen_at=used)

    client.get("/me/")

    session = UserSession.objects.get(user=ada)
    assert session.created_at == began
    assert session.last_seen_at >= moment


def test_a_session_has_a_new_name_once_somebody_signed_in(ada: Person) -> None:
    client = Client()
    client.get("/accounts/login/")
    before = client.session.session_key

    sign_in(client)

    assert client.session.session_key not in (None, before)


def test_nobody_gives_themselves_another_address(ada: Person) -> None:
    client, other = Client(), "ines@hedgerow-programme.example"
    sign_in(client)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    answers = [
        client.get("/accounts/email/"),
        client.post("/accounts/email/", {"action_add": "", "email": other}),
        client.post("/accounts/email/", {"action_primary": "", "email": other}),
    ]

    ada.refresh_from_db()
    assert ada.email == "ada@alder-foods.example"
    assert [one.status_code for one in answers] == [404, 404, 404]


def with_authenticator(person: Person) -> str:
    secret: str = generate_totp_secret()
    TOTP.activate(person, secret)
    return secret


def code_of(secret: str) -> str:
    code: str = format_hotp_value(hotp_value(secret, MOMENT // CODES_LAST_S))
    return code


def test_who_has_an_authenticator_is_asked_for_it(ada: Person) -> None:
    secret, client = with_authenticator(ada), Client()

    first = client.post("/accounts/login/", {"login": ada.email, "password": PASSWORD})

    assert first.headers["Location"].startswith("/accounts/2fa/authenticate/")
    assert client.get(ALDER).status_code == 302
    assert client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)}).status_code == 302
    assert client.get("/me/").status_code == 200


def test_a_code_opens_once(ada: Person) -> None:
    code = code_of(with_authenticator(ada))

    def enter() -> int:
        client = Client()
        sign_in(client)
        client.post("/accounts/2fa/authenticate/", {"code": code})
        return client.get("/me/").status_code

    assert (enter(), enter()) == (200, 302)


def test_who_lost_the_authenticator_has_recovery_codes_each_for_once(ada: Person) -> None:
    with_authenticator(ada)
    code = RecoveryCodes.activate(ada).get_unused_codes()[0]

    def enter() -> int:
        client = Client()
        sign_in(client)
        client.post("/accounts/2fa/authenticate/", {"code": code})
        return client.get("/me/").status_code

    assert (enter(), enter()) == (200, 302)


def test_factors_and_keys_to_the_account_change_after_signing_in_anew_alone(
    ada: Person, alder: Client
) -> None:
    """A session that was begun some time ago, or stolen, is not enough."""
    for place in (
        "/accounts/2fa/totp/activate/",
        "/accounts/2fa/webauthn/add/",
        "/accounts/2fa/recovery-codes/generate/",
    ):
        assert alder.get(place).headers["Location"].startswith("/accounts/reauthenticate/"), place
    assert alder.post("/me/leave/").headers["Location"].startswith("/accounts/reauthenticate/")
    assert Person.objects.filter(pk=ada.pk, is_active=True).exists()


def test_a_password_is_changed_by_who_knows_it_and_counts_to_its_last_letter(ada: Person) -> None:
    client, long = Client(), "a sentence that nobody guesses, " * 4
    sign_in(client)
    page = client.get("/accounts/password/change/").content.decode()

    client.post("/accounts/password/change/", {"oldpassword": "x", "password1": long, "password2": long})
    assert sign_in(Client()) == 302
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": long, "password2": long})

    assert page.count('type="password"') == 3
    assert "onpaste" not in page
    assert "maxlength" not in page
    assert sign_in(Client(), long) == 302
    assert [sign_in(Client(), other) for other in (long[:-2], long.upper(), PASSWORD)] == [200] * 3
    cache.clear()


def test_a_forgotten_password_is_set_anew_by_mail_and_the_second_factor_is_asked_all_the_same(
    ada: Person,
) -> None:
    with_authenticator(ada)
    client, new = Client(), "another sentence nobody guesses"
    client.post("/accounts/password/reset/", {"email": ada.email})
    link = re.findall(r"/accounts/password/reset/key/[^\s]+", str(mail.outbox[-1].body))[0]

    form = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": new, "password2": new})

    assert sign_in(Client()) == 200  # the old one is none any more
    first = Client().post("/accounts/login/", {"login": ada.email, "password": new})
    assert first.headers["Location"].startswith("/accounts/2fa/authenticate/")
    assert mail.outbox[-1].to == [ada.email]


def test_an_authenticators_secret_is_not_in_the_clear(ada: Person) -> None:
    secret = with_authenticator(ada)

    assert secret not in str(Authenticator.objects.get(user=ada).data)


ROUNDS = f"{PROGRAMME}rounds/"


@pytest.fixture
def ines(settings: LazySettings) -> Person:
    """Of the Secretariat, where a second factor is asked of it."""
    settings.COMITY_SECOND_FACTOR = True
    person = Person.objects.get(email="ines@hedgerow.example")
    person.set_password(PASSWORD)
    person.save()
    cache.clear()
    return person


def test_the_secretariat_sees_nothing_without_a_second_factor(ines: Person, alder: Client) -> None:
    client = Client()
    assert sign_in(client, email=ines.email) == 302

    without = client.get(ROUNDS)

    assert (without.status_code, without.headers["Location"]) == (302, "/accounts/2fa/")
    assert alder.get(ALDER).status_code == 200  # a member decides for itself


def test_members_are_asked_for_a_second_factor_where_the_programme_says_so(
    ines: Person, ada: Person, birch: Client
) -> None:
    client = Client()
    sign_in(client)
    before = client.get(ALDER).headers["Location"]
    manager = actor_for(ines, programme="hedgerow", organisation="hedgerow-office")

    ask_members_for_factor(actor=manager, is_asked=True)
    without = client.get(ALDER).headers["Location"]
    secret = with_authenticator(ada)
    asked = client.get(ALDER).headers["Location"]
    client.post("/accounts/2fa/reauthenticate/", {"code": code_of(secret), "next": ALDER})
    after = client.get(ALDER).headers["Location"]

    assert before.startswith("/notice/")
    assert without == "/accounts/2fa/"
    assert "Set one up here, then open the page again." in client.get(without).content.decode()
    assert asked.startswith("/accounts/2fa/reauthenticate/?next=")
    assert after.startswith("/notice/")  # all that is left to do
    assert entries_told(manager.scope, most=1)[0].verb == "second-factor-asked"
    ask_members_for_factor(actor=manager, is_asked=False)
    ben = Client()
    ben.force_login(Person.objects.get(email="ben@bramble-foods.example"), backend=BACKEND)
    assert ben.get(f"{PROGRAMME}members/bramble-foods/").headers["Location"].startswith("/notice/")


def test_a_session_from_before_the_second_factor_is_asked_for_it(ines: Person) -> None:
    client = Client()
    sign_in(client, email=ines.email)
    secret = with_authenticator(ines)

    asked = client.get(ROUNDS).headers["Location"]

    assert asked.startswith("/accounts/2fa/reauthenticate/?next=")
    form = {"code": code_of(secret), "next": ROUNDS}
    assert client.post("/accounts/2fa/reauthenticate/", form).headers["Location"] == ROUNDS
    assert client.get(ROUNDS).headers["Location"].startswith("/notice/")  # all that is left to do


@pytest.fixture
def link(ines: Person, ada: Person) -> str:
    """An administrator of a member invites whom she likes; here, a manager of the Secretariat."""
    alder = actor_for(ada, programme="hedgerow", organisation="alder-foods")
    return (
        f"/begin/{invite(actor=alder, email=ines.email, organisation=alder.organisation, role=Role.READER)}/"
    )


def test_an_invitation_and_a_password_are_no_way_past_the_second_factor(link: str, ines: Person) -> None:
    secret, client = with_authenticator(ines), Client()

    by_password = client.post(link, {"name": "Ines", "password": PASSWORD})
    first = client.post("/accounts/login/", {"login": ines.email, "password": PASSWORD, "next": link})

    assert by_password.headers["Location"] == f"/accounts/login/?next={link}"
    assert first.headers["Location"].startswith("/accounts/2fa/authenticate/")
    assert "_auth_user_id" not in client.session
    assert not Seat.objects.filter(person=ines, role=Role.READER).exists()
    back = client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert back.headers["Location"] == link
    assert client.get(link).status_code == 200
    assert client.post(link).status_code == 302
    assert Seat.objects.filter(person=ines, role=Role.READER).exists()


def test_at_an_invitation_no_password_is_guessed(link: str, ines: Person) -> None:
    answers = {
        Client().post(link, {"name": "I", "password": f"guess {number}"}).status_code for number in range(12)
    }

    assert answers == {302}  # to where guessing is slowed down
    assert Client().get(link).headers["Location"] == f"/accounts/login/?next={link}"


def test_an_invitation_is_of_nobody_else_who_is_signed_in(link: str, alder: Client, ada: Person) -> None:
    answers = [alder.get(link), alder.post(link)]

    assert [one.status_code for one in answers] == [409, 409]
    assert not Seat.objects.filter(person=ada, role=Role.READER).exists()
    told = alder.get(link, headers={"accept-language": "de"}).content.decode()
    assert "Melden Sie sich ab, und öffnen Sie den Link noch einmal." in told


def test_signing_in_and_failing_to_is_logged_without_a_name(
    ada: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "comity.security")

    sign_in(Client(), "wrong")
    sign_in(Client())

    assert f"person {ada.pk} signed in" in caplog.text
    assert "a sign-in failed" in caplog.text
    assert "ada@" not in caplog.text


def test_passkeys_are_offered() -> None:
    assert b"passkey_login" in Client().get("/accounts/login/").content


@pytest.fixture
def provider(settings: LazySettings) -> Iterator[str]:
    with oidc_provider_mock.run_server_in_thread() as server:
        url = f"http://127.0.0.1:{server.server_port}"
        settings.SOCIALACCOUNT_PROVIDERS = {
            "openid_connect": {
                **settings.SOCIALACCOUNT_PROVIDERS["openid_connect"],
                "APPS": [
                    {"provider_id": "company", "name": "Alder's sign-on", "client_id": "c", "secret": "s", "settings": {"server_url": url}}
                ],
            }
        }  # fmt: skip
        yield url


def through(
    client: Client, provider: str, claims: dict[str, object], *, state: str = ""
) -> dict[str, list[str]]:
    """From the button to the provider, where somebody signs in, and back. What was asked of the provider."""
    subject = str(claims["email"])
    body = urllib.parse.urlencode({"sub": subject}).encode()
    put = urllib.request.Request(  # noqa: S310 -- our own
        f"{provider}/users/{urllib.parse.quote(subject)}",
        data=json.dumps(claims).encode(),
        headers={"Content-Type": "application/json"},
        method="PUT",
    )
    urllib.request.urlopen(put).close()  # noqa: S310 -- our own
    sent = client.post("/accounts/oidc/company/login/")
    asked = urllib.request.Request(sent.headers["Location"], data=body)  # noqa: S310 -- our own
    try:
        urllib.request.build_opener(_Stay).open(asked)
        raise AssertionError("the provider sends one back")
    except urllib.error.HTTPError as answer:
        back = urllib.parse.urlsplit(answer.headers["Location"])
    said = dict(urllib.parse.parse_qsl(back.query))
    client.get(back.path, {**said, "state": state or said["state"]})
    return urllib.parse.parse_qs(urllib.parse.urlsplit(sent.headers["Location"]).query)


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: object, **_named: object) -> None:
        return None


def test_a_company_signs_its_known_people_on(ada: Person, provider: str) -> None:
    client = Client()
    assert "Alder&#x27;s sign-on" in client.get("/accounts/login/").content.decode()

    through(client, provider, {"email": ada.email, "email_verified": True})

    assert ada.email.encode() in client.get("/me/").content


def test_a_companys_sign_on_is_asked_by_ones_own_act_and_bound_to_it(ada: Person, provider: str) -> None:
    """Nobody is signed on by a link, nor with an answer that somebody else was given."""
    client, other = Client(), Client()
    assert client.get("/accounts/oidc/company/login/").status_code == 200  # a page with a button

    asked = through(client, provider, {"email": ada.email, "email_verified": True})
    through(other, provider, {"email": ada.email, "email_verified": True}, state=asked["state"][0])

    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["code_challenge"][0]) >= 43
    assert len(asked["state"][0]) >= 16
    assert client.get("/me/").status_code == 200
    assert other.get("/me/").status_code == 302


def test_a_companys_sign_on_does_not_stand_for_the_second_factor(ada: Person, provider: str) -> None:
    with_authenticator(ada)
    client = Client()

    through(client, provider, {"email": ada.email, "email_verified": True})

    assert client.get("/me/").status_code == 302
    assert client.get("/accounts/2fa/authenticate/").status_code == 200


@pytest.mark.parametrize(
    ("email", "is_verified"), [("stranger@alder-foods.example", True), ("ada@alder-foods.example", False)]
)
def test_a_company_lets_nobody_in_who_was_not_invited_or_whose_address_is_not_verified(
    ada: Person,
    provider: str,
    email: str,
    is_verified: bool,  # noqa: FBT001 -- a parameter of the table above
) -> None:
    client, people = Client(), Person.objects.count()

    through(client, provider, {"email": email, "email_verified": is_verified})

    assert client.get("/me/").status_code == 302
    assert Person.objects.count() == people
