"""Letters that a mail server did not take, against a real one that is switched on and off."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import LazySettings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection, transaction
from django.test import Client

from comity.portal.outbox.models import Letter, LetterState
from comity.portal.outbox.queries import letters_waiting
from comity.portal.outbox.sealing import sealed, unsealed
from comity.portal.outbox.services import KEPT, WAITS, clock, forget_old, post_due, try_again
from comity.portal.ports.mail import IN_DATABASE, send_mail_later
from comity.portal.serving import examine
from comity.portal.tenants.gates import Actor
from tests.portal.addresses import PROGRAMME
from tests.ports import free_port

pytestmark = pytest.mark.django_db
LINK = "https://portal.example/answer/T0KENT0KENT0KEN/"


class Post:
    def __init__(self) -> None:
        self.came: list[Envelope] = []
        self.answer = "250 OK"

    async def handle_RCPT(  # noqa: N802 -- the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.came.append(envelope)
        return "250 OK"


@pytest.fixture
def port(settings: LazySettings) -> int:
    """Of a mail server that is away until `post` starts it; letters are put down as in production."""
    settings.EMAIL_BACKEND = IN_DATABASE
    settings.COMITY_MAIL_SENDER = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    return int(settings.EMAIL_PORT)


@pytest.fixture
def post(port: int) -> Iterator[Post]:
    post = Post()
    controller = Controller(post, hostname="127.0.0.1", port=port)
    controller.start()
    yield post
    controller.stop()


def write(text: str = f"Answer here: {LINK}") -> None:
    send_mail_later(to="export@ege.example", subject="Alder Foods asks", text=text)


def time_passes() -> None:
    Letter.objects.filter(state=LetterState.WAITING).update(due_at=clock() - timedelta(seconds=1))


def text_of(envelope: Envelope) -> str:
    return (envelope.original_content or b"").decode()


def test_a_letter_goes_at_once_where_the_server_answers_and_leaves_no_text_behind(post: Post) -> None:
    write()

    assert LINK in text_of(post.came[0])
    assert post.came[0].rcpt_tos == ["export@ege.example"]
    letter = Letter.objects.get()
    assert (letter.state, letter.sealed) == (LetterState.SENT, "")
    assert not letters_waiting()


def test_a_letter_that_found_nobody_waits_and_goes_once_the_server_is_back(
    port: int, request: pytest.FixtureRequest
) -> None:
    write()
    waiting = letters_waiting()
    assert (waiting.count, waiting.given_up) == (1, 0)
    assert waiting.problem == "the mail server did not answer (ConnectionRefusedError)"
    assert waiting.next_try is not None
    assert waiting.next_try > clock()
    assert post_due() == 0  # its time has not come

    post: Post = request.getfixturevalue("post")
    time_passes()

    assert post_due() == 1
    assert [LINK in text_of(one) for one in post.came] == [True]
    assert not letters_waiting()


def test_each_try_waits_longer_and_the_last_gives_up_until_somebody_has_it_tried_again(
    port: int, request: pytest.FixtureRequest
) -> None:
    write()
    dues = [Letter.objects.get().due_at - clock()]
    for _ in WAITS[1:]:
        time_passes()
        post_due()
        dues.append(Letter.objects.get().due_at - clock())
    assert [round(one / timedelta(minutes=1)) for one in dues] == [
        one / timedelta(minutes=1) for one in WAITS
    ]

    time_passes()
    post_due()

    assert Letter.objects.get().state == LetterState.GIVEN_UP
    assert letters_waiting().given_up == 1
    post: Post = request.getfixturevalue("post")
    assert try_again() == 1
    assert post_due() == 1
    assert len(post.came) == 1


def test_an_address_that_is_refused_for_good_is_given_up_at_once_and_one_for_now_is_not(post: Post) -> None:
    post.answer = "550 no such person"
    write()
    assert Letter.objects.get().state == LetterState.GIVEN_UP
    assert letters_waiting().problem == "the address was refused (550)"

    post.answer = "450 come back later"
    write()
    assert letters_waiting().count == 1


def test_a_letter_comes_and_goes_with_what_it_tells_of(post: Post) -> None:
    class Thought(Exception):
        pass

    post.answer = "450 come back later"

    def write_and_think_better_of_it() -> None:
        with transaction.atomic():
            write()
            assert Letter.objects.count() == 1
            raise Thought

    with pytest.raises(Thought):
        write_and_think_better_of_it()

    assert not Letter.objects.exists()


def test_no_copy_of_the_database_reads_a_letter_or_says_to_whom_it_is(port: int) -> None:
    write()

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM outbox_letter")
        held = repr(cursor.fetchall())
    assert not re.search("T0KEN|ege|Alder", held)


def test_every_message_of_djangos_comes_back_as_it_was(port: int) -> None:
    message = EmailMultiAlternatives(
        subject="Grüße",
        body="plain",
        from_email="a@x.example",
        to=["b@x.example"],
        cc=["c@x.example"],
        reply_to=["d@x.example"],
        headers={"X-One": "1"},
    )
    message.attach_alternative("<p>Grüße</p>", "text/html")

    again = unsealed(sealed(message))

    assert again.recipients() == message.recipients()
    headers = ("Subject", "From", "To", "Cc", "X-One", "Reply-To")
    assert [again.message()[one] for one in headers] == [message.message()[one] for one in headers]
    assert "<p>Gr" in again.message().as_string()


def test_letters_of_the_library_for_accounts_wait_as_ours_do(port: int) -> None:
    get_connection().send_messages([EmailMultiAlternatives("Your password", "x", to=["b@x.example"])])

    assert letters_waiting().count == 1


def test_another_secret_gives_a_letter_up_with_the_reason(port: int, settings: LazySettings) -> None:
    write()
    settings.SECRET_KEY = "another-" * 8
    time_passes()
    post_due()

    assert letters_waiting().problem == "The letter was sealed to another COMITY_SECRET_KEY."


def test_two_workers_send_a_letter_once(port: int, settings: LazySettings) -> None:
    """The second looks while the first is sending."""
    settings.COMITY_MAIL_SENDER = "tests.portal.outbox.test_outbox.Meeting"
    Meeting.meets, Meeting.sent, Meeting.found = staticmethod(post_due), 0, 0
    write()

    assert Meeting.sent == 1
    assert Meeting.found == 0
    assert Letter.objects.get().state == LetterState.SENT


class Meeting:
    """A mail server during whose answer another worker looks for letters."""

    meets: Callable[[], int] = staticmethod(lambda: 0)
    sent = 0
    found = 0

    def __init__(self, **_options: object) -> None: ...

    def send_messages(self, messages: list[object]) -> int:
        Meeting.sent += len(messages)
        Meeting.found += Meeting.meets()
        return len(messages)


def test_the_secretariat_is_told_and_has_them_tried_again(
    port: int, birch: Client, alder: Client, ines: Actor
) -> None:
    write()
    page = birch.get(f"{PROGRAMME}rounds/").content.decode()
    assert "1 letter waits since" in page
    assert "ege.example" not in page

    Letter.objects.update(state=LetterState.GIVEN_UP, ended_at=clock())
    assert "Try them again" in birch.get(f"{PROGRAMME}rounds/2026-H1/").content.decode()
    assert [one.told for one in examine() if one.what == "letters"] == [
        "0 wait, 1 were given up; the mail server did not answer (ConnectionRefusedError)"
    ]
    assert birch.post(f"{PROGRAMME}letters/again/").status_code == 302
    assert Letter.objects.get().state == LetterState.WAITING
    assert alder.post(f"{PROGRAMME}letters/again/").status_code == 404


def test_rows_of_letters_that_are_over_go_after_a_month(post: Post) -> None:
    write()
    assert forget_old() == 0

    Letter.objects.update(ended_at=clock() - KEPT - timedelta(days=1))

    assert forget_old() == 1
    assert not Letter.objects.exists()
