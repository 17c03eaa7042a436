"""What holds for every list: order tells nothing, and a refused value is nowhere however its row has slipped."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.lists import ListKind, annotate, read_list
from comity.lists.values import VALUE_COLUMNS, Expected, recognise
from tests.lists.test_annotate import text_of

SPEND = "4QQ7QQ"  # no word of the rows, and no digest of one, holds this
COLUMNS = ("Supplier", "City", "Annual spend", "Country", "Remarks")
WORD = st.text(st.characters(categories=["L"], max_codepoint=0x17F), min_size=1, max_size=6)
ROW = st.tuples(WORD, WORD, st.just(SPEND), st.just("India"), st.one_of(st.just(""), WORD))

SAMPLES = {
    "Kraj": ["India", "China", "Türkiye"],
    "Rynek": ["India", "China", "Türkiye"],
    "Termin": ["2025-03-14", "2025-03-15"],
    "Valid until": ["2025-03-14", "2025-03-15"],
    "Firma": ["Velmira Ltd", "Okaveri GmbH", "Tasolin S.A."],
    "Uwagi": ["ok", "not ok"],
    "Kod": ["ZS401234567", "ZS401234568", "ZS401234569"],
}


@settings(deadline=None, max_examples=60)
@given(
    rows=st.lists(ROW, min_size=20, max_size=24),
    hit=st.integers(0, 19),
    column=st.integers(0, 4),
    broken_by=st.sampled_from([",", ",,", "\n", ",\n"]),
)
def test_a_refused_value_is_nowhere_however_its_row_has_slipped(
    rows: list[tuple[str, ...]],
    hit: int,
    column: int,
    broken_by: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    lines = [list(row) for row in rows]
    lines[hit][column] = lines[hit][column][:1] + broken_by + lines[hit][column][1:]
    path = tmp_path_factory.mktemp("lists") / "list.csv"
    path.write_text("\n".join(",".join(row) for row in [COLUMNS, *lines]) + "\n", "utf-8")

    taken = read_list(path, name="alder", kind=ListKind.AUDITED_SITES)

    assert taken.refused_columns == ("Annual spend",)
    kept = taken.sites.write_csv() + taken.audits.write_csv() + repr(taken.problems) + repr(taken.table)
    assert SPEND[1:] not in kept + text_of(annotate(taken))


AUDIT = st.tuples(
    st.sampled_from(["Velmira Mills", "Okaveri Glass"]),
    st.just("India"),
    st.sampled_from(["SMETA", "SMETA 2-pillar", "SMETA 4-pillar", "amfori BSCI"]),
    st.sampled_from(["", "2", "4"]),
    st.sampled_from(["2025-03-04", "2025-03-05"]),
    st.sampled_from(["", "Orvane", "Tasolin"]),
)


@settings(deadline=None, max_examples=60)
@given(rows=st.lists(AUDIT, min_size=2, max_size=8), turn=st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_audit(
    rows: list[tuple[str, ...]], turn: Random, tmp_path_factory: pytest.TempPathFactory
) -> None:
    shuffled = turn.sample(rows, len(rows))
    header = ("Supplier", "Country", "Protocol", "Pillars", "Audit date", "Audit firm")

    def audits(lines: list[tuple[str, ...]]) -> list[str]:
        path = tmp_path_factory.mktemp("lists") / "list.csv"
        path.write_text("\n".join(",".join(row) for row in [header, *lines]) + "\n", "utf-8")
        taken = read_list(path, name="alder", kind=ListKind.AUDITED_SITES)
        assert taken.audits.height + sum(one.code == "repeated-row" for one in taken.problems) == len(lines)
        return sorted(map(repr, taken.audits.drop("row").rows()))

    assert audits(shuffled) == audits(rows)


@given(headers=st.permutations(sorted(SAMPLES)), left_out=st.sets(st.sampled_from(sorted(SAMPLES))))
def test_the_order_of_columns_changes_no_guess(headers: list[str], left_out: set[str]) -> None:
    def told(names: list[str]) -> tuple[set[tuple[str, str]], set[tuple[str, frozenset[str]]]]:
        samples = {at: SAMPLES[name] for at, name in enumerate(names)}
        guesses, alike = recognise(samples, names, Expected(columns=VALUE_COLUMNS))
        return (
            {(guess.ours, names[guess.place]) for guess in guesses},
            {(one.ours, frozenset(names[place] for place in one.places)) for one in alike},
        )

    kept = [name for name in headers if name not in left_out]

    assert told(kept) == told(sorted(kept))


@given(
    values=st.lists(
        st.text(max_size=12) | st.sampled_from([value for one in SAMPLES.values() for value in one]),
        max_size=12,
    ),
    header=st.text(max_size=12) | st.sampled_from(sorted(SAMPLES)),
)
def test_a_column_is_one_of_ours_at_most_and_more_than_half_of_its_values_agree(
    values: list[str], header: str
) -> None:
    guesses, alike = recognise(
        {0: [value for value in values if value]}, [header], Expected(columns=VALUE_COLUMNS)
    )

    assert len(guesses) <= 1
    assert alike == []
    assert all(2 * guess.agreeing >= guess.values > 0 for guess in guesses)
