"""What linkage learned, as the Secretariat reads it."""

import pytest

from comity.linkage import Lesson
from comity.round.lessons import LESSONS_FRAME, lesson_in_words, lessons_table


def lesson(shipped: float, learned: float, **facts: object) -> Lesson:
    told = {"kind": "city", "words": "same city", "pairs": 1204, **facts}
    return Lesson(shipped=shipped, learned=learned, **told)  # type: ignore[arg-type] # passed on as given


@pytest.mark.parametrize(
    ("shipped", "learned", "said"),
    [
        (2.25, 3.4, "speaks more for one site here than elsewhere"),
        (2.25, 0.9, "speaks less for one site here than elsewhere"),
        (-2.0, -4.1, "speaks more against one site here than elsewhere"),
        (-4.0, -2.6, "speaks less against one site here than elsewhere"),
        (-0.5, 1.0, "speaks for one site here, elsewhere against it"),
        (0.5, -1.0, "speaks against one site here, elsewhere for it"),
        (0.0, 1.2, "speaks more for one site here than elsewhere"),
        (0.0, -1.2, "speaks more against one site here than elsewhere"),
        (-1.2, 0.0, "speaks less against one site here than elsewhere"),
    ],
)
def test_a_lesson_says_which_way_evidence_moved(shipped: float, learned: float, said: str) -> None:
    words = lesson_in_words(lesson(shipped, learned))

    assert words == f"“same city” {said}: {learned:+.1f} bits instead of {shipped:+.1f} (pairs: 1,204)."


def test_what_people_answered_is_said_in_cases_of_a_hundred() -> None:
    words = lesson_in_words(lesson(0.0, 2.0, words="two records that stand at 0 bits", is_of_answers=True))

    assert "(1,204), two records that stand at 0 bits are one site in 80.0 of 100 cases" in words
    assert words.endswith("without answers 50.0 are reckoned.")


def test_the_table_has_a_line_for_each_lesson_and_its_header_where_there_is_none() -> None:
    some = lessons_table([lesson(2.25, 3.456), lesson(-2.0, -4.1)])

    assert some.schema == LESSONS_FRAME
    assert some["learned_bits"].to_list() == [3.46, -4.1]
    assert lessons_table([]).schema == LESSONS_FRAME
