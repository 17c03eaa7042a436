"""The server that tests start for themselves ends with them."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.portal.conftest import ON_POSTGRES
from tests.portal.processes import until

RUN = """
from tests.portal.postgres import TemporaryPostgres
server = TemporaryPostgres()
server.start()
print(server.folder, (server.data / "postmaster.pid").read_text().splitlines()[0], flush=True)
input()
"""


@pytest.mark.skipif(not ON_POSTGRES, reason="no server is started")
def test_a_run_that_is_killed_leaves_no_server_and_no_folder() -> None:
    run = subprocess.Popen(
        [sys.executable, "-c", RUN],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert run.stdout is not None
    folder, server = run.stdout.readline().split()
    assert Path("/proc", server).exists()

    run.send_signal(signal.SIGKILL)
    run.communicate()

    until(lambda: not Path(folder).exists())
    until(lambda: not Path("/proc", server).exists())
