"""
Finds hashes of 64 bits that differ in few of them, without looking at every pair.

Multi-index hashing (Norouzi et al., CVPR 2012): four parts of 16 bits have each a radius, together `most` - 3. Were every part further apart than its radius,
the whole would be further apart than `most`; so two that are near are near in one part, and stand in that part's table at values that few bits tell apart.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeVar

import numpy as np

from mingjian.core.compiled import Array, Threads, inlined, kernel

Result = TypeVar("Result")
BITS = 64
_PARTS, _WIDTH = 4, 16  # of a hash, and bits of each; the first has the finest frequencies, which are spread most evenly
_VALUES = 1 << _WIDTH
_SPAN = 1 << 10  # values that a thread takes at a time: neighbours share tables that are still in the cache
_STRETCH = 128  # hashes compared at a time, before it is looked which of them were near
_WAY, _BOTH, _NUMBER = 3, 10, 27  # bits of a way round, of it with the distance, and of a picture's number, where a pair is packed into one number


class Near(NamedTuple):
    """Two pictures by number, the smaller first, bits in which they differ, and whether one of them is turned or mirrored."""

    first: int
    second: int
    distance: int
    is_turned: bool


class _Pictures(NamedTuple):
    """
    Hashes (pictures x ways round), owners, which are aside, the most bits, and for each part a table of the hashes in the order of that part's value.

    Of one value those aside stand last. `starts` and `middles`: where a value begins, and those aside in it; `whose`: picture x 8 + way; `flips`: all
    values, those of few bits first; `reach`: how many of them make neighbours, which differ in at most `radii` bits.
    """

    hashes: Array
    owners: Array
    aside: Array
    most: int
    table: Array
    whose: Array
    starts: Array
    middles: Array
    flips: Array
    reach: Array
    radii: Array


def near_pictures(hashes: Array, owners: Array, most: int, aside: Array | None = None, *, threads: int = 2) -> Iterator[Near]:
    """
    Return the pairs of different owners whose hashes (pictures x 8 uint64: as it is, then turned) differ in at most `most` bits, in order; none is missed.

    The first as it is stands against the second in all ways. Pairs of two pictures that are both `aside` (bool, by picture) are left out. Memory: 450 bytes a
    picture, and 8 to 16 a pair.
    """
    pictures = _pictures(hashes, owners, np.zeros(len(hashes), np.bool_) if aside is None else aside, most)
    found = np.concatenate(_by_span(threads, lambda span: _pairs(pictures, *span)))
    found.sort()
    return _unpacked(found)


def shown_by_many(hashes: Array, owners: Array, most: int, stock: int, *, threads: int = 2) -> Array:
    """
    Return of each picture (bool) whether many other owners show it within `most` bits, as it is and not turned; hashes as for `near_pictures`.

    None is told that fewer than `stock` show, and every one that four times as many show: each part is looked at by itself, and only until they are enough.
    """
    pictures = _pictures(hashes[:, :1], owners, np.zeros(len(hashes), np.bool_), most)
    told = np.zeros(len(hashes), np.bool_)
    _by_span(threads, lambda span: _mark(pictures, *span, stock, told))
    return told


def _unpacked(pairs: Array) -> Iterator[Near]:
    for begun in range(0, len(pairs), 1 << 16):
        some = pairs[begun : begun + (1 << 16)]
        columns = some >> _BOTH + _NUMBER, some >> _BOTH & (1 << _NUMBER) - 1, some >> _WAY & (1 << _BOTH - _WAY) - 1, some & 7 > 0
        yield from map(Near._make, zip(*(column.tolist() for column in columns), strict=True))


def _by_span(threads: int, work: Callable[[tuple[int, int, int]], Result]) -> list[Result]:
    crew = Threads(threads)
    try:
        return crew.each(work, [(part, first, first + _SPAN) for part in range(_PARTS) for first in range(0, _VALUES, _SPAN)])
    finally:
        crew.close()


def _pictures(hashes: Array, owners: Array, aside: Array, most: int) -> _Pictures:
    bits = np.bitwise_count(np.arange(_VALUES))
    spare = most - _PARTS + 1  # bits for the radii; the first parts take what four do not divide, and one with a radius below nought is left out
    radii = [spare // _PARTS + (part < spare % _PARTS) for part in range(_PARTS)]
    pictures = _Pictures(
        np.ascontiguousarray(hashes, np.uint64),
        np.unique(owners, return_inverse=True)[1],
        aside,
        most,
        table=np.empty((_PARTS, hashes.size), np.uint64),
        whose=np.empty((_PARTS, hashes.size), np.int32),
        starts=np.zeros((_PARTS, _VALUES + 1), np.int64),
        middles=np.zeros((_PARTS, _VALUES), np.int64),
        flips=np.argsort(bits, kind="stable"),
        reach=np.array([np.count_nonzero(bits <= radius) for radius in radii]),
        radii=np.array(radii),
    )
    for part in range(_PARTS):
        _fill(pictures, part)
    return pictures


@inlined
def _bits(value: np.uint64) -> np.int64:
    """Count the bits of 64, written so that the compiler knows it and counts many at a time."""
    value -= value >> np.uint64(1) & np.uint64(0x5555555555555555)
    value = (value & np.uint64(0x3333333333333333)) + (value >> np.uint64(2) & np.uint64(0x3333333333333333))
    value = (value + (value >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((value * np.uint64(0x0101010101010101)) >> np.uint64(56))


@inlined
def _value(own: np.uint64, part: int) -> np.int64:
    return np.int64(own >> np.uint64(part * _WIDTH) & np.uint64(_VALUES - 1))


@kernel
def _fill(pictures: _Pictures, part: int) -> None:
    starts, middles = pictures.starts[part], pictures.middles[part]
    for own in pictures.hashes.flat:
        starts[_value(own, part) + 1] += 1
    for value in range(_VALUES):
        starts[value + 1] += starts[value]
    middles[:] = starts[:-1]
    _place(pictures, part, False, middles)  # and so they come to stand where those aside begin
    _place(pictures, part, True, middles.copy())


@kernel
def _place(pictures: _Pictures, part: int, is_aside: bool, free: Array) -> None:
    for picture in range(len(pictures.hashes)):
        if pictures.aside[picture] == is_aside:
            for way, own in enumerate(pictures.hashes[picture]):
                place = free[_value(own, part)]
                pictures.table[part, place], pictures.whose[part, place] = own, picture << _WAY | way
                free[_value(own, part)] += 1


@kernel
def _pairs(pictures: _Pictures, part: int, first: int, last: int) -> Array:
    """Return the pairs, packed, whose first picture has in this part a value from `first` to `last`, and whose second a near one."""
    table, starts, out, n = pictures.table[part], pictures.starts[part], np.empty(1 << 10, np.int64), 0
    for at in range(starts[first], starts[last]):
        if pictures.whose[part, at] & 7:  # turned
            continue
        ends = pictures.middles[part] if pictures.aside[pictures.whose[part, at] >> _WAY] else starts[1:]
        for flip in pictures.flips[: pictures.reach[part]]:
            value = _value(table[at], part) ^ flip
            for low in range(starts[value], ends[value], _STRETCH):
                high = min(low + _STRETCH, ends[value])
                total = _hits(table[low:high], table[at], pictures.most)
                if total > 0:
                    if n + total > len(out):
                        out = np.concatenate((out, np.empty(n + total, np.int64)))
                    n = _put(pictures, part, at, low, high, out, n)
    return out[:n].copy()


@kernel
def _put(pictures: _Pictures, part: int, at: int, low: int, high: int, out: Array, n: int) -> int:
    """Put the pairs of the hash `at` a place of the table with those from `low` to `high` behind the first `n` of `out`, and give how many there are then."""
    hashes, table, whose, owners, most, radii = pictures.hashes, pictures.table[part], pictures.whose[part], pictures.owners, pictures.most, pictures.radii
    own, picture = table[at], np.int64(whose[at] >> _WAY)
    for place in range(low, high):
        change, other = table[place] ^ own, np.int64(whose[place] >> _WAY)
        apart = _bits(change)
        if apart <= most and other > picture and owners[other] != owners[picture]:
            how = apart << _WAY | whose[place] & 7
            if _is_told_here(hashes, radii, part, own, change, other, how):
                out[n] = (picture << _NUMBER | other) << _BOTH | how
                n += 1
    return n


@kernel
def _is_told_here(hashes: Array, radii: Array, part: int, own: np.uint64, change: np.uint64, other: np.int64, how: np.int64) -> bool:
    """Return whether no earlier part finds the pair, too, and the other picture is no nearer, or as near and tried earlier, in another way round."""
    for earlier in range(part):
        if _bits(change & np.uint64((_VALUES - 1) << earlier * _WIDTH)) <= radii[earlier]:
            return False
    nearer = 0
    for way in range(hashes.shape[1]):
        if (_bits(hashes[other, way] ^ own) << _WAY | way) < how:
            nearer += 1
    return nearer == 0


@kernel
def _mark(pictures: _Pictures, part: int, first: int, last: int, stock: int, told: Array) -> None:
    """Mark in `told` which of the pictures that have in this part a value from `first` to `last` are shown by `stock` others."""
    seen = np.full(len(pictures.owners), -1, np.int32)
    for at in range(pictures.starts[part, first], pictures.starts[part, last]):
        picture = pictures.whose[part, at] >> _WAY
        if not told[picture] and _is_shown(pictures, part, picture, stock, seen):
            told[picture] = True


@kernel
def _is_shown(pictures: _Pictures, part: int, picture: int, stock: int, seen: Array) -> bool:
    """Count other owners by their last picture `seen` with, until they are as many as `stock`."""
    own, table, starts, met = pictures.hashes[picture, 0], pictures.table[part], pictures.starts[part], 0
    seen[pictures.owners[picture]] = picture
    for flip in pictures.flips[: pictures.reach[part]]:
        value = _value(own, part) ^ flip
        for low in range(starts[value], starts[value + 1], _STRETCH):
            high = min(low + _STRETCH, starts[value + 1])
            for place in range(low, high if _hits(table[low:high], own, pictures.most) else low):
                owner = pictures.owners[pictures.whose[part, place] >> _WAY]
                if seen[owner] != picture and _bits(table[place] ^ own) <= pictures.most:
                    seen[owner] = picture
                    met += 1
            if met >= stock:
                return True
    return False


@kernel
def _hits(table: Array, own: np.uint64, most: int) -> int:
    n = 0
    for place in range(len(table)):  # which is put through many at a time, as a range that begins elsewhere or the table itself is not
        if _bits(table[place] ^ own) <= most:
            n += 1
    return n
