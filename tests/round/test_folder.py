from pathlib import Path

import pytest

from comity.core import UnreadableInput
from comity.round.errors import FolderTaken
from comity.round.folder import publish_folder, require_free, stage_folder

FILES = {"common-list.csv": b"a", "secretariat/links.csv": b"b"}


def test_nothing_stands_in_place_until_the_last_step(tmp_path: Path) -> None:
    out = tmp_path / "ROUND"

    staged = stage_folder(out, FILES)
    assert not out.exists()

    publish_folder(staged, out)
    assert {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*.csv")} == FILES
    assert [path.name for path in tmp_path.iterdir()] == ["ROUND"]


def test_what_a_crash_left_is_cleared_by_the_next_run(tmp_path: Path) -> None:
    out = tmp_path / "ROUND"
    stage_folder(out, {"half.csv": b"old"})

    publish_folder(stage_folder(out, FILES), out)

    assert not (out / "half.csv").exists()


def test_a_round_is_never_written_over(tmp_path: Path) -> None:
    out = tmp_path / "ROUND"
    publish_folder(stage_folder(out, FILES), out)

    with pytest.raises(FolderTaken, match="never written over"):
        require_free(out)


def test_an_empty_folder_made_by_hand_is_taken(tmp_path: Path) -> None:
    out = tmp_path / "ROUND"
    out.mkdir()

    publish_folder(stage_folder(out, FILES), out)

    assert (out / "common-list.csv").read_bytes() == b"a"


def test_a_missing_parent_is_said_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="Create it first"):
        require_free(tmp_path / "nowhere" / "ROUND")
