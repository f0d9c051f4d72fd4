"""
Like goods of other shops, and what they cost: chosen by brand, category and the words of a title that say something of the price.

A finding tells with which goods a price was compared, so that an officer can look at them.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import exp, log
from statistics import mean, median
from typing import Any, TypeVar

from mingjian.core.exhibits.prices import Example, Prices
from mingjian.core.redaction import masked, shown

_APART = re.compile(r"[\W_]+")
T = TypeVar("T")
SAMPLE = 400  # listings of one brand and category that are compared with
ALIKE = 0.6  # part of what a title says of the price that a like title says too
FOREMOST = 0.9  # of the weight of the pair that says most: what says so much names the thing itself
EVEN = 2.0  # upper by lower quartile: above, goods are too unlike each other for a usual price
MOST_FAIR = 0.7  # part of like listings that must not themselves be far too cheap
TELLING = 5  # listings that a pair of characters must stand in before it may say anything of the price
TELLING_ALONE = 8  # in those of one brand; of fewer, what the pair says with all brands counts: five prices lie close together by chance
DRAWN = 200  # prices that a finding keeps to be drawn
EXAMPLES = 6  # listings that a finding keeps to be looked at


@dataclass(frozen=True)
class MarksOnFile:
    """What is on file: the marks of the register of rights, and (mark, platform, shop) of their holders. `is_asked`: a register was given at all."""

    marks: frozenset[str]
    shops: frozenset[tuple[str, str, str]]
    is_asked: bool


@dataclass(frozen=True)
class Offer:
    """One listing as it is compared. `words` are those of its title, in small letters, without the brand and what is no letter."""

    platform: str
    listing_id: str
    shop: str
    price: float
    title: str
    words: tuple[str, ...]

    @cached_property
    def pairs(self) -> frozenset[str]:
        """The pairs of neighbouring characters of the title."""
        return frozenset(word[n : n + 2] for word in self.words for n in range(max(len(word) - 1, 0)))


def offer_of(row: Mapping[str, Any]) -> Offer:
    """Read one row: platform, listing_id, shop_id, price in yuan, title, and `mark`, the brand in small letters."""
    words = tuple(_APART.split(row["title"][:500].lower().replace(row["mark"], " ")))
    return Offer(row["platform"], row["listing_id"], row["shop_id"], row["price"], row["title"], words)


class Group:
    """The listings of one brand and category that are compared with, and what each pair of characters says of the price."""

    def __init__(self, with_other_brands: Mapping[str, float] | None = None) -> None:
        self.offers: list[Offer] = []
        self._with_other_brands = with_other_brands or {}

    def add(self, offer: Offer) -> None:
        """Take in one listing."""
        self.offers.append(offer)

    @cached_property
    def telling(self) -> Mapping[str, float]:
        """
        Weigh pairs of characters by how much closer prices lie where a pair stands than in the whole group, 0 to 1.

        So the name of a thing weighs much, and "genuine" or "free of postage", which stand with everything, nothing. Of a pair that stands in too few
        listings of this brand the weight is what it says in those of all brands of the category.
        """
        own = _telling([(offer.pairs, log(offer.price)) for offer in self.offers], TELLING_ALONE if self._with_other_brands else TELLING)
        return {**self._with_other_brands, **own}

    def thing(self, own: Offer) -> Mapping[str, float]:
        """Return the pairs of a title that name the thing itself, with their weights; none where the title says nothing of the price."""
        weights = self._weights(own)
        foremost = FOREMOST * max(weights.values(), default=0.0)
        return {pair: weight for pair, weight in weights.items() if weight >= foremost}

    def alike(self, own: Offer) -> list[Offer]:
        """
        Return the listings of other shops whose titles say of the price what this one's says; all others of other shops where it says nothing.

        They must name the same thing, too: three pairs of a phrase like "genuine" may by chance weigh more together than the thing's one.
        """
        weights, thing = self._weights(own), self.thing(own)
        elsewhere = (one for one in self.offers if (one.platform, one.shop) != (own.platform, own.shop))
        return [one for one in elsewhere if _says(one, thing) and _says(one, weights)]

    def _weights(self, own: Offer) -> dict[str, float]:
        return {pair: weight for pair in own.pairs if (weight := self.telling.get(pair, 0.0)) > 0}


def by_group(rows: Iterable[Mapping[str, Any]], of_all_brands: Iterable[Mapping[str, Any]] = ()) -> Mapping[tuple[str, str], Group]:
    """Put rows into the group of their brand and category, `mark` and `sort`. `of_all_brands`: listings by which words of each category are weighed, too."""
    weights = _by_sort(of_all_brands)
    groups: dict[tuple[str, str], Group] = {}
    for row in rows:
        key = row["mark"], row["sort"]
        if key not in groups:
            groups[key] = Group(weights.get(row["sort"]))
        groups[key].add(offer_of(row))
    return groups


def _by_sort(rows: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, float]]:
    """Weigh the pairs of characters of each category, brands taken together: each price as a multiple of its brand's median there."""
    brands: dict[str, dict[str, list[Offer]]] = {}
    for row in rows:
        brands.setdefault(row["sort"], {}).setdefault(row["mark"], []).append(offer_of(row))
    return {sort: _telling(_multiples(of_brands.values()), TELLING) for sort, of_brands in brands.items()}


def _multiples(of_brands: Iterable[list[Offer]]) -> list[tuple[frozenset[str], float]]:
    """Return each listing's pairs and the logarithm of its price over its brand's median; brands with too few for a median are left out."""
    told = []
    for offers in of_brands:
        if len(offers) >= TELLING:
            usual = log(median(offer.price for offer in offers))
            told += [(offer.pairs, log(offer.price) - usual) for offer in offers]
    return told


def _telling(priced: Sequence[tuple[frozenset[str], float]], fewest: int) -> Mapping[str, float]:
    prices: dict[str, list[float]] = {}
    for pairs, price in priced:
        for pair in pairs:
            prices.setdefault(pair, []).append(price)
    whole = _distance([price for _, price in priced]) if priced else 0.0
    return {pair: max(0.0, 1 - _distance(some) / (whole or 1.0)) for pair, some in prices.items() if len(some) >= fewest}


def _says(offer: Offer, weights: Mapping[str, float]) -> bool:
    return sum(weight for pair, weight in weights.items() if pair in offer.pairs) >= ALIKE * sum(weights.values())


def _distance(values: list[float]) -> float:
    """Return the mean distance from the median: unlike that of the quartiles it sees a fifth of dear goods among cheap ones."""
    middle = median(values)
    return mean(abs(value - middle) for value in values)


@dataclass(frozen=True)
class Reference:
    """What like goods cost elsewhere: the median, the lower quartile; the listings themselves, whether of the right holder's own, by which words chosen."""

    price: float
    low: float
    offers: Sequence[Offer]
    is_holders: bool
    words: tuple[str, ...]

    @cached_property
    def shops(self) -> int:
        """The number of shops."""
        return len({(one.platform, one.shop) for one in self.offers})


def reference_of(own: Offer, group: Group | None, mark: str, known: MarksOnFile, *, enough: int, shops: int) -> Reference | None:
    """Return what like listings of other shops cost; None where they are too few, or too unlike each other to say."""
    if group is None:
        return None
    alike, words = group.alike(own), named(own, group.thing(own))
    if holders := [one for one in alike if (mark, one.platform, one.shop) in known.shops]:
        return _reference(holders, words, is_holders=True)
    elsewhere = {(one.platform, one.shop) for one in alike}
    is_enough = len(alike) >= enough and len(elsewhere) >= shops
    return _reference(alike, words, is_holders=False) if is_enough and _are_even(alike) else None


def _reference(offers: Sequence[Offer], words: tuple[str, ...], *, is_holders: bool) -> Reference:
    fair = _fair(offers)
    return Reference(median(one.price for one in offers), fair[len(fair) // 4], offers, is_holders, words)


def _fair(offers: Sequence[Offer]) -> list[float]:
    """Return the prices in order, without those under half of the median: what is openly fake says nothing of the usual range."""
    usual = median(one.price for one in offers)
    return sorted(one.price for one in offers if one.price >= usual / 2)


def _are_even(offers: Sequence[Offer]) -> bool:
    fair = _fair(offers)
    low, high = _quartiles(fair) if fair else (1.0, 1.0)
    return len(fair) >= MOST_FAIR * len(offers) and exp(log(high) - log(low)) <= EVEN


def _quartiles(ordered: Sequence[float]) -> tuple[float, float]:
    return ordered[len(ordered) // 4], ordered[len(ordered) * 3 // 4]


def named(own: Offer, pairs: Mapping[str, float]) -> tuple[str, ...]:
    """Return the stretches of a title that pairs cover, each once: `跑步` and `步鞋` are read as `跑步鞋`."""
    found: dict[str, None] = {}
    for word in own.words:
        begun = -1
        for n in range(len(word)):
            if word[n : n + 2] in pairs and n + 1 < len(word):
                begun = n if begun < 0 else begun
            elif begun >= 0:
                found[word[begun : n + 1]], begun = None, -1
    return tuple(found)


def prices_of(own: Offer, reference: Reference, bounds: tuple[float, float], *, brand: str, category: str) -> Prices:
    """
    Return with which goods a price was compared: words that chose them, quartiles, prices in order, and some of them, from cheap to dear.

    `bounds` are the prices, in yuan, between which this finding is told. Of many prices and listings as many are kept as can be drawn, evenly by rank.
    """
    offers = sorted(reference.offers, key=lambda one: (one.price, one.platform, one.listing_id))
    prices = [one.price for one in offers]
    return Prices(
        own.price,
        reference.price,
        len(offers),
        reference.shops,
        brand,
        category,
        tuple(shown(word) for word in reference.words),
        reference.is_holders,
        _quartiles(prices),
        (round(bounds[0], 2), round(bounds[1], 2)),
        tuple(_evenly(prices, DRAWN)),
        tuple(_example(one) for one in _evenly(offers, EXAMPLES)),
    )


def _example(offer: Offer) -> Example:
    return Example(f"{offer.platform}/{offer.listing_id}", f"{offer.platform}/{offer.shop}", shown(masked(offer.title[:500])), offer.price)


def _evenly(ordered: Sequence[T], most: int) -> list[T]:
    """Return at most so many of a row, the first and the last among them."""
    last = len(ordered) - 1
    return list(ordered) if last < most else [ordered[n * last // (most - 1)] for n in range(most)]
