"""Everything that a release draws by lot, from one key: each draw has a name, so that one more moves none of the others."""

import hashlib


def key_of(seed: int) -> bytes:
    """32 bytes; `seed` has 256 secret bits. Raises OverflowError for more."""
    return hashlib.blake2b(seed.to_bytes(32), digest_size=32, person=b"release-v1").digest()


def drawn(key: bytes, what: str, size: int) -> bytes:
    return hashlib.blake2b(what.encode(), key=key, digest_size=size, person=b"drawn-v1").digest()
