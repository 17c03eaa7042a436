"""Lists linked once, and new lists linked against them."""

import csv
import shutil
from pathlib import Path

import pytest

from tests.cli.running import run_comity


@pytest.fixture
def known(tmp_path: Path) -> Path:
    old = tmp_path / "old"
    old.mkdir()
    (old / "alder.csv").write_text(
        "Supplier name,Address,City,Country\nVelmira Mills Ltd,12 Mill Road,Pune,India\n"
        "Okaveri Glass,7 Lake Street,Pune,India\n"
    )
    (old / "birch.csv").write_text(
        "Supplier name,Address,City,Country\nVELMIRA MILLS,Mill Road 12,Pune,India\n"
    )
    done = run_comity("index", old, "--out", tmp_path / "sites.index")
    assert done.returncode == 0, done.stderr
    assert "3 different rows of 2 sites" in done.stdout
    return tmp_path / "sites.index"


def sites_of(path: Path) -> dict[tuple[str, str], str]:
    lines = csv.DictReader(path.read_text().splitlines())
    return {(line["list"], line["row"]): line["site"] for line in lines}


def test_a_new_list_continues_known_sites_and_names_new_ones_anew(known: Path, tmp_path: Path) -> None:
    fresh = tmp_path / "cedar.csv"
    fresh.write_text(
        "Supplier name,Address,City,Country\nVelmira Mills Limited,Mill Rd. 12,Pune,India\n"
        "Harbin Ceramics,3 River Lane,Harbin,China\n"
    )

    done = run_comity("link", fresh, "--known", known, "--out", tmp_path / "links.csv")

    assert done.returncode == 0, done.stderr
    sites = sites_of(tmp_path / "links.csv")
    assert sites["cedar", "1"].startswith("site-")
    assert sites["cedar", "2"].startswith("new-")


def test_what_was_indexed_is_found_again_row_by_row(known: Path, tmp_path: Path) -> None:
    run_comity("link", tmp_path / "old", "--out", tmp_path / "first.csv")

    run_comity("link", tmp_path / "old", "--known", known, "--out", tmp_path / "again.csv")

    assert sites_of(tmp_path / "again.csv") == sites_of(tmp_path / "first.csv")


def test_an_index_that_is_damaged_is_refused_in_a_sentence(known: Path, tmp_path: Path) -> None:
    (known / "pieces.npy").write_bytes(b"nothing")

    done = run_comity("link", tmp_path / "old", "--known", known, "--out", tmp_path / "links.csv")

    assert done.returncode == 3
    assert "comity index" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_index_is_written_over_what_is_there(known: Path, tmp_path: Path) -> None:
    done = run_comity("index", tmp_path / "old", "--out", known)

    assert done.returncode == 2
    assert "there already" in done.stderr
    shutil.rmtree(known)
