import json
from pathlib import Path
from typing import Any

import pytest

from comity.benchmark import Basis, Credit, Log, Party, Rule, agreement, coverage, exact_share, verdict
from comity.benchmark.crosswalk import Change, crosswalk, read_steps
from comity.benchmark.formats import Format, read_criteria, write_criteria
from comity.benchmark.log_lines import entry_of, line_of
from comity.core import ComityError
from tests.benchmark.cast import criteria_set, criterion, numbered
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
LOGS = json.loads((VECTORS / "review-logs" / "cases.json").read_bytes())
BAD_LOGS = json.loads((VECTORS / "review-logs" / "bad.json").read_bytes())
CROSSWALKS = json.loads((VECTORS / "crosswalks" / "cases.json").read_bytes())
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


@pytest.mark.parametrize("case", LOGS, ids=[case["comment"] for case in LOGS])
def test_a_log_comes_to_what_the_vector_says(case: dict[str, Any]) -> None:
    entries = [entry_of(json.dumps(line)) for line in case["log"]]

    standing = Log.of(entries).standing

    coding = agreement(*(standing.as_read.credits(party) for party in (Party.REVIEWER, Party.SECOND)))
    assert [json.loads(line_of(entry)) for entry in entries] == case["log"]
    assert {
        "credits": {party.value: said for party in Party if (said := standing.credits(party))},
        "verdict": standing.verdict_credits(),
        "excused": sorted(standing.excused),
        "unread": sorted(standing.unread),
        "disagreements": [one.criterion for one in standing.disagreements()],
        "open_proposals": {
            code: [list(one.link.questions) for one in some]
            for code, some in standing.open_proposals().items()
        },
        "kappa": None if coding.kappa is None else str(coding.kappa),
    } == case["expect"]


@pytest.mark.parametrize("case", BAD_LOGS, ids=[case["comment"] for case in BAD_LOGS])
def test_a_bad_log_is_refused_as_is_said(case: dict[str, Any]) -> None:
    with pytest.raises(ComityError) as refused:
        Log.of([entry_of(json.dumps(line)) for line in case["log"]])

    assert refused.value.code == case["expect"]


@pytest.mark.parametrize("case", CROSSWALKS, ids=[case["comment"] for case in CROSSWALKS])
def test_a_crosswalk_is_read_as_the_vector_says(case: dict[str, Any]) -> None:
    older = criteria_set(*(criterion(code) for code in case["older"]))
    newer = criteria_set(
        *(criterion(code) for code in case["newer"]), version="2", retired=tuple(case["retired"])
    )

    try:
        walk = crosswalk(older, newer, read_steps(case["csv"].encode()))
    except ComityError as error:
        found: object = error.code
    else:
        shown = {
            change.value: sorted(f"{'+'.join(one.older)}>{'+'.join(one.newer)}" for one in walk.of(change))
            for change in Change
        }
        shown["same"] = sorted(walk.kept)
        found = {change: rows for change, rows in shown.items() if rows}

    assert found == case["expect"]
