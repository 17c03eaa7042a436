"""`comity membership`, and `comity assemble --programme`, as transcripts: what the Secretariat types, and what comes back."""

import json
from importlib.resources import files
from pathlib import Path

import pytest

from comity.membership import packaged_statements
from tests.cli.running import Done, run_comity
from tests.round.members import TREES, write_list, write_programme
from tests.round.test_programme import programme_file


def run(folder: Path, *words: str) -> Done:
    return run_comity(*words, folder=folder)


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight members of nine sent a list, and Birch has not signed, so that seven count: too few for a release."""
    folder = tmp_path_factory.mktemp("programme")
    (folder / "lists").mkdir()
    write_programme(folder / "lists", members=9)
    programme_file(folder, members=9, unsigned=("birch",))
    return folder


@pytest.fixture
def small(tmp_path: Path) -> Path:
    (tmp_path / "lists").mkdir()
    site = ("Velmira Mills Ltd", "12 Mill Road", "Pune", "India")
    for name in ("alder", "birch"):
        write_list(tmp_path / "lists" / f"{name}.csv", [site])
    withdrawn = '[[withdrawals]]\nmember = "cedar"\nby = "Ben Okoro"\non = 2026-05-01\n'
    programme_file(tmp_path, members=3, unsigned=("birch",), more=withdrawn)
    return tmp_path


def test_standing_reads_as_a_page(small: Path) -> None:
    done = run(small, "membership", "standing", "PROGRAMME.toml", "--lists", "lists", "--on", "2026-09-30")

    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "Forest programme, round 2026-H1 (cut-off 2026-06-30, on-site social audit), on 2026-09-30",
        "1 of 3 members may have the common list",
        "",
        "member   benchmark   signature   contribution   rows   may have the list",
        "alder    yes         yes         yes               1   yes",
        "birch    yes         –           –                 0   no",
        "cedar    yes         –           –                 0   no",
        "",
        "What they lack:",
        "  birch: Birch Foods",
        "    signature: It has not signed the joint statement. Sign version 1 of the joint statement.",
        "    contribution: No row of it counts in the round 2026-H1. Send a list with at least one valid row, "
        "or have “nothing to report” approved by the Secretariat.",
        "  cedar: Cedar Foods",
        "    signature: It withdrew its signature on 2026-05-01. If it wishes to take part again: sign version 1 of the "
        "joint statement.",
        "    contribution: No row of it counts in the round 2026-H1. Send a list with at least one valid row, "
        "or have “nothing to report” approved by the Secretariat.",
        "",
        "What a withdrawal means:",
        "  From the day of the withdrawal the member receives no common list.",
        "  From that day no list of it is taken into a round.",
        "  It deletes the common lists that it holds.",
        "  Common lists already given out cannot be called back, from this member or from any other.",
        "  Sites that it contributed to earlier rounds stay, with no sign of whose they were, until their audits leave the "
        "window: taking them out at once would tell everybody who had contributed them.",
        "  Reports that suppliers gave, and decisions made on them, stay with those who have them.",
        "",
        "Duties overdue (standing does not hang on them):",
        *(
            f"  {member}: {what}"
            for member in ("alder", "birch", "cedar")
            for what in (
                "to recognise a first audit of another member by 2025-01-01.",
                "to answer the survey of 2024.",
                "to answer the survey of 2025.",
            )
        ),
    ]


def test_a_program_is_told_every_link_and_duty(small: Path) -> None:
    done = run(
        small, "membership", "standing", "PROGRAMME.toml", "--lists", "lists", "--on", "2026-09-30", "--json"
    )

    told = json.loads(done.stdout)
    assert (told["round"], told["on"], told["entitled"]) == ("2026-H1", "2026-09-30", 1)
    birch = told["members"][1]
    assert birch["entitled"] is False
    assert [(one["link"], one["code"]) for one in birch["missing"]] == [
        ("signature", "not-signed"),
        ("contribution", "nothing-contributed"),
    ]
    assert birch["duties"][0] == {
        "duty": "recognition",
        "state": "overdue",
        "due": "2025-01-01",
        "message": "To recognise a first audit of another member by 2025-01-01.",
    }


def test_without_lists_nobody_is_said_to_have_sent_none(small: Path) -> None:
    done = run(small, "membership", "standing", "PROGRAMME.toml", "--on", "2026-09-30")

    assert "No lists were given (--lists)" in done.stdout
    assert "alder    yes         yes         ?                     no" in done.stdout
    assert "No row of it counts" not in done.stdout


def test_standing_is_asked_for_today_unless_a_day_is_said(small: Path) -> None:
    done = run(small, "membership", "standing", "PROGRAMME.toml", "--json")

    assert json.loads(done.stdout)["on"] > "2026-01-01"


def test_the_statement_is_shown_with_its_digest(tmp_path: Path) -> None:
    done = run(tmp_path, "membership", "statement")

    assert done.returncode == 0
    assert done.stdout.strip() == packaged_statements()[max(packaged_statements())].as_text()


def test_an_old_version_of_the_statement_is_still_there(tmp_path: Path) -> None:
    done = run(tmp_path, "membership", "statement", "--version", "1", "--json")

    assert json.loads(done.stdout)["digest"] == packaged_statements()[1].digest


def test_a_statement_of_the_programme_is_shown_too(small: Path) -> None:
    words = files("comity.membership") / "data" / "statement-v1.toml"
    (small / "ours.toml").write_text(words.read_text("utf-8").replace("version = 1", "version = 2"), "utf-8")
    own = (small / "PROGRAMME.toml").read_text("utf-8")
    (small / "PROGRAMME.toml").write_text(f'statements = ["ours.toml"]\n{own}', "utf-8")

    done = run(small, "membership", "statement", "PROGRAMME.toml")

    assert "\nVersion 2\n" in done.stdout


def test_a_round_under_a_programme_takes_its_day_and_tells_who_is_left_out(programme: Path) -> None:
    done = run(programme, "assemble", "lists", "--programme", "PROGRAMME.toml", "--out", "ROUND")

    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "Round 2026-H1, cut-off 30 June 2026"
    assert lines[1] == "  8 lists, 240 rows: 240 accepted, 0 refused"
    assert "  Not taken: birch.csv. It has not signed the joint statement." in lines
    assert "  8 of 9 members of Forest programme may have the list" in lines
    assert any("secretariat/recipients.csv" in line for line in lines)
    again = run(
        programme,
        "membership",
        "standing",
        "PROGRAMME.toml",
        "--lists",
        "ROUND",
        "--on",
        "2026-09-30",
        "--json",
    )
    told = {one["member"]: one["entitled"] for one in json.loads(again.stdout)["members"]}
    assert told == {tree.lower(): tree != "Birch" for tree in TREES[:9]}


def test_a_list_that_may_not_be_taken_counts_for_no_release(programme: Path, tmp_path: Path) -> None:
    unsigned = programme_file(tmp_path, members=9, unsigned=("birch", "cedar"))

    done = run(programme, "assemble", "lists", "--programme", str(unsigned), "--out", str(tmp_path / "R"))

    assert done.returncode == 4
    assert "7 groups contribute" in done.stdout


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["assemble", "lists", "--out", "R"], 2, "Give --cutoff 2026-06-30, or --programme"),
        (["assemble", "lists", "--out", "R", "--programme", "lists/alder.csv"], 2, "This is not a TOML file"),
        (
            ["assemble", "lists", "--out", "R", "--programme", "PROGRAMME.toml", "--cutoff", "2026-12-31"],
            2,
            "Which round ends on 2026-12-31 is not clear",
        ),
        (
            ["assemble", "lists", "--out", "R", "--programme", "PROGRAMME.toml", "--cutoff", "2026-12-31", "--round", "2026-H1"],
            2,
            "and --cutoff says 2026-12-31",
        ),
        (
            ["assemble", "lists", "--out", "R", "--programme", "PROGRAMME.toml", "--member", "adler=lists/alder.csv"],
            2,
            "Did you mean “alder”?",
        ),
        (["membership", "standing", "nothing.toml"], 3, "cannot be opened"),
        (["membership", "standing", "PROGRAMME.toml", "--round", "2027-H1"], 2, "is not a round of Forest programme"),
        (["membership", "standing", "PROGRAMME.toml", "--on", "today"], 2, "is not a date"),
        (["membership", "statement", "--version", "9"], 2, "Known are 1"),
    ],
)  # fmt: skip
def test_errors_end_in_a_sentence_and_leave_nothing(
    programme: Path, words: list[str], status: int, said: str
) -> None:
    done = run(programme, *words)

    assert done.returncode == status, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (programme / "R").exists()
