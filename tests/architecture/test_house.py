import ast
import importlib
import pkgutil
from pathlib import Path

import pytest

import comity

ROOT = Path(__file__).parents[2]
MODULES = sorted(
    path for path in (ROOT / "src").rglob("*.py") if path.parent.name != "migrations"
)  # Django writes those
ROOMS = sorted(module.name for module in pkgutil.iter_modules(comity.__path__, "comity.") if module.ispkg)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT / "src")))
def test_every_module_has_a_sign_on_its_door(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))


@pytest.mark.parametrize("room", ROOMS)
def test_what_a_room_exports_is_there(room: str) -> None:
    door = importlib.import_module(room)

    assert all(hasattr(door, name) for name in getattr(door, "__all__", ()))


def test_nothing_is_called_by_what_it_is_not() -> None:
    assert [
        path.name for path in MODULES if path.stem in {"utils", "helpers", "common", "misc", "manager"}
    ] == []


def test_no_text_is_run_and_no_shell_is_started() -> None:
    """docs/security.md: nothing that people write can become a program."""
    wrong = []
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                called, words = ast.unparse(node.func), {one.arg: one.value for one in node.keywords}
                shell = words.get("shell")
                if called in {
                    "eval",
                    "exec",
                    "compile",
                    "os.system",
                    "os.popen",
                    "marshal.loads",
                } or (shell is not None and not (isinstance(shell, ast.Constant) and shell.value is False)):
                    wrong.append(f"{path.name}: {ast.unparse(node)}")

    assert wrong == []


def test_objects_are_read_back_from_bytes_of_our_own_run_alone() -> None:
    """docs/security.md: who sends bytes decides nothing about what is made of them. YAML is read as text, numbers and lists."""
    reading = {"pickle", "cPickle", "dill", "cloudpickle", "shelve", "marshal", "jsonpickle"}
    found = set()
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if {one.partition(".")[0] for one in names} & reading:
                found.add(path.relative_to(ROOT / "src" / "comity").as_posix())
            if isinstance(node, ast.Attribute) and node.attr in {
                "unsafe_load",
                "full_load",
                "UnsafeLoader",
                "FullLoader",
            }:
                found.add(f"{path.name}: {node.attr}")

    assert found == {"linkage/spark/pairs.py"}
