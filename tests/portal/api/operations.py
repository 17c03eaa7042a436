"""The table of operations and roles: what each is asked with, who passes, and what they get on the small demonstration's data.

An operation that is not here fails `test_operations.py`. Roles are those of the page that does the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from comity.portal.api.models import Grant
from comity.portal.tenants.roles import EVERYBODY, MEMBER, SECRETARIAT, Role
from comity.registry.ids import site_id
from tests.portal.routes.exchange import ASKERS, OPENERS, READERS
from tests.portal.routes.foundation import ADMIN, COUNSEL, MANAGER, RELEASERS, SENDERS
from tests.portal.routes.protocols import ASSESSORS, PREPARERS, SPEAKERS

LEDGER_READERS = frozenset({Role.MANAGER, Role.COUNSEL, Role.AUDITOR})
HOOKERS = frozenset({Role.MANAGER, Role.ADMIN})
JUDGES = frozenset({Role.REVIEWER, Role.MANAGER})
CARD = {"member": "cedar-home"}
SEAT = {"seat": 999_999}
INVITATION = {"invitation": 999_999}
PAST = {"round_slug": "2025-H2"}
UPLOAD = {"upload": "00000000-0000-4000-8000-000000000000"}
VERSION = {"round_slug": "2026-H1", "number": 1}
REF, NUMBER, KEPT = {"ref": "nothing"}, {"number": 999_999}, {"kept": 999_999}
CHECKERS = MEMBER - {Role.READER}
LAST, THIS = {"year": 2025}, {"year": 2026}
ANSWERERS = SENDERS
SUPPLIER = frozenset({Role.SUPPLIER})
ENTRY = {"entry": 999_999}
CHART = {"name": "days", "form": "svg"}
LEAVER = {**THIS, "member": "alder-foods"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    roles: frozenset[Role]
    grant: Grant | None
    page: str = ""  # the route that does the same; its roles must be these
    also: tuple[str, ...] = ()  # other routes of which it does the work; those behind a link have no roles
    extra: Mapping[str, object] = field(default_factory=dict)  # what else stands in the address
    status: int = 200  # for who passes, asked with nothing in the body


def of_case(roles: frozenset[Role], page: str, *, status: int = 404, **more: object) -> Operation:
    """Of a case that is not there: `tests/portal/protocols` asks for one that is, as each of its sides."""
    return Operation(
        roles=roles, grant=Grant.PROTOCOLS, page=page, extra={"case": 999_999, **more}, status=status
    )


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
    "protocols": Operation(roles=PREPARERS, grant=Grant.PROTOCOLS, page="protocols"),
    "protocol_reviews": Operation(roles=ASSESSORS, grant=Grant.PROTOCOLS, page="protocol-reviews"),
    "protocol_outcomes": Operation(roles=SECRETARIAT, grant=Grant.PROTOCOLS, page="protocol-outcomes"),
    "protocol_convergence": Operation(
        roles=SECRETARIAT,
        grant=Grant.PROTOCOLS,
        page="protocol-convergence",
        also=("protocol-convergence-figures",),
    ),
    "member_convergence": Operation(
        roles=MEMBER,
        grant=Grant.PROTOCOLS,
        page="member-convergence",
        also=("member-convergence-figures",),
    ),
    "office_convergence": Operation(
        roles=ASSESSORS,
        grant=Grant.PROTOCOLS,
        page="office-convergence",
        also=("office-convergence-figures",),
    ),
    "count_convergence": Operation(
        roles=MANAGER, grant=Grant.PROTOCOLS, page="count-convergence", status=202
    ),
    "upload_protocol": Operation(roles=PREPARERS, grant=Grant.PROTOCOLS, page="upload-protocol", status=422),
    "protocol": of_case(SPEAKERS, "protocol"),
    "protocol_file": of_case(SPEAKERS, "protocol-file"),
    "next_criterion": of_case(SPEAKERS, "protocol-desk"),
    "protocol_questions": of_case(SPEAKERS, "protocol-questions"),
    "say_of_question": of_case(SPEAKERS, "protocol-questions", status=422),
    "protocol_workbook": of_case(SPEAKERS, "protocol-workbook"),
    "take_protocol_workbook": of_case(SPEAKERS, "protocol-workbook-back", status=422),
    "protocol_report": of_case(SPEAKERS, "protocol-report", form="pdf"),
    "protocols_compared": of_case(SPEAKERS, "protocols-compared", other=999_998),
    "protocols_compared_workbook": of_case(SPEAKERS, "protocols-compared-workbook", other=999_998),
    "protocol_what_if": of_case(SPEAKERS, "protocol-what-if"),
    "preview_acceptance": of_case(SPEAKERS, "accept-proposals", status=422),
    "accept_proposals": of_case(SPEAKERS, "accept-proposals", status=422),
    "answer_criterion": of_case(SPEAKERS, "answer-criterion", status=422),
    "undo_protocol_answer": of_case(SPEAKERS, "undo-protocol-answer"),
    "read_protocol_again": of_case(PREPARERS, "read-protocol-again"),
    "submit_protocol": of_case(PREPARERS, "submit-protocol", status=422),
    "take_protocol_back": of_case(PREPARERS, "take-protocol-back"),
    "delete_protocol": of_case(PREPARERS, "delete-protocol"),
    "answer_protocol_query": of_case(PREPARERS, "answer-protocol-query", status=422),
    "protocol_log": of_case(ASSESSORS, "protocol-log"),
    "protocol_sides": of_case(ASSESSORS, "protocol-sides"),
    "begin_protocol_review": of_case(ASSESSORS, "begin-protocol-review"),
    "take_protocol_over": of_case(ASSESSORS, "take-protocol-over"),
    "query_protocol": of_case(ASSESSORS, "query-protocol", status=422),
    "resolve_disagreement": of_case(ASSESSORS, "resolve-disagreement", status=422),
    "answer_exception": of_case(ASSESSORS, "answer-exception", status=422),
    "withdraw_protocol_query": of_case(ASSESSORS, "withdraw-protocol-query"),
    "answer_protocol_office": of_case(PREPARERS, "answer-protocol-office", status=422),
    "propose_protocol_office": Operation(
        roles=MANAGER,
        grant=Grant.PROTOCOLS,
        page="propose-protocol-office",
        extra={"case": 999_999},
        status=422,
    ),
    "verdict_outlook": of_case(ASSESSORS, "conclude-protocol"),
    "conclude_protocol": of_case(ASSESSORS, "conclude-protocol", status=422),
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
    "add_office": Operation(roles=MANAGER, grant=Grant.MEMBERS, page="add-office", status=422),
    "member": Operation(roles=SECRETARIAT, grant=Grant.MEMBERS, page="member-card", extra=CARD),
    "record_benchmark": Operation(
        roles=MANAGER, grant=Grant.MEMBERS, page="record-benchmark", extra=CARD, status=422
    ),
    "approve_nothing": Operation(
        roles=MANAGER, grant=Grant.MEMBERS, page="approve-nothing", extra=CARD, status=422
    ),
    "people": Operation(roles=MANAGER, grant=Grant.PEOPLE, page="people"),
    "invite_person": Operation(roles=MANAGER, grant=Grant.PEOPLE, page="invite", status=422),
    "end_seat": Operation(roles=MANAGER, grant=Grant.PEOPLE, page="end-seat", extra=SEAT, status=404),
    "withdraw_invitation": Operation(
        roles=MANAGER, grant=Grant.PEOPLE, page="end-seat", extra=INVITATION, status=404
    ),
    "withdraw_own_invitation": Operation(
        roles=ADMIN, grant=Grant.PEOPLE, page="own-end-seat", extra=INVITATION, status=404
    ),
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
    "next_match": Operation(roles=JUDGES, grant=Grant.MATCHES, page="matches", also=("second-opinions",)),
    "answer_match": Operation(roles=JUDGES, grant=Grant.MATCHES, page="answer-match", status=422),
    "undo_match": Operation(roles=JUDGES, grant=Grant.MATCHES, page="undo-match"),
    "ledger": Operation(roles=LEDGER_READERS, grant=Grant.LEDGER, page="ledger"),
    "export_ledger": Operation(roles=LEDGER_READERS, grant=Grant.LEDGER, page="export-ledger"),
    "verify_ledger": Operation(roles=LEDGER_READERS, grant=Grant.LEDGER, page="ledger"),
    "statement_pdf": Operation(roles=MEMBER, grant=Grant.STANDING, page="statement-pdf"),
    "list_template": Operation(roles=MEMBER, grant=Grant.LISTS_READ, page="list-template"),
    "mend_list": Operation(
        roles=SENDERS, grant=Grant.LISTS_WRITE, page="mend-list", extra=VERSION, status=422
    ),
    "kept_suppliers": Operation(roles=CHECKERS, grant=Grant.CHECK, page="check"),
    "check_again": Operation(roles=CHECKERS, grant=Grant.CHECK, page="check-again", extra=KEPT, status=404),
    "forget_suppliers": Operation(
        roles=CHECKERS, grant=Grant.CHECK, page="forget-suppliers", extra=KEPT, status=404
    ),
    "ask_all": Operation(roles=ASKERS, grant=Grant.REQUESTS_WRITE, page="ask-all", extra=KEPT, status=422),
    "requests": Operation(roles=READERS, grant=Grant.REQUESTS_READ, page="requests"),
    "draft_request": Operation(roles=ASKERS, grant=Grant.REQUESTS_WRITE, page="new-request", status=422),
    "draft_requests_from_check": Operation(
        roles=ASKERS, grant=Grant.REQUESTS_WRITE, page="requests-from-check", status=422
    ),
    "address_requests": Operation(
        roles=ASKERS, grant=Grant.REQUESTS_WRITE, page="request-addresses", status=422
    ),
    "preview_requests": Operation(
        roles=ASKERS, grant=Grant.REQUESTS_WRITE, page="preview-requests", status=422
    ),
    "send_requests": Operation(roles=ASKERS, grant=Grant.REQUESTS_WRITE, page="send-requests", status=422),
    "send_due_requests": Operation(roles=ASKERS, grant=Grant.REQUESTS_WRITE, page="send-due-requests"),
    "request": Operation(roles=READERS, grant=Grant.REQUESTS_READ, page="request", extra=REF, status=404),
    "withdraw_request": Operation(
        roles=ASKERS, grant=Grant.REQUESTS_WRITE, page="withdraw-request", extra=REF, status=404
    ),
    "sealed_file": Operation(
        roles=OPENERS,
        grant=Grant.REPORTS,
        page="sealed-file",
        extra={**REF, "part": "report", "what": "body"},
        status=404,
    ),
    "report_read": Operation(roles=OPENERS, grant=Grant.REPORTS, page="request-read", extra=REF, status=422),
    "receipts": Operation(roles=READERS, grant=Grant.REQUESTS_READ, page="receipts"),
    "receipt": Operation(roles=READERS, grant=Grant.REQUESTS_READ, page="receipt", extra=REF, status=404),
    "keys": Operation(roles=READERS, grant=Grant.REQUESTS_READ, page="keys"),
    "publish_key": Operation(roles=OPENERS, grant=Grant.KEYS, page="publish-key", status=422),
    "desk": Operation(roles=SUPPLIER, grant=Grant.DESK, also=("desk",), status=404),
    "answer_requests": Operation(roles=SUPPLIER, grant=Grant.DESK, also=("answer",), status=422),
    "share_report": Operation(roles=SUPPLIER, grant=Grant.DESK, also=("desk-upload",), status=422),
    "share_report_again": Operation(roles=SUPPLIER, grant=Grant.DESK, also=("desk-upload",), status=422),
    "kept_grant": Operation(roles=SUPPLIER, grant=Grant.DESK, also=("desk-kept",), status=422),
    "revoke_access": Operation(roles=SUPPLIER, grant=Grant.DESK, also=("desk-revoke",), status=422),
    "refer_to_platform": Operation(roles=SUPPLIER, grant=Grant.DESK, also=("desk-platform",), status=422),
    "desk_receipts": Operation(
        roles=SUPPLIER, grant=Grant.DESK, also=("desk-receipts", "desk-receipt"), status=404
    ),
    "recall_report": Operation(roles=SUPPLIER, grant=Grant.DESK, also=("desk-recall",), status=422),
    "decisions": Operation(roles=READERS, grant=Grant.DECISIONS_READ, page="decisions"),
    "open_requirements": Operation(
        roles=OPENERS, grant=Grant.DECISIONS_READ, page="decide", extra=REF, status=404
    ),
    "decisions_on_report": Operation(
        roles=OPENERS, grant=Grant.DECISIONS_READ, page="decide", extra=REF, status=404
    ),
    "decide": Operation(roles=OPENERS, grant=Grant.DECISIONS_WRITE, page="decide", extra=REF, status=422),
    "compare_protocols": Operation(
        roles=OPENERS, grant=Grant.DECISIONS_WRITE, page="compare-protocols", extra=REF, status=422
    ),
    "supplement": Operation(
        roles=OPENERS, grant=Grant.DECISIONS_READ, page="supplement", extra={**REF, "form": "pdf"}, status=404
    ),
    "reliance": Operation(
        roles=OPENERS,
        grant=Grant.DECISIONS_READ,
        page="reliance",
        extra={**NUMBER, "form": "pdf"},
        status=404,
    ),
    "note_audit_order": Operation(
        roles=OPENERS, grant=Grant.DECISIONS_WRITE, page="audit-ordered", extra=NUMBER, status=422
    ),
    "recalls": Operation(roles=MANAGER, grant=Grant.RECALLS, page="recalls"),
    "take_recall": Operation(roles=MANAGER, grant=Grant.RECALLS, page="recalls", status=422),
    "own_surveys": Operation(roles=MEMBER, grant=Grant.SURVEY_READ, page="survey"),
    "survey_questions": Operation(roles=MEMBER, grant=Grant.SURVEY_READ, page="survey-module", extra=THIS),
    "survey_answers": Operation(
        roles=MEMBER, grant=Grant.SURVEY_READ, page="survey-year", extra=THIS, also=("survey-review",)
    ),
    "save_survey_answers": Operation(roles=ANSWERERS, grant=Grant.SURVEY_WRITE, extra=THIS, status=422),
    "take_survey_drafts": Operation(
        roles=ANSWERERS, grant=Grant.SURVEY_WRITE, page="survey-drafts", extra=THIS, status=422
    ),
    "settle_survey_answer": Operation(roles=ANSWERERS, grant=Grant.SURVEY_WRITE, extra=THIS, status=422),
    "survey_workbook": Operation(roles=MEMBER, grant=Grant.SURVEY_READ, page="survey-workbook", extra=THIS),
    "take_survey_workbook": Operation(
        roles=ANSWERERS, grant=Grant.SURVEY_WRITE, page="survey-workbook-back", extra=THIS, status=422
    ),
    "sign_survey": Operation(
        roles=ADMIN, grant=Grant.SURVEY_WRITE, page="sign-survey", extra=THIS, status=422
    ),
    "share_survey": Operation(
        roles=ADMIN, grant=Grant.SURVEY_WRITE, page="share-survey", extra=THIS, status=422
    ),
    "survey_results": Operation(roles=MEMBER, grant=Grant.SURVEY_READ, page="survey-results", extra=LAST),
    "survey_result_file": Operation(
        roles=MEMBER,
        grant=Grant.SURVEY_READ,
        page="survey-figures",
        extra={**LAST, "name": "figures.csv"},
        also=("survey-chart", "survey-result-pdf", "survey-result-xlsx"),
    ),
    "surveys": Operation(roles=SECRETARIAT, grant=Grant.SURVEY_READ, page="surveys"),
    "open_survey": Operation(roles=MANAGER, grant=Grant.SURVEY_WRITE, page="open-survey", status=422),
    "open_own_survey": Operation(roles=MANAGER, grant=Grant.SURVEY_WRITE, page="open-survey", status=422),
    "survey": Operation(roles=SECRETARIAT, grant=Grant.SURVEY_READ, page="survey-status", extra=THIS),
    "asked_questions": Operation(
        roles=SECRETARIAT, grant=Grant.SURVEY_READ, page="survey-status", extra=THIS
    ),
    "move_survey_day": Operation(
        roles=MANAGER, grant=Grant.SURVEY_WRITE, page="move-survey-day", extra=THIS, status=422
    ),
    "remind_survey": Operation(
        roles=MANAGER, grant=Grant.SURVEY_WRITE, page="remind-survey", extra=THIS, status=201
    ),
    "close_survey": Operation(
        roles=MANAGER, grant=Grant.SURVEY_WRITE, page="close-survey", extra=LAST, status=409
    ),
    "publish_survey": Operation(
        roles=MANAGER, grant=Grant.SURVEY_WRITE, page="publish-survey", extra=LAST, status=409
    ),
    "reopen_survey": Operation(
        roles=MANAGER, grant=Grant.SURVEY_WRITE, page="reopen-survey", extra=LEAVER, status=422
    ),
    "leave_survey": Operation(
        roles=MANAGER, grant=Grant.SURVEY_WRITE, page="leave-survey", extra=LEAVER, status=422
    ),
    "shared_survey_result": Operation(
        roles=SECRETARIAT, grant=Grant.SURVEY_READ, page="shared-survey-result", extra=LEAVER, status=404
    ),
    "survey_file": Operation(
        roles=SECRETARIAT, grant=Grant.SURVEY_READ, page="survey-file", extra={**LAST, "name": "report.pdf"}
    ),
    "set_calendar": Operation(
        roles=MANAGER, grant=Grant.ROUNDS_WRITE, page="round-calendar", extra=PAST, status=422
    ),
    "remind_members": Operation(
        roles=MANAGER, grant=Grant.ROUNDS_WRITE, page="remind-members", extra=PAST, status=422
    ),
    "letters": Operation(roles=MANAGER, grant=Grant.ROUNDS_READ),
    "try_letters_again": Operation(roles=MANAGER, grant=Grant.ROUNDS_WRITE, page="letters-again"),
    "lane_template": Operation(roles=MANAGER, grant=Grant.SETTINGS, page="add-lane"),
    "lane": Operation(
        roles=SECRETARIAT,
        grant=Grant.SETTINGS,
        page="lane",
        extra={"lane": "nothing", "number": 1},
        status=404,
    ),
    "signing_in": Operation(roles=MANAGER, grant=Grant.SETTINGS, page="ask-for-factor"),
    "ask_for_factor": Operation(roles=MANAGER, grant=Grant.SETTINGS, page="ask-for-factor", status=422),
    "equivalence_rule": Operation(roles=MANAGER, grant=Grant.SETTINGS, page="equivalence-rule"),
    "preview_equivalence_rule": Operation(
        roles=MANAGER, grant=Grant.SETTINGS, page="equivalence-rule", status=422
    ),
    "propose_equivalence_rule": Operation(
        roles=MANAGER, grant=Grant.SETTINGS, page="equivalence-rule", status=422
    ),
    "equivalence_version": Operation(
        roles=SECRETARIAT, grant=Grant.SETTINGS, page="equivalence-version", extra={"number": 9}, status=404
    ),
    "adopt_equivalence_rule": Operation(
        roles=MANAGER | COUNSEL,
        grant=Grant.SETTINGS,
        page="adopt-equivalence-rule",
        extra={"number": 9},
        status=404,
    ),
    "criteria_sets": Operation(roles=MANAGER, grant=Grant.SETTINGS, page="criteria-sets"),
    "propose_criteria": Operation(roles=MANAGER, grant=Grant.SETTINGS, page="criteria-sets", status=422),
    "criteria_set": Operation(
        roles=SECRETARIAT, grant=Grant.SETTINGS, page="criteria-set", extra={"number": 0}
    ),
    "criteria_file": Operation(
        roles=SECRETARIAT, grant=Grant.SETTINGS, page="criteria-file", extra={"number": 0, "form": "csv"}
    ),
    "adopt_criteria": Operation(
        roles=MANAGER | COUNSEL,
        grant=Grant.SETTINGS,
        page="adopt-criteria",
        extra={"number": 0},
        status=404,
    ),
    "survey_rules": Operation(roles=MANAGER, grant=Grant.SETTINGS, page="survey-rules"),
    "set_survey_rules": Operation(roles=MANAGER, grant=Grant.SETTINGS, page="survey-rules", status=422),
    "policy_in_force": Operation(roles=SECRETARIAT, grant=Grant.SETTINGS, page="programme"),
    "policy": Operation(
        roles=SECRETARIAT, grant=Grant.SETTINGS, page="policy", extra={"number": 9}, status=404
    ),
    "preview_policy": Operation(
        roles=MANAGER | COUNSEL, grant=Grant.SETTINGS, page="preview-policy", extra={"number": 9}, status=404
    ),
    "disagreements": Operation(roles=JUDGES, grant=Grant.MATCHES, page="disagreements"),
    "settle_match": Operation(roles=JUDGES, grant=Grant.MATCHES, page="settle-match", status=422),
    "remembered_matches": Operation(roles=JUDGES, grant=Grant.MATCHES, page="remembered-matches"),
    "match_site": Operation(roles=JUDGES, grant=Grant.MATCHES, page="match-site", extra={"site": site_id(1)}),
    "preview_merge": Operation(roles=JUDGES, grant=Grant.MATCHES, page="merge-sites", status=422),
    "merge_sites": Operation(roles=JUDGES, grant=Grant.MATCHES, page="merge-sites", status=422),
    "preview_split": Operation(roles=JUDGES, grant=Grant.MATCHES, page="split-site", status=422),
    "split_site": Operation(roles=JUDGES, grant=Grant.MATCHES, page="split-site", status=422),
    "statistics": Operation(roles=SECRETARIAT, grant=Grant.STATISTICS, page="statistics"),
    "statistics_figures": Operation(roles=SECRETARIAT, grant=Grant.STATISTICS, page="statistics-figures"),
    "statistics_chart": Operation(
        roles=SECRETARIAT, grant=Grant.STATISTICS, page="statistics-chart", extra=CHART
    ),
    "member_statistics": Operation(roles=MEMBER, grant=Grant.STATISTICS, page="member-statistics"),
    "member_statistics_figures": Operation(
        roles=MEMBER, grant=Grant.STATISTICS, page="member-statistics-figures"
    ),
    "member_statistics_chart": Operation(
        roles=MEMBER, grant=Grant.STATISTICS, page="member-statistics-chart", extra=CHART
    ),
    "replay": Operation(roles=COUNSEL, grant=Grant.DISCLOSURES, page="replay", extra=ENTRY, status=404),
    "replay_file": Operation(
        roles=COUNSEL, grant=Grant.DISCLOSURES, page="replay-file", extra=ENTRY, status=404
    ),
    "webhooks": Operation(roles=HOOKERS, grant=Grant.WEBHOOKS),
    "add_webhook": Operation(roles=HOOKERS, grant=Grant.WEBHOOKS, status=422),
    "end_webhook": Operation(roles=HOOKERS, grant=Grant.WEBHOOKS, extra={"hook": 1}, status=404),
    "webhook_deliveries": Operation(roles=HOOKERS, grant=Grant.WEBHOOKS, extra={"hook": 1}, status=404),
}
