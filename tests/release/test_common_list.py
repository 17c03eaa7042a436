"""The file that members receive: three forms of one content, nothing in it that tells, nothing that can be run."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import openpyxl
import polars as pl
import pytest
import xlsxwriter

from comity.core import UnreadableInput, canonical_json
from comity.release import (
    COMMON_FRAME,
    About,
    CommonList,
    Mode,
    Outcome,
    Policy,
    asking_keys,
    entry_keys,
    open_sealed,
    read_common_list,
    release_sites,
    write_common_list,
)
from comity.release.errors import CommonListProblem
from comity.release.sealed import Stretch
from tests.release.programme import (
    CUTOFF,
    QUICK,
    Audit,
    Spelling,
    contributions_of,
    list_of,
    records_of,
    released,
    sites_with,
    small_release,
    small_world,
)

FORMS = ("xlsx", "csv", "parquet")

ABOUT = About(
    round_id="2026-1",
    cutoff=date(2026, 6, 30),
    mode=Mode.CLEAR,
    not_before=date(2026, 9, 30),
    policy="policy-v1 sha256:00",
    stretch=Stretch(salt=bytes(16), work=8),
)


def listed(*names: str, sealed: tuple[str, ...] = ()) -> CommonList:
    rows = [
        dict.fromkeys(COMMON_FRAME)
        | {"row": f"R{at}", "name": name, "address": "", "city": "", "country": "TR"}
        for at, name in enumerate(names)
    ]
    return CommonList(about=ABOUT, rows=pl.DataFrame(rows, schema=COMMON_FRAME), sealed=sealed)


def read_back(data: bytes, folder: Path, *, name: str = "list") -> CommonList:
    path = folder / name
    path.write_bytes(data)
    return read_common_list(path)


def assert_same(one: CommonList, other: CommonList) -> None:
    assert one.about == other.about
    assert one.sealed == other.sealed
    assert one.rows.equals(other.rows)


# ---- three forms, one content


@pytest.mark.parametrize("form", FORMS)
def test_what_is_written_is_read_back(form: str, tmp_path: Path) -> None:
    common = list_of(small_release())

    found = read_back(write_common_list(common)[form], tmp_path)

    assert_same(found, common)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("mode", ["no row", "no entry", "neither"])
def test_an_empty_part_is_read_back_empty(form: str, mode: str, tmp_path: Path) -> None:
    common = listed(
        *(() if mode in ("no row", "neither") else ("Alder",)), sealed=() if mode != "no row" else ("QUJD",)
    )

    assert_same(read_back(write_common_list(common)[form], tmp_path), common)


@pytest.mark.parametrize("form", FORMS)
def test_texts_that_look_like_something_else_come_back_as_they_were(form: str, tmp_path: Path) -> None:
    common = listed(
        "007",
        "1e5",
        "true",
        "=1+1",
        "-X",
        "@sum",
        "+49 Trading",
        "null",
        "2026-01-01",
        "“Quoted”, “Twice”",
        "ŞİŞLİ 工厂",
        sealed=("+QUJ", "/QUJ", "0000"),
    )

    assert_same(read_back(write_common_list(common)[form], tmp_path), common)


def test_a_list_that_a_member_sorted_in_its_spreadsheet_is_still_the_list(tmp_path: Path) -> None:
    common = listed("Alder", "Birch", "Cedar")
    path = tmp_path / "list.xlsx"
    path.write_bytes(write_common_list(common)["xlsx"])
    book = openpyxl.load_workbook(path)
    sheet = book["Common list"]
    lines = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=2)]
    for at, line in enumerate(reversed(lines), 2):
        for place, value in enumerate(line, 1):
            sheet.cell(at, place).value = value
    book.save(path)

    found = read_common_list(path)

    assert found.rows["name"].to_list() == ["Cedar", "Birch", "Alder"]


def test_the_name_of_the_file_does_not_matter(tmp_path: Path) -> None:
    common = listed("Alder")

    for form, data in write_common_list(common).items():
        assert_same(read_back(data, tmp_path, name=f"{form}.download"), common)


def test_a_file_written_an_hour_later_has_the_same_bytes() -> None:
    common = list_of(small_release())

    assert write_common_list(common) == write_common_list(common)
    with zipfile.ZipFile(io.BytesIO(write_common_list(common)["xlsx"])) as book:
        assert {one.date_time for one in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}


# ---- nothing can be read as a formula

DANGEROUS = (
    "=cmd|' /C calc'!A0",
    "+49 Trading",
    "-X Mill",
    "@sum(A1)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    '"=1+1"',
    "'=1+1",
)


def test_no_cell_of_any_form_can_be_read_as_a_formula() -> None:
    """Of records that try, and of rows that were never folded: the writer does not trust the folding."""
    audits = [Audit(site=f"s{at:02d}", member=f"m{at % 20:02d}") for at in range(len(DANGEROUS) * 20)]
    records = records_of(
        Spelling(
            site=one.site,
            name=DANGEROUS[at % len(DANGEROUS)] + f" {at}",
            address=DANGEROUS[at % 5],
            city="@Izmir",
        )
        for at, one in enumerate(audits)
    )
    folded = list_of(
        release_sites(
            records, contributions_of(audits), policy=_open_policy(), round_id="=r", cutoff=CUTOFF, seed=1
        )
    )

    for common in (folded, listed(*DANGEROUS, sealed=("+abc", "=abc"))):
        assert common.rows.height >= len(DANGEROUS)
        files = write_common_list(common)
        assert not [cell for cell in _csv_cells(files["csv"]) if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]
        book = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))
        kinds = {
            cell.data_type
            for sheet in book
            for line in sheet.iter_rows()
            for cell in line
            if cell.value is not None
        }
        assert kinds == {"s"}


def _csv_cells(data: bytes) -> Iterator[str]:
    for line in csv.reader(io.StringIO(data.decode(), newline="")):
        yield from line


def _open_policy() -> Policy:
    return QUICK.with_rules(
        cells={"min_groups": 1, "max_share": 1.0},
        attribution={"max_posterior": 1, "max_posterior_to_member": 1},
    )


def test_the_workbook_fetches_nothing_and_runs_nothing() -> None:
    data = write_common_list(listed("http://example.org", "file://x", "=HYPERLINK(1)"))["xlsx"]

    with zipfile.ZipFile(io.BytesIO(data)) as book:
        names = book.namelist()
        everything = b"".join(book.read(name) for name in names)

    assert not [name for name in names if "external" in name or "vba" in name or "connections" in name]
    assert b"<f>" not in everything
    assert b"TargetMode" not in everything


# ---- what is no common list, or was changed


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"name,city\nAlder,Izmir\n",
        b"PAR1",
        b"PAR1" + bytes(100) + b"PAR1",
        b"PK\x03\x04",
        b"PK\x05\x06" + bytes(18),
        b"\xff\xfe\x00",
        b"\x00" * 1000,
        b"%PDF-1.7",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        b'"' * 999,
        (",".join([*COMMON_FRAME, "sealed_entry"]) + "\n").encode(),
        (",".join([*COMMON_FRAME, "sealed_entry"]) + "\n" + "," * 10 + "{}\n").encode(),
    ],
    ids=lambda data: repr(data[:12]),
)
def test_a_foreign_file_is_said_to_be_no_common_list(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(CommonListProblem) as caught:
        read_back(data, tmp_path)

    assert caught.value.where.endswith("list")
    assert caught.value.remedy


def test_a_foreign_workbook_and_a_foreign_table_are_said_to_be_no_common_list(tmp_path: Path) -> None:
    workbook = io.BytesIO()
    book = xlsxwriter.Workbook(workbook, {"in_memory": True})
    for name in ("Common list", "Check-only", "About"):
        book.add_worksheet(name)
    book.close()
    table = io.BytesIO()
    pl.DataFrame({"name": ["Alder"]}).write_parquet(table)

    for data in (workbook.getvalue(), table.getvalue()):
        with pytest.raises(CommonListProblem):
            read_back(data, tmp_path)


def test_a_file_that_is_not_there_is_said_to_be_unreadable(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput):
        read_common_list(tmp_path / "nothing.csv")
    with pytest.raises(UnreadableInput):
        read_common_list(tmp_path)


@pytest.mark.parametrize("form", FORMS)
def test_a_truncated_file_is_refused(form: str, tmp_path: Path) -> None:
    data = write_common_list(_some())[form]
    for share in range(20):
        with pytest.raises(CommonListProblem):
            read_back(data[: len(data) * share // 20], tmp_path)
    with pytest.raises(CommonListProblem):
        read_back(data[:-2], tmp_path)


@pytest.mark.parametrize("form", FORMS)
def test_a_damaged_file_is_refused_or_reads_as_it_was_written(form: str, tmp_path: Path) -> None:
    """Never as something else: not a row less, not another name, not an exception that nobody expects."""
    common = _some()
    whole = write_common_list(common)[form]
    draw = Random(form)
    refused = 0
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(draw.choice((1, 1, 3, 40))):
            data[draw.randrange(len(data))] = draw.randrange(256)
        try:
            found = read_back(bytes(data), tmp_path)
        except CommonListProblem:
            refused += 1
        else:
            assert_same(found, common)
    assert refused > 100


def _some() -> CommonList:
    whole = list_of(small_release())
    return CommonList(about=whole.about, rows=whole.rows.head(60), sealed=whole.sealed[:20])


@pytest.mark.parametrize(
    "what", ["a row less", "another name", "an entry less", "an entry twice", "another age"]
)
def test_a_list_that_was_changed_by_hand_is_refused(what: str, tmp_path: Path) -> None:
    lines = write_common_list(_some())["csv"].decode().splitlines()
    changed = {
        "a row less": [*lines[:5], *lines[6:]],
        "another name": [*lines[:5], _with_cell(lines[5], 1, "Another Name"), *lines[6:]],
        "an entry less": [*lines[:-3], *lines[-2:]],
        "an entry twice": [*lines[:-2], lines[-2], *lines[-2:]],
        "another age": [*lines[:5], _with_cell(lines[5], 8, "up to 12 months"), *lines[6:]],
    }[what]

    with pytest.raises(CommonListProblem):
        read_back("\n".join(changed).encode(), tmp_path)


def _with_cell(line: str, at: int, text: str) -> str:
    cells = line.split(",")
    assert cells[at] != text
    cells[at] = text
    return ",".join(cells)


@pytest.mark.parametrize(
    "change",
    [{"format": "comity-common-list-v2"}, {"work": 40}, {"work": "8"}, {"work": 4.5}, {"work": 7.0}, {"salt": "zz"}, {"mode": "open"}, {"cutoff": "soon"}, {"cutoff": 5}],
    ids=str,
)  # fmt: skip
def test_an_about_that_cannot_be_followed_is_refused(change: dict[str, object], tmp_path: Path) -> None:
    """`work` above all: a file could otherwise make its reader compute for years. The digest is right in each."""
    data = write_common_list(listed("Alder"))["csv"]

    assert_same(read_back(_retold(data, {}), tmp_path), listed("Alder"))
    with pytest.raises(CommonListProblem):
        read_back(_retold(data, change), tmp_path)


def _retold(data: bytes, change: dict[str, object]) -> bytes:
    """The file with something else in its About, and the digest that docs/spec/common-list.md asks for."""
    flat = pl.read_csv(io.BytesIO(data), infer_schema=False)
    *entries, line = flat["sealed_entry"].drop_nulls().to_list()
    about = json.loads(line) | change
    del about["content"]
    rows = [[text or "" for text in row[:-1]] for row in flat.rows() if row[-1] is None]
    content = {"about": about, "rows": sorted(rows), "sealed": sorted(entries)}
    plain = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    told = json.dumps(about | {"content": "sha256:" + hashlib.sha256(plain).hexdigest()})
    last = flat[-1].with_columns(pl.lit(told).alias("sealed_entry"))
    return pl.concat([flat[:-1], last]).write_csv().encode()


# ---- what it never holds


def test_no_form_holds_who_when_how_many_by_which_protocol_or_how_it_was_spelled(tmp_path: Path) -> None:
    """Markers planted wherever a release takes something in, searched for in every byte that goes out."""
    world = small_world()
    marked = replace(
        world,
        contributions=world.contributions.with_columns(
            member=pl.lit("MARK-member") + pl.col("member"),
            group=pl.lit("MARK-group") + pl.col("group"),
            category=pl.lit("MARK-category") + pl.col("category"),
            record=pl.lit("MARK-record") + pl.col("record"),
            site=pl.lit("MARK-site") + pl.col("site"),
        ),
        records=world.records.with_columns(
            record=pl.lit("MARK-record") + pl.col("record"),
            site=pl.lit("MARK-site") + pl.col("site"),
            site_name=pl.lit("mArKeD ") + pl.col("site_name").str.to_uppercase() + ", LTD.",
            parent_name=pl.lit("MARK-parent"),
            region=pl.lit("MARK-region"),
            postal_code=pl.lit("MARK-post"),
            duns=pl.lit("MARK-duns"),
            sedex_site=pl.lit("MARK-zs"),
            sedex_company=pl.lit("MARK-zc"),
            amfori_id=pl.lit("MARK-amfori"),
            rba_id=pl.lit("MARK-rba"),
            national_id=pl.lit("MARK-national"),
            latitude=pl.lit(41.987654),
        ),
    )

    release = released(marked)

    files = write_common_list(list_of(release))
    everything = _everything_readable(files) + _opened_by_all(list_of(release), marked.records)
    assert b"Marked " in everything, "else nothing was planted"
    assert b"MARK-" not in everything
    assert b"mArKeD " not in everything
    assert b"LTD." not in everything
    assert b"41.98" not in everything
    days = {str(day) for day in marked.contributions["audit_date"]} - {"2026-06-30", "2026-09-30"}
    assert not [day for day in days if day.encode() in everything]
    assert b"S-0" not in everything


def _everything_readable(files: dict[str, bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(files["xlsx"])) as book:
        unpacked = b"".join(book.read(name) for name in book.namelist())
    table = pl.read_parquet(io.BytesIO(files["parquet"]))
    return b"\n".join([files["csv"], unpacked, files["parquet"], table.write_csv().encode()])


def _opened_by_all(common: CommonList, records: pl.DataFrame) -> bytes:
    """What check-only entries say to whoever knows every site."""
    every = {key for keys in entry_keys(records) for key in keys}
    opened = open_sealed(common.sealed, every, common.about.stretch)
    assert len(opened) == len(common.sealed) > 0
    return b"\n".join(canonical_json(row) for row, _ in opened)


def test_a_row_says_what_it_says_and_nothing_else() -> None:
    common = list_of(small_release())

    assert common.rows.schema == COMMON_FRAME
    assert set(common.rows["audited"].drop_nulls()) <= {
        "up to 12 months",
        "up to 24 months",
        "up to 36 months",
    }
    assert set(common.rows["assurance"].drop_nulls()) <= {"meets the benchmark", "partial"}


def test_every_check_only_site_opens_to_whoever_knows_it_and_says_its_own_row() -> None:
    world = small_world()
    release = small_release()
    common = list_of(release)
    hidden = world.records.filter(pl.col("site").is_in(list(sites_with(release, Outcome.CHECK_ONLY))))

    for record, keys in zip(hidden.head(40).to_dicts(), asking_keys(hidden.head(40)), strict=True):
        found = open_sealed(common.sealed, keys, common.about.stretch)

        assert [row["name"] for row, _ in found] == [record["site_name"]]


def test_shown_sites_do_not_open_again_among_the_check_only() -> None:
    world = small_world()
    release = small_release()
    common = list_of(release)
    shown = world.records.filter(pl.col("site").is_in(list(sites_with(release, Outcome.SHOWN))))

    every = {key for keys in asking_keys(shown) for key in keys}

    assert open_sealed(common.sealed, every, common.about.stretch) == []


def test_a_public_identifier_stands_only_where_two_groups_hold_it() -> None:
    audits = [Audit(site=f"s{at % 30:02d}", member=f"m{at % 20:02d}") for at in range(240)]
    own = {("s00", "m00"): "r-lei-a", ("s00", "m10"): "r-lei-b", ("s01", "m01"): "r-one"}
    records = records_of(
        [
            *(Spelling(site=f"s{at:02d}") for at in range(30)),
            Spelling(site="s00", record="r-lei-a", name="Works of s00", lei="529900T8BM49AURSDO55"),
            Spelling(site="s00", record="r-lei-b", name="Works of s00.", lei="529900T8BM49AURSDO55"),
            Spelling(
                site="s01",
                record="r-one",
                name="Works of s01",
                lei="5493001KJTIIGC8Y1R12",
                os_id="TR2020098D1RYZ6",
            ),
        ]
    )

    release = release_sites(
        records,
        contributions_of(audits, record_of=own),
        policy=_open_policy(),
        round_id="r",
        cutoff=CUTOFF,
        seed=1,
    )

    rows = list_of(release).rows
    assert rows["lei"].drop_nulls().to_list() == ["529900T8BM49AURSDO55"]
    assert rows["os_id"].drop_nulls().to_list() == []
