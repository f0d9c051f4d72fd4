"""Shops that have improbably many buyers in common: where the search for rings begins."""

import math
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from mingjian.core.compiled import Threads, kernel
from mingjian.core.graph.pairs import Array, Graph, Side

BUSIEST = 256  # buyers with more distinct shops are left out of these counts (of nothing else): the work grows with the square
WEAK = 2.5  # nats of surprise below which two shops are not linked
STRONGEST = 256  # links that a shop keeps to more popular ones
AT_ONCE = 1 << 26  # neighbours listed at a time: 256 MiB


class Links(NamedTuple):
    """
    Pairs of shops with more common buyers than `rate q_s q_t` by over `WEAK` nats, listed from both ends.

    Shop s has the links `start[s] : start[s + 1]`: partner (int32), common buyers (int32), surprise in nats (float64), and `twin`, the place of the
    same link from the other end (int64).
    """

    start: Array
    partner: Array
    common: Array
    surprise: Array
    twin: Array
    rate: float


@kernel
def surprise(found: float, expected: float) -> float:
    """
    Return the log likelihood ratio, in nats, of a Poisson count against its expectation; 0 where fewer were found than expected.

    c ln(c/e) - (c - e): minus the Chernoff bound on the logarithm of P(X >= c).
    """
    return found * math.log(found / expected) - (found - expected) if found > expected else 0.0


def link_shops(graph: Graph, lift: float, threads: Threads, wedges: float = 0.0) -> Links:
    """
    Count the common buyers of every two shops exactly, and link those that have too many.

    Under the Chung-Lu null two shops of q_s and q_t buyers share q_s q_t sum d(d-1) / E^2 of them in expectation; `lift` times that is still taken
    for common taste. Each buyer's shops are copied before every one of them (a list of the more popular neighbours of each shop, written in order),
    and each list is then counted in an array that fits the cache. O(sum d^2 / 2) time, at most `AT_ONCE` neighbours in memory.
    """
    n_pairs = max(1.0, float(graph.shops.total.sum()))
    rate = lift * (_wedges(graph.buyers.total) + wedges) / n_pairs**2
    counts = np.array(threads.share(_count_neighbours, graph))
    found = [_links_of(graph, rate, counts[:, first:last], first, threads) for first, last in _portions(counts.sum(0))]
    shops, others, common, weight = (np.concatenate(column) for column in zip(*found, strict=True))
    return Links(*_from_both_ends(shops, others, common, weight, len(graph.shops.degree)), rate)


@kernel
def _wedges(degrees: Array) -> float:
    total = 0.0
    for d in degrees:
        if d <= BUSIEST:
            total += d * (d - 1.0)
    return total


def _portions(counts: Array) -> list[tuple[int, int]]:
    """Cut the shops into ranges whose lists of neighbours fit in memory together."""
    total, cuts = np.cumsum(counts), [0]
    while cuts[-1] < len(counts):
        done = total[cuts[-1] - 1] if cuts[-1] else 0
        cuts.append(max(cuts[-1] + 1, int(np.searchsorted(total, done + AT_ONCE, side="right"))))
    return list(pairwise(cuts))


def _links_of(graph: Graph, rate: float, counts: Array, first: int, threads: Threads) -> tuple[Array, ...]:
    edges = np.concatenate([[0], np.cumsum(counts.sum(0))])
    cursors = np.cumsum(counts, axis=0) - counts + edges[:-1]
    neighbours = np.empty(int(edges[-1]), np.int32)
    threads.share(_list_neighbours, graph, first, cursors, neighbours)
    found = threads.share(_judge, graph.shops.total, rate, first, edges, neighbours)
    return tuple(np.concatenate(column) for column in zip(*found, strict=True))


@kernel
def _count_neighbours(graph: Graph, part: int, parts: int) -> Array:
    """Count, for every shop, the more popular shops in its buyers' lists."""
    counts = np.zeros(len(graph.shops.degree), np.int64)
    n, side = len(graph.buyers.degree), graph.buyers
    for b in range(n * part // parts, n * (part + 1) // parts):
        if side.total[b] <= BUSIEST:
            for j in range(1, side.degree[b]):
                counts[side.partners[side.start[b] + j]] += j
    return counts


@kernel
def _list_neighbours(graph: Graph, first: int, cursors: Array, neighbours: Array, part: int, parts: int) -> None:
    n, side, cursor = len(graph.buyers.degree), graph.buyers, cursors[part]
    for b in range(n * part // parts, n * (part + 1) // parts):
        if side.total[b] > BUSIEST:
            continue
        shops = side.partners[side.start[b] : side.start[b] + side.degree[b]]
        for j in range(1, len(shops)):
            row = shops[j] - first
            if 0 <= row < len(cursor):
                free = cursor[row]
                for i in range(j):
                    neighbours[free + i] = shops[i]
                cursor[row] = free + j


@kernel
def _judge(total: Array, rate: float, first: int, edges: Array, neighbours: Array, part: int, parts: int) -> tuple[Array, Array, Array, Array]:
    """Count each list and keep the neighbours that are there improbably often: shops, neighbours, common buyers, surprise."""
    tally = np.zeros(len(total), np.int32)
    touched, nats = np.empty(len(total), np.int32), np.empty(len(total), np.float64)
    ends, common, weight = np.empty((2, 1024), np.int32), np.empty(1024, np.int32), np.empty(1024, np.float64)
    n = 0
    for row in range(part, len(edges) - 1, parts):
        shop = first + row
        distinct = _tally(neighbours[edges[row] : edges[row + 1]], tally, touched)
        kept = _surprising(touched, distinct, tally, rate * total[shop], total, nats)
        if n + kept > len(common):
            ends, common, weight = _longer(ends, common, weight, n + kept)
        for i in range(kept):
            ends[0, n], ends[1, n], common[n], weight[n] = shop, touched[i], tally[touched[i]], nats[i]
            tally[touched[i]] = 0
            n += 1
    return ends[0, :n].copy(), ends[1, :n].copy(), common[:n].copy(), weight[:n].copy()


@kernel
def _tally(values: Array, tally: Array, touched: Array) -> int:
    distinct = 0
    for x in values:
        if tally[x] == 0:
            touched[distinct] = x
            distinct += 1
        tally[x] += 1
    return distinct


@kernel
def _surprising(touched: Array, distinct: int, tally: Array, rate: float, total: Array, nats: Array) -> int:
    """Move the neighbours worth keeping to the front of `touched`, at most `STRONGEST`, and clear the tally of all others."""
    kept = 0
    for i in range(distinct):
        x = touched[i]
        weight = surprise(tally[x], rate * total[x]) if tally[x] > 1 else 0.0
        if weight > WEAK:
            touched[kept], nats[kept] = x, weight
            kept += 1
        else:
            tally[x] = 0
    if kept <= STRONGEST:
        return kept
    order = np.argsort(-nats[:kept], kind="mergesort")
    sorted_nodes, sorted_nats = touched[:kept][order], nats[:kept][order]
    touched[:kept], nats[:kept] = sorted_nodes, sorted_nats
    for i in range(STRONGEST, kept):
        tally[touched[i]] = 0
    return STRONGEST


@kernel
def _longer(ends: Array, common: Array, weight: Array, need: int) -> tuple[Array, Array, Array]:
    size, old = 2 * need, len(common)
    more_ends, more_common, more_weight = np.empty((2, size), np.int32), np.empty(size, np.int32), np.empty(size, np.float64)
    more_ends[:, :old], more_common[:old], more_weight[:old] = ends, common, weight
    return more_ends, more_common, more_weight


@kernel
def _from_both_ends(shops: Array, others: Array, common: Array, weight: Array, n_shops: int) -> tuple[Array, Array, Array, Array, Array]:
    start = np.zeros(n_shops + 1, np.int64)
    for i in range(len(shops)):
        start[shops[i] + 1] += 1
        start[others[i] + 1] += 1
    for s in range(n_shops):
        start[s + 1] += start[s]
    free, n = start[:-1].copy(), 2 * len(shops)
    partner, both, nats, twin = np.empty(n, np.int32), np.empty(n, np.int32), np.empty(n, np.float64), np.empty(n, np.int64)
    for i in range(len(shops)):
        p, q = free[shops[i]], free[others[i]]
        free[shops[i]] += 1
        free[others[i]] += 1
        partner[p], partner[q], twin[p], twin[q] = others[i], shops[i], q, p
        both[p] = both[q] = common[i]
        nats[p] = nats[q] = weight[i]
    return start, partner, both, nats, twin


@kernel
def forget(links: Links, graph: Graph, members: Array, shops: Array, among_buyers: Array, among_shops: Array, tally: Array) -> None:
    """
    Take the common buyers that a named block explains out of the links of its shops; call it before `take_out`.

    A link counts what the two shops still have in common once the pairs of members x shops are gone. Mark arrays (bool) and tally (int32, one a shop)
    must be empty, and are left so.
    """
    among_buyers[members] = True
    among_shops[shops] = True
    for s in shops:
        _tally_members(graph, s, among_buyers, tally, 1)
        for at in range(links.start[s], links.start[s + 1]):
            other = links.partner[at]
            if tally[other]:
                _lower(links, at, tally[other], graph.shops.total[s], graph.shops.total[other])
                if not among_shops[other]:  # a shop of the block lowers its own end itself
                    _lower(links, links.twin[at], tally[other], graph.shops.total[s], graph.shops.total[other])
        _tally_members(graph, s, among_buyers, tally, 0)
    among_buyers[members] = False
    among_shops[shops] = False


@kernel
def _tally_members(graph: Graph, shop: int, among_buyers: Array, tally: Array, step: int) -> None:
    """Count the shops of a shop's buyers that are members; with step 0, clear the counts."""
    for i in range(graph.shops.start[shop], graph.shops.start[shop] + graph.shops.degree[shop]):
        b = graph.shops.partners[i]
        if among_buyers[b]:
            for j in range(graph.buyers.start[b], graph.buyers.start[b] + graph.buyers.degree[b]):
                x = graph.buyers.partners[j]
                tally[x] = tally[x] + 1 if step else 0


@kernel
def _lower(links: Links, at: int, by: int, one: int, other: int) -> None:
    links.common[at] = max(0, links.common[at] - by)
    links.surprise[at] = surprise(links.common[at], links.rate * max(1, one) * max(1, other)) if links.common[at] > 1 else 0.0


@kernel
def common_buyers(shops: Side, one: int, other: int) -> Array:
    """List the buyers of both shops, ascending."""
    i, j = shops.start[one], shops.start[other]
    end_i, end_j = i + shops.degree[one], j + shops.degree[other]
    out, n = np.empty(min(shops.degree[one], shops.degree[other]), np.int32), 0
    while i < end_i and j < end_j:
        x, y = shops.partners[i], shops.partners[j]
        if x == y:
            out[n] = x
            n += 1
        i += x <= y
        j += y <= x
    return out[:n]
