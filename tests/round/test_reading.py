"""What people say of one list must be said of a list that came; and one list is never two."""

import csv
import random
import tracemalloc
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest

from comity.core import ComityError, Window
from comity.lists import ListKind, ReadList, annotate
from comity.lists.errors import BrokenFile, NotAList
from comity.registry import Registry
from comity.release import Policy
from comity.round import ReadingHelp, RoundSettings, find_sources, link_lists, write_round
from comity.round.errors import SameList, UnknownList
from comity.round.reading import read_lists, require_lists, require_no_list_twice
from comity.round.sources import Source
from tests.round.members import HEADER, shared_sites, write_list, write_programme

SOURCES = [
    Source(name=name, path=Path(f"{name}.csv")) for name in ("alder-foods", "birch-foods", "Cedar Home")
]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("alder-food", "Did you mean “alder-foods”"),
        ("birch-foods.csv", "Did you mean “birch-foods”"),
        ("cedar home", "Did you mean “Cedar Home”?"),
        ("zzz", "The lists are: Cedar Home, alder-foods, birch-foods."),
    ],
)
@pytest.mark.parametrize(
    "reading_of", [lambda said: ReadingHelp(mappings=said), lambda said: ReadingHelp(assumed=said)]
)
def test_a_list_that_is_not_there_is_named_with_what_was_probably_meant(
    reading_of: Callable[[dict[str, dict[str, str]]], ReadingHelp], said: str, meant: str
) -> None:
    reading = reading_of({"": {"country": "x"}, said: {"country": "India"}})

    with pytest.raises(UnknownList, match=f"“{said}”") as error:
        require_lists(reading, SOURCES)

    assert meant in error.value.remedy


def test_lists_that_came_and_every_list_may_be_spoken_of() -> None:
    said = ReadingHelp(assumed={"": {"country": "x"}, "Cedar Home": {"country": "India"}})

    require_lists(said, SOURCES)
    require_lists(None, SOURCES)
    with pytest.raises(UnknownList, match="Cedar Home"):
        require_lists(said, SOURCES[:2])


def test_nothing_is_read_or_written_where_a_list_is_not_there(tmp_path: Path) -> None:
    write_programme(tmp_path, members=2)
    reading = ReadingHelp(assumed={"aldr": {"country": "India"}})
    settings = RoundSettings(round_id="2026-H1", cutoff=date(2026, 6, 30), policy=Policy.default())

    for attempt in (
        lambda: link_lists(find_sources([tmp_path]), reading=reading),
        lambda: write_round(
            find_sources([tmp_path]), Registry.in_memory(), tmp_path / "R", settings=settings, reading=reading
        ),
    ):
        with pytest.raises(ComityError, match="aldr"):
            attempt()
    assert not (tmp_path / "R").exists()


Row = tuple[str, str, str, str]
OWN = [(f"Zandoria {at} Glass", f"{at} Quay", "Izmir", "Turkey") for at in range(40)]


def read_all(folder: Path) -> tuple[ReadList, ...]:
    window = Window(cutoff=date(2026, 6, 30))
    return read_lists(find_sources([folder]), kind=ListKind.AUDITED_SITES, window=window)


def two_lists(folder: Path, one: Sequence[Row], other: Sequence[Row], *, name: str = "birch") -> None:
    write_list(folder / "alder.csv", one)
    write_list(folder / f"{name}.csv", random.Random(3).sample(other, len(other)))


@pytest.mark.parametrize(
    ("shared", "own", "name", "is_one"),
    [
        (20, 0, "birch", True),
        (19, 1, "birch", True),
        (18, 2, "birch", False),
        (18, 2, "alder-2", True),
        (17, 3, "alder-2", False),
        (9, 0, "birch", False),
        (10, 0, "birch", True),
    ],
)
def test_two_lists_of_nearly_the_same_rows_are_one(
    *, shared: int, own: int, name: str, is_one: bool, tmp_path: Path
) -> None:
    sites = shared_sites()
    two_lists(tmp_path, sites, [*sites[:shared], *OWN[:own]], name=name)

    if not is_one:
        require_no_list_twice(read_all(tmp_path), {})
        return
    with pytest.raises(SameList, match=rf"“alder\.csv” and “{name}\.csv” are one list") as error:
        require_no_list_twice(read_all(tmp_path), {})
    assert f"{shared} of the {shared + own} accepted rows" in error.value.message


def test_the_same_sites_audited_on_other_days_are_another_list(tmp_path: Path) -> None:
    write_list(tmp_path / "alder.csv", shared_sites())
    write_list(tmp_path / "birch.csv", shared_sites(), day="2025-10-30")
    require_no_list_twice(read_all(tmp_path), {})

    write_list(tmp_path / "birch.csv", shared_sites())
    with pytest.raises(SameList, match="are one list"):
        require_no_list_twice(read_all(tmp_path), {})


def test_one_group_of_companies_may_send_one_list_twice(tmp_path: Path) -> None:
    two_lists(tmp_path, shared_sites(), shared_sites())

    require_no_list_twice(read_all(tmp_path), {"Trees": ["alder", "birch"]})
    with pytest.raises(SameList, match="are one list"):
        require_no_list_twice(read_all(tmp_path), {"Trees": ["alder", "cedar"]})


def test_members_of_a_programme_may_share_nearly_all_and_not_all(tmp_path: Path) -> None:
    two_lists(tmp_path, shared_sites(30), [*shared_sites(30)[:29], OWN[0]])
    require_no_list_twice(read_all(tmp_path), {}, are_members=True)

    two_lists(tmp_path, shared_sites(30), shared_sites(30))
    with pytest.raises(SameList, match="30 of the 30"):
        require_no_list_twice(read_all(tmp_path), {}, are_members=True)


@pytest.mark.parametrize("are_members", [False, True])
@pytest.mark.parametrize("corrected", [0, 4])
@pytest.mark.parametrize("name", ["alder-checked", "birch"])
def test_our_own_workbook_is_the_list_that_it_was_made_from(
    *, are_members: bool, corrected: int, name: str, tmp_path: Path
) -> None:
    """Whatever it is called, and with half of its few rows corrected since."""
    sites = [*OWN[:corrected], *shared_sites(8)[corrected:]]
    (tmp_path / "made").mkdir()
    write_list(tmp_path / "made" / "alder.csv", sites)
    [made] = read_all(tmp_path / "made")
    (tmp_path / f"{name}.xlsx").write_bytes(annotate(made))
    write_list(tmp_path / "alder.csv", shared_sites(8))

    with pytest.raises(SameList, match=rf"“{name}\.xlsx” is the workbook with our remarks on “alder\.csv”\."):
        require_no_list_twice(read_all(tmp_path), {}, are_members=are_members)


def test_a_workbook_sent_back_corrected_is_a_list_like_any_other(tmp_path: Path) -> None:
    """Its member's own; others may have half of the same sites, and a few have all that they have."""
    write_list(tmp_path / "alder.csv", shared_sites())
    [made] = read_all(tmp_path)
    (tmp_path / "alder.xlsx").write_bytes(annotate(made))
    (tmp_path / "alder.csv").unlink()
    write_list(tmp_path / "birch.csv", [*shared_sites()[:20], *OWN[:10]])
    write_list(tmp_path / "cedar.csv", shared_sites()[30:35])
    require_no_list_twice(read_all(tmp_path), {})

    (tmp_path / "alder.xlsx").rename(tmp_path / "alder-corrected.xlsx")
    write_list(tmp_path / "alder.csv", shared_sites())
    with pytest.raises(SameList, match="is the workbook with our remarks"):
        require_no_list_twice(read_all(tmp_path), {})


def test_the_sheet_with_our_remarks_is_known_as_text_too(tmp_path: Path) -> None:
    sites = shared_sites(6)
    write_list(tmp_path / "alder.csv", sites)
    with (tmp_path / "birch.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("What we found", "What to do", "State", *HEADER))
        writer.writerows(("", "", "accepted", *site, "SMETA 4-pillar", "2025-11-30") for site in sites)

    with pytest.raises(SameList, match=r"“birch\.csv” is the workbook with our remarks\."):
        require_no_list_twice(read_all(tmp_path), {})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
@pytest.mark.parametrize("opened", ['"', ""])
def test_a_cell_over_half_a_file_is_found_before_the_file_is_cut(
    opened: str, encoding: str, tmp_path: Path
) -> None:
    size = 4_000_000
    text = f"Supplier name,City,Country\r\nVelmira Mills,Pune,India\r\n{opened}{'é' * size}\r\n"
    (tmp_path / "alder.csv").write_bytes(text.encode(encoding))
    tracemalloc.start()

    with pytest.raises(BrokenFile, match=r"Row 3 has a cell of more than 32,767 letters\. Look for a quot"):
        read_lists(find_sources([tmp_path]), kind=ListKind.SITES)

    bytes_read = (tmp_path / "alder.csv").stat().st_size
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < bytes_read + 2_000_000


def test_a_long_cell_within_what_a_spreadsheet_holds_is_read(tmp_path: Path) -> None:
    marks = '""' * 32_000
    (tmp_path / "alder.csv").write_bytes(
        f'Supplier name,Country,Note\nVelmira,India,"{marks}"\n'.encode("utf-16")
    )

    [read] = read_lists(find_sources([tmp_path]), kind=ListKind.SITES)

    assert read.sites.height == 1


def test_what_is_no_list_is_called_by_its_name_however_long_its_line(tmp_path: Path) -> None:
    word = "x" * 1_000_000
    page = f"<html><img src='data:{word}'><table><tr><td>Supplier name<td>Country<tr><td>Velmira<td>India</table>"
    (tmp_path / "page.xls").write_text(page)
    [read] = read_lists(find_sources([tmp_path]), kind=ListKind.SITES)
    assert read.sites.height == 1

    for name, data, said in (
        ("data.txt", b'{"a": "%s"}' % word.encode(), "JSON"),
        ("zeros.txt", bytes(1_000_000), "not a text file"),
    ):
        (tmp_path / name).write_bytes(data)
        with pytest.raises((NotAList, BrokenFile), match=said):
            read_lists(find_sources([tmp_path / name]), kind=ListKind.SITES)
