import json
import subprocess
import sys
from pathlib import Path

import polars as pl

from tests.patience import PATIENCE_S

COMITY = Path(sys.executable).with_name("comity")
LEFT = "id,text,section\n1,Are the fire exits unlocked?,A\n2,=Is overtime paid at a premium?,B\n"
RIGHT = "id,text,section\nF1,Fire exits are unlocked.,Safety\nW1,Overtime is paid at a premium rate.,Wages\n"


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMITY, "benchmark", "suggest", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )


def lists(folder: Path) -> None:
    (folder / "left.csv").write_text(LEFT, "utf-8")
    (folder / "right.csv").write_text(RIGHT, "utf-8")


def test_proposals_are_written_and_summed_up(tmp_path: Path) -> None:
    lists(tmp_path)

    done = run(tmp_path, "left.csv", "right.csv", "-o", "ranked.csv", "--json")

    ranked = pl.read_csv(tmp_path / "ranked.csv")
    assert done.returncode == 0, done.stderr
    assert ranked.columns == ["left_id", "right_id", "rank", "probability", "reason"]
    assert ranked.filter(pl.col("rank") == 1)["right_id"].to_list() == ["F1", "W1"]
    assert json.loads(done.stdout)["proposals"] == ranked.height == 4


def test_confirmed_links_are_heard(tmp_path: Path) -> None:
    lists(tmp_path)
    (tmp_path / "links.csv").write_text("left_id,right_id,relation\n1,W1,equal\n", "utf-8")

    run(tmp_path, "left.csv", "right.csv", "--confirmed", "links.csv", "-o", "ranked.csv")

    first = pl.read_csv(tmp_path / "ranked.csv").row(0, named=True)
    assert (first["right_id"], first["probability"]) == ("W1", 1.0)


def test_a_missing_file_ends_in_a_sentence(tmp_path: Path) -> None:
    lists(tmp_path)

    done = run(tmp_path, "left.csv", "nowhere.csv", "-o", "ranked.csv")

    assert done.returncode == 3
    assert "nowhere.csv" in done.stderr
    assert not (tmp_path / "ranked.csv").exists()


def test_a_mistyped_id_ends_in_a_sentence(tmp_path: Path) -> None:
    lists(tmp_path)
    (tmp_path / "links.csv").write_text("left_id,right_id,relation\n1,W11,equal\n", "utf-8")

    done = run(tmp_path, "left.csv", "right.csv", "--confirmed", "links.csv", "-o", "ranked.csv")

    assert done.returncode == 2
    assert "Did you mean “W1”?" in done.stderr


def test_lists_are_read_as_spreadsheets_of_other_countries_write_them(tmp_path: Path) -> None:
    lists(tmp_path)
    (tmp_path / "semicolons.csv").write_text(LEFT.replace(",", ";").replace("id", "ID", 1), "utf-8-sig")

    for name in ("left.csv", "semicolons.csv"):
        assert run(tmp_path, name, "right.csv", "-o", f"of-{name}", "--words-alone").returncode == 0

    assert (tmp_path / "of-left.csv").read_bytes() == (tmp_path / "of-semicolons.csv").read_bytes()


def test_a_text_that_nobody_quoted_ends_in_a_sentence(tmp_path: Path) -> None:
    lists(tmp_path)
    (tmp_path / "loose.csv").write_text("id,text\n1,Are exits lit, free and marked?\n", "utf-8")

    done = run(tmp_path, "loose.csv", "right.csv", "-o", "ranked.csv")

    assert done.returncode == 3
    assert "more cells than the line of headers" in done.stderr


def test_a_workbook_is_asked_for_as_csv(tmp_path: Path) -> None:
    lists(tmp_path)
    (tmp_path / "left.xlsx").write_bytes(b"PK\x03\x04" + bytes(100))

    done = run(tmp_path, "left.xlsx", "right.csv", "-o", "ranked.csv", "--words-alone")

    assert done.returncode == 3
    assert "left.xlsx: This is a workbook, and not a CSV file. Save it as “CSV UTF-8”" in done.stderr
