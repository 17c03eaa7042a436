"""`comity explain` as a transcript: what the Secretariat types, and what comes back."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from comity.registry import Registry
from comity.round import find_sources, link_lists
from tests.cli.running import run_comity as run

TRANSCRIPT = """\
alder:1 and birch:1 are one site. The evidence of the two speaks for one site, and all rows of the site together agree.

                 alder:1            birch:1
  site name      Velmira Mills Ltd  VELMIRA MILLS
  supplier name  Velmira Mills Ltd  VELMIRA MILLS
  address        12 Mill Road       12 Mill Road
  city           Pune               Pune
  country        IN                 IN
"""


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    folder = tmp_path / "lists"
    folder.mkdir()
    (folder / "alder.csv").write_text(
        "Supplier name,Address,City,Country\nVelmira Mills Ltd,12 Mill Road,Pune,India\nOkaveri Glass,,Pune,India\n"
    )
    (folder / "birch.csv").write_text(
        "Supplier name,Address,City,Country\nVELMIRA MILLS,12 Mill Road,Pune,India\n,,Pune,India\nOkaveri,,Zurbanpur,India\nOkaveri,,Goa,India\n"
    )
    return folder


def test_two_rows_stand_side_by_side_and_their_evidence_adds_up(lists: Path) -> None:
    done = run("explain", "alder:1", "birch:1", lists)

    assert done.returncode == 0, done.stderr
    head, evidence = done.stdout.split("\n\n  bits  evidence\n")
    assert head + "\n" == TRANSCRIPT
    lines = evidence.split("\n\n")[0].splitlines()
    said = [float(line.split()[0]) for line in lines]
    assert "site names equal but for case, marks and legal form" in lines[0]
    assert sum(said[:-1]) == pytest.approx(said[-1], abs=0.05 * len(said))  # shown to a tenth
    assert "together: log2 of the odds" in lines[-1]


def test_two_rows_of_far_towns_say_why_they_were_not_compared(lists: Path) -> None:
    done = run("explain", "alder:2", "birch:4", lists)

    assert "They were never compared" in done.stdout
    assert "no more than one of them between towns that lie far apart" in done.stdout
    assert "cities differ" in done.stdout


def test_two_rows_that_are_not_one_site_say_what_would_make_them_one(lists: Path) -> None:
    done = run("explain", "alder:2", "birch:3", lists)

    assert (
        "alder:2 and birch:3 are not one site. The evidence of the two speaks against one site."
        in done.stdout
    )
    assert "cities differ" in done.stdout
    assert "Each of these alone would make the evidence speak for one site:" in done.stdout


def test_explain_gives_every_kind_of_evidence_to_a_program(lists: Path) -> None:
    told = json.loads(run("explain", "alder:1", "birch:1", lists, "--json").stdout)

    assert told["one_site"] is True
    assert told["outcome"] == "joined-by-evidence"
    assert told["base_bits"] + sum(one["bits"] for one in told["evidence"]) == pytest.approx(told["weight"])
    assert told["said"]["city"] == ["Pune", "Pune"]


def test_a_judgement_in_the_registry_is_the_reason(lists: Path, tmp_path: Path) -> None:
    rows = {(one.name, row): record for one in link_lists(find_sources([lists])).lists
            for row, record in one.sites.select("row", "record").iter_rows()}  # fmt: skip
    with Registry.open(tmp_path / "sites.db", new_secret=bytes(32), published=lambda *_: False) as registry:
        registry.judge(
            rows["alder", 2], rows["birch", 3], same=True, by="Ada", at=datetime(2026, 7, 1, tzinfo=UTC)
        )

    done = run("explain", "alder:2", "birch:3", lists, "--registry", tmp_path / "sites.db")

    assert "are one site. People judged them to be one site" in done.stdout


def test_judgements_that_contradict_each_other_are_said_with_the_row_between(
    lists: Path, tmp_path: Path
) -> None:
    rows = {(one.name, row): record for one in link_lists(find_sources([lists])).lists
            for row, record in one.sites.select("row", "record").iter_rows()}  # fmt: skip
    one, between, other = rows["alder", 1], rows["alder", 2], rows["birch", 1]
    with Registry.open(tmp_path / "sites.db", new_secret=bytes(32), published=lambda *_: False) as registry:
        for left, right, same in ((one, between, True), (between, other, True), (one, other, False)):
            registry.judge(left, right, same=same, by="Ada", at=datetime(2026, 7, 1, tzinfo=UTC))

    done = run("explain", "alder:1", "birch:1", lists, "--registry", tmp_path / "sites.db")

    assert "People judged them to be two sites, and one site as well, through alder:2" in done.stdout


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("alder", "names no row"),
        ("nowhere:1", "There is no list “nowhere”"),
        ("alder:9", "has no row 9"),
        ("birch:2", "names no site"),
    ],
)
def test_a_row_that_is_not_there_ends_in_a_sentence(row: str, said: str, lists: Path) -> None:
    done = run("explain", row, "alder:1", lists)

    assert done.returncode == 2
    assert said in done.stderr


def test_a_registry_is_never_begun_by_asking_why(lists: Path, tmp_path: Path) -> None:
    done = run("explain", "alder:1", "birch:1", lists, "--registry", tmp_path / "none.db")

    assert done.returncode == 2
    assert not (tmp_path / "none.db").exists()
