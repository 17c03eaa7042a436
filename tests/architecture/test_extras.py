"""What the portal alone needs is an extra: everything else runs where none of it is installed."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

from tests.patience import PATIENCE_S

ROOT = Path(__file__).parents[2]
DECLARED = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
WITHOUT = """
import importlib, pkgutil, sys

sys.modules |= dict.fromkeys(sys.argv[1:])  # None in its place: not to be found

import comity
from comity.cli import main

for room in pkgutil.iter_modules(comity.__path__, "comity."):
    if room.name != "comity.portal":
        for module in pkgutil.walk_packages(importlib.import_module(room.name).__path__, f"{room.name}."):
            importlib.import_module(module.name)
sys.argv = ["comity", "serve", "--data", "nowhere"]
main()
"""


def modules_of(extra: str) -> list[str]:
    """What is imported of its packages, by what is installed here."""
    wanted = {re.split(r"[^\w-]", one)[0] for one in DECLARED[extra]}
    return sorted(
        module
        for module, packages in packages_distributions().items()
        if wanted & {one.lower() for one in packages}
    )


def test_every_room_but_the_portal_is_imported_without_what_the_portal_needs(tmp_path: Path) -> None:
    missing = modules_of("portal")
    assert {"django", "ninja", "allauth", "granian"} <= set(missing)

    done = subprocess.run(
        [sys.executable, "-c", WITHOUT, *missing],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )

    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert done.stderr == "comity: The portal is not installed. Install it: pip install 'comity[portal]'.\n"
    assert not (tmp_path / "nowhere").exists()
