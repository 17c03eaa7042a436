import pytest

from comity.core import counted


@pytest.mark.parametrize(
    ("count", "noun", "said"),
    [(1, "entry", "1 entry"), (0, "entry", "0 entries"), (2_000, "row", "2,000 rows"), (2, "day", "2 days")],
)
def test_what_is_counted_agrees_with_its_number(count: int, noun: str, said: str) -> None:
    assert counted(count, noun) == said
