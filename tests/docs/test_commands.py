"""The commands that README and guides show do run, one after another, as a reader would type them."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main

from comity.cli.app import app

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs" / "guide").glob("*.md"))]
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)


def commands_of(page: Path) -> list[str]:
    lines = "".join(BLOCK.findall(page.read_text("utf-8"))).replace("\\\n", " ").splitlines()
    return [
        line.split(" #")[0].strip()
        for line in lines
        if line.strip().startswith(("comity ", ".venv/bin/comity "))
    ]


@pytest.mark.parametrize("page", [page for page in PAGES if commands_of(page)], ids=lambda page: page.stem)
def test_the_commands_of_a_page_run(page: Path, tmp_path: Path) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")

    for command in commands_of(page):
        words = shlex.split(command.removeprefix(".venv/bin/"))
        done = subprocess.run(
            [Path(sys.executable).with_name("comity"), *words[1:]],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
        )

        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"


def test_every_command_and_option_is_in_a_guide() -> None:
    guides = "".join(page.read_text("utf-8") for page in PAGES)
    group = typer.main.get_command(app)
    commands = group.commands  # type: ignore[attr-defined] # the app is a group of commands

    missing = [name for name in commands if f"comity {name}" not in guides]
    missing += [
        option
        for command in commands.values()
        for parameter in command.params
        for option in parameter.opts
        if option.startswith("--") and option != "--help" and f"`{option}" not in guides
    ]
    assert missing == []
