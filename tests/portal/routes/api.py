"""The page of access for programs."""

from comity.portal.tenants.roles import MEMBER, SECRETARIAT, Role
from tests.portal.routes import Route

SUPPLIER = frozenset({Role.SUPPLIER, Role.BENCHMARK_REVIEWER})
OF_PROGRAMME = SECRETARIAT | {Role.AUDITOR}

ROUTES = {
    "tokens": Route(roles=MEMBER),
    "revoke-token": Route(roles=MEMBER, method="post", extra={"token": 1}, visited=False),
    "desk-tokens": Route(roles=SUPPLIER, visited=False),
    "revoke-desk-token": Route(roles=SUPPLIER, method="post", extra={"token": 1}, visited=False),
    "programme-tokens": Route(roles=OF_PROGRAMME),
    "revoke-programme-token": Route(roles=OF_PROGRAMME, method="post", extra={"token": 1}, visited=False),
}

OPEN = frozenset({"interface"})
