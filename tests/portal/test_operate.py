"""What an operator does by hand, on an installation of its own: tables, the first account, what each day asks for."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from comity.core import UsageProblem
from comity.portal.serving import prepare
from tests.patience import PATIENCE_S
from tests.portal.conftest import ON_POSTGRES

pytestmark = pytest.mark.skipif(ON_POSTGRES, reason="it makes tables, in a SQLite of its own")
COMITY = Path(sys.executable).with_name("comity")


def operate(data: Path, *words: str) -> str:
    own = {
        "PATH": os.environ["PATH"],
        "COMITY_SECRET_KEY": "s" * 60,
        "COMITY_DATA": str(data),
        "COMITY_SMTP_URL": "smtps://u:p@mail.example.org:465",
        "COMITY_MAIL_FROM": "office@example.org",
        "COMITY_ADDRESS": "https://comity.example",
    }
    done = subprocess.run(
        [COMITY, *words], env=own, cwd=data, capture_output=True, text=True, timeout=PATIENCE_S
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_an_installation_is_made_ready_by_commands_alone(tmp_path: Path) -> None:
    assert re.search(r"\d+ steps taken", operate(tmp_path, "migrate"))
    assert operate(tmp_path, "migrate") == "The database was up to date.\n"

    first, second = operate(tmp_path, "first-account"), operate(tmp_path, "first-account")
    link = re.compile(r"https://comity\.example/begin/[\w-]{20,}/$", re.MULTILINE)
    assert link.search(first)
    assert link.search(second)
    assert first != second

    assert operate(tmp_path, "daily") == "Today's work is done.\n"


def test_a_demonstration_is_never_made_in_a_database_that_holds_a_programme(db: None) -> None:
    with pytest.raises(UsageProblem, match="holds a programme already"):
        prepare(demo_scale="small")
