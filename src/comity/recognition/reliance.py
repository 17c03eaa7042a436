"""The reliance file: for every decision, what was known, what was compared, who decided and why, for people and for programs.

In: a `Decision`. Out: canonical JSON, signed by the member where it has a key, and a PDF of the same words. Laws: both say
the same; the JSON read again gives the digest, choice and day that recall and counting need; an altered one is found where
it was signed.
Spec: docs/guide/recognition.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from comity.core import canonical_json, digest_bytes, read_json
from comity.exchange import Key, PublicKey, verify_signed
from comity.exchange.errors import KeyUnreadable
from comity.recognition.decide import Choice, Decision
from comity.recognition.errors import RelianceUnreadable
from comity.recognition.pages import page

_FORMAT = "comity-reliance-v1"
_TIME = "%Y-%m-%dT%H:%M:%SZ"


def reliance_content(decision: Decision) -> dict[str, object]:
    found = decision.delta
    facts = decision.facts
    return {
        "format": _FORMAT,
        "member": decision.member,
        "request": decision.request,
        "supplier": decision.supplier,
        "site": decision.site,
        "report": decision.report,
        "protocol": facts.protocol_named,
        "audited_on": facts.audited_on.isoformat(),
        "report_site": facts.site,
        "assurance": facts.assurance.value,
        "pillars": list(facts.pillars),
        "choice": decision.choice.value,
        "reason": decision.reason,
        "by": decision.by,
        "at": decision.at.astimezone(UTC).strftime(_TIME),
        "policy": decision.policy.digest,
        "remarks": [
            f"{'Keeps to it' if one.keeps else 'Departs from it'}: {one.sentence}" for one in decision.remarks
        ],
        "scope": [
            f"{question} {answer.capitalize()}." for question, answer in decision.scope.answers.items()
        ],
        "checks": list(decision.checks),
        "benchmark": f"{found.benchmark}, {found.benchmark_digest}"
        if found
        else "none that the member may see",
        "coverage": found.promise if found else "not known",
        "questions": found.sentence if found else "not compared",
        "open": [f"{one.question.id}: {one.question.text} ({one.why})" for one in found.open]
        if found
        else [],
    }


def reliance_json(decision: Decision, key: Key | None = None) -> bytes:
    content = reliance_content(decision)
    return canonical_json(content) + b"\n" if key is None else key.sign(_FORMAT, content)


def reliance_pdf(decision: Decision) -> bytes:
    content = reliance_content(decision)
    return page("reliance", {**content, "digest": digest_bytes(canonical_json(content))})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliance:
    """As much of a reliance file as recall and counting need. Made by `read_reliance` alone."""

    member: str
    supplier: str
    site: str
    report: str
    choice: Choice
    reason: str
    decided_on: date
    at: datetime
    by: str
    is_signed: bool


def read_reliance(data: bytes, *, by: PublicKey | None = None, where: str = "") -> Reliance:
    """Raises RelianceUnreadable. `by`: the member's key, where the file must be signed with it."""
    try:
        body: Mapping[str, Any] = read_json(data)
        is_signed = "signature" in body
        if is_signed or by is not None:
            body = verify_signed(data, _FORMAT, by=by, where=where).body
        if body["format"] != _FORMAT:
            raise ValueError(body["format"])
        at = datetime.strptime(str(body["at"]), _TIME).replace(tzinfo=UTC)
        return Reliance(
            member=str(body["member"]),
            supplier=str(body["supplier"]),
            site=str(body["site"]),
            report=str(body["report"]),
            choice=Choice(body["choice"]),
            reason=str(body["reason"]),
            decided_on=at.date(),
            at=at,
            by=str(body["by"]),
            is_signed=is_signed,
        )
    except (KeyError, TypeError, ValueError, KeyUnreadable) as error:
        raise RelianceUnreadable(
            "This is not a reliance file, or it was altered.",
            remedy="Take the file as it was written.",
            where=where,
        ) from error
