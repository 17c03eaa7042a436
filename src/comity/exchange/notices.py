"""Signed papers that travel by mail where there is no platform: a request, and a notice that a report no longer counts.

Laws: a paper altered after signing is found; who reads one learns what is on it and nothing else; a notice concerns a report
by its digest, so that only who relied on that report finds itself concerned.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

from comity.core import AgeBand, digest_bytes
from comity.exchange.errors import AskProblem, KeyUnreadable
from comity.exchange.keys import Key, PublicKey, Signed, verify_signed
from comity.exchange.request import KnownAudit, Purpose, Request
from comity.ledger import Fact
from comity.lists import Assurance

_REQUEST = "comity-request-v1"
_NOTICE = "comity-recall-v1"
_TIME = "%Y-%m-%dT%H:%M:%SZ"
Paper = TypeVar("Paper")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedRequest:
    """Made by `read_request` alone."""

    request: Request
    by: PublicKey


def request_paper(request: Request, key: Key) -> bytes:
    if request.member != key.owner:
        raise KeyUnreadable(
            f"The request is {request.member}'s, and the key is of {key.owner}.",
            remedy="Use the member's own key.",
        )
    body: dict[str, object] = {
        "id": request.id,
        "member": request.member,
        "supplier": request.supplier,
        "site": request.site,
        "age": request.known.age.value if request.known.age else "",
        "assurance": request.known.assurance.value if request.known.assurance else "",
        "purpose": request.purpose.name.lower(),
        "answer_by": request.answer_by.astimezone(UTC).strftime(_TIME),
    }
    return key.sign(_REQUEST, body)


def read_request(data: bytes, *, where: str = "") -> SignedRequest:
    signed = verify_signed(data, _REQUEST, where=where)
    return _read(signed, where, _request_of)


def _request_of(body: Mapping[str, Any], by: PublicKey) -> SignedRequest:
    request = Request(
        id=str(body["id"]),
        member=str(body["member"]),
        supplier=str(body["supplier"]),
        site=str(body["site"]),
        site_id="",
        known=KnownAudit(
            age=AgeBand(body["age"]) if body["age"] else None,
            assurance=Assurance(body["assurance"]) if body["assurance"] else None,
        ),
        purpose=Purpose[str(body["purpose"]).upper()],
        answer_by=datetime.strptime(str(body["answer_by"]), _TIME).replace(tzinfo=UTC),
    )
    return SignedRequest(request=request, by=by)


class Ground(StrEnum):
    """Why a report no longer counts. A choice and no free text, for the same reason as a request's purpose."""

    INVALID = "the report is invalid"
    SUPERSEDED = "a newer report takes its place"
    WITHDRAWN = "its issuer withdrew it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """Made by `read_recall` alone. Whether its signer may recall this report is for the reader to see."""

    report: str  # digest
    ground: Ground
    by_name: str
    at: datetime
    by: PublicKey
    paper: str  # the digest of the notice itself


def recall_paper(report: str, ground: Ground, key: Key, *, at: datetime) -> tuple[bytes, Fact]:
    body: dict[str, object] = {
        "report": report,
        "ground": ground.name.lower(),
        "by": key.owner,
        "at": at.astimezone(UTC).strftime(_TIME),
    }
    fact = Fact(
        kind="report-recalled", at=at, by=key.owner, details={"report": report, "ground": ground.value}
    )
    return key.sign(_NOTICE, body), fact


def read_recall(data: bytes, *, where: str = "") -> Recall:
    signed = verify_signed(data, _NOTICE, where=where)
    paper = digest_bytes(data)

    def made(body: Mapping[str, Any], by: PublicKey) -> Recall:
        return Recall(
            report=str(body["report"]),
            ground=Ground[str(body["ground"]).upper()],
            by_name=str(body["by"]),
            at=datetime.strptime(str(body["at"]), _TIME).replace(tzinfo=UTC),
            by=by,
            paper=paper,
        )

    return _read(signed, where, made)


def _read(signed: Signed, where: str, made: Callable[[Mapping[str, Any], PublicKey], Paper]) -> Paper:
    try:
        return made(signed.body, signed.by)
    except (KeyError, TypeError, ValueError, AskProblem) as error:
        raise KeyUnreadable(
            "The paper is signed, and does not hold what it must.",
            remedy="Ask its sender for a new one.",
            where=where,
        ) from error
