"""The search for rings: buyers and shops that trade with each other far more densely than their activity and popularity explain."""

import math
from collections.abc import Iterator
from queue import SimpleQueue
from typing import NamedTuple

import numpy as np

from mingjian.core.compiled import Threads, kernel
from mingjian.core.graph.blocks import FEWEST_BUYERS, ROUNDS, Block, Scratch, climb, refine, scratch, weigh
from mingjian.core.graph.fellows import with_fellows
from mingjian.core.graph.neighbours import WEAK, Links, common_buyers, forget, link_shops, surprise
from mingjian.core.graph.pairs import Array, Beyond, Graph, pair_up, take_out
from mingjian.core.graph.split import halves

TAU = 2.2  # everyone's taste may be this sharp
MARGIN = 25.0  # nats of net evidence, after every block has been paid for: where all buyers prefer two kinds of shops 40-fold, 14 were reached without a ring
SHARPEST_CLIMB = 4.0  # at higher lifts single members no longer pay for themselves, and the climb ends too early
OF_SHOPS, OF_BUYERS = 2.0, 1.5  # lifts at which the last doubtful members of a ring that is beyond doubt are admitted
LIFT = 4.0  # two shops may share this many times the expected buyers before they seed a climb
PARTNERS = 3  # tried of each seed shop: it may sit in several rings
STAR = 200  # links of a star that its crowd is drawn from
CROWD = 4.0  # nats by which a buyer must exceed its own expectation among the shops of a star
FRUITLESS, PATIENCE = 60, 150  # seed shops, and stars, in a row that may lead nowhere: a limit of work, not of evidence
AT_A_TIME = 6  # stars climbed side by side, whatever the number of threads, so that it does not change what is found
SAME = 0.75  # share of a ring's shops that make it one with another
WIDEST_SPLIT = 3e7  # cells of a block that is still looked at for two rings in one


class Ring(NamedTuple):
    """
    One ring: buyers and shops (int32, ascending), and the evidence.

    `pairs` found between them, `expected` from what each trades outside the ring, `density` of the block, `net` evidence in nats (see blocks), and
    `taste`: the sharpness of common taste that would explain the ring, a score that all shapes share.
    """

    buyers: Array
    shops: Array
    pairs: int
    expected: float
    density: float
    net: float
    taste: float


def find_rings(
    buyers: Array,
    shops: Array,
    n_buyers: int,
    n_shops: int,
    *,
    tau: float = TAU,
    margin: float = MARGIN,
    lift: float = LIFT,
    threads: int = 2,
    beyond: Beyond | None = None,
) -> list[Ring]:
    """
    Find every ring in an order list, strongest first; none where activity and popularity explain all.

    `buyers`, `shops`: int32 arrays, one entry an order, ids below `n_buyers` and `n_shops`; repeats count once. `tau`: how many times the null still
    counts as innocent taste (1 is pure significance). `margin`: least net evidence in nats; e^-margin bounds the chance of any false ring under the
    null. `lift`: how many times the expected common buyers two shops may have before they seed a climb (search only: it costs no validity).
    `beyond`: what was left out of the list because it cannot belong to a ring. The same rings for any number of threads. Ids out of range raise BadInput.

    Method: the block likelihood-ratio scan of `blocks`, from seeds of improbable common buyers (`neighbours`): the same question as Hooi et al., FRAUDAR
    (KDD 2016), with an answer to how many rings there are. Shin et al., M-Zoom (2016) and Jiang et al., CrossSpot (ICDM 2015) name blocks one by one too.
    """
    if len(buyers) == 0:
        return []
    crew = Threads(threads)
    try:
        search = _Search((buyers, shops, n_buyers, n_shops), beyond, tau, margin, lift, crew)
        search.from_pairs()
        search.from_stars()
    finally:
        crew.close()
    return _merged(sorted(search.rings, key=lambda ring: -ring.net), tau)


def _merged(rings: list[Ring], tau: float) -> list[Ring]:
    """Put a ring whose shops are nearly all another's together with it, strongest first: another crowd of the same shops is the same undertaking."""
    merged: list[Ring] = []
    for ring in rings:
        shared = [len(np.intersect1d(ring.shops, other.shops)) for other in merged]
        if not merged or max(shared) < SAME * len(ring.shops):
            merged.append(ring)
            continue
        place = int(np.argmax(shared))
        other = merged[place]
        buyers, shops = np.union1d(ring.buyers, other.buyers), np.union1d(ring.shops, other.shops)
        pairs, expected, net = ring.pairs + other.pairs, ring.expected + other.expected, ring.net + other.net
        merged[place] = Ring(buyers, shops, pairs, expected, pairs / (len(buyers) * len(shops)), net, _taste(tau, net, pairs))
    return sorted(merged, key=lambda ring: -ring.net)


def _taste(tau: float, net: float, pairs: int) -> float:
    return tau * math.exp(min(net / pairs, 50.0))


class _Search:
    """The graph as it stands after the rings found so far have been taken out of it."""

    def __init__(self, orders: tuple[Array, Array, int, int], beyond: Beyond | None, tau: float, margin: float, lift: float, crew: Threads) -> None:
        *_, n_buyers, n_shops = orders
        self.graph, self._shop_ids = pair_up(*orders, crew, beyond)
        self.links = link_shops(self.graph, lift, crew, beyond.wedges if beyond else 0.0)
        self.n_pairs = float(self.graph.shops.total.sum())
        self.rings: list[Ring] = []
        self._tau, self._climb, self._margin, self._crew = tau, min(tau, SHARPEST_CLIMB), margin, crew
        self._rooms: SimpleQueue[Scratch] = SimpleQueue()
        for _ in range(crew.number):
            self._rooms.put(scratch(n_buyers, n_shops))
        self._among_buyers, self._among_shops, self._tally = np.zeros(n_buyers, bool), np.zeros(n_shops, bool), np.zeros(n_shops, np.int32)
        self._named = np.zeros(n_shops, bool)

    def from_pairs(self) -> None:
        """Climb from the common buyers of two shops that share too many: they are nearly pure."""
        n_shops = len(self._named)
        need = math.log(n_shops**2 / 2 + 1) + 2  # every two shops have been looked at
        best = _best_links(self.links, n_shops)
        failed = 0
        for shop in _strongest_first(best, need):
            if failed >= FRUITLESS:
                break
            while (block := self._best_from(int(shop), need)) is not None and block.net >= self._margin:
                self._name(block)
                failed = 0
            failed += block is not None

    def _best_from(self, shop: int, need: float) -> Block | None:
        best: Block | None = None
        for seed in self._seeds(shop, need):
            block = self._climbed(seed)
            self._explained.update(block.shops.tolist())
            if best is None or block.net > best.net:
                best = block
        return best

    def _seeds(self, shop: int, need: float) -> Iterator[Array]:
        """Return the common buyers of a shop and each of its strongest partners, those left out that a climb has explained since."""
        self._explained: set[int] = set()
        first, last = self.links.start[shop], self.links.start[shop + 1]
        partners, nats = self.links.partner[first:last], self.links.surprise[first:last]
        tried = 0
        for at in np.argsort(-nats, kind="stable"):
            partner = int(partners[at])
            if nats[at] <= need or tried == PARTNERS:
                return
            if partner in self._explained:
                continue
            tried += 1
            yield common_buyers(self.graph.shops, shop, partner)

    def from_stars(self) -> None:
        """Climb from buyers of many shops that are weakly linked to one: finds thin rings in which no two shops stand out."""
        stars = _star_weights(self.links, len(self._named))
        waiting = [int(shop) for shop in _strongest_first(stars, 0.0) if not self._named[shop]]
        failed = 0
        while waiting and failed < PATIENCE:
            now, waiting = waiting[:AT_A_TIME], waiting[AT_A_TIME:]
            for place, block in enumerate(self._crew.each(self._from_star, now)):
                if block is None or block.net < self._margin:
                    failed += 1
                    continue
                # What was climbed beside it saw pairs that are now taken out: climb again.
                self._name(block)
                failed = 0
                waiting = [shop for shop in now[place:] + waiting if not self._named[shop]]
                break

    def _from_star(self, shop: int) -> Block | None:
        first, last = self.links.start[shop], self.links.start[shop + 1]
        partners, nats = self.links.partner[first:last], self.links.surprise[first:last]
        strongest = np.argsort(-nats, kind="stable")[:STAR]
        strongest = strongest[nats[strongest] > WEAK]
        if len(strongest) < 2:
            return None
        return self._climbed(np.append(partners[strongest], np.int32(shop)), is_star=True)

    def _climbed(self, seed: Array, is_star: bool = False) -> Block:
        room = self._rooms.get()
        try:
            crowd = _crowd(seed, self.graph, self.n_pairs, room) if is_star else seed
            return climb(crowd, self.graph, self.n_pairs, self._climb, self._tau, room)
        finally:
            self._rooms.put(room)

    def _name(self, block: Block) -> None:
        """Take a block as a ring, or its better half where two blocks pay more than one, and its pairs out of the graph."""
        core = self._completed(self._split(block))
        block = self._with_fellows(core)
        shops = block.shops
        inside, area = block.pairs, len(block.buyers) * len(shops)
        outside = [float(side.total[nodes].sum()) - inside for side, nodes in ((self.graph.buyers, block.buyers), (self.graph.shops, shops))]
        expected = outside[0] * outside[1] / max(self.n_pairs - inside, 1.0)
        names = np.sort(block.buyers), np.sort(self._shop_ids[shops])
        self.rings.append(Ring(*names, int(inside), expected, inside / area, core.net, _taste(self._tau, core.net, core.pairs)))
        self._named[shops] = True
        forget(self.links, self.graph, block.buyers, shops, self._among_buyers, self._among_shops, self._tally)
        take_out(self.graph, block.buyers, shops, self._among_buyers, self._among_shops)
        self.n_pairs -= inside

    def _with_fellows(self, block: Block) -> Block:
        room = self._rooms.get()
        members, shops = with_fellows(block, self.graph, self.n_pairs, room)
        whole = weigh(members, shops, self.graph, self.n_pairs, self._tau, room)
        self._rooms.put(room)
        return whole

    def _completed(self, block: Block) -> Block:
        """Admit the doubtful members: what a stranger must show to start a ring, a fellow need not. Kept unless it runs away to a larger block."""
        room = self._rooms.get()
        whole = refine(block.buyers, self.graph, self.n_pairs, OF_SHOPS, OF_BUYERS, self._tau, 4, room)
        self._rooms.put(room)
        grows = len(whole.buyers) > 1.15 * len(block.buyers) + 2 or len(whole.shops) > 1.3 * len(block.shops) + 2
        return block if grows or whole.net < self._margin else whole

    def _split(self, block: Block) -> Block:
        room = self._rooms.get()
        while len(block.buyers) >= 8 and len(block.buyers) * len(block.shops) < WIDEST_SPLIT:
            groups = [group for group in halves(block.buyers, block.shops, self.graph) if len(group) >= FEWEST_BUYERS]
            parts = [refine(group, self.graph, self.n_pairs, self._climb, self._climb, self._tau, 0, room) for group in groups]
            if len(parts) < 2 or min(part.net for part in parts) < self._margin or sum(part.net for part in parts) <= block.net:
                break
            half = max(parts, key=lambda part: part.net)
            block = self._regrown(half, len(block.buyers), room)
        self._rooms.put(room)
        return block

    def _regrown(self, half: Block, n_both: int, room: Scratch) -> Block:
        """Climb from half of a block, at sharper lifts where it climbs back to both."""
        for lift in (self._climb, 1.5 * self._climb, 3 * self._climb):
            grown = refine(half.buyers, self.graph, self.n_pairs, lift, lift, self._tau, ROUNDS, room)
            if grown.net > half.net and len(grown.buyers) < min(1.3 * len(half.buyers), 0.9 * n_both):
                return grown
        return half


def _strongest_first(weights: Array, least: float) -> Array:
    nodes = np.flatnonzero(weights > least)
    ordered: Array = nodes[np.argsort(-weights[nodes], kind="stable")]
    return ordered


@kernel
def _best_links(links: Links, n_shops: int) -> Array:
    best = np.zeros(n_shops)
    for s in range(n_shops):
        for at in range(links.start[s], links.start[s + 1]):
            best[s] = max(best[s], links.surprise[at])
    return best


@kernel
def _star_weights(links: Links, n_shops: int) -> Array:
    total = np.zeros(n_shops)
    for s in range(n_shops):
        for at in range(links.start[s], links.start[s + 1]):
            total[s] += max(links.surprise[at] - WEAK, 0.0)
    return total


@kernel
def _crowd(shops: Array, graph: Graph, n_pairs: float, room: Scratch) -> Array:
    """List the buyers of improbably many of some shops, each against its own activity."""
    n, popularity = 0, 0.0
    for s in shops:
        popularity += graph.shops.total[s]
        for i in range(graph.shops.start[s], graph.shops.start[s] + graph.shops.degree[s]):
            b = graph.shops.partners[i]
            if room.buyers[b, 0] == 0.0:
                room.touched_buyers[n] = b
                n += 1
            room.buyers[b, 0] += 1.0
    out, kept = np.empty(n, np.int32), 0
    for i in range(n):
        b = room.touched_buyers[i]
        k = room.buyers[b, 0]
        room.buyers[b, 0] = 0.0
        if k >= 2 and surprise(k, graph.buyers.total[b] * popularity / n_pairs) > CROWD:
            out[kept] = b
            kept += 1
    return out[:kept]
