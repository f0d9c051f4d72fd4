"""Small order markets with planted rings, for tests: who bought where, and, where asked for, with what device and when."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from mingjian.core.records import kind

Ids = npt.NDArray[Any]
BEGIN = datetime(2026, 3, 1)  # noqa: DTZ001 - naive UTC, as in the lake


class Market(NamedTuple):
    """Orders as buyers and shops (int32), the sizes of both sides, and the planted rings (buyers, shops)."""

    buyers: Ids
    shops: Ids
    n_buyers: int
    n_shops: int
    rings: list[tuple[Ids, Ids]]


def market(seed: int, *rings: tuple[int, int, float], n_buyers: int = 20_000, n_shops: int = 1_500) -> Market:
    """Make a market of skewed activity and popularity, with rings of (buyers, shops, density) that camouflage each order with another."""
    rng = np.random.default_rng(seed)
    popularity = (np.arange(n_shops) + 1.0) ** -0.9
    popularity /= popularity.sum()
    activity = np.minimum(1 + rng.lognormal(0.6, 0.9, n_buyers).astype(np.int64), 100)
    buyers = [np.repeat(np.arange(n_buyers), activity)]
    shops = [rng.choice(n_shops, activity.sum(), p=popularity)]
    planted = []
    for n_members, n_stores, density in rings:
        members, stores = rng.choice(n_buyers, n_members, replace=False), rng.choice(np.arange(50, n_shops), n_stores, replace=False)
        i, j = np.nonzero(rng.random((n_members, n_stores)) < density)
        buyers += [members[i], members[i]]
        shops += [stores[j], rng.choice(n_shops, len(i), p=popularity)]
        planted.append((np.sort(members), np.sort(stores)))
    mixed = rng.permutation(sum(map(len, buyers)))
    return Market(np.concatenate(buyers)[mixed].astype(np.int32), np.concatenate(shops)[mixed].astype(np.int32), n_buyers, n_shops, planted)


def orders(made: Market, *, devices: bool = False, sham: tuple[Ids, ...] = (), seed: int = 0, platform: str = "甲网") -> pa.Table:
    """Write a market as records. With `devices` every order has tokens; buyers in one group of `sham` share one in ten, and get their money back."""
    rng = np.random.default_rng(seed)
    n = len(made.buyers)
    columns: dict[str, Any] = {
        "order_id": [f"o{i:07}" for i in range(n)],
        "platform": [platform] * n,
        "shop_id": [f"s{s}" for s in made.shops],
        "buyer_id": [f"b{b}" for b in made.buyers],
    }
    if devices:
        at = [BEGIN + timedelta(seconds=int(x)) for x in rng.integers(0, 30 * 86400, n)]
        shared = {int(b): f"farm{group}-{b % 10}" for group, members in enumerate(sham) for b in members}
        columns["paid_at"] = at
        columns["device_token"] = [shared.get(int(b), f"d{b}") for b in made.buyers]
        columns["phone_token"] = [f"p{b}" for b in made.buyers]
        columns["refunded_at"] = [when if int(b) in shared or rng.random() < 0.03 else None for when, b in zip(at, made.buyers, strict=True)]
    schema = kind("order").schema
    return pa.table({field.name: pa.array(columns.get(field.name, [None] * n), field.type) for field in schema}, schema)
