"""What people say of one list must be said of a list that came."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from comity.core import ComityError
from comity.registry import Registry
from comity.release import Policy
from comity.round import ReadingHelp, RoundSettings, find_sources, link_lists, write_round
from comity.round.errors import UnknownList
from comity.round.reading import require_lists
from comity.round.sources import Source
from tests.round.members import write_programme

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
    require_lists(ReadingHelp(assumed={"": {"country": "x"}, "Cedar Home": {"country": "India"}}), SOURCES)
    require_lists(None, SOURCES)


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
