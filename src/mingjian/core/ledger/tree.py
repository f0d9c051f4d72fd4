"""
The Merkle tree of RFC 6962, section 2.1: roots, proofs, and how to check them with nothing at hand but hashes.

A tree over n leaves is told by its complete subtrees: node (level, index) stands over the leaves index * 2^level up to (index + 1) * 2^level. Where these
come from (memory, tiles of a database) is the caller's affair; every root and proof needs O(log n) of them.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence

from mingjian.core.errors import BadInput, LedgerFault

HASH_SIZE = 32

#: Set before the two children of an inner node (RFC 6962, section 2.1).
NODE_PREFIX = b"\x01"

#: The root of a tree without leaves (RFC 6962, section 2.1).
EMPTY_ROOT = hashlib.sha256(b"").digest()

#: Gives the hash of a complete subtree by its level and index.
Node = Callable[[int, int], bytes]


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node over its two children, 32 bytes each."""
    return hashlib.sha256(NODE_PREFIX + left + right).digest()


class Frontier:
    """
    The right edge of a growing tree: enough to append and to tell the root, in O(log n) memory.

    `hashes` holds the roots of the complete subtrees that the leaves fall into, the largest first.
    """

    def __init__(self, size: int = 0, hashes: Iterable[bytes] = ()) -> None:
        self.size = size
        self.hashes = list(hashes)
        if len(self.hashes) != size.bit_count():
            raise ValueError(f"A tree of {size} leaves has {size.bit_count()} complete subtrees, not {len(self.hashes)}.")

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash at the end."""
        size, hashes = self.size, self.hashes
        while size & 1:
            leaf = hashlib.sha256(NODE_PREFIX + hashes.pop() + leaf).digest()
            size >>= 1
        hashes.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """Return the root over all leaves so far."""
        if not self.hashes:
            return EMPTY_ROOT
        root = self.hashes[-1]
        for left in self.hashes[-2::-1]:
            root = node_hash(left, root)
        return root


def tree_root(leaves: Iterable[bytes]) -> bytes:
    """Return the root over leaf hashes: MTH of RFC 6962, section 2.1."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()


def parents(hashes: bytes) -> bytes:
    """Return the next level above a row of hashes: one for each pair, an odd last one is left out. The row is 32 bytes a hash, end to end."""
    sha256, prefix, pair = hashlib.sha256, NODE_PREFIX, 2 * HASH_SIZE
    return b"".join([sha256(prefix + hashes[at : at + pair]).digest() for at in range(0, len(hashes) // pair * pair, pair)])


class Levels:
    """All complete subtrees over a list of leaf hashes, kept in memory: 64 bytes a leaf. `node` is what roots and proofs ask for."""

    def __init__(self, leaves: bytes) -> None:
        self._rows = [leaves]
        while len(self._rows[-1]) >= 2 * HASH_SIZE:
            self._rows.append(parents(self._rows[-1]))

    def node(self, level: int, index: int) -> bytes:
        return self._rows[level][index * HASH_SIZE : (index + 1) * HASH_SIZE]


def root_at(size: int, node: Node) -> bytes:
    """Return the root of the tree as it stood at a size."""
    return _span(0, size, node) if size else EMPTY_ROOT


def inclusion_path(index: int, size: int, node: Node) -> list[bytes]:
    """
    Return the hashes that lead from leaf `index` to the root of the tree of `size` leaves, the lowest first: PATH of RFC 6962, section 2.1.1.

    Raises BadInput where there is no such leaf.
    """
    if not 0 <= index < size:
        raise BadInput(f"台账在第 {size} 条时没有序号 {index}；序号自 0 起。", f"A ledger of {size} entries has no index {index}; indexes begin at 0.")
    path, start, end = [], 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_span(middle, end, node))
            end = middle
        else:
            path.append(_span(start, middle, node))
            start = middle
    return path[::-1]


def consistency_proof(old: int, new: int, node: Node) -> list[bytes]:
    """
    Return the hashes that show the tree of `new` leaves to begin with the very leaves of the tree of `old`: PROOF of RFC 6962, section 2.1.2.

    Raises BadInput unless 0 <= old <= new.
    """
    if not 0 <= old <= new:
        raise BadInput(f"无法证明大小 {old} 的台账是大小 {new} 的前身。", f"A ledger of {old} entries cannot be the beginning of one of {new}.")
    if old in (0, new):
        return []
    proof, start, end, is_old_tree = [], 0, new, True
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            proof.append(_span(middle, end, node))
            end = middle
        else:
            proof.append(_span(start, middle, node))
            start, is_old_tree = middle, False
    return ([] if is_old_tree else [_span(start, end, node)]) + proof[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> None:
    """Check that a leaf hash stands at an index of the tree with this root (RFC 9162, section 2.1.3.2). Raises LedgerFault where it does not."""
    if not 0 <= index < size:
        raise LedgerFault(f"序号 {index} 不在大小为 {size} 的台账中。", f"Index {index} is not in a ledger of {size} entries.")
    first, second, computed = index, size - 1, leaf
    for sibling in path:
        if second == 0:
            raise LedgerFault("包含证明过长。", "The inclusion proof is too long.")
        if first & 1 or first == second:
            computed = node_hash(sibling, computed)
            first, second = _up_to_a_right_child(first, second)
        else:
            computed = node_hash(computed, sibling)
        first, second = first >> 1, second >> 1
    if second or computed != root:
        raise LedgerFault(f"第 {index} 条记录不在此检查点所签的台账之中。", f"Entry {index} is not in the ledger that this checkpoint signs.")


def verify_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    """Check that the tree with `new_root` begins with all leaves of the tree with `old_root` (RFC 9162, section 2.1.4.2). Raises LedgerFault."""
    fault = LedgerFault(
        f"大小 {new} 的台账不是大小 {old} 的延续：其前 {old} 条已非当时所签。",
        f"The ledger of {new} entries does not continue the one of {old}: its first {old} entries are not those that were signed then.",
    )
    if not 0 <= old <= new or (old in (0, new) and proof):
        raise fault
    if old in (0, new):
        if old_root != (new_root if old == new else EMPTY_ROOT):
            raise fault
        return
    if _roots_of(old, new, proof, old_root) != (old_root, new_root):
        raise fault


def _roots_of(old: int, new: int, proof: Sequence[bytes], old_root: bytes) -> tuple[bytes, bytes] | None:
    """Compute the two roots that a consistency proof speaks of; none where its length is wrong."""
    row = list(proof) if old & (old - 1) else [old_root, *proof]  # a complete old tree is itself the first node
    first, second = _up_to_a_left_child(old - 1, new - 1)
    if not row:
        return None
    old_computed = new_computed = row[0]
    for sibling in row[1:]:
        if second == 0:
            return None
        if first & 1 or first == second:
            old_computed, new_computed = node_hash(sibling, old_computed), node_hash(sibling, new_computed)
            first, second = _up_to_a_right_child(first, second)
        else:
            new_computed = node_hash(new_computed, sibling)
        first, second = first >> 1, second >> 1
    return None if second else (old_computed, new_computed)


def _up_to_a_right_child(first: int, second: int) -> tuple[int, int]:
    """Pass over the levels at which a node on the right border has no sibling."""
    while not first & 1 and first:
        first, second = first >> 1, second >> 1
    return first, second


def _up_to_a_left_child(first: int, second: int) -> tuple[int, int]:
    while first & 1:
        first, second = first >> 1, second >> 1
    return first, second


def _split(size: int) -> int:
    """Return the largest power of two smaller than a size above one: where RFC 6962 divides a tree."""
    return int(1 << ((size - 1).bit_length() - 1))


def _span(start: int, end: int, node: Node) -> bytes:
    """Return the root over the leaves from `start` up to `end`, a stretch as the division of a tree makes them."""
    size = end - start
    if not size & (size - 1):
        return node(size.bit_length() - 1, start // size)
    middle = start + _split(size)
    return node_hash(_span(start, middle, node), _span(middle, end, node))
