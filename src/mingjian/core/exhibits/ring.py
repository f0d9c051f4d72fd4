"""Who bought from whom how often: of a ring, or of the buyers that a finding of one shop names."""

from dataclasses import dataclass
from typing import Any, Self

from mingjian.core.exhibits import Evidence
from mingjian.core.exhibits._values import items, whole


@dataclass(frozen=True)
class Ring:
    """Buyer, shop and number of orders of each pair, most orders first. `named`: the buyers of one shop that stand out, each with the same number of orders."""

    pairs: tuple[tuple[str, str, int], ...]
    named: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Describe the pairs; of one shop, its buyers and how many orders each has."""
        if self.named:
            return {"buyers": list(self.named), "orders_of_each": max(orders for _, _, orders in self.pairs)}
        return {"edges": [list(pair) for pair in self.pairs]}

    @classmethod
    def read(cls, evidence: Evidence, subject: str) -> Self | None:
        """Read pairs as lists or objects; without any, the buyers named of the shop that is the subject."""
        if "edges" in evidence:
            pairs = sorted((pair for one in items(evidence["edges"]) if (pair := _pair(one))), key=lambda pair: -pair[2])
            return cls(tuple(pairs)) if pairs else None
        named = tuple(str(buyer) for buyer in items(evidence.get("buyers")))
        own, each = subject.partition("/")[2] or subject, whole(evidence.get("orders_of_each")) or 1
        return cls(tuple((name, own, each) for name in named), named) if named else None


def _pair(one: Any) -> tuple[str, str, int] | None:
    if isinstance(one, dict):
        return str(one.get("buyer")), str(one.get("shop")), whole(one.get("orders", one.get("n", 1))) or 1
    if isinstance(one, list) and len(one) >= 2:
        return str(one[0]), str(one[1]), (whole(one[2]) if len(one) > 2 else 1) or 1
    return None
