"""Doubtful pairs, and sites by hand."""

from comity.portal.tenants.roles import Role
from tests.portal.routes import Route

JUDGES = frozenset({Role.REVIEWER, Role.MANAGER})
DONE, WRONG = frozenset({302}), frozenset({422})

ROUTES = {
    "matches": Route(roles=JUDGES),
    "answer-match": Route(roles=JUDGES, method="post", status=DONE),
    "undo-match": Route(roles=JUDGES, method="post", status=DONE),
    "second-opinions": Route(roles=JUDGES),
    "disagreements": Route(roles=JUDGES),
    "settle-match": Route(roles=JUDGES, method="post", status=DONE),
    "remembered-matches": Route(roles=JUDGES),
    "match-site": Route(roles=JUDGES),
    "merge-sites": Route(roles=JUDGES, method="post", status=frozenset({409, 422})),
    "split-site": Route(roles=JUDGES, method="post", status=frozenset({409, 422})),
}
