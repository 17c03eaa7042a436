"""Requests, keys and decisions. What needs a request is visited in tests/portal/exchange and tests/portal/recognition."""

from comity.portal.tenants.roles import Role
from tests.portal.routes import Route

ASKERS = frozenset({Role.ADMIN, Role.REQUESTER})
READERS = frozenset({Role.ADMIN, Role.REQUESTER, Role.DECIDER})
OPENERS = frozenset({Role.ADMIN, Role.DECIDER})
DONE, FORM, REFUSED = frozenset({302}), frozenset({422}), frozenset({409})

ROUTES = {
    "requests": Route(roles=READERS),
    "new-request": Route(roles=ASKERS),
    "requests-from-check": Route(roles=ASKERS, method="post", status=FORM),
    "request-addresses": Route(roles=ASKERS, method="post", status=DONE),
    "preview-requests": Route(roles=ASKERS, method="post", status=REFUSED),
    "send-requests": Route(roles=ASKERS, method="post", status=REFUSED),
    "send-due-requests": Route(roles=ASKERS, method="post", status=DONE),
    "receipts": Route(roles=READERS),
    "request": Route(roles=READERS, visited=False),
    "receipt": Route(roles=READERS, visited=False),
    "own-desk": Route(roles=frozenset({Role.SUPPLIER}), visited=False),
    "withdraw-request": Route(roles=ASKERS, method="post", visited=False),
    "sealed-file": Route(roles=OPENERS, visited=False),
    "request-read": Route(roles=OPENERS, method="post", visited=False),
    "keys": Route(roles=READERS),
    "publish-key": Route(roles=OPENERS, method="post", status=FORM | REFUSED),
    "recalls": Route(roles=frozenset({Role.MANAGER})),
    "decisions": Route(roles=READERS),
    "reliance": Route(roles=OPENERS, visited=False),
    "audit-ordered": Route(roles=OPENERS, method="post", visited=False),
    "decide": Route(roles=OPENERS, visited=False),
    "compare-protocols": Route(roles=OPENERS, method="post", visited=False),
    "supplement": Route(roles=OPENERS, visited=False),
}

OPEN = {
    "answer", "new-link", "desk", "desk-upload", "desk-kept", "desk-revoke", "desk-platform", "desk-account",
    "desk-receipts", "desk-receipt", "desk-recall", "answer-opened",
}  # fmt: skip
