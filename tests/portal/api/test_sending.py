import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from comity.portal.api.errors import HookProblem
from comity.portal.api.sending import checked_address, is_public, post, public_address
from tests.portal.test_outside import certificate

Machine = Callable[[Callable[[socket.socket], None]], int]
INSIDE = (
    "127.0.0.1", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",  # noqa: S104 -- refused, not bound to
    "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
    "64:ff9b::a00:1", "2002:a00:1::", "2002:7f00:1::",
)  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_known(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1"])
def test_an_address_outside_is_known(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_an_address_hidden_in_another_is_judged_as_itself(address: object) -> None:
    assert is_public(f"::ffff:{address}") == is_public(str(address))


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com/",
        "http://example.com/",
        "http://localhost/",
        "http://127.0.0.2/",
        "http://[::1]/",
        "https://example.com:22/",
        "https://example.com:99999/",
        "https://ada@example.com/",
        "https://:secret@example.com/",
        "https://example.com/#part",
        "https://exa mple.com/",
        "https://example.com/\r\nHost: inside",
        "https://",
        "javascript:alert(1)",
        "",
    ],
)
def test_an_address_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(HookProblem):
        checked_address(url)


def test_plain_http_to_this_machine_is_for_demonstrations_alone(settings: Settings) -> None:
    assert checked_address("http://127.0.0.1:8000/hook").port == 8000

    settings.COMITY_DEMO = False

    with pytest.raises(HookProblem):
        checked_address("http://127.0.0.1:8000/hook")


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "localhost", "0x7f.1", "2130706433"]
)
def test_a_name_that_leads_inside_is_never_called(host: str) -> None:
    with pytest.raises(HookProblem):
        post(f"https://{host}/", b"{}", {})


def test_one_address_inside_among_several_is_enough() -> None:
    """What this machine calls itself leads inside, by whichever of its addresses."""
    with pytest.raises((HookProblem, socket.gaierror)):
        public_address(socket.gethostname())


@pytest.fixture
def machine() -> Iterator[Machine]:
    """A machine on a port of this one, which does with whoever calls what it is told to."""
    listening = socket.create_server(("127.0.0.1", 0))
    threads: list[threading.Thread] = []

    def begin(answer: Callable[[socket.socket], None]) -> int:
        def serve() -> None:
            caller, _ = listening.accept()
            with caller, suppress(OSError):
                answer(caller)

        threads.append(threading.Thread(target=serve, daemon=True))
        threads[-1].start()
        return int(listening.getsockname()[1])

    yield begin
    for one in threads:
        one.join()
    listening.close()


def test_a_machine_that_drips_its_answer_holds_nobody(
    machine: Machine,
) -> None:
    gone = threading.Event()

    def drip(caller: socket.socket) -> None:
        caller.recv(10_000)
        while not gone.wait(0.02):
            caller.sendall(b"H")

    port = machine(drip)
    with pytest.raises((TimeoutError, http.client.BadStatusLine)):
        post(f"http://127.0.0.1:{port}/", b"{}", {}, wait_s=0.3)
    gone.set()


def test_an_answer_that_is_none_is_no_answer(
    machine: Machine,
) -> None:
    port = machine(lambda caller: caller.sendall(caller.recv(10_000)[:0] + b"SSH-2.0-OpenSSH\r\n"))

    with pytest.raises(http.client.BadStatusLine):
        post(f"http://127.0.0.1:{port}/", b"{}", {})


def test_a_certificate_of_nobody_whom_this_machine_trusts_is_not_spoken_to(
    tmp_path: Path,
    machine: Machine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    own.load_cert_chain(certificate(tmp_path))
    heard = []

    def answer(caller: socket.socket) -> None:
        with own.wrap_socket(caller, server_side=True) as secure:
            heard.append(secure.recv(1))

    port, connect = machine(answer), socket.create_connection
    # The way there is bent to this machine; all else is as it is.
    monkeypatch.setattr(
        socket, "create_connection", lambda _there, wait_s: connect(("127.0.0.1", port), wait_s)
    )

    with pytest.raises(ssl.SSLCertVerificationError):
        post("https://1.1.1.1/", b"{}", {})
    assert heard == []
