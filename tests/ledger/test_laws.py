"""Laws of ledgers: what is proved is in, what was changed is found."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core import ComityError
from comity.ledger import (
    LedgerBroken,
    NotALedger,
    Tree,
    extends,
    includes,
    verify_ledger,
)
from tests.ledger.cast import ledger, signer

leaves = st.lists(st.binary(max_size=4), min_size=1, max_size=40)


@given(leaves, st.data())
def test_every_leaf_is_proved_and_no_other_is(content: list[bytes], data: st.DataObject) -> None:
    tree = Tree(content)
    size = data.draw(st.integers(1, len(content)))
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.binary(max_size=5).filter(lambda one: one != content[index]))
    proof = tree.inclusion(index, size)

    assert includes(tree.root(size), size=size, index=index, leaf=tree.leaf(index), proof=proof)
    assert not includes(tree.root(size), size=size, index=index, leaf=Tree([other]).leaf(0), proof=proof)
    assert not includes(
        tree.root(size), size=size, index=index, leaf=tree.leaf(index), proof=(*proof, b"\0" * 32)
    )
    assert not includes(tree.root(size), size=size, index=index, leaf=tree.leaf(index), proof=proof[:-1]) or (
        not proof
    )


@given(leaves, st.data())
def test_every_earlier_tree_is_proved_and_no_other_is(content: list[bytes], data: st.DataObject) -> None:
    tree = Tree(content)
    new = data.draw(st.integers(1, len(content)))
    old = data.draw(st.integers(1, new))
    at = data.draw(st.integers(0, old - 1))
    other = Tree([*content[:at], content[at] + b"!", *content[at + 1 :]])
    proof = tree.consistency(old, new)

    assert extends(tree.root(old), tree.root(new), old=old, new=new, proof=proof)
    assert not extends(other.root(old), tree.root(new), old=old, new=new, proof=proof)
    assert not extends(tree.root(old), other.root(new), old=old, new=new, proof=other.consistency(old, new))


@given(leaves, st.integers(0, 40))
def test_the_root_of_a_size_does_not_hang_on_what_comes_after(content: list[bytes], size: int) -> None:
    size = min(size, len(content))

    assert Tree(content).root(size) == Tree(content[:size]).root()


@pytest.mark.parametrize("block", range(4))
def test_a_thousand_and_more_mutations_are_all_found(block: int) -> None:
    """Bytes changed, dropped, doubled; entries removed, moved, swapped, doubled, cut off: none verifies. 1,200 in all."""
    whole = ledger(25).to_bytes(signer())
    rng = Random(block)
    tried = 0
    for _ in range(300):
        mutated = _mutated(whole, rng)
        if mutated == whole:
            continue
        tried += 1
        with pytest.raises(ComityError) as found:
            verify_ledger(mutated, key=signer().key)
        assert isinstance(found.value, (LedgerBroken, NotALedger))
    assert tried > 270


def _mutated(whole: bytes, rng: Random) -> bytes:
    lines = whole.split(b"\n")
    entries = range(1, 26)
    at, other = rng.choice(entries), rng.choice(entries)
    place = rng.randrange(len(whole))
    kind = rng.randrange(9)
    if kind == 0:
        return whole[:place] + bytes([whole[place] ^ (1 << rng.randrange(8))]) + whole[place + 1 :]
    if kind == 1:
        return whole[:place] + whole[place + 1 :]
    if kind == 2:
        return whole[:place] + whole[place : place + 1] + whole[place:]
    if kind == 3:
        return b"\n".join(lines[:at] + lines[at + 1 :])
    if kind == 4:
        lines[at], lines[other] = lines[other], lines[at]
        return b"\n".join(lines)
    if kind == 5:
        return b"\n".join([*lines[:at], lines[at], *lines[at:]])
    if kind == 6:
        return whole[:place]
    if kind == 7:  # the last entries gone, the checkpoint kept
        return b"\n".join(lines[:at] + lines[26:])
    lines.insert(other, lines.pop(at))
    return b"\n".join(lines)


@pytest.mark.parametrize("seed", range(200))
def test_who_rewrites_and_signs_anew_is_found_by_who_kept_a_checkpoint(seed: int) -> None:
    rng = Random(seed)
    count = rng.randrange(2, 20)
    then = ledger(count)
    kept = signer().sign(then.checkpoint())
    commitments = [one.commitment for one in ledger(count + rng.randrange(0, 4)).entries]
    at = rng.randrange(count)
    if seed % 3 == 0:
        commitments[at] = f"{seed:064x}"
    elif seed % 3 == 1:
        del commitments[at]
    else:
        commitments = commitments[:at]
    rewritten = type(then)(then.origin, commitments).to_bytes(signer())

    verify_ledger(rewritten, key=signer().key)
    with pytest.raises(LedgerBroken):
        verify_ledger(rewritten, key=signer().key, kept=[kept])
