"""What the platform holds: sealed bytes, handed out in time, and nothing that anybody could read."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from comity.exchange import Bodies, GrantRecord, LocalBodies, Party, State, Vault, open_grant, take_step
from comity.exchange.errors import BodyMissing, GrantExpired, StorageSilent
from comity.exchange.links import LinkPurpose, new_link
from comity.exchange.object_bodies import ObjectBodies
from comity.exchange.sealed import open_body
from comity.ledger import Ledger, Opening, Signer
from tests.exchange.cast import DAY, NOW, alder, birch, grant, pdf, request, sealed, supplier
from tests.exchange.object_stores import SECRET, moto, nanio, store_at


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(LocalBodies(tmp_path))


def stored(vault: Vault) -> dict[str, GrantRecord]:
    body = vault.store_body(sealed().body)
    record = GrantRecord(
        request="R1", body=body, grant=vault.store_grant(grant().data), expires_at=NOW + 90 * DAY
    )
    return {"R1": record}


def test_what_was_stored_is_handed_out_to_its_request(vault: Vault) -> None:
    body, given = vault.hand_out(stored(vault), "R1", at=NOW + DAY)

    found = open_grant(given, alder(), supplier=supplier().public, at=NOW + DAY, request="R1")
    assert open_body(body, found) == pdf()


def test_nothing_is_handed_out_a_minute_after_the_end(vault: Vault) -> None:
    records = stored(vault)

    vault.hand_out(records, "R1", at=NOW + 90 * DAY - DAY / 1440)
    with pytest.raises(GrantExpired):
        vault.hand_out(records, "R1", at=NOW + 90 * DAY)


def test_a_revoked_grant_is_gone_and_another_of_the_body_stays(vault: Vault) -> None:
    records = stored(vault)
    other = grant(birch(), "R2")
    records["R2"] = GrantRecord(
        request="R2", body=records["R1"].body, grant=vault.store_grant(other.data), expires_at=NOW + 90 * DAY
    )

    vault.revoke(records["R1"])

    with pytest.raises(BodyMissing):
        vault.hand_out(records, "R1", at=NOW)
    assert vault.hand_out(records, "R2", at=NOW)[1] == other.data


def test_a_shredded_body_leaves_its_grants_worthless(vault: Vault) -> None:
    records = stored(vault)

    vault.shred(records["R1"].body)

    with pytest.raises(BodyMissing):
        vault.hand_out(records, "R1", at=NOW)


def test_a_request_that_never_was_gets_what_a_revoked_one_gets(vault: Vault) -> None:
    with pytest.raises(BodyMissing):
        vault.hand_out(stored(vault), "R7", at=NOW)


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with moto(tmp_path_factory.mktemp("moto")) as address:
        yield address


@pytest.fixture(params=["folder", "S3"])
def bodies(request: pytest.FixtureRequest, tmp_path: Path) -> Bodies:
    if request.param == "folder":
        return LocalBodies(tmp_path / "store")
    found = ObjectBodies(store_at(request.getfixturevalue("s3")))
    for name in found.names():
        found.delete(name)
    return found


def test_what_was_put_is_there_until_it_is_deleted(bodies: Bodies) -> None:
    bodies.put("bodies/one", b"first")
    assert bodies.get("bodies/one") == b"first"

    bodies.delete("bodies/one")
    bodies.delete("bodies/one")

    with pytest.raises(BodyMissing):
        bodies.get("bodies/one")
    assert list(bodies.names()) == []


def test_a_body_never_changes_under_its_name(bodies: Bodies) -> None:
    bodies.put("bodies/one", b"first")

    bodies.put("bodies/one", b"first")
    with pytest.raises(BodyMissing, match="Another body"):
        bodies.put("bodies/one", b"second")
    assert bodies.get("bodies/one") == b"first"
    assert list(bodies.names()) == ["bodies/one"]


def test_a_report_travels_through_an_object_store_and_nothing_there_can_be_read(s3: str) -> None:
    held = ObjectBodies(store_at(s3))
    vault = Vault(held)

    body, given = vault.hand_out(stored(vault), "R1", at=NOW + DAY)

    assert open_body(body, open_grant(given, alder(), supplier=supplier().public, at=NOW + DAY)) == pdf()
    dump = b"".join(held.get(name) for name in held.names())
    assert len(dump) > len(pdf())
    assert b"Fire doors" not in dump
    assert b"AGE-SECRET-KEY" not in dump


def test_a_store_that_lets_nobody_in_is_said_to_be_that(tmp_path: Path) -> None:
    with nanio(tmp_path) as address:
        known, stranger = (ObjectBodies(store_at(address, secret=one)) for one in (SECRET, "a guess"))
        known.put("bodies/one", b"sealed")

        assert known.get("bodies/one") == b"sealed"
        for act in (lambda: stranger.get("bodies/one"), lambda: list(stranger.names())):
            with pytest.raises(StorageSilent):
                act()
    with pytest.raises(StorageSilent, match="does not answer"):
        known.get("bodies/one")


@pytest.mark.parametrize(
    "name", ["../escape", "bodies/../../x", "/etc/passwd", "bodies", "bodies/.hidden", ""]
)
def test_a_name_leads_nowhere_else(tmp_path: Path, bodies: Bodies, name: str) -> None:
    with pytest.raises(BodyMissing):
        bodies.put(name, b"x")
    assert list(tmp_path.rglob("*")) == []


def test_a_dump_of_everything_stored_holds_no_plaintext_and_no_private_key(tmp_path: Path) -> None:
    """All that a platform stores for one request, from asking to reading: bodies, grants, records, links, ledger."""
    vault = Vault(LocalBodies(tmp_path / "bodies"))
    records = stored(vault)
    token, link = new_link(bytes(range(32)), LinkPurpose.ANSWER, "R1", expires_at=NOW + 30 * DAY)
    step = take_step(request(), State.SENT, at=NOW, by="Alder Foods", party=Party.MEMBER)
    opening = Opening(fact=step.fact, salt=b"s" * 32)
    ledger = Ledger("comity/platform", [opening.commitment])
    (tmp_path / "ledger").write_bytes(ledger.to_bytes(Signer("comity/platform", bytes(32))))
    kept = {"records": [asdict(one) for one in records.values()], "links": [asdict(link)]}
    (tmp_path / "tables").write_text(json.dumps(kept, default=str))

    dump = b"\0".join(path.read_bytes() for path in sorted(tmp_path.rglob("*")) if path.is_file())

    plain = pdf()
    runs = [plain[at : at + 32] for at in range(0, len(plain) - 32, 8)]
    assert len(dump) > len(plain)
    assert not [run for run in runs if run in dump]
    assert b"AGE-SECRET-KEY" not in dump
    for owner in (alder(), supplier()):
        assert owner.secrets[0].encode() not in dump
        assert owner.seed("signing") not in dump
        assert owner.seed("signing").hex().encode() not in dump
    assert sealed().identity.encode() not in dump
    assert b"SMETA Gebze" not in dump
    assert token.encode() not in dump
