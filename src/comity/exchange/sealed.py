"""A report sealed once, and a small grant for each who may read it.

`seal_report` seals the report to a fresh identity that is made for this report alone. A *grant* holds the secret of that
identity together with the terms (for whom, for which request, which report by its digest, until when), signed by the
supplier and sealed to one member's key. So a report is uploaded once and granted to many, nobody between them can read
it, and none can put another grant or another report in place of the right one unnoticed.
Laws: what was sealed opens as it was, for its member, before its end; a wrong key, a cut-off body, a swapped grant and an
expired one each have their own error, and nothing of the report comes out.
Spec: docs/spec/sealed-report.md (age v1).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pyrage

from comity.core import canonical_json, digest_bytes, months_before
from comity.exchange.errors import (
    AskProblem,
    BodyDamaged,
    GrantExpired,
    GrantSwapped,
    KeyUnreadable,
    ReportRefused,
)
from comity.exchange.keys import Key, PublicKey, verify_signed

MOST_BYTES = 50 * 1024**2
"""Of a report. A report with photographs has 5 to 20 MB."""

SUITE = "age-x25519-v1"
ACCESS_MONTHS = 12
_GRANT = "comity-grant-v1"
_TIME = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFile:
    """What is said of a report beside its bytes; it travels in grants alone, never in the clear."""

    name: str  # of the file
    size: int
    digest: str  # of the report as its supplier sealed it
    sealed_size: int
    sealed_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """What the supplier holds after sealing. `body` goes to the platform; the rest goes into grants."""

    body: bytes = field(repr=False)
    identity: str = field(repr=False)  # the secret of this one report
    file: ReportFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    request: str  # the request's id
    member: str
    supplier: str
    site: str
    granted_at: datetime
    expires_at: datetime
    file: ReportFile

    def __post_init__(self) -> None:
        if self.expires_at <= self.granted_at:
            raise AskProblem("The access would end before it begins.", remedy="Give a later day.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """As the supplier makes it: `data` is what the platform stores and cannot read."""

    data: bytes = field(repr=False)
    terms: Terms

    @property
    def digest(self) -> str:
        return digest_bytes(self.data)


def usual_end(
    granted_at: datetime, audited_on: datetime | None = None, *, valid_months: int = 36
) -> datetime:
    """Twelve months, or the end of the audit's own validity where that comes first."""
    end = _months_after(granted_at, ACCESS_MONTHS)
    return end if audited_on is None else min(end, _months_after(audited_on, valid_months))


def _months_after(at: datetime, months: int) -> datetime:
    return datetime.combine(months_before(at.date(), -months), at.timetz())


def seal_report(data: bytes, name: str) -> Sealed:
    """Raises ReportRefused for what is empty or too large. Look at the report first: afterwards nobody between can."""
    if not data:
        raise ReportRefused("The report is empty.", remedy="Choose the file again.", where=name)
    if len(data) > MOST_BYTES:
        raise ReportRefused(
            f"The report has {len(data) / 1024**2:,.0f} MB; up to {MOST_BYTES // 1024**2} MB can be sealed.",
            remedy="Save it with smaller pictures, or without its annexes.",
            where=name,
        )
    identity = pyrage.x25519.Identity.generate()
    body = bytes(pyrage.encrypt(data, [identity.to_public()]))
    file = ReportFile(
        name=name,
        size=len(data),
        digest=digest_bytes(data),
        sealed_size=len(body),
        sealed_digest=digest_bytes(body),
    )
    return Sealed(body=body, identity=str(identity), file=file)


def grant_report(
    sealed: Sealed, to: PublicKey, *, supplier: Key, request: str, member: str, site: str,
    granted_at: datetime, expires_at: datetime,
) -> Grant:  # fmt: skip
    """For one member and one request."""
    terms = Terms(
        request=request,
        member=member,
        supplier=supplier.owner,
        site=site,
        granted_at=granted_at,
        expires_at=expires_at,
        file=sealed.file,
    )
    body = {"suite": SUITE, "identity": sealed.identity, "terms": _terms_body(terms)}
    return Grant(data=to.seal(supplier.sign(_GRANT, body)), terms=terms)


def keep_report(sealed: Sealed, supplier: Key, *, site: str, kept_at: datetime) -> Grant:
    """The supplier's grant to itself: with it, it grants the same body to others later, and uploads nothing again."""
    end = _months_after(kept_at, 36)
    return grant_report(
        sealed, supplier.public, supplier=supplier, request="kept", member=supplier.owner, site=site,
        granted_at=kept_at, expires_at=end,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedGrant:
    """Made by `open_grant` alone: the signature is the supplier's, the request and the time are right."""

    terms: Terms
    identity: str = field(repr=False)


def open_grant(
    grant: bytes, key: Key, *, supplier: PublicKey, at: datetime, request: str | None = None, where: str = ""
) -> OpenedGrant:
    """`request`: which one it must be for. Raises WrongKey, GrantSwapped or GrantExpired."""
    plain = key.open(grant, where=where)
    try:
        body = verify_signed(plain, _GRANT, by=supplier, where=where).body
        terms, identity = _terms_of(body["terms"]), str(body["identity"])
        pyrage.x25519.Identity.from_str(identity)
    except (KeyError, TypeError, ValueError, KeyUnreadable, AskProblem, pyrage.IdentityError) as error:
        raise GrantSwapped(
            "This grant was not made by the supplier you expect, or was altered.",
            remedy="Ask the supplier whether it granted this report to you, and compare its key's fingerprint.",
            where=where,
        ) from error
    if terms.member.casefold() != key.owner.casefold():
        raise GrantSwapped(
            f"The grant is for {terms.member}, and the key is of {key.owner}.",
            remedy="A grant is not passed on: ask the supplier for your own.",
            where=where,
        )
    if request is not None and terms.request != request:
        raise GrantSwapped(
            f"The grant answers request {terms.request}, not {request}.",
            remedy="Fetch the grant of this request again; tell the Secretariat if it stays so.",
            where=where,
        )
    if at >= terms.expires_at:
        raise GrantExpired(
            f"The supplier gave access until {terms.expires_at:%Y-%m-%d %H:%M} UTC.",
            remedy="Ask the supplier to grant it anew.",
            where=where,
        )
    return OpenedGrant(terms=terms, identity=identity)


def open_body(body: bytes, grant: OpenedGrant, *, where: str = "") -> bytes:
    """The report as it was sealed. Raises BodyDamaged, or GrantSwapped for a grant of another report."""
    file = grant.terms.file
    try:
        data = bytes(pyrage.decrypt(body, [pyrage.x25519.Identity.from_str(grant.identity)]))
    except pyrage.DecryptError as error:
        if "No matching keys" in str(error):
            raise GrantSwapped(
                "The grant opens another report than this one.",
                remedy="Fetch report and grant of the request again; tell the Secretariat if it stays so.",
                where=where,
            ) from error
        if len(body) < file.sealed_size:
            raise BodyDamaged(
                f"The sealed report has {len(body):,} of {file.sealed_size:,} bytes: it was cut off.",
                remedy="Fetch it again; if it stays so, ask the supplier to upload it anew.",
                where=where,
            ) from error
        raise BodyDamaged(
            "The sealed report was changed since its supplier sealed it.",
            remedy="Fetch it again; if it stays so, ask the supplier to upload it anew.",
            where=where,
        ) from error
    if digest_bytes(body) != file.sealed_digest or digest_bytes(data) != file.digest:
        raise GrantSwapped(
            "The report is sealed for this grant, and is not the one that the supplier signed for.",
            remedy="Do not rely on it; ask the supplier.",
            where=where,
        )
    return data


def regrant(
    kept: OpenedGrant, body: bytes, to: PublicKey, *, supplier: Key, request: str, member: str, site: str,
    granted_at: datetime, expires_at: datetime,
) -> Grant:  # fmt: skip
    """The supplier grants what it sealed before to one more. Raises what `open_body` raises for another body.

    `site`: as this member calls it. How the first one called it would tell the second that there was a first, and which.
    """
    open_body(body, kept)
    sealed = Sealed(body=body, identity=kept.identity, file=kept.terms.file)
    return grant_report(
        sealed, to, supplier=supplier, request=request, member=member, site=site,
        granted_at=granted_at, expires_at=expires_at,
    )  # fmt: skip


def _terms_body(terms: Terms) -> dict[str, object]:
    file = terms.file
    return {
        "request": terms.request,
        "member": terms.member,
        "supplier": terms.supplier,
        "site": terms.site,
        "granted_at": terms.granted_at.astimezone(UTC).strftime(_TIME),
        "expires_at": terms.expires_at.astimezone(UTC).strftime(_TIME),
        "file": {
            "name": file.name,
            "size": file.size,
            "digest": file.digest,
            "sealed_size": file.sealed_size,
            "sealed_digest": file.sealed_digest,
        },
    }


def _terms_of(body: Mapping[str, Any]) -> Terms:
    file = body["file"]
    found = Terms(
        request=str(body["request"]),
        member=str(body["member"]),
        supplier=str(body["supplier"]),
        site=str(body["site"]),
        granted_at=_time(body["granted_at"]),
        expires_at=_time(body["expires_at"]),
        file=ReportFile(
            name=str(file["name"]),
            size=int(file["size"]),
            digest=str(file["digest"]),
            sealed_size=int(file["sealed_size"]),
            sealed_digest=str(file["sealed_digest"]),
        ),
    )
    if json.loads(canonical_json(_terms_body(found))) != body:
        raise ValueError("terms with more, or other, than they may hold")
    return found


def _time(text: object) -> datetime:
    return datetime.strptime(str(text), _TIME).replace(tzinfo=UTC)
