"""A malware scanner behind a port, and how clamd is spoken to, without a socket of our own.

The platform holds ciphertext and cannot scan it; whoever opens a report scans it first. Laws: nothing is opened when a
scanner was asked for and does not answer, or answers what we do not understand; where there is none, that is said.
Spec: clamd(8), INSTREAM: chunks with their length in four bytes, the most significant first; a length of zero ends.
"""

import struct
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from comity.exchange.errors import ScannerSilent

_CHUNK = 64 * 1024
_LONGEST_REPLY = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    by: str  # empty where there is no scanner
    found: str = ""  # the name of what was found; empty for nothing

    @property
    def sentence(self) -> str:
        if not self.by:
            return "No malware scanner looked at it: none is set up."
        return f"{self.by} found {self.found}." if self.found else f"{self.by} found nothing."


class Scanner(Protocol):
    def scan(self, data: bytes) -> Scanned:
        """Raises ScannerSilent."""


class NoScanner:
    """Where none is set up. What it returns says so, and is shown to the reader."""

    def scan(self, data: bytes) -> Scanned:
        del data
        return Scanned(by="")


class Wire(Protocol):
    """As much of a connected socket as is needed."""

    def sendall(self, data: bytes, /) -> None: ...

    def recv(self, size: int, /) -> bytes: ...


class ClamAV:
    """`connect` opens a connection to clamd; whoever is at the edge hands it in."""

    def __init__(self, connect: Callable[[], AbstractContextManager[Wire]]) -> None:
        self._connect = connect

    def scan(self, data: bytes) -> Scanned:
        try:
            with self._connect() as wire:
                wire.sendall(b"zINSTREAM\0")
                for at in range(0, len(data), _CHUNK):
                    chunk = data[at : at + _CHUNK]
                    wire.sendall(struct.pack(">I", len(chunk)) + chunk)
                wire.sendall(struct.pack(">I", 0))
                reply = _reply(wire)
        except OSError as error:
            raise _silent(f"does not answer ({error})") from error
        if reply == "stream: OK":
            return Scanned(by="ClamAV")
        if reply.startswith("stream: ") and reply.endswith(" FOUND"):
            return Scanned(by="ClamAV", found=reply.removeprefix("stream: ").removesuffix(" FOUND"))
        raise _silent(f"answered “{reply[:100]}”")


def _reply(wire: Wire) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < _LONGEST_REPLY:
        more = wire.recv(_LONGEST_REPLY)
        if not more:
            break
        said += more
    return said.rstrip(b"\0\n").decode(errors="replace")


def _silent(what: str) -> ScannerSilent:
    return ScannerSilent(
        f"The malware scanner {what}.",
        remedy="The report stays closed. Start clamd, or allow longer files in its settings, and try again.",
    )
