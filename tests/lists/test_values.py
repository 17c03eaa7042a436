"""Columns that no header names, told by their values or left alone; each guess is said."""

from datetime import date
from pathlib import Path

import pytest

from comity.core import Window
from comity.lists import ListKind, Protocols, ReadList, read_list
from comity.lists.values import CHECKED, VALUE_COLUMNS, Alike, Expected, Guess, recognise, sampled

COUNTRIES = ["India", "Türkiye", "中国", "Việt Nam", "Deutschland"]
DATES = ["2025-03-14", "15.03.2025", "03/04/2025", "12 Mar 2025"]
LEIS = ["529900T8BM49AURSDO55", "5493001KJTIIGC8Y1R12", "213800D1EI4B9WTWWD28"]
GLNS = ["4006381333931", "4012345000009", "9780201379624"]
EXPECTED = Expected(columns=VALUE_COLUMNS, latest=date(2026, 6, 30))


def guessed(header: str, values: list[str]) -> str | None:
    guesses, _ = recognise({0: values}, [header], EXPECTED)
    return guesses[0].ours if guesses else None


@pytest.mark.parametrize(
    ("values", "ours"),
    [
        (COUNTRIES, "country"),
        ([*COUNTRIES, "Atlantis"], "country"),
        (["IN", "TR", "CN"], "country"),
        (DATES, "audit_date"),
        (["2025-03-14"], "audit_date"),
        (["SMETA 4-pillar", "SMETA 2 pillar", "Sedex SMETA 6.1"], "protocol"),
        (LEIS, "lei"),
        (GLNS, "gln"),
        (["ZS401234567", "ZS401234568", "ZS401234569"], "sedex_site"),
        (["ZC401234567", "ZC 401234568", "zc401234569"], "sedex_company"),
        (["Velmira Gıda A.Ş.", "Okaveri Glass Ltd", "上海食品有限公司", "Tasolin"], "supplier_name"),
    ],
)
def test_a_column_that_nobody_names_is_told_by_its_values(values: list[str], ours: str) -> None:
    assert guessed("Spalte", values) == ours


@pytest.mark.parametrize(
    ("values", "why"),
    [
        (["NO", "NO"], "yes and no"),
        (["CA", "TX", "NY", "GA"], "states"),
        (["IN", "GA"], "two codes could be states"),
        (["MG", "PA", "SC", "GO", "BA", "MT", "MS"], "states of Brazil"),
        (["PI", "BG", "MC", "PA", "TO"], "provinces of Italy"),
        (["Georgia", "Georgia"], "one name could be a state's"),
        (["Jordan", "Chad", "Ada", "Grace"], "first names"),
        (LEIS[:2], "two are too few"),
        (["4006381333931", "4006381333932", "4006381333933"], "wrong check digits"),
        (["35620", "38000", "45678"], "postal codes"),
        ([*DATES, "soon"], "a word among few dates"),
        (["2025", "2024"], "years alone"),
        (["2027-03-14", "2027-05-01", "2026-12-01"], "plans"),
        (["amfori BSCI", "RBA VAP"], "protocols that we do not know"),
        (["1 Mill Road", "2 Station Road", "3 High Street"], "addresses"),
        (
            ["SGS Ltd", "SGS Ltd", "SGS Ltd", "Intertek Ltd", "BV Ltd", "BV Ltd"],
            "firms named again and again",
        ),
        (["Ltd", "GmbH", "Inc"], "forms alone"),
        (["A Ltd", "B Ltd"], "two are too few"),
        ([], "nothing"),
    ],
)
def test_values_that_could_be_something_else_tell_nothing(values: list[str], why: str) -> None:
    assert guessed("Spalte", values) is None, why


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("Country of origin", COUNTRIES),
        ("Customer's land", COUNTRIES),
        ("Certificate valid to", DATES),
        ("Gültig", DATES),
        ("有效期", DATES),
        ("Report received", DATES),
        ("Site opened", DATES),
        ("Product EAN", GLNS),
        ("Auditor's firm", ["Velmira Ltd", "Okaveri Ltd", "Tasolin Ltd"]),
        ("Contact / Name", ["Velmira Ltd", "Okaveri Ltd", "Tasolin Ltd"]),
        ("Address 2", ["c/o Velmira Ltd", "c/o Okaveri Ltd", "c/o Tasolin Ltd"]),
        ("City", ["India", "China"]),
    ],
)
def test_a_header_that_speaks_of_something_else_is_believed(header: str, values: list[str]) -> None:
    assert guessed(header, values) is None


def test_of_two_columns_that_look_alike_neither_is_taken() -> None:
    guesses, alike = recognise({0: COUNTRIES, 2: COUNTRIES[:3]}, ["Vendi", "Qyteti", "Tregu"], EXPECTED)

    assert guesses == []
    assert alike == [Alike(ours="country", places=(0, 2))]


def test_a_second_column_of_dates_stands_against_the_first_whatever_it_is_called() -> None:
    guesses, alike = recognise({0: DATES, 1: DATES}, ["Termin", "Valid until"], EXPECTED)

    assert guesses == []
    assert alike == [Alike(ours="audit_date", places=(0, 1))]


def test_a_guess_counts_the_different_values_that_agree() -> None:
    guesses, _ = recognise({3: [*COUNTRIES, "India", "Atlantis"]}, ["", "", "", "Vendi"], EXPECTED)

    assert guesses == [Guess(ours="country", place=3, agreeing=5, values=6)]


def test_what_is_not_expected_is_not_looked_for() -> None:
    expected = Expected(columns=CHECKED, protocols=Protocols.from_table({}))

    assert recognise({0: COUNTRIES, 1: DATES}, ["a", "b"], expected) == ([], [])


def test_a_sample_comes_from_all_over_a_long_list() -> None:
    rows = [[str(number)] for number in range(10_000)]

    values = sampled(rows, 0)

    assert len(values) == 2_000
    assert values[0] == "0"
    assert int(values[-1]) > 9_000


HEADER = "Supplier,Address,City,Vendi,Standard?,Tag"
ROWS = (
    "Velmira,1 Mill Road,Pune,India,SMETA 4-pillar,2025-03-14",
    "Okaveri,2 Mill Road,Bursa,Türkiye,SMETA 4-pillar,2025-03-15",
)


def read(
    folder: Path,
    header: str = HEADER,
    *,
    mapping: dict[str, str] | None = None,
    assume: dict[str, str] | None = None,
    kind: ListKind = ListKind.AUDITED_SITES,
) -> ReadList:
    path = folder / "list.csv"
    path.write_text("\n".join([header, *ROWS]) + "\n", "utf-8")
    return read_list(
        path,
        name="alder",
        kind=kind,
        window=Window(cutoff=date(2026, 6, 30)),
        mapping=mapping,
        assume=assume,
    )


def noted(taken: ReadList) -> set[tuple[str, str]]:
    return {(problem.code, problem.column) for problem in taken.problems if problem.row == 0}


def test_a_guess_is_used_and_said_with_how_to_override_it(tmp_path: Path) -> None:
    taken = read(tmp_path)

    assert taken.audits.height == 2
    assert taken.mapping["country"] == "Vendi"
    assert taken.mapping["audit_date"] == "Tag"
    said = {problem.column: problem for problem in taken.problems if problem.code == "column-by-values"}
    assert said.keys() == {"Vendi", "Tag"}
    assert "2 of its 2 different values" in said["Vendi"].message
    assert "--map country=HEADER" in said["Vendi"].message
    assert said["Vendi"].value == ""


def test_what_a_person_says_is_not_guessed(tmp_path: Path) -> None:
    taken = read(
        tmp_path, mapping={"region": "Vendi"}, assume={"audit_date": "2025-01-02", "country": "China"}
    )

    assert {code for code, _ in noted(taken)} == {"assumed"}
    assert taken.sites["country"].to_list() == ["CN", "CN"]
    assert set(taken.audits["audit_date"].to_list()) == {date(2025, 1, 2)}


def test_a_refused_column_is_never_told_by_its_values(tmp_path: Path) -> None:
    taken = read(tmp_path, "Supplier,Address,City,Vendi,Standard?,Next audit")

    assert taken.refused_columns == ("Next audit",)
    assert "audit_date" not in taken.mapping
    assert "2025-03-14" not in repr(taken.table) + repr(taken.problems)


def test_in_a_list_of_suppliers_no_audit_is_looked_for(tmp_path: Path) -> None:
    taken = read(tmp_path, kind=ListKind.SUPPLIERS)

    assert noted(taken) == {("column-by-values", "Vendi")}


def test_values_below_a_header_that_we_know_stay_where_they_are(tmp_path: Path) -> None:
    taken = read(tmp_path, "Supplier,Address,City,Region,Protocol,Audit date")

    assert "country" not in taken.mapping
    assert noted(taken) == {("no-column", "")}
