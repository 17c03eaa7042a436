"""What lists teach about the worth of evidence."""

import numpy as np

from comity.linkage.evidence import KINDS, OFFSETS, SIZE
from comity.linkage.learn import FEWEST_JOINED, learn, lessons_of, tally_of
from comity.linkage.patterns import Levels, Patterns, column_of
from comity.linkage.reading import SEEN, Answers
from comity.linkage.weigh import SHIPPED, bits_of
from comity.linkage.words import Flags


def pairs(*levels: dict[str, int], each: int) -> Patterns:
    rows: Levels = np.zeros((len(levels), len(KINDS)), np.uint8)
    for row, given in zip(rows, levels, strict=True):
        for kind, level in given.items():
            row[column_of(kind)] = level
    return Patterns(levels=rows, of_pair=np.repeat(np.arange(len(levels), dtype=np.int32), each))


def weight(weights: np.ndarray[tuple[int], np.dtype[np.float64]], kind: str, level: int) -> float:
    return float(weights[OFFSETS[kind] + level])


def joined(patterns: Patterns, *, inside: tuple[int, ...]) -> Flags:
    """The pairs of these patterns stand in one site."""
    return np.isin(patterns.of_pair, inside)


SAME = {"site name": 9, "city": 4}
OTHER_TOWN = {"site name": 9, "city": 1}


def test_evidence_that_stands_inside_sites_gains_and_other_evidence_loses() -> None:
    patterns = pairs(SAME, OTHER_TOWN, each=1_000)

    weights = learn(tally_of(patterns, joined(patterns, inside=(0,))), SHIPPED)

    assert weight(weights, "city", 4) > weight(SHIPPED, "city", 4)
    assert weight(weights, "city", 1) < weight(SHIPPED, "city", 1)


def test_few_joined_pairs_teach_nothing() -> None:
    patterns = pairs(SAME, OTHER_TOWN, each=FEWEST_JOINED - 1)

    assert learn(tally_of(patterns, joined(patterns, inside=(0,))), SHIPPED) is SHIPPED


def test_what_never_occurs_keeps_its_shipped_weight() -> None:
    patterns = pairs(SAME, OTHER_TOWN, each=1_000)

    weights = learn(tally_of(patterns, joined(patterns, inside=(0,))), SHIPPED)

    shown = {OFFSETS["site name"] + 9, OFFSETS["city"] + 4, OFFSETS["city"] + 1, SIZE}
    others = [at for at in range(len(SHIPPED)) if at not in shown]
    assert weights[others].tolist() == SHIPPED[others].tolist()


def test_the_more_pairs_the_more_is_learned() -> None:
    few, many = pairs(SAME, OTHER_TOWN, each=300), pairs(SAME, OTHER_TOWN, each=3_000)

    learned = [
        weight(learn(tally_of(one, joined(one, inside=(0,))), SHIPPED), "city", 1) for one in (few, many)
    ]

    assert learned[1] < learned[0] < weight(SHIPPED, "city", 1)


def answers(levels: Levels, *, said: bool, standing: float, count: int = 20) -> Answers:
    """The same answer so many times; `standing` is how the halves of these pairs stood, in bits."""
    own = bits_of(levels[:1])
    return Answers(
        levels=np.repeat(levels[:1], count, axis=0),
        own=np.repeat(own, count),
        beside=np.zeros(count),
        standing=np.full(count, standing),
        seen=np.zeros((count, SEEN)),
        said=np.full(count, said),
        weight=np.ones(count),
    )


def test_answers_teach_whatever_the_lists_say() -> None:
    patterns = pairs(SAME, OTHER_TOWN, each=50)
    tally = tally_of(patterns, joined(patterns, inside=(0,)))
    asked = patterns.levels[1:]
    own = float(bits_of(asked)[0])

    yes, no = (learn(tally, SHIPPED, answers(asked, said=said, standing=own)) for said in (True, False))

    assert weight(no, "city", 1) < weight(SHIPPED, "city", 1) < weight(yes, "city", 1)


def test_an_answer_teaches_what_it_says_beyond_how_the_halves_stood() -> None:
    patterns = pairs(SAME, OTHER_TOWN, each=50)
    tally = tally_of(patterns, joined(patterns, inside=(0,)))
    asked = patterns.levels[:1]  # much speaks for the pair itself

    surprising, expected = (
        weight(learn(tally, SHIPPED, answers(asked, said=False, standing=standing)), "city", 4)
        - weight(SHIPPED, "city", 4)
        for standing in (6.0, -6.0)
    )

    assert surprising < 5 * expected < 0


def test_the_order_of_pairs_teaches_nothing() -> None:
    patterns = pairs(SAME, OTHER_TOWN, each=500)
    turned = Patterns(levels=patterns.levels[::-1], of_pair=(1 - patterns.of_pair)[::-1])

    one = learn(tally_of(patterns, joined(patterns, inside=(0,))), SHIPPED)
    other = learn(tally_of(turned, joined(turned, inside=(1,))), SHIPPED)

    assert np.allclose(one, other, rtol=0, atol=1e-6)


def test_lessons_say_what_moved_in_words() -> None:
    patterns = pairs(SAME, OTHER_TOWN, each=5_000)

    weights = learn(tally_of(patterns, joined(patterns, inside=(0,))), SHIPPED)
    lessons = lessons_of(patterns.levels, patterns.pairs(), weights)

    [of_towns] = [one for one in lessons if one.words == "cities differ"]
    assert of_towns.shipped == weight(SHIPPED, "city", 1)
    assert of_towns.learned == weight(weights, "city", 1)
    assert of_towns.pairs == 5_000
