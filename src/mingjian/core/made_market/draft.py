"""What shops offer and accounts post while it is being written: ordinary at first, then some of it planted over, each place once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from mingjian.core.made_market.operators import Shops
from mingjian.core.made_market.plan import Flags, Floats, Ints
from mingjian.core.made_market.truth import Known
from mingjian.core.made_market.words import PLATFORMS

Kind = TypeVar("Kind")


@dataclass(frozen=True)
class Offers:
    """One row a listing: its shop, price and thing. The listings of shop s are rows first[s] <= r < first[s + 1]."""

    ids: list[str]
    shop: Ints
    price: Floats
    goods: list[str]
    first: Ints


@dataclass
class Draft:
    """Listings while they are written, one row each; `seen` is in seconds since 1970. A place that is taken is not planted over again."""

    shops: Shops
    shop: Ints
    ids: list[str]
    goods: list[str]
    title: list[str]
    text: list[str]
    brand: list[str | None]
    category: list[str]
    price: list[float]
    seen: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    sold: Floats = field(default_factory=lambda: np.zeros(0))
    taken: Flags = field(init=False)

    def __post_init__(self) -> None:
        self.taken = np.zeros(len(self.ids), np.bool_)

    def subject(self, place: int) -> str:
        """Write a listing as `platform/id`."""
        return f"{PLATFORMS[self.shops.platform[self.shop[place]]]}/{self.ids[place]}"

    def take(self, draw: np.random.Generator, n: int, *categories: str, shop: int | None = None) -> list[int]:
        """Take up to `n` places, each of another shop, in some categories (any, where none is named), or of one shop; fewer where there are no more."""
        free = self._free(categories)
        if shop is not None:
            chosen = free[self.shop[free] == shop][:n]
        else:
            mixed = draw.permutation(free)
            _, first = np.unique(self.shop[mixed], return_index=True)
            chosen = mixed[np.sort(first)][:n]
        self.taken[chosen] = True
        found: list[int] = chosen.tolist()
        return found

    def take_in_one_shop(self, draw: np.random.Generator, n: int, *categories: str) -> list[int]:
        """Take up to `n` places of one shop, one that has so many if there is any."""
        free = self._free(categories)
        owners, many = np.unique(self.shop[free], return_counts=True)
        fitting = owners[many >= min(n, int(many.max(initial=0)))]
        return self.take(draw, n, *categories, shop=int(draw.choice(fitting))) if len(fitting) else []

    def _free(self, categories: tuple[str, ...]) -> Ints:
        fits = np.isin(np.array(self.category), categories) if categories else np.ones(len(self.ids), np.bool_)
        return np.flatnonzero(fits & ~self.taken)

    def write(self, place: int, *, title: str, text: str | None = None, brand: str | None = None, price: float | None = None) -> None:
        """Write over one listing. Its category stays; the brand is as given, the text and the price only where they are."""
        self.title[place], self.brand[place] = title, brand
        if text is not None:
            self.text[place] = text
        if price is not None:
            self.price[place] = round(price, 2)


@dataclass
class Posts:
    """Posts while they are written; `free` are the places that nothing was planted in, in random order."""

    platform: str
    ids: list[str]
    text: list[str]
    account: list[str]
    channel: list[str]
    posted: Ints  # seconds since 1970
    free: list[int]

    def put(self, text: str, account: str | None = None) -> str | None:
        """Write over an ordinary post, and give its subject; None where none is left. Without an account it stays with the one that posted."""
        if not self.free:
            return None
        place = self.free.pop()
        self.text[place] = text
        if account is not None:
            self.account[place] = account
        return f"{self.platform}/{self.ids[place]}"


@dataclass(frozen=True)
class Sower:
    """What makers plant with: a stream of chance of their own, and where the truth goes."""

    draw: np.random.Generator
    known: Known

    def one(self, among: tuple[str, ...]) -> str:
        """Choose one."""
        return among[int(self.draw.integers(0, len(among)))]

    def some(self, among: tuple[str, ...], n: int) -> list[str]:
        """Choose some, none twice."""
        return [among[k] for k in self.draw.permutation(len(among))[:n].tolist()]

    def between(self, low: float, high: float) -> float:
        """Draw a number."""
        return float(self.draw.uniform(low, high))


def spread(among: Sequence[Kind], n: int) -> list[Kind]:
    """Choose `n` evenly from a sequence; all of them again and again where it has fewer."""
    return [among[k * len(among) // n] if n <= len(among) else among[k % len(among)] for k in range(n)]
