"""Whoever reads what others wrote ends in what it says or in a ComityError, whatever they wrote, signed or not."""

import csv
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.core import ComityError
from comity.exchange import Ground, Key, open_grant, read_recall, read_request, recall_paper, request_paper
from comity.exchange.credential import verify_credential
from comity.exchange.keys import from_base64, to_base64
from comity.exchange.sealed import open_body
from comity.ledger import export_extension, export_receipts, opening_of, verify_extension, verify_receipts
from comity.recognition import read_reliance, reliance_json
from comity.release import COMMON_FRAME, About, CommonList, Mode, read_common_list, write_common_list
from comity.release.sealed import Stretch
from tests.exchange.cast import DAY, NOW, alder, grant, request, sealed, supplier
from tests.exchange.test_credential import ISSUER, issued, listed
from tests.ledger.cast import ledger, opening, openings, signer
from tests.recognition.cast import REPORT, decision

SAID = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from([10**300, -1, 4.5, "", "\ud800", "-1", "0001-01-01", "2026-07-01T09:00:00Z", "yes"])
    | st.text(max_size=6)
)
ANYTHING = st.recursive(
    SAID,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
NONE_AT_ALL = (b"", b"\xff", b"[" * 100_000, b'{"a":' * 100_000, b"9" * 5_000, b"NaN", b"1e999", b'"\\ud800"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    sample: Callable[[], bytes]
    read: Callable[[bytes], object]
    rewritten: Callable[[Mapping[str, Any]], bytes] = lambda body: json.dumps(body).encode()
    """The file anew with this content; where it is signed, by somebody who may sign whatever he likes."""

    content: Callable[[bytes], dict[str, Any]] = json.loads


def _signed(kind: str, key: Callable[[], Key], read: Callable[[bytes], object], sample: Callable[[], bytes]) -> Reader:  # fmt: skip
    def rewritten(body: Mapping[str, Any]) -> bytes:
        text = json.dumps(body)
        secret = Ed25519PrivateKey.from_private_bytes(key().seed("signing"))
        signature = to_base64(secret.sign(f"{kind}\n{text}".encode()))
        return json.dumps(
            {"format": kind, "signed": text, "by": str(key().public), "signature": signature}
        ).encode()

    return Reader(
        sample=sample,
        read=read,
        rewritten=rewritten,
        content=lambda data: dict(json.loads(json.loads(data)["signed"])),
    )


def _jwt(body: Mapping[str, Any]) -> bytes:
    header = {"alg": "EdDSA", "typ": "vc+jwt", "kid": ISSUER.key_id}
    signed = ".".join(to_base64(json.dumps(one).encode()) for one in (header, body))
    return f"{signed}.{to_base64(ISSUER.key.sign(signed.encode()))}".encode()


def _body_of_jwt(data: bytes) -> dict[str, Any]:
    return dict(json.loads(from_base64(data.decode().split(".")[1])))


def _credential(data: bytes) -> object:
    text = data.decode(errors="replace")
    return verify_credential(text, ISSUER.document(), status=listed(), at=NOW + DAY).report_digest


def _grant(data: bytes) -> object:
    opened = open_grant(alder().public.seal(data), alder(), supplier=supplier().public, at=NOW + DAY)
    return open_body(sealed().body, opened)


@cache
def _common_list() -> tuple[bytes, bytes]:
    """What comes before the line that tells what the list is, and that line's JSON."""
    about = About(
        round_id="2026-1", cutoff=date(2026, 6, 30), mode=Mode.CLEAR, not_before=date(2026, 9, 30),
        policy="policy-v1", stretch=Stretch(salt=bytes(16), work=4),
    )  # fmt: skip
    whole = write_common_list(CommonList(about=about, rows=pl.DataFrame(schema=COMMON_FRAME), sealed=()))
    header, *lines = csv.reader(whole["csv"].decode("utf-8-sig").splitlines())
    (told,) = (line[-1] for line in lines if line[-1].startswith("{"))
    return ",".join(header).encode() + b"\n", told.encode()


def _with_about(about: bytes) -> object:
    before, _ = _common_list()
    quoted = about.decode(errors="replace").replace('"', '""').replace("\n", " ")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        path.write_bytes(before + b"," * len(COMMON_FRAME) + b'"' + quoted.encode() + b'"\n')
        return read_common_list(path)


KEPT = signer().sign(ledger(7).checkpoint())
READERS: Mapping[str, Reader] = {
    "request": _signed("comity-request-v1", alder, read_request, lambda: request_paper(request(), alder())),
    "recall": _signed("comity-recall-v1", alder, read_recall, lambda: recall_paper(REPORT, Ground.INVALID, alder(), at=NOW)[0]),
    "signed decision": _signed("comity-reliance-v1", alder, read_reliance, lambda: reliance_json(decision(), alder())),
    "grant": _signed("comity-grant-v1", supplier, _grant, lambda: alder().open(grant().data)),
    "decision": Reader(sample=lambda: reliance_json(decision()), read=read_reliance),
    "receipts": Reader(
        sample=lambda: export_receipts(ledger(9), openings(2), signer()), read=lambda data: verify_receipts(data, signer().key)
    ),
    "extension": Reader(
        sample=lambda: export_extension(ledger(9), ledger(7).checkpoint(), signer()),
        read=lambda data: verify_extension(data, KEPT, signer().key),
    ),
    "common list": Reader(sample=lambda: _common_list()[1], read=_with_about),
    "opening": Reader(sample=lambda: opening(1).line.encode(), rewritten=lambda body: json.dumps(body, sort_keys=True, separators=(",", ":")).encode(), read=lambda data: opening_of(data.decode(errors="replace"))),
    "identity document": Reader(
        sample=ISSUER.document, read=lambda data: verify_credential(issued(), data, status=listed(), at=NOW + DAY)
    ),
    "credential": Reader(sample=lambda: issued().encode(), read=_credential, rewritten=_jwt, content=_body_of_jwt),
    "status list": Reader(
        sample=lambda: listed(1).encode(), rewritten=_jwt, content=_body_of_jwt,
        read=lambda data: verify_credential(issued(), ISSUER.document(), status=data.decode(errors="replace"), at=NOW + DAY),
    ),
}  # fmt: skip
HURRIED = settings(deadline=None, max_examples=40)


def what_is_said_of(reader: Reader, data: bytes) -> str:
    try:
        reader.read(data)
    except ComityError as error:
        return str(error)
    return "read"


@st.composite
def altered(draw: st.DrawFn, whole: dict[str, Any]) -> dict[str, Any]:
    """One place of it gone, or something else."""
    body = json.loads(json.dumps(whole))
    place: Any = body
    while True:
        steps = sorted(place) if isinstance(place, dict) else list(range(len(place)))
        step = draw(st.sampled_from(steps))
        inner = place[step]
        if not (isinstance(inner, dict | list) and inner and draw(st.booleans())):
            break
        place = inner
    if isinstance(inner, str) and draw(st.booleans()):
        at = draw(st.integers(0, len(inner)))
        place[step] = inner[:at] + draw(st.sampled_from(["\ud800", "é", "0", " "])) + inner[at:]
    elif draw(st.booleans()):
        place[step] = draw(ANYTHING)
    else:
        del place[step]
    return dict(body)


@pytest.mark.parametrize("name", READERS)
def test_what_was_written_by_us_is_read(name: str) -> None:
    reader = READERS[name]

    assert reader.read(reader.sample())
    assert reader.read(reader.rewritten(reader.content(reader.sample())))


@pytest.mark.parametrize("name", READERS)
@HURRIED
@given(data=ANYTHING.map(lambda one: json.dumps(one).encode()) | st.sampled_from(NONE_AT_ALL))
def test_anything_that_is_no_such_file_ends_well(name: str, data: bytes) -> None:
    assert what_is_said_of(READERS[name], data).encode()


@pytest.mark.parametrize("name", READERS)
@HURRIED
@given(data=st.data())
def test_a_file_with_one_place_altered_ends_well(name: str, data: st.DataObject) -> None:
    reader = READERS[name]
    sample = reader.sample()

    written = reader.rewritten(data.draw(altered(reader.content(sample))))

    assert what_is_said_of(reader, written).encode()


@pytest.mark.parametrize("name", [name for name in READERS if name not in ("credential", "status list")])
@HURRIED
@given(data=st.data())
def test_an_envelope_with_one_place_altered_ends_well(name: str, data: st.DataObject) -> None:
    reader = READERS[name]

    written = json.dumps(data.draw(altered(json.loads(reader.sample())))).encode()

    assert what_is_said_of(reader, written).encode()
