"""What speaks for a pair of items: one matrix a kind of evidence, and what each kind weighs before anybody confirmed.

`KINDS` is the table: a new kind of evidence is a new row here and a matrix in `evidence_of`. Weights were chosen on public
crosswalks of other subjects, each judged with weights from the others (`bench/benchmark`); `convention` is set by judgement,
because those crosswalks cannot measure it. A kind weighs one thing beside a sentence model and another without one, when
words have to carry what meaning carries otherwise.
Laws: evidence that a pair lacks is at 0 and says nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from comity.benchmark.suggest.encoder import Encoder, voices_of
from comity.benchmark.suggest.likeness import Counted, Matrix, answers, cosine, dense, topics, unit
from comity.benchmark.suggest.words import conventions, fold, runs, stems, title_of

Floats = NDArray[np.float64]

_LIKENESS = 5.0
"""Contested cosines differ by about a fifth: this brings them to steps of about one."""

NEIGHBOURS = 10
_TITLED = 0.1  # of a list's items, before its first clauses are taken for titles
_COMMON_GROUND = 5.0
"""Texts of the other list that stand in for a short list, when what all of a list say is taken off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of evidence and its natural-log weight a step, beside a sentence model and without one."""

    name: str
    weight: float
    alone: float
    hold: float = 30.0  # pseudo-confirmations behind the weight


KINDS = (
    Kind(name="letters", weight=0.55, alone=1.3),
    Kind(name="words", weight=0.4, alone=0.1),
    Kind(name="topics", weight=0.0, alone=0.7),
    Kind(name="titles", weight=0.0, alone=0.1),
    Kind(name="asked", weight=0.0, alone=0.05),
    Kind(name="answers", weight=0.0, alone=0.05),
    Kind(name="section", weight=0.0, alone=0.75),
    Kind(name="in section", weight=0.3, alone=0.5),
    Kind(name="meaning", weight=0.9, alone=0.0),
    Kind(name="second meaning", weight=0.3, alone=0.0),
    Kind(name="meaning of titles", weight=0.3, alone=0.0),
    Kind(name="convention", weight=2.0, alone=2.0),
    Kind(name="earlier mapping", weight=1.0, alone=1.0, hold=2.0),
    Kind(name="taken", weight=-0.3, alone=-0.3, hold=2.0),
    Kind(name="sections meet", weight=0.8, alone=0.4),
    Kind(name="order", weight=1.5, alone=2.0),
    Kind(name="parts", weight=0.2, alone=0.2),
)
COLUMN = {kind.name: column for column, kind in enumerate(KINDS)}
HOLDS = np.array([kind.hold for kind in KINDS], dtype=np.float64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The evidence of the texts alone, and what later steps look at again."""

    steps: dict[str, Matrix]
    weights: Floats  # by `KINDS`, before anybody confirmed
    speaking: NDArray[np.bool_]  # pairs whose texts both hold a word
    left_closeness: Matrix  # of left items among themselves
    left_conventions: tuple[frozenset[int], ...]
    right_conventions: tuple[frozenset[int], ...]

    @property
    def has_meaning(self) -> bool:
        return "meaning" in self.steps


def evidence_of(left: pl.DataFrame, right: pl.DataFrame, *, model: Encoder | None) -> Evidence:
    left_texts, right_texts = left["text"].to_list(), right["text"].to_list()
    left_sections, right_sections = left["section"].to_list(), right["section"].to_list()
    words = Counted([stems(text) for text in left_texts], [stems(text) for text in right_texts])
    letters = Counted([runs(text) for text in left_texts], [runs(text) for text in right_texts])
    whole = letters.weighted().tocsr()[: letters.left]
    left_closeness = dense(whole @ whole.T)
    cited = [tuple(conventions(text) for text in texts) for texts in (left_texts, right_texts)]
    steps = {
        "letters": contested(cosine(letters)),
        "words": contested(cosine(words)),
        "convention": _same_convention(*cited),
    }
    # Where one list has no sections, the other's titles would only blur its texts.
    sectioned = len(set(left_sections)) > 1 and len(set(right_sections)) > 1
    if sectioned:
        within = Counted(_with_section(left_sections, left_texts), _with_section(right_sections, right_texts))
        steps["in section"] = contested(cosine(within))
    meanings = [_vectors(voice, left_texts, right_texts) for voice in voices_of(model)]
    for name, (left_vectors, right_vectors) in zip(("meaning", "second meaning"), meanings, strict=False):
        steps[name] = contested(left_vectors @ right_vectors.T)
    if meanings:
        left_titles, right_titles = _titles(left_texts), _titles(right_texts)
        if (left_titles, right_titles) != (left_texts, right_texts):
            left_vectors, right_vectors = _vectors(voices_of(model)[0], left_titles, right_titles)
            steps["meaning of titles"] = contested(left_vectors @ right_vectors.T)
        left_closeness = (left_closeness + np.maximum(meanings[0][0] @ meanings[0][0].T, 0)) / 2
    else:
        steps |= _instead_of_meaning(words, left_texts, right_texts)
        if sectioned:
            titled = Counted([stems(one) for one in left_sections], [stems(one) for one in right_sections])
            steps["section"] = contested(cosine(titled))
    return Evidence(
        steps=steps,
        weights=np.array([kind.weight if meanings else kind.alone for kind in KINDS], dtype=np.float64),
        speaking=np.logical_and.outer(*(_has_words(texts) for texts in (left_texts, right_texts))),
        left_closeness=left_closeness,
        left_conventions=cited[0],
        right_conventions=cited[1],
    )


def _has_words(texts: Sequence[str]) -> NDArray[np.bool_]:
    return np.array([bool(fold(text)) for text in texts], dtype=np.bool_)


def _instead_of_meaning(words: Counted, left: list[str], right: list[str]) -> dict[str, Matrix]:
    """Further ways of comparing words: beside a sentence model they add nothing that could be measured."""
    asked, answering = words.counts[: words.left], words.counts[words.left :]
    left_topics, right_topics = topics(words)
    return {
        "topics": contested(left_topics @ right_topics.T),
        "titles": contested(_title_in_text(left, [title_of(text) for text in right])),
        "asked": contested(answers(asked, answering)),
        "answers": contested(answers(answering, asked).T),
    }


def contested(likeness: Matrix) -> Matrix:
    """How much liker a pair is than the best others of its row and its column (CSLS): an item that is like everything is
    nobody's counterpart.
    """
    return np.asarray(_LIKENESS * (2 * likeness - _best(likeness) - _best(likeness.T).T), dtype=np.float32)


def _best(likeness: Matrix) -> Matrix:
    """The mean of the best few of every row."""
    few = min(NEIGHBOURS, likeness.shape[1])
    best = np.partition(likeness, likeness.shape[1] - few, axis=1)[:, -few:]
    return np.asarray(best.mean(axis=1, keepdims=True), dtype=np.float32)


def _with_section(sections: Sequence[str], texts: Sequence[str]) -> list[list[str]]:
    return [stems(f"{section} {text}") for section, text in zip(sections, texts, strict=True)]


def _titles(texts: Sequence[str]) -> list[str]:
    """What an item is called, or all it says: a long text has many meanings, its title one.

    Where hardly an item of a list has one, what looks like a title is how a sentence begins.
    """
    titles = [title_of(text) for text in texts]
    if sum(map(bool, titles)) < _TITLED * len(titles):
        return list(texts)
    return [title or text for title, text in zip(titles, texts, strict=True)]


def _title_in_text(texts: Sequence[str], titles: Sequence[str]) -> Matrix:
    counted = Counted([stems(text) for text in texts], [stems(title) for title in titles])
    return answers(counted.counts[counted.left :], counted.counts[: counted.left]).T


def _vectors(voice: Encoder, left: list[str], right: list[str]) -> tuple[Matrix, Matrix]:
    """Unit vectors of both lists without what all texts of their list say: its language, its tone, its subject.

    Models put all texts of one language, or of one style, into one corner. Seen from there they are alike; seen from the
    middle of their own list they are told apart. A short list has no middle yet, and borrows from both.
    """
    vectors = unit(np.asarray(voice.encode([*left, *right]), dtype=np.float32))
    middle = vectors.mean(axis=0)
    return _centred(vectors[: len(left)], middle), _centred(vectors[len(left) :], middle)


def _centred(vectors: Matrix, middle: Matrix) -> Matrix:
    own = (vectors.sum(axis=0) + _COMMON_GROUND * middle) / (len(vectors) + _COMMON_GROUND)
    return unit(vectors - own)


def _same_convention(left: Sequence[frozenset[int]], right: Sequence[frozenset[int]]) -> Matrix:
    shared = np.zeros((len(left), len(right)), dtype=np.float32)
    citing = [column for column, cited in enumerate(right) if cited]
    for row, cited in enumerate(left):
        if cited:
            for column in citing:
                shared[row, column] = not cited.isdisjoint(right[column])
    return shared
