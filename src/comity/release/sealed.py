"""Check-only sites: entries that open to whoever already knows the site, and to nobody who has to guess.

Each site's row is sealed once under a random key, and that key is wrapped under each of the site's own keys
(`entry_keys.py`), stretched with scrypt, so that every guess costs the same work. Every entry has the same number of
slots and one length; unused slots are noise.
Protects against: reading the list, counting a country, a lost file. Does not protect against somebody with a directory
of likely sites and a computer: each guess costs a quarter of a millisecond, so a hundred thousand sites are tried in minutes.
docs/guide/release.md says so to members in plain words.
Laws: who holds a key opens the entry; who holds none learns only that there is one; the same seed gives the same bytes.
Spec: scrypt RFC 7914; ChaCha20-Poly1305 RFC 8439; docs/spec/common-list.md
"""

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from comity.core import canonical_json, read_json

SLOTS = 6
_TAG, _NONCE, _KEY, _SEAL = 16, 12, 32, 16
_SLOT = _TAG + _NONCE + _KEY + _SEAL
_PAD_TO = 64
_BATCH = 128

Stretched = tuple[bytes, bytes]  # tag, key


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """How a guess is made dear: scrypt with N = 2**work, r = 8, p = 1 over this release's salt."""

    salt: bytes
    work: int


def stretched(keys: Iterable[str], stretch: Stretch) -> dict[str, Stretched]:
    """Tag and key of each text, on all cores. 2**7 takes about a quarter of a millisecond a key."""
    texts = sorted(set(keys))

    def several(batch: Sequence[str]) -> list[Stretched]:
        raw = [
            hashlib.scrypt(text.encode(), salt=stretch.salt, n=2**stretch.work, r=8, p=1, dklen=_TAG + _KEY)
            for text in batch
        ]
        return [(one[:_TAG], one[_TAG:]) for one in raw]

    # Handing a text to a thread costs nearly as much as stretching it, so each is handed many.
    batches = [texts[at : at + _BATCH] for at in range(0, len(texts), _BATCH)]
    with ThreadPoolExecutor() as pool:
        return dict(zip(texts, chain.from_iterable(pool.map(several, batches)), strict=True))


def seal_rows(
    rows: Sequence[Mapping[str, str | None]],
    keys: Sequence[Sequence[str]],
    *,
    stretch: Stretch,
    seed: bytes,
) -> list[str]:
    """One entry per row, sorted, so that their order tells nothing. `keys` are each row's own, at most SLOTS."""
    bodies = [canonical_json(dict(row)) for row in rows]
    size = -(-max(map(len, bodies), default=0) // _PAD_TO) * _PAD_TO
    ready = stretched((key for own in keys for key in own), stretch)
    return sorted(
        _sealed(body.ljust(size), [ready[key] for key in own[:SLOTS]], _noise(seed, body))
        for body, own in zip(bodies, keys, strict=True)
    )


def _sealed(body: bytes, own: Sequence[Stretched], noise: bytes) -> str:
    def drawn(label: str, length: int) -> bytes:
        return hashlib.shake_256(noise + label.encode()).digest(length)

    row_key = drawn("row", _KEY)
    slots = []
    for at in range(SLOTS):
        if at < len(own):
            tag, key = own[at]
            nonce = drawn(f"nonce {at}", _NONCE)
            slots.append(tag + nonce + ChaCha20Poly1305(key).encrypt(nonce, row_key, None))
        else:
            slots.append(drawn(f"slot {at}", _SLOT))
    # A row's key seals one body and no other, so its nonce may be zero.
    sealed = ChaCha20Poly1305(row_key).encrypt(bytes(_NONCE), body, None)
    return b64encode(b"".join(sorted(slots)) + sealed).decode()


def _noise(seed: bytes, body: bytes) -> bytes:
    return hashlib.blake2b(body, key=seed, digest_size=32, person=b"sealed-entry-v1").digest()


def open_sealed(
    entries: Sequence[str], keys: Iterable[str], stretch: Stretch
) -> list[tuple[dict[str, str | None], str]]:
    """The rows that these keys open, each with the key that opened it; in the order of the entries.

    Entries that are not well formed open to nobody; a damaged body is left out.
    """
    at: dict[bytes, list[tuple[int, bytes]]] = {}
    raw = [_decoded(entry) for entry in entries]
    for number, data in enumerate(raw):
        for place in range(SLOTS):
            slot = data[place * _SLOT : (place + 1) * _SLOT]
            at.setdefault(slot[:_TAG], []).append((number, slot))
    opened: dict[int, tuple[dict[str, str | None], str]] = {}
    for text, (tag, key) in stretched(keys, stretch).items():
        for number, slot in at.get(tag, ()):
            row = _opened(raw[number], slot, key)
            if row is not None:
                opened.setdefault(number, (row, text))
    return [opened[number] for number in sorted(opened)]


def _decoded(entry: str) -> bytes:
    """Nothing where the entry is not well formed: others of the list must open all the same."""
    try:
        data = b64decode(entry, validate=True)
    except ValueError:
        return b""
    return data if len(data) >= SLOTS * _SLOT + _SEAL else b""


def _opened(data: bytes, slot: bytes, key: bytes) -> dict[str, str | None] | None:
    try:
        row_key = ChaCha20Poly1305(key).decrypt(slot[_TAG : _TAG + _NONCE], slot[_TAG + _NONCE :], None)
        body = ChaCha20Poly1305(row_key).decrypt(bytes(_NONCE), data[SLOTS * _SLOT :], None)
        row = read_json(body)
    except (InvalidTag, ValueError):
        return None
    if not isinstance(row, dict) or not all(text is None or isinstance(text, str) for text in row.values()):
        return None
    return row
