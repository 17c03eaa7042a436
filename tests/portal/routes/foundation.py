"""Home, membership, lists, rounds, release, check, jobs."""

from uuid import uuid4

from comity.portal.tenants.roles import MEMBER, SECRETARIAT, Role
from tests.portal.routes import Route

SENDERS = frozenset({Role.ADMIN, Role.CONTRIBUTOR})
RELEASERS = frozenset({Role.MANAGER, Role.COUNSEL})
MANAGER, COUNSEL, ADMIN = (frozenset({one}) for one in (Role.MANAGER, Role.COUNSEL, Role.ADMIN))
VERSION = {"round_slug": "2026-H1", "number": 1}
CARD = {"member": "cedar-home"}
PAST = {"round_slug": "2025-H2"}
EMPTY_FORM, REFUSED, DONE = frozenset({422}), frozenset({409}), frozenset({302})

ROUTES = {
    "member-home": Route(roles=MEMBER),
    "statement": Route(roles=MEMBER),
    "statement-pdf": Route(roles=MEMBER),
    "sign-statement": Route(roles=ADMIN, method="post", status=EMPTY_FORM),
    "withdraw-statement": Route(roles=ADMIN, method="post", status=EMPTY_FORM),
    "lists": Route(roles=MEMBER),
    "list-template": Route(roles=MEMBER),
    "upload-list": Route(roles=SENDERS, method="post", status=EMPTY_FORM),
    "begin-pieces": Route(roles=SENDERS, method="post", status=EMPTY_FORM),
    "upload-piece": Route(roles=SENDERS, extra={"upload": uuid4()}, visited=False),
    "end-pieces": Route(roles=SENDERS, method="post", extra={"upload": uuid4()}, visited=False),
    "list-version": Route(roles=MEMBER, extra=VERSION),
    "list-columns": Route(roles=SENDERS, method="post", extra=VERSION, status=DONE),
    "list-workbook": Route(roles=MEMBER, extra=VERSION),
    "mend-list": Route(roles=SENDERS, extra=VERSION),
    "withdraw-list": Route(roles=SENDERS, method="post", extra=VERSION, status=DONE),
    "common-list": Route(roles=MEMBER),
    "download-common-list": Route(roles=MEMBER, extra={"form": "csv"}),
    "check": Route(roles=MEMBER - {Role.READER}),
    "check-again": Route(roles=MEMBER - {Role.READER}, method="post", visited=False),
    "ask-all": Route(roles=frozenset({Role.ADMIN, Role.REQUESTER}), method="post", visited=False),
    "forget-suppliers": Route(roles=MEMBER - {Role.READER}, method="post", visited=False),
    "rounds": Route(roles=SECRETARIAT),
    "letters-again": Route(roles=MANAGER, method="post", status=DONE),
    "round": Route(roles=SECRETARIAT, extra={"round_slug": "2026-H1"}),
    "open-round": Route(roles=MANAGER, method="post", status=EMPTY_FORM),
    "round-calendar": Route(roles=MANAGER, method="post", extra={"round_slug": "2024-H1"}, status=EMPTY_FORM),
    "remind-members": Route(roles=MANAGER, method="post", extra={"round_slug": "2024-H1"}, status=DONE),
    "members": Route(roles=SECRETARIAT),
    "add-member": Route(roles=MANAGER, method="post", status=EMPTY_FORM),
    "add-office": Route(roles=MANAGER, method="post", status=EMPTY_FORM),
    "member-card": Route(roles=SECRETARIAT, extra=CARD),
    "record-benchmark": Route(roles=MANAGER, method="post", extra=CARD, status=EMPTY_FORM),
    "approve-nothing": Route(roles=MANAGER, method="post", extra=CARD, status=DONE),
    "people": Route(roles=MANAGER),
    "invite": Route(roles=MANAGER, method="post", status=EMPTY_FORM),
    "end-seat": Route(roles=MANAGER, method="post", visited=False),
    "own-people": Route(roles=ADMIN),
    "own-invite": Route(roles=ADMIN, method="post", status=EMPTY_FORM),
    "own-end-seat": Route(roles=ADMIN, method="post", visited=False),
    "assemble-round": Route(roles=MANAGER, method="post", extra={"round_slug": "2024-H1"}, status=REFUSED),
    "release": Route(roles=RELEASERS, extra=PAST),
    "release-file": Route(roles=RELEASERS, extra={**PAST, "name": "leak-test"}),
    "sign-release": Route(roles=COUNSEL, method="post", extra=PAST, status=REFUSED),
    "publish-release": Route(roles=MANAGER, method="post", extra=PAST, status=DONE),
    "withdraw-release": Route(roles=MANAGER, method="post", extra=PAST, status=EMPTY_FORM),
    "job": Route(roles=MEMBER | SECRETARIAT, visited=False),
}

OPEN = frozenset({
    "start", "begin", "notice", "speak", "demo", "health", "my-data", "my-data-file", "leave", "account_email",
})  # fmt: skip
