"""A real clamd for as long as a test runs, with one signature of our own, so that nothing is downloaded.

Where there is none and we may (as root on Debian), it is installed, as the tests in a browser do with Chromium.
"""

import fcntl
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.patience import PATIENCE_S
from tests.ports import free_port

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The test file of all scanners, in two halves, so that none takes this source for it."""


def program() -> str:
    with (Path(tempfile.gettempdir()) / "comity-clamd.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two workers of one run install it once
        found = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin")
        if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
            environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            for words in ("update -qq", "install -y -qq --no-install-recommends clamav-daemon"):
                subprocess.run(
                    ["apt-get", *words.split()], env=environment, check=True, stdout=subprocess.DEVNULL
                )
            found = shutil.which("clamd", path="/usr/sbin")
    if found is None:
        raise RuntimeError("These tests need clamd: install it (Debian: apt-get install clamav-daemon).")
    return found


@contextmanager
def clamd(folder: Path, *, longest_mb: int = 100) -> Iterator[tuple[int, Path]]:
    """Its port and its socket."""
    (folder / "signatures").mkdir()
    (folder / "signatures" / "local.ndb").write_text(f"Local.EICAR:0:*:{EICAR.hex()}\n")
    port, place = free_port(), folder / "clamd.socket"
    settings = [
        f"DatabaseDirectory {folder / 'signatures'}", "Foreground yes", f"TCPSocket {port}", "TCPAddr 127.0.0.1",
        f"LocalSocket {place}", f"StreamMaxLength {longest_mb}M", "MaxThreads 2", "User root" if os.geteuid() == 0 else "",
    ]  # fmt: skip
    (folder / "clamd.conf").write_text("\n".join(settings) + "\n")
    with (folder / "log").open("w") as log:
        running = subprocess.Popen(
            [program(), "--config-file", folder / "clamd.conf"], stdout=log, stderr=log
        )
        try:
            _wait(port, running, folder / "log")
            yield port, place
        finally:
            running.terminate()
            running.wait(timeout=PATIENCE_S)


def _wait(port: int, running: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and running.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=2) as one:
                one.sendall(b"zPING\0")
                if one.recv(16).startswith(b"PONG"):
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"clamd did not start:\n{log.read_text()}")
