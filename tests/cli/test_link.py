import csv
import json
from pathlib import Path

import pytest

from tests.cli.running import run_comity

run = run_comity


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    folder = tmp_path / "lists"
    folder.mkdir()
    (folder / "alder.csv").write_text(
        "Supplier name,City,Country,Annual spend\nVelmira Mills Ltd,Pune,India,12\n=Okaveri Glass,Pune,India,7\n"
    )
    (folder / "birch.csv").write_text("Lieferant;Stadt;Land\nVELMIRA MILLS;Pune;Indien\n;Pune;Indien\n")
    return folder


def test_link_writes_a_line_for_every_row_and_says_what_it_refused(lists: Path, tmp_path: Path) -> None:
    done = run("link", lists, "--out", tmp_path / "links.csv")

    assert done.returncode == 0, done.stderr
    assert "4 rows of 2 lists name 2 sites" in done.stdout
    assert "“Annual spend”" in done.stdout
    lines = list(csv.DictReader((tmp_path / "links.csv").read_text().splitlines()))
    assert [(line["list"], line["row"]) for line in lines] == [
        ("alder", "1"),
        ("alder", "2"),
        ("birch", "1"),
        ("birch", "2"),
    ]
    assert lines[0]["site"] == lines[2]["site"] != lines[1]["site"]
    assert lines[3]["site"] == ""
    assert "names neither" in lines[3]["reason"]


def test_link_counts_one_as_one_and_says_what_is_written_alike(tmp_path: Path) -> None:
    for name in ("alder", "birch"):
        (tmp_path / f"{name}.csv").write_text("Supplier name,City,Country\nVelmira Mills,Pune,India\n")

    done = run("link", tmp_path / "alder.csv", tmp_path / "birch.csv", "-o", tmp_path / "links.csv")

    assert "2 rows of 2 lists name 1 site;" in done.stdout
    lines = csv.DictReader((tmp_path / "links.csv").read_text().splitlines())
    assert {line["reason"] for line in lines} == {"written exactly alike"}


def test_the_short_option_names_the_file_too(lists: Path, tmp_path: Path) -> None:
    done = run("link", lists, "-o", tmp_path / "links.csv")

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "links.csv").exists()


def test_link_gives_its_summary_to_a_program(lists: Path, tmp_path: Path) -> None:
    done = run("link", lists, "--out", tmp_path / "links.csv", "--json")

    assert json.loads(done.stdout)["sites"] == 2


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["link", "nowhere.csv", "--out", "links.csv"], 3, "There is no such file"),
        (["link", "--out", "links.csv"], 2, "Missing argument"),
        (["link", ".", "--out", "links.csv"], 2, "holds no list"),
        (["link", ".", "--out", "links.csv", "--map", "country"], 2, "NAME=VALUE"),
    ],
)
def test_errors_end_in_a_sentence_and_their_own_status(
    arguments: list[str], status: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    done = run(*arguments)

    assert done.returncode == status
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_does_not_take_the_file_is_said(lists: Path, tmp_path: Path) -> None:
    done = run("link", lists, "--out", tmp_path / "nowhere" / "links.csv")

    assert done.returncode == 3
    assert "Check that the folder exists" in done.stderr


def test_a_list_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "alder.csv").write_text("Supplier name,Country\nVelmira Mills,India\n")

    done = run("link", str(tmp_path), "--out", str(tmp_path / "alder.csv"))

    assert done.returncode == 2
    assert "would be written over" in done.stderr
    assert (tmp_path / "alder.csv").read_text().startswith("Supplier name")


def test_links_are_csv_and_are_called_so(lists: Path, tmp_path: Path) -> None:
    done = run("link", lists, "-o", tmp_path / "links.xlsx")

    assert done.returncode == 2
    assert "Write links.csv." in done.stderr
    assert not (tmp_path / "links.xlsx").exists()


@pytest.mark.parametrize("command", [["assemble", "lists"], ["explain", "alder:1", "birch:1", "lists"]])
def test_an_engine_that_a_command_cannot_use_is_no_choice_of_it(command: list[str], lists: Path) -> None:
    done = run(*command, "--engine", "spark", *(["-o", "ROUND"] if command[0] == "assemble" else []), folder=lists.parent)  # fmt: skip

    assert done.returncode == 2
    assert "--engine" in done.stderr
    assert "--master" not in done.stderr
