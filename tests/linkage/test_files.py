"""Rows in files, linked on this machine a part at a time."""

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from comity.core import UnreadableInput, UsageProblem, silent
from comity.linkage import PartFailed, link_files, link_rows
from comity.linkage.distinct import records_of
from comity.linkage.find import pairs_of
from comity.linkage.grounds import Grounds
from comity.linkage.judgements import bonds_of
from comity.linkage.link import linkage_of
from comity.linkage.packed import gathered, packed
from comity.linkage.parts import parts_of
from tests.linkage.rows import rows_of

COUNTRIES = ["DE", "IN", "TR", None]


@pytest.fixture
def rows() -> pl.DataFrame:
    """Of each site two lists speak, in countries enough for several parts; one list names no country, one row no list."""
    first, last = ["Velmira", "Okaveri", "Sundal", "Tirnova", "Braton"], ["Mills", "Glass", "Foods", "Cables"]
    sites = [
        {"site_name": f"{one} {other}", "address": f"{31 * at + place} {one}{other} Road", "city": other}
        | ({"country": country} if country else {})
        for at, (other, country) in enumerate(zip(last, COUNTRIES, strict=True))
        for place, one in enumerate(first)
    ]
    again = [{**site, "list": "b", "site_name": site["site_name"].upper()} for site in sites]
    spoken = rows_of(*({"list": "a", **site} for site in sites), *again, {"list": "c", **sites[0]})
    return spoken.with_columns(list=pl.col("list").replace({"c": None}))


@pytest.mark.parametrize("kind", ["parquet", "csv", "two files"])
def test_the_answer_is_that_of_rows_held_at_once(rows: pl.DataFrame, tmp_path: Path, kind: str) -> None:
    match kind:
        case "parquet":
            rows.write_parquet(tmp_path / "rows.parquet")
            paths = [tmp_path / "rows.parquet"]
        case "csv":
            (tmp_path / "rows.csv").mkdir()
            rows.write_csv(tmp_path / "rows.csv" / "all.csv")
            paths = [tmp_path / "rows.csv"]
        case _:
            paths = [tmp_path / "first.parquet", tmp_path / "second.csv"]
            rows.head(9).select("list", "record", "site_name", "supplier_name", "address", "city").join(
                rows.select("record", "country").unique(), on="record", maintain_order="left"
            ).write_parquet(paths[0])
            rows.tail(-9).write_csv(paths[1])

    told = link_files([str(path) for path in paths], str(tmp_path / "out"))

    held = link_rows(rows)
    for name, table in {"clusters": held.clusters, "links": held.links, "doubtful": held.doubtful}.items():
        assert pl.read_parquet(tmp_path / "out" / name).equals(table), name
    assert (told.records, told.compared) == (held.clusters.height, held.compared)
    assert (told.sites, told.doubtful) == (held.clusters["cluster"].n_unique(), held.doubtful.height)


def test_a_part_at_a_time_forms_the_same_sites(rows: pl.DataFrame, tmp_path: Path) -> None:
    rows.write_parquet(tmp_path / "rows.parquet")

    told = link_files([str(tmp_path / "rows.parquet")], str(tmp_path / "out"), most=1)

    clusters = pl.read_parquet(tmp_path / "out" / "clusters")
    assert clusters.select("record", "cluster").equals(link_rows(rows).clusters.select("record", "cluster"))
    assert told.sites == len(COUNTRIES) * 5


def test_of_a_pair_in_several_parts_the_same_ones_evidence_counts_as_of_rows_held_at_once(
    rows: pl.DataFrame, tmp_path: Path
) -> None:
    """Rows that name no country stand in every part, whichever of them is linked first."""
    common = [{"list": "d", "site_name": f"Velmira {n}", "country": "AL"} for n in range(60)]
    near = [{"list": "e", "site_name": "Velmira Ropes", "city": "Cables"}]
    rows = pl.concat([rows, rows_of(*common, *near)])
    rows.write_parquet(tmp_path / "rows.parquet")

    link_files([str(tmp_path / "rows.parquet")], str(tmp_path / "out"), most=1)

    records = records_of(rows)
    pairs = [
        (packed(pairs_of(records.only(at), engine="columnar", progress=silent)), at)
        for at in parts_of(records, most=1)
    ]
    keys = records.table["record"]
    held = linkage_of(
        Grounds(
            records=records,
            pairs=gathered(pairs, count=records.count),
            bonds=bonds_of(keys, {}, ()),
            site_of={},
        ),
        engine="columnar",
    )
    assert pl.read_parquet(tmp_path / "out" / "links").equals(held.links)
    assert pl.read_parquet(tmp_path / "out" / "doubtful").equals(held.doubtful)


def test_an_empty_country_is_none(tmp_path: Path) -> None:
    """A program that puts every cell into quotation marks writes empty ones as empty texts."""
    rows = rows_of({"list": "a", "site_name": "Velmira Mills"}, {"list": "b", "site_name": "Velmira Mills"})
    rows.with_columns(country=pl.lit("")).write_csv(tmp_path / "rows.csv", quote_style="always")

    assert link_files([str(tmp_path / "rows.csv")], str(tmp_path / "out")).sites == 1


def test_a_folder_that_is_there_is_left_alone(rows: pl.DataFrame, tmp_path: Path) -> None:
    rows.write_parquet(tmp_path / "rows.parquet")
    (tmp_path / "out").mkdir()

    with pytest.raises(UsageProblem, match="is there already"):
        link_files([str(tmp_path / "rows.parquet")], str(tmp_path / "out"))

    assert not any((tmp_path / "out").iterdir())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("none.parquet", "no such file or folder"),
        ("none.csv", "no such file or folder"),
        ("none-*.parquet", "no rows to read"),
        ("damaged.parquet", "no rows to read"),
    ],
)
def test_what_is_no_file_of_rows_is_said(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "damaged.parquet").write_bytes(b"PAR1 and no more")

    with pytest.raises(UnreadableInput, match=said):
        link_files([str(tmp_path / name)], str(tmp_path / "out"))

    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("column", ["country", "address"])
def test_rows_that_cannot_be_read_to_their_end_leave_nothing_behind(
    rows: pl.DataFrame, tmp_path: Path, column: str
) -> None:
    path = tmp_path / "rows.parquet"
    rows.select(column, pl.exclude(column)).write_parquet(path, compression="uncompressed")
    whole = path.read_bytes()
    path.write_bytes(whole[:4] + b"\xff" * 40 + whole[44:])  # the head of the first column's first page

    with pytest.raises(UnreadableInput) as raised:
        link_files([str(path)], str(tmp_path / "out"))

    assert raised.value.remedy
    assert [one.name for one in tmp_path.iterdir()] == ["rows.parquet"]


@pytest.mark.parametrize("workers", [1, 2])
def test_the_first_part_that_fails_ends_the_work(rows: pl.DataFrame, tmp_path: Path, workers: int) -> None:
    rows.write_parquet(tmp_path / "rows.parquet")
    told: list[int] = []

    def harm_once(step: str, done: int, total: int) -> None:
        told.append(done)
        for one in tmp_path.glob(".comity-*/parts/rows/*/*") if done == 0 else ():
            one.write_bytes(b"a disk that failed")

    with pytest.raises(PartFailed, match="Rows of "):
        link_files(
            [str(tmp_path / "rows.parquet")],
            str(tmp_path / "out"),
            most=1,
            workers=workers,
            progress=harm_once,
        )

    assert told == [0]
    assert [one.name for one in tmp_path.iterdir()] == ["rows.parquet"]


KILLED = """
import sys
from pathlib import Path
from comity.core.working_folder import working_folder
with working_folder(Path(sys.argv[1])) as folder:
    (folder / "parts").mkdir()
    print("working", flush=True)
    sys.stdin.read()
"""


def test_what_a_killed_run_left_is_removed_by_the_next_and_what_a_living_one_holds_is_not(
    rows: pl.DataFrame, tmp_path: Path
) -> None:
    rows.write_parquet(tmp_path / "rows.parquet")
    other = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert other.stdin is not None
    assert other.stdout is not None
    assert other.stdout.readline() == b"working\n"
    left = [one for one in tmp_path.iterdir() if one.name.startswith(".comity-")]

    link_files([str(tmp_path / "rows.parquet")], str(tmp_path / "first"))
    beside_the_living = {one.name for one in tmp_path.iterdir()}
    other.kill()
    other.communicate()
    link_files([str(tmp_path / "rows.parquet")], str(tmp_path / "second"))

    assert len(left) == 1
    assert beside_the_living == {"rows.parquet", "first", left[0].name}
    assert {one.name for one in tmp_path.iterdir()} == {"rows.parquet", "first", "second"}


def test_a_missing_column_is_named(rows: pl.DataFrame, tmp_path: Path) -> None:
    rows.drop("record").write_parquet(tmp_path / "rows.parquet")

    with pytest.raises(UsageProblem, match="no column “record”"):
        link_files([str(tmp_path / "rows.parquet")], str(tmp_path / "out"))


def test_a_folder_to_work_in_is_for_spark_alone(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="Only Spark"):
        link_files(["rows.parquet"], str(tmp_path / "out"), scratch=str(tmp_path))
