import json
from datetime import date
from pathlib import Path

import pytest

from comity.core import UnreadableInput
from comity.registry import Registry
from comity.release import Policy
from comity.round import AssembledRound, RoundSettings, find_sources, read_public, write_round
from tests.round.members import shared_sites, write_programme

HEADER = "name,address,city,country,brand"


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lists")
    write_programme(folder, members=8)
    return folder


def statements(folder: Path, *rows: tuple[str, ...], header: str = HEADER) -> Path:
    path = folder / "public.csv"
    path.write_text("\n".join([header, *map(",".join, rows)]) + "\n", "utf-8")
    return path


def assembled(lists: Path, out: Path, registry: Registry, public: Path | None = None) -> AssembledRound:
    settings = RoundSettings(
        round_id="2026-H1",
        cutoff=date(2026, 6, 30),
        policy=Policy.default(),
        public=read_public(public) if public else None,
    )
    return write_round(find_sources([lists]), registry, out, settings=settings)


def test_a_site_is_found_by_what_it_is_called_and_its_buyer_by_the_name_of_its_list(
    lists: Path, tmp_path: Path
) -> None:
    name, address, city, country = shared_sites()[0]
    public = statements(
        tmp_path,
        (name.removesuffix(" Ltd").upper(), address, city, country, "Alder"),
        (name, address, city, country, "Unknown Brand"),
        ("Nowhere Mill", "1 Lost Road", "Bremen", "Germany", "birch"),
    )

    round_ = assembled(lists, tmp_path / "ROUND", Registry.in_memory(), public)

    assert round_.public is not None
    rows = round_.rows.join(round_.sites, on="record").filter(site_name=name)
    assert round_.public.by_site.rows() == [(rows["site"][0], "alder")]
    assert json.loads((tmp_path / "ROUND/secretariat/summary.json").read_bytes())["public"] == {
        "file": "public.csv",
        "statements": 3,
        "used": 1,
        "of_strangers": 1,
        "strangers": ["Unknown Brand"],
        "unplaced": 1,
    }


def test_a_site_may_be_named_by_its_id(lists: Path, tmp_path: Path) -> None:
    registry = Registry.in_memory()
    site = assembled(lists, tmp_path / "R1", registry).sites["site"][0]
    public = statements(tmp_path, (site, "cedar"), ("S-999999-0", "cedar"), header="site,group")

    round_ = assembled(lists, tmp_path / "R2", registry, public)

    assert round_.public is not None
    assert round_.public.by_site.rows() == [(site, "cedar")]
    assert round_.public.unplaced == 1


def test_the_manifest_tells_which_statements_were_counted_with(lists: Path, tmp_path: Path) -> None:
    public = statements(tmp_path, (*shared_sites()[0], "alder"))

    assembled(lists, tmp_path / "with", Registry.in_memory(), public)
    assembled(lists, tmp_path / "without", Registry.in_memory())

    told = [
        json.loads((tmp_path / out / "secretariat/manifest.json").read_bytes())["public"]
        for out in ("with", "without")
    ]
    assert told == [read_public(public).digest, None]


def test_statements_that_do_not_say_who_buys_are_an_error_that_says_how(tmp_path: Path) -> None:
    public = statements(tmp_path, shared_sites()[0], header="name,address,city,country")

    with pytest.raises(UnreadableInput, match="Call it “group”"):
        read_public(public)
