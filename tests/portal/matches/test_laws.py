"""What holds of every map and of every two reviewers."""

from hypothesis import given, settings
from hypothesis import strategies as st

from comity.portal.matches.places import HEIGHT, WIDTH, sketch_of
from comity.portal.matches.queries import Agreed

places = st.tuples(st.floats(-70, 75), st.floats(-175, 175))
counts = st.integers(0, 500)


@settings(max_examples=40, deadline=None)
@given(places, places)
def test_both_places_are_on_the_map_and_so_is_its_bar(
    left: tuple[float, float], right: tuple[float, float]
) -> None:
    sketch = sketch_of(left, right)

    for spot in (sketch.left, sketch.right, *sketch.cities):
        assert 0 <= spot.x <= WIDTH
        assert 0 <= spot.y <= HEIGHT
    assert 0 < sketch.bar < WIDTH
    assert 0 <= sketch.apart_km <= 20_100


def test_two_places_of_one_town_are_apart_as_on_the_ground() -> None:
    sketch = sketch_of((50.94, 6.96), (50.99, 6.96))  # 0.05 degrees along a meridian

    assert abs(sketch.apart_km - 5.56) < 0.01
    assert "Leverkusen" in {city.name for city in sketch.cities}


@given(counts, counts, counts, counts)
def test_kappa_is_the_same_whoever_is_named_first_and_never_more_than_one(
    both_same: int, both_different: int, one: int, other: int
) -> None:
    agreed = Agreed(
        one="a",
        other="b",
        both_same=both_same,
        both_different=both_different,
        only_one_same=one,
        only_other_same=other,
    )
    turned = Agreed(
        one="b",
        other="a",
        both_same=both_same,
        both_different=both_different,
        only_one_same=other,
        only_other_same=one,
    )

    assert agreed.kappa == turned.kappa
    assert agreed.kappa is None or -1.0 <= agreed.kappa <= 1.0
    if both_same and both_different and not one and not other:
        assert agreed.kappa == 1.0


def test_kappa_of_cohens_kind_by_hand() -> None:
    # 20 both same, 15 both different, 5 and 10 apart: observed 0.7, by chance 0.5.
    agreed = Agreed(one="a", other="b", both_same=20, both_different=15, only_one_same=5, only_other_same=10)

    assert agreed.kappa is not None
    assert abs(agreed.kappa - 0.4) < 1e-12
