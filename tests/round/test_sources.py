from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl
import pytest

from comity.core import UnreadableInput
from comity.round.errors import AmbiguousMember, NoLists, RenamedLists
from comity.round.sources import Source, find_sources, require_known_names
from tests.round.members import TREES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("birch.csv", "alder.xlsx", "notes.docx", "~$alder.xlsx", ".hidden.csv"):
        (tmp_path / name).write_text("name\n")
    return tmp_path


def test_a_folder_gives_its_lists_by_name_and_passes_over_what_is_none(folder: Path) -> None:
    assert [source.name for source in find_sources([folder])] == ["alder", "birch"]


def test_the_order_of_files_changes_nothing(folder: Path) -> None:
    alder, birch = folder / "alder.xlsx", folder / "birch.csv"

    assert find_sources([alder, birch]) == find_sources([birch, alder]) == find_sources([birch, folder])


def test_a_member_named_by_hand_takes_the_file_out_of_its_folder(folder: Path) -> None:
    sources = find_sources([folder], named={"Birch Foods": folder / "birch.csv"})

    assert [source.name for source in sources] == ["Birch Foods", "alder"]


def test_two_files_of_one_member_are_asked_about(folder: Path) -> None:
    (folder / "birch.xlsx").write_text("")

    with pytest.raises(AmbiguousMember, match=r"birch\.csv.*birch\.xlsx"):
        find_sources([folder])


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match=r"missing\.csv: There is no such file"):
        find_sources([tmp_path / "missing.csv"])


def test_an_empty_folder_is_said_to_be_empty(tmp_path: Path) -> None:
    with pytest.raises(NoLists, match="holds no list"):
        find_sources([tmp_path])


def test_a_source_remembers_that_a_person_named_it(folder: Path) -> None:
    by_hand = {one.name: one.by_hand for one in find_sources([folder], named={"B": folder / "birch.csv"})}

    assert by_hand == {"B": True, "alder": False}


EIGHT = [tree.lower() for tree in TREES[:8]]


def contributions(
    members: Sequence[str], *, sites: int = 4, groups: Mapping[str, str] | None = None
) -> pl.DataFrame:
    """Each member has sites of its own, called by the first five letters of its name."""
    rows = [
        (f"{member[:5]} {at}", f"{member[:5]} {at}", member, (groups or {}).get(member, member))
        for member in members
        for at in range(sites)
    ]
    return pl.DataFrame(rows, schema=["site", "record", "member", "group"], orient="row")


def sources_of(members: Sequence[str], *, by_hand: Sequence[str] = ()) -> list[Source]:
    return [Source(name=one, path=Path(f"{one}.csv"), by_hand=one in by_hand) for one in members]


def test_a_programme_under_new_file_names_is_asked_about_with_the_likely_pairs() -> None:
    renamed = [f"{member}-2026H2" for member in EIGHT]

    with pytest.raises(RenamedLists) as error:
        require_known_names(contributions(EIGHT), contributions(renamed), sources_of(renamed))

    assert "Of the 8 groups of the last release 8 sent nothing, and 8 came" in error.value.message
    assert "(“alder” is probably “alder-2026H2” now, “birch” is probably" in error.value.message
    assert ", and 5 more)" in error.value.message
    assert "--member alder=alder-2026H2.csv" in error.value.remedy
    assert "--new-members" in error.value.remedy


def test_names_that_say_nothing_are_told_by_their_sites() -> None:
    files = [f"file {at}" for at in range(8)]
    now = contributions(EIGHT, sites=12).with_columns(
        member=pl.col("member").replace(dict(zip(EIGHT, reversed(files), strict=True)))
    )

    with pytest.raises(RenamedLists, match="“alder” is probably “file 7” now"):
        require_known_names(
            contributions(EIGHT, sites=12), now.with_columns(group="member"), sources_of(files)
        )


@pytest.mark.parametrize(("gone", "came", "is_asked"), [(5, 4, True), (5, 3, False), (4, 8, False)])
def test_it_is_asked_where_most_went_and_as_many_came(*, gone: int, came: int, is_asked: bool) -> None:
    now = [*EIGHT[gone:], *(f"zz{at}" for at in range(came))]

    if not is_asked:
        require_known_names(contributions(EIGHT), contributions(now), sources_of(now))
        return
    with pytest.raises(RenamedLists):
        require_known_names(contributions(EIGHT), contributions(now), sources_of(now))


@pytest.mark.parametrize(("sites", "is_asked"), [(10, True), (9, False)])
def test_one_list_that_came_with_the_sites_of_one_that_went_is_enough(*, sites: int, is_asked: bool) -> None:
    now = [*EIGHT[1:], "alder-2026H2"]
    then, these = contributions(EIGHT, sites=sites), contributions(now, sites=sites)

    if not is_asked:
        require_known_names(then, these, sources_of(now))
        return
    with pytest.raises(RenamedLists, match="Of the 8 groups of the last release 1 sent nothing, and 1 came"):
        require_known_names(then, these, sources_of(now))


def test_whoever_is_named_by_hand_is_who_they_are_said_to_be() -> None:
    renamed = [f"{member}-2026H2" for member in EIGHT]

    with pytest.raises(RenamedLists):
        require_known_names(contributions(EIGHT), contributions(renamed), sources_of(renamed))
    require_known_names(contributions(EIGHT), contributions(renamed), sources_of(renamed, by_hand=renamed))


def test_members_that_join_a_group_have_not_gone() -> None:
    grouped = contributions(EIGHT, sites=12, groups=dict.fromkeys(EIGHT[:6], "Trees"))

    require_known_names(contributions(EIGHT, sites=12), grouped, sources_of(EIGHT))
    require_known_names(grouped, contributions(EIGHT, sites=12), sources_of(EIGHT))
    strangers = [f"zz{at}" for at in range(8)]
    with pytest.raises(RenamedLists):
        require_known_names(grouped, contributions(strangers), sources_of(strangers))


def test_a_first_release_and_the_same_members_again_are_not_asked_about() -> None:
    strangers = contributions([f"zz{at}" for at in range(8)])

    for before in (contributions([]).cast(pl.String), contributions(EIGHT)):
        require_known_names(before, contributions(EIGHT), sources_of(EIGHT))
    with pytest.raises(RenamedLists):
        require_known_names(strangers, contributions(EIGHT), sources_of(EIGHT))
