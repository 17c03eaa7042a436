"""Sentence models: what one must do to serve here, how one is found, and how its vectors are kept.

No model is part of Comity. A package that brings one offers it under the entry point group `comity.encoders` as a
function without arguments; `load_encoder` takes the first that loads. Without one, proposals rest on words alone, and the
caller is told so. `Remembering` asks a model for a text once: vectors are kept by the digest of model and text.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

GROUP = "comity.encoders"


class Encoder(Protocol):
    """A sentence model. Texts of one meaning get vectors of one direction, in whatever language it knows."""

    @property
    def name(self) -> str:
        """Model and version: vectors of another name are never mixed with these."""

    def encode(self, texts: Sequence[str]) -> NDArray[Any]:
        """One row a text; the rows need not be of unit length."""


class VectorStore(Protocol):
    """Where vectors are kept between runs."""

    def load(self, digests: Sequence[str]) -> dict[str, Vectors]: ...

    def save(self, vectors: dict[str, Vectors]) -> None: ...


class VectorFile:
    """Vectors in one SQLite file: safe against a crash, and losing it costs time alone."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path)
        self._connection.execute("CREATE TABLE IF NOT EXISTS vector (digest TEXT PRIMARY KEY, floats BLOB)")

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


class Remembering:
    """An encoder that asks another one only for texts it has not seen."""

    def __init__(self, encoder: Encoder, store: VectorStore) -> None:
        self._encoder = encoder
        self._store = store

    @property
    def name(self) -> str:
        return self._encoder.name

    def encode(self, texts: Sequence[str]) -> Vectors:
        digests = [_digest(self.name, text) for text in texts]
        known = self._store.load(digests)
        missing = {digest: text for digest, text in zip(digests, texts, strict=True) if digest not in known}
        if missing:
            vectors = np.asarray(self._encoder.encode(list(missing.values())), dtype=np.float32)
            fresh = dict(zip(missing, vectors, strict=True))
            self._store.save(fresh)
            known |= fresh
        return np.stack([known[digest] for digest in digests])


def load_encoder(say: Callable[[str], None]) -> Encoder | None:
    """The first sentence model that an installed package offers and that loads; else None, said aloud."""
    for offer in sorted(entry_points(group=GROUP), key=lambda offer: offer.name):
        try:
            encoder: Encoder = offer.load()()
        except Exception as error:  # noqa: BLE001 -- the edge: a stranger's package may fail in any way, and we can go on
            say(f"The sentence model “{offer.name}” does not load ({type(error).__name__}: {error}).")
        else:
            return encoder
    say("No sentence model is installed: proposals rest on words and letters, and hardly cross languages.")
    return None


def _digest(name: str, text: str) -> str:
    return hashlib.sha256(f"{name}\x1f{text}".encode()).hexdigest()
