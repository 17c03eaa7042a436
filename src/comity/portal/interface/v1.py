"""Version 1, put together: each room's operations in their places, and one form for whatever does not go."""

import logging
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.urls import path, re_path
from django.urls.resolvers import URLPattern, URLResolver
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from comity.core import ComityError
from comity.portal.api.api import router as api
from comity.portal.api.errors import PROBLEM, problem, problem_of
from comity.portal.check.api import router as check
from comity.portal.disclosures.api import router as disclosures
from comity.portal.exchange.api import desk
from comity.portal.exchange.api import routers as requests
from comity.portal.ledger.api import router as ledger
from comity.portal.lists.api import routers as lists
from comity.portal.matches.api import routers as matches
from comity.portal.members.api import router as members
from comity.portal.membership.api import router as membership
from comity.portal.outbox.api import router as letters
from comity.portal.people.api import member_router as own_people
from comity.portal.people.api import router as people
from comity.portal.protocols.api import convergence, outcomes
from comity.portal.protocols.api import member_routers as protocols
from comity.portal.recognition.api import member_router as recognition
from comity.portal.recognition.api import router as recalls
from comity.portal.release.api import member_router as common_list
from comity.portal.release.api import router as release
from comity.portal.rounds.api import member_router as standing
from comity.portal.rounds.api import router as rounds
from comity.portal.rulebook.api import routers as settings
from comity.portal.shell.faults import fault_of
from comity.portal.statistics.api import member_router as own_statistics
from comity.portal.statistics.api import router as statistics
from comity.portal.survey.api import member_routers as own_survey
from comity.portal.survey.api import router as surveys

log = logging.getLogger(__name__)


class Described(NinjaAPI):
    """Says of problems what form they have, and describes itself once: anybody may ask, and it takes half a second. The rest is ninja's."""

    def __init__(self, **said: Any) -> None:
        super().__init__(**said)
        self._described: dict[str, OpenAPISchema] = {}

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """Of the program as it is; whoever is given it changes nothing in it."""
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        if prefix not in self._described:
            self._described[prefix] = self._describe(prefix)
        return self._described[prefix]

    def _describe(self, prefix: str) -> OpenAPISchema:
        schema = super().get_openapi_schema(path_prefix=prefix)
        for place in schema["paths"].values():
            for operation in place.values():
                form = operation["responses"][401]["content"]["application/json"]
                for status, answer in operation["responses"].items():
                    if int(status) >= 400:
                        answer["content"] = {PROBLEM: form}
        return schema


v1 = Described(
    title="Comity",
    version="1",
    description="What the portal's pages do, for programs. docs/guide/api.md",
    docs_url=None,
    urls_namespace="api-1",
)
PROGRAMME = (
    rounds, letters, release, members, people, outcomes, convergence, *settings, *matches, surveys, statistics, recalls, desk, disclosures, ledger, api,
)  # fmt: skip
MEMBER = (
    standing, membership, *lists, *protocols, common_list, check, *requests, recognition, *own_survey, own_statistics, own_people,
)  # fmt: skip
for router in PROGRAMME:
    v1.add_router("/programmes/{programme}", router)
for router in MEMBER:
    v1.add_router("/programmes/{programme}/members/{organisation}", router)


@v1.exception_handler(ComityError)
def _told(request: HttpRequest, error: ComityError) -> HttpResponse:
    return problem_of(error)


@v1.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return not_found(request)


@v1.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Where and what, never the value: it might be a supplier's name, and answers end in logs."""
    wrong = [{"where": [str(one) for one in said["loc"]], "what": said["msg"]} for said in error.errors]
    return problem(
        "invalid", "The call is not what the description asks for.", detail="Mend what is named in `errors`.", errors=wrong
    )  # fmt: skip


@v1.exception_handler(HttpError)
@v1.exception_handler(MultiPartParserError)
def _unreadable(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(
        "invalid", "The call cannot be read.", detail="Send JSON, or a form, as the description says."
    )


@v1.exception_handler(SuspiciousOperation)
def _too_much(request: HttpRequest, error: SuspiciousOperation) -> HttpResponse:
    """More bytes, fields or files than Django reads into memory."""
    return problem(
        "invalid", "The call is longer than the portal reads, or has too many parts.",
        detail="Send less at once; a long list goes in pieces.",
    )  # fmt: skip


@v1.exception_handler(Exception)
def _unexpected(request: HttpRequest, error: Exception) -> HttpResponse:
    if fault := fault_of(error):
        log.warning("an operation met a fault of the machine (%s)", fault.code)
        return problem(
            fault.code, fault.message, status=fault.status, detail=fault.remedy, headers={"Retry-After": "60"}
        )
    log.exception("an operation failed")
    return problem(
        "unexpected", "This should not have happened.",
        detail="Nothing was half-written. Try again; if it happens again, tell whoever looks after Comity.",
    )  # fmt: skip


def not_found(request: HttpRequest, **_rest: Any) -> HttpResponse:
    return problem(
        "not-found", "There is nothing here for you.", detail="Look at the address, and at who asks."
    )


urlpatterns: list[URLPattern | URLResolver] = [
    path("", not_found, name="api-root"),
    path("", v1.urls),
    re_path(r"^.*$", not_found, name="api-nothing"),
]
