"""Putting a letter down, trying it, and trying it again."""

import smtplib
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction

from comity.portal.ledger.services import record
from comity.portal.outbox.errors import LetterUnreadable
from comity.portal.outbox.models import Letter, LetterState
from comity.portal.outbox.sealing import sealed, unsealed
from comity.portal.tenants.gates import Actor

WAITS = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720, 720, 1_440, 1_440, 1_440))
"""Before the second try, the third …; after the last one, some five days on, it is given up."""

LEASE = timedelta(minutes=10)
"""A worker that says nothing for so long has died with the letter in its hand."""

KEPT = timedelta(days=30)
"""The row of a letter that is over, and the text of one that was given up: long enough to try it once more by hand."""

AT_ONCE = 100


def put_down(message: EmailMessage) -> Letter:
    """In the caller's transaction: no letter without what it tells of, and the other way round."""
    from comity.portal.outbox.tasks import post

    letter = Letter.objects.create(sealed=sealed(message), put_at=clock(), due_at=clock())
    post.enqueue(letter.pk)
    return letter


def try_letter(number: int) -> None:
    """Once: a letter that another worker has, that went, or whose time has not come is left alone."""
    letter = Letter.objects.filter(pk=number, state=LetterState.WAITING, due_at__lte=clock()).first()
    if letter is None or not _claimed(letter):
        return
    try:
        message = unsealed(letter.sealed)
        get_connection(settings.COMITY_MAIL_SENDER, fail_silently=False).send_messages([message])
    except LetterUnreadable as error:
        _end(letter, LetterState.GIVEN_UP, problem=error.message)
    except smtplib.SMTPRecipientsRefused as error:
        codes = {code for code, _said in error.recipients.values()}
        _later(
            letter,
            f"the address was refused ({', '.join(map(str, sorted(codes)))})",
            for_good=min(codes) >= 500,
        )
    except smtplib.SMTPResponseException as error:
        _later(letter, f"the mail server answered {error.smtp_code}")
    except (OSError, smtplib.SMTPException) as error:
        _later(letter, f"the mail server did not answer ({type(error).__name__})")
    else:
        _end(letter, LetterState.SENT)


def _claimed(letter: Letter) -> bool:
    """By one worker alone: who comes second finds another moment in the row."""
    mine = Letter.objects.filter(pk=letter.pk, state=LetterState.WAITING, due_at=letter.due_at)
    letter.due_at, letter.attempts = clock() + LEASE, letter.attempts + 1
    return mine.update(due_at=letter.due_at, attempts=letter.attempts) == 1


def _later(letter: Letter, problem: str, *, for_good: bool = False) -> None:
    if for_good or letter.attempts > len(WAITS):
        _end(letter, LetterState.GIVEN_UP, problem=problem)
        return
    letter.due_at, letter.problem = clock() + WAITS[letter.attempts - 1], problem
    letter.save(update_fields=["due_at", "problem"])


def _end(letter: Letter, state: LetterState, *, problem: str = "") -> None:
    letter.state, letter.problem, letter.ended_at = state, problem, clock()
    if state is LetterState.SENT:
        letter.sealed = ""
    letter.save(update_fields=["state", "problem", "ended_at", "sealed"])


def post_due() -> int:
    """What workers do beside their jobs: letters whose time has come. How many were tried."""
    due = Letter.objects.filter(state=LetterState.WAITING, due_at__lte=clock()).values_list("pk", flat=True)
    numbers = list(due[:AT_ONCE])
    for number in numbers:
        try_letter(number)
    return len(numbers)


def forget_old() -> int:
    """Rows of letters that are over. How many they were."""
    gone, _of_what = Letter.objects.filter(ended_at__lt=clock() - KEPT).delete()
    return int(gone)


@transaction.atomic
def try_again() -> int:
    """Those that were given up, from the beginning: once whoever looks after the mail server has mended it. How many."""
    given_up = Letter.objects.filter(state=LetterState.GIVEN_UP).exclude(sealed="")
    return given_up.update(state=LetterState.WAITING, due_at=clock(), attempts=0, ended_at=None)


def letters_again(*, actor: Actor) -> int:
    """As `try_again`, by somebody's word."""
    count = try_again()
    if count:
        record(
            actor=actor, verb="letters-tried-again", subject=actor.programme.name, facts={"letters": count}
        )
    return count


def clock() -> datetime:
    """Of the machine: a demonstration's day must not keep a letter waiting."""
    return datetime.now(UTC)
