"""What speaks for a pair of items: one matrix a kind of evidence, and what each kind weighs before anybody confirmed.

`KINDS` is the table: a new kind of evidence is a new row here and a matrix in `evidence_of`. Weights were chosen on public
crosswalks of other subjects, each judged with weights from the others (`bench/benchmark`); `meaning` and `convention`
are set by judgement, because those crosswalks can measure neither.
Laws: evidence that a pair lacks is at 0 and says nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from comity.benchmark.suggest.encoder import Encoder
from comity.benchmark.suggest.likeness import Counted, Matrix, answers, cosine, topics, unit
from comity.benchmark.suggest.words import conventions, runs, stems, title_of

_LIKENESS = 5.0
"""Contested cosines differ by about a fifth: this brings them to steps of about one."""

_NEIGHBOURS = 10
_MODEL_STEP = 0.6
"""What one standard deviation of a sentence model's contested cosine counts: models use very different ranges."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of evidence and its natural-log weight a step."""

    name: str
    weight: float
    hold: float = 30.0  # pseudo-confirmations behind the weight


KINDS = (
    Kind(name="letters", weight=1.3),
    Kind(name="words", weight=0.1),
    Kind(name="topics", weight=0.7),
    Kind(name="titles", weight=0.1),
    Kind(name="asked", weight=0.05),
    Kind(name="answers", weight=0.05),
    Kind(name="section", weight=0.75),
    Kind(name="in section", weight=0.5),
    Kind(name="meaning", weight=1.5),
    Kind(name="convention", weight=2.0),
    Kind(name="earlier mapping", weight=1.0, hold=2.0),
    Kind(name="taken", weight=-0.3, hold=2.0),
    Kind(name="sections meet", weight=0.4),
    Kind(name="order", weight=2.0),
)
COLUMN = {kind.name: column for column, kind in enumerate(KINDS)}
WEIGHTS = np.array([kind.weight for kind in KINDS], dtype=np.float64)
HOLDS = np.array([kind.hold for kind in KINDS], dtype=np.float64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The evidence of the texts alone, and what later steps look at again."""

    steps: dict[str, Matrix]
    closeness: (
        Matrix  # plain cosine of letters: an absolute measure, which a contest between candidates is not
    )
    left_closeness: Matrix  # of left items among themselves
    left_conventions: tuple[frozenset[int], ...]
    right_conventions: tuple[frozenset[int], ...]


def evidence_of(left: pl.DataFrame, right: pl.DataFrame, *, model: Encoder | None) -> Evidence:
    left_texts, right_texts = left["text"].to_list(), right["text"].to_list()
    left_sections, right_sections = left["section"].to_list(), right["section"].to_list()
    words = Counted([stems(text) for text in left_texts], [stems(text) for text in right_texts])
    letters = Counted([runs(text) for text in left_texts], [runs(text) for text in right_texts])
    titles = [title_of(text) for text in right_texts]
    asked, answering = words.counts[: words.left], words.counts[words.left :]
    left_topics, right_topics = topics(words)
    closeness = cosine(letters)
    whole = letters.weighted().tocsr()[: letters.left]
    cited = [tuple(conventions(text) for text in texts) for texts in (left_texts, right_texts)]
    steps = {
        "letters": contested(closeness),
        "words": contested(cosine(words)),
        "topics": contested(left_topics @ right_topics.T),
        "titles": contested(_title_in_text(left_texts, titles)),
        "asked": contested(answers(asked, answering)),
        "answers": contested(answers(answering, asked).T),
        "section": contested(
            cosine(Counted([stems(one) for one in left_sections], [stems(one) for one in right_sections]))
        ),
        "in section": contested(
            cosine(
                Counted(_with_section(left_sections, left_texts), _with_section(right_sections, right_texts))
            )
        ),
        "convention": _same_convention(*cited),
    }
    if model is not None:
        steps["meaning"] = _meaning(model, left_texts, right_texts)
    return Evidence(
        steps=steps,
        closeness=closeness,
        left_closeness=np.asarray((whole @ whole.T).toarray(), dtype=np.float32),
        left_conventions=cited[0],
        right_conventions=cited[1],
    )


def contested(likeness: Matrix) -> Matrix:
    """How much liker a pair is than the best others of its row and its column (CSLS): an item that is like everything is
    nobody's counterpart.
    """
    return np.asarray(_LIKENESS * (2 * likeness - _best(likeness) - _best(likeness.T).T), dtype=np.float32)


def _best(likeness: Matrix) -> Matrix:
    """The mean of the best few of every row."""
    few = min(_NEIGHBOURS, likeness.shape[1])
    best = np.partition(likeness, likeness.shape[1] - few, axis=1)[:, -few:]
    return np.asarray(best.mean(axis=1, keepdims=True), dtype=np.float32)


def _with_section(sections: Sequence[str], texts: Sequence[str]) -> list[list[str]]:
    return [stems(f"{section} {text}") for section, text in zip(sections, texts, strict=True)]


def _title_in_text(texts: Sequence[str], titles: Sequence[str]) -> Matrix:
    counted = Counted([stems(text) for text in texts], [stems(title) for title in titles])
    return answers(counted.counts[counted.left :], counted.counts[: counted.left]).T


def _meaning(model: Encoder, left: list[str], right: list[str]) -> Matrix:
    vectors = unit(np.asarray(model.encode([*left, *right]), dtype=np.float32))
    steps = contested(vectors[: len(left)] @ vectors[len(left) :].T)
    return np.asarray(steps * (_MODEL_STEP / max(float(steps.std()), 1e-6)), dtype=np.float32)


def _same_convention(left: Sequence[frozenset[int]], right: Sequence[frozenset[int]]) -> Matrix:
    shared = np.zeros((len(left), len(right)), dtype=np.float32)
    citing = [column for column, cited in enumerate(right) if cited]
    for row, cited in enumerate(left):
        if cited:
            for column in citing:
                shared[row, column] = not cited.isdisjoint(right[column])
    return shared
