"""An object store and a mail server, as an operator sets them: real peers on this machine, real settings, no double of ours."""

import os
import shutil
import ssl
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from ipaddress import ip_address
from pathlib import Path
from secrets import token_hex

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import LazySettings
from moto.server import ThreadedMotoServer

from comity.portal.lists.models import ListVersion, ReadState
from comity.portal.lists.services import take_list
from comity.portal.membership.queries import current_round
from comity.portal.ports.storage import ObjectStorage, storage
from comity.portal.tenants.gates import Actor
from tests.patience import PATIENCE_S
from tests.portal.files import small_list
from tests.ports import free_port

# Moto's web server counts on things that Python is about to leave out; they are not ours.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch, settings: LazySettings) -> Iterator[ObjectStorage]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    bucket = f"comity-{token_hex(4)}"
    endpoint = f"http://{host}:{port}"
    urllib.request.urlopen(urllib.request.Request(f"{endpoint}/{bucket}", method="PUT")).close()  # noqa: S310 -- our own
    for name, value in {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "eu-central-1",
        "AWS_ALLOW_HTTP": "true",
    }.items():
        monkeypatch.setenv(name, value)
    settings.COMITY_FILES_URL = f"s3://{bucket}/files"
    found = storage()
    assert isinstance(found, ObjectStorage)
    yield found
    server.stop()


def test_what_is_kept_in_an_object_store_is_read_back_and_forgotten(store: ObjectStorage) -> None:
    key, other = store.keep(BytesIO(b"a list")), store.keep(BytesIO(b"another"))

    assert store.read(key) == b"a list"
    assert list(store.keys()) == sorted([key, other])
    store.forget(key)
    store.forget(key)
    with pytest.raises(FileNotFoundError):
        store.read(key)


def test_nothing_in_an_object_store_is_written_over(store: ObjectStorage) -> None:
    key = store.keep(BytesIO(b"a list"))

    with pytest.raises(FileExistsError):
        store.put_back(key, BytesIO(b"another"))

    assert store.read(key) == b"a list"


@pytest.mark.django_db
def test_a_list_is_read_from_an_object_store(store: ObjectStorage, chiara: Actor) -> None:
    round_ = current_round(chiara.scope)
    assert round_ is not None

    version = take_list(actor=chiara, round_=round_, filename="list.csv", content=small_list())

    read = ListVersion.objects.within(chiara.scope).get(pk=version.pk)
    assert read.state == ReadState.READ
    assert {read.key, read.reading_key, read.workbook_key} <= set(store.keys())


MAIL = """
import django
django.setup()
from comity.portal.outbox.services import post_due
from comity.portal.ports.mail import send_mail_later
send_mail_later(to="ada@alder-foods.example", subject="The round\\nis open", text="Grüße")
assert post_due() == 1
"""


class Post:
    def __init__(self) -> None:
        self.came: list[Envelope] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 -- the library's name
        assert session.ssl is not None
        self.came.append(envelope)
        return "250 OK"


def certificate(folder: Path) -> Path:
    """Of a mail server on this machine; key and certificate in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path = folder / "mail.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def mail_server(installed: Path, tmp_path: Path) -> Iterator[tuple[Post, dict[str, str]]]:
    """What came to it, and the settings of a portal that sends to it."""
    pem, post = certificate(tmp_path), Post()
    shutil.copy(installed / "portal.db", tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)

    def authenticate(
        server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        is_right = isinstance(data, LoginPassword) and (data.login, data.password) == (
            b"comity",
            b"p@ss:word",
        )
        return AuthResult(success=is_right)

    port = free_port()
    controller = Controller(
        post, hostname="127.0.0.1", port=port, tls_context=context, require_starttls=True, auth_required=True, authenticator=authenticate
    )  # fmt: skip
    controller.start()
    yield (
        post,
        {
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "comity.portal.settings.production",
            "COMITY_SECRET_KEY": "s" * 60,
            "COMITY_DATA": str(tmp_path),
            "COMITY_SMTP_URL": f"smtp://comity:p%40ss%3Aword@localhost:{port}",
            "COMITY_MAIL_FROM": "secretariat@hedgerow.example",
            "SSL_CERT_FILE": str(pem),
        },
    )
    controller.stop()


def send(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", MAIL], env=environment, capture_output=True, text=True, timeout=PATIENCE_S
    )


def test_mail_goes_to_the_server_that_is_set_over_tls_and_with_its_password(
    mail_server: tuple[Post, dict[str, str]],
) -> None:
    post, environment = mail_server

    done = send(environment)

    assert done.returncode == 0, done.stderr
    [letter] = post.came
    assert letter.rcpt_tos == ["ada@alder-foods.example"]
    assert letter.mail_from == "secretariat@hedgerow.example"
    assert b"Subject: The round is open" in (letter.original_content or b"")


def test_no_mail_goes_to_a_server_that_nobody_vouches_for(mail_server: tuple[Post, dict[str, str]]) -> None:
    post, environment = mail_server
    del environment["SSL_CERT_FILE"]  # with it this machine trusts the server's own certificate

    done = send(environment)

    assert done.returncode == 0, done.stderr  # it was tried, and waits for a better day
    assert post.came == []
