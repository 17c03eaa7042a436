import csv
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from comity.core import UnreadableInput, UsageProblem
from comity.membership import LaneProblem, Programme, UnknownMember, packaged_statements, read_programme
from comity.registry import Registry
from comity.release import Policy, read_common_list
from comity.round import AssembledRound, RoundSettings, count_contributions, find_sources, write_round
from comity.round.errors import NoLists, ProgrammeContradicted
from tests.round.members import TREES, shared_sites, write_programme

GOES_OUT = date(2026, 9, 30)
VIRTUAL = """
name = "virtual assessment"
kind = "virtual assessment"
subject = "site"
on_site = false
window_months = 24
age_bands = [12, 24]
listed = "identity"
consent = "supplier"

[baseline]
name = "Virtual Walk"
version = "2.0"

[protocols]
"Virtual Walk" = { assurance = "meets the benchmark" }
"""


def programme_file(
    folder: Path, *, members: int, unsigned: tuple[str, ...] = (), more: str = "", of_round: str = ""
) -> Path:
    digest = packaged_statements()[1].digest
    text = f'name = "Forest programme"\n[settings]\nstatement = 1\n[rounds.2026-H1]\ncutoff = 2026-06-30\n{of_round}\n'
    for tree in TREES[:members]:
        one = tree.lower()
        text += f'[members.{one}]\nname = "{tree} Foods"\njoined = 2024-01-01\n'
        text += f'[[benchmarks]]\nmember = "{one}"\nprotocol = "SMETA"\nvalid_from = 2025-01-01\nvalid_until = 2027-12-31\n'
        if one not in unsigned:
            text += f'[[signatures]]\nmember = "{one}"\nby = "Ada Quist"\nrole = "Counsel"\non = 2025-02-01\nstatement = 1\ndigest = "{digest}"\n'
    path = folder / "PROGRAMME.toml"
    path.write_text(text + more, "utf-8")
    return path


def assembled(lists: Path, programme: Programme, out: Path) -> AssembledRound:
    settings = RoundSettings.under(programme, "2026-H1", Policy.default())
    return write_round(find_sources([lists]), Registry.in_memory(), out, settings=settings)


def recipients_of(out: Path) -> dict[str, dict[str, str]]:
    with (out / "secretariat/recipients.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["member"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lists")
    write_programme(folder, members=18)
    return folder


@pytest.fixture(scope="module")
def out(lists: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eighteen lists; Birch has not signed, Cedar's benchmark is over, Spruce sent nothing, Tamarind had nothing to send."""
    folder = tmp_path_factory.mktemp("rounds")
    path = programme_file(
        folder,
        members=20,
        unsigned=("birch",),
        more='[[nothing_to_report]]\nmember = "tamarind"\nround = "2026-H1"\napproved_by = "S"\non = 2026-06-29\n',
    )
    programme = read_programme(path)
    over = tuple(
        replace(one, valid_until=date(2026, 9, 29)) if one.member == "cedar" else one
        for one in programme.benchmarks
    )
    assembled(lists, replace(programme, benchmarks=over), folder / "ROUND")
    return folder / "ROUND"


def test_the_list_is_for_those_with_standing_and_every_other_is_told_why(out: Path) -> None:
    recipients = recipients_of(out)

    assert len(recipients) == 20
    assert {one for one, row in recipients.items() if row["entitled"] == "no"} == {"birch", "cedar", "spruce"}
    assert recipients["birch"]["signature"] == "It has not signed the joint statement."
    assert recipients["birch"]["contribution"] == "No row of it counts in the round 2026-H1."
    assert recipients["cedar"]["benchmark"] == "Its benchmark (SMETA) was valid until 2026-09-29."
    assert recipients["cedar"]["contribution"] == "yes"
    assert recipients["spruce"]["what_to_do"].startswith("Send a list")
    assert recipients["tamarind"]["entitled"] == "yes"


def test_the_list_of_who_has_not_signed_leaves_no_trace_but_its_refusal(lists: Path, out: Path) -> None:
    summary = json.loads((out / "secretariat/summary.json").read_bytes())
    manifest = json.loads((out / "secretariat/manifest.json").read_bytes())
    links = pl.read_csv(out / "secretariat/links.csv", infer_schema=False)

    assert [(one["name"], one["file"], one["code"]) for one in summary["refused_lists"]] == [
        ("birch", "birch.csv", "not-signed")
    ]
    assert "birch" not in links["list"].to_list()
    assert "birch" not in manifest["inputs"]
    assert not (out / "returned/birch.xlsx").exists()
    assert (out / "returned/cedar.xlsx").exists()


def test_a_round_and_its_registry_are_the_same_as_if_the_refused_list_had_never_come(
    lists: Path, tmp_path: Path
) -> None:
    programme = read_programme(programme_file(tmp_path, members=18, unsigned=("birch",)))
    others = [path for path in sorted(lists.iterdir()) if path.stem != "birch"]
    settings = RoundSettings.under(programme, "2026-H1", Policy.default())
    one, other = Registry.in_memory(), Registry.in_memory()

    with_it = write_round(find_sources([lists]), one, tmp_path / "WITH", settings=settings)
    without = write_round(find_sources(others), other, tmp_path / "WITHOUT", settings=settings)

    assert len(with_it.refused_lists) == 1
    assert with_it.release.common_list is not None
    assert with_it.release.decisions.equals(without.release.decisions)
    assert with_it.standings == without.standings
    assert one.known().equals(other.known())


def test_a_round_says_which_programme_words_and_lane_it_followed(out: Path) -> None:
    summary = json.loads((out / "secretariat/summary.json").read_bytes())
    manifest = json.loads((out / "secretariat/manifest.json").read_bytes())

    assert summary["programme"] == "Forest programme"
    assert summary["lane"] == "on-site social audit"
    assert summary["standing_on"] == GOES_OUT.isoformat()
    assert len(summary["recipients"]) == 17
    assert {"member": "cedar", "missing": ["benchmark-expired"]} in summary["without_standing"]
    assert manifest["programme"]["statement"] == packaged_statements()[1].digest
    assert "secretariat/recipients.csv" in manifest["outputs"]


def test_a_list_of_no_member_stops_the_round(lists: Path, tmp_path: Path) -> None:
    programme = read_programme(programme_file(tmp_path, members=17))

    with pytest.raises(
        UnknownMember, match=r"rowan\.csv: “rowan” is not a member .* --member NAME=rowan\.csv"
    ):
        assembled(lists, programme, tmp_path / "ROUND")

    assert not (tmp_path / "ROUND").exists()


def test_where_no_list_can_be_taken_there_is_no_round(lists: Path, tmp_path: Path) -> None:
    everybody = tuple(tree.lower() for tree in TREES[:18])
    programme = read_programme(programme_file(tmp_path, members=18, unsigned=everybody))

    with pytest.raises(NoLists, match="bound by the joint statement"):
        assembled(lists, programme, tmp_path / "ROUND")


def test_groups_of_the_programme_count_once(lists: Path, tmp_path: Path) -> None:
    grouped = '[groups]\n"Hedge Group" = ["alder", "birch", "cedar"]\n'
    programme = read_programme(programme_file(tmp_path, members=18, more=grouped))

    round_ = assembled(lists, programme, tmp_path / "ROUND")

    assert round_.release.groups == 16
    assert round_.settings.policy.groups == {"Hedge Group": ("alder", "birch", "cedar")}


def test_a_policy_that_contradicts_the_programme_is_refused(tmp_path: Path) -> None:
    grouped = '[groups]\n"Hedge Group" = ["alder", "birch"]\n'
    programme = read_programme(programme_file(tmp_path, members=4, more=grouped))
    other_groups = Policy.default().with_rules(groups={"Hedge Group": ["alder", "cedar"]})
    other_window = Policy.default().with_rules(programme={"window_months": 24})

    with pytest.raises(ProgrammeContradicted, match="different groups"):
        RoundSettings.under(programme, "2026-H1", other_groups)
    with pytest.raises(ProgrammeContradicted, match="audits of 24 months"):
        RoundSettings.under(programme, "2026-H1", other_window)


def test_the_same_groups_in_both_files_are_no_contradiction(tmp_path: Path) -> None:
    grouped = '[groups]\n"Hedge Group" = ["alder", "birch"]\n'
    programme = read_programme(programme_file(tmp_path, members=4, more=grouped))
    policy = Policy.default().with_rules(groups={"Hedge Group": ["birch", "alder"]})

    settings = RoundSettings.under(programme, "2026-H1", policy)

    assert settings.policy.groups == {"Hedge Group": ("alder", "birch")}


def test_contributions_are_counted_in_a_round_or_in_the_lists_alike(lists: Path, tmp_path: Path) -> None:
    programme = read_programme(programme_file(tmp_path, members=18, unsigned=("birch",)))
    assembled(lists, programme, tmp_path / "ROUND")
    round_ = programme.round("2026-H1")

    of_lists = count_contributions(lists, programme, round_, on=GOES_OUT)
    of_round = count_contributions(tmp_path / "ROUND", programme, round_, on=GOES_OUT)

    assert of_lists == of_round
    assert set(of_lists) == {tree.lower() for tree in TREES[:18]} - {"birch"}
    assert set(of_lists.values()) == {30}


def test_a_folder_of_another_round_is_not_counted(lists: Path, out: Path, tmp_path: Path) -> None:
    programme = read_programme(programme_file(tmp_path, members=18))
    other = replace(programme.round("2026-H1"), id="2026-H2", cutoff=date(2026, 12, 31))

    with pytest.raises(UsageProblem, match=r"This folder is the round 2026-H1"):
        count_contributions(out, programme, other, on=GOES_OUT)


def test_a_damaged_summary_ends_in_a_sentence(tmp_path: Path) -> None:
    programme = read_programme(programme_file(tmp_path, members=2))
    (tmp_path / "ROUND/secretariat").mkdir(parents=True)
    (tmp_path / "ROUND/secretariat/summary.json").write_text('{"round": "2026-H1"', "utf-8")

    with pytest.raises(UnreadableInput, match="summary of the round"):
        count_contributions(tmp_path / "ROUND", programme, programme.round("2026-H1"), on=GOES_OUT)


def write_virtual_walks(folder: Path) -> None:
    """What eighteen members looked at through a camera: three sites each too long ago for two years, and SMETA nowhere."""
    sites = shared_sites()
    days = ("2026-01-10", "2024-12-01")
    for index, tree in enumerate(TREES[:18]):
        with (folder / f"{tree.lower()}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(("Supplier name", "Address", "City", "Country", "Protocol", "Audit date"))
            for step in range(30):
                site = (index * 7 + step) % len(sites)
                day = days[site // 4 % 2] if step > 2 else "2023-12-01"
                writer.writerow((*sites[site], "Virtual Walk 2.0", day))


def test_a_lane_is_opened_with_a_file_and_no_line_of_code(tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    write_virtual_walks(tmp_path / "lists")
    (tmp_path / "virtual.toml").write_text(VIRTUAL, "utf-8")
    path = programme_file(tmp_path, members=18, of_round='lane = "virtual.toml"')

    round_ = assembled(tmp_path / "lists", read_programme(path), tmp_path / "ROUND")

    summary = json.loads((tmp_path / "ROUND/secretariat/summary.json").read_bytes())
    assert summary["lane"] == "virtual assessment"
    assert {reason for one in summary["lists"] for reason in one["reasons"]} == {"outside-window"}
    assert 0 < summary["accepted"] < summary["rows"]
    assert round_.settings.policy.window_months == 24
    common = read_common_list(tmp_path / "ROUND/common-list.csv")
    assert set(common.rows["audited"].drop_nulls()) == {"up to 12 months", "up to 24 months"}
    assert set(common.rows["assurance"].drop_nulls()) <= {"meets the benchmark"}
    assert summary["release"]["shown"] > 0


def test_a_protocol_of_the_lane_meets_its_baseline(tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    write_virtual_walks(tmp_path / "lists")
    (tmp_path / "virtual.toml").write_text(VIRTUAL, "utf-8")
    path = programme_file(tmp_path, members=18, of_round='lane = "virtual.toml"')

    round_ = assembled(tmp_path / "lists", read_programme(path), tmp_path / "ROUND")

    assert {one for list_ in round_.lists for one in list_.audits["assurance"]} == {"meets the benchmark"}


def test_a_lane_on_site_takes_no_virtual_walk(tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    write_virtual_walks(tmp_path / "lists")
    path = programme_file(tmp_path, members=18)

    round_ = assembled(tmp_path / "lists", read_programme(path), tmp_path / "ROUND")

    assert {one.audits.height for one in round_.lists} == {0}


def test_a_lane_about_companies_gets_no_round(tmp_path: Path) -> None:
    (tmp_path / "rating.toml").write_text(VIRTUAL.replace('"site"', '"company"'), "utf-8")
    path = programme_file(tmp_path, members=2, of_round='lane = "rating.toml"')

    with pytest.raises(LaneProblem, match="about a company"):
        RoundSettings.under(read_programme(path), "2026-H1", Policy.default())
