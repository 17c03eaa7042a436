"""The table of docs/security.md: every requirement of the levels that we promise stands in it, and every test that it names is run."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "security.md").read_text()
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TEXT.splitlines()
    if re.match(r"\| \d+\.\d+\.\d+", line)
]
# Of OWASP ASVS 5.0.0, section by section: the requirements of levels 1 and 2, and in chapters 8, 14 and 16 all of them.
WANTED = {
    "1.1": "1-2", "1.2": "1-9", "1.3": "1-11", "1.4": "1-3", "1.5": "1-2", "2.1": "1-3", "2.2": "1-3", "2.3": "1-4", "2.4": "1",
    "3.2": "1-2", "3.3": "1-4", "3.4": "1-6", "3.5": "1-5", "3.7": "1-2", "4.1": "1-3", "4.2": "1", "4.3": "1-2", "4.4": "1-4",
    "5.1": "1", "5.2": "1-3", "5.3": "1-2", "5.4": "1-3", "6.1": "1-3", "6.2": "1-12", "6.3": "1-4", "6.4": "1-4", "6.5": "1-5",
    "6.6": "1-3", "6.8": "1-4", "7.1": "1-3", "7.2": "1-4", "7.3": "1-2", "7.4": "1-5", "7.5": "1-2", "7.6": "1-2", "8.1": "1-4",
    "8.2": "1-4", "8.3": "1-3", "8.4": "1-2", "9.1": "1-3", "9.2": "1-4", "10.1": "1-2", "10.2": "1-2", "10.3": "1-4", "10.4": "1-11",
    "10.5": "1-5", "10.6": "1-2", "10.7": "1-3", "11.1": "1-2", "11.2": "1-3", "11.3": "1-3", "11.4": "1-4", "11.5": "1", "11.6": "1",
    "12.1": "1-3", "12.2": "1-2", "12.3": "1-4", "13.1": "1", "13.2": "1-5", "13.3": "1-2", "13.4": "1-5", "14.1": "1-2", "14.2": "1-8",
    "14.3": "1-3", "15.1": "1-3", "15.2": "1-3", "15.3": "1-7", "16.1": "1", "16.2": "1-5", "16.3": "1-4", "16.4": "1-3", "16.5": "1-4",
}  # fmt: skip


def wanted() -> set[str]:
    found = set()
    for section, numbers in WANTED.items():
        first, _, last = numbers.partition("-")
        found |= {f"{section}.{one}" for one in range(int(first), int(last or first) + 1)}
    return found


def test_every_requirement_of_our_levels_stands_in_the_table_once() -> None:
    named = [one for row in ROWS for one in re.findall(r"\d+\.\d+\.\d+", row[0])]

    assert wanted() - set(named) == set()
    assert len(named) == len(set(named))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].partition(",")[0])
def test_what_shows_a_requirement_is_a_test_by_name(row: list[str]) -> None:
    _numbers, _asked, where, shown = row

    named = re.findall(r"`([^`]+)`", shown)
    assert named or shown == "none here"
    assert where
    for one in named:
        place, _, test = one.partition("::")
        assert Path(place).match("test_*.py"), one
        assert test in collected_in(ROOT / place), one


@cache
def collected_in(path: Path) -> set[str]:
    """What pytest collects there, and does not leave out whatever happens."""
    found = [
        one
        for one in ast.parse(path.read_text("utf-8")).body
        if isinstance(one, ast.FunctionDef) and one.name.startswith("test_")
    ]
    left_out = ("pytest.mark.skip(", "pytest.mark.xfail")
    return {
        one.name
        for one in found
        if not any(ast.unparse(it).startswith(left_out) for it in one.decorator_list)
    }
