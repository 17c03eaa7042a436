import json
from base64 import b64decode
from datetime import datetime
from pathlib import Path

import pytest

from comity.core import ComityError
from comity.exchange import Key, PublicKey, open_grant
from comity.exchange.sealed import open_body

SCENARIOS = sorted((Path(__file__).parents[2] / "vectors" / "exchange").glob("*.json"))


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_a_vector_comes_out_as_it_says(path: Path) -> None:
    said = json.loads(path.read_text("utf-8"))

    try:
        opened = open_grant(
            b64decode(said["grant"]),
            Key.of_text(said["key"]),
            supplier=PublicKey.of_text(said["supplier"]),
            at=datetime.fromisoformat(said["at"]),
            request=said["request"],
        )
        data = open_body(b64decode(said["body"]), opened)
        found = "opens"
    except ComityError as error:
        found, data = error.code, b""

    assert found == said["expect"]
    assert data == b64decode(said.get("report", ""))
