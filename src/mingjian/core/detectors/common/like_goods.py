"""
Like goods of other shops, and what they cost: chosen by brand, category and the words of a title that say something of the price.

A finding tells with which goods a price was compared, so that an officer can look at them.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import exp, log
from statistics import median
from typing import Any, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from mingjian.core.exhibits.prices import Example, Prices
from mingjian.core.redaction import masked, shown

_APART = re.compile(r"[\W_]+")
T = TypeVar("T")
Ordered: TypeAlias = npt.NDArray[np.float64]  # prices from cheap to dear
SAMPLE = 400  # listings of one brand and category that are compared with
ALIKE = 3, 5  # part of what a title says of the price that a like title says too
FOREMOST = 9, 10  # of the weight of the pair that says most: what says so much names the thing itself
UNIT = 1 << 30  # by which weights are whole numbers, so that sums of them are exact: a tie is decided alike in whichever order they are added
EVEN = 2.0  # upper by lower quartile: above, goods are too unlike each other for a usual price
MOST_FAIR = 0.7  # part of like listings that must not themselves be far too cheap
TELLING = 5  # listings that a pair of characters must stand in before it may say anything of the price
PLAINLY = 5  # a pair of which less than a fifth as many titles are free of words of copies and claims as of all names no thing: it belongs to such a phrase
TELLING_ALONE = 8  # in those of one brand; of fewer, what the pair says with all brands counts: five prices lie close together by chance
DRAWN = 200  # prices that a finding keeps to be drawn
READ_AT_ONCE = 50_000  # titles whose words are kept while others are read: the same stand under many listings, and in several groups
EXAMPLES = 6  # listings that a finding keeps to be looked at


@dataclass(frozen=True)
class MarksOnFile:
    """What is on file: the marks of the register of rights, and (mark, platform, shop) of their holders. `is_asked`: a register was given at all."""

    marks: frozenset[str]
    shops: frozenset[tuple[str, str, str]]
    is_asked: bool


@dataclass(frozen=True)
class Offer:
    """
    One listing as it is compared. `words` are those of its title, in small letters, without the brand and what is no letter.

    `is_claimed`: it holds a word of copies, or a claim that it is genuine.
    """

    platform: str
    listing_id: str
    shop: str
    price: float
    title: str
    words: tuple[str, ...]
    is_claimed: bool = False

    @cached_property
    def pairs(self) -> frozenset[str]:
        """Return the pairs of neighbouring characters of the title."""
        return _pairs_of(self.words)


def offer_of(row: Mapping[str, Any]) -> Offer:
    """Read one row: platform, listing_id, shop_id, price in yuan, title, `mark`, the brand in small letters, and `is_claimed` if it is known."""
    words = _words_of(row["title"], row["mark"])
    return Offer(row["platform"], row["listing_id"], row["shop_id"], row["price"], row["title"], words, bool(row.get("is_claimed")))


@lru_cache(READ_AT_ONCE)
def _words_of(title: str, mark: str) -> tuple[str, ...]:
    return tuple(_APART.split(title[:500].lower().replace(mark, " ")))


@lru_cache(READ_AT_ONCE)
def _pairs_of(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word[n : n + 2] for word in words for n in range(max(len(word) - 1, 0)))


class Group:
    """
    The listings of one brand and category that are compared with, and what each pair of characters says of the price.

    `held`: (platform, shop) of the right holder's own shops.
    """

    def __init__(self, with_other_brands: Mapping[str, float] | None = None, held: Collection[tuple[str, str]] = ()) -> None:
        self.offers: list[Offer] = []
        self._with_other_brands = with_other_brands or {}
        self._held = held
        # By the words of a title, which many listings have in common:
        self._alike: dict[tuple[str, ...], npt.NDArray[np.intp]] = {}
        self._weighed: dict[tuple[str, ...], dict[str, int]] = {}
        self._tells: dict[tuple[str, ...], bool] = {}

    def add(self, offer: Offer) -> None:
        """Take in one listing."""
        self.offers.append(offer)

    @cached_property
    def telling(self) -> Mapping[str, int]:
        """
        Weigh pairs of characters by how much closer prices lie where a pair stands than in the whole group, 0 to `UNIT`; those that say nothing are left out.

        So the name of a thing weighs much, and "genuine" or "free of postage", which stand with everything, nothing. Of a pair that stands in too few
        listings of this brand the weight is what it says in those of all brands of the category.
        """
        own = _telling([(offer, log(offer.price)) for offer in self.offers], TELLING_ALONE if self._with_other_brands else TELLING)
        weights = {pair: round(weight * UNIT) for pair, weight in {**self._with_other_brands, **own}.items()}
        return {pair: weight for pair, weight in weights.items() if weight > 0}

    def thing(self, own: Offer) -> Mapping[str, int]:
        """Return the pairs of a title that name the thing itself, with their weights; none where the title says nothing of the price."""
        return _foremost(self._weights(own))

    def can_tell(self, own: Offer) -> bool:
        """
        Return whether a title says which of the group's things it is of.

        Where its words say nothing of the price it may be any other thing, unless it names what half of those do that claim nothing.
        """
        if own.words not in self._tells:
            is_named = any(2 * self._plainly[pair] >= self._plain_titles for pair in own.pairs)
            self._tells[own.words] = bool(self._weights(own)) or not self._plain_titles or is_named
        return self._tells[own.words]

    @cached_property
    def _plain_titles(self) -> int:
        return sum(not offer.is_claimed for offer in self.offers)

    @cached_property
    def _plainly(self) -> Counter[str]:
        return Counter(pair for offer in self.offers if not offer.is_claimed for pair in offer.pairs)

    def alike(self, own: Offer) -> npt.NDArray[np.intp]:
        """
        Return the places of the listings of other shops whose titles say of the price what this one's says; of all others of other shops where it says nothing.

        They must name the same thing, too: three pairs of a phrase like "genuine" may by chance weigh more together than the thing's one.
        """
        return np.sort(self.by_price(own))

    def by_price(self, own: Offer) -> npt.NDArray[np.intp]:
        """Return the same places, from the cheapest to the dearest."""
        if own.words not in self._alike:
            weights = self._weights(own)
            says = self._say(_foremost(weights)) & self._say(weights) if weights else np.ones(len(self.offers), np.bool_)
            places = np.flatnonzero(says)
            self._alike[own.words] = places[np.argsort(self._prices[places], kind="stable")]
        places = self._alike[own.words]
        elsewhere: npt.NDArray[np.intp] = places[self._shops[places] != self._codes.get((own.platform, own.shop), -1)]
        return elsewhere

    def elsewhere(self, places: npt.NDArray[np.intp]) -> int:
        """Count the shops of the listings at these places."""
        return int(np.count_nonzero(np.bincount(self._shops[places])))

    def holders(self, places: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
        """Return those places whose listing is of one of the right holder's own shops."""
        return places[self._is_held[places]]

    def prices(self, places: npt.NDArray[np.intp]) -> Ordered:
        """Return the prices at these places, in their order."""
        return self._prices[places]

    def _weights(self, own: Offer) -> dict[str, int]:
        if own.words not in self._weighed:
            telling = self.telling
            self._weighed[own.words] = {pair: telling[pair] for pair in own.pairs if pair in telling}
        return self._weighed[own.words]

    def _say(self, weights: Mapping[str, int]) -> npt.NDArray[np.bool_]:
        """Mark the listings whose titles hold so much of these weights as makes them alike."""
        part, whole = ALIKE
        said = np.fromiter(weights.values(), np.int64) @ self._stands[[self._places[pair] for pair in weights]].astype(np.int64)
        alike: npt.NDArray[np.bool_] = said * whole >= sum(weights.values()) * part
        return alike

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {pair: place for place, pair in enumerate(self.telling)}

    @cached_property
    def _stands(self) -> npt.NDArray[np.bool_]:
        """Mark by pair in which listings it stands."""
        marks = np.zeros((len(self.telling), len(self.offers)), np.bool_)
        for number, offer in enumerate(self.offers):
            marks[[self._places[pair] for pair in offer.pairs if pair in self._places], number] = True
        return marks

    @cached_property
    def _codes(self) -> Mapping[tuple[str, str], int]:
        return {shop: code for code, shop in enumerate(dict.fromkeys((one.platform, one.shop) for one in self.offers))}

    @cached_property
    def _shops(self) -> npt.NDArray[np.int64]:
        return np.array([self._codes[one.platform, one.shop] for one in self.offers], np.int64)

    @cached_property
    def _prices(self) -> npt.NDArray[np.float64]:
        return np.array([one.price for one in self.offers], np.float64)

    @cached_property
    def _is_held(self) -> npt.NDArray[np.bool_]:
        return np.array([(one.platform, one.shop) in self._held for one in self.offers], np.bool_)


def _foremost(weights: Mapping[str, int]) -> dict[str, int]:
    part, whole = FOREMOST
    foremost = part * max(weights.values(), default=0)
    return {pair: weight for pair, weight in weights.items() if weight * whole >= foremost}


def by_group(
    rows: Iterable[Mapping[str, Any]], of_all_brands: Iterable[Mapping[str, Any]] = (), known: MarksOnFile | None = None
) -> Mapping[tuple[str, str], Group]:
    """Put rows into the group of their brand and category, `mark` and `sort`. `of_all_brands`: listings by which words of each category are weighed, too."""
    weights, groups = _by_sort(of_all_brands), dict[tuple[str, str], Group]()
    held: dict[str, set[tuple[str, str]]] = {}
    for mark, platform, shop in known.shops if known else ():
        held.setdefault(mark, set()).add((platform, shop))
    for row in rows:
        key = row["mark"], row["sort"]
        if key not in groups:
            groups[key] = Group(weights.get(row["sort"]), held.get(row["mark"], ()))
        groups[key].add(offer_of(row))
    return groups


def _by_sort(rows: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, float]]:
    """Weigh the pairs of characters of each category, brands taken together: each price as a multiple of its brand's median there."""
    brands: dict[str, dict[str, list[Offer]]] = {}
    for row in rows:
        brands.setdefault(row["sort"], {}).setdefault(row["mark"], []).append(offer_of(row))
    return {sort: _telling(_multiples(of_brands.values()), TELLING) for sort, of_brands in brands.items()}


def _multiples(of_brands: Iterable[list[Offer]]) -> list[tuple[Offer, float]]:
    """Return each listing and the logarithm of its price over its brand's median; brands with too few for a median are left out."""
    told = []
    for offers in of_brands:
        if len(offers) >= TELLING:
            usual = log(median(offer.price for offer in offers))
            told += [(offer, log(offer.price) - usual) for offer in offers]
    return told


def _telling(priced: Sequence[tuple[Offer, float]], fewest: int) -> Mapping[str, float]:
    """
    Return by pair how much closer than all together the prices lie where it stands, for those that stand in `fewest` titles or more.

    A pair that stands almost only where words of copies or claims do weighs nothing: a seller's phrase in ten listings, two of them of one brand, would
    otherwise say more than the name of the thing, and leave each of them without like goods.
    """
    codes: dict[str, int] = {}
    by_title: dict[frozenset[str], npt.NDArray[np.int64]] = {}  # many listings have one title
    for offer, _ in priced:
        if offer.pairs not in by_title:
            by_title[offer.pairs] = np.array([codes.setdefault(pair, len(codes)) for pair in offer.pairs], np.int64)
    if not codes:
        return {}
    numbers = np.concatenate([by_title[offer.pairs] for offer, _ in priced])
    of_titles = np.array([price for _, price in priced], np.float64)
    plain = np.array([not offer.is_claimed for offer, _ in priced], np.int64)
    many = [len(offer.pairs) for offer, _ in priced]
    prices = np.repeat(of_titles, many)
    order = np.lexsort((prices, numbers))
    starts = np.flatnonzero(np.diff(numbers[order], prepend=-1))
    whole, _ = _distances(np.sort(of_titles), np.zeros(1, np.int64))
    each, sizes = _distances(prices[order], starts)
    names_a_thing = np.add.reduceat(np.repeat(plain, many)[order], starts) * PLAINLY * len(plain) >= sizes * plain.sum()
    weights = np.where(names_a_thing, np.maximum(0.0, 1 - each / (whole[0] or 1.0)), 0.0)
    return {pair: weight for pair, weight, n in zip(codes, weights.tolist(), sizes.tolist(), strict=True) if n >= fewest}


def _distances(values: npt.NDArray[np.float64], starts: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """
    Return the mean distance from the median of each stretch of values, ascending in each, and how long it is.

    Unlike that of the quartiles it sees a fifth of dear goods among cheap ones.
    """
    sizes = np.diff(np.append(starts, len(values)))
    middles = (values[starts + (sizes - 1) // 2] + values[starts + sizes // 2]) / 2
    return np.add.reduceat(np.abs(values - np.repeat(middles, sizes)), starts) / sizes, sizes


@dataclass(frozen=True)
class Reference:
    """What like goods cost elsewhere: the median, the lower quartile; the listings themselves, whether of the right holder's own, what chose them."""

    price: float
    low: float
    group: Group
    places: npt.NDArray[np.intp]
    is_holders: bool

    @property
    def offers(self) -> list[Offer]:
        """Return the listings themselves."""
        return [self.group.offers[place] for place in self.places]

    @cached_property
    def shops(self) -> int:
        """Return the number of shops."""
        return self.group.elsewhere(self.places)

    def words(self, own: Offer) -> tuple[str, ...]:
        """Return the words of a title that chose the listings."""
        return named(own, self.group.thing(own))


def reference_of(own: Offer, group: Group | None, *, enough: int, shops: int) -> Reference | None:
    """Return what like listings of other shops cost; None where they are too few, or too unlike each other to say."""
    if group is None or not group.can_tell(own):
        return None
    alike = group.by_price(own)
    if len(holders := group.holders(alike)):
        return _reference(group, holders, is_holders=True)
    if len(alike) < enough or group.elsewhere(alike) < shops:
        return None
    return _reference(group, alike, is_holders=False) if _are_even(group.prices(alike)) else None


def _reference(group: Group, places: npt.NDArray[np.intp], *, is_holders: bool) -> Reference:
    ordered = group.prices(places)
    fair = _fair(ordered)
    return Reference(_middle(ordered), float(fair[len(fair) // 4]), group, places, is_holders)


def _middle(ordered: Ordered) -> float:
    half = len(ordered) // 2
    return float(ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2)


def _fair(ordered: Ordered) -> Ordered:
    """Return the prices in order, without those under half of the median: what is openly fake says nothing of the usual range."""
    return ordered[np.searchsorted(ordered, _middle(ordered) / 2) :]


def _are_even(ordered: Ordered) -> bool:
    fair = _fair(ordered)
    low, high = _quartiles(fair) if len(fair) else (1.0, 1.0)
    return len(fair) >= MOST_FAIR * len(ordered) and exp(log(high) - log(low)) <= EVEN


def _quartiles(ordered: Sequence[float] | Ordered) -> tuple[float, float]:
    return float(ordered[len(ordered) // 4]), float(ordered[len(ordered) * 3 // 4])


def named(own: Offer, pairs: Collection[str]) -> tuple[str, ...]:
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
        tuple(shown(word) for word in reference.words(own)),
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
