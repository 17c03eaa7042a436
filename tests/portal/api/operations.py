"""The table of operations and roles: what each is asked with, who passes, and what they get on the small demonstration's data.

An operation that is not here fails `test_operations.py`. Roles are those of the page that does the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from comity.portal.api.models import Grant
from comity.portal.tenants.roles import EVERYBODY, MEMBER, SECRETARIAT, Role
from tests.portal.routes.foundation import ADMIN, COUNSEL, MANAGER, RELEASERS, SENDERS

LEDGER_READERS = frozenset({Role.MANAGER, Role.COUNSEL, Role.AUDITOR})
HOOKERS = frozenset({Role.MANAGER, Role.ADMIN})
JUDGES = frozenset({Role.REVIEWER, Role.MANAGER})
CARD = {"member": "cedar-home"}
SEAT = {"seat": 999_999}
PAST = {"round_slug": "2025-H2"}
UPLOAD = {"upload": "00000000-0000-4000-8000-000000000000"}
VERSION = {"round_slug": "2026-H1", "number": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    roles: frozenset[Role]
    grant: Grant | None
    page: str = ""  # the route that does the same; its roles must be these
    extra: Mapping[str, object] = field(default_factory=dict)  # what else stands in the address
    status: int = 200  # for who passes, asked with nothing in the body


OPERATIONS = {
    "token": Operation(roles=EVERYBODY, grant=None),
    "standing": Operation(roles=MEMBER, grant=Grant.STANDING, page="member-home"),
    "statement": Operation(roles=MEMBER, grant=Grant.STANDING, page="statement"),
    "sign_statement": Operation(roles=ADMIN, grant=Grant.STATEMENT, page="sign-statement", status=422),
    "withdraw_from_statement": Operation(
        roles=ADMIN, grant=Grant.STATEMENT, page="withdraw-statement", status=422
    ),
    "lists": Operation(roles=MEMBER, grant=Grant.LISTS_READ, page="lists"),
    "upload_list": Operation(roles=SENDERS, grant=Grant.LISTS_WRITE, page="upload-list", status=422),
    "begin_upload": Operation(roles=SENDERS, grant=Grant.LISTS_WRITE, page="begin-pieces", status=422),
    "upload_progress": Operation(
        roles=SENDERS, grant=Grant.LISTS_WRITE, page="upload-piece", extra=UPLOAD, status=404
    ),
    "send_piece": Operation(
        roles=SENDERS, grant=Grant.LISTS_WRITE, page="upload-piece", extra=UPLOAD, status=422
    ),
    "end_upload": Operation(
        roles=SENDERS, grant=Grant.LISTS_WRITE, page="end-pieces", extra=UPLOAD, status=422
    ),
    "list_version": Operation(roles=MEMBER, grant=Grant.LISTS_READ, page="list-version", extra=VERSION),
    "list_findings": Operation(roles=MEMBER, grant=Grant.LISTS_READ, page="list-version", extra=VERSION),
    "confirm_columns": Operation(
        roles=SENDERS, grant=Grant.LISTS_WRITE, page="list-columns", extra=VERSION, status=422
    ),
    "withdraw_list": Operation(roles=SENDERS, grant=Grant.LISTS_WRITE, page="withdraw-list", extra=VERSION),
    "list_workbook": Operation(roles=MEMBER, grant=Grant.LISTS_READ, page="list-workbook", extra=VERSION),
    "common_list": Operation(roles=MEMBER, grant=Grant.COMMON_LIST, page="common-list"),
    "download_common_list": Operation(
        roles=MEMBER, grant=Grant.COMMON_LIST, page="download-common-list", extra={"form": "csv"}
    ),
    "check": Operation(roles=MEMBER - {Role.READER}, grant=Grant.CHECK, page="check", status=422),
    "rounds": Operation(roles=SECRETARIAT, grant=Grant.ROUNDS_READ, page="rounds"),
    "round": Operation(roles=SECRETARIAT, grant=Grant.ROUNDS_READ, page="round", extra=PAST),
    "assemble_round": Operation(
        roles=MANAGER,
        grant=Grant.ROUNDS_WRITE,
        page="assemble-round",
        extra={"round_slug": "2024-H1"},
        status=409,
    ),
    "release": Operation(roles=RELEASERS, grant=Grant.RELEASE_READ, page="release", extra=PAST),
    "release_file": Operation(
        roles=RELEASERS, grant=Grant.RELEASE_READ, page="release-file", extra={**PAST, "name": "leak-test"}
    ),
    "sign_release": Operation(
        roles=COUNSEL, grant=Grant.RELEASE_WRITE, page="sign-release", extra=PAST, status=422
    ),
    "publish_release": Operation(
        roles=MANAGER, grant=Grant.RELEASE_WRITE, page="publish-release", extra=PAST, status=201
    ),
    "withdraw_release": Operation(
        roles=MANAGER, grant=Grant.RELEASE_WRITE, page="withdraw-release", extra=PAST, status=422
    ),
    "open_round": Operation(roles=MANAGER, grant=Grant.ROUNDS_WRITE, page="open-round", status=422),
    "members": Operation(roles=SECRETARIAT, grant=Grant.MEMBERS, page="members"),
    "add_member": Operation(roles=MANAGER, grant=Grant.MEMBERS, page="add-member", status=422),
    "record_benchmark": Operation(
        roles=MANAGER, grant=Grant.MEMBERS, page="record-benchmark", extra=CARD, status=422
    ),
    "approve_nothing": Operation(
        roles=MANAGER, grant=Grant.MEMBERS, page="approve-nothing", extra=CARD, status=422
    ),
    "people": Operation(roles=MANAGER, grant=Grant.PEOPLE, page="people"),
    "invite_person": Operation(roles=MANAGER, grant=Grant.PEOPLE, page="invite", status=422),
    "end_seat": Operation(roles=MANAGER, grant=Grant.PEOPLE, page="end-seat", extra=SEAT, status=404),
    "own_people": Operation(roles=ADMIN, grant=Grant.PEOPLE, page="own-people"),
    "invite_own_person": Operation(roles=ADMIN, grant=Grant.PEOPLE, page="own-invite", status=422),
    "end_own_seat": Operation(roles=ADMIN, grant=Grant.PEOPLE, page="own-end-seat", extra=SEAT, status=404),
    "lanes": Operation(roles=SECRETARIAT, grant=Grant.SETTINGS, page="programme"),
    "add_lane": Operation(roles=MANAGER, grant=Grant.SETTINGS, page="add-lane", status=422),
    "choose_lane": Operation(roles=MANAGER, grant=Grant.SETTINGS, page="choose-lane", extra=PAST, status=422),
    "policies": Operation(roles=SECRETARIAT, grant=Grant.SETTINGS, page="programme"),
    "propose_policy": Operation(roles=MANAGER, grant=Grant.SETTINGS, page="propose-policy", status=422),
    "adopt_policy": Operation(
        roles=COUNSEL, grant=Grant.SETTINGS, page="adopt-policy", extra={"number": 9}, status=404
    ),
    "next_match": Operation(roles=JUDGES, grant=Grant.MATCHES, page="matches"),
    "answer_match": Operation(roles=JUDGES, grant=Grant.MATCHES, page="answer-match", status=422),
    "undo_match": Operation(roles=JUDGES, grant=Grant.MATCHES, page="undo-match"),
    "ledger": Operation(roles=LEDGER_READERS, grant=Grant.LEDGER, page="ledger"),
    "export_ledger": Operation(roles=LEDGER_READERS, grant=Grant.LEDGER, page="export-ledger"),
    "verify_ledger": Operation(roles=LEDGER_READERS, grant=Grant.LEDGER, page="ledger"),
    "webhooks": Operation(roles=HOOKERS, grant=Grant.WEBHOOKS),
    "add_webhook": Operation(roles=HOOKERS, grant=Grant.WEBHOOKS, status=422),
    "end_webhook": Operation(roles=HOOKERS, grant=Grant.WEBHOOKS, extra={"hook": 1}, status=404),
    "webhook_deliveries": Operation(roles=HOOKERS, grant=Grant.WEBHOOKS, extra={"hook": 1}, status=404),
}
