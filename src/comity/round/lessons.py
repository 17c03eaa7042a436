"""What linkage learned from the lists and from people's answers, said to whoever answers for the round.

In: `Lesson`s, the farthest from what is shipped first. Out: a sentence for each, and a table.
"""

from collections.abc import Sequence

import polars as pl

from comity.linkage import Lesson

LESSONS_FRAME = pl.Schema(
    {
        "kind": pl.String,
        "evidence": pl.String,
        "shipped_bits": pl.Float64,
        "learned_bits": pl.Float64,
        "seen": pl.Int64,  # pairs that show it; of answers, how many
        "in_words": pl.String,
    }
)


def lessons_table(lessons: Sequence[Lesson]) -> pl.DataFrame:
    rows = [
        (
            one.kind,
            one.words,
            round(one.shipped, 2),
            round(one.learned, 2),
            one.pairs,
            lesson_in_words(one),
        )
        for one in lessons
    ]
    return pl.DataFrame(rows, schema=LESSONS_FRAME, orient="row")


def lesson_in_words(lesson: Lesson) -> str:
    if lesson.is_of_answers:
        before, now = (f"{100 / (1.0 + 2.0**-bits):.1f}" for bits in (lesson.shipped, lesson.learned))
        return (
            f"By people's answers ({lesson.pairs:,}), {lesson.words} are one site in {now} of 100 cases; "
            f"without answers {before} are reckoned."
        )
    return (
        f"“{lesson.words}” {_moved(lesson.shipped, lesson.learned)}: {lesson.learned:+.1f} bits instead of "
        f"{lesson.shipped:+.1f} (pairs: {lesson.pairs:,})."
    )


def _moved(shipped: float, learned: float) -> str:
    if learned > 0 > shipped:
        return "speaks for one site here, elsewhere against it"
    if shipped > 0 > learned:
        return "speaks against one site here, elsewhere for it"
    more = "more" if abs(learned) > abs(shipped) else "less"
    way = "for" if shipped + learned > 0 else "against"
    return f"speaks {more} {way} one site here than elsewhere"
