"""
Blocks of buyers and shops that trade too densely: the statistic, and the climb to the best block near a seed.

**Null.** A pair of buyer b and shop s occurs with Poisson rate d_b q_s / E: d and q count distinct partners, E all pairs (bipartite Chung-Lu 2002;
Karrer and Newman, degree-corrected block models, 2011). Activity and popularity explain everything.

**Alternative.** Inside A x B (a buyers, b shops, K pairs) a pair occurs with probability rho = K/(ab); all degrees are fitted anew on the pairs outside.
Both maximised likelihoods are closed, with f(x) = x ln x (Yan et al., arXiv 1207.3994, on such likelihoods in sparse graphs):

    GLR = sum_A [f(d - k) - f(d)] + sum_B [f(q - k) - f(q)] + f(E) - f(E - K) + K + K ln rho + (ab - K) ln(1 - rho)

where k counts a node's pairs inside. Orders of camouflage lie outside B: they only raise d.

**Price.** Every block of every size that could have been picked is paid for (union bound; size-adaptive scan: Liu and Arias-Castro, arXiv 1804.10887),
and a taste up to tau times the null counts as innocent:

    net = GLR - ln C(N_buyers, a) - ln C(N_shops, b) - ln(N_buyers N_shops) - ln(ab)/2 - K ln tau

e^-net bounds the order of the probability that any such block arises under the null.
"""

import math
from typing import NamedTuple

import numpy as np

from mingjian.core.compiled import kernel
from mingjian.core.graph.pairs import Array, Graph, Side

FEWEST_BUYERS, FEWEST_SHOPS = 3, 2
ROUNDS = 25  # most climbs rest after 3 to 8
GLANCE = 2  # rounds after which a wide climb must lead to shops that pay for themselves
SPARSEST, DENSEST = 1e-4, 0.97  # bounds of rho while climbing, so that its logarithms stay finite
NOTHING = -1e9  # the net of no block


class Block(NamedTuple):
    """Buyers and shops (int32), the pairs between them, and the net evidence in nats."""

    buyers: Array
    shops: Array
    pairs: int
    net: float


class Scratch(NamedTuple):
    """What one thread climbs with; empty between climbs. Tallies: per node its pairs inside, and the sum of their weights (float64, n x 2)."""

    buyers: Array
    shops: Array
    touched_buyers: Array
    touched_shops: Array


def scratch(n_buyers: int, n_shops: int) -> Scratch:
    """Make room for the climbs of one thread."""
    return Scratch(np.zeros((n_buyers, 2)), np.zeros((n_shops, 2)), np.empty(n_buyers, np.int32), np.empty(n_shops, np.int32))


@kernel
def x_ln_x(x: float) -> float:
    """Return x ln x, which is 0 at 0."""
    return x * math.log(x) if x > 0 else 0.0


@kernel
def ln_choose(n: float, k: float) -> float:
    """Return the logarithm of the binomial coefficient."""
    return math.lgamma(n + 1.0) - math.lgamma(k + 1.0) - math.lgamma(n - k + 1.0)


@kernel
def climb(seed: Array, graph: Graph, n_pairs: float, lift: float, tau: float, room: Scratch) -> Block:
    """
    Find the best block near some buyers: coordinate ascent from two starts.

    Members are admitted at `lift` times the null; thin rings need the wide start (lift 1), whose end is then climbed from at `lift` and at `tau`.
    Where a few buyers and shops have most of the market, all wide climbs lead to those, round after round over half the pairs: one from whose buyers
    no two shops pay for themselves after `GLANCE` rounds is given up.
    """
    best = refine(seed, graph, n_pairs, lift, lift, tau, ROUNDS, room)
    glance = refine(seed, graph, n_pairs, 1.0, 1.0, tau, GLANCE, room)
    if glance.net < 0 and refine(glance.buyers, graph, n_pairs, lift, lift, tau, 0, room).pairs == 0:
        return best
    wide = refine(seed, graph, n_pairs, 1.0, 1.0, tau, ROUNDS, room)
    if wide.pairs == 0:
        return best
    if wide.net > best.net:
        best = wide
    narrowed = refine(wide.buyers, graph, n_pairs, lift, lift, tau, ROUNDS, room)
    if narrowed.net > best.net:
        best = narrowed
    if tau != lift:
        strict = refine(wide.buyers, graph, n_pairs, tau, tau, tau, ROUNDS, room)
        if strict.net > best.net:
            best = strict
    return best


@kernel
def refine(seed: Array, graph: Graph, n_pairs: float, lift: float, gentle: float, tau: float, rounds: int, room: Scratch) -> Block:
    """
    Choose shops given buyers and buyers given shops until both rest, each node admitted if its own gain exceeds its price of entry.

    Shops are admitted at `lift` times the null, buyers at `gentle` times. With `rounds` 0 the buyers stay as given and only the shops
    are chosen. The work is the number of pairs of all members and all shops, each round.
    """
    members, outside = seed, graph.buyers.total[seed].astype(np.float64)
    shops, rho, pairs = np.empty(0, np.int32), 0.5, 0
    for turn in range(rounds + 1):
        before = (len(members), len(shops), pairs)
        if len(members) < FEWEST_BUYERS:
            break
        rest = math.log(max(n_pairs - pairs, 1.0))
        shops, without, pairs = _choose_shops(members, outside, len(shops), rho, rest, lift, turn == 0, graph, room)
        if len(shops) < FEWEST_SHOPS or turn == rounds:
            break
        rho = _density(pairs, len(members), len(shops))
        rest = math.log(max(n_pairs - pairs, 1.0))
        members, outside, pairs = _choose_buyers(shops, without, len(members), rho, rest, gentle, graph, room)
        rho = _density(pairs, len(members), len(shops))
        if (len(members), len(shops), pairs) == before:
            break
    if len(members) < FEWEST_BUYERS or len(shops) < FEWEST_SHOPS:
        return Block(seed[:0], seed[:0], 0, NOTHING)
    return weigh(members, shops, graph, n_pairs, tau, room)


@kernel
def _density(pairs: int, n_members: int, n_shops: int) -> float:
    return min(max((pairs + 0.5) / (n_members * n_shops + 1.0), SPARSEST), DENSEST)


@kernel
def _choose_shops(
    members: Array, outside: Array, n_before: int, rho: float, rest: float, lift: float, is_first: bool, graph: Graph, room: Scratch
) -> tuple[Array, Array, int]:
    """Admit shops given the members: shops, their buyers outside the block, and the pairs inside. At first each shop has a density of its own."""
    touched = _tally(members, outside, rest, graph.buyers, room.shops, room.touched_shops)
    n, size = len(members), max(n_before, FEWEST_SHOPS)
    price = math.log(max((len(graph.shops.degree) - size) / size, 1.0))
    chosen, without = np.empty(touched, np.int32), np.empty(touched, np.float64)
    free = pairs = 0
    for i in range(touched):
        s = room.touched_shops[i]
        k, weight = room.shops[s, 0], room.shops[s, 1]
        room.shops[s, 0] = room.shops[s, 1] = 0.0
        if k < FEWEST_BUYERS:
            continue
        own = min(k / n, 1 - 0.5 / n) if is_first else rho
        gain = _gain(k, n, graph.shops.total[s], weight, own, lift) - price - (0.5 * math.log(n) if is_first else 0.0)
        if gain > 0:
            chosen[free], without[free] = s, graph.shops.total[s] - k
            free += 1
            pairs += int(k)
    return chosen[:free], without[:free], pairs


@kernel
def _choose_buyers(shops: Array, without: Array, n_before: int, rho: float, rest: float, lift: float, graph: Graph, room: Scratch) -> tuple[Array, Array, int]:
    """Admit buyers given the shops: buyers, their pairs outside the block, and the pairs inside."""
    touched = _tally(shops, without, rest, graph.shops, room.buyers, room.touched_buyers)
    price = math.log(max((graph.n_buyers - n_before) / (n_before + 1.0), 1.0))
    chosen, outside = np.empty(touched, np.int32), np.empty(touched, np.float64)
    free = pairs = 0
    for i in range(touched):
        b = room.touched_buyers[i]
        k, weight = room.buyers[b, 0], room.buyers[b, 1]
        room.buyers[b, 0] = room.buyers[b, 1] = 0.0
        if k >= FEWEST_SHOPS and _gain(k, len(shops), graph.buyers.total[b], weight, rho, lift) > price:
            chosen[free], outside[free] = b, graph.buyers.total[b] - k
            free += 1
            pairs += int(k)
    return chosen[:free], outside[:free], pairs


@kernel
def _tally(nodes: Array, outside: Array, rest: float, side: Side, tally: Array, touched: Array) -> int:
    """Sum over the partners of some nodes how many of them each has, and ln(E / d) of those: what the null would need for these pairs."""
    n = 0
    for i in range(len(nodes)):
        weight = rest - math.log(outside[i] + 0.5)
        for j in range(side.start[nodes[i]], side.start[nodes[i]] + side.degree[nodes[i]]):
            x = side.partners[j]
            if tally[x, 0] == 0.0:
                touched[n] = x
                n += 1
            tally[x, 0] += 1.0
            tally[x, 1] += weight
    return n


@kernel
def _gain(k: float, n: int, degree: float, weight: float, rho: float, lift: float) -> float:
    """Return the nats that one node with k of its `degree` pairs inside adds to a block with n nodes on the other side."""
    return x_ln_x(degree - k) - x_ln_x(degree) + weight + k * (1 + math.log(rho) - math.log(lift)) + (n - k) * math.log(1 - rho)


@kernel
def weigh(members: Array, shops: Array, graph: Graph, n_pairs: float, tau: float, room: Scratch) -> Block:
    """Return the block members x shops with its exact pairs and net (see the head of this module)."""
    a, b, pairs, glr = len(members), len(shops), 0, 0.0
    room.shops[shops, 0] = 1.0
    for x in members:
        k = 0
        for j in range(graph.buyers.start[x], graph.buyers.start[x] + graph.buyers.degree[x]):
            s = graph.buyers.partners[j]
            if room.shops[s, 0] > 0:
                room.shops[s, 0] += 1.0
                k += 1
        glr += x_ln_x(graph.buyers.total[x] - k) - x_ln_x(graph.buyers.total[x])
        pairs += k
    for s in shops:
        k = int(room.shops[s, 0]) - 1
        room.shops[s, 0] = 0.0
        glr += x_ln_x(graph.shops.total[s] - k) - x_ln_x(graph.shops.total[s])
    if pairs == 0:
        return Block(members, shops, 0, NOTHING)
    rho = min(pairs / (a * b), 1 - 0.5 / (a * b))
    glr += x_ln_x(n_pairs) - x_ln_x(n_pairs - pairs) + pairs + pairs * math.log(rho) + (a * b - pairs) * math.log(1 - rho)
    return Block(members, shops, pairs, glr - price(a, b, graph.n_buyers, len(graph.shops.degree)) - pairs * math.log(tau))


@kernel
def price(a: int, b: int, n_buyers: int, n_shops: int) -> float:
    """Return the nats that pay for every block of a x b nodes, of every size, that could have been picked."""
    return ln_choose(n_buyers, a) + ln_choose(n_shops, b) + math.log(float(n_buyers) * n_shops) + 0.5 * math.log(float(a) * b)
