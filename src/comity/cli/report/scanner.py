"""The edge where a malware scanner is reached: the address is given, never looked for."""

import socket
from contextlib import AbstractContextManager
from pathlib import Path

from comity.core import UsageProblem
from comity.exchange.scan import ClamAV, NoScanner, Scanner, Wire

_SECONDS = 60


def scanner_at(address: str | None) -> Scanner:
    """`HOST:PORT`, or the path of clamd's socket; none where nothing is given, and the reader is told."""
    if address is None:
        return NoScanner()
    host, colon, port = address.rpartition(":")
    if colon and port.isdigit():
        return ClamAV(lambda: _timed(socket.create_connection((host, int(port)), timeout=_SECONDS)))
    if not Path(address).is_absolute():
        raise UsageProblem(
            f"“{address}” is not an address of a scanner.",
            remedy="Write --scanner 127.0.0.1:3310, or the path of its socket.",
        )
    return ClamAV(lambda: _unix(address))


def _timed(one: socket.socket) -> AbstractContextManager[Wire]:
    one.settimeout(_SECONDS)
    return one


def _unix(path: str) -> AbstractContextManager[Wire]:
    one = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    one.settimeout(_SECONDS)
    try:
        one.connect(path)
    except OSError:
        one.close()
        raise
    return one
