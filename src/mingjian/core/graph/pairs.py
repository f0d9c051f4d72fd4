"""Distinct pairs of buyers and shops, indexed from both sides."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from mingjian.core.compiled import Threads, kernel
from mingjian.core.errors import BadInput

Array = npt.NDArray[Any]

SPAN_BITS = 12  # buyers are sorted 4,096 at a time: their orders and counters stay in the cache of one core
SHORT = 24  # lists up to this length are sorted by insertion


class Side(NamedTuple):
    """
    Lists of one side: node x has the partners `partners[start[x] : start[x] + degree[x]]`, ascending (int64, int32, int32).

    `total` (int64) counts those that were left out of memory, too: what the null reckons with.
    """

    start: Array
    degree: Array
    partners: Array
    total: Array


class Graph(NamedTuple):
    """
    A bipartite graph of distinct pairs. Shops are numbered by popularity here, the shop with most orders is 0.

    `n_buyers` counts all buyers of the market, those left out of memory, too.
    """

    buyers: Side
    shops: Side
    n_buyers: int


class Beyond(NamedTuple):
    """
    What was left out of memory because it cannot belong to a ring, in the numbers that the null needs.

    `n_buyers` who are wholly left out, and the sum of d(d-1) over those of them with at most `neighbours.BUSIEST` shops; for each buyer in memory and for
    each shop the pairs that are left out (int64, by the caller's numbers).
    """

    n_buyers: int
    wedges: float
    of_buyers: Array
    of_shops: Array


class Pairs(NamedTuple):
    """The graph, and which shop of the caller each of its shops is (`shop_ids[popularity]`)."""

    graph: Graph
    shop_ids: Array


def pair_up(buyers: Array, shops: Array, n_buyers: int, n_shops: int, threads: Threads, beyond: Beyond | None = None) -> Pairs:
    """
    Index the distinct pairs of an order list from both sides; a pair counts once, however often it was ordered.

    `buyers`, `shops`: int32, one entry an order, ids below `n_buyers` and `n_shops`. Radix partition by spans of buyers, then a counting sort
    in each span: O(orders + buyers + shops) time, two int32 a pair and one int32 an order for the time of the sorting.
    """
    buyers, shops = _checked(buyers, n_buyers, "buyers"), _checked(shops, n_shops, "shops")
    if len(buyers) != len(shops):
        raise BadInput(f"买家与网店两列长度不同：{len(buyers)} 与 {len(shops)}。", f"Buyers and shops differ in length: {len(buyers)} and {len(shops)}.")
    orders_of = np.sum(threads.share(_count, shops, n_shops), axis=0)
    shop_ids = np.argsort(-(orders_of + (beyond.of_shops if beyond else 0)), kind="stable").astype(np.int32)
    popularity = np.empty(n_shops, np.int32)
    popularity[shop_ids] = np.arange(n_shops, dtype=np.int32)
    by_buyer = _by_buyer(buyers, shops, popularity, n_buyers, threads)
    by_shop = _by_shop(by_buyer, n_shops, threads)
    by_buyer.total[:] = by_buyer.degree
    if beyond is not None:
        by_buyer.total[:] += beyond.of_buyers
        by_shop.total[:] += beyond.of_shops[shop_ids]
    return Pairs(Graph(by_buyer, by_shop, n_buyers + (beyond.n_buyers if beyond else 0)), shop_ids)


def _checked(ids: Array, limit: int, name: str) -> Array:
    """Refuse ids that would read beyond the arrays: kernels do not check bounds."""
    ids = np.ascontiguousarray(ids, np.int32)
    if len(ids) and ids.view(np.uint32).max() >= limit:  # as unsigned, a negative id is a large one
        raise BadInput(f"{name} 中有编号不在 0 与 {limit - 1} 之间。", f"An id in {name} does not lie between 0 and {limit - 1}.")
    return ids


def _by_buyer(buyers: Array, shops: Array, popularity: Array, n_buyers: int, threads: Threads) -> Side:
    shop_bits = max(1, (len(popularity) - 1).bit_length())
    span_bits = min(SPAN_BITS, 32 - shop_bits)  # a buyer within its span and a shop share 32 bits
    n_spans = ((n_buyers - 1) >> span_bits) + 1
    cursors = np.array(threads.share(_count_spans, buyers, span_bits, n_spans))
    edges = _starts(cursors)
    packed = np.empty(len(buyers), np.uint32)
    threads.share(_pack, buyers, shops, popularity, span_bits, shop_bits, cursors, packed)
    side = Side(np.zeros(n_buyers, np.int64), np.zeros(n_buyers, np.int32), np.empty(len(buyers), np.int32), np.zeros(n_buyers, np.int64))
    threads.share(_sort_spans, packed, edges, span_bits, shop_bits, side)
    return side


def _by_shop(by_buyer: Side, n_shops: int, threads: Threads) -> Side:
    cursors = np.array(threads.share(_count_shops, by_buyer, n_shops))
    edges = _starts(cursors)
    partners = np.empty(int(edges[-1]), np.int32)
    threads.share(_list_buyers, by_buyer, cursors, partners)
    return Side(edges[:-1].copy(), np.diff(edges).astype(np.int32), partners, np.diff(edges))


def _starts(counts: Array) -> Array:
    """Turn counts (parts x bins) into each part's place of writing, in place, and give the edges of the bins."""
    edges = np.concatenate([[0], np.cumsum(counts.sum(0))])
    before = np.cumsum(counts, axis=0) - counts
    counts[:] = before + edges[:-1]
    return edges


@kernel
def _count(ids: Array, n: int, part: int, parts: int) -> Array:
    counts = np.zeros(n, np.int64)
    for i in range(len(ids) * part // parts, len(ids) * (part + 1) // parts):
        counts[ids[i]] += 1
    return counts


@kernel
def _count_spans(buyers: Array, span_bits: int, n_spans: int, part: int, parts: int) -> Array:
    counts = np.zeros(n_spans, np.int64)
    for i in range(len(buyers) * part // parts, len(buyers) * (part + 1) // parts):
        counts[buyers[i] >> span_bits] += 1
    return counts


@kernel
def _pack(buyers: Array, shops: Array, popularity: Array, span_bits: int, shop_bits: int, cursors: Array, packed: Array, part: int, parts: int) -> None:
    """Write every order to its span, as the buyer within the span above the shop."""
    cursor, inside = cursors[part], (1 << span_bits) - 1
    for i in range(len(buyers) * part // parts, len(buyers) * (part + 1) // parts):
        span = buyers[i] >> span_bits
        packed[cursor[span]] = ((buyers[i] & inside) << shop_bits) | popularity[shops[i]]
        cursor[span] += 1


@kernel
def _sort_spans(packed: Array, edges: Array, span_bits: int, shop_bits: int, side: Side, part: int, parts: int) -> None:
    """Sort each span by buyer, then each buyer's shops, and drop what is there twice; the span's lists lie close together at its start."""
    size = 1 << span_bits
    place = np.empty(size + 1, np.int64)
    for span in range(part, len(edges) - 1, parts):
        first, last = edges[span], edges[span + 1]
        _scatter(packed[first:last], side.partners[first:last], place, shop_bits)
        free = first
        for x in range(min(size, len(side.degree) - span * size)):
            begin = first + (place[x - 1] if x else 0)
            degree = _unique(side.partners, begin, first + place[x], free)
            side.start[span * size + x], side.degree[span * size + x] = free, degree
            free += degree


@kernel
def _scatter(packed: Array, shops: Array, place: Array, shop_bits: int) -> None:
    """Sort one span by counting; afterwards `place[x]` is the end of buyer x."""
    place[:] = 0
    for key in packed:
        place[(key >> shop_bits) + 1] += 1
    for x in range(1, len(place)):
        place[x] += place[x - 1]
    inside = (1 << shop_bits) - 1
    for key in packed:
        x = key >> shop_bits
        shops[place[x]] = key & inside
        place[x] += 1


@kernel
def _unique(values: Array, begin: int, end: int, to: int) -> int:
    """Sort values[begin:end], write the distinct ones at `to` (not after `begin`), and give their number."""
    if end - begin > SHORT:
        values[begin:end] = np.sort(values[begin:end])
    else:
        for i in range(begin + 1, end):
            value, j = values[i], i
            while j > begin and values[j - 1] > value:
                values[j] = values[j - 1]
                j -= 1
            values[j] = value
    free = to
    for i in range(begin, end):
        if free == to or values[i] != values[free - 1]:
            values[free] = values[i]
            free += 1
    return free - to


@kernel
def _count_shops(side: Side, n_shops: int, part: int, parts: int) -> Array:
    counts = np.zeros(n_shops, np.int64)
    n = len(side.degree)
    for b in range(n * part // parts, n * (part + 1) // parts):
        for i in range(side.start[b], side.start[b] + side.degree[b]):
            counts[side.partners[i]] += 1
    return counts


@kernel
def _list_buyers(side: Side, cursors: Array, partners: Array, part: int, parts: int) -> None:
    """Write each shop's buyers, ascending, since every part walks its buyers in order."""
    n, cursor = len(side.degree), cursors[part]
    for b in range(n * part // parts, n * (part + 1) // parts):
        for i in range(side.start[b], side.start[b] + side.degree[b]):
            s = side.partners[i]
            partners[cursor[s]] = b
            cursor[s] += 1


@kernel
def take_out(graph: Graph, members: Array, shops: Array, among_buyers: Array, among_shops: Array) -> None:
    """Remove the pairs of members x shops from both sides. The two mark arrays (bool) must be all False, and are left so."""
    among_buyers[members] = True
    among_shops[shops] = True
    _drop(graph.buyers, members, among_shops)
    _drop(graph.shops, shops, among_buyers)
    among_buyers[members] = False
    among_shops[shops] = False


@kernel
def _drop(side: Side, nodes: Array, gone: Array) -> None:
    for x in nodes:
        free = side.start[x]
        for i in range(side.start[x], side.start[x] + side.degree[x]):
            if not gone[side.partners[i]]:
                side.partners[free] = side.partners[i]
                free += 1
        side.total[x] -= side.start[x] + side.degree[x] - free
        side.degree[x] = free - side.start[x]
