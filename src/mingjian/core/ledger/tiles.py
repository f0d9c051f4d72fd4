"""
The tree cut into tiles of 256 hashes, so that a store of a million entries tells any root or proof from a handful of rows.

The cut is that of C2SP tlog-tiles: tile (level, position) holds the hashes of the complete subtrees of 256^level leaves each, from number 256 * position on.
Tiles of level 0 hold leaf hashes and are stored only when full; those above may be partial and are written again as they grow.
"""

from collections.abc import Callable, Iterator

from mingjian.core.errors import LedgerFault
from mingjian.core.ledger.tree import HASH_SIZE, parents

WIDTH = 256
_HEIGHT = 8  # 2^8 = 256

#: Gives the hashes of a tile by level and position, 32 bytes each, end to end; fewer than 256 where it is not full yet.
ReadTile = Callable[[int, int], bytes]


class Tiles:
    """Answers for the nodes of a tree from its tiles. Each tile is read once; make a new one for a newer state."""

    def __init__(self, read: ReadTile) -> None:
        self._read = read
        self._rows: dict[tuple[int, int], list[bytes]] = {}

    def node(self, level: int, index: int) -> bytes:
        """Return the hash of a complete subtree. Raises LedgerFault where the store lacks it."""
        height = level % _HEIGHT
        position, within = divmod(index << height, WIDTH)
        row = self._row(level // _HEIGHT, position, height)
        number = within >> height
        found = row[number * HASH_SIZE : (number + 1) * HASH_SIZE]
        if len(found) != HASH_SIZE:
            raise LedgerFault(
                f"台账的节点（层 {level}，序号 {index}）缺失：其数据块未写全。请先生成检查点。",
                f"The ledger's node at level {level}, index {index} is missing: its tile is not complete. Make a checkpoint first.",
            )
        return found

    def _row(self, tile_level: int, position: int, height: int) -> bytes:
        """Return the hashes of a tile, or the row that stands `height` levels above them."""
        rows = self._rows.setdefault((tile_level, position), [])
        if not rows:
            rows.append(self._read(tile_level, position))
        while len(rows) <= height:
            rows.append(parents(rows[-1]))
        return rows[height]


def grown(old: int, new: int, read: ReadTile) -> Iterator[tuple[int, int, bytes]]:
    """
    Return the tiles that a store must write when its tree grows from `old` to `new` leaves: level, position, hashes.

    `read` gives the full tiles of level 0 from the leaves themselves, and those above as they are stored. Work is in proportion to the new leaves.
    """
    summits: list[bytes] = []
    for position in range(old >> _HEIGHT, new >> _HEIGHT):
        leaves = read(0, position)
        yield 0, position, leaves
        summits.append(summit(leaves))
    level, first = 1, old >> _HEIGHT
    while summits:
        above: list[bytes] = []
        for position, hashes in _laid_out(level, first, summits, read):
            yield level, position, hashes
            if len(hashes) == WIDTH * HASH_SIZE:
                above.append(summit(hashes))
        level, first, summits = level + 1, first >> _HEIGHT, above


def _laid_out(level: int, first: int, hashes: list[bytes], read: ReadTile) -> Iterator[tuple[int, bytes]]:
    """Lay new hashes behind those that the store has, tile by tile."""
    position, filled = divmod(first, WIDTH)
    row = read(level, position)[: filled * HASH_SIZE] if filled else b""
    for at in range(0, len(hashes) + filled, WIDTH):
        piece = hashes[max(at - filled, 0) : at + WIDTH - filled]
        yield position + at // WIDTH, (row if at == 0 else b"") + b"".join(piece)


def summit(hashes: bytes) -> bytes:
    """Return the one node above a full tile."""
    if len(hashes) != WIDTH * HASH_SIZE:
        raise LedgerFault(
            f"台账数据块只有 {len(hashes) // HASH_SIZE} 个哈希，应为 {WIDTH} 个。", f"A tile holds {len(hashes) // HASH_SIZE} hashes instead of {WIDTH}."
        )
    while len(hashes) > HASH_SIZE:
        hashes = parents(hashes)
    return hashes
