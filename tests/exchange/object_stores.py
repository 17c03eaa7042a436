"""S3 servers in processes of their own: moto refuses a name that is taken, nanio refuses whoever signs wrongly. Neither does both."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

from obstore.store import S3Store

from tests.patience import PATIENCE_S
from tests.ports import free_port

BUCKET, ACCESS, SECRET = "comity", "comity-key", "comity-secret-of-a-test"
_PROGRAMS = Path(sys.executable).parent


@contextmanager
def moto(folder: Path) -> Iterator[str]:
    """Its address, with the bucket made."""
    port = free_port()
    with _running([_PROGRAMS / "moto_server", "-H", "127.0.0.1", "-p", str(port)], folder, port) as address:
        # A bucket is made over plain HTTP: moto looks at no signature.
        urlopen(Request(f"{address}/{BUCKET}", method="PUT"), timeout=PATIENCE_S).close()  # noqa: S310 -- our own address
        yield address


@contextmanager
def nanio(folder: Path) -> Iterator[str]:
    """Its address. A bucket is a folder of its data."""
    port = free_port()
    (folder / "data" / BUCKET).mkdir(parents=True)
    words: list[Path | str] = [
        _PROGRAMS / "nanio", "serve", "--host", "127.0.0.1", "--port", str(port), "--data-dir", str(folder / "data"),
        "--no-access-log",
    ]  # fmt: skip
    secrets = {"NANIO_ACCESS_KEY": ACCESS, "NANIO_SECRET_KEY": SECRET}
    with _running(words, folder, port, secrets) as address:
        yield address


@contextmanager
def _running(
    words: list[Path | str], folder: Path, port: int, more: dict[str, str] | None = None
) -> Iterator[str]:
    log = folder / "log"
    with log.open("w") as told:
        server = subprocess.Popen(words, env={**os.environ, **(more or {})}, stdout=told, stderr=told)
        try:
            until = time.monotonic() + PATIENCE_S
            while not _answers(port):
                if time.monotonic() > until or server.poll() is not None:
                    raise RuntimeError(f"the server did not start:\n{log.read_text()}")
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=PATIENCE_S)


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def store_at(address: str, *, secret: str = SECRET) -> S3Store:
    return S3Store(
        BUCKET, endpoint=address, access_key_id=ACCESS, secret_access_key=secret, region="us-east-1",
        client_options={"allow_http": True}, retry_config={"max_retries": 0},
    )  # fmt: skip
