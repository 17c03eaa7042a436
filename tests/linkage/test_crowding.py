"""What it says of a pair that names and town are all there is to compare."""

import numpy as np

from comity.linkage import Constraint, link_rows
from comity.linkage.crowding import Shown, crowded, with_little
from comity.linkage.evidence import KINDS, OFFSETS
from comity.linkage.patterns import Levels, Patterns, column_of, numbers_of, patterns_of
from comity.linkage.weigh import LITTLE, SHIPPED, Weights, bits_of, own_bits_of
from tests.linkage.rows import rows_of

SIZES = np.array([100.0, 100.0])


def levels_of(**said: int) -> Levels:
    """One pair that says these levels, by the names of kinds."""
    levels = np.zeros((1, len(KINDS)), np.uint8)
    for kind, level in said.items():
        levels[0, column_of(kind.replace("_", " "))] = level
    return levels


ACROSS = levels_of(site_name=9, city=4)
WITHIN = levels_of(site_name=9, city=4, one_list=1)
WITH_STREET = levels_of(site_name=9, city=4, address=5)


def patterns(*levels: Levels) -> Patterns:
    return patterns_of(np.concatenate([numbers_of(one) for one in levels]))


def weighed(across: int, within: int, with_street: int = 0, sizes: np.ndarray = SIZES) -> Weights:
    """Weights where so many pairs of two lists are called alike in one town, and so many of one list."""
    levels = np.concatenate([ACROSS, WITHIN, WITH_STREET])
    pairs = np.array([across, within, with_street], np.int64)
    return crowded(SHIPPED, levels, Shown(teach=pairs, listed=pairs, sizes=sizes))


def bits(weights: Weights, *, same: bool, levels: Levels = ACROSS) -> float:
    said = with_little(patterns(levels), np.array([same]))
    return float(bits_of(said.levels, weights)[0])


def test_the_oftener_a_list_has_a_name_twice_the_less_it_says_that_two_lists_have_it() -> None:
    for same in (True, False):
        none, some, many = (bits(weighed(200, within), same=same) for within in (0, 60, 200))

        assert many < some < none


def test_where_more_is_there_to_compare_nothing_is_said() -> None:
    weights = weighed(200, 200)
    own = own_bits_of(WITH_STREET, weights)[0]

    assert bits(weights, same=True, levels=WITH_STREET) == own
    assert bits(weighed(10, 10, with_street=1_000), same=True) == own_bits_of(ACROSS, SHIPPED)[0]


def test_it_is_no_part_of_a_pairs_own_bits() -> None:
    weights = weighed(200, 200)
    said = with_little(patterns(ACROSS), np.array([True]))

    assert own_bits_of(said.levels, weights)[0] == bits_of(ACROSS, SHIPPED)[0]


def test_one_list_alone_leaves_what_is_usual() -> None:
    alone, nothing = (weighed(200, within, sizes=SIZES[:1]) for within in (50, 0))

    assert alone.tolist() == nothing.tolist()


def test_other_weights_stay() -> None:
    learned = weighed(200, 200)
    others = np.ones(len(SHIPPED), np.bool_)
    others[OFFSETS[LITTLE] : OFFSETS[LITTLE] + 5] = False

    assert learned[others].tolist() == SHIPPED[others].tolist()


TOWNS = ["Izmir", "Bursa", "Konya", "Manisa"]


def chemists(*, branches: int) -> list[dict[str, str]]:
    """Two lists of chemists, of which each has so many branches in a town; the lists tell them apart by words of their own."""
    other = {"a": ["Akasya", "Lale", "Papatya"], "b": ["Merkez", "Liman", "Kale"]}
    return [
        {"list": name, "site_name": f"Velmira {town} {word} Eczane", "city": town, "country": "TR"}
        for name, words in other.items()
        for town in TOWNS
        for word in words[:branches]
    ]


def test_branches_in_a_town_are_told_with_less_certainty() -> None:
    one, several = (link_rows(rows_of(*chemists(branches=some))) for some in (1, 3))

    assert several.links["probability"].max() < one.links["probability"].max()  # type: ignore[operator] # numbers


def test_what_people_settled_is_told_as_settled() -> None:
    rows = rows_of(*chemists(branches=1))
    pair = link_rows(rows).links.row(0, named=True)
    asked = Constraint(left=pair["left"], right=pair["right"], same=True)

    links = link_rows(rows, constraints=[asked]).links
    told = links.filter((links["left"] == asked.left) & (links["right"] == asked.right))

    assert told["probability"].item() > 0.95
    assert "judgements hold the two together" in told["reason"].item()
