import re
import sys
from pathlib import Path

import pytest

from comity.client import Client, Problem, calls


def test_a_key_travels_over_https_alone() -> None:
    with pytest.raises(ValueError, match="https"):
        Client("http://portal.example", "comity_key", programme="hedgerow", organisation="cedar-home")


def test_a_portal_that_is_not_there_is_a_problem_too() -> None:
    client = Client("http://127.0.0.1:9", "comity_key", programme="hedgerow", organisation="x", pause_s=0)

    with pytest.raises(Problem) as raised:
        client.lists()

    assert (raised.value.status, raised.value.code) == (0, "no-answer")


def test_the_client_imports_nothing_but_pythons_own_library() -> None:
    for path in Path(calls.__file__).parent.rglob("*.py"):
        lines = [one for one in path.read_text().splitlines() if re.match("(import|from) ", one)]
        roots = {one.split()[1].partition(".")[0] for one in lines}
        assert roots <= {*sys.stdlib_module_names, "comity"}
        assert not [one for one in lines if "comity" in one and "from comity.client" not in one]
