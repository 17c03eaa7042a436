import json
from datetime import date
from time import process_time

import pyrage
import pytest

from comity.exchange import MOST_BYTES, grant_report, keep_report, open_grant, regrant, seal_report, usual_end
from comity.exchange.errors import (
    AskProblem,
    BodyDamaged,
    GrantExpired,
    GrantSwapped,
    ReportRefused,
    WrongKey,
)
from comity.exchange.sealed import open_body
from tests.exchange.cast import DAY, NOW, alder, birch, cedar, grant, pdf, sealed, supplier


def opened(data: bytes, at_days: float = 1, request: str | None = "R1") -> bytes:
    found = open_grant(data, alder(), supplier=supplier().public, at=NOW + at_days * DAY, request=request)
    return open_body(sealed().body, found)


def test_a_report_opens_as_it_was_sealed() -> None:
    assert opened(grant().data) == pdf()


def test_neither_body_nor_grant_shows_anything() -> None:
    made = grant()

    for data in (sealed().body, made.data):
        assert b"Fire doors" not in data
        assert b"SMETA" not in data
        assert b"Alder" not in data
        assert b"AGE-SECRET" not in data


def test_one_body_is_granted_to_many_and_each_grant_is_small() -> None:
    made = [grant(one, one.owner) for one in (alder(), birch())]

    for to, one in zip((alder(), birch()), made, strict=True):
        found = open_grant(one.data, to, supplier=supplier().public, at=NOW + DAY)
        assert open_body(sealed().body, found) == pdf()
        assert len(one.data) < 2_500


def test_a_wrong_key_opens_nothing() -> None:
    with pytest.raises(WrongKey, match="Cedar Drinks"):
        open_grant(grant().data, cedar(), supplier=supplier().public, at=NOW)


def test_a_body_that_was_cut_off_is_said_so() -> None:
    found = open_grant(grant().data, alder(), supplier=supplier().public, at=NOW)

    with pytest.raises(BodyDamaged, match="cut off"):
        open_body(sealed().body[:-100], found)


@pytest.mark.parametrize("place", [0, 30, 150, 400, -1])
def test_a_body_that_was_changed_is_said_so(place: int) -> None:
    found = open_grant(grant().data, alder(), supplier=supplier().public, at=NOW)
    body = bytearray(sealed().body)
    body[place] ^= 1

    with pytest.raises((BodyDamaged, GrantSwapped)):
        open_body(bytes(body), found)


def test_bytes_hung_on_to_a_body_are_found() -> None:
    found = open_grant(grant().data, alder(), supplier=supplier().public, at=NOW)

    with pytest.raises(BodyDamaged):
        open_body(sealed().body + b"x", found)


def test_a_grant_of_another_report_is_found() -> None:
    other = grant(of=sealed("All doors open and all is well here"))

    with pytest.raises(GrantSwapped, match="another report"):
        opened(other.data)


def test_a_grant_of_another_request_is_found() -> None:
    with pytest.raises(GrantSwapped, match="R2"):
        opened(grant(id_="R2").data)


def test_a_grant_that_another_made_is_found() -> None:
    """The platform knows Alder's public key, so it could seal a report of its own to it. It cannot sign for the supplier."""
    forged = grant_report(
        sealed(), alder().public, supplier=cedar(), request="R1", member=alder().owner, site="X",
        granted_at=NOW, expires_at=NOW + DAY,
    )  # fmt: skip

    with pytest.raises(GrantSwapped, match="supplier you expect"):
        opened(forged.data)


def test_a_grant_passed_on_to_another_member_is_found() -> None:
    passed_on = birch().public.seal(alder().open(grant().data))

    with pytest.raises(GrantSwapped, match="not passed on"):
        open_grant(passed_on, birch(), supplier=supplier().public, at=NOW)


def test_terms_rewritten_by_their_reader_are_found() -> None:
    paper = json.loads(alder().open(grant().data))
    paper["signed"] = paper["signed"].replace("2026-09-29", "2036-09-29")
    rewritten = alder().public.seal(json.dumps(paper).encode())

    with pytest.raises(GrantSwapped, match="altered"):
        opened(rewritten)


def test_access_ends_at_its_minute() -> None:
    made = grant(days=90)

    assert opened(made.data, at_days=89.9999)
    with pytest.raises(GrantExpired, match="2026-09-29"):
        opened(made.data, at_days=90)


def test_a_report_kept_by_its_supplier_is_granted_again_without_the_file() -> None:
    kept = keep_report(sealed(), supplier(), site="Gebze", kept_at=NOW)
    own = open_grant(kept.data, supplier(), supplier=supplier().public, at=NOW + 100 * DAY)

    later = regrant(
        own, sealed().body, birch().public, supplier=supplier(), request="R9", member=birch().owner,
        site="YILDIZ GEBZE 2", granted_at=NOW + 100 * DAY, expires_at=NOW + 200 * DAY,
    )  # fmt: skip

    found = open_grant(later.data, birch(), supplier=supplier().public, at=NOW + 101 * DAY, request="R9")
    assert open_body(sealed().body, found) == pdf()
    assert found.terms.site == "YILDIZ GEBZE 2"  # and not what the one before it calls the site


def test_nobody_grants_another_body_than_the_one_it_kept() -> None:
    kept = keep_report(sealed(), supplier(), site="Gebze", kept_at=NOW)
    own = open_grant(kept.data, supplier(), supplier=supplier().public, at=NOW)

    with pytest.raises(GrantSwapped, match="another report"):
        regrant(
            own, sealed("All doors open and all is well here").body, birch().public, supplier=supplier(), request="R9",
            member=birch().owner, site="YILDIZ GEBZE 2", granted_at=NOW, expires_at=NOW + DAY,
        )  # fmt: skip


def test_an_end_before_the_beginning_is_refused() -> None:
    with pytest.raises(AskProblem):
        grant(days=0)


def test_access_usually_ends_after_a_year_or_with_the_audit() -> None:
    assert usual_end(NOW).date() == date(2027, 7, 1)
    assert usual_end(NOW, NOW - 1000 * DAY, valid_months=36).date() < date(2027, 7, 1)


@pytest.mark.parametrize("data", [b"", bytes(MOST_BYTES + 1)])
def test_nothing_and_too_much_are_not_sealed(data: bytes) -> None:
    with pytest.raises(ReportRefused):
        seal_report(data, "report.pdf")


def test_five_megabytes_are_sealed_within_a_second_of_the_processor() -> None:
    data = pdf() + bytes(5 * 1024**2)
    begin = process_time()

    seal_report(data, "report.pdf")

    assert process_time() - begin < 1


def test_a_reader_cannot_pass_on_another_report_under_the_suppliers_grant() -> None:
    """Who was granted a report knows its identity, and can seal anything to it; the supplier signed one digest."""
    found = open_grant(grant().data, alder(), supplier=supplier().public, at=NOW)
    identity = pyrage.x25519.Identity.from_str(found.identity)
    forged = pyrage.encrypt(pdf(text="All is well in here, nothing to see"), [identity.to_public()])

    with pytest.raises(GrantSwapped, match="not the one that the supplier signed for"):
        open_body(forged, found)


def test_terms_that_hold_more_than_they_may_are_refused() -> None:
    body = json.loads(json.loads(alder().open(grant().data))["signed"])
    body["terms"]["note"] = "to Birch, too"
    paper = supplier().sign("comity-grant-v1", body)

    with pytest.raises(GrantSwapped):
        opened(alder().public.seal(paper))
