"""The tree is that of RFC 6962: by its known answers, by its own recursive words, and by an independent implementation."""

import hashlib
import os
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sigstore._internal.merkle import verify_merkle_inclusion
from sigstore.errors import VerificationError

from mingjian.core.errors import BadInput, LedgerFault
from mingjian.core.ledger.leaf import leaf_hash
from mingjian.core.ledger.tree import (
    EMPTY_ROOT,
    Frontier,
    Levels,
    consistency_proof,
    inclusion_path,
    root_at,
    tree_root,
    verify_consistency,
    verify_inclusion,
)

# The eight leaves and the roots after each, and the proofs over them, of the Certificate Transparency reference implementation.
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [leaf_hash(bytes.fromhex(text)) for text in INPUTS]
PATHS = {  # (index, size): path
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
PROOFS = {  # (old, new): proof
    (1, 1): [],
    (1, 8): PATHS[0, 8],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
NODES = Levels(b"".join(LEAVES))
SIZES = st.integers(1, 70)


def naive_root(leaves: list[bytes]) -> bytes:
    """MTH as section 2.1 of the RFC words it."""
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256(b"").digest()
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return hashlib.sha256(b"\1" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


def leaves(size: int, salt: str = "") -> list[bytes]:
    return [leaf_hash(f"{salt}{number}".encode()) for number in range(size)]


def levels(size: int) -> Levels:
    return Levels(b"".join(leaves(size)))


def test_the_empty_tree_has_the_known_root() -> None:
    assert tree_root([]) == root_at(0, NODES.node) == EMPTY_ROOT
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("size", range(1, 9))
def test_the_known_roots_come_out(size: int) -> None:
    assert tree_root(LEAVES[:size]).hex() == root_at(size, NODES.node).hex() == ROOTS[size - 1]


@pytest.mark.parametrize(("index", "size"), PATHS)
def test_the_known_paths_come_out_and_verify(index: int, size: int) -> None:
    path = inclusion_path(index, size, NODES.node)
    assert [step.hex() for step in path] == PATHS[index, size]
    verify_inclusion(LEAVES[index], index, size, path, bytes.fromhex(ROOTS[size - 1]))


@pytest.mark.parametrize(("old", "new"), PROOFS)
def test_the_known_consistency_proofs_come_out_and_verify(old: int, new: int) -> None:
    proof = consistency_proof(old, new, NODES.node)
    assert [step.hex() for step in proof] == PROOFS[old, new]
    verify_consistency(old, new, proof, bytes.fromhex(ROOTS[old - 1]), bytes.fromhex(ROOTS[new - 1]))


@pytest.mark.parametrize("size", [*range(40), 255, 256, 257, 1000])
def test_frontier_and_levels_agree_with_the_rfcs_recursion(size: int) -> None:
    assert tree_root(leaves(size)) == root_at(size, levels(size).node) == naive_root(leaves(size))


def test_a_frontier_goes_on_from_its_hashes() -> None:
    begun = Frontier()
    for leaf in leaves(21):
        begun.append(leaf)
    resumed = Frontier(begun.size, begun.hashes)
    resumed.append(leaf_hash(b"21"))
    assert resumed.root() == naive_root(leaves(22))
    assert begun.root() == naive_root(leaves(21))


def test_a_frontier_with_the_wrong_number_of_hashes_is_refused() -> None:
    with pytest.raises(ValueError, match="3 complete subtrees"):
        Frontier(21, [EMPTY_ROOT])


@given(SIZES, st.data())
@settings(deadline=None)
def test_sigstores_own_verification_takes_our_paths_and_nothing_else(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    path, root, body = inclusion_path(index, size, levels(size).node), naive_root(leaves(size)), str(index).encode()
    verify_merkle_inclusion(cast(Any, rekor_entry(index, size, path, root, body)))
    verify_inclusion(leaf_hash(body), index, size, path, root)
    with pytest.raises(VerificationError):
        verify_merkle_inclusion(cast(Any, rekor_entry(index, size, path, os.urandom(32), body)))


def rekor_entry(index: int, size: int, path: list[bytes], root: bytes, body: bytes) -> SimpleNamespace:
    """Dress a proof as sigstore's verification expects it."""
    proof = SimpleNamespace(log_index=index, tree_size=size, hashes=path, root_hash=root)
    return SimpleNamespace(_inner=SimpleNamespace(inclusion_proof=proof, canonicalized_body=body))


@given(SIZES, st.data())
@settings(deadline=None)
def test_a_path_proves_its_own_leaf_index_and_size_only(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    path, root = inclusion_path(index, size, levels(size).node), naive_root(leaves(size))
    leaf = leaves(size)[index]
    other = data.draw(st.integers(-1, size + 1).filter(lambda number: number != index))
    spoiled = [(leaf_hash(b"other"), index, size, path, root), (leaf, other, size, path, root), (leaf, index, size, [*path, root], root)]
    spoiled += [(leaf, index, size, [*path[:at], bytes(32), *path[at + 1 :]], root) for at in range(len(path))]
    spoiled += [(leaf, index, size, path[:-1], root)] if path else []
    for case in spoiled:
        with pytest.raises(LedgerFault):
            verify_inclusion(*case)


@given(SIZES, st.data())
@settings(deadline=None)
def test_a_tree_is_consistent_with_what_it_grew_from_and_with_no_other(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(0, new))
    proof, new_root = consistency_proof(old, new, levels(new).node), naive_root(leaves(new))
    verify_consistency(old, new, proof, naive_root(leaves(old)), new_root)
    spoiled = [(proof, naive_root(leaves(old, "other")) if old else bytes(32), new_root), ([*proof, bytes(32)], naive_root(leaves(old)), new_root)]
    spoiled += [([*proof[:at], bytes(32), *proof[at + 1 :]], naive_root(leaves(old)), new_root) for at in range(len(proof))]
    spoiled += [(proof[:-1], naive_root(leaves(old)), new_root), (proof, naive_root(leaves(old)), bytes(32))] if proof else []
    for case in spoiled:
        with pytest.raises(LedgerFault):
            verify_consistency(old, new, *case)


@pytest.mark.parametrize("changed", range(13))
def test_no_consistency_proof_hides_a_change_before_the_old_size(changed: int) -> None:
    rewritten = leaves(21)
    rewritten[changed] = leaf_hash(b"rewritten")
    forged = Levels(b"".join(rewritten))
    with pytest.raises(LedgerFault):
        verify_consistency(13, 21, consistency_proof(13, 21, forged.node), naive_root(leaves(13)), naive_root(rewritten))


def test_a_proof_of_a_million_entries_takes_few_nodes() -> None:
    asked: list[tuple[int, int]] = []

    def node(level: int, index: int) -> bytes:
        asked.append((level, index))
        return bytes(32)

    assert len(inclusion_path(123_456, 1_000_003, node)) <= 20
    consistency_proof(999_999, 1_000_003, node)
    root_at(1_000_003, node)
    assert len(asked) <= 3 * 2 * 20


@pytest.mark.parametrize(("index", "size"), [(-1, 5), (5, 5), (0, 0)])
def test_there_is_no_path_to_an_index_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(BadInput):
        inclusion_path(index, size, NODES.node)


@pytest.mark.parametrize(("old", "new"), [(5, 4), (-1, 4)])
def test_a_ledger_does_not_shrink(old: int, new: int) -> None:
    with pytest.raises(BadInput):
        consistency_proof(old, new, NODES.node)
    with pytest.raises(LedgerFault):
        verify_consistency(old, new, [], bytes(32), bytes(32))
