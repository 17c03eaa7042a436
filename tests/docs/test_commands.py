"""The commands that README and guides show do run, one after another, as a reader would type them: each is a process of its own."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main

from comity.cli.app import app
from tests.cli.zygote import start_comity
from tests.patience import PATIENCE_S

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
GUIDES = sorted((ROOT / "docs" / "guide").glob("*.md"))
PAGES = [README, *GUIDES]
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)


def commands_of(page: Path) -> list[str]:
    lines = "".join(BLOCK.findall(page.read_text("utf-8"))).replace("\\\n", " ").splitlines()
    return [
        line.split(" #")[0].strip()
        for line in lines
        if line.strip().startswith(("comity ", ".venv/bin/comity "))
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    return tmp_path


def test_the_commands_of_the_readme_run_as_they_are_installed(folder: Path) -> None:
    for command in commands_of(README):
        words = shlex.split(command.removeprefix(".venv/bin/"))
        done = subprocess.run(
            [Path(sys.executable).with_name("comity"), *words[1:]],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
        )

        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("page", [page for page in GUIDES if commands_of(page)], ids=lambda page: page.stem)
def test_the_commands_of_a_guide_run(page: Path, folder: Path) -> None:
    said = folder / "said"
    for command in commands_of(page):
        said.write_text("")
        process = start_comity(*shlex.split(command)[1:], folder=folder, terminal=str(said))
        process.join()

        assert process.exitcode == 0, f"{command}\n{said.read_text('utf-8')}"


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
