"""Audit protocols: a member's, its reviewer's, and what the Secretariat may know."""

from comity.portal.tenants.roles import MEMBER, SECRETARIAT, Role
from tests.portal.routes import Route

PREPARERS = frozenset({Role.ADMIN, Role.CONTRIBUTOR})
ASSESSORS = frozenset({Role.BENCHMARK_REVIEWER})
SPEAKERS = PREPARERS | ASSESSORS
CASE = {"case": 1}


def of_case(roles: frozenset[Role], method: str = "post", **more: object) -> Route:
    """Member and reviewer come to it under two addresses: `tests/portal/protocols` visits it as everybody."""
    return Route(roles=roles, method=method, extra={**CASE, **more}, visited=False)


ROUTES = {
    "protocols": Route(roles=PREPARERS),
    "protocol-reviews": Route(roles=ASSESSORS, visited=False),
    "protocol-outcomes": Route(roles=SECRETARIAT),
    "protocol-convergence": Route(roles=SECRETARIAT),
    "protocol-convergence-figures": Route(roles=SECRETARIAT, visited=False),
    "count-convergence": Route(roles=frozenset({Role.MANAGER}), method="post", status=frozenset({302})),
    "member-convergence": Route(roles=MEMBER),
    "member-convergence-figures": Route(roles=MEMBER, visited=False),
    "office-convergence": Route(roles=ASSESSORS, visited=False),
    "office-convergence-figures": Route(roles=ASSESSORS, visited=False),
    "upload-protocol": Route(roles=PREPARERS, method="post", status=frozenset({422})),
    "protocol": of_case(SPEAKERS, "get"),
    "protocol-file": of_case(SPEAKERS, "get"),
    "protocol-desk": of_case(SPEAKERS, "get"),
    "protocol-questions": of_case(SPEAKERS, "get"),
    "protocol-workbook": of_case(SPEAKERS, "get"),
    "protocol-report": of_case(SPEAKERS, "get", form="pdf"),
    "accept-proposals": of_case(SPEAKERS, "get"),
    "protocol-what-if": of_case(SPEAKERS, "get"),
    "protocols-compared": Route(roles=SPEAKERS, visited=False),
    "protocols-compared-workbook": Route(roles=SPEAKERS, extra={"own": 1, "other": 2}, visited=False),
    "protocol-sides": of_case(ASSESSORS, "get"),
    "protocol-log": of_case(ASSESSORS, "get"),
    "read-protocol-again": of_case(PREPARERS),
    "submit-protocol": of_case(PREPARERS),
    "take-protocol-back": of_case(PREPARERS),
    "delete-protocol": of_case(PREPARERS),
    "answer-protocol-query": of_case(PREPARERS),
    "answer-criterion": of_case(SPEAKERS),
    "undo-protocol-answer": of_case(SPEAKERS),
    "protocol-workbook-back": of_case(SPEAKERS),
    "withdraw-protocol-query": of_case(ASSESSORS),
    "answer-protocol-office": of_case(PREPARERS),
    "propose-protocol-office": Route(roles=frozenset({Role.MANAGER}), extra=CASE, visited=False),
    "begin-protocol-review": of_case(ASSESSORS),
    "query-protocol": of_case(ASSESSORS),
    "take-protocol-over": of_case(ASSESSORS),
    "resolve-disagreement": of_case(ASSESSORS),
    "answer-exception": of_case(ASSESSORS),
    "conclude-protocol": of_case(ASSESSORS),
}
