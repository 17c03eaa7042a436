"""`comity serve` starts the portal on this machine, and `comity doctor` says what an installation lacks."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from comity.cli.app import app, err, progress_in_lines, say
from comity.cli.options import JsonOption
from comity.core import UsageProblem, silent

DataOption = Annotated[Path, typer.Option(help="The folder that holds database, files and registries.")]
_SETTINGS = "comity.portal.settings.dev"
_PATIENCE_S = 300
_WORKER = "comity.portal.worker"
_BEING_MADE = "being made\n"
_MADE = ("portal.db", "portal.db-wal", "portal.db-shm", "files", "registries", "sealed", "uploads")
"""What the portal keeps in its folder."""
_STOP = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


@app.command()
def serve(
    *,
    data: DataOption = Path("comity-data"),
    demo: Annotated[
        bool, typer.Option("--demo", help="Show a fictional programme, with one-click sign-in for each role.")
    ] = False,
    scale: Annotated[
        str,
        typer.Option(metavar="full|small", help="The size of the demonstration; full has 25,000 records."),
    ] = "full",
    port: Annotated[int, typer.Option(help="The port to listen on; only this machine can connect.")] = 8000,
) -> None:
    """Start the portal on this machine. Its pages and the worker behind them start; Ctrl+C stops both."""
    require_portal()
    if scale not in {"full", "small"}:
        raise UsageProblem(f"“{scale}” is not a scale.", remedy="Write --scale full, or --scale small.")
    _require_free(port)
    children = _Children()
    address = f"http://127.0.0.1:{port}"
    os.environ.setdefault("COMITY_ADDRESS", address)
    _set_up(data, demo=demo)
    makes_demo = demo and _begin_demo(data)
    from comity.portal.serving import founder_address, prepare

    if makes_demo:
        err.print("Making the fictional programme; this happens once. Its address follows when it is ready.")
    try:
        prepare(
            demo_scale=scale if makes_demo else None, progress=progress_in_lines() if makes_demo else silent
        )
    except UsageProblem:
        _mark(data).unlink(missing_ok=True)  # nothing was begun
        raise
    if demo:
        _mark(data).write_text("")
    try:
        pages = children.start("granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1",
                               "--blocking-threads", "4", "--no-ws", "--log-level", "warning", "comity.portal.wsgi:application")  # fmt: skip
        worker = children.start(_WORKER)
        _wait_for(port, [pages, worker])
        say(_page(address, founder_address(), demo=demo, data=data), {}, as_json=False)
        sys.stdout.flush()
        _watch(children, pages, worker)
    finally:
        children.end()


def _page(address: str, founding: str | None, *, demo: bool, data: Path) -> str:
    lines = [f"Comity is at {address}   (this machine alone; data in {data}/; Ctrl+C ends it)"]
    if demo:
        lines.append(f"Sign in as anybody in the fictional programme: {address}/demo/")
    elif founding:
        lines.append(f"Nobody has an account yet. This link creates the first one, once: {founding}")
    return "\n".join(lines)


def _set_up(data: Path, *, demo: bool) -> None:
    """Settings come from the environment, which the children inherit. The secret of a local folder lies in the folder."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = data / "secret.key"
    if not key.exists():
        with os.fdopen(os.open(key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    marked = _mark(data)
    if demo and (data / "portal.db").exists() and not marked.exists():
        raise UsageProblem(
            f"“{data}” holds a real programme, and a demonstration would let anybody into it.",
            remedy="Name another folder: --data FOLDER.",
        )
    if not demo and marked.exists():
        raise UsageProblem(
            f"“{data}” holds a demonstration.",
            remedy="Start it with --demo, or name another folder: --data FOLDER.",
        )
    os.environ["COMITY_DATA"] = str(data.absolute())
    os.environ.setdefault("COMITY_SECRET_KEY", key.read_text())
    os.environ["DJANGO_SETTINGS_MODULE"] = _SETTINGS
    os.environ["COMITY_DEMO"] = "1" if demo else ""
    os.environ["COMITY_TODAY"] = "2026-10-05" if demo else ""


def _mark(data: Path) -> Path:
    """There, a folder holds a demonstration; empty, a whole one."""
    return data / "demo"


def _begin_demo(data: Path) -> bool:
    """Whether it is to be made. One that was killed while it was made is made anew: half of it would look like a whole one."""
    marked = _mark(data)
    if marked.exists() and marked.read_text() != _BEING_MADE:
        return False
    if marked.exists() and "COMITY_DATABASE_URL" in os.environ:
        raise UsageProblem(
            "The database holds half a demonstration: it was stopped while it was made.",
            remedy=f"Empty the database, delete “{marked}”, and start again.",
        )
    marked.write_text(_BEING_MADE)
    for made in _MADE:
        path = data / made
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    return True


def environment_of(data: Path, *, secret: str = "") -> None:
    """For a command on an installation: as its own environment says, or as “comity serve” made it in a folder.

    `secret` is of one that is to be made again there.
    """
    require_portal()
    if "COMITY_SECRET_KEY" in os.environ:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.portal.settings.production")
        return
    if secret:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.environ |= {
            "COMITY_DATA": str(data.absolute()),
            "COMITY_SECRET_KEY": secret,
            "DJANGO_SETTINGS_MODULE": _SETTINGS,
        }
        return
    if not (data / "portal.db").exists():
        raise UsageProblem(
            f"There is no portal in “{data}”.",
            remedy="Start one with “comity serve”, or name its folder with --data.",
        )
    _set_up(data, demo=(data / "demo").exists())


def require_portal() -> None:
    """What the portal alone needs is an extra: who only checks a list has no Django."""
    try:
        import django  # noqa: F401 -- only whether it is there
    except ModuleNotFoundError as error:
        raise UsageProblem(
            "The portal is not installed.", remedy="Install it: pip install 'comity[portal]'."
        ) from error


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise UsageProblem(
                f"Something listens on port {port} already.", remedy="Stop it, or take another: --port 8001."
            ) from error


class _Children:
    """What was started here. Told to stop we end at once, but never between a child's birth and our knowing of it."""

    def __init__(self) -> None:
        self.running: list[subprocess.Popen[bytes]] = []
        self.told: int | None = None  # by which signal
        self.holds = False
        for sign in _STOP:
            signal.signal(sign, self._hear)

    def _hear(self, sign: int, _frame: object) -> None:
        self.told = sign
        if not self.holds:
            self._stop()

    def _stop(self) -> None:
        if self.told == signal.SIGINT:
            raise KeyboardInterrupt
        sys.exit(0)

    def start(self, module: str, *words: str) -> subprocess.Popen[bytes]:
        self.holds = True
        started = subprocess.Popen([sys.executable, "-m", module, *words])  # noqa: S603 -- our own words
        self.running.append(started)
        self.holds = False
        if self.told is not None:
            self._stop()
        return started

    def end(self) -> None:
        for sign in _STOP:  # told again, we are at it already
            signal.signal(sign, signal.SIG_IGN)
        for one in self.running:
            one.terminate()
        for one in self.running:
            try:
                one.wait(timeout=15)
            except subprocess.TimeoutExpired:
                one.kill()
                one.wait()


def _wait_for(port: int, children: list[subprocess.Popen[bytes]]) -> None:
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until and all(one.poll() is None for one in children):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise UsageProblem(
        "The portal did not start.", remedy="See what it said above; “comity doctor” looks for reasons."
    )


def _watch(children: _Children, pages: subprocess.Popen[bytes], worker: subprocess.Popen[bytes]) -> None:
    """A worker that dies is started again; its job is taken up by the new one. Pages that die end it all."""
    while pages.poll() is None:
        if worker.poll() is not None:
            err.print("The worker stopped; starting it again.")
            worker = children.start(_WORKER)
        time.sleep(1)


@app.command()
def doctor(*, data: DataOption = Path("comity-data"), as_json: JsonOption = False) -> None:
    """Check an installation. Say what to do where something is wrong."""
    environment_of(data)
    try:
        from comity.portal.serving import examine
    except UsageProblem as refused:  # by settings without which there is nothing to look at
        found = [{"what": "settings", "is_well": False, "told": refused.message, "remedy": refused.remedy}]
    else:
        found = [one.as_dict() for one in examine()]
    lines = [f"  {'ok   ' if one['is_well'] else 'WRONG'}  {one['what']}: {one['told']}" for one in found]
    lines += [f"         {one['remedy']}" for one in found if not one["is_well"]]
    wrong = sum(not one["is_well"] for one in found)
    head = "Everything is in order." if not wrong else f"{wrong} of {len(found)} checks failed."
    summary: dict[str, object] = {"well": not wrong, "found": found}
    say("\n".join([head, *lines]), summary, as_json=as_json)
    if wrong:
        raise typer.Exit(1)
