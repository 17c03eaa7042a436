import subprocess
import sys
from pathlib import Path

import pytest

from comity.core.working_folder import working_folder

KILLED = """
import sys
from pathlib import Path
from comity.core.working_folder import working_folder
with working_folder() as folder:
    (folder / "lists").mkdir()
    print(folder, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def passing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the system keeps what passes."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    return tmp_path


def test_a_folder_is_gone_with_the_work_also_with_one_that_fails(passing: Path) -> None:
    def fail() -> None:
        with working_folder() as folder:
            (folder / "lists").mkdir()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert list(passing.iterdir()) == []


def test_what_a_killed_process_left_goes_with_the_next_work_and_what_a_living_one_holds_stays(
    passing: Path,
) -> None:
    other = subprocess.Popen([sys.executable, "-c", KILLED], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert other.stdout is not None
    held = Path(other.stdout.readline().decode().strip())

    with working_folder() as folder:
        beside_the_living = held.exists()
    other.kill()
    other.communicate()
    left = (held / "lists").is_dir()
    with working_folder() as folder:
        alone = list(passing.iterdir()) == [folder]

    assert (beside_the_living, left, alone) == (True, True, True)


def test_only_the_owner_reads_it(passing: Path) -> None:
    with working_folder() as folder:
        assert folder.stat().st_mode & 0o077 == 0
