"""
The members whom a ring hides among the crowd: popular shops, and buyers whose ring orders lie there.

A block pays for taste (see `blocks`), and a shop so popular that innocent taste would explain its share of the members adds nothing to it, though it may
belong to the ring as much as any other. Once the ring is beyond doubt the question is another one: of two simple hypotheses, which fits this shop, or this
buyer, better?

* **Stranger.** The members are at the shop with p0 = 1 - exp(-g r), r being the rate of the null (see `blocks`) and g what the members show at the other
  shops of like popularity: camouflage at popular shops lifts them all alike, and so does nothing to tell them apart.
* **Fellow.** The members are there for the ring, too: p1 = 1 - (1 - p0)(1 - rho).

A node is admitted where the likelihoods differ by more than its price of entry, ln(strangers / fellows). The ring's evidence stays that of the block.
"""

import math
from typing import NamedTuple

import numpy as np

from mingjian.core.compiled import kernel
from mingjian.core.graph.blocks import FEWEST_SHOPS, Block, Scratch
from mingjian.core.graph.pairs import Array, Graph

TURNS = 3
ALIKE = 30  # shops, on either side in order of popularity, that tell what the members do at shops of that kind
FEWEST_ALIKE, PART_ALIKE = 2, 50  # of a small market one in fifty, two at least: thirty on either side would be all its shops, popular or not
MOST = 1.5  # times the block's buyers; beyond it the ring has run away into the crowd


class _Habits(NamedTuple):
    """Per shop admitted: rate of the null for a buyer with one pair outside (float64), and density of the ring there."""

    rate: Array
    rho: Array


def with_fellows(block: Block, graph: Graph, n_pairs: float, room: Scratch) -> tuple[Array, Array]:
    """Return the buyers and the shops of a block and its fellows (int32, ascending). The work is that of a few rounds of the climb."""
    members, shops = block.buyers, block.shops
    for _ in range(TURNS):
        shops_now, rate, rho = _shops(members, shops, graph, n_pairs, room)
        members_now = _buyers(len(members), shops_now, _Habits(rate, rho), graph, room)
        if len(members_now) > MOST * len(block.buyers) + 2:
            return block.buyers, block.shops
        members_now, shops_now = np.union1d(members_now, block.buyers), np.union1d(shops_now, block.shops)
        if len(members_now) == len(members) and len(shops_now) == len(shops):
            break
        members, shops = members_now.astype(np.int32), shops_now.astype(np.int32)
    return members, shops


@kernel
def _shops(members: Array, shops: Array, graph: Graph, n_pairs: float, room: Scratch) -> tuple[Array, Array, Array]:
    """Choose shops given the members: shops, and for each the rate of strangers and the ring's density."""
    a, n = len(members), len(graph.shops.degree)
    found = np.zeros(n)
    for b in members:
        for i in range(graph.buyers.start[b], graph.buyers.start[b] + graph.buyers.degree[b]):
            found[graph.buyers.partners[i]] += 1.0
    inside = found[shops].sum()
    outside = graph.buyers.total[members].sum() - inside + 0.5 * a  # accounts made for the ring buy nowhere else; half a pair each, as in the climb
    rest = max(n_pairs - inside, 1.0)
    rho = min(max(inside / (a * len(shops)), 0.02), 0.98)
    is_inside = np.zeros(n, np.bool_)
    is_inside[shops] = True
    price = math.log(max((n - len(shops)) / (len(shops) + 1.0), 1.0))
    chosen, rates, rhos, free = np.empty(n, np.int32), np.empty(n), np.empty(n), 0
    for s in range(n):
        k = found[s]
        if k < FEWEST_SHOPS or (k < 0.5 * rho * a and not is_inside[s]):
            continue
        rate = max(graph.shops.total[s] - k, 0.5) / rest
        rate *= max(1.0, _habit(s, found, is_inside, graph.shops.total, outside / rest, a))
        p0 = 1 - math.exp(-max(rate * outside / a, 1e-9))
        p1 = 1 - (1 - p0) * (1 - rho)
        if is_inside[s] or k * math.log(p1 / p0) + (a - k) * math.log((1 - p1) / (1 - p0)) > price:
            own = 1 - (1 - min(k / a, 0.98)) / (1 - min(p0, 0.98))
            chosen[free], rates[free], rhos[free] = s, rate, min(max(own, 0.02), 0.98)
            free += 1
    return chosen[:free], rates[:free], rhos[:free]


@kernel
def _habit(shop: int, found: Array, is_inside: Array, total: Array, rate: float, a: int) -> float:
    """Return how many times the null the members are at the shops next to one in popularity: the median of those outside the block."""
    lifts, n = np.empty(2 * ALIKE), 0
    reach = min(ALIKE, max(FEWEST_ALIKE, len(found) // PART_ALIKE))
    for step in range(-reach, reach + 1):
        s = shop + step
        if step == 0 or s < 0 or s >= len(found) or is_inside[s]:
            continue
        k = min(found[s], a - 0.5)
        lifts[n] = -math.log(1 - k / a) * a / (max(total[s] - found[s], 0.5) * rate)
        n += 1
    return np.median(lifts[:n]) if n else 1.0


@kernel
def _buyers(n_before: int, shops: Array, habits: _Habits, graph: Graph, room: Scratch) -> Array:
    """Choose buyers given the shops."""
    touched = 0
    for s in shops:
        for i in range(graph.shops.start[s], graph.shops.start[s] + graph.shops.degree[s]):
            b = graph.shops.partners[i]
            if room.buyers[b, 0] == 0.0:
                room.touched_buyers[touched] = b
                touched += 1
            room.buyers[b, 0] += 1.0
    column = np.full(len(graph.shops.degree), -1, np.int32)
    for j in range(len(shops)):
        column[shops[j]] = j
    price = math.log(max((graph.n_buyers - n_before) / (n_before + 1.0), 1.0))
    least = max(float(FEWEST_SHOPS), 0.3 * habits.rho.sum())
    chosen, free = np.empty(touched, np.int32), 0
    for i in range(touched):
        b = room.touched_buyers[i]
        k = room.buyers[b, 0]
        room.buyers[b, 0] = 0.0
        if k >= least and _fits(b, graph.buyers.total[b] - k, column, habits, graph) > price:
            chosen[free] = b
            free += 1
    return chosen[:free]


@kernel
def _fits(buyer: int, outside: float, column: Array, habits: _Habits, graph: Graph) -> float:
    """Return the nats by which a buyer is a fellow rather than a stranger."""
    nats = 0.0
    for j in range(len(habits.rate)):  # as if at none of the shops: 1 - p1 = (1 - p0)(1 - rho)
        nats += math.log(1 - habits.rho[j])
    for i in range(graph.buyers.start[buyer], graph.buyers.start[buyer] + graph.buyers.degree[buyer]):
        j = column[graph.buyers.partners[i]]
        if j >= 0:
            p0 = 1 - math.exp(-max((outside + 0.5) * habits.rate[j], 1e-9))
            nats += math.log((1 - (1 - p0) * (1 - habits.rho[j])) / p0) - math.log(1 - habits.rho[j])
    return nats
