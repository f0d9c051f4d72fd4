"""Figures of a finding that a person may want to check: how many orders, buyers, shops and pairs, and what would be usual."""

from dataclasses import dataclass
from typing import Any, Self

from mingjian.core.exhibits import Evidence
from mingjian.core.exhibits._values import items


@dataclass(frozen=True)
class Figures:
    """Each figure as told, None where it was not. `densest_orders`: in the densest window; `typical`: median orders a buyer; `taste`: times the usual."""

    orders: float | None = None
    buyers: float | None = None
    shops: float | None = None
    densest_orders: float | None = None
    typical: float | None = None
    pairs_found: float | None = None
    pairs_expected: float | None = None
    density: float | None = None
    taste: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Describe the figures that are known."""
        told = {
            "orders_counted": self.orders,
            "buyers_counted": self.buyers,
            "shops_counted": self.shops,
            "typical": self.typical,
            "pairs_found": self.pairs_found,
            "pairs_expected": self.pairs_expected,
            "density": self.density,
            "taste": self.taste,
        }
        return {name: value for name, value in told.items() if value is not None}

    @classmethod
    def read(cls, evidence: Evidence, subject: str) -> Self | None:
        """Read what figures there are; orders, buyers and shops are counted where the evidence lists them."""
        densest = evidence.get("densest")
        read = cls(
            _told(evidence.get("orders_counted") or (len(items(evidence.get("orders"))) or None)),
            _told(evidence.get("buyers_counted") or (len(items(evidence.get("buyers"))) or None)),
            _told(len(items(evidence.get("shops"))) or None),
            _told(densest.get("orders")) if isinstance(densest, dict) else None,
            _told(evidence.get("typical")),
            _told(evidence.get("pairs", evidence.get("pairs_found"))),
            _told(evidence.get("expected", evidence.get("pairs_expected"))),
            _told(evidence.get("density")),
            _told(evidence.get("taste")),
        )
        return read if read != cls() else None


def _told(value: Any) -> float | None:
    """Return a number as it is, whole or not."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
