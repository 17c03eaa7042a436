import json
from pathlib import Path

import pytest

from comity.core import ComityError
from comity.ledger import VerifyingKey, verify_ledger, verify_receipts

FOLDER = Path(__file__).parents[2] / "vectors" / "ledger"
SCENARIOS = sorted(path for path in FOLDER.glob("*.json") if path.stem != "reference-tree")


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_a_vector_comes_out_as_it_says(path: Path) -> None:
    said = json.loads(path.read_text("utf-8"))
    key = VerifyingKey.of_text(said["key"])

    try:
        if said["file"].startswith("{"):
            verify_receipts(said["file"].encode(), key)
        else:
            verify_ledger(said["file"].encode(), key=key, kept=said["kept"])
        found = "whole"
    except ComityError as error:
        found = error.code

    assert found == said["expect"]
