import json
import os
import pty
import re
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import openpyxl
import pytest

from comity.cli import main
from comity.registry import Registry
from tests.cli.running import run_comity as run
from tests.cli.zygote import start_comity
from tests.patience import PATIENCE_S
from tests.round.test_review import PAIRS, csv_of, write_round

PROMPT = "s/d/k/u/?/q > "


class Terminal:
    """`comity review` on a real terminal, 80 signs wide and as plain as they come, so that a transcript can be read."""

    def __init__(self, *arguments: str, folder: Path, kind: str = "dumb") -> None:
        self._ours, theirs = pty.openpty()
        self._left = b""
        self.transcript = ""
        self._running = start_comity(
            "review", *arguments, folder=folder, terminal=os.ttyname(theirs), TERM=kind, COLUMNS="80"
        )
        self._theirs = theirs

    def read(self, until: str = PROMPT) -> str:
        """What appeared, up to and with `until`."""
        deadline = time.monotonic() + PATIENCE_S
        while until.encode() not in self._left:
            ready, _, _ = select.select([self._ours], [], [], max(0, deadline - time.monotonic()))
            self._let_go()
            assert ready, f"waited in vain for {until!r} after:\n{self.transcript}{self._left.decode()}"
            self._left += os.read(self._ours, 65_536)
        seen, found, self._left = self._left.partition(until.encode())
        text = (seen + found).decode().replace("\r\n", "\n")
        self.transcript += text
        return text

    def _let_go(self) -> None:
        """Our hold on the child's side: let go once the child has it, else its end would never be heard of."""
        if self._theirs >= 0:
            os.close(self._theirs)
            self._theirs = -1

    def press(self, key: str, until: str = PROMPT) -> str:
        os.write(self._ours, key.encode())
        return self.read(until)

    def end(self) -> None:
        self._running.kill()
        self._running.join(PATIENCE_S)
        if self._ours >= 0:
            os.close(self._ours)
        self._let_go()

    def close(self) -> int:
        """Read to the end; the exit status."""
        deadline = time.monotonic() + PATIENCE_S
        while select.select([self._ours], [], [], max(0, deadline - time.monotonic()))[0]:
            try:
                more = os.read(self._ours, 65_536)
            except OSError:  # how Linux says that the other side has gone
                break
            if not more:
                break
            self._left += more
        self.transcript += self._left.decode().replace("\r\n", "\n")
        self._left = b""
        os.close(self._ours)
        self._ours = -1
        self._running.join(PATIENCE_S)
        status: int = self._running.exitcode
        return status

    def signal(self, number: signal.Signals) -> None:
        os.kill(self._running.pid, number)


def judged(folder: Path) -> dict[tuple[str, str], bool]:
    with Registry.open(folder / "sites.db", new_secret=bytes(32), published=lambda *_: False) as registry:
        return {(one.left, one.right): one.same for one in registry.constraints()}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Holds ROUND and sites.db, as assemble leaves them."""
    monkeypatch.chdir(tmp_path)
    Registry.open(tmp_path / "sites.db", new_secret=bytes(32), published=lambda *_: False).close()
    write_round(tmp_path / "ROUND", registry=tmp_path / "sites.db")
    return tmp_path


@pytest.fixture
def ask(folder: Path) -> Iterator[Callable[..., Terminal]]:
    """Opens terminals, and leaves none running."""
    opened: list[Terminal] = []

    def ask(*arguments: str, kind: str = "dumb") -> Terminal:
        opened.append(Terminal("ROUND", "--by", "anna", *arguments, folder=folder, kind=kind))
        return opened[-1]

    yield ask
    for terminal in opened:
        terminal.end()


TRANSCRIPT = """\
4 of 4 doubtful pairs are to be judged. Judgements go to sites.db, by anna.
Keys: s same   d different   k skip   u undo   ? help   q quit
──────────────────────────────────── 4 left ────────────────────────────────────
          alder, row 1                         birch, row 2
name      Velmira Mills [Ltd], [Unit] [2]   ≠  VELMIRA MILLS [PVT]
supplier  Velmira Group                     ?  –
address   [12] Mill Road                    ≠  [14] Mill Road
city      Pune                              =  Pune
country   IN                                =  IN
It is about 6 in 10 that these are one site: same city; street or plot numbers
differ.
s/d/k/u/?/q > same
──────────────────────────────────── 3 left ────────────────────────────────────
      alder, row 1                           birch, row 2
name  Site [bb]                           ≠  Site [cc]
It is about 3 in 10 that these are one site: same city; names differ.
s/d/k/u/?/q > skipped
──────────────────────────────────── 3 left ────────────────────────────────────
      alder, row 1                           birch, row 2
name  Site [aa]                           ≠  Site [cc]
It is less than 1 in 10 that these are one site: same city; names differ.
s/d/k/u/?/q > different
──────────────────────────────────── 1 left ────────────────────────────────────
      alder, row 1                           known site S-000123-7
name  Site [dd]                           ≠  Site [ee]
It is about 6 in 10 that these are one site: same city; names differ.
s/d/k/u/?/q > taken back
──────────────────────────────────── 3 left ────────────────────────────────────
      alder, row 1                           birch, row 2
name  Site [aa]                           ≠  Site [cc]
It is less than 1 in 10 that these are one site: same city; names differ.
s/d/k/u/?/q > quit
1 answered: 1 same, 0 different; 3 left. Run comity assemble again with --registry sites.db and another --out to see them in the list. What is left is asked in this folder alone: come back to it.
"""


def test_pairs_are_asked_one_after_another(folder: Path, ask: Callable[..., Terminal]) -> None:
    terminal = ask()
    terminal.read()

    for key in "skdu":
        terminal.press(key)
    terminal.press("q", until="list.")

    assert terminal.close() == 0
    assert re.sub(" +$", "", terminal.transcript, flags=re.MULTILINE) == TRANSCRIPT
    assert judged(folder) == {("aa", "bb"): True}


def test_what_was_judged_is_not_asked_again_nor_what_follows_from_it(
    folder: Path, ask: Callable[..., Terminal]
) -> None:
    first = ask()
    first.read()
    first.press("s")
    first.press("s")
    first.press("q", until="list.")
    first.close()

    again = ask().read()

    assert "1 of 4 doubtful pairs are to be judged" in again
    assert "Site [dd]" in again


def test_a_session_that_is_killed_loses_no_answer(folder: Path, ask: Callable[..., Terminal]) -> None:
    terminal = ask()
    terminal.read()
    terminal.press("d")

    terminal.signal(signal.SIGKILL)
    terminal.close()

    assert judged(folder) == {("aa", "bb"): False}


def test_ctrl_c_ends_with_the_account_and_its_own_status(folder: Path, ask: Callable[..., Terminal]) -> None:
    terminal = ask()
    terminal.read()
    terminal.press("d")

    terminal.signal(signal.SIGINT)

    assert terminal.close() == 130
    assert "1 answered: 0 same, 1 different; 3 left." in terminal.transcript
    assert "Traceback" not in terminal.transcript


def test_a_session_ends_when_every_pair_is_judged(folder: Path, ask: Callable[..., Terminal]) -> None:
    terminal = ask()
    terminal.read()

    terminal.press("s")
    terminal.press("D")
    terminal.press("d", until="list.")

    assert terminal.close() == 0
    assert "Every doubtful pair is judged." in terminal.transcript
    assert judged(folder) == {("aa", "bb"): True, ("bb", "cc"): False, ("dd", "ee"): False}


def test_skipped_pairs_come_back_after_the_others(folder: Path, ask: Callable[..., Terminal]) -> None:
    terminal = ask()
    terminal.read()

    terminal.press("k")
    terminal.press("d")
    terminal.press("d")
    last = terminal.press("d")

    assert "1 left, all of them skipped before" in last
    assert "Velmira Mills" in last


def test_another_key_changes_nothing(folder: Path, ask: Callable[..., Terminal]) -> None:
    terminal = ask()
    terminal.read()

    said = [terminal.press(key) for key in ("x", "\x1b[A", "\r", "ş", "1")]

    assert [one for one in said if "not a key: s same" not in one] == []
    assert judged(folder) == {}


def test_keys_pressed_before_a_pair_was_seen_do_not_answer_it(
    folder: Path, ask: Callable[..., Terminal]
) -> None:
    terminal = ask()
    terminal.read()

    terminal.press("ddd")

    terminal.signal(signal.SIGKILL)
    terminal.close()
    assert judged(folder) == {("aa", "bb"): False}


def test_words_that_differ_are_underlined_where_the_terminal_can(ask: Callable[..., Terminal]) -> None:
    seen = ask(kind="xterm").read()

    assert "\x1b[1;4mPVT\x1b[0m" in seen
    assert "[PVT]" not in seen


def test_two_people_can_share_the_work(folder: Path, ask: Callable[..., Terminal]) -> None:
    anna, berta = ask(), ask()
    anna.read()
    berta.read()

    anna.press("d")
    after = berta.press("s")

    assert "judged meanwhile by somebody else: different" in after
    assert "3 left" in after
    assert judged(folder) == {("aa", "bb"): False}


def test_a_busy_registry_is_said_and_the_pair_asked_again(folder: Path, ask: Callable[..., Terminal]) -> None:
    terminal = ask()
    terminal.read()

    with (
        Registry.open(folder / "sites.db", new_secret=bytes(32), published=lambda *_: False) as other,
        other.transaction(),
    ):
        said = terminal.press("s")

    assert "Another process is writing to the registry." in said
    assert "left ───" not in said
    terminal.press("s")
    assert judged(folder) == {("aa", "bb"): True}


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


def call(*arguments: str | Path) -> Done:
    """The command within this process: what it imports takes longer than what it does."""
    words = ["comity", "review", *map(str, arguments)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", words)
        with (
            redirect_stdout(StringIO()) as out,
            redirect_stderr(StringIO()) as err,
            pytest.raises(SystemExit) as end,
        ):
            main()
    return Done(returncode=int(end.value.code or 0), stdout=out.getvalue(), stderr=err.getvalue())


def answer(folder: Path, *verdicts: str, delimiter: str = ",", encoding: str = "utf-8-sig") -> Path:
    lines = [{**pair, "verdict": verdict} for pair, verdict in zip(PAIRS, verdicts, strict=True)]
    path = folder / "answers.csv"
    path.write_text(csv_of(lines, delimiter=delimiter), encoding, newline="")
    return path


def test_answers_come_from_a_spreadsheet(folder: Path) -> None:
    path = answer(folder, " Same ", "d", "", "D")

    done = call("ROUND", "--answers", path, "--by", "anna")

    assert done.returncode == 0, done.stderr
    assert done.stdout == (
        "3 answered: 1 same, 2 different; 0 left. Run comity assemble again with --registry sites.db and another --out "
        "to see them in the list.\n"
    )
    assert judged(folder) == {("aa", "bb"): True, ("bb", "cc"): False, ("dd", "ee"): False}


@pytest.mark.parametrize(
    ("delimiter", "encoding"), [(";", "utf-8-sig"), (";", "cp1252"), ("\t", "utf-16"), (",", "utf-8")]
)
def test_answers_come_as_spreadsheet_programs_save_them(folder: Path, delimiter: str, encoding: str) -> None:
    path = answer(folder, "SAME", "", "", "", delimiter=delimiter, encoding=encoding)

    done = call("ROUND", "--answers", path)

    assert done.returncode == 0, done.stderr
    assert judged(folder) == {("aa", "bb"): True}


def test_answers_come_in_a_workbook_with_its_columns_moved(folder: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Please fill in the first column"])
    book.active.append(["verdict", "right_record", "left_record"])
    book.active.append(["different", "ee", "dd"])
    book.save(folder / "answers.xlsx")

    done = call("ROUND", "--answers", "answers.xlsx")

    assert done.returncode == 0, done.stderr
    assert judged(folder) == {("dd", "ee"): False}


def test_answers_give_their_summary_to_a_program_and_change_what_was_said_before(folder: Path) -> None:
    call("ROUND", "--answers", answer(folder, "same", "", "", "same"))

    done = call("ROUND", "--answers", answer(folder, "different", "", "", "same"), "--json")

    summary = json.loads(done.stdout)
    assert summary == {
        "answered": 1,
        "same": 0,
        "different": 1,
        "left": 2,
        "registry": str(folder / "sites.db"),
        "changed": 1,
        "known_already": 1,
    }
    assert judged(folder) == {("aa", "bb"): False, ("dd", "ee"): True}


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        (("same", "maybe", "", ""), "answers.csv, row 3: “maybe” is not a verdict. Write same or different"),
        (("same", "same", "different", ""), "row 2 (same) and row 3 (same) and row 4 (different)"),
    ],
)
def test_answers_are_taken_whole_or_not_at_all(folder: Path, verdicts: tuple[str, ...], said: str) -> None:
    done = call("ROUND", "--answers", answer(folder, *verdicts))

    assert done.returncode == 3
    assert said in done.stderr
    assert judged(folder) == {}


def test_a_file_without_verdicts_is_said(folder: Path) -> None:
    done = call("ROUND", "--answers", "ROUND/secretariat/review.csv")

    assert done.returncode == 0
    assert "The file holds no verdict" in done.stdout


def test_the_last_answer_can_be_taken_back_later(folder: Path) -> None:
    call("ROUND", "--answers", answer(folder, "same", "", "", ""), "--by", "anna")
    call("ROUND", "--answers", answer(folder, "", "", "", "different"), "--by", "berta")

    done = call("ROUND", "--undo", "--by", "anna")

    assert re.fullmatch(
        r"Taken back: Velmira Mills Ltd, Unit 2, Pune, IN and VELMIRA MILLS PVT, Pune, IN are same "
        r"\(anna, \d{4}-\d\d-\d\d \d\d:\d\d UTC\); 3 left\.\n",
        done.stdout,
    )
    assert judged(folder) == {("dd", "ee"): False}


def test_what_others_said_is_not_taken_back(folder: Path) -> None:
    call("ROUND", "--answers", answer(folder, "same", "", "", ""), "--by", "anna")

    done = call("ROUND", "--undo", "--by", "berta")

    assert done.returncode == 2
    assert "No answer by berta" in done.stderr
    assert judged(folder) == {("aa", "bb"): True}


def test_what_is_left_can_be_listed(folder: Path) -> None:
    call("ROUND", "--answers", answer(folder, "same", "same", "", ""))

    done = call("ROUND", "--list")
    told = json.loads(call("ROUND", "--list", "--json").stdout)

    assert done.stdout == (
        "1 of 4 doubtful pairs are to be judged, the most useful first:\n"
        "    1. about 6 in 10: same city; names differ\n"
        "       alder, row 1: Site dd\n"
        "       known site S-000123-7: Site ee\n"
    )
    assert (told["pairs"], told["left"]) == (4, 1)
    assert [one["left_record"] for one in told["questions"]] == ["dd"]


def test_without_a_terminal_pairs_are_not_asked(folder: Path) -> None:
    done = run("review", "ROUND")

    assert done.returncode == 2
    assert "give it with --answers" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["nowhere", "--list"], 3, "This is not the folder of a round"),
        (["ROUND", "--list", "--undo"], 2, "exclude each other"),
        (["ROUND", "--json"], 2, "--json needs"),
        (["ROUND", "--undo", "--by", " "], 2, "A judgement needs a name"),
        (["ROUND", "--undo", "--registry", "sitse.db"], 2, "There is no registry “sitse.db”"),
        (["ROUND", "--list", "--registry", "sitse.db"], 2, "There is no registry “sitse.db”"),
        (["ROUND", "--undo", "--registry", "ROUND/secretariat/review.csv"], 3, "registry"),
        (["ROUND", "--answers", "nowhere.csv"], 3, "cannot be opened"),
        (
            ["ROUND", "--answers", "ROUND/secretariat/summary.json"],
            3,
            "summary.json",
        ),
    ],
)
def test_errors_end_in_a_sentence_and_their_own_status(
    folder: Path, arguments: list[str], status: int, said: str
) -> None:
    done = call(*arguments)

    assert done.returncode == status, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (folder / "sitse.db").exists()


def test_a_round_without_a_registry_needs_one_for_its_judgements(folder: Path) -> None:
    write_round(folder / "LONE")
    path = answer(folder, "same", "", "", "")

    refused = call("LONE", "--answers", path)
    listed = call("LONE", "--list")
    begun = call("LONE", "--answers", path, "--registry", "new.db")

    assert refused.returncode == 2
    assert "Run comity assemble with --registry FILE, or give --registry FILE here." in refused.stderr
    assert "4 of 4" in listed.stdout
    assert "--registry new.db" in begun.stdout


def test_a_registry_that_was_moved_is_said(folder: Path) -> None:
    (folder / "sites.db").rename(folder / "moved.db")

    lost = call("ROUND", "--list")
    found = call("ROUND", "--list", "--registry", "moved.db")

    assert lost.returncode == 2
    assert "Say with --registry FILE where the round's registry is." in lost.stderr
    assert found.returncode == 0
