import json
from pathlib import Path

import pytest

from comity.ledger import EMPTY_ROOT, Tree, extends, includes, leaf_hash, node_hash

VECTOR = json.loads((Path(__file__).parents[2] / "vectors/ledger/reference-tree.json").read_text())
LEAVES = [bytes.fromhex(one) for one in VECTOR["leaves"]]


@pytest.mark.parametrize("size", range(len(LEAVES) + 1))
def test_the_roots_are_those_of_certificate_transparency(size: int) -> None:
    assert Tree(LEAVES).root(size).hex() == VECTOR["roots"][size]


def test_the_root_of_three_leaves_is_built_as_the_rfc_draws_it() -> None:
    a, b, c = (leaf_hash(one) for one in LEAVES[:3])

    assert Tree(LEAVES[:3]).root() == node_hash(node_hash(a, b), c)


def test_proofs_are_those_that_the_rfc_draws_for_seven_leaves() -> None:
    tree = Tree(LEAVES[:7])
    a, b, c, d, e, f, j = (leaf_hash(one) for one in LEAVES[:7])
    g, h, i = node_hash(a, b), node_hash(c, d), node_hash(e, f)
    k, left = node_hash(i, j), node_hash(g, h)

    assert tree.inclusion(0) == (b, h, k)
    assert tree.inclusion(3) == (c, g, k)
    assert tree.inclusion(4) == (f, j, left)
    assert tree.inclusion(6) == (i, left)
    assert tree.consistency(3) == (c, d, g, k)
    assert tree.consistency(4) == (k,)
    assert tree.consistency(6) == (i, j, left)


def test_a_leaf_is_never_taken_for_a_node() -> None:
    assert leaf_hash(b"\x00" * 64) != node_hash(b"\x00" * 32, b"\x00" * 32)


def test_an_empty_tree_extends_to_any_and_only_with_its_own_root() -> None:
    tree = Tree(LEAVES)

    assert extends(EMPTY_ROOT, tree.root(), old=0, new=8, proof=())
    assert not extends(tree.root(1), tree.root(), old=0, new=8, proof=())


@pytest.mark.parametrize(("old", "new"), [(5, 4), (-1, 3)])
def test_no_proof_shows_that_a_tree_shrank(old: int, new: int) -> None:
    assert not extends(EMPTY_ROOT, EMPTY_ROOT, old=old, new=new, proof=())


def test_a_leaf_beyond_the_tree_is_not_in_it() -> None:
    tree = Tree(LEAVES)

    assert not includes(tree.root(), size=8, index=8, leaf=tree.leaf(7), proof=tree.inclusion(7))
    with pytest.raises(ValueError, match="leaf 8"):
        tree.inclusion(8)


def test_a_proof_that_ends_too_early_proves_nothing() -> None:
    """A tree of one leaf, passed off as the first of two."""
    leaf = leaf_hash(LEAVES[0])

    assert includes(leaf, size=1, index=0, leaf=leaf, proof=())
    assert not includes(leaf, size=2, index=0, leaf=leaf, proof=())
