"""The golden common list in vectors/release, read by us and once more by nothing but the specification."""

import hashlib
import io
import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from comity.release import COMMON_FRAME, open_sealed, read_common_list, write_common_list
from comity.release.errors import CommonListProblem

FOLDER = Path(__file__).parents[2] / "vectors/release"
EXPECTED: dict[str, Any] = json.loads((FOLDER / "common-list.json").read_text("utf-8"))


def test_the_golden_list_reads_as_expected() -> None:
    common = read_common_list(FOLDER / "common-list.csv")

    assert common.about.told == EXPECTED["about"]
    assert common.rows.equals(pl.DataFrame(EXPECTED["rows"], schema=COMMON_FRAME))
    assert len(common.sealed) == len(EXPECTED["check_only"])


@pytest.mark.parametrize("path", sorted(FOLDER.glob("refused-*.csv")), ids=lambda path: path.stem)
def test_what_a_reader_must_refuse_is_refused(path: Path) -> None:
    with pytest.raises(CommonListProblem):
        read_common_list(path)


def test_the_golden_list_is_written_as_it_was() -> None:
    common = read_common_list(FOLDER / "common-list.csv")

    assert write_common_list(common)["csv"] == (FOLDER / "common-list.csv").read_bytes()


def test_every_golden_key_opens_its_row() -> None:
    common = read_common_list(FOLDER / "common-list.csv")

    for entry in EXPECTED["check_only"]:
        for key in entry["opens_to"]:
            assert open_sealed(common.sealed, [key], common.about.stretch) == [(entry["row"], key)]
    assert open_sealed(common.sealed, EXPECTED["opens_nothing"], common.about.stretch) == []


def test_a_reader_made_from_the_specification_alone_opens_the_same() -> None:
    lines = pl.read_csv(io.BytesIO((FOLDER / "common-list.csv").read_bytes()), infer_schema=False)
    *entries, about = lines["sealed_entry"].drop_nulls().str.strip_prefix("'").to_list()
    told = json.loads(about)

    for expected in EXPECTED["check_only"]:
        for key in expected["opens_to"]:
            assert _opened(entries, key, bytes.fromhex(told["salt"]), told["work"]) == [expected["row"]]


def _opened(entries: list[str], key: str, salt: bytes, work: int) -> list[dict[str, str | None]]:
    """docs/spec/common-list.md, word by word."""
    raw = hashlib.scrypt(key.encode(), salt=salt, n=2**work, r=8, p=1, dklen=48)
    tag, wrapping = raw[:16], raw[16:]
    rows = []
    for entry in entries:
        data = b64decode(entry)
        for at in range(0, 6 * 76, 76):
            if data[at : at + 16] == tag:
                try:
                    row_key = ChaCha20Poly1305(wrapping).decrypt(
                        data[at + 16 : at + 28], data[at + 28 : at + 76], None
                    )
                except InvalidTag:
                    continue
                body = ChaCha20Poly1305(row_key).decrypt(bytes(12), data[456:], None)
                rows.append(json.loads(body.rstrip(b" ")))
    return rows
