"""
The orders of each platform as pairs of numbers in memory, without what cannot belong to a ring where all pairs would be too many.

A member of a ring buys at two of its shops or more, a shop of a ring sells to three of its members or more, and two shops of a ring share more buyers than the
null expects. So three things leave, one after the other and only while the rest is still too much: buyers of a single shop; shops with one or two buyers;
buyers at no two shops that are linked (`core.graph.neighbours`: the same counts and the same threshold, here as a join). How many they are, and how many pairs
each shop and each buyer has with them, is kept: the null reckons with the whole market.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from mingjian.core.engines import Engine, Relation
from mingjian.core.graph.blocks import FEWEST_BUYERS, FEWEST_SHOPS
from mingjian.core.graph.neighbours import BUSIEST, WEAK
from mingjian.core.graph.pairs import Beyond
from mingjian.core.graph.rings import LIFT, Ring

PAIRS = """
SELECT coalesce(platform, '') AS platform, shop_id, buyer_id, count(*) AS n FROM orders
WHERE shop_id IS NOT NULL AND buyer_id IS NOT NULL GROUP BY coalesce(platform, ''), shop_id, buyer_id
"""
SHOPS = """
SELECT platform, shop_id, count(*) AS buyers, row_number() OVER (PARTITION BY platform ORDER BY shop_id) - 1 AS s FROM pairs GROUP BY platform, shop_id
"""
ALL_BUYERS = "SELECT platform, buyer_id, count(*) AS shops FROM pairs GROUP BY platform, buyer_id"
SEVERAL = """
SELECT p.platform AS platform, p.shop_id AS shop_id, p.buyer_id AS buyer_id FROM pairs AS p
JOIN shops AS s ON p.platform = s.platform AND p.shop_id = s.shop_id
JOIN buyers AS b ON p.platform = b.platform AND p.buyer_id = b.buyer_id WHERE b.shops >= $fewest_shops AND s.buyers >= $fewest_buyers
"""
LINKED = """
WITH market AS (
  SELECT platform, CAST(sum(shops) AS DOUBLE) AS pairs, sum(CASE WHEN shops <= $busiest THEN shops * (shops - 1.0) ELSE 0.0 END) AS wedges
  FROM buyers GROUP BY platform),
counted AS (
  SELECT p.platform AS platform, p.shop_id AS shop_id, p.buyer_id AS buyer_id FROM several AS p
  JOIN buyers AS b ON p.platform = b.platform AND p.buyer_id = b.buyer_id WHERE b.shops <= $busiest),
common AS (
  SELECT one.platform AS platform, one.shop_id AS one, other.shop_id AS other, CAST(count(*) AS DOUBLE) AS n FROM counted AS one
  JOIN counted AS other ON one.platform = other.platform AND one.buyer_id = other.buyer_id AND one.shop_id < other.shop_id
  GROUP BY one.platform, one.shop_id, other.shop_id HAVING count(*) > 1),
expected AS (
  SELECT c.platform AS platform, c.one AS one, c.other AS other, c.n AS n, $lift * m.wedges / (m.pairs * m.pairs) * s.buyers * t.buyers AS e FROM common AS c
  JOIN shops AS s ON c.platform = s.platform AND c.one = s.shop_id
  JOIN shops AS t ON c.platform = t.platform AND c.other = t.shop_id
  JOIN market AS m ON c.platform = m.platform)
SELECT platform, one, other FROM expected WHERE n > e AND n * ln(n / e) - (n - e) > $weak
"""
POSSIBLE = """
SELECT platform, buyer_id FROM buyers WHERE shops > $busiest
UNION
SELECT one.platform AS platform, one.buyer_id AS buyer_id FROM several AS one
JOIN linked AS l ON one.platform = l.platform AND one.shop_id = l.one
JOIN several AS other ON one.platform = other.platform AND one.buyer_id = other.buyer_id AND other.shop_id = l.other
"""
OF_POSSIBLE = """
SELECT p.platform AS platform, p.shop_id AS shop_id, p.buyer_id AS buyer_id FROM several AS p
SEMI JOIN possible AS b ON p.platform = b.platform AND p.buyer_id = b.buyer_id
"""
BUYERS = """
SELECT k.platform AS platform, k.buyer_id AS buyer_id, b.shops AS shops, b.shops - k.kept AS beyond,
  row_number() OVER (PARTITION BY k.platform ORDER BY k.buyer_id) - 1 AS b
FROM (SELECT platform, buyer_id, count(*) AS kept FROM kept GROUP BY platform, buyer_id) AS k
JOIN buyers AS b ON k.platform = b.platform AND k.buyer_id = b.buyer_id
"""
NUMBERED = """
SELECT p.platform AS platform, CAST(s.s AS INTEGER) AS s, CAST(b.b AS INTEGER) AS b FROM kept AS p
JOIN shops AS s ON p.platform = s.platform AND p.shop_id = s.shop_id
JOIN numbers AS b ON p.platform = b.platform AND p.buyer_id = b.buyer_id
"""
OF_SHOPS = """
SELECT s.platform AS platform, s.s AS node, s.buyers - coalesce(k.kept, 0) AS beyond FROM shops AS s
LEFT JOIN (SELECT platform, shop_id, count(*) AS kept FROM kept GROUP BY platform, shop_id) AS k ON k.platform = s.platform AND k.shop_id = s.shop_id
"""
OF_BUYERS = "SELECT platform, b AS node, beyond FROM numbers"
OF_MARKETS = """
SELECT platform, count(*) AS n, sum(CASE WHEN shops <= $busiest THEN shops * (shops - 1.0) ELSE 0.0 END) AS wedges FROM buyers GROUP BY platform
"""
MEMBERS = """
SELECT m.ring AS ring, m.kind AS kind, s.platform AS platform, s.shop_id AS id FROM members AS m
JOIN shops AS s ON m.kind = 's' AND m.platform = s.platform AND m.node = s.s
UNION ALL
SELECT m.ring AS ring, m.kind AS kind, b.platform AS platform, b.buyer_id AS id FROM members AS m
JOIN numbers AS b ON m.kind = 'b' AND m.platform = b.platform AND m.node = b.b
"""
MEMBERSHIP = pa.schema([("ring", pa.int64()), ("kind", pa.string()), ("platform", pa.string()), ("node", pa.int64())])

Ids = npt.NDArray[np.int32]
Found = list[tuple[str, Ring]]


class Market(NamedTuple):
    """One platform's pairs, a buyer and a shop each (int32), how many numbers there are of both, and what stayed in the engine."""

    platform: str
    buyers: Ids
    shops: Ids
    n_buyers: int
    n_shops: int
    beyond: Beyond | None


class OrderGraph:
    """All platforms' distinct pairs, known to the engine by name and to us by number."""

    def __init__(self, engine: Engine, order: Relation, most_pairs: int) -> None:
        self._engine, self._most = engine, most_pairs
        pairs = engine.keep(engine.sql(PAIRS, orders=order))
        self._shops, self._all = engine.keep(engine.sql(SHOPS, pairs=pairs)), engine.keep(engine.sql(ALL_BUYERS, pairs=pairs))
        self._kept = self._few_enough(pairs)
        self._is_whole = self._kept is pairs
        self._numbers = engine.keep(engine.sql(BUYERS, kept=self._kept, buyers=self._all))

    def _few_enough(self, pairs: Relation) -> Relation:
        """Leave out what cannot belong to a ring, the cheap things first, until the rest fits or nothing more can be left out."""
        if self._count(pairs) <= self._most:
            return pairs
        known = {"shops": self._shops, "buyers": self._all}
        several = self._engine.keep(self._engine.sql(SEVERAL, pairs=pairs, **known, fewest_shops=FEWEST_SHOPS, fewest_buyers=FEWEST_BUYERS))
        if self._count(several) <= self._most:
            return several
        linked = self._engine.keep(self._engine.sql(LINKED, several=several, **known, busiest=BUSIEST, lift=LIFT, weak=WEAK))
        possible = self._engine.keep(self._engine.sql(POSSIBLE, several=several, buyers=self._all, linked=linked, busiest=BUSIEST))
        return self._engine.keep(self._engine.sql(OF_POSSIBLE, several=several, possible=possible))

    def _count(self, relation: Relation) -> int:
        return int(self._engine.to_arrow(self._engine.sql("SELECT count(*) AS n FROM rows", rows=relation))["n"][0].as_py())

    def markets(self) -> Iterator[Market]:
        """Return each platform's graph, in the order of their names."""
        numbered = self._read(NUMBERED, kept=self._kept, shops=self._shops, numbers=self._numbers)
        of_buyers, of_shops = self._read(OF_BUYERS, numbers=self._numbers), self._read(OF_SHOPS, shops=self._shops, kept=self._kept)
        all_buyers, kept_buyers = (self._read(OF_MARKETS, buyers=each, busiest=BUSIEST) for each in (self._all, self._numbers))
        for platform in sorted(numbered["platform"].unique().to_pylist()):
            here, buyers, shops, everybody, kept = (_only(table, platform) for table in (numbered, of_buyers, of_shops, all_buyers, kept_buyers))
            left_out = everybody["n"][0].as_py() - kept["n"][0].as_py()
            wedges = float(everybody["wedges"][0].as_py()) - float(kept["wedges"][0].as_py())
            beyond = None if self._is_whole else Beyond(left_out, wedges, _by_node(buyers), _by_node(shops))
            b, s = (np.asarray(here[name].to_numpy(), np.int32) for name in ("b", "s"))
            yield Market(platform, b, s, len(buyers), len(shops), beyond)

    def _read(self, query: str, **given: Relation | int) -> pa.Table:
        return self._engine.to_arrow(self._engine.sql(query, **given))

    def names(self, found: Found) -> list[tuple[list[str], list[str]]]:
        """Return the names of each ring's buyers and shops, ascending."""
        members = pa.concat_tables(_membership(number, platform, ring) for number, (platform, ring) in enumerate(found))
        rows = self._read(MEMBERS, members=self._engine.from_arrow(members), shops=self._shops, numbers=self._numbers).to_pylist()
        ids: dict[tuple[int, str], list[str]] = {}
        for row in rows:
            ids.setdefault((row["ring"], row["kind"]), []).append(row["id"])
        return [(sorted(ids[number, "b"]), sorted(ids[number, "s"])) for number in range(len(found))]


def _only(table: pa.Table, platform: str) -> pa.Table:
    return table.filter(pc.equal(table["platform"], platform))


def _by_node(table: pa.Table) -> npt.NDArray[np.int64]:
    out = np.zeros(len(table), np.int64)
    out[table["node"].to_numpy()] = table["beyond"].to_numpy()
    return out


def _membership(number: int, platform: str, ring: Ring) -> pa.Table:
    nodes = np.concatenate([ring.buyers, ring.shops]).astype(np.int64)
    kinds = ["b"] * len(ring.buyers) + ["s"] * len(ring.shops)
    return pa.table({"ring": [number] * len(nodes), "kind": kinds, "platform": [platform] * len(nodes), "node": nodes}, MEMBERSHIP)
