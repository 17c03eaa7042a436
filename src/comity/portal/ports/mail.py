"""Messages to people. They go out once what they tell of is written, and never before.

Where no mail server is set up (`COMITY_SMTP_URL`), Django's console backend prints them where the portal was started.
"""

from functools import partial

from django.core.mail import send_mail
from django.db import transaction


def send_mail_later(*, to: str, subject: str, text: str) -> None:
    """After the transaction; a server that does not answer is in the log, and undoes nothing."""
    line = " ".join(subject.split())  # a line break would begin a header of somebody's making
    transaction.on_commit(partial(send_mail, line, text, None, [to]), robust=True)
