import csv
import json
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.registry import Registry
from comity.release import Policy
from comity.round import AssembledRound, RoundSettings, find_sources, write_round
from comity.round.assemble import EarlierRelease
from comity.round.errors import (
    AmbiguousMember,
    LaterRelease,
    ReleaseBeforeCutoff,
    RenamedLists,
    SameList,
)
from tests.round.members import HEADER, shared_sites, write_list, write_programme

SETTINGS = RoundSettings(round_id="2026-H1", cutoff=date(2026, 6, 30), policy=Policy.default())


def assembled(lists: Path, out: Path, registry: Registry | None = None) -> AssembledRound:
    return write_round(find_sources([lists]), registry or Registry.in_memory(), out, settings=SETTINGS)


def files(out: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()
    }


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lists")
    write_programme(folder, members=18)
    return folder


@pytest.fixture(scope="module")
def out(programme: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rounds") / "ROUND"
    assembled(programme, folder)
    return folder


def test_a_round_holds_what_the_specification_says(out: Path) -> None:
    names = set(files(out))

    assert {
        "common-list.xlsx",
        "common-list.csv",
        "common-list.parquet",
        "returned/alder.xlsx",
        "secretariat/links.csv",
        "secretariat/review.csv",
        "secretariat/lessons.csv",
        "secretariat/sites.csv",
        "secretariat/rows.csv",
        "secretariat/leak-test.html",
        "secretariat/leak-test.json",
        "secretariat/summary.json",
        "secretariat/manifest.json",
    } <= names


def test_without_the_members_workbooks_a_round_is_the_same(
    programme: Path, out: Path, tmp_path: Path
) -> None:
    write_round(
        find_sources([programme]),
        Registry.in_memory(),
        tmp_path / "ROUND",
        settings=SETTINGS,
        gives_back=False,
    )

    with_them, without = files(out), files(tmp_path / "ROUND")
    told, said = (json.loads(one.pop("secretariat/manifest.json")) for one in (with_them, without))
    kept = {name: data for name, data in with_them.items() if not name.startswith("returned/")}
    assert len(kept) == len(with_them) - 18
    assert without == kept
    assert said == told | {
        "outputs": {name: one for name, one in told["outputs"].items() if not name.startswith("returned/")}
    }


def test_every_row_of_the_list_is_named_to_the_secretariat_with_its_site_and_to_nobody_else(
    out: Path,
) -> None:
    rows = pl.read_csv(out / "secretariat/rows.csv")
    sites = pl.read_csv(out / "secretariat/sites.csv")
    shown = pl.read_parquet(out / "common-list.parquet")

    told = sites.filter(pl.col("outcome") != "withheld")
    assert set(rows["site"]) == set(told["site"])
    assert rows["row"].is_unique().all()
    assert set(shown["row"].drop_nulls()) <= set(rows["row"])
    assert rows.height == told.height > 0


def test_links_name_every_row_of_every_list(programme: Path, out: Path) -> None:
    text = (out / "secretariat/links.csv").read_text("utf-8-sig")
    links = {(line["list"], int(line["row"])) for line in csv.DictReader(text.splitlines())}

    rows = {
        (path.stem, number)
        for path in programme.iterdir()
        for number, _ in enumerate(csv.DictReader(path.read_text().splitlines()), 1)
    }
    assert links == rows


def test_rows_of_many_lists_that_say_one_site_are_one_site(out: Path) -> None:
    summary = json.loads((out / "secretariat/summary.json").read_bytes())

    assert summary["rows"] == 18 * 30
    assert summary["sites"] == 40


def test_no_site_is_lost_between_the_lists_and_the_decisions(out: Path) -> None:
    summary = json.loads((out / "secretariat/summary.json").read_bytes())
    release = summary["release"]

    assert release["shown"] + release["check_only"] + release["withheld"] == summary["sites"]


def outcomes(out: Path) -> dict[str, str]:
    lines = list(csv.DictReader((out / "secretariat/sites.csv").read_text("utf-8-sig").splitlines()))
    told = {line["site"]: line["reason_code"] for line in lines}
    assert len(told) == len(lines)
    return told


def sites_named(out: Path) -> set[str]:
    lines = csv.DictReader((out / "secretariat/links.csv").read_text("utf-8-sig").splitlines())
    return {line["site"] for line in lines if line["site"]}


@pytest.mark.parametrize("members", [5, 8])
def test_a_site_of_refused_rows_alone_is_withheld_with_its_reason(members: int, tmp_path: Path) -> None:
    (lists := tmp_path / "lists").mkdir()
    write_programme(lists, members=members)
    write_list(lists / "zelkova.csv", [("Zandoria Glass", "7 Quay", "Izmir", "Turkey")], day="2019-01-01")

    round_ = assembled(lists, tmp_path / "ROUND")

    told = outcomes(tmp_path / "ROUND")
    [zandoria] = round_.sites.join(
        round_.rows.filter(pl.col("list") == "zelkova").select("record"), on="record"
    )["site"].to_list()
    assert told[zandoria] == "no-audit"
    assert set(told) == sites_named(tmp_path / "ROUND")
    summary = json.loads((tmp_path / "ROUND/secretariat/summary.json").read_bytes())
    counted = summary["release"]
    assert counted["shown"] + counted["check_only"] + counted["withheld"] == summary["sites"] == len(told)
    assert summary["carried_sites"] == 0


@given(data=st.data())
@settings(max_examples=8, deadline=None)
def test_every_site_that_a_row_names_has_exactly_one_outcome(data: st.DataObject) -> None:
    """Law. Rows are good, too old, without a day, or repeated, in any lists."""
    sites = shared_sites(6)
    row = st.tuples(
        st.integers(0, 5), st.sampled_from(["2025-11-30", "2019-01-01", "", "2030-01-01", "2026-06-29"])
    )
    with TemporaryDirectory() as folder:
        (lists := Path(folder) / "lists").mkdir()
        for member in range(data.draw(st.integers(1, 9))):
            rows = data.draw(st.lists(row, min_size=1, max_size=6))
            text = [",".join(HEADER)]
            text += [",".join((*sites[site], "SMETA 4-pillar", day)) for site, day in rows]
            text.append(f"Member {member} Ltd,{member} Quay,Izmir,Turkey,SMETA 4-pillar,2025-11-30")
            (lists / f"m{member}.csv").write_text("\n".join(text) + "\n")

        round_ = assembled(lists, Path(folder) / "ROUND")

        decided = round_.release.decisions["site"]
        assert decided.is_unique().all()
        assert set(decided) == set(round_.sites["site"])
        assert set(round_.release.decisions["outcome"]) <= {"shown", "check-only", "withheld"}


def test_the_same_lists_give_the_same_bytes(programme: Path, out: Path, tmp_path: Path) -> None:
    assembled(programme, tmp_path / "AGAIN")

    assert files(tmp_path / "AGAIN") == files(out)


def test_the_order_of_rows_changes_no_site_and_no_outcome(programme: Path, out: Path, tmp_path: Path) -> None:
    shuffled = tmp_path / "lists"
    shutil.copytree(programme, shuffled)
    for path in shuffled.iterdir():
        header, *rows = path.read_text().splitlines()
        path.write_text("\n".join([header, *reversed(rows)]) + "\n")

    assembled(shuffled, tmp_path / "ROUND")

    before = pl.read_csv(out / "secretariat/sites.csv")
    after = pl.read_csv(tmp_path / "ROUND/secretariat/sites.csv")
    assert before.drop("site").sort(pl.all()).equals(after.drop("site").sort(pl.all()))


def test_a_second_round_keeps_every_site_id(programme: Path, tmp_path: Path) -> None:
    registry = Registry.in_memory()
    first = assembled(programme, tmp_path / "FIRST", registry)

    second = assembled(programme, tmp_path / "SECOND", registry)

    assert first.sites.sort("record").equals(second.sites.sort("record"))


def test_judgements_that_contradict_each_other_are_said_with_the_rows_of_all(
    programme: Path, tmp_path: Path
) -> None:
    registry = Registry.in_memory()
    first = assembled(programme, tmp_path / "FIRST", registry)
    one, between, other = sorted(first.sites.unique("site").sort("site")["record"].head(3))
    for left, right, same in ((one, between, True), (between, other, True), (one, other, False)):
        registry.judge(left, right, same=same, by="Yew", at=datetime(2026, 7, 1, tzinfo=UTC))

    assembled(programme, tmp_path / "SECOND", registry)

    summary = json.loads((tmp_path / "SECOND/secretariat/summary.json").read_bytes())
    [said] = summary["contradictions"]
    links = pl.read_csv(tmp_path / "SECOND/secretariat/links.csv").join(
        first.rows.select("list", pl.col("row").cast(pl.Int64), "record"), on=["list", "row"]
    )
    rows_of = {
        record: {
            f"{name}:{row}" for name, row in links.filter(record=record).select("list", "row").iter_rows()
        }
        for record in (one, between, other)
    }
    assert said["chain"] == [one, between, other]
    assert all(row in rows_of[record] for row, record in zip(said["rows"], said["chain"], strict=True))


def test_the_manifest_tells_the_digest_of_every_other_file(out: Path) -> None:
    manifest = json.loads((out / "secretariat/manifest.json").read_bytes())

    assert set(manifest["outputs"]) == set(files(out)) - {"secretariat/manifest.json"}


def test_seven_members_are_told_why_there_is_no_list(tmp_path: Path) -> None:
    (lists := tmp_path / "lists").mkdir()
    write_programme(lists, members=7)

    assembled(lists, tmp_path / "ROUND")

    summary = json.loads((tmp_path / "ROUND/secretariat/summary.json").read_bytes())
    assert summary["release"]["released"] is False
    assert summary["release"]["refusals"]
    assert not list((tmp_path / "ROUND").glob("common-list.*"))
    assert (tmp_path / "ROUND/returned/alder.xlsx").exists()


def test_lists_without_a_single_audit_are_refused_with_everything_else_there(tmp_path: Path) -> None:
    (lists := tmp_path / "lists").mkdir()
    (lists / "alder.csv").write_text("Supplier name,City,Country\nVelmira Mills,Pune,India\n")

    assembled(lists, tmp_path / "ROUND")

    summary = json.loads((tmp_path / "ROUND/secretariat/summary.json").read_bytes())
    assert summary["accepted"] == 0
    assert summary["release"]["refusals"][0]["code"] == "too-few-groups"
    assert (tmp_path / "ROUND/returned/alder.xlsx").exists()


def test_eight_members_get_a_list_to_check_against_and_see_no_site(tmp_path: Path) -> None:
    (lists := tmp_path / "lists").mkdir()
    write_programme(lists, members=8)

    assembled(lists, tmp_path / "ROUND")

    summary = json.loads((tmp_path / "ROUND/secretariat/summary.json").read_bytes())
    assert summary["release"]["mode"] == "check-only"
    assert summary["release"]["shown"] == 0
    common = (tmp_path / "ROUND/common-list.csv").read_text("utf-8-sig")
    assert "kordova" not in common.casefold()


def test_a_row_without_any_name_is_in_the_links_with_its_reason(tmp_path: Path) -> None:
    (lists := tmp_path / "lists").mkdir()
    write_programme(lists, members=8)
    write_list(
        lists / "alder.csv",
        [("Velmira Mills", "1 Quay", "Izmir", "Turkey"), ("", "2 Quay", "Izmir", "Turkey")],
    )

    assembled(lists, tmp_path / "ROUND")

    lines = csv.DictReader((tmp_path / "ROUND/secretariat/links.csv").read_text("utf-8-sig").splitlines())
    nameless = next(line for line in lines if (line["list"], line["row"]) == ("alder", "2"))
    assert nameless["site"] == ""
    assert nameless["reason"]


def keys_of(value: object) -> set[str]:
    if isinstance(value, list):
        return {key for one in value for key in keys_of(one)}
    return set(value) if isinstance(value, dict) else set()


def test_every_key_of_the_summary_and_the_manifest_is_in_the_specification(out: Path) -> None:
    specification = (Path(__file__).parents[2] / "docs" / "spec" / "round.md").read_text("utf-8")
    summary = json.loads((out / "secretariat/summary.json").read_bytes())
    manifest = json.loads((out / "secretariat/manifest.json").read_bytes())

    keys = keys_of(summary) | keys_of(summary["release"]) | keys_of(summary["lists"]) | keys_of(manifest)
    assert [
        key for key in sorted(keys) if f"`{key}`" not in specification and f".{key}`" not in specification
    ] == []


def test_a_member_that_leaves_stays_listed_until_its_audits_age_out(programme: Path, tmp_path: Path) -> None:
    registry = Registry.in_memory()
    assembled(programme, tmp_path / "FIRST", registry)
    later = tmp_path / "lists"
    shutil.copytree(programme, later)
    write_list(later / "rowan.csv", [("Zandoria Glass", "7 Quay", "Izmir", "Turkey")], day="2026-03-01")
    (later / "alder.csv").unlink()
    chosen = RoundSettings(round_id="2026-H2", cutoff=date(2026, 12, 31), policy=Policy.default())

    second = write_round(find_sources([later]), registry, tmp_path / "SECOND", settings=chosen)

    groups = json.loads((tmp_path / "SECOND/secretariat/leak-test.json").read_bytes())["contributing_groups"]
    assert groups == len(second.lists)
    summary = json.loads((tmp_path / "SECOND/secretariat/summary.json").read_bytes())
    left = set(outcomes(tmp_path / "SECOND")) - sites_named(tmp_path / "SECOND")
    assert summary["sites"] == second.release.decisions.height >= 40
    assert summary["carried_sites"] == len(left)


HALF_YEARS = {"2025-H2": date(2025, 12, 31), "2026-H1": date(2026, 6, 30), "2026-H2": date(2026, 12, 31)}


def in_round(name: str, *, older_cutoff: bool = False) -> RoundSettings:
    return RoundSettings(
        round_id=name, cutoff=HALF_YEARS[name], policy=Policy.default(), older_cutoff=older_cutoff
    )


def test_an_older_cut_off_on_a_newer_registry_is_refused_unless_somebody_means_it(tmp_path: Path) -> None:
    (lists := tmp_path / "lists").mkdir()
    write_programme(lists, members=8)
    registry, sources = Registry.in_memory(), find_sources([lists])
    write_round(sources, registry, tmp_path / "NEW", settings=in_round("2026-H2"))
    known = registry.known()

    with pytest.raises(LaterRelease, match="2026-H2, cut-off 2026-12-31") as error:
        write_round(sources, registry, tmp_path / "OLD", settings=in_round("2026-H1"))
    assert "--older-cutoff" in error.value.remedy
    assert not (tmp_path / "OLD").exists()
    assert registry.known().equals(known)

    meant = write_round(sources, registry, tmp_path / "OLD", settings=in_round("2026-H1", older_cutoff=True))
    summary = json.loads((tmp_path / "OLD/secretariat/summary.json").read_bytes())
    assert meant.later_releases == ("2026-H2",)
    assert summary["later_releases"] == ["2026-H2"]


def test_the_same_round_again_and_a_later_one_need_no_word(tmp_path: Path) -> None:
    (lists := tmp_path / "lists").mkdir()
    write_programme(lists, members=8)
    registry, sources = Registry.in_memory(), find_sources([lists])
    for at, name in enumerate(("2025-H2", "2025-H2", "2026-H1")):
        round_ = write_round(sources, registry, tmp_path / f"R{at}", settings=in_round(name))

        assert round_.later_releases == ()


def test_rounds_follow_each_other_by_their_days_not_by_their_names(tmp_path: Path) -> None:
    """“autumn” comes before “spring” in the alphabet, and after it in the year."""
    (lists := tmp_path / "lists").mkdir()
    write_programme(lists, members=8)
    registry, sources = Registry.in_memory(), find_sources([lists])
    spring = RoundSettings(round_id="spring", cutoff=date(2026, 6, 30), policy=Policy.default())
    autumn = RoundSettings(round_id="autumn", cutoff=date(2026, 7, 31), policy=Policy.default())
    write_round(sources, registry, tmp_path / "SPRING", settings=spring)
    write_list(lists / "zelkova.csv", [("Zandoria Glass", "7 Quay", "Izmir", "Turkey")])

    second = write_round(find_sources([lists]), registry, tmp_path / "AUTUMN", settings=autumn)

    assert second.release.leak_test.newcomers == ("zelkova",)


def test_the_same_round_from_other_lists_knows_that_it_was_released_before(tmp_path: Path) -> None:
    (lists := tmp_path / "lists").mkdir()
    write_programme(lists, members=8)
    registry = Registry.in_memory()
    first = assembled(lists, tmp_path / "FIRST", registry)
    same = assembled(lists, tmp_path / "SAME", registry)
    write_list(lists / "zelkova.csv", [("Zandoria Glass", "7 Quay", "Izmir", "Turkey")])

    with_newcomer = assembled(lists, tmp_path / "OTHER", registry)
    again = assembled(lists, tmp_path / "AGAIN", registry)
    (lists / "alder.csv").unlink()
    without = assembled(lists, tmp_path / "WITHOUT", registry)
    other_round = replace(SETTINGS, round_id="2026-H1-2")
    later = write_round(find_sources([lists]), registry, tmp_path / "LATER", settings=other_round)

    told = [one.earlier_release for one in (first, same, with_newcomer, again, without, later)]
    assert told == [
        None,
        None,
        EarlierRelease(new_lists=("zelkova",)),
        None,
        EarlierRelease(new_lists=()),
        None,
    ]


def test_a_list_that_goes_out_before_its_round_has_ended_is_refused(tmp_path: Path) -> None:
    (lists := tmp_path / "lists").mkdir()
    write_programme(lists, members=8)

    early = replace(SETTINGS, release_on=date(2026, 6, 29))
    with pytest.raises(ReleaseBeforeCutoff, match="on 2026-06-29, before the round ends on 2026-06-30"):
        write_round(find_sources([lists]), Registry.in_memory(), tmp_path / "EARLY", settings=early)
    assert not (tmp_path / "EARLY").exists()

    on_the_day = replace(SETTINGS, release_on=date(2026, 6, 30))
    write_round(find_sources([lists]), Registry.in_memory(), tmp_path / "DAY", settings=on_the_day)
    assert (tmp_path / "DAY").exists()


def test_a_list_saved_in_another_form_is_no_second_member(tmp_path: Path) -> None:
    """Seven members are no eight, whatever else of theirs lies in the folder."""
    (lists := tmp_path / "lists").mkdir()
    write_programme(lists, members=7)
    header, *rows = (lists / "alder.csv").read_text().splitlines()
    (lists / "zelkova.csv").write_text("\n".join([header, *reversed(rows)]).replace(",", ";"))

    with pytest.raises(SameList, match=r"“alder\.csv” and “zelkova\.csv” are one list"):
        assembled(lists, tmp_path / "ROUND")

    assert not (tmp_path / "ROUND").exists()


def test_lists_under_new_names_leave_the_registry_as_it_was(tmp_path: Path) -> None:
    (lists := tmp_path / "lists").mkdir()
    write_programme(lists, members=8)
    registry = Registry.in_memory()
    assembled(lists, tmp_path / "FIRST", registry)
    known = registry.known()
    for path in lists.iterdir():
        path.rename(path.with_stem(f"2026H2 {path.stem}"))

    with pytest.raises(RenamedLists, match="“alder” is probably “2026H2 alder” now"):
        write_round(find_sources([lists]), registry, tmp_path / "R", settings=in_round("2026-H2"))

    assert not (tmp_path / "R").exists()
    assert registry.known().equals(known)
    meant = replace(in_round("2026-H2"), new_members=True)
    write_round(find_sources([lists]), registry, tmp_path / "R", settings=meant)
    assert (tmp_path / "R").exists()


def test_a_copy_of_a_list_is_no_second_member(tmp_path: Path) -> None:
    (lists := tmp_path / "lists").mkdir()
    write_programme(lists, members=7)
    shutil.copy(lists / "alder.csv", lists / "zelkova.csv")

    with pytest.raises(AmbiguousMember, match="byte for byte"):
        assembled(lists, tmp_path / "ROUND")

    assert not (tmp_path / "ROUND").exists()


def test_a_group_member_written_wrongly_is_said(tmp_path: Path) -> None:
    (lists := tmp_path / "lists").mkdir()
    write_programme(lists, members=8)
    policy = Policy.default().with_rules(groups={"Trees": ["alder", "brich"]})
    chosen = RoundSettings(round_id="2026-H1", cutoff=date(2026, 6, 30), policy=policy)

    with pytest.raises(AmbiguousMember, match="birch"):
        write_round(find_sources([lists]), Registry.in_memory(), tmp_path / "ROUND", settings=chosen)
