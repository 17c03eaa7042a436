import re
import subprocess
from pathlib import Path

import pytest

from comity.core import ComityError
from comity.lists import errors as lists_errors
from comity.round import errors as round_errors

ROOT = Path(__file__).parents[2]
TRACKED = subprocess.run(
    ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
).stdout.split("\n")
TEXT = [ROOT / name for name in TRACKED if Path(name).suffix in {".py", ".md", ".toml", ".txt", ".in", ".sh"}]


def codes() -> list[str]:
    assert lists_errors.__doc__
    assert round_errors.__doc__
    kinds = [ComityError]
    for kind in kinds:
        kinds += kind.__subclasses__()
    return sorted({kind.code for kind in kinds if kind.__module__.startswith("comity.")})


@pytest.mark.parametrize("code", codes())
def test_every_error_code_is_in_a_guide(code: str) -> None:
    guides = "".join(path.read_text() for path in (ROOT / "docs" / "guide").glob("*.md"))

    assert f"`{code}`" in guides


def test_every_variable_of_the_environment_is_explained_to_who_may_set_it() -> None:
    """Those of an installation at the top of its settings, the others in a guide."""
    source = [
        path for path in TEXT if path.is_file() and "src/comity" in path.as_posix() and path.suffix == ".py"
    ]
    taken = re.compile(r'os\.environ(?:\.get\(|\.setdefault\(|\[)\s*"(COMITY_\w+)"')
    asked = {name for path in source for name in taken.findall(path.read_text("utf-8"))}
    settings = [
        path
        for path in source
        if path.name in {"base.py", "production.py"} and path.parent.name == "settings"
    ]
    explained = "".join(path.read_text("utf-8").split('"""')[1] for path in settings)
    explained += "".join(path.read_text("utf-8") for path in (ROOT / "docs" / "guide").glob("*.md"))

    assert {"COMITY_MAIL_FROM", "COMITY_TRACEBACK"} <= asked
    assert asked - set(re.findall(r"COMITY_\w+", explained)) == set()


def test_locked_requirements_name_no_host() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        assert not re.search(r"https?:|file:|index-url|find-links", path.read_text()), path.name


def test_every_locked_requirement_has_its_digest() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        for one in re.split(r"\n(?=[a-z0-9])", re.sub(r"(?m)^ *#.*\n?", "", path.read_text()).strip()):
            assert re.search(r"==.*--hash=sha256:[0-9a-f]{64}", one, re.DOTALL), f"{path.name}: {one[:60]}"


def test_no_text_names_a_path_of_the_machine_it_was_written_on() -> None:
    places = re.compile("/" + r"(work|farm|root|home)/")

    written = [path for path in TEXT if path.is_file() and "examples/" not in path.as_posix()]
    named = [path.name for path in written if places.search(path.read_text("utf-8"))]
    assert named == []


def test_nothing_is_committed_that_is_ignored() -> None:
    kept = subprocess.run(
        ["git", "ls-files", "--cached", "--ignored", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip

    assert kept == ""


def test_every_document_is_in_the_index() -> None:
    docs = ROOT / "docs"
    linked = set(re.findall(r"\]\((\S+\.md)\)", (docs / "README.md").read_text("utf-8")))
    there = {str(one.relative_to(docs)) for one in docs.rglob("*.md")} - {"README.md"}

    assert linked - {"../deploy/README.md"} == there
