"""
What platforms count of listings over a span: returns, complaints, ratings, changes; of most as people trade, of some as fakes do, of some as looks like it.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from mingjian.core.made_market.draft import Draft, Sower
from mingjian.core.made_market.operators import as_kind
from mingjian.core.made_market.plan import Plan
from mingjian.core.made_market.words import PLATFORMS

WEEK_TOO = 10  # one listing in so many has the figures of the last week beside those of the whole span


@dataclass(frozen=True)
class Way:
    """How the figures of one sort of listing lie: parts of what is sold, the part of the price, and what is done with it."""

    name: str
    is_bad: bool
    returned: float = 0.05
    fake: float = 0.001
    told: float = 0.0005
    low: float = 0.05
    price: float = 1.0
    is_new: bool = False
    again: int = 0
    changed: int = 0
    sold: tuple[int, int] = (120, 600)


WAYS = (
    Way("returned_as_fake", True, returned=0.25, fake=0.1, low=0.25),
    Way("complained_of", True, told=0.06, low=0.3, price=0.5),
    Way("new_and_returned", True, returned=0.2, fake=0.08, is_new=True),
    Way("put_up_again", True, fake=0.07, told=0.04, again=3, changed=4),
    Way("reasons_not_told", True, returned=0.3, fake=0.0, told=0.0, low=0.35, price=0.45, is_new=True, again=2),
    Way("little_sold", True, returned=0.25, fake=0.1, low=0.25, sold=(5, 14)),
    Way("new_goods", False, returned=0.18, low=0.15, is_new=True),
    Way("bad_batch", False, returned=0.3, low=0.3),
    Way("wrong_size", False, returned=0.35, low=0.06),
    Way("clearance", False, returned=0.1, price=0.5, changed=3),
    Way("competitors_returns", False, returned=0.07, fake=0.02),
    Way("put_up_often", False, again=4, changed=9),
)
_USUAL = Way("", False)
NEWEST = 40  # days


@dataclass(frozen=True)
class Behaviour:
    """Which listings behave otherwise than most, by their place."""

    ways: dict[int, Way]


def plant_behaviour(plan: Plan, sower: Sower, draft: Draft) -> Behaviour:
    """Choose the listings that behave oddly, and price those that are cheap. Each way eight times in 2,000 shops."""
    ways: dict[int, Way] = {}
    for way in WAYS:
        for place in draft.take(sower.draw, plan.share(8)):
            ways[place] = way
            draft.sold[place] = float(sower.draw.integers(*way.sold))
            draft.price[place] = round(draft.price[place] * way.price, 2)
            label = "behaves_as_fake" if way.is_bad else f"only_{way.name}"
            sower.known.add("listing", draft.subject(place), label, is_bad=way.is_bad, disguise=way.name if way.is_bad else None)
    return Behaviour(ways)


def period_table(plan: Plan, draft: Draft, behaviour: Behaviour, opened: list[date]) -> pa.Table:
    """Write the figures of the whole span, and of some listings those of the last week besides. `opened`: when each shop was."""
    draw = plan.draw("periods")
    whole = _figures(plan, draw, draft, behaviour, opened)
    week = {name: values[::WEEK_TOO] if isinstance(values, np.ndarray) else list(values)[::WEEK_TOO] for name, values in whole.items()}
    counted = ("sold", "returned", "returned_as_fake", "complaints", "complaints_of_fakes", *(f"rated_{stars}" for stars in range(1, 6)), "turnover")
    week |= {name: np.floor(np.asarray(week[name]) * min(1.0, 7 / plan.days)) for name in counted}
    week["from_on"] = [max(plan.first_day, plan.until - timedelta(days=6))] * len(week["sold"])
    rows = [as_kind("listing_period", columns) for columns in (whole, week)]
    return pa.concat_tables(rows if plan.days > 7 else rows[:1])


def _figures(plan: Plan, draw: np.random.Generator, draft: Draft, behaviour: Behaviour, opened: list[date]) -> dict[str, np.ndarray | list[object]]:
    n = len(draft.ids)
    ways = [behaviour.ways.get(place, _USUAL) for place in range(n)]
    sold = np.floor(np.minimum(draft.sold, 5000)).astype(np.int64)
    spread = np.where([way is _USUAL for way in ways], draw.lognormal(0, 0.3, n), draw.lognormal(0, 0.2, n))

    def part(name: str) -> np.ndarray:
        return np.asarray(draw.binomial(sold, np.clip(np.array([getattr(way, name) for way in ways]) * spread, 0, 0.9)), np.float64)

    fake, told = part("fake"), part("told")
    rated = draw.binomial(sold, 0.4)
    low = draw.binomial(rated, np.clip(np.array([way.low for way in ways]) * spread, 0, 0.9))
    ones = draw.binomial(low, 0.6)
    fives = draw.binomial(rated - low, 0.8)
    fours = draw.binomial(rated - low - fives, 0.7)
    price = np.array(draft.price)
    listed = [_listed(plan, draw, way, opened[shop]) for way, shop in zip(ways, draft.shop.tolist(), strict=True)]
    seldom = draw.random(n) < 0.03
    return {
        "listing_id": draft.ids,
        "platform": [PLATFORMS[k] for k in draft.shops.platform[draft.shop].tolist()],
        "shop_id": [draft.shops.ids[k] for k in draft.shop.tolist()],
        "brand": draft.brand,
        "category": draft.category,
        "from_on": [plan.first_day] * n,
        "until_on": [plan.until] * n,
        "price": price,
        "price_low": np.round(price * 0.95, 2),
        "price_high": np.round(price * 1.05, 2),
        "stock": draw.integers(0, 900, n).astype(np.float64),
        "sold": sold.astype(np.float64),
        "turnover": np.round(sold * price, 2),
        "returned": np.maximum(part("returned"), fake),
        "returned_as_fake": fake,
        "complaints": told + draw.binomial(sold, 0.004),
        "complaints_of_fakes": told,
        **{f"rated_{stars}": np.asarray(some, np.float64) for stars, some in enumerate((ones, low - ones, rated - low - fives - fours, fours, fives), 1)},
        "text_changes": np.array([way.changed for way in ways]) + draw.binomial(2, 0.1, n).astype(np.float64),
        "picture_changes": draw.binomial(1, 0.05, n).astype(np.float64),
        "removals": np.array([way.again for way in ways]) + seldom.astype(np.float64),
        "put_up_again": np.array([way.again for way in ways]) + (seldom & (draw.random(n) < 0.5)).astype(np.float64),
        "listed_on": listed,
        "shop_opened_on": [plan.until - timedelta(days=60) if way.is_new else opened[shop] for way, shop in zip(ways, draft.shop.tolist(), strict=True)],
    }  # fmt: skip


def _listed(plan: Plan, draw: np.random.Generator, way: Way, opened: date) -> date:
    """Return when a listing was put up: after its shop opened."""
    if way.is_new:
        return plan.until - timedelta(days=int(draw.integers(5, NEWEST)))
    return opened + timedelta(days=int(draw.integers(0, max(1, (plan.until - opened).days))))
