"""Tiles answer as the whole tree does, however the ledger grew."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingjian.core.errors import LedgerFault
from mingjian.core.ledger.leaf import leaf_hash
from mingjian.core.ledger.tiles import WIDTH, Tiles, grown, summit
from mingjian.core.ledger.tree import Levels, consistency_proof, inclusion_path, root_at, tree_root

MOST = 2 * WIDTH * WIDTH // 50
LEAVES = b"".join(leaf_hash(str(number).encode()) for number in range(MOST))
LEVELS = Levels(LEAVES)


class Store:
    """Tiles as a database keeps them; the newest leaves, which fill no tile, are read from the entries."""

    def __init__(self, leaves: bytes = LEAVES) -> None:
        self.leaves, self.size, self.tiles, self.reads = leaves, 0, {}, 0  # type: tuple[bytes, int, dict[tuple[int, int], bytes], int]

    def read(self, level: int, position: int) -> bytes:
        self.reads += 1
        if (level, position) in self.tiles:
            return self.tiles[level, position]
        return self.leaves[: self.size * 32][position * WIDTH * 32 : (position + 1) * WIDTH * 32] if level == 0 else b""

    def grow(self, size: int) -> None:
        old, self.size = self.size, size
        for level, position, hashes in grown(old, size, self.read):
            self.tiles[level, position] = hashes


@given(st.lists(st.integers(0, MOST), min_size=1, max_size=5).map(sorted), st.data())
@settings(deadline=None, max_examples=40)
def test_roots_and_proofs_are_those_of_the_whole_tree(sizes: list[int], data: st.DataObject) -> None:
    store = Store()
    for size in sizes:
        store.grow(size)
    size = sizes[-1]
    old = data.draw(st.integers(0, size))
    node = Tiles(store.read).node
    assert root_at(size, node) == root_at(size, LEVELS.node)
    assert root_at(old, node) == root_at(old, LEVELS.node)
    assert consistency_proof(old, size, node) == consistency_proof(old, size, LEVELS.node)
    if size:
        index = data.draw(st.integers(0, size - 1))
        assert inclusion_path(index, size, node) == inclusion_path(index, size, LEVELS.node)


def test_three_storeys_of_tiles_hold() -> None:
    """One more than 256 * 256 leaves, in two goes."""
    size = WIDTH * WIDTH + 1
    store = Store(bytes(32) * size)
    store.grow(40_000)
    store.grow(size)
    assert {level for level, _ in store.tiles} == {0, 1, 2}
    assert len(store.tiles[1, 0]) == WIDTH * 32
    assert root_at(size, Tiles(store.read).node) == tree_root([bytes(32)] * size)


def test_a_root_of_many_entries_reads_few_tiles() -> None:
    store = Store()
    store.grow(MOST)
    store.reads = 0
    root_at(MOST, Tiles(store.read).node)
    assert store.reads <= 3


def test_growing_by_one_leaf_writes_nothing_until_a_tile_is_full() -> None:
    assert list(grown(256, 511, Store().read)) == []


def test_a_missing_tile_is_said_and_not_guessed() -> None:
    store = Store()
    store.grow(600)
    del store.tiles[1, 0]
    with pytest.raises(LedgerFault, match="Make a checkpoint"):
        root_at(600, Tiles(store.read).node)


def test_no_summit_stands_over_a_partial_tile() -> None:
    with pytest.raises(LedgerFault, match="3 hashes"):
        summit(bytes(96))
