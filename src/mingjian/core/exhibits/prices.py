"""A price, and those that it was compared with."""

from dataclasses import dataclass
from typing import Any, NamedTuple, Self

from mingjian.core.exhibits import Evidence
from mingjian.core.exhibits._values import items, objects, price, words

MOST_PRICES, MOST_EXAMPLES, MOST_WORDS = 400, 12, 10


class Example(NamedTuple):
    """One of the listings compared with: itself and its shop, `platform/id`; its title and price in yuan."""

    listing: str
    shop: str
    title: str
    price: float


@dataclass(frozen=True)
class Prices:
    """
    The own price and the median of like goods, in yuan; of how many listings and shops; by which brand, category and words they were chosen.

    `quartiles` of theirs; `bounds` between which such a finding is told; `prices` in order and `examples`, of many as many as can be drawn.
    """

    own: float
    usual: float
    listings: int
    shops: int
    brand: str
    category: str
    words: tuple[str, ...]
    is_holders: bool
    quartiles: tuple[float, float]
    bounds: tuple[float, float]
    prices: tuple[float, ...]
    examples: tuple[Example, ...]

    def to_json(self) -> dict[str, Any]:
        """Describe the price and its share of the median, and apart from them what it was compared with."""
        compared = {
            "brand": self.brand,
            "category": self.category,
            "words": list(self.words),
            "is_holders": self.is_holders,
            "quartiles": list(self.quartiles),
            "bounds": list(self.bounds),
            "prices": list(self.prices),
            "examples": [one._asdict() for one in self.examples],
        }
        figures = {"price": self.own, "reference": self.usual, "ratio": round(self.own / self.usual, 4)}
        return {**figures, "like_listings": self.listings, "like_shops": self.shops, "compared": compared}

    @classmethod
    def read(cls, evidence: Evidence, subject: str) -> Self | None:
        """Read them; None where a price, the prices compared or their span is missing."""
        found, own, usual = evidence.get("compared"), price(evidence.get("price")), price(evidence.get("reference"))
        if not isinstance(found, dict) or own is None or usual is None:
            return None
        prices = sorted(filter(None, map(price, items(found.get("prices"))[:MOST_PRICES])))
        quartiles, bounds = _two(found.get("quartiles")), _two(found.get("bounds"))
        if not prices or quartiles is None or bounds is None:
            return None
        return cls(
            own,
            usual,
            _count(evidence.get("like_listings"), len(prices)),
            _count(evidence.get("like_shops"), 1),
            words(found.get("brand")),
            words(found.get("category")),
            tuple(words(word) for word in items(found.get("words"))[:MOST_WORDS]),
            found.get("is_holders") is True,
            quartiles,
            bounds,
            tuple(prices),
            tuple(one for told in objects(items(found.get("examples"))[:MOST_EXAMPLES]) if (one := _example(told))),
        )


def _example(told: dict[str, Any]) -> Example | None:
    asked = price(told.get("price"))
    return Example(words(told.get("listing")), words(told.get("shop")), words(told.get("title")), asked) if asked else None


def _two(value: Any) -> tuple[float, float] | None:
    """Read two ends of a span; the lower may be nothing."""
    ends = items(value)
    low, high = (0.0 if ends[0] == 0 else price(ends[0]), price(ends[1])) if len(ends) == 2 else (None, None)
    return (low, high) if low is not None and high is not None and low <= high else None


def _count(value: Any, otherwise: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else otherwise
