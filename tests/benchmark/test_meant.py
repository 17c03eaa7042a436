import pytest

from comity.benchmark.meant import meant

NUMBERS = [f"{chapter}.{number:02d}" for chapter in range(1, 10) for number in range(1, 13)]
CODES = ["0A.01", "0A.02", "0B.01", "10B4.1", "10B4.11", "q-c001", "gold:asvs:V1.1.1"]


@pytest.mark.parametrize(
    ("typed", "known", "sentence"),
    [
        ("2.9", NUMBERS, "Did you mean “2.09”?"),
        ("2,09", NUMBERS, "Did you mean “2.09”?"),
        ("Q 2.09", ["Q2.09", "Q2.10"], "Did you mean “Q2.09”?"),
        ("OA.01", CODES, "Did you mean “0A.01”?"),
        ("0a.1", CODES, "Did you mean “0A.01”?"),
        ("c-q001", CODES, "Did you mean “q-c001”?"),
        ("gold:avs:V1.1.1", CODES, "Did you mean “gold:asvs:V1.1.1”?"),
        ("W11", ["W1", "W2"], "Did you mean “W1”?"),
    ],
)
def test_a_slip_is_met_with_what_was_meant(typed: str, known: list[str], sentence: str) -> None:
    assert meant(typed, known) == sentence


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("2.99", "Ids that begin like it: “2.01” to “2.12”."),
        ("5.90", "Ids that begin like it: “5.01” to “5.12”."),
        ("99", "Ids look like “1.01”."),
        ("the second one", "Ids look like “1.01”."),
    ],
)
def test_another_number_is_no_slip_of_the_fingers(typed: str, sentence: str) -> None:
    assert meant(typed, NUMBERS) == sentence


def test_of_two_that_suit_alike_none_is_offered() -> None:
    assert meant("1.1", ["1.01", "1-1"]) == "Ids that begin like it: “1.01” to “1-1”."


def test_where_there_are_none_that_is_said() -> None:
    assert meant("1.1", []) == "There are no ids."
