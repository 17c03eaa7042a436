"""An audit's summary as a credential that anybody verifies offline: a UNTP Digital Conformity Credential.

It says who was audited where, by which protocol, when, and how each section came out; of the report it holds the digest and
never the report. Laws: an altered credential, a revoked one, one that has run out or is not its issuer's fails, with the
reason; what is issued keeps the pinned schema; a section without a grade says its open findings by severity.
Spec: UNTP DCC 0.6.0 (pinned); W3C VC Data Model 2.0, VC-JOSE (`vc+jwt`, EdDSA, RFC 8037); did:web; Bitstring Status List 1.0.
"""

import gzip
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import jsonschema
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from comity.core import canonical_json, read_json
from comity.exchange.errors import CredentialWrong
from comity.exchange.keys import from_base64, to_base64

UNTP_VERSION = "0.6.0"
_CONTEXT = [
    "https://www.w3.org/ns/credentials/v2",
    f"https://test.uncefact.org/vocabulary/untp/dcc/{UNTP_VERSION}/",
]
_TIME = "%Y-%m-%dT%H:%M:%SZ"
STATUS_BITS = 131_072
"""The least that the standard allows, so that a place in the list says nothing of its holder."""

_MOST_STATUS_BYTES = 4 * 1024**2
_MOST_JWT = 2 * 1024**2


class Topic(StrEnum):
    LABOUR = "social.labour"
    RIGHTS = "social.rights"
    SAFETY = "social.safety"
    COMMUNITY = "social.community"
    ENERGY = "environment.energy"
    EMISSIONS = "environment.emissions"
    WATER = "environment.water"
    WASTE = "environment.waste"
    BIODIVERSITY = "environment.biodiversity"
    ETHICS = "governance.ethics"
    COMPLIANCE = "governance.compliance"
    TRANSPARENCY = "governance.transparency"


class Severity(StrEnum):
    BUSINESS_CRITICAL = "business critical"
    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of the audit. It conforms where nothing is open in it."""

    title: str
    topic: Topic
    open: Mapping[Severity, int] = field(default_factory=dict)  # findings not yet closed

    @property
    def conforms(self) -> bool:
        return not any(self.open.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    id: str  # a URI of the issuer's
    supplier: str
    supplier_uri: str
    site: str
    site_uri: str
    protocol: str
    protocol_version: str
    protocol_uri: str
    audited_on: date  # last day on site
    report_digest: str  # sha256:…
    report_url: str  # where the report may be asked for; never where it lies open
    sections: Sequence[Section]


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    did: str  # did:web:…
    name: str
    seed: bytes = field(repr=False)

    @property
    def key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @property
    def key_id(self) -> str:
        return f"{self.did}#key-1"

    def document(self) -> bytes:
        """did.json, to be published under the issuer's own address."""
        public = self.key.public_key().public_bytes_raw()
        jwk = {"kty": "OKP", "crv": "Ed25519", "x": to_base64(public)}
        method = {"id": self.key_id, "type": "JsonWebKey", "controller": self.did, "publicKeyJwk": jwk}
        body = {
            "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/jwk/v1"],
            "id": self.did,
            "verificationMethod": [method],
            "assertionMethod": [self.key_id],
        }
        return json.dumps(body, indent=2).encode() + b"\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusPlace:
    list_url: str
    index: int


def issue_credential(
    summary: Summary, issuer: Issuer, place: StatusPlace, *, valid_from: datetime, valid_until: datetime
) -> str:
    """The credential as one line of text (`vc+jwt`). Raises CredentialWrong for a summary that fits no credential."""
    if not 0 <= place.index < STATUS_BITS:
        raise _wrong(f"The status list has {STATUS_BITS:,} places.", "Give a place within it.")
    body = {
        "@context": _CONTEXT,
        "type": ["DigitalConformityCredential", "VerifiableCredential"],
        "id": summary.id,
        "issuer": {"type": ["CredentialIssuer"], "id": issuer.did, "name": issuer.name},
        "validFrom": _text(valid_from),
        "validUntil": _text(valid_until),
        "credentialSubject": _attestation(summary),
        "credentialStatus": {
            "id": f"{place.list_url}#{place.index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(place.index),
            "statusListCredential": place.list_url,
        },
    }
    _check(body)
    return _jwt(body, issuer)


def _attestation(summary: Summary) -> dict[str, object]:
    return {
        "type": ["ConformityAttestation", "Attestation"],
        "id": f"{summary.id}#attestation",
        "name": f"{summary.protocol} {summary.protocol_version} audit of {summary.site}",
        "assessorLevel": "3rdParty",
        # “GlobalMRA” means an arrangement of accreditation bodies, which recognition between brands is not.
        "assessmentLevel": "Unspecified",
        "attestationType": "inspection",
        "description": "Summary of a social compliance audit. It is no certificate and no grade.",
        "issuedToParty": {"id": summary.supplier_uri, "name": summary.supplier},
        "auditableEvidence": {
            "linkURL": summary.report_url,
            "linkName": "The audit report, which its supplier shares on request",
            "hashDigest": summary.report_digest.removeprefix("sha256:"),
            "hashMethod": "SHA-256",
        },
        "scope": {
            "type": ["ConformityScheme"],
            "id": summary.protocol_uri,
            "name": summary.protocol,
            "version": summary.protocol_version,
        },
        "assessment": [_assessment(summary, at, one) for at, one in enumerate(summary.sections, start=1)],
    }


def _assessment(summary: Summary, at: int, section: Section) -> dict[str, object]:
    return {
        "type": ["ConformityAssessment", "Declaration"],
        "id": f"{summary.id}#assessment-{at}",
        "name": section.title,
        "assessmentDate": summary.audited_on.isoformat(),
        "conformityTopic": section.topic.value,
        "conformance": section.conforms,
        "declaredValue": [
            {"metricName": f"open findings, {severity.value}", "metricValue": {"value": count, "unit": "C62"}}
            for severity, count in section.open.items()
        ],
        "assessedFacility": [
            {"facility": {"id": summary.site_uri, "name": summary.site}, "IDverifiedByCAB": False}
        ],
    }


def status_list(
    revoked: Iterable[int], issuer: Issuer, url: str, *, at: datetime, valid_until: datetime
) -> str:
    """The signed list of all places, those of revoked credentials marked. Published anew at every revocation."""
    bits = bytearray(STATUS_BITS // 8)
    for place in revoked:
        if not 0 <= place < STATUS_BITS:
            raise _wrong(f"The status list has {STATUS_BITS:,} places.", "Give a place within it.")
        bits[place // 8] |= 0x80 >> place % 8
    body = {
        "@context": [_CONTEXT[0]],
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "id": url,
        "issuer": issuer.did,
        "validFrom": _text(at),
        "validUntil": _text(valid_until),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": "u" + to_base64(gzip.compress(bytes(bits), mtime=0)),
        },
    }
    return _jwt(body, issuer)


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedCredential:
    """Made by `verify_credential` alone."""

    body: Mapping[str, Any]
    issuer: str
    is_revocation_checked: bool

    @property
    def report_digest(self) -> str:
        return f"sha256:{self.body['credentialSubject']['auditableEvidence']['hashDigest']}"


def verify_credential(
    text: str, did_document: bytes, *, status: str | None = None, at: datetime, where: str = ""
) -> VerifiedCredential:
    """`status`: the issuer's status list, as it was fetched. Raises CredentialWrong with the reason."""
    did, keys = _keys_of(did_document, where)
    body = _verified_jwt(text, did, keys, where)
    _check(body, where)
    if body["issuer"]["id"] != did:
        raise _wrong(f"It names the issuer {body['issuer']['id']}, and {did} signed it.", _ASK, where)
    _in_time(body, at, "The credential", where)
    if status is not None:
        _not_revoked(body, _verified_jwt(status, did, keys, f"{where}, its status list"), at, where)
    return VerifiedCredential(body=body, issuer=did, is_revocation_checked=status is not None)


_ASK = "Do not rely on it; ask its issuer."


def _wrong(message: str, remedy: str, where: str = "") -> CredentialWrong:
    return CredentialWrong(message, remedy=remedy, where=where)


def _jwt(body: Mapping[str, object], issuer: Issuer) -> str:
    header = {"alg": "EdDSA", "typ": "vc+jwt", "cty": "vc", "kid": issuer.key_id}
    signed = f"{to_base64(canonical_json(header))}.{to_base64(canonical_json(body))}"
    return f"{signed}.{to_base64(issuer.key.sign(signed.encode()))}"


def _keys_of(document: bytes, where: str) -> tuple[str, dict[str, Ed25519PublicKey]]:
    try:
        body = read_json(document)
        trusted = set(body["assertionMethod"])
        keys = {
            str(one["id"]): Ed25519PublicKey.from_public_bytes(from_base64(one["publicKeyJwk"]["x"]))
            for one in body["verificationMethod"]
            # Others' keys may be of kinds that have no curve.
            if one["id"] in trusted and dict(one["publicKeyJwk"]).get("crv") == "Ed25519"
        }
        return str(body["id"]), keys
    except (KeyError, TypeError, ValueError) as error:
        raise _wrong(
            "The issuer's identity document cannot be read.", "Fetch the did.json of its issuer again.", where
        ) from error


def _verified_jwt(text: str, did: str, keys: Mapping[str, Ed25519PublicKey], where: str) -> dict[str, Any]:
    parts = text.strip().split(".")
    try:
        if len(parts) != 3 or len(text) > _MOST_JWT:
            raise ValueError
        header, body = (read_json(from_base64(one)) for one in parts[:2])
        signature, key_id = from_base64(parts[2]), str(header["kid"])
        # The algorithm is ours to choose, never the sender's (RFC 8725, 3.1).
        if header["alg"] != "EdDSA" or header["typ"] != "vc+jwt" or not isinstance(body, dict):
            raise ValueError
    except (KeyError, TypeError, ValueError) as error:
        raise _wrong(
            "This is no credential of the kind vc+jwt.", "Give the file as its issuer gave it.", where
        ) from error
    if key_id not in keys:
        raise _wrong(f"It was signed with {key_id}, which is no key of {did}.", _ASK, where)
    try:
        keys[key_id].verify(signature, ".".join(parts[:2]).encode())
    except InvalidSignature as error:
        raise _wrong(
            "The signature does not fit: it was altered after it was issued.", _ASK, where
        ) from error
    return body


def _in_time(body: Mapping[str, Any], at: datetime, what: str, where: str) -> None:
    try:
        begins, ends = (
            datetime.strptime(str(body[name]), _TIME).replace(tzinfo=UTC)
            for name in ("validFrom", "validUntil")
        )
    except (KeyError, ValueError) as error:
        raise _wrong(f"{what} does not say when it is valid.", _ASK, where) from error
    if at < begins:
        raise _wrong(f"{what} is valid from {begins:%Y-%m-%d} only.", _ASK, where)
    if at >= ends:
        raise _wrong(f"{what} ran out on {ends:%Y-%m-%d}.", "Ask its issuer for a newer one.", where)


def _not_revoked(body: Mapping[str, Any], listed: Mapping[str, Any], at: datetime, where: str) -> None:
    entry = body["credentialStatus"]
    try:
        subject = listed["credentialSubject"]
        if listed["id"] != entry["statusListCredential"] or subject["statusPurpose"] != "revocation":
            raise _wrong(
                "The status list is another than the credential names.", "Fetch the right one.", where
            )
        encoded = str(subject["encodedList"])
        # A bomb of zeros is small: unpack no more than a list can hold.
        bits = zlib.decompressobj(31).decompress(from_base64(encoded[1:]), _MOST_STATUS_BYTES)
        index = int(entry["statusListIndex"])
        is_revoked = bool(bits[index // 8] & 0x80 >> index % 8)
    except (KeyError, TypeError, ValueError, IndexError, zlib.error) as error:
        raise _wrong("The status list cannot be read.", "Fetch it again from the issuer.", where) from error
    _in_time(listed, at, "The status list", where)
    if is_revoked:
        raise _wrong(
            "Its issuer revoked this credential.", "Do not rely on the audit; ask the supplier.", where
        )


@cache
def _schema() -> jsonschema.Draft202012Validator:
    text = files("comity.exchange").joinpath("data/untp-dcc-0.6.0.json").read_text("utf-8")
    return jsonschema.Draft202012Validator(json.loads(text))


def _check(body: Mapping[str, Any], where: str = "") -> None:
    error = next(iter(_schema().iter_errors(body)), None)
    if error is not None:
        place = "/".join(map(str, error.absolute_path)) or "the whole"
        raise _wrong(
            f"It does not fit UNTP {UNTP_VERSION} at {place}: {error.message[:200]}.",
            "Ask its issuer for a correct one.",
            where,
        )


def _text(at: datetime) -> str:
    return at.astimezone(UTC).strftime(_TIME)
