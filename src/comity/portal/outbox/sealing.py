"""A letter sealed to the portal's own secret: its links open something, and a copy of the database must not.

In: a message of Django's without attachments. Out: text, and the message again. Raises LetterUnreadable where the secret is another.
"""

import base64
import json

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives

from comity.portal.outbox.errors import LetterUnreadable


def sealed(message: EmailMessage) -> str:
    if message.attachments:
        raise ValueError("letters of ours have no attachments")
    told = {
        "subject": str(message.subject), "body": str(message.body), "from": message.from_email, "to": list(message.to),
        "cc": list(message.cc), "bcc": list(message.bcc), "reply_to": list(message.reply_to), "headers": dict(message.extra_headers),
        "also": [[str(content), str(kind)] for content, kind in getattr(message, "alternatives", ())],
    }  # fmt: skip
    return _fernet().encrypt(json.dumps(told).encode()).decode()


def unsealed(text: str) -> EmailMessage:
    try:
        told = json.loads(_fernet().decrypt(text.encode()))
    except InvalidToken as error:
        raise LetterUnreadable(
            "The letter was sealed to another COMITY_SECRET_KEY.",
            remedy="Do once more what it was to tell of.",
        ) from error
    message = EmailMultiAlternatives(
        subject=told["subject"], body=told["body"], from_email=told["from"], to=told["to"], cc=told["cc"], bcc=told["bcc"],
        reply_to=told["reply_to"], headers=told["headers"],
    )  # fmt: skip
    for content, kind in told["also"]:
        message.attach_alternative(content, kind)
    return message


def _fernet() -> Fernet:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"comity portal letters")
    return Fernet(base64.urlsafe_b64encode(derive.derive(settings.SECRET_KEY.encode())))
