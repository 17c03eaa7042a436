"""A Merkle tree over entries in their order: one short root says them all, and short proofs say what it holds.

In: the bytes of each leaf. Out: roots of any earlier size, inclusion and consistency proofs, and whether a proof holds.
Laws: the root of a size depends on the leaves up to that size alone, and on every bit of each; a proof verifies with
nothing but hashes, so that whoever kept an old root can hold the ledger to it.
Spec: RFC 6962, section 2.1 (the tree and its proofs); RFC 9162, sections 2.1.3.2 and 2.1.4.2 (how a proof is verified).
"""

import hashlib
from collections.abc import Iterable, Sequence

HASH_BYTES = 32


def leaf_hash(data: bytes) -> bytes:
    """The two prefixes keep a leaf from being passed off as a node (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


EMPTY_ROOT = hashlib.sha256(b"").digest()


class Tree:
    """Append-only. Appending costs about two hashes; a root or a proof costs the logarithm of the size."""

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self._levels: list[list[bytes]] = [[]]  # hashes of the whole subtrees of 1, 2, 4, … leaves
        for one in leaves:
            self.append(one)

    def __len__(self) -> int:
        return len(self._levels[0])

    def append(self, data: bytes) -> bytes:
        """The hash of the leaf."""
        leaf = found = leaf_hash(data)
        for level in range(len(self._levels) + 1):
            if level == len(self._levels):
                self._levels.append([])
            row = self._levels[level]
            row.append(found)
            if len(row) % 2:
                break
            found = node_hash(row[-2], row[-1])
        return leaf

    def leaf(self, index: int) -> bytes:
        return self._levels[0][index]

    def root(self, size: int | None = None) -> bytes:
        size = len(self) if size is None else self._checked(size)
        return self._span(0, size) if size else EMPTY_ROOT

    def inclusion(self, index: int, size: int | None = None) -> tuple[bytes, ...]:
        """The neighbours that lead from a leaf to the root of a size, the nearest first."""
        size = len(self) if size is None else self._checked(size)
        if not 0 <= index < size:
            raise ValueError(f"leaf {index} is not among the first {size}")
        return tuple(self._path(index, 0, size))

    def consistency(self, old: int, new: int | None = None) -> tuple[bytes, ...]:
        """What shows that the tree of the new size began as the tree of the old one."""
        new = len(self) if new is None else self._checked(new)
        if not 0 <= old <= new:
            raise ValueError(f"size {old} is no earlier size of {new}")
        return tuple(self._subproof(old, 0, new, is_whole=True)) if 0 < old < new else ()

    def _checked(self, size: int) -> int:
        if not 0 <= size <= len(self):
            raise ValueError(f"the tree has {len(self)} leaves, not {size}")
        return size

    def _span(self, low: int, high: int) -> bytes:
        count = high - low
        if count & (count - 1) == 0:
            return self._levels[count.bit_length() - 1][low // count]
        middle = low + _split(count)
        return node_hash(self._span(low, middle), self._span(middle, high))

    def _path(self, index: int, low: int, high: int) -> list[bytes]:
        if high - low == 1:
            return []
        middle = low + _split(high - low)
        if index < middle:
            return [*self._path(index, low, middle), self._span(middle, high)]
        return [*self._path(index, middle, high), self._span(low, middle)]

    def _subproof(self, old: int, low: int, high: int, *, is_whole: bool) -> list[bytes]:
        if low + old == high:
            return [] if is_whole else [self._span(low, high)]
        split = _split(high - low)
        middle = low + split
        if old <= split:
            return [*self._subproof(old, low, middle, is_whole=is_whole), self._span(middle, high)]
        return [*self._subproof(old - split, middle, high, is_whole=False), self._span(low, middle)]


def _split(count: int) -> int:
    """The largest power of two below the count."""
    return 1 << ((count - 1).bit_length() - 1)


def includes(root: bytes, *, size: int, index: int, leaf: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof leads from the leaf's hash to the root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf
    for one in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(one, found)
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            found = node_hash(found, one)
        place >>= 1
        last >>= 1
    return last == 0 and found == root


def extends(old_root: bytes, new_root: bytes, *, old: int, new: int, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that the new tree began as the old one (RFC 9162, 2.1.4.2)."""
    if not 0 <= old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    if old == 0:
        return not proof and old_root == EMPTY_ROOT
    hashes = list(proof)
    if old & (old - 1) == 0:  # a whole subtree: its root is the old root itself, and the proof leaves it out
        hashes.insert(0, old_root)
    if not hashes:
        return False
    place, last = old - 1, new - 1
    while place & 1:
        place >>= 1
        last >>= 1
    then = now = hashes[0]
    for one in hashes[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            then, now = node_hash(one, then), node_hash(one, now)
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            now = node_hash(now, one)
        place >>= 1
        last >>= 1
    return last == 0 and then == old_root and now == new_root
