import numpy as np
import polars as pl
from scipy import sparse

from comity.linkage.pieces import Nearness, letter_pieces, near_texts, town_pieces
from comity.linkage.words import coded_alike, cut, said_by

TEXTS = pl.Series(["velmira mills", "velmira mils", "okaveri glass", "tasolin glass", "okaveri"])


def word_pieces(texts: pl.Series) -> sparse.csr_matrix:
    [words] = coded_alike([cut(texts)])
    return said_by(words)


def pairs(work: int) -> set[tuple[int, int]]:
    left, right = near_texts(word_pieces(TEXTS), Nearness(most=5, likeness=0.2, work=work))
    return {(min(a, b), max(a, b)) for a, b in zip(left.tolist(), right.tolist(), strict=True) if a != b}


def test_texts_that_share_rare_pieces_are_near() -> None:
    left, right = near_texts(letter_pieces(TEXTS), Nearness(most=2, likeness=0.4, work=1_000))

    assert (0, 1) in set(zip(left.tolist(), right.tolist(), strict=True))
    assert (0, 4) not in set(zip(left.tolist(), right.tolist(), strict=True))


def test_where_work_is_short_the_commonest_pieces_are_left_out() -> None:
    assert pairs(work=100) == {(0, 1), (2, 3), (2, 4)}
    assert pairs(work=1) == set()


def test_a_text_with_a_near_neighbour_is_not_helped_by_far_ones() -> None:
    texts = pl.Series(["velmira mills north", "velmira mills", "sorento mills", "okaveri glass"])

    left, right = near_texts(word_pieces(texts), Nearness(most=5, likeness=0.05, work=1_000))

    found = set(zip(left.tolist(), right.tolist(), strict=True))
    assert (1, 0) in found
    assert (1, 2) not in found  # "mills" alone, and 0 is far nearer
    assert (2, 1) in found  # which has none nearer


def test_long_runs_of_letters_are_rare_where_short_ones_are_common() -> None:
    texts = pl.Series(["velmira", "velmora", "relmira"])

    def near(length: int) -> set[tuple[int, int]]:
        nearness = Nearness(most=3, likeness=0.01, work=100)
        left, right = near_texts(letter_pieces(texts, length=length), nearness)
        return {(min(a, b), max(a, b)) for a, b in zip(left.tolist(), right.tolist(), strict=True) if a != b}

    assert near(2) == {(0, 1), (0, 2)}
    assert near(6) == {(0, 2)}  # "elmira"


def test_a_common_word_is_rare_with_its_town() -> None:
    names = word_pieces(pl.Series(["star mills", "star glass", "star foods", "star"]))

    left, right = near_texts(
        town_pieces(names, np.array([1, 1, 2, 3])), Nearness(most=4, likeness=0.1, work=10)
    )

    assert {(a, b) for a, b in zip(left.tolist(), right.tolist(), strict=True) if a < b} == {(0, 1)}
