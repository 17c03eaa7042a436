"""Messages to people. They go out once what they tell of is written, and never before.

Where a mail server is set up (`COMITY_SMTP_URL`), a message is a row of the same transaction, and the worker tries until it went
(`comity.portal.outbox`); else Django's console backend prints it where the portal was started.
"""

from functools import partial

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction

IN_DATABASE = "comity.portal.outbox.backend.InDatabase"


def send_mail_later(*, to: str, subject: str, text: str) -> None:
    """Nobody waits for a mail server, and one that does not answer undoes nothing."""
    line = " ".join(subject.split())  # a line break would begin a header of somebody's making
    send = partial(send_mail, line, text, None, [to])
    if settings.EMAIL_BACKEND == IN_DATABASE:
        send()  # a row, which comes and goes with the transaction
    else:
        transaction.on_commit(send, robust=True)
