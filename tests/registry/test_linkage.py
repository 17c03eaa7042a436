"""The registry with the linkage that it is made for."""

import polars as pl
import pytest

from comity.linkage import Linkage, link_rows
from comity.registry import Registry
from tests.linkage.rows import rows_of
from tests.registry.cast import judged, withdrawn

MILL = {"site_name": "Velmira Spinning Mill", "address": "12 Harbour Road", "city": "Izmir", "country": "TR"}
MILL_TOO = {**MILL, "site_name": "VELMIRA SPINNING MILL LTD"}
DYER = {"site_name": "Kestane Boya", "address": "4 Tepe Sokak", "city": "Bursa", "country": "TR"}
DYER_TOO = {**DYER, "site_name": "Kestane Boya San. ve Tic. A.Ş."}
BAKER = {"site_name": "Panadería Ocaso", "address": "Calle Sol 3", "city": "Lima", "country": "PE"}


@pytest.fixture
def registry() -> Registry:
    return Registry.in_memory()


def rows(*sites: dict[str, str]) -> pl.DataFrame:
    return rows_of(*({"list": f"list {number}", **site} for number, site in enumerate(sites)))


def record(site: dict[str, str]) -> str:
    return str(rows(site)["record"][0])


def link(registry: Registry, given: pl.DataFrame) -> Linkage:
    return link_rows(given, known=registry.known(), constraints=registry.constraints())


def settled(registry: Registry, round_id: str, *sites: dict[str, str]) -> list[str]:
    """The site of each."""
    given = rows(*sites)
    frame = registry.settle(link(registry, given), given, round_id=round_id)
    site_of = dict(frame.iter_rows())
    return [site_of[record(site)] for site in sites]


def test_another_spelling_continues_the_known_site(registry: Registry) -> None:
    mill, dyer = settled(registry, "2026-H1", MILL, DYER)

    assert settled(registry, "2026-H2", DYER_TOO, BAKER, MILL_TOO) == [dyer, "S-000003-7", mill]


def test_a_judgement_joins_two_known_sites_and_its_withdrawal_parts_them(registry: Registry) -> None:
    mill, dyer = settled(registry, "2026-H1", MILL, DYER)
    judged(registry, record(MILL), record(DYER), same=True)

    joined = settled(registry, "2026-H2", MILL_TOO, DYER)
    withdrawn(registry, record(MILL), record(DYER))
    parted = settled(registry, "2027-H1", MILL, DYER)

    assert mill != dyer
    assert len(set(joined)) == 1
    assert joined[0] in (mill, dyer)
    assert parted == [mill, dyer]


def test_a_cannot_link_splits_a_known_site_and_its_withdrawal_joins_it(registry: Registry) -> None:
    first, second = settled(registry, "2026-H1", MILL, MILL_TOO)
    judged(registry, record(MILL), record(MILL_TOO), same=False)

    parted = settled(registry, "2026-H2", MILL, MILL_TOO)
    withdrawn(registry, record(MILL), record(MILL_TOO))
    joined = settled(registry, "2027-H1", MILL, MILL_TOO)

    assert first == second
    assert len(set(parted)) == 2
    assert joined == [first, first]
    assert {registry.resolve(site) for site in parted} == {first}


def test_a_split_site_is_continued_in_its_parts(registry: Registry) -> None:
    settled(registry, "2026-H1", MILL, MILL_TOO)
    judged(registry, record(MILL), record(MILL_TOO), same=False)

    only_one = settled(registry, "2026-H2", MILL_TOO)
    both = settled(registry, "2027-H1", MILL, MILL_TOO)

    assert only_one == both[1:]
    assert both[0] != both[1]


def test_a_new_row_joins_the_part_that_a_judgement_cut_off_by_its_promised_id(registry: Registry) -> None:
    settled(registry, "2026-H1", MILL, MILL_TOO)
    judged(registry, record(MILL), record(MILL_TOO), same=False)
    judged(registry, record(BAKER), record(MILL_TOO), same=True)
    judged(registry, record(BAKER), record(MILL), same=False)

    baker, mill, mill_too = settled(registry, "2026-H2", BAKER, MILL, MILL_TOO)

    assert baker == mill_too != mill


def test_a_judgement_is_never_asked_again(registry: Registry) -> None:
    unit = {**MILL, "site_name": "Velmira Spinning", "address": "14 Harbour Road"}
    settled(registry, "2026-H1", MILL)
    questions = link(registry, rows(unit, BAKER)).doubtful
    assert questions.height == 1
    left, right = questions.row(0)[:2]

    judged(registry, left, right, same=False)

    assert link(registry, rows(unit, BAKER)).doubtful.is_empty()
    settled(registry, "2026-H2", unit, BAKER)
    assert link(registry, rows(unit, MILL, BAKER)).doubtful.is_empty()


def test_the_round_linked_in_any_order_gives_the_same_ids(registry: Registry) -> None:
    other = Registry.in_memory()

    one = settled(registry, "2026-H1", MILL, DYER, BAKER, MILL_TOO)
    another = settled(other, "2026-H1", BAKER, MILL_TOO, MILL, DYER)

    assert one == [another[2], another[3], another[0], another[1]]


def test_linkage_agrees_with_the_registry_about_sites_that_judgements_moved(registry: Registry) -> None:
    settled(registry, "2026-H1", MILL, MILL_TOO, DYER, DYER_TOO, BAKER)
    judged(registry, record(MILL_TOO), record(DYER), same=True)
    judged(registry, record(MILL), record(DYER_TOO), same=False)
    judged(registry, record(MILL), record(BAKER), same=True)
    given = rows(MILL, MILL_TOO, DYER, DYER_TOO, BAKER)

    linkage = link(registry, given)

    sites = registry.settle(linkage, given, round_id="2026-H2")
    told = linkage.clusters.select("record", "site").sort("record")
    assert told.equals(sites)
    assert linkage.contradictions == ()
