import json
from pathlib import Path

import pytest

from comity.benchmark import Basis, Credit, Rule, coverage, exact_share, verdict
from comity.benchmark.formats import Format, read_criteria, write_criteria
from comity.core import ComityError
from tests.benchmark.cast import numbered
from tests.benchmark.test_formats import RICH

VECTORS = Path(__file__).parents[2] / "vectors" / "benchmark"
SETS = VECTORS / "criteria-sets"
WRITTEN = {
    "rich.csv": Format.CSV,
    "rich.oscal.json": Format.OSCAL,
    "rich.untp.jsonld": Format.UNTP,
    "rich.ciso-assistant.yaml": Format.CISO_ASSISTANT,
}
REFUSED = json.loads((SETS / "bad.json").read_bytes())
CASES = json.loads((VECTORS / "verdicts" / "cases.json").read_bytes())


@pytest.mark.parametrize("name", WRITTEN)
def test_a_set_is_written_as_the_vector_has_it(name: str) -> None:
    written = write_criteria(RICH, WRITTEN[name])

    expected = json.loads((SETS / "rich.json").read_bytes())
    assert written.data == (SETS / name).read_bytes()
    assert list(written.lost) == expected["lost"][name]


@pytest.mark.parametrize("name", ["rich.csv", "rich.oscal.json"])
def test_a_vector_has_the_digest_that_is_said(name: str) -> None:
    expected = json.loads((SETS / "rich.json").read_bytes())

    found = read_criteria((SETS / name).read_bytes()).criteria

    assert found.digest == expected["digest"]
    assert found.content == expected["content"]


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_vector_is_refused_as_is_said(name: str) -> None:
    with pytest.raises(ComityError) as refused:
        read_criteria((SETS / name).read_bytes())

    assert refused.value.code == REFUSED[name]["expect"]


@pytest.mark.parametrize("case", CASES, ids=[case["comment"] for case in CASES])
def test_a_verdict_is_as_the_vector_says(case: dict[str, object]) -> None:
    counts = {name: int(str(case[name])) for name in ("full", "part", "none", "open", "excused")}
    criteria = numbered(sum(counts.values()))
    codes = iter(criteria.by_code)
    credits_ = {next(codes): credit for credit in Credit for _ in range(counts[credit.value])}
    excused = [next(codes) for _ in range(counts["excused"])]
    said = case["rule"]
    assert isinstance(said, dict)
    rule = Rule(
        threshold=exact_share(said.get("threshold", "17/20")), basis=Basis(said.get("basis", "in full"))
    )

    found = verdict(coverage(criteria, credits_, excused), rule)

    told = {
        "outcome": found.outcome.value,
        "full": str(found.coverage.full),
        "with_halves": str(found.coverage.with_halves),
        "still_needed": found.still_needed,
    }
    expected = case["expect"]
    assert isinstance(expected, dict)
    assert {name: told[name] for name in expected} == expected
