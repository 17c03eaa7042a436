import json
from datetime import date

import pytest

from comity.exchange.credential import (
    STATUS_BITS,
    Issuer,
    Section,
    Severity,
    StatusPlace,
    Summary,
    Topic,
    issue_credential,
    status_list,
    verify_credential,
)
from comity.exchange.errors import CredentialWrong
from comity.exchange.keys import from_base64, to_base64
from tests.exchange.cast import DAY, NOW

URL = "https://example.org/status/1"
ISSUER = Issuer(did="did:web:example.org", name="Example Secretariat", seed=b"i" * 32)
OTHER = Issuer(did="did:web:example.com", name="Somebody", seed=b"o" * 32)
SUMMARY = Summary(
    id="https://example.org/credentials/7",
    supplier="Yıldız Ambalaj A.Ş.",
    supplier_uri="https://example.org/suppliers/7",
    site="Yıldız Ambalaj, Gebze",
    site_uri="https://example.org/sites/S1",
    protocol="Alder audit",
    protocol_version="3",
    protocol_uri="https://example.org/protocols/alder-3",
    audited_on=date(2026, 3, 12),
    report_digest="sha256:" + "ab" * 32,
    report_url="https://example.org/ask",
    sections=(
        Section(title="Child labour", topic=Topic.LABOUR),
        Section(title="Safe conditions", topic=Topic.SAFETY, open={Severity.MAJOR: 2, Severity.MINOR: 1}),
    ),
)


def issued(issuer: Issuer = ISSUER, index: int = 77) -> str:
    place = StatusPlace(list_url=URL, index=index)
    return issue_credential(SUMMARY, issuer, place, valid_from=NOW, valid_until=NOW + 365 * DAY)


def listed(*revoked: int, issuer: Issuer = ISSUER, url: str = URL) -> str:
    return status_list(revoked, issuer, url, at=NOW, valid_until=NOW + 30 * DAY)


def verify(text: str, status: str | None = None, days: float = 1) -> object:
    return verify_credential(text, ISSUER.document(), status=status, at=NOW + days * DAY)


def test_a_credential_verifies_offline_and_holds_the_digest_of_the_report_alone() -> None:
    found = verify_credential(issued(), ISSUER.document(), status=listed(1, 2), at=NOW + DAY)

    assert found.report_digest == SUMMARY.report_digest
    assert found.is_revocation_checked
    assert [one["conformance"] for one in found.body["credentialSubject"]["assessment"]] == [True, False]


def test_open_findings_stand_beside_a_section_that_has_no_grade() -> None:
    body = json.loads(from_base64(issued().split(".")[1]))

    safety = body["credentialSubject"]["assessment"][1]
    assert safety["declaredValue"][0] == {
        "metricName": "open findings, major",
        "metricValue": {"value": 2, "unit": "C62"},
    }


def test_recognition_between_brands_is_not_called_an_accreditation() -> None:
    assert b"GlobalMRA" not in from_base64(issued().split(".")[1])


def test_a_revoked_credential_fails_with_the_reason() -> None:
    with pytest.raises(CredentialWrong, match="revoked"):
        verify(issued(), listed(77))


@pytest.mark.parametrize("index", [0, 7, 8, STATUS_BITS - 1])
def test_each_place_of_the_list_is_its_own(index: int) -> None:
    verify(issued(index=index), listed(index ^ 1))
    with pytest.raises(CredentialWrong, match="revoked"):
        verify(issued(index=index), listed(index))


def test_without_the_list_it_is_said_that_nobody_looked() -> None:
    assert not verify_credential(issued(), ISSUER.document(), at=NOW).is_revocation_checked


@pytest.mark.parametrize("part", [0, 1, 2])
def test_an_altered_credential_fails(part: int) -> None:
    parts = issued().split(".")
    if part == 1:
        parts[1] = to_base64(from_base64(parts[1]).replace(b'"conformance":false', b'"conformance":true '))
    else:
        data = bytearray(from_base64(parts[part]))
        data[-3] ^= 1
        parts[part] = to_base64(bytes(data))

    with pytest.raises(CredentialWrong):
        verify(".".join(parts))


def test_a_credential_without_an_algorithm_is_none() -> None:
    header, body, _ = issued().split(".")
    unsigned = to_base64(from_base64(header).replace(b"EdDSA", b"none"))

    with pytest.raises(CredentialWrong, match="no credential"):
        verify(f"{unsigned}.{body}.")


def test_another_issuers_credential_fails() -> None:
    with pytest.raises(CredentialWrong, match="no key of"):
        verify(issued(OTHER))


def test_another_issuers_status_list_cannot_revoke_and_cannot_absolve() -> None:
    with pytest.raises(CredentialWrong, match="no key of"):
        verify(issued(), listed(issuer=OTHER))


def test_the_status_list_of_another_place_or_of_last_year_does_not_count() -> None:
    with pytest.raises(CredentialWrong, match="another than"):
        verify(issued(), listed(url="https://example.org/status/2"))
    with pytest.raises(CredentialWrong, match="status list ran out"):
        verify(issued(), listed(), days=31)


@pytest.mark.parametrize(("days", "told"), [(-1, "from 2026-07-01"), (365, "ran out")])
def test_a_credential_counts_in_its_time_alone(days: int, told: str) -> None:
    with pytest.raises(CredentialWrong, match=told):
        verify(issued(), days=days)


@pytest.mark.parametrize("text", ["", "a.b.c", "hello", "e30.e30.e30"])
def test_what_is_no_credential_is_said_so(text: str) -> None:
    with pytest.raises(CredentialWrong):
        verify(text)


def test_an_identity_document_that_cannot_be_read_is_said_so() -> None:
    with pytest.raises(CredentialWrong, match="identity document"):
        verify_credential(issued(), b"{}", at=NOW)


def test_nobody_vouches_for_a_credential_that_names_another_issuer() -> None:
    """A document that lists its own key under the other's name verifies the signature, and not the issuer."""
    forged = Issuer(did=ISSUER.did, name=ISSUER.name, seed=OTHER.seed)
    document = forged.document().replace(b'"id": "did:web:example.org",', b'"id": "did:web:evil.example",', 1)

    with pytest.raises(CredentialWrong, match="names the issuer"):
        verify_credential(issued(forged), document, at=NOW)


@pytest.mark.parametrize("jwk", ["zzz", 5, None, [], {"crv": "Ed25519"}, {"crv": "Ed25519", "x": "AA"}])
def test_an_identity_document_of_another_shape_is_refused(jwk: object) -> None:
    document = json.loads(ISSUER.document())
    document["verificationMethod"][0]["publicKeyJwk"] = jwk

    with pytest.raises(CredentialWrong):
        verify_credential(issued(), json.dumps(document).encode(), at=NOW + DAY)
