"""
Finds texts that are nearly the same among many: MinHash signatures with banding to propose pairs, and the exact share of common shingles to accept them.

A shingle is K letters or digits in a row, blanks and signs left out, case and width folded; where it is asked for, none runs on into another clause, so that
the order of clauses makes no difference. Signatures are of one permutation with empty bins filled from the
next (Li, Owen and Zhang 2012; Shrivastava and Li 2014); pairs are proposed where all rows of a band agree (Leskovec, Rajaraman and Ullman, Mining of Massive
Datasets, 3.4).
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mingjian.core.compiled import Array, inlined, kernel

K = 5
BINS, BANDS = 64, 16
ROWS = BINS // BANDS
LONGEST = 20_000  # bytes of a text that are read
STAR = 64  # members of one group of equal bands that are compared with each other; the others with its first
_EMPTY = np.uint64(0xFFFFFFFFFFFFFFFF)
_BREAK = 1  # stands between clauses; as a character it would be left out


class Shingles(NamedTuple):
    """The distinct shingles of each text, hashed (uint64) and ascending: those of text n are `hashes[starts[n]:starts[n + 1]]`."""

    hashes: Array
    starts: Array

    @property
    def counts(self) -> Array:
        """Return how many each text has."""
        return np.diff(self.starts)


class Pair(NamedTuple):
    """Two texts by number, the smaller first, and the share of their shingles that both hold (Jaccard, 0 to 1)."""

    first: int
    second: int
    share: float


@inlined
def _mixed(value: Any) -> Any:
    """Mix the bits of a number (the finaliser of SplitMix64)."""
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


@inlined
def _folded(code: int) -> int:
    """Return a letter or digit folded, 0 for what is left out: blanks, signs and marks."""
    if 0xFF01 <= code <= 0xFF5E:
        code -= 0xFEE0
    if 65 <= code <= 90:
        return code + 32
    if code < 48 or 57 < code < 97 or 122 < code < 192:
        return 0
    if 0x2000 <= code <= 0x303F or 0xFE00 <= code <= 0xFE6F or code >= 0xFF00:
        return code if code >= 0x20000 and code < 0x40000 else 0
    return code


@inlined
def _ends_clause(code: int) -> bool:
    """Return whether a sign ends a clause: a line's end or , ! ; ? in either width, or 。"""
    return code in (0x0A, 0x21, 0x2C, 0x3B, 0x3F, 0x3002, 0xFF01, 0xFF0C, 0xFF1B, 0xFF1F)


@kernel
def _codes(data: Array, begin: int, end: int, out: Array, is_apart: bool) -> int:
    """Decode UTF-8 into folded letters and digits, with breaks between clauses where these are kept apart; give how many."""
    n, at = 0, begin
    while at < end:
        one = int(data[at])
        size = 1 if one < 0x80 else 2 if one < 0xE0 else 3 if one < 0xF0 else 4
        if at + size > end:
            break
        code = one if size == 1 else one & (0x7F >> size)
        for step in range(1, size):
            code = (code << 6) | (int(data[at + step]) & 0x3F)
        at += size
        folded = _folded(code)
        if folded:
            out[n] = folded
            n += 1
        elif is_apart and _ends_clause(code) and n and out[n - 1] != _BREAK:
            out[n] = _BREAK
            n += 1
    return n


@kernel
def _shingles(data: Array, offsets: Array, hashes: Array, starts: Array, is_apart: bool) -> None:
    codes = np.empty(LONGEST, np.uint64)
    at = 0
    for row in range(len(offsets) - 1):
        n = _codes(data, offsets[row], min(offsets[row + 1], offsets[row] + LONGEST), codes, is_apart)
        found = 0
        for first in range(n - K + 1):
            value: Any = np.uint64(0)
            is_whole = True
            for step in range(K):
                is_whole &= codes[first + step] != _BREAK
                value = value * np.uint64(0x9E3779B97F4A7C15) + codes[first + step]
            if is_whole:
                hashes[at + found] = _mixed(value)
                found += 1
        hashes[at : at + found].sort()
        kept = at
        for place in range(at, at + found):
            if place == at or hashes[place] != hashes[place - 1]:
                hashes[kept] = hashes[place]
                kept += 1
        at = kept
        starts[row + 1] = at


def shingles_of(texts: pa.Array | pa.ChunkedArray, *, apart: bool = False) -> Shingles:
    """Return the shingles of each text; a null has none. With `apart` clauses are kept apart."""
    data, offsets = _bytes_and_offsets(texts)
    hashes, starts = np.empty(int(offsets[-1] - offsets[0]) + 1, np.uint64), np.zeros(len(offsets), np.int64)
    _shingles(data, offsets, hashes, starts, apart)
    return Shingles(hashes[: starts[-1]], starts)


def _bytes_and_offsets(texts: pa.Array | pa.ChunkedArray) -> tuple[Array, Array]:
    whole = pc.fill_null(texts.cast(pa.large_string()), "")
    whole = pa.concat_arrays(whole.chunks) if isinstance(whole, pa.ChunkedArray) and whole.num_chunks else whole
    if not len(whole):
        return np.zeros(0, np.uint8), np.zeros(1, np.int64)
    _, places, data = whole.buffers()
    offsets = np.frombuffer(places, np.int64)[whole.offset : whole.offset + len(whole) + 1]
    return np.frombuffer(data, np.uint8) if data is not None and data.size else np.zeros(0, np.uint8), offsets


@kernel
def _bands(hashes: Array, starts: Array, bands: Array) -> None:
    bins = np.empty(BINS, np.uint64)
    for row in range(len(starts) - 1):
        bins[:] = _EMPTY
        for place in range(starts[row], starts[row + 1]):
            value = _mixed(hashes[place])
            at = int(value & np.uint64(BINS - 1))
            bins[at] = min(bins[at], value >> np.uint64(6))
        if starts[row + 1] == starts[row]:
            bands[row] = np.uint64(0)
            continue
        for at in range(BINS):
            step = 0
            while bins[(at + step) % BINS] == _EMPTY:
                step += 1
            if step:  # filled from the next bin that holds something, told apart by how far that is
                value = bins[(at + step) % BINS]
                bands[row, at // ROWS] = _mixed(bands[row, at // ROWS] * np.uint64(31) + value + np.uint64(step) * np.uint64(0x9E3779B97F4A7C15))
            else:
                bands[row, at // ROWS] = _mixed(bands[row, at // ROWS] * np.uint64(31) + bins[at])
        for band in range(BANDS):
            bands[row, band] = _mixed(bands[row, band] + np.uint64(band + 1)) | np.uint64(1)


def bands_of(shingles: Shingles) -> Array:
    """Return the bands of each text (texts x BANDS, uint64); two texts with an equal one are worth a look. Those of a text without shingles are 0."""
    bands = np.zeros((len(shingles.starts) - 1, BANDS), np.uint64)
    _bands(shingles.hashes, shingles.starts, bands)
    return bands


@kernel
def _counts(hashes: Array, starts: Array, owners: Array, order: Array, counts: Array, last: Array) -> None:
    mask = np.uint64(len(counts) - 1)
    for row in order:
        for place in range(starts[row], starts[row + 1]):
            at = int(_mixed(hashes[place]) & mask)
            if last[at] != owners[row]:
                last[at] = owners[row]
                counts[at] += 1


def without_common(shingles: Shingles, owners: Array, most: int) -> Shingles:
    """Leave out shingles that texts of more than `most` owners (whole numbers from 0) hold: stock phrases. Two that share a place are counted together."""
    size = 1 << max(10, int(np.ceil(np.log2(4 * len(shingles.hashes) + 1))))
    counts, last = np.zeros(min(size, 1 << 26), np.int32), np.full(min(size, 1 << 26), -1, np.int64)
    _counts(shingles.hashes, shingles.starts, owners, np.argsort(owners, kind="stable"), counts, last)
    kept = counts[_mixed_all(shingles.hashes) & np.uint64(len(counts) - 1)] <= most
    before = np.concatenate([[0], np.cumsum(kept)])
    return Shingles(shingles.hashes[kept], before[shingles.starts])


def _mixed_all(values: Array) -> Array:
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: Array = values ^ (values >> np.uint64(31))
    return mixed


@kernel
def _share(hashes: Array, starts: Array, first: int, second: int) -> float:
    one, other, both = starts[first], starts[second], 0
    while one < starts[first + 1] and other < starts[second + 1]:
        if hashes[one] == hashes[other]:
            both, one, other = both + 1, one + 1, other + 1
        elif hashes[one] < hashes[other]:
            one += 1
        else:
            other += 1
    whole = starts[first + 1] - starts[first] + starts[second + 1] - starts[second] - both
    return both / whole if whole else 0.0


@kernel
def _proposed(keys: Array, rows: Array, owners: Array, out: Array) -> int:
    """
    Propose pairs of different owners within each group of equal keys (ascending); without room in `out` only count them.

    Of a large group its first rows are paired with each other, all others with the first, and those of the first one's owner with the first of another.
    """
    n, begin = 0, 0
    while begin < len(keys):
        end = begin + 1
        while end < len(keys) and keys[end] == keys[begin]:
            end += 1
        if keys[begin] != np.uint64(0):
            for one in range(begin, min(end, begin + STAR)):
                for other in range(one + 1, end if one == begin else min(end, begin + STAR)):
                    first, second = min(rows[one], rows[other]), max(rows[one], rows[other])
                    if first != second and owners[first] != owners[second]:
                        if n < len(out):
                            out[n, 0], out[n, 1] = first, second
                        n += 1
            other = begin + 1
            while other < end and owners[rows[other]] == owners[rows[begin]]:
                other += 1
            for one in range(begin + 1, end if other < end and end - begin > STAR else begin):
                if owners[rows[one]] == owners[rows[begin]]:
                    if n < len(out):
                        out[n, 0], out[n, 1] = min(rows[one], rows[other]), max(rows[one], rows[other])
                    n += 1
        begin = end
    return n


@kernel
def _shares(hashes: Array, starts: Array, pairs: Array, shares: Array) -> None:
    for place in range(len(pairs)):
        shares[place] = _share(hashes, starts, pairs[place, 0], pairs[place, 1])


def shares_of(shingles: Shingles, pairs: Sequence[Pair]) -> Array:
    """Return the share of shingles that both texts of each pair hold, by other shingles than the pairs were found by."""
    shares = np.empty(len(pairs))
    _shares(shingles.hashes, shingles.starts, np.array([pair[:2] for pair in pairs], np.int64).reshape(-1, 2), shares)
    return shares


def near_pairs(shingles: Shingles, owners: Array, least: float) -> list[Pair]:
    """Return the pairs of texts of different owners that share at least `least` of their shingles, ordered; of a large group not every pair."""
    bands = bands_of(shingles)
    pairs = np.zeros((0, 2), np.int64)
    for band in range(BANDS):
        order = np.lexsort((np.arange(len(bands)), bands[:, band]))
        keys = bands[order, band]
        room = np.empty((_proposed(keys, order, owners, pairs[:0]), 2), np.int64)
        _proposed(keys, order, owners, room)
        pairs = np.unique(np.concatenate([pairs, room]), axis=0)
    shares = np.empty(len(pairs))
    _shares(shingles.hashes, shingles.starts, pairs, shares)
    kept = shares >= least
    return [Pair(int(first), int(second), float(share)) for (first, second), share in zip(pairs[kept], shares[kept], strict=True)]
