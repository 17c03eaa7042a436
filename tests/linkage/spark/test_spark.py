"""Linkage over a real cluster gives what one machine gives."""

import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from pyspark.sql import DataFrame, SparkSession
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from comity.core import silent
from comity.linkage import KNOWN_FRAME, Constraint, Linkage, SparkMissing, link_rows
from comity.linkage.distinct import records_of
from comity.linkage.find import pairs_of
from comity.linkage.learn import FEWEST_JOINED
from comity.linkage.packed import gathered, packed
from comity.linkage.parts import parts_of
from comity.linkage.patterns import numbers_of
from comity.linkage.spark import require_spark
from comity.linkage.spark.components import components_of
from comity.linkage.spark.files import link_into, read_rows
from comity.linkage.spark.pairs import spread_pairs
from comity.linkage.spark.records import spread_records
from comity.linkage.spark.way import link_table
from tests.linkage.rows import rows_of
from tests.linkage.spark.conftest import Cluster
from tests.patience import PATIENCE_S

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")  # py4j leaves its sockets to the collector

COUNTRIES = ["DE", "IN", "TR", "VN"]
STEMS = [
    "velmira",
    "okaveri",
    "tasolin",
    "brenduk",
    "ilmara",
    "sovento",
    "kadrune",
    "perdano",
    "wistrel",
    "zamboru",
]
TRADES = ["mills", "glass", "foods", "garments", "dairy"]
ENDINGS = {"a": "", "b": " Ltd", "c": " Limited"}
SITES = 300
NO_KNOWN = pl.DataFrame(schema=KNOWN_FRAME)


def _row(name: str, at: int) -> dict[str, str]:
    """Site `at` as the list of that name writes it; every ninth names no country, some lists misspell."""
    stem, trade = STEMS[at % 10], TRADES[at // 10 % 5]
    spelled = stem if name == "a" or at % 4 else stem[:-1]
    row = {
        "list": name,
        "site_name": f"{spelled} {trade} {STEMS[at // 50 % 10]}{ENDINGS[name]}",
        "city": STEMS[(at * 7) % 10] + ("pur" if name == "a" or at % 3 else ""),
        "address": f"{at} {TRADES[at % 5]} road" if name == "a" or at % 5 else f"plot {at}",
    }
    return row if at % 9 == 0 and name == "c" else row | {"country": COUNTRIES[at % 4]}


@pytest.fixture(scope="module")
def rows() -> pl.DataFrame:
    strangers = [
        {"list": "d", "site_name": "Quonset", "country": "FR"},
        {"list": "d", "site_name": "Fjellheim", "country": "BR"},
    ]
    listed = [_row(name, at) for name in "abc" for at in range(SITES) if (at + ord(name)) % 5]
    repeated = [
        _row("a", at) | {"list": "d"} for at in range(0, SITES, 20)
    ]  # word for word: one record in two lists
    bare = [_row("c", at) | {"list": "e", "address": ""} for at in range(0, SITES, 3)]  # and so in doubt
    return rows_of(*strangers, *listed, *repeated, *bare)


@pytest.fixture(scope="module")
def known(rows: pl.DataFrame) -> pl.DataFrame:
    """Two records of one known site that look unlike, a third of another, and one that no row repeats."""
    gone = rows_of(_row("a", 900)).drop("list", "row")
    sites = pl.concat([rows.filter(list="a").drop("list", "row")[[0, 40, 41]], gone])
    return sites.with_columns(site=pl.Series(["S1", "S1", "S2", "S3"])).select(KNOWN_FRAME.names())


@pytest.fixture(scope="module")
def constraints(rows: pl.DataFrame, known: pl.DataFrame) -> list[Constraint]:
    keys = rows["record"].to_list()
    doubtful = link_rows(rows, known=known).doubtful.select("left", "right").head(8)
    answers = [
        Constraint(left=left, right=right, same=at % 3 == 0)
        for at, (left, right) in enumerate(doubtful.iter_rows())
    ]
    return [
        *answers,
        Constraint(left=keys[0], right=keys[1], same=True),
        Constraint(left=keys[5], right=keys[92], same=True),
        Constraint(left=keys[92], right=keys[5], same=False),
        Constraint(left=keys[7], right=keys[247], same=False),
        Constraint(left=keys[2], right=keys[42], same=False),
        Constraint(left=known["record"][0], right=known["record"][2], same=False),  # of earlier rounds
    ]


@pytest.fixture(scope="module")
def alone(rows: pl.DataFrame, known: pl.DataFrame, constraints: list[Constraint]) -> Linkage:
    """What one machine says."""
    return link_rows(rows, known=known, constraints=constraints)


def spread(session: SparkSession, rows: pl.DataFrame) -> DataFrame:
    return session.createDataFrame(rows.drop("row").to_arrow(compat_level=pl.CompatLevel.oldest()))


def assert_same(found: Linkage, alone: Linkage) -> None:
    assert found.clusters.equals(alone.clusters)
    assert found.links.equals(alone.links)
    assert found.doubtful.equals(alone.doubtful)
    assert found.contradictions == alone.contradictions
    assert (found.compared, found.lessons) == (alone.compared, alone.lessons)


def test_the_examples_of_these_tests_are_worth_testing(alone: Linkage) -> None:
    assert alone.links["same"].sum() > FEWEST_JOINED  # so weights are learned
    assert alone.contradictions
    assert alone.links["reason"].str.contains("judgements (hold|keep) the two").any()
    assert alone.links["reason"].str.contains("as a whole|as wholes").any()  # so answers were read
    assert alone.doubtful.height > 10
    assert alone.clusters["site"].drop_nulls().n_unique() > 1
    assert "joined by a judgement" in alone.clusters["reason"].to_list()


def test_a_cluster_gives_the_sites_probabilities_and_reasons_of_one_machine(
    session: SparkSession,
    rows: pl.DataFrame,
    known: pl.DataFrame,
    constraints: list[Constraint],
    alone: Linkage,
) -> None:
    found = link_table(session, spread(session, rows), known=known, constraints=constraints, block=200)

    assert_same(found.collected(), alone)


def test_parts_and_shares_of_parts_find_the_pairs_of_one_machine(
    session: SparkSession, rows: pl.DataFrame
) -> None:
    alone = records_of(rows)
    parts = [
        (packed(pairs_of(alone.only(at), engine="columnar", progress=silent)), at)
        for at in parts_of(alone, most=400)
    ]
    pairs = gathered(parts, count=alone.count)

    records = spread_records(session, spread(session, rows), NO_KNOWN, tasks=3, most=400)
    found = pl.DataFrame(pl.from_arrow(spread_pairs(records, block=100).toArrow())).sort("left", "right")

    ids = np.sort(np.array([row["id"] for row in records.table.select("id").collect()]))
    assert len(parts) > 1
    assert found["left"].to_list() == ids[pairs.left].tolist()
    assert found["right"].to_list() == ids[pairs.right].tolist()
    pattern = numbers_of(pairs.patterns.levels)[pairs.patterns.of_pair]
    assert found["pattern"].to_list() == pattern.tolist()


@pytest.mark.parametrize("few", [0, 10_000])
def test_a_component_is_named_by_its_smallest_record_however_long_the_way(
    session: SparkSession, few: int
) -> None:
    random = np.random.default_rng(5)
    path = random.permutation(200)
    ends = np.concatenate([path[:-1], 200 + random.integers(0, 300, 200)])
    others = np.concatenate([path[1:], 200 + random.integers(0, 300, 200)])
    a, b = np.maximum(ends, others), np.minimum(ends, others)
    edges = session.createDataFrame(pa.table({"a": a[a != b], "b": b[a != b]}))

    found = components_of(edges, count=len(a), tasks=3, few=few).toArrow()

    graph = sparse.csr_matrix((np.ones(len(a)), (a, b)), shape=(500, 500))
    _, group = connected_components(graph, directed=False)
    component = dict(zip(found["id"].to_pylist(), found["component"].to_pylist(), strict=True))
    assert component == {
        at: int(np.flatnonzero(group == group[at])[0]) for at in sorted({*a[a != b], *b[a != b]})
    }


def test_rows_that_lie_in_files_are_read_and_answered_in_files(
    session: SparkSession, rows: pl.DataFrame, tmp_path: Path
) -> None:
    few = rows.head(60)
    few.write_parquet(tmp_path / "rows.parquet")
    few.write_csv(tmp_path / "rows.csv")
    read = read_rows(session, [str(tmp_path / "rows.parquet")])

    said = link_into(session, read, str(tmp_path / "out"))

    alone = link_rows(few)
    clusters = pl.read_parquet(tmp_path / "out" / "clusters" / "*.parquet").sort("record")
    assert clusters.equals(alone.clusters)
    assert (said.records, said.compared, said.doubtful) == (60, alone.compared, alone.doubtful.height)
    assert read_rows(session, [str(tmp_path / "rows.csv")]).collect() == read.collect()


def test_a_worker_killed_in_the_middle_changes_nothing(
    session: SparkSession,
    cluster: Cluster,
    rows: pl.DataFrame,
    known: pl.DataFrame,
    constraints: list[Constraint],
    alone: Linkage,
) -> None:
    killer = threading.Timer(1.0, cluster.kill_worker)

    def progress(step: str, done: int, total: int) -> None:
        if step == "comparing rows":
            killer.start()

    found = link_table(
        session, spread(session, rows), known=known, constraints=constraints, block=200, progress=progress
    ).collected()
    killer.join()

    assert len(cluster.workers) == 1
    assert_same(found, alone)


def test_the_command_links_lists_on_processes_of_its_own(
    rows: pl.DataFrame, spark_settings: Path, tmp_path: Path
) -> None:
    for name in "ab":
        listed = rows.filter(list=name).head(80).select("site_name", "address", "city", "country")
        listed.write_csv(tmp_path / f"{name}.csv")

    def linked(*options: str) -> str:
        out = tmp_path / "links.csv"
        done = subprocess.run(
            [
                Path(sys.executable).with_name("comity"),
                "link",
                tmp_path / "a.csv",
                tmp_path / "b.csv",
                "-o",
                out,
                *options,
            ],
            env={"PATH": "/usr/bin:/bin", "SPARK_CONF_DIR": str(spark_settings), "HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
        )
        assert done.returncode == 0, done.stderr
        return out.read_text("utf-8")

    assert linked("--engine", "spark", "--master", "local-cluster[2,1,700]") == linked()


def test_missing_java_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", "/nowhere")

    with pytest.raises(SparkMissing, match="needs Java"):
        require_spark()
