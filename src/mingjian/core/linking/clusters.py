"""Joins pairs into clusters, the heaviest first, and refuses what no two records of one operator have."""

from collections.abc import Sequence
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

LARGEST = 50  # records; a larger cluster is more likely to be an agent's customers than one operator's shops
SCHEMA = pa.schema([("record", pa.string()), ("cluster", pa.string())])


class Clusters(NamedTuple):
    """`table` has each record with its cluster, called by the smallest id in it; how many joins were refused, and why."""

    table: pa.Table
    refused: dict[str, int]


class _Forest:
    """Sets of records that know their size, their valid code and their branch."""

    def __init__(self, codes: Sequence[str | None], branches: Sequence[str | None]) -> None:
        self.parent, self.size = list(range(len(codes))), [1] * len(codes)
        self.codes = list(codes)
        self.branches = list(branches)

    def root(self, at: int) -> int:
        while self.parent[at] != at:
            self.parent[at] = self.parent[self.parent[at]]
            at = self.parent[at]
        return at

    def why_not(self, one: int, other: int, largest: int) -> str:
        """Return why two sets may not be joined, or nothing."""
        if self.size[one] + self.size[other] > largest:
            return "largest"
        for name, told in (("uscc", self.codes), ("branch", self.branches)):
            if told[one] and told[other] and told[one] != told[other]:
                return name
        return ""

    def join(self, one: int, other: int) -> None:
        if self.size[one] < self.size[other]:
            one, other = other, one
        self.parent[other] = one
        self.size[one] += self.size[other]
        self.codes[one] = self.codes[one] or self.codes[other]
        self.branches[one] = self.branches[one] or self.branches[other]


def clusters_of(pairs: pa.Table, columns: pa.Table, threshold: float, largest: int = LARGEST) -> Clusters:
    """
    Cluster the records of `columns` by the pairs at or above a probability.

    A join is refused where a set would hold two valid credit codes, two branches, or more than `largest` records: nothing links all customers of an agent.
    """
    ids = columns["unique_id"].to_pylist()
    place = {name: at for at, name in enumerate(ids)}
    forest = _Forest(columns["code"].to_pylist(), columns["branch"].to_pylist())
    refused = {"uscc": 0, "branch": 0, "largest": 0}
    strong = pairs.filter(pc.greater_equal(pairs["probability"], threshold)).sort_by([("weight", "descending"), ("left", "ascending"), ("right", "ascending")])
    for left, right in zip(strong["left"].to_pylist(), strong["right"].to_pylist(), strict=True):
        one, other = forest.root(place[left]), forest.root(place[right])
        if one == other:
            continue
        if why := forest.why_not(one, other, largest):
            refused[why] += 1
        else:
            forest.join(one, other)
    first: dict[int, str] = {}
    for at, name in enumerate(ids):
        root = forest.root(at)
        first[root] = min(name, first.get(root, name))
    return Clusters(pa.table({"record": ids, "cluster": [first[forest.root(at)] for at in range(len(ids))]}, SCHEMA), refused)
