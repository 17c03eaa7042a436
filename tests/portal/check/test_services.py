"""A member's own audits in a check are those that the round of the common list takes."""

from io import BytesIO

import pytest

from comity.check import State
from comity.membership import default_lane_text
from comity.portal.check.services import check
from comity.portal.lists.models import ListVersion
from comity.portal.lists.queries import counting_lists
from comity.portal.membership.models import RoundLane
from comity.portal.ports.storage import storage
from comity.portal.release.queries import Readable, readable_list
from comity.portal.rulebook.services import add_lane
from comity.portal.tenants.gates import Actor

pytestmark = pytest.mark.django_db
SITE = "Korvel Walks Ltd,12 Mill Road,Pune,India"
SUPPLIERS = f"Supplier name,Address,City,Country\n{SITE}\n".encode()
WALKS = f"Supplier name,Address,City,Country,Protocol,Audit date,Audit type\n{SITE},Virtual Walk,2025-11-03,Virtual\n"
VIRTUAL = (
    default_lane_text()
    .replace('name = "on-site social audit"', 'name = "virtual assessment"')
    .replace('kind = "on-site audit"', 'kind = "virtual assessment"')
    .replace("on_site = true", "on_site = false")
    + '\n[protocols]\n"Virtual Walk" = { assurance = "meets the benchmark" }\n'
)


@pytest.fixture
def readable(ada: Actor) -> Readable:
    """Alder's list of that round holds one audit, at which nobody was on site."""
    found = readable_list(ada.scope, ada.organisation)
    assert found is not None
    own = counting_lists(ada.scope, found.round)["alder-foods"]
    own.key, own.filename, own.mapping = storage().keep(BytesIO(WALKS.encode())), "walks.csv", {}
    ListVersion.objects.within(ada.scope).filter(pk=own.pk).update(
        key=own.key, filename=own.filename, mapping=own.mapping
    )
    return found


def due(ada: Actor, readable: Readable) -> int:
    checked = check(
        actor=ada, readable=readable, filename="suppliers.csv", content=SUPPLIERS, accept_months=12
    )
    assert checked.rows.height == 1
    return 1 - checked.sites_in(State.NOT_DUE)


def test_own_audits_count_by_the_rules_of_the_rounds_lane(
    ada: Actor, ines: Actor, readable: Readable
) -> None:
    assert due(ada, readable) == 1

    RoundLane.objects.add(ines.scope, round=readable.round, lane=add_lane(actor=ines, text=VIRTUAL))

    assert due(ada, readable) == 0
