from pathlib import Path

import pytest

from comity.lists import is_list_file, passed_over
from comity.round import sources


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (
        "alder.csv",
        "birch.XLSX",
        "cedar.pdf",
        "dunlin",
        "~$birch.xlsx",
        ".DS_Store",
        "Thumbs.db",
        "list.numbers",
    ):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "older").mkdir()
    (tmp_path / "gone.csv").symlink_to(tmp_path / "nowhere.csv")
    return tmp_path


def test_what_is_no_list_is_named_and_what_a_computer_left_is_not(folder: Path) -> None:
    found = {one.path.name: one.why.split(";")[0].split(", ")[0] for one in passed_over([folder])}

    assert found == {
        "cedar.pdf": "ends in .pdf",
        "dunlin": "has no ending",
        "gone.csv": "is a link to a file that is not there",
        "list.numbers": "ends in .numbers",
        "older": "is a folder in the folder",
    }


def test_a_file_that_a_person_names_is_passed_over_by_nobody(folder: Path) -> None:
    assert passed_over([folder / "cedar.pdf"]) == ()


def test_a_round_reads_what_is_not_passed_over(folder: Path) -> None:
    (folder / "gone.csv").unlink()

    read = {source.path.name for source in sources.find_sources([folder])}

    assert read == {path.name for path in folder.iterdir() if is_list_file(path)}
    assert not read & {one.path.name for one in passed_over([folder])}
