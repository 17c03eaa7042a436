import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.benchmark.suggest import suggest
from comity.benchmark.suggest.words import conventions, fold

WORDS = st.sampled_from(
    ["fire", "exit", "wage", "child", "yaş", "工资", "عمل", "hours", "ILO", "C138", "audit", "premium"]
)
TEXTS = st.lists(st.lists(WORDS, max_size=6).map(" ".join), min_size=1, max_size=6)
SEVERAL = settings(max_examples=25, deadline=None)


def items(texts: list[str], prefix: str) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "id": [f"{prefix}{number}" for number in range(len(texts))],
            "text": texts,
            "section": [""] * len(texts),
        },
        schema={"id": pl.String, "text": pl.String, "section": pl.String},
    )


@given(st.text(max_size=200))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=200))
def test_conventions_have_numbers_that_exist(text: str) -> None:
    assert all(0 < number <= 192 for number in conventions(text))


@SEVERAL
@given(TEXTS, TEXTS)
def test_every_item_gets_every_place_once_and_better_ones_first(left: list[str], right: list[str]) -> None:
    ranked = suggest(items(left, "l"), items(right, "r"))

    for _, lines in ranked.group_by("left_id"):
        assert lines["rank"].to_list() == list(range(1, len(right) + 1))
        assert lines["right_id"].n_unique() == len(right)
        assert lines["probability"].is_sorted(descending=True)
    assert (ranked["reason"] != "").all()


@SEVERAL
@given(TEXTS, TEXTS)
def test_the_same_lists_give_the_same_answer(left: list[str], right: list[str]) -> None:
    once, again = (suggest(items(left, "l"), items(right, "r")) for _ in range(2))

    assert once.equals(again)


@SEVERAL
@given(TEXTS, TEXTS, st.data())
def test_a_decision_is_kept(left: list[str], right: list[str], data: st.DataObject) -> None:
    row = data.draw(st.integers(0, len(left) - 1))
    column = data.draw(st.integers(0, len(right) - 1))
    linked = data.draw(st.booleans())
    decision = pl.DataFrame(
        {"left_id": [f"l{row}"], "right_id": [f"r{column}"], "relation": ["equal" if linked else "none"]}
    )

    ranked = suggest(items(left, "l"), items(right, "r"), confirmed=decision)

    line = ranked.filter((pl.col("left_id") == f"l{row}") & (pl.col("right_id") == f"r{column}"))
    assert line["probability"].to_list() == [float(linked)]


@SEVERAL
@given(TEXTS)
def test_the_order_of_confirmations_changes_nothing(texts: list[str]) -> None:
    left, right = items(texts, "l"), items(texts, "r")
    decisions = pl.DataFrame(
        {
            "left_id": left["id"],
            "right_id": right["id"],
            "relation": ["equal"] * len(texts),
        }
    )

    one = suggest(left, right, confirmed=decisions)
    other = suggest(left, right, confirmed=decisions.reverse())

    assert one.equals(other)
