"""Two rings in one block are parted by what they buy."""

import numpy as np
from ring_markets import Market

from mingjian.core.compiled import Threads
from mingjian.core.graph.pairs import pair_up
from mingjian.core.graph.split import halves


def test_buyers_of_different_shops_are_parted() -> None:
    rng = np.random.default_rng(1)
    first, second = np.nonzero(rng.random((30, 10)) < 0.8), np.nonzero(rng.random((20, 10)) < 0.8)
    made = Market(np.r_[first[0], second[0] + 30].astype(np.int32), np.r_[first[1], second[1] + 10].astype(np.int32), 50, 20, [])
    graph = pair_up(*made[:4], Threads(1)).graph
    groups = halves(np.arange(50, dtype=np.int32), np.arange(20, dtype=np.int32), graph)
    assert sorted(sorted(group.tolist()) for group in groups) == [list(range(30)), list(range(30, 50))]
