"""Lanes and policies. What needs a version is visited in tests/portal/rulebook."""

from comity.portal.tenants.roles import SECRETARIAT, Role
from tests.portal.routes import Route

MANAGER, COUNSEL = frozenset({Role.MANAGER}), frozenset({Role.COUNSEL})

ROUTES = {
    "programme": Route(roles=SECRETARIAT),
    "add-lane": Route(roles=MANAGER),
    "lane": Route(roles=SECRETARIAT, visited=False),
    "choose-lane": Route(
        roles=MANAGER, method="post", extra={"round_slug": "2026-H1"}, status=frozenset({409})
    ),
    "survey-rules": Route(roles=MANAGER),
    "equivalence-rule": Route(roles=MANAGER),
    "equivalence-version": Route(roles=SECRETARIAT, visited=False),
    "adopt-equivalence-rule": Route(roles=MANAGER | COUNSEL, method="post", visited=False),
    "criteria-sets": Route(roles=MANAGER),
    "criteria-set": Route(roles=SECRETARIAT, extra={"number": 0}),
    "criteria-file": Route(roles=SECRETARIAT, extra={"number": 0, "form": "xlsx"}),
    "adopt-criteria": Route(roles=MANAGER | COUNSEL, method="post", visited=False),
    "ask-for-factor": Route(roles=MANAGER, method="post", status=frozenset({302})),
    "propose-policy": Route(roles=MANAGER),
    "policy": Route(roles=SECRETARIAT, visited=False),
    "preview-policy": Route(roles=MANAGER | COUNSEL, method="post", visited=False),
    "adopt-policy": Route(roles=COUNSEL, method="post", visited=False),
}
