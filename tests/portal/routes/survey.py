"""The room `survey`."""

from comity.portal.tenants.roles import MEMBER, SECRETARIAT, Role
from tests.portal.routes import Route

_MANAGER, _ADMIN = frozenset({Role.MANAGER}), frozenset({Role.ADMIN})
_ANSWERERS = frozenset({Role.ADMIN, Role.CONTRIBUTOR})
_PAST: dict[str, object] = {"year": 2025}
_NOW: dict[str, object] = {"year": 2026}
_ALDER: dict[str, object] = {"member": "alder-foods"}
_MOVED, _FORM, _REFUSED = frozenset({302}), frozenset({422}), frozenset({409})

ROUTES = {
    "surveys": Route(roles=SECRETARIAT),
    "open-survey": Route(roles=_MANAGER, method="post", status=_FORM),
    "survey-status": Route(roles=SECRETARIAT, extra=_NOW),
    "move-survey-day": Route(roles=_MANAGER, method="post", extra=_NOW, status=_MOVED),
    "remind-survey": Route(roles=_MANAGER, method="post", extra=_NOW, status=_MOVED),
    "close-survey": Route(roles=_MANAGER, method="post", extra=_NOW, status=_MOVED),
    "publish-survey": Route(roles=_MANAGER, method="post", extra=_NOW, status=_REFUSED),
    "reopen-survey": Route(roles=_MANAGER, method="post", extra=_NOW | _ALDER, status=_REFUSED),
    "leave-survey": Route(roles=_MANAGER, method="post", extra=_PAST | _ALDER, status=_REFUSED),
    "shared-survey-result": Route(roles=SECRETARIAT, extra=_PAST | _ALDER, visited=False),
    "survey-file": Route(roles=SECRETARIAT, extra=_PAST | {"name": "report.pdf"}),
    "survey": Route(roles=MEMBER),
    "survey-year": Route(roles=MEMBER, extra=_NOW),
    "survey-module": Route(roles=MEMBER, extra=_NOW | {"module": "foundations"}),
    "survey-drafts": Route(roles=_ANSWERERS, method="post", extra=_NOW, status=_MOVED),
    "survey-workbook": Route(roles=MEMBER, extra=_NOW),
    "survey-workbook-back": Route(roles=_ANSWERERS, method="post", extra=_NOW, status=_FORM),
    "survey-review": Route(roles=MEMBER, extra=_NOW),
    "sign-survey": Route(roles=_ADMIN, method="post", extra=_NOW, status=_FORM),
    "share-survey": Route(roles=_ADMIN, method="post", extra=_NOW, status=_MOVED),
    "survey-results": Route(roles=MEMBER, extra=_PAST),
    "survey-chart": Route(roles=MEMBER, extra=_PAST | {"name": "levels.svg"}),
    "survey-result-pdf": Route(roles=MEMBER, extra=_PAST),
    "survey-result-xlsx": Route(roles=MEMBER, extra=_PAST),
    "survey-figures": Route(roles=MEMBER, extra=_PAST | {"name": "figures.csv"}),
}
