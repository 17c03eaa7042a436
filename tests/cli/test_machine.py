"""What the machine refuses ends in one sentence, and leaves nothing half-written."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import numpy
import polars as pl
import pytest

from comity.cli.app import of_machine
from tests.cli.running import run_comity

ROWS = "supplier,site,address,city,country,audit date,protocol\n" + "".join(
    f"Acme {n},Acme {n},{n} High St,Pune,India,2026-01-05,SMETA\n" for n in range(12)
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "alder.csv").write_text(ROWS)
    return tmp_path


def refuse(monkeypatch: pytest.MonkeyPatch, why: int | type[BaseException]) -> None:
    def fsync(_handle: int) -> None:
        raise OSError(why, os.strerror(why)) if isinstance(why, int) else why

    monkeypatch.setattr(os, "fsync", fsync)


def assemble(folder: Path, *more: str) -> tuple[int, str]:
    done = run_comity("assemble", "alder.csv", "--cutoff", "2026-06-30", *more, folder=folder)
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    ("why", "status", "said"),
    [
        (errno.ENOSPC, 3, "comity: ROUND: The disk is full. Make room, and run the command again.\n"),
        (errno.EIO, 3, "comity: ROUND: The machine could not read or write (Input/output error). Check the disk and the folder, and run the command again.\n"),
        (KeyboardInterrupt, 130, "comity: stopped.\n"),
    ],
)  # fmt: skip
def test_a_round_that_is_stopped_leaves_neither_a_folder_nor_a_registry(
    why: int | type[BaseException], status: int, said: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse(monkeypatch, why)

    assert assemble(folder, "--out", "ROUND", "--registry", "sites.db") == (status, said)
    assert [path.name for path in folder.iterdir()] == ["alder.csv"]


def test_a_registry_that_was_there_stays_as_it_was(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assemble(folder, "--out", "FIRST", "--registry", "sites.db")
    before = (folder / "sites.db").read_bytes()
    refuse(monkeypatch, errno.ENOSPC)

    status, _said = assemble(folder, "--out", "ROUND", "--registry", "sites.db")

    assert status == 3
    assert (folder / "sites.db").read_bytes() == before


def test_a_list_that_cannot_be_read_begins_no_registry(folder: Path) -> None:
    (folder / "alder.csv").write_bytes(b"")

    status, _said = assemble(folder, "--out", "ROUND", "--registry", "sites.db")

    assert status == 3
    assert not (folder / "sites.db").exists()


def test_a_folder_that_takes_nothing_is_said_before_the_work(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda _path, mode: not mode & os.W_OK)

    status, said = assemble(folder, "--out", "ROUND")

    assert status == 3
    assert "You may not write into this folder. Name a folder of your own with --out." in said


def test_a_file_in_place_of_a_folder_is_said(folder: Path) -> None:
    done = run_comity("lint", "alder.csv", "--out", "alder.csv/checked.xlsx", folder=folder)

    assert done.returncode == 3
    assert "The file cannot be written (Not a directory)." in done.stderr
    assert [path.name for path in folder.iterdir()] == ["alder.csv"]


def test_a_pipe_is_not_called_an_empty_list(folder: Path) -> None:
    os.mkfifo(folder / "pipe.csv")

    done = run_comity("lint", "pipe.csv", folder=folder)

    assert done.returncode == 3
    assert "This is a pipe, and a list is looked at more than once. Save it as a file" in done.stderr


def test_an_index_that_has_no_room_leaves_no_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_words: object) -> None:
        raise OSError("No space left on device (os error 28)")  # as Polars says it: without a number

    monkeypatch.setattr(numpy, "save", full)

    done = run_comity("index", "alder.csv", "--out", "sites.index", folder=folder)

    assert (done.returncode, done.stderr) == (
        3,
        "comity: The disk is full. Make room, and run the command again.\n",
    )
    assert [path.name for path in folder.iterdir()] == ["alder.csv"]


def test_rows_that_found_no_room_are_not_called_unreadable(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_words: object, **_named: object) -> None:
        raise pl.exceptions.ComputeError("No space left on device (os error 28)")

    (folder / "rows.csv").write_text("list,record,country\na,1,IN\n")
    monkeypatch.setattr(pl.LazyFrame, "sink_parquet", full)

    done = run_comity("link-rows", "rows.csv", "--out", "linked", folder=folder)

    assert done.returncode == 3
    assert "The disk is full." in done.stderr
    assert [path.name for path in folder.iterdir() if path.suffix != ".csv"] == []


def test_rows_that_may_not_be_read_are_said_to_be_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "rows.parquet").write_bytes(b"")
    monkeypatch.setattr(os, "access", lambda _path, mode: not mode & os.R_OK)

    done = run_comity("link-rows", "rows.parquet", "--out", "linked", folder=folder)

    assert done.returncode == 3
    assert done.stderr.startswith("comity: rows.parquet: You may not read it.")


@pytest.mark.parametrize("module", ["comity.cli.app", "comity.cli.assemble"])
def test_a_key_pressed_while_the_command_is_read_is_no_traceback(module: str, tmp_path: Path) -> None:
    began = f"""
import sys
class Pressed:
    def find_spec(self, name, *_rest):
        if name == "{module}":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Pressed())
sys.argv = ["comity", "assemble", "."]
from comity.cli import main
main()
"""
    done = subprocess.run([sys.executable, "-c", began], cwd=tmp_path, capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (130, "comity: stopped.\n")


def test_what_has_no_sentence_of_its_own_is_said_in_the_machines_words() -> None:
    assert of_machine(OSError("odd")) == (
        "The machine could not read or write (odd). Check the disk and the folder, and run the command again."
    )


def test_what_to_type_next_is_one_word_also_for_a_name_of_several(folder: Path) -> None:
    done = run_comity("template", "-o", "our list.xlsx", folder=folder)

    assert done.stdout.endswith("then: comity lint 'our list.xlsx'\n")


@pytest.mark.parametrize("option", ["--out", "--letter"])
def test_a_request_is_never_written_over_the_key_that_signs_it(option: str, folder: Path) -> None:
    run_comity("keys", "new", "Alder Foods", "-o", "alder.key", folder=folder)
    before = (folder / "alder.key").read_bytes()
    files = {"--out": "request.json", "--letter": "letter.txt", option: "alder.key"}
    written = [word for pair in files.items() for word in pair]

    done = run_comity(
        "report", "ask", "--key", "alder.key", "--supplier", "S", "--site", "S", "--answer-by", "2098-01-31", *written, folder=folder
    )  # fmt: skip

    assert done.returncode == 2
    assert "“alder.key” is one of the files to be read, and would be written over." in done.stderr
    assert (folder / "alder.key").read_bytes() == before
