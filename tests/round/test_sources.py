from pathlib import Path

import pytest

from comity.core import UnreadableInput
from comity.round.errors import AmbiguousMember, NoLists
from comity.round.sources import find_sources


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("birch.csv", "alder.xlsx", "notes.docx", "~$alder.xlsx", ".hidden.csv"):
        (tmp_path / name).write_text("name\n")
    return tmp_path


def test_a_folder_gives_its_lists_by_name_and_passes_over_what_is_none(folder: Path) -> None:
    assert [source.name for source in find_sources([folder])] == ["alder", "birch"]


def test_the_order_of_files_changes_nothing(folder: Path) -> None:
    alder, birch = folder / "alder.xlsx", folder / "birch.csv"

    assert find_sources([alder, birch]) == find_sources([birch, alder]) == find_sources([birch, folder])


def test_a_member_named_by_hand_takes_the_file_out_of_its_folder(folder: Path) -> None:
    sources = find_sources([folder], named={"Birch Foods": folder / "birch.csv"})

    assert [source.name for source in sources] == ["Birch Foods", "alder"]


def test_two_files_of_one_member_are_asked_about(folder: Path) -> None:
    (folder / "birch.xlsx").write_text("")

    with pytest.raises(AmbiguousMember, match=r"birch\.csv.*birch\.xlsx"):
        find_sources([folder])


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match=r"missing\.csv: There is no such file"):
        find_sources([tmp_path / "missing.csv"])


def test_an_empty_folder_is_said_to_be_empty(tmp_path: Path) -> None:
    with pytest.raises(NoLists, match="holds no list"):
        find_sources([tmp_path])
