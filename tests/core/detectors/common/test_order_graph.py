"""Orders as a graph in memory: what cannot belong to a ring stays in the engine, and the null still knows of it."""

import json
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from ring_markets import Market, market, orders

from mingjian.core.detectors import run
from mingjian.core.detectors.common.order_graph import OrderGraph
from mingjian.core.engines import Engine
from mingjian.core.engines.duckdb import DuckEngine
from mingjian.core.graph.rings import find_rings

ALL, FEW = 10**9, 0


def pairs_in_memory(engine: Engine, made: Market, most: int) -> int:
    (graph,) = OrderGraph(engine, engine.from_arrow(orders(made)), most).markets()
    return len(graph.buyers)


def rings(engine: Engine, table: pa.Table, most_pairs: int) -> list[tuple[set[str], set[str]]]:
    found: Any = run("sham_ring", engine, {"order": engine.from_arrow(table)}, {"most_pairs": most_pairs}).to_pylist()
    return [(set(evidence["buyers"]), set(evidence["shops"])) for evidence in (json.loads(row["evidence"]) for row in found)]


@pytest.mark.slow
def test_the_same_rings_are_named_without_what_cannot_belong_to_one(engine: Engine) -> None:
    table = orders(market(6, (30, 10, 0.8), (120, 20, 0.3), n_buyers=6_000, n_shops=600))
    assert sorted(rings(engine, table, FEW), key=str) == sorted(rings(engine, table, ALL), key=str)


@pytest.mark.slow
def test_each_step_leaves_less_in_memory() -> None:
    made = market(7, (40, 15, 0.7))
    duck = DuckEngine()
    whole = pairs_in_memory(duck, made, ALL)
    several = pairs_in_memory(duck, made, whole - 1)
    linked = pairs_in_memory(duck, made, FEW)
    assert linked < 0.75 * several < several < whole


def test_the_null_reckons_with_the_whole_market() -> None:
    made = market(8, (40, 15, 0.7), (200, 40, 0.25))
    duck = DuckEngine()
    (graph,) = OrderGraph(duck, duck.from_arrow(orders(made)), FEW).markets()
    assert graph.beyond is not None
    kept, pairs = len(graph.buyers), len(set(zip(made.buyers.tolist(), made.shops.tolist(), strict=True)))
    assert graph.n_buyers + graph.beyond.n_buyers == len(np.unique(made.buyers))
    assert kept + graph.beyond.of_shops.sum() == pairs
    whole = {len(ring.buyers): ring for ring in find_rings(*made[:4])}
    for ring in find_rings(*graph[1:5], beyond=graph.beyond):
        assert ring.net == pytest.approx(whole[len(ring.buyers)].net, rel=0.02)
        assert ring.expected == pytest.approx(whole[len(ring.buyers)].expected, rel=0.02)


def test_a_market_without_rings_names_nobody_there_either() -> None:
    assert rings(DuckEngine(), orders(market(9, n_buyers=6_000, n_shops=600)), FEW) == []
