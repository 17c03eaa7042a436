import json
import re
import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from comity.cli.assemble import account_of
from tests.cli.running import Done, run_comity
from tests.cli.zygote import start_comity
from tests.round.members import write_list, write_programme


def run(folder: Path, *words: str) -> Done:
    return run_comity(*words, folder=folder)


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("programme")
    (folder / "lists").mkdir()
    write_programme(folder / "lists", members=8)
    return folder


def test_a_round_reads_as_a_page(programme: Path) -> None:
    done = run(programme, "assemble", "lists", "--cutoff", "2026-06-30", "--out", "ROUND")

    assert done.returncode == 0
    assert done.stderr == ""
    told = re.sub(r"\d[\d,]* doubtful", "N doubtful", done.stdout)
    assert told.splitlines() == [
        "Round 2026-H1, cut-off 30 June 2026",
        "  8 lists, 240 rows: 240 accepted, 0 refused",
        "  40 sites, 40 of them in more than one list; N doubtful pairs",
        "  A check-only list (nobody sees the sites listed): 0 sites shown, 40 check-only, 0 withheld",
        "  Not to be sent before 30 September 2026",
        "In ROUND/:",
        "  common-list.xlsx, .csv, .parquet   one identical list for every entitled member",
        "  returned/                          each member's own workbook, findings beside its rows",
        "  secretariat/leak-test.html         what was tried against the list, and what it shows",
        "  secretariat/links.csv, review.csv  which row is which site and why; the doubtful pairs",
        "  secretariat/sites.csv, rows.csv    what became of each site, and why; which row of the list it is",
    ]


def summary_with(**facts: object) -> dict[str, Any]:
    refused = {"released": False, "refusals": []}
    figures = ("members", "rows", "accepted", "refused", "sites", "carried_sites", "sites_in_several_lists")
    told: dict[str, Any] = {
        "round": "r",
        "cutoff": "2026-06-30",
        "lists": [],
        "skipped": [],
        "public": None,
        "later_releases": [],
        "earlier_release_of_this_round": None,
        "release": refused,
        "lessons": [],
        "contradictions": [],
    }
    return {**told, **dict.fromkeys(figures, 0), "doubtful_pairs": 0, "registry": None, **facts}


def test_the_page_says_what_comes_next_only_where_it_can_be_done() -> None:
    kept = account_of(summary_with(doubtful_pairs=7, registry="sites.db"), Path("R"))
    lost = account_of(summary_with(doubtful_pairs=7), Path("R"))
    none = account_of(summary_with(registry="sites.db"), Path("R"))

    assert "7 new doubtful pairs" in kept
    assert kept.endswith("Next: comity review R   (what you decide is remembered)")
    assert lost.endswith(
        "Next: assemble with --registry FILE, so that what you decide on doubtful pairs can be remembered"
    )
    assert "Next" not in none


def test_what_is_no_list_in_a_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    write_programme(tmp_path / "lists", members=2)
    (tmp_path / "lists" / "notes.pdf").write_text("no list")
    words = ("assemble", "lists", "--cutoff", "2026-06-30", "--out")

    page, summary = run(tmp_path, *words, "PAGE"), run(tmp_path, *words, "JSON", "--json")

    assert "  notes.pdf: passed over; it ends in .pdf" in page.stdout
    assert [one["file"] for one in json.loads(summary.stdout)["skipped"]] == ["notes.pdf"]


def test_the_page_says_what_was_supplied_and_what_public_statements_come_to() -> None:
    taken = {"reasons": {}, "accepted": 1}
    lists = [
        {"name": "alder", "assumed": {"protocol": "SMETA", "country": "IN"}, **taken},
        {"name": "birch", "assumed": {"protocol": "SMETA"}, **taken},
    ]
    public = {"statements": 9, "used": 5, "of_strangers": 3, "strangers": ["Yew", "Zelkova"], "unplaced": 1}

    page = account_of(summary_with(lists=lists, public=public), Path("R"))

    assert "Assumed for the whole list: protocol “SMETA”, in every list" in page
    assert "Assumed for the whole list: country “IN”, in alder" in page
    assert "Public statements of who buys where: 5 of 9 count" in page
    assert "because the buyer contributes nothing: 3 (Yew, Zelkova)" in page
    assert "because no list has the site: 1" in page


def test_the_page_says_what_was_learned_the_farthest_first() -> None:
    page = account_of(summary_with(lessons=["one.", "two.", "three.", "four."]), Path("R"))

    assert "Learned from these lists and from answers (a bit doubles the odds): 4 in lessons.csv" in page
    assert "- three." in page
    assert "- four." not in page
    assert "secretariat/lessons.csv" in page


def test_the_page_says_which_judgements_contradict_each_other() -> None:
    told = {"left": "x", "right": "z", "chain": ["x", "y", "z"], "rows": ["alder:1", "birch:7", "S-000012-3"]}

    page = account_of(summary_with(contradictions=[told]), Path("R"))

    assert "alder:1 and S-000012-3 were judged two sites, and one site through birch:7" in page
    assert "comity review --undo" in page


def test_the_page_says_which_sites_no_list_of_the_round_names() -> None:
    page = account_of(summary_with(sites=40, carried_sites=3), Path("R"))

    assert "  3 of the sites stand in no list of this round: members that left contributed them" in page


def test_a_refused_release_has_its_own_status_and_says_why(programme: Path, tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    write_programme(tmp_path / "lists", members=5)

    done = run(tmp_path, "assemble", "lists", "--cutoff", "2026-06-30", "--out", "ROUND", "--json")

    assert done.returncode == 4
    summary = json.loads(done.stdout)
    assert summary["release"]["refusals"][0]["code"] == "too-few-groups"
    assert not list((tmp_path / "ROUND").glob("common-list.*"))
    assert (tmp_path / "ROUND/secretariat/leak-test.html").exists()


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["lists", "--cutoff", "30.6.2026", "--out", "R"], 2, "is not a date"),
        (
            ["lists", "--cutoff", "2026-06-30", "--out", "R", "--release-on", "2026-06-29"],
            2,
            "would go out on 2026-06-29, before the round ends on 2026-06-30",
        ),
        (["lists", "--cutoff", "2026-06-30", "--out", "nowhere/R"], 3, "does not exist"),
        (["lists", "--cutoff", "2026-06-30", "--out", "lists"], 2, "there already"),
        (["nothing", "--cutoff", "2026-06-30", "--out", "R"], 3, "no such file"),
        (
            ["lists", "--cutoff", "2026-06-30", "--out", "R", "--policy", "lists/alder.csv"],
            2,
            "not a TOML file",
        ),
        (["lists", "--cutoff", "2026-06-30", "--out", "R", "--registry", "lists/alder.csv"], 3, "alder.csv"),
        (["lists", "--cutoff", "2026-06-30", "--out", "R", "--assume", "colour=red"], 2, "We have no column"),
        (
            ["lists", "--cutoff", "2026-06-30", "--out", "R", "--assume", "bircch:country=India"],
            2,
            "“bircch”, and there is none. Did you mean “birch”?",
        ),
        (
            ["lists", "--cutoff", "2026-06-30", "--out", "R", "--map", "x:city=Town"],
            2,
            "The lists are: alder,",
        ),
        (
            ["lists", "--cutoff", "2026-06-30", "--out", "R", "--map", "city=Town", "--map", "city=City"],
            2,
            "--map says two things of “city”",
        ),
    ],
)
def test_errors_end_in_a_sentence_and_leave_nothing(
    programme: Path, words: list[str], status: int, said: str
) -> None:
    done = run(programme, "assemble", *words)

    assert done.returncode == status, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (programme / "R").exists()


def test_an_older_cut_off_needs_a_word_and_the_page_says_it(programme: Path, tmp_path: Path) -> None:
    lists = str(programme / "lists")
    words = ("assemble", lists, "--registry", "sites.db", "--cutoff")
    assert run(tmp_path, *words, "2026-12-31", "--out", "NEW").returncode == 0

    refused = run(tmp_path, *words, "2026-06-30", "--out", "OLD")
    meant = run(tmp_path, *words, "2026-06-30", "--out", "OLD", "--older-cutoff")

    assert refused.returncode == 2
    assert "the registry remembers the release of 2026-H2" in refused.stderr
    assert meant.returncode == 0
    assert (
        "  Made after the later release 2026-H2: nothing was tested against who holds both lists"
        in meant.stdout
    )


def test_the_same_round_from_other_lists_says_that_it_was_released_before(
    programme: Path, tmp_path: Path
) -> None:
    shutil.copytree(programme / "lists", tmp_path / "lists")
    words = ("assemble", "lists", "--cutoff", "2026-06-30", "--registry", "sites.db")
    assert run(tmp_path, *words, "-o", "FIRST").returncode == 0
    write_list(tmp_path / "lists/zelkova.csv", [("Zandoria Glass", "7 Quay", "Izmir", "Turkey")])

    again = run(tmp_path, *words, "-o", "AGAIN")
    told = run(tmp_path, *words, "-o", "TOLD", "--round", "2026-H1-2", "--json")

    assert again.returncode == told.returncode == 0
    assert "  THIS ROUND WAS RELEASED BEFORE, from other rows than these (new now: zelkova)" in again.stdout
    assert "If that one was sent, do not send this one: assemble it as another round, --round 2026-H1-2" in (
        again.stdout
    )
    assert json.loads(told.stdout)["earlier_release_of_this_round"] is None


def test_a_program_is_told_of_an_earlier_release_of_the_round(programme: Path, tmp_path: Path) -> None:
    words = ("assemble", str(programme / "lists"), "--cutoff", "2026-06-30", "--registry", "sites.db")
    fewer = [str(path) for path in sorted((programme / "lists").iterdir())]
    policy = tmp_path / "policy.toml"
    policy.write_text('version = "ours-1"\n[size]\nrefuse_below_groups = 7\nclear_from_groups = 20\n')
    first = ("assemble", *fewer[1:], "--cutoff", "2026-06-30", "--registry", "sites.db")
    assert run(tmp_path, *first, "-o", "FIRST", "--policy", "policy.toml").returncode == 0

    done = run(tmp_path, *words, "-o", "AGAIN", "--json")

    assert json.loads(done.stdout)["earlier_release_of_this_round"] == {"new_lists": ["alder"]}


def test_a_list_beside_its_checked_workbook_is_one_list(programme: Path, tmp_path: Path) -> None:
    shutil.copytree(programme / "lists", tmp_path / "lists")
    assert run(tmp_path, "lint", "lists/alder.csv", "--cutoff", "2026-06-30").returncode == 0

    done = run(tmp_path, "assemble", "lists", "--cutoff", "2026-06-30", "-o", "ROUND")

    assert done.returncode == 2
    assert "“alder.csv” and “alder-checked.xlsx” are one list" in done.stderr
    assert "“alder-checked.xlsx” is the workbook with our remarks on “alder.csv”." in done.stderr
    assert "Leave one of them out" in done.stderr
    assert not (tmp_path / "ROUND").exists()


def test_lists_under_new_names_are_asked_about_and_may_be_said_to_be_new(
    programme: Path, tmp_path: Path
) -> None:
    (tmp_path / "lists").mkdir()
    for path in (programme / "lists").iterdir():
        shutil.copy(path, tmp_path / "lists" / f"{path.stem}-2026H2.csv")
    words = ("assemble", "--registry", "sites.db", "--cutoff")
    old, new = str(programme / "lists"), str(tmp_path / "lists")
    assert run(tmp_path, *words, "2026-06-30", "-o", "FIRST", old).returncode == 0

    refused = run(tmp_path, *words, "2026-12-31", "-o", "SECOND", new)
    members = [f"--member={path.stem}={new}/{path.stem}-2026H2.csv" for path in Path(old).iterdir()]
    named = run(tmp_path, *words, "2026-12-31", "-o", "NAMED", *members, new)
    meant = run(tmp_path, *words, "2027-06-30", "-o", "MEANT", "--new-members", new)

    assert refused.returncode == 2
    assert "Of the 8 groups of the last release 8 sent nothing, and 8 came" in refused.stderr
    assert "“alder” is probably “alder-2026H2” now" in refused.stderr
    assert "--member alder=alder-2026H2.csv" in refused.stderr
    assert not (tmp_path / "SECOND").exists()
    assert named.returncode == 0, named.stderr
    assert meant.returncode == 0, meant.stderr


def test_a_policy_of_ones_own_is_followed(programme: Path) -> None:
    policy = programme / "policy.toml"
    policy.write_text('version = "ours-1"\n[size]\nrefuse_below_groups = 9\nclear_from_groups = 20\n')

    done = run(
        programme, "assemble", "lists", "--cutoff", "2026-06-30", "--out", "OWN", "--policy", "policy.toml"
    )

    assert done.returncode == 4
    assert "8 groups contribute" in done.stdout


@pytest.mark.parametrize("wait", [0.05, 0.15, 0.25, 0.35, 0.5, 0.9])
def test_killed_at_any_moment_the_round_is_whole_or_not_there(
    programme: Path, wait: float, tmp_path: Path
) -> None:
    words = [
        "assemble",
        str(programme / "lists"),
        "--cutoff",
        "2026-06-30",
        "--out",
        "ROUND",
        "--registry",
        "sites.db",
    ]
    started = start_comity(*words, folder=tmp_path)
    time.sleep(wait)
    started.kill()
    started.join()
    whole = (tmp_path / "ROUND").exists()

    if whole:
        manifest = json.loads((tmp_path / "ROUND/secretariat/manifest.json").read_bytes())
        assert all((tmp_path / "ROUND" / name).is_file() for name in manifest["outputs"])
    again = run(tmp_path, *words[:5], "AGAIN", *words[6:])

    assert again.returncode == 0, again.stderr
    with closing(sqlite3.connect(tmp_path / "sites.db")) as database:
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)


def test_the_same_round_assembled_again_keeps_ids_and_bytes(programme: Path, tmp_path: Path) -> None:
    for out in ("FIRST", "SECOND"):
        done = run(
            tmp_path,
            "assemble",
            str(programme / "lists"),
            "--cutoff",
            "2026-06-30",
            "--out",
            out,
            "--registry",
            "sites.db",
        )
        assert done.returncode == 0, done.stderr

    first, second = ((tmp_path / out / "secretariat/links.csv").read_bytes() for out in ("FIRST", "SECOND"))
    assert [line.split(b",")[:3] for line in first.splitlines()] == [
        line.split(b",")[:3] for line in second.splitlines()
    ]
    assert (tmp_path / "FIRST/common-list.xlsx").read_bytes() == (
        tmp_path / "SECOND/common-list.xlsx"
    ).read_bytes()
