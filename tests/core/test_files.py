from pathlib import Path

import pytest

from comity.core import UnreadableInput, write_all, write_file


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "links.csv"
    path.write_bytes(b"old and longer")

    write_file(path, b"new")

    assert path.read_bytes() == b"new"
    assert [file.name for file in tmp_path.iterdir()] == ["links.csv"]


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="folder exists"):
        write_file(tmp_path / "nowhere" / "links.csv", b"new")


def test_a_folder_of_one_s_name_keeps_the_other_away_too(tmp_path: Path) -> None:
    (tmp_path / "report.html").mkdir()

    with pytest.raises(UnreadableInput, match="Is a directory"):
        write_all({tmp_path / "verdict.xlsx": b"new", tmp_path / "report.html": b"new"})

    assert [file.name for file in tmp_path.iterdir()] == ["report.html"]
