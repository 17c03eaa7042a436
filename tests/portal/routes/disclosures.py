"""Replays: which entry tells of a disclosure hangs on the data, so tests/portal/disclosures visits them."""

from comity.portal.tenants.roles import Role
from tests.portal.routes import Route

COUNSEL = frozenset({Role.COUNSEL})

ROUTES = {
    "replay": Route(roles=COUNSEL, visited=False),
    "replay-file": Route(roles=COUNSEL, method="post", visited=False),
}
