"""The platform is blind: of all that it holds after a whole story, nothing of a report can be read, and no key is among it.

What is looked through: every table, every file of the data folder (storage included), a backup, and what was logged. What is
looked for: every run of the report's bytes from 15 bytes on, the secrets of all who took part, and the links that were mailed.
"""

import re
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings
from django.core import mail
from django.db import connection

from comity.exchange import Key
from comity.portal.exchange.desk import begin_account, revoke
from comity.portal.exchange.services import publish_key
from comity.portal.tenants.gates import Actor
from tests.portal.exchange.cast import Shared, address, asked, key_of, read, shared

pytestmark = pytest.mark.django_db


def words_of(secret: bytes) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    """Every eighth word of eight bytes: a run of fifteen bytes holds one of them whole."""
    return np.unique(np.frombuffer(secret[: len(secret) // 8 * 8], dtype=np.uint64))


def runs_in(held: bytes, secret: bytes) -> int:
    """Words of the secret that stand anywhere in what is held, at whatever byte they begin."""
    wanted = words_of(secret)
    return sum(
        int(np.isin(np.frombuffer(held[at : at + (len(held) - at) // 8 * 8], dtype=np.uint64), wanted).sum())
        for at in range(8)
    )


def tables() -> bytes:
    with connection.cursor() as cursor:
        dump = b""
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 -- the names come from the database itself
            for row in cursor.fetchall():
                dump += (
                    b"\0".join(one if isinstance(one, bytes) else str(one).encode() for one in row) + b"\n"
                )
    return dump


def backup() -> bytes:
    """The whole database file of a SQLite portal, free pages included; PostgreSQL's dump holds the tables."""
    return bytes(connection.connection.serialize()) if connection.vendor == "sqlite" else b""


def test_nothing_that_the_platform_holds_can_be_read(
    ada: Actor,
    chiara: Actor,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(0)
    said = np.random.default_rng(5).bytes(200_000)
    holder = Key.new("Second Holder", date(2026, 10, 5))
    publish_key(actor=ada, public=str(holder.public), is_holder=True)
    alder, cedar = key_of(ada), key_of(chiara)
    first, _ = asked(ada)
    second, token = asked(chiara)
    made: Shared = shared([first, second], token, held=said)
    read(ada, first, made)
    revoke(token=made.token, ref=second.ref)
    begin_account(token=made.token, address=address, language="en")

    files = b"".join(one.read_bytes() for one in Path(settings.DATA).rglob("*") if one.is_file())
    logged = "".join([caplog.text, *capfd.readouterr()]).encode()
    held = b"\n".join([tables(), files, backup(), logged])

    assert first.ref.encode() in held  # what was looked through is what the story left
    assert len(made.sealed.body) > len(said)
    assert made.sealed.body in held
    assert runs_in(made.sealed.body + said[1_001:1_016], said) > 0  # fifteen bytes would be found
    assert runs_in(held, said) == 0
    for owner in (alder, cedar, made.key, holder):
        for secret in (
            *(one.encode() for one in owner.secrets),
            owner.seed("signing"),
            owner.seed("signing").hex().encode(),
        ):
            assert secret not in held
            assert secret.lower() not in held
    assert made.sealed.identity.encode() not in held
    tokens = [
        one
        for letter in mail.outbox
        for one in re.findall(r"/([A-Za-z0-9_-]{43})(?=[/?\s])", str(letter.body))
    ]
    assert len(tokens) > 3, (
        "of suppliers' links; what members are told leads to a page that asks who they are"
    )
    for token in tokens:
        assert token.encode() not in held
