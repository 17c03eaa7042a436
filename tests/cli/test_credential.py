import json
from pathlib import Path

import pytest

from tests.cli.running import Done, run_comity
from tests.exchange.cast import pdf, supplier

SUMMARY = """
id = "https://example.org/credentials/7"
supplier = "Northwind Packaging"
supplier_uri = "https://example.org/suppliers/7"
site = "Northwind, Izmir"
site_uri = "https://example.org/sites/7"
protocol = "Birch audit"
protocol_version = "2"
protocol_uri = "https://example.org/protocols/birch-2"
report_url = "https://example.org/ask"
audited_on = 2026-03-12

[[sections]]
title = "Child labour"
topic = "social.labour"

[[sections]]
title = "Safe conditions"
topic = "social.safety"
open = { business_critical = 1, minor = 2 }
"""
ISSUER = ("--key", "issuer.key", "--did", "did:web:example.org")
URL = "https://example.org/status/1"


def comity(folder: Path, *words: str) -> Done:
    return run_comity("credential", *words, folder=folder)


def issue(folder: Path) -> Done:
    return comity(
        folder, "issue", "summary.toml", "--report", "report.pdf", *ISSUER, "--until", "2098-01-01",
        "--status-url", URL, "--status-index", "7", "-o", "audit.jwt",
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "issuer.key").write_text(supplier().to_text())
    (tmp_path / "summary.toml").write_text(SUMMARY)
    (tmp_path / "report.pdf").write_bytes(pdf())
    assert comity(tmp_path, "identity", *ISSUER, "-o", "did.json").returncode == 0
    assert issue(tmp_path).returncode == 0
    return tmp_path


def status(folder: Path, *revoked: str) -> None:
    words = [word for one in revoked for word in ("--revoked", one)]
    done = comity(
        folder, "status", *ISSUER, "--url", URL, "--until", "2098-01-01", *words, "-o", "status.jwt"
    )
    assert done.returncode == 0, done.stderr


def verify(folder: Path, *more: str) -> Done:
    return comity(folder, "verify", "audit.jwt", "--identity", "did.json", *more)


def test_a_credential_verifies_offline(folder: Path) -> None:
    status(folder, "3")

    found = verify(folder, "--status", "status.jwt", "--report", "report.pdf")

    assert found.returncode == 0, found.stderr
    assert "It is not revoked." in found.stdout
    assert "It is about this report." in found.stdout
    assert "Safe conditions: has open findings" in found.stdout


def test_a_revoked_one_fails_with_the_reason(folder: Path) -> None:
    status(folder, "3", "7")

    found = verify(folder, "--status", "status.jwt")

    assert found.returncode == 3
    assert "revoked this credential" in found.stderr


def test_an_altered_one_fails_with_the_reason(folder: Path) -> None:
    path = folder / "audit.jwt"
    head, body, sign = path.read_text().split(".")
    path.write_text(f"{head}.{body}.{'A' if sign[0] != 'A' else 'B'}{sign[1:]}")

    found = verify(folder)

    assert found.returncode == 3
    assert "altered after it was issued" in found.stderr


def test_without_the_status_list_nobody_says_that_it_was_not_revoked(folder: Path) -> None:
    assert "not known" in verify(folder).stdout
    assert json.loads(verify(folder, "--json").stdout)["is_revocation_checked"] is False


def test_another_report_is_told_apart(folder: Path) -> None:
    (folder / "other.pdf").write_bytes(pdf(3))

    found = verify(folder, "--report", "other.pdf")

    assert found.returncode == 1
    assert "It is NOT about this report." in found.stdout


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('site = "Northwind, Izmir"', "", "“site” is missing"),
        ("supplier_uri", "suplier_uri", "Did you mean “supplier_uri”?"),
        ("social.safety", "social.fun", "“social.fun” is not a topic that we know"),
        ("business_critical", "awful", "no. 2, [open]: There is no “awful” here"),
        ("minor = 2", 'minor = "two"', "“minor” is not a whole number"),
        ("audited_on = 2026-03-12", 'audited_on = "soon"', "is not a day"),
        ("[[sections]]", "[sections", "not a TOML file"),
        ("[[sections]]", "[[section]]", "Did you mean “sections”?"),
    ],
)
def test_a_summary_that_cannot_be_followed_is_explained(folder: Path, old: str, new: str, told: str) -> None:
    path = folder / "summary.toml"
    path.write_text(SUMMARY.replace(old, new))

    found = issue(folder)

    assert found.returncode == 2
    assert told in found.stderr
