"""The registry merges and splits; open requests follow by themselves."""

from collections.abc import Callable

import pytest

from comity.exchange import Key
from comity.portal.exchange.following import ROWS, follow_registries, rows_now
from comity.portal.exchange.models import Ask
from comity.portal.exchange.queries import asks_of, doubled
from comity.portal.exchange.services import withdraw
from comity.portal.matches.queries import records_by_site, registry_of
from comity.portal.matches.services import merge, split
from comity.portal.ports.clock import now
from comity.portal.ports.storage import storage
from comity.portal.release.queries import every_publication
from comity.portal.tenants.gates import Actor
from tests.portal.exchange.cast import asked, drafted
from tests.portal.matches.conftest import registry  # noqa: F401 -- a fixture is known where it is imported

pytestmark = pytest.mark.django_db


@pytest.fixture
def tom(actor: Callable[[str, str], Actor]) -> Actor:
    return actor("tom@hedgerow.example", "hedgerow-office")


@pytest.fixture
def listed(ada: Actor) -> list[tuple[str, str]]:
    """Rows of the published list and their sites, two of them."""
    key = every_publication(ada.scope)[0].assembly.files[ROWS]
    lines = storage().read(key).decode().splitlines()[1:]
    with registry_of(ada.programme) as known:
        pairs = [
            (row, site) for row, site in (line.split(",") for line in lines) if known.resolve(site) == site
        ]
    return pairs[:2]


def placed(ask: Ask) -> str:
    ask.refresh_from_db()
    return ask.site_id


@pytest.mark.usefixtures("registry")
def test_a_merge_repoints_open_requests_and_a_split_takes_it_back(
    ada: Actor, tom: Actor, alder_key: Key, listed: list[tuple[str, str]]
) -> None:
    (one, one_site), (other, other_site) = listed
    first, _ = asked(ada, site_id=one)
    second, _ = asked(ada, site_id=other, supplier="Ege Tekstil Unit A")
    over = drafted(ada, site_id=other, supplier="Ege Boya")
    withdraw(actor=ada, ask=over)
    follow_registries()
    assert (placed(first), placed(second)) == (one, other)
    with registry_of(tom.programme) as known:
        records = [it.record for it in records_by_site(known, other_site)[other_site]]

    merge(actor=tom, one=one_site, other=other_site, note="one gate")
    assert follow_registries() == 1
    assert follow_registries() == 0

    assert placed(first) == placed(second)
    assert placed(over) == other  # what is over stays as it was
    ((kept, superfluous),) = doubled(asks_of(ada.scope, at=now()), at=now())
    assert {kept.ask.ref, superfluous.ask.ref} == {first.ref, second.ref}

    with registry_of(tom.programme) as known:
        merged = known.resolve(one_site)
    split(actor=tom, site=merged, records=records, note="two after all")
    assert follow_registries() == 1
    assert (placed(first), placed(second)) == (one, other)


def test_a_request_without_a_row_of_a_list_is_left_alone(ada: Actor, alder_key: Key) -> None:
    ask, _ = asked(ada)

    follow_registries()

    assert placed(ask) == ""


def test_what_a_row_leads_to_is_a_row_again_and_no_id_of_the_registry(
    ada: Actor, listed: list[tuple[str, str]]
) -> None:
    stands = rows_now(ada.scope, ada.programme)

    assert {row: stands[row] for row, _ in listed} == {row: row for row, _ in listed}
    assert set(stands.values()) <= set(stands)
    assert not set(stands.values()) & {site for _, site in listed}


def test_an_older_list_that_names_no_sites_stops_nothing(ada: Actor, alder_key: Key) -> None:
    for one in every_publication(ada.scope):
        one.assembly.files = {name: key for name, key in one.assembly.files.items() if name != ROWS}
        one.assembly.save()
    ask, _ = asked(ada, site_id="AAAAAAAA")

    follow_registries()

    assert placed(ask) == "AAAAAAAA"
