"""Work cut into shares: together they find what the whole finds."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core import silent
from comity.linkage.distinct import records_of
from comity.linkage.engines import ENGINES
from comity.linkage.pieces import Nearness, near_texts
from comity.linkage.prepare import prepare
from comity.linkage.share import WHOLE, Share
from comity.linkage.words import coded_alike, cut, said_by
from tests.linkage.rows import rows_of

TRADES = ["mills", "glass", "foods", "garments"]
STEMS = ["velmira", "okaveri", "tasolin", "brenduk", "ilmara", "sovento", "kadrune"]


@given(count=st.integers(0, 50), of=st.integers(1, 9))
def test_each_thing_belongs_to_one_share(count: int, of: int) -> None:
    spans = [Share(at, of).span(count) for at in range(of)]

    assert [one for first, end in spans for one in range(first, end)] == list(range(count))


@pytest.mark.parametrize("of", [2, 3, 7])
def test_shares_of_texts_have_the_neighbours_of_the_whole(of: int) -> None:
    texts = pl.Series(
        sorted({f"{stem} {trade} {at % 5}" for at, stem in enumerate(STEMS) for trade in TRADES})
    )
    nearness = Nearness(most=3, likeness=0.1, work=1_000)
    [words] = coded_alike([cut(texts)])
    pieces = said_by(words)

    found = [near_texts(pieces, nearness, np.arange(*Share(at, of).span(len(texts)))) for at in range(of)]

    together = np.concatenate([left * len(texts) + right for left, right in found])
    left, right = near_texts(pieces, nearness)
    assert sorted(together.tolist()) == sorted((left * len(texts) + right).tolist())


@pytest.mark.parametrize("engine", sorted(ENGINES))
def test_shares_of_an_engines_work_find_the_pairs_of_the_whole(engine: str) -> None:
    rows = rows_of(
        *(
            {
                "list": "ab"[at % 2],
                "site_name": f"{STEMS[at % 7]} {TRADES[at % 4]} {at // 28}",
                "city": STEMS[at % 5],
                "address": f"Lot {at % 40} {STEMS[at % 3]} road",
                "country": "DE" if at % 10 else "TR",
                "os_id": f"ID{at % 150}",
            }
            for at in range(400)
        )
    )
    prepared = prepare(records_of(rows))

    def pairs(*shares: Share) -> set[tuple[int, int]]:
        found = [ENGINES[engine](prepared, progress=silent, share=share) for share in shares]
        return {pair for left, right in found for pair in zip(left.tolist(), right.tolist(), strict=True)}

    assert pairs(Share(0, 3), Share(1, 3), Share(2, 3)) == pairs(WHOLE)
