import json
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.core import UsageProblem, Window
from comity.lists import (
    AUDITS_FRAME,
    Assurance,
    ListKind,
    Protocols,
    ReadList,
    SavedMappings,
    Severity,
    read_list,
)
from comity.lists.dates import DateOrder

VECTORS = Path(__file__).parents[2] / "vectors" / "lists"
WINDOW = Window(cutoff=date(2026, 6, 30))
HEADER = "supplier_name,address,city,country,protocol,audit_date"
ROW = "Velmira Mills,1 Mill Road,Pune,IN,SMETA 4-pillar,2025-03-04"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "list.csv"


def read(
    place: Path,
    *lines: str,
    header: str = HEADER,
    assume: dict[str, str] | None = None,
    window: Window | None = WINDOW,
    protocols: Protocols | None = None,
) -> ReadList:
    place.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return read_list(
        place, name="alder", kind=ListKind.AUDITED_SITES, window=window, assume=assume, protocols=protocols
    )


def codes(taken: ReadList) -> set[tuple[int, str, str]]:
    return {(problem.row, problem.code, problem.severity.value) for problem in taken.problems}


def changed(**cells: str) -> str:
    return ",".join({**dict(zip(HEADER.split(","), ROW.split(","), strict=True)), **cells}.values())


def test_an_audit_that_says_everything_is_accepted_without_a_finding(place: Path) -> None:
    taken = read(place, ROW)

    assert taken.problems == ()
    assert taken.audits.schema == AUDITS_FRAME
    audit = taken.audits.row(0, named=True)
    assert (audit["list"], audit["row"], audit["record"]) == ("alder", 1, taken.sites["record"][0])
    assert (audit["protocol"], audit["pillars"], audit["audit_date"]) == ("SMETA", 4, date(2025, 3, 4))
    assert audit["assurance"] == Assurance.MEETS


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"audit_date": ""}, "no-date"),
        ({"audit_date": "03/04/2025"}, "ambiguous-date"),
        ({"audit_date": "March 2025"}, "no-day"),
        ({"audit_date": "soon"}, "unreadable-date"),
        ({"audit_date": "2023-06-29"}, "outside-window"),
        ({"audit_date": "2026-07-01"}, "after-cutoff"),
        ({"protocol": ""}, "no-protocol"),
        ({"protocol": "SMETA virtual assessment"}, "not-on-site"),
        ({"country": ""}, "no-country"),
        ({"country": "Atlantis"}, "unknown-country"),
        ({"supplier_name": ""}, "no-name"),
    ],
)
def test_a_row_that_cannot_be_contributed_is_refused_with_its_reason(
    cells: dict[str, str], code: str, place: Path
) -> None:
    taken = read(place, ROW, changed(**cells))

    assert (2, code, "refused") in codes(taken)
    assert taken.audits["row"].to_list() == [1]
    assert taken.sites["row"].to_list() == ([1] if code == "no-name" else [1, 2])


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"protocol": "SMETA 2-pillar"}, "two-pillar"),
        ({"protocol": "SMETA"}, "no-pillars"),
        ({"protocol": "SMTA 4-pillar"}, "unknown-protocol"),
        ({"protocol": "SMETA gap analysis 4-pillar"}, "unknown-protocol"),
    ],
)
def test_a_lesser_or_unknown_protocol_is_accepted_as_partial(
    cells: dict[str, str], code: str, place: Path
) -> None:
    taken = read(place, changed(**cells))

    assert codes(taken) == {(1, code, "doubt")}
    assert taken.audits["assurance"].to_list() == [Assurance.PARTIAL]


def test_a_near_name_of_a_protocol_is_asked_about_and_never_taken(place: Path) -> None:
    taken = read(place, changed(protocol="SMTA 4-pillar"))

    assert "Did you mean SMETA?" in taken.problems[0].message
    assert taken.problems[0].mended == ""
    assert taken.audits["protocol"].to_list() == ["SMTA 4-pillar"]


def test_the_programme_says_which_protocols_are_equivalent(place: Path) -> None:
    protocols = Protocols.from_table({"Alder Code": {"assurance": "meets the benchmark", "aliases": ["ACS"]}})

    taken = read(
        place,
        changed(protocol="acs 2.1"),
        changed(protocol="ACS", audit_date="2025-03-05"),
        protocols=protocols,
    )

    assert taken.audits.select("protocol", "protocol_version", "assurance").rows() == [
        ("Alder Code", "2.1", Assurance.MEETS),
        ("Alder Code", None, Assurance.MEETS),
    ]


@pytest.mark.parametrize(
    "table",
    [
        {"Alder Code": {"assurance": "excellent"}},
        {"Alder Code": {"assurance": "partial", "aliases": "ACS"}},
        {"Alder Code": {"assurance": "partial", "aliases": ["smeta"]}},
    ],
)
def test_a_table_of_protocols_that_cannot_be_one_is_said(table: dict[str, dict[str, object]]) -> None:
    with pytest.raises(UsageProblem):
        Protocols.from_table(table)


@pytest.mark.parametrize(
    ("text", "version", "pillars"),
    [
        ("SMETA 4-Pillar 6.0", "6.0", 4),
        ("Sedex SMETA v6.1 (4-pillar)", "6.1", 4),
        ("SMETA 4P", None, 4),
        ("SMETA 2 Pillar", None, 2),
        ("SMETA 四支柱", None, 4),
        ("SMETA 4 piliers", None, 4),
        ("SMETA 6.1 vier Säulen", "6.1", 4),
    ],
)
def test_versions_and_pillars_are_taken_from_the_text(text: str, version: str | None, pillars: int) -> None:
    found = Protocols.from_table({}).read(text)

    assert (found.name, found.version, found.pillars) == ("SMETA", version, pillars)


def test_pillars_in_their_own_column_count_and_the_smaller_of_two_is_taken(place: Path) -> None:
    header = f"{HEADER},pillars,version"

    taken = read(
        place,
        changed(protocol="SMETA") + ",4,6.1",
        changed(audit_date="2025-03-05") + ",2,",
        header=header,
    )

    assert taken.audits.select("pillars", "protocol_version", "assurance").rows() == [
        (4, "6.1", Assurance.MEETS),
        (2, None, Assurance.PARTIAL),
    ]
    assert (2, "pillars-contradict", "doubt") in codes(taken)


@pytest.mark.parametrize(
    "said",
    [
        "Desktop",
        "desktop follow-up",
        "Questionnaire",
        "Self-assessment",
        "Virtual",
        "Fragebogen",
        "自评",
        "Tự đánh giá",
    ],
)
def test_an_assessment_without_anybody_on_site_is_refused(said: str, place: Path) -> None:
    taken = read(place, f"{ROW},{said}", header=f"{HEADER},audit type")

    assert codes(taken) == {(1, "not-on-site", "refused")}


def test_types_and_announcements_become_our_words_and_others_are_left_out(place: Path) -> None:
    taken = read(
        place,
        f"{ROW},Erstaudit,habersiz,Verpackung",
        f"{changed(audit_date='2025-03-05')},Follow-up partial,semi,Palm oil",
        header=f"{HEADER},audit type,announcement,category",
    )

    assert taken.audits.select("audit_type", "announcement", "category").rows() == [
        ("initial", "unannounced", "packaging"),
        ("partial follow-up", "semi-announced", None),
    ]
    assert codes(taken) == {(0, "unknown-word", "note"), (2, "partial-follow-up", "doubt")}


@pytest.mark.parametrize(
    "address",
    ["P.O. Box 12", "PO BOX 4411", "Postfach 10 20", "B.P. 77", "BP77", "Apartado de Correos 3", "Apdo. 12", "Caixa Postal 5", "Casella Postale 9", "P.K. 34", "邮政信箱 12号", "Hộp thư 4"],
)  # fmt: skip
def test_a_post_box_is_no_address(address: str, place: Path) -> None:
    taken = read(place, changed(address=address))

    assert codes(taken) == {(1, "po-box", "doubt")}
    assert taken.audits.height == 1


@pytest.mark.parametrize(
    ("address", "is_box"),
    [
        ("Husova 560, PO-Box 42, Trhové Sviny", False),
        ("Al Hassan Industrial Estate, P.O. Box 54, Ramtha", False),
        ("Pune, P.O. Box 54", True),
        ("P.O. Box 54, Ramtha, Irbid", True),
    ],
)
def test_an_address_that_has_a_street_before_its_box_is_one(
    address: str, *, is_box: bool, place: Path
) -> None:
    taken = read(place, changed(address=f'"{address}"'))

    assert codes(taken) == ({(1, "po-box", "doubt")} if is_box else set())


@pytest.mark.parametrize(
    "address",
    ["P K Road 34", "BP Station Lane", "12 Boxwood Street", "Apartadó centro", "14 Post Office Road"],
)
def test_a_street_that_only_sounds_like_a_post_box_is_one(address: str, place: Path) -> None:
    assert codes(read(place, changed(address=address))) == set()


def test_what_is_missing_of_an_address_is_a_doubt(place: Path) -> None:
    assert codes(read(place, changed(address="", city="N/A"))) == {
        (1, "no-address", "doubt"),
        (1, "no-city", "doubt"),
    }


def test_what_no_row_has_is_said_once(place: Path) -> None:
    bare = changed(address="", city="", protocol="SMETA")

    taken = read(place, bare, bare.replace("Velmira", "Okaveri"))
    mixed = read(place, bare, bare.replace("Velmira", "Okaveri"), ROW)

    assert codes(taken) == {(0, "no-address", "doubt"), (0, "no-city", "doubt"), (0, "no-pillars", "doubt")}
    assert {row for row, _, _ in codes(mixed)} == {1, 2}
    assert taken.audits["assurance"].unique().to_list() == ["partial"]


@pytest.mark.parametrize(
    ("address", "country", "contradicts"),
    [
        ("1 Mill Road, Vietnam", "IN", True),
        ("1 Mill Road, Hà Nội, Việt Nam 100000", "China", True),
        ("1 Mill Road, India", "IN", False),
        ("12 Peach Street, Atlanta, Georgia", "US", False),
        ("Vietnam Street 4", "IN", False),
        ("1 Mill Road, CA", "US", False),
        ("8 Nathan Road, Hong Kong", "CN", False),
    ],
)
def test_an_address_that_names_another_country_is_a_doubt(
    address: str, country: str, *, contradicts: bool, place: Path
) -> None:
    taken = read(place, changed(address=f'"{address}"', country=country))

    assert codes(taken) == ({(1, "country-contradicts-address", "doubt")} if contradicts else set())


def test_a_brazilian_number_in_another_country_is_a_doubt(place: Path) -> None:
    taken = read(
        place,
        f"{ROW},11.222.333/0001-81",
        f"{changed(country='BR')},11.222.333/0001-81",
        header=f"{HEADER},CNPJ",
    )

    assert (1, "country-contradicts-address", "doubt") in codes(taken)
    assert {row for row, code, _ in codes(taken) if code == "country-contradicts-address"} == {1}


def test_a_row_said_twice_is_taken_once_and_another_day_is_another_audit(place: Path) -> None:
    taken = read(place, ROW, changed(audit_date="2024-03-04"), ROW)

    assert codes(taken) == {(3, "repeated-row", "refused")}
    assert "row 1" in taken.problems[0].message
    assert taken.audits["row"].to_list() == [1, 2]


@pytest.mark.parametrize("less", ["SMETA 2-pillar", "SMETA"])
@pytest.mark.parametrize("better_first", [False, True])
def test_of_a_row_said_twice_the_better_assurance_is_taken(
    place: Path, less: str, *, better_first: bool
) -> None:
    lines = [changed(protocol=less), ROW]

    taken = read(place, *(lines[::-1] if better_first else lines))

    better, other = (1, 2) if better_first else (2, 1)
    assert [(one["row"], one["assurance"]) for one in taken.audits.rows(named=True)] == [
        (better, Assurance.MEETS)
    ]
    (repeated,) = [one for one in taken.problems if one.code == "repeated-row"]
    assert repeated.row == other
    assert f"repeats row {better}:" in repeated.message
    assert "That one has the better assurance, and was taken." in repeated.message


def test_of_a_row_said_twice_the_one_that_says_more_is_taken(place: Path) -> None:
    taken = read(place, f"{ROW},", f"{ROW},Orvane Audits", header=f"{HEADER},audit firm")

    assert taken.audits.select("row", "audit_firm").rows() == [(2, "Orvane Audits")]


def test_a_failed_formula_counts_as_empty_and_is_said(place: Path) -> None:
    taken = read(place, changed(city="#REF!"), assume={"city": "Pune"})

    assert codes(taken) == {(1, "error-cell", "doubt"), (1, "no-city", "doubt")}
    assert taken.sites["city"].to_list() == [None]


def test_what_is_assumed_fills_only_what_is_not_said_and_is_noted(place: Path) -> None:
    assume = {"protocol": "SMETA 4-pillar", "audit_date": "2025-06-30", "country": "ID"}

    taken = read(
        place, "Mill A,Riau,", "Mill B,Sabah,Malaysia", header="supplier_name,city,country", assume=assume
    )

    assert taken.sites["country"].to_list() == ["ID", "MY"]
    assert taken.audits["audit_date"].to_list() == [date(2025, 6, 30)] * 2
    assert taken.assumed == assume
    noted = [problem.message for problem in taken.problems if problem.code == "assumed"]
    assert len(noted) == 3
    assert any("“ID”" in message and "1 row that" in message for message in noted)


@pytest.mark.parametrize(
    "assume",
    [
        {"colour": "red"},
        {"country": "Atlantis"},
        {"audit_date": "03/04/2025"},
        {"audit_date_order": "sideways"},
    ],
)
def test_an_assumption_that_would_itself_be_a_guess_is_a_usage_problem(
    assume: dict[str, str], place: Path
) -> None:
    with pytest.raises(UsageProblem):
        read(place, ROW, assume=assume)


def test_an_assumed_order_of_dates_decides_an_open_column(place: Path) -> None:
    line = changed(audit_date="03/04/2025")

    asked = read(place, line)
    taken = read(place, line, assume={"audit_date_order": "month-first"})

    assert "--assume audit_date_order=day-first" in asked.problems[0].message
    assert taken.audits["audit_date"].to_list() == [date(2025, 3, 4)]


def test_without_a_window_no_date_is_too_old(place: Path) -> None:
    taken = read(place, changed(audit_date="1999-03-04"), window=None)

    assert taken.problems == ()


def test_a_list_that_lacks_a_column_is_told_once_and_every_row_is_refused(place: Path) -> None:
    taken = read(place, "A,IN", "B,IN", header="supplier_name,country")

    assert (0, "no-column", "doubt") in codes(taken)
    assert {row for row, code, _ in codes(taken) if code == "no-protocol"} == {1, 2}


def test_own_references_stay_apart_and_contacts_are_not_read(place: Path) -> None:
    taken = read(place, f"{ROW},V-0012,ada@velmira.example", header=f"{HEADER},Vendor code,Contact e-mail")

    assert taken.own_references.rows() == [(1, "V-0012")]
    frames = taken.sites.write_csv() + taken.audits.write_csv() + repr(taken)
    assert "V-0012" not in frames
    assert "ada@" not in frames


def test_cells_below_no_header_are_not_read_and_said(place: Path) -> None:
    taken = read(place, f"{ROW},4711", header=f"{HEADER},")

    assert codes(taken) == {(0, "cells-without-header", "note")}
    assert "4711" not in repr(taken.table)


def test_a_list_of_sites_has_no_audits_and_asks_for_none(place: Path) -> None:
    place.write_text("supplier_name,audit_date\nA,\nB,soon\n")

    taken = read_list(place, name="alder")

    assert taken.audits.is_empty()
    assert taken.problems == ()


def test_a_saved_mapping_is_used_for_the_same_headers_alone(place: Path) -> None:
    headers = ["Wer", "Wo", "country"]
    saved = SavedMappings().with_list(headers, {"supplier_name": "Wer", "city": 'Wo"'.strip('"')})
    again = SavedMappings.from_toml(saved.to_toml())
    place.write_text("Wo,Wer,country\nPune,Velmira,IN\n")

    taken = read_list(place, name="alder", remembered=again)

    assert taken.sites.select("supplier_name", "city").row(0) == ("Velmira", "Pune")
    assert again.of(["Wer", "country"]) == {}


CELLS = st.sampled_from(
    ["", "IN", "Brasil", "Atlantis", "SMETA 4-pillar", "SMETA", "2025-03-04", "03/04/2025", "13/04/2025", "#REF!", "Velmira", "PO Box 1", "Desktop", "2022-01-01"]
) | st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters='"\ufffd'), max_size=6)  # fmt: skip


@settings(deadline=None, max_examples=80)
@given(
    rows=st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS, CELLS, CELLS), max_size=6), in_window=st.booleans()
)
def test_every_row_is_an_audit_or_refused_and_never_both(
    rows: list[tuple[str, ...]], in_window: bool, tmp_path_factory: pytest.TempPathFactory  # noqa: FBT001 -- Hypothesis draws it
) -> None:  # fmt: skip
    place = tmp_path_factory.mktemp("lists") / "list.tsv"
    place.write_text(
        "\n".join("\t".join(cells) for cells in [tuple(HEADER.split(",")), *rows]) + "\n", "utf-8"
    )

    taken = read_list(place, name="alder", kind=ListKind.AUDITED_SITES, window=WINDOW if in_window else None)

    refused = {problem.row for problem in taken.problems if problem.severity is Severity.REFUSED}
    audited = taken.audits["row"].to_list()
    numbers = {number for number, _ in taken.table.rows}
    assert set(audited) | refused == numbers
    assert not set(audited) & refused
    assert len(numbers) == taken.row_count
    assert set(audited) <= set(taken.sites["row"].to_list())


@pytest.mark.parametrize("path", sorted(VECTORS.glob("*.json")), ids=lambda path: path.stem)
def test_a_dialect_is_read_as_its_vector_says(path: Path) -> None:
    vector = json.loads(path.read_text("utf-8"))

    taken = read_list(
        path.with_name(vector["file"]),
        name="alder",
        kind=ListKind.AUDITED_SITES,
        window=Window(cutoff=date.fromisoformat(vector["cutoff"])),
        assume=vector.get("assume"),
    )

    assert taken.dialect == vector["dialect"]
    assert taken.mapping == vector["mapping"]
    audits = taken.audits.select("row", "audit_date", "protocol", "protocol_version", "pillars", "assurance")
    assert [[*map(str, row)] for row in audits.iter_rows()] == vector["audits"]
    assert [[p.row, p.code, p.severity.value, p.value] for p in taken.problems] == vector["problems"]


def test_there_are_vectors() -> None:
    assert len(list(VECTORS.glob("*.json"))) >= 8


def test_every_code_of_a_finding_is_in_the_guide() -> None:
    root = Path(__file__).parents[2]
    guide = (root / "docs" / "guide" / "lists.md").read_text("utf-8")
    sources = "".join(
        (root / "src" / "comity" / "lists" / name).read_text("utf-8")
        for name in ("audits.py", "dates.py", "notes.py", "places.py", "plain_sites.py", "read.py")
    )

    found = set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', sources)) - {order.value for order in DateOrder}
    assert {"no-date", "po-box", "ambiguous-date", "wrong-identifier"} <= found
    assert [code for code in sorted(found) if f"`{code}`" not in guide] == []
