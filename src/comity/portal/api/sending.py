"""The only place that calls out: one POST to an address that a person gave, and never to anything inside.

The name is looked up once, every address behind it must be a public one, and the call goes to the very address that was looked
at: a name that answers otherwise a moment later gains nothing. No redirect is followed, no proxy is asked, and of the answer
nothing is read but its number, for some seconds in all: one that drips its answer holds no worker. On a demonstration plain http to this machine is allowed, so that hooks can be tried.
"""

import http.client
import ipaddress
import re
import socket
import ssl
import time
from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from comity.portal.api.errors import HookProblem

WAIT_S = 5.0
"""To be reached, and again to answer."""
_LONGEST_LINE = 1024
LOOPBACK = "127.0.0.1"


def checked_address(url: str) -> SplitResult:
    """Without looking its name up. Raises HookProblem."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _not_there(url) from None
    is_trial = settings.COMITY_DEMO and parts.scheme == "http" and parts.hostname == LOOPBACK
    is_plain = parts.username is None and parts.password is None and not parts.fragment
    if (
        not is_plain
        or not parts.hostname
        or not (is_trial or (parts.scheme == "https" and port in (None, 443)))
    ):
        raise _not_there(url)
    if not url.isascii() or any(one <= " " or one == "\x7f" for one in url):
        raise _not_there(url)
    return parts


def post(url: str, body: bytes, headers: Mapping[str, str], *, wait_s: float = WAIT_S) -> int:
    """The status that was answered. Raises HookProblem where it may not go there, OSError or HTTPException where it cannot."""
    parts = checked_address(url)
    host, place = parts.hostname or "", f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    if parts.scheme == "http":
        connection = http.client.HTTPConnection(LOOPBACK, parts.port or 80, timeout=wait_s)
    else:
        connection = _ToLookedUp(host, public_address(host), wait_s)
    try:
        connection.request("POST", place, body=body, headers={**headers, "Connection": "close"})
        return _answered(connection.sock, time.monotonic() + wait_s)
    finally:
        connection.close()


def _answered(sock: socket.socket, until: float) -> int:
    """The number in the first line. The library waits anew for each byte."""
    said = b""
    while b"\n" not in said and len(said) < _LONGEST_LINE:
        if (left := until - time.monotonic()) <= 0:
            raise TimeoutError
        sock.settimeout(left)
        if not (come := sock.recv(_LONGEST_LINE)):
            break
        said += come
    found = re.match(rb"HTTP/1\.[01] (\d{3})\b", said)
    if found is None:
        raise http.client.BadStatusLine(said[:40].decode("latin-1"))
    return int(found[1])


def public_address(host: str) -> str:
    """Of a name all of whose addresses are public; of several one."""
    found = {str(one[4][0]) for one in socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)}
    if not found or not all(is_public(one) for one in found):
        raise _not_there(host)
    return sorted(found)[0]


def is_public(address: str) -> bool:
    """An address inside another one (IPv4 in IPv6, 6to4, Teredo, NAT64) is judged, too."""
    one = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(one, ipaddress.IPv6Address):
        hidden = [one.ipv4_mapped, one.sixtofour, *(one.teredo or ())]
        if one in ipaddress.ip_network("64:ff9b::/96"):
            hidden.append(ipaddress.IPv4Address(int(one) & 0xFFFFFFFF))
        if any(inner is not None and not _is_outside(inner) for inner in hidden):
            return False
        if one.ipv4_mapped is not None:
            return True
    return _is_outside(one)


def _is_outside(one: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return one.is_global and not (one.is_multicast or one.is_reserved or one.is_unspecified)


class _ToLookedUp(http.client.HTTPSConnection):
    """To one address, under the name whose certificate must be shown."""

    def __init__(self, host: str, address: str, wait_s: float) -> None:
        self._address, self._secure, self._wait_s = address, ssl.create_default_context(), wait_s
        super().__init__(host, 443, timeout=wait_s, context=self._secure)

    def connect(self) -> None:
        plain = socket.create_connection((self._address, 443), self._wait_s)
        self.sock = self._secure.wrap_socket(plain, server_hostname=self.host)


def _not_there(url: str) -> HookProblem:
    return HookProblem(
        f"Webhooks may not go to {url[:100]}.",
        remedy="Give an https address on the internet, without user, password, or a port of its own.",
    )
