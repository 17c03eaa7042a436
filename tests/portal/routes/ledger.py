"""The ledger's pages."""

from comity.portal.tenants.roles import Role
from tests.portal.routes import Route

READERS = frozenset({Role.MANAGER, Role.COUNSEL, Role.AUDITOR})

ROUTES = {"ledger": Route(roles=READERS), "export-ledger": Route(roles=READERS)}
