"""Operators and their shops: who sells where, what, since when; and some that come back under another name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from mingjian.core.made_market.plan import Floats, Ints, Plan
from mingjian.core.made_market.words import FIELDS, NAME_PARTS, PLACES, PLATFORMS, ROADS, TRADES
from mingjian.core.records import kind

_CODE = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = [pow(3, n, 31) for n in range(17)]
_ORGANISATION = (3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True)
class Shops:
    """One row a shop in every array. `popularity` is its share of its platform's orders; `field` counts into FIELDS, `place` into PLACES."""

    ids: list[str]
    names: list[str]
    platform: Ints
    field: Ints
    owner: Ints
    place: Ints
    popularity: Floats
    reborn: Ints  # the shop that its operator closed before, or -1

    def subject(self, shop: int) -> str:
        """Write a shop as `platform/id`."""
        return f"{PLATFORMS[self.platform[shop]]}/{self.ids[shop]}"

    def of_platform(self, platform: int) -> Ints:
        """List the shops of one platform, the most popular first."""
        shops = np.flatnonzero(self.platform == platform)
        order: Ints = shops[np.argsort(-self.popularity[shops], kind="stable")]
        return order


@dataclass(frozen=True)
class Owners:
    """One row a company or trader: name, unified social credit code, place."""

    names: list[str]
    codes: list[str]
    place: Ints


def make_shops(plan: Plan) -> tuple[Shops, Owners]:
    """Draw the shops: popularity by Zipf's law, one owner in ten with several shops, one shop in a thousand reborn."""
    draw = plan.draw("shops")
    n = plan.shops
    platform = (np.arange(n) % 10 >= 7).astype(np.int64)
    owner = np.where(draw.random(n) < 0.1, draw.integers(0, max(1, n // 10), n), np.arange(n))
    place = draw.integers(0, len(PLACES), n)
    popularity = np.zeros(n)
    for each in range(len(PLATFORMS)):
        shops = np.flatnonzero(platform == each)
        weight = (draw.permutation(len(shops)) + 1.0) ** -0.9
        popularity[shops] = weight / weight.sum()
    reborn = np.full(n, -1)
    later = draw.choice(np.arange(n // 2, n), max(1, n // 1000), replace=False)
    reborn[later] = draw.choice(np.arange(n // 2), len(later), replace=False)
    owner[later], place[later] = later, place[reborn[later]]
    field = draw.integers(0, len(FIELDS), n)
    field[later] = field[reborn[later]]
    owners = _owners(draw, place)
    names = [_shop_name(draw, FIELDS[f].category) for f in field]
    return Shops([f"S{100001 + k}" for k in range(n)], names, platform, field, owner, place, popularity, reborn), owners


def _shop_name(draw: np.random.Generator, category: str) -> str:
    first, second = (NAME_PARTS[k] for k in draw.integers(0, len(NAME_PARTS), 2))
    return f"{first}{second}{category}{('专营店', '优选', '旗舰店', '小铺')[draw.integers(0, 4)]}"


def _owners(draw: np.random.Generator, place: Ints) -> Owners:
    names, codes = [], []
    for number, at in enumerate(place):
        parts = "".join(NAME_PARTS[k] for k in draw.integers(0, len(NAME_PARTS), 3))
        names.append(f"{PLACES[at].city.removesuffix('市')}{parts}{TRADES[draw.integers(0, len(TRADES))]}有限公司")
        codes.append(credit_code(PLACES[at].code[:4] + "97", number))
    return Owners(names, codes, place)


def credit_code(region: str, number: int) -> str:
    """
    Make a unified social credit code with right check characters (GB 32100-2015, GB 11714-1997).

    The market's regions end in 97, which no county has, so that no code belongs to anybody.
    """
    body = f"MA{number:06d}"
    rest = -sum(int(sign, 36) * weight for sign, weight in zip(body, _ORGANISATION, strict=True)) % 11
    first = f"91{region}{body}{'X' if rest == 10 else rest}"
    return first + _CODE[-sum(_CODE.index(sign) * weight for sign, weight in zip(first, _WEIGHTS, strict=True)) % 31]


def operator_table(plan: Plan, shops: Shops, owners: Owners, permits: list[str | None]) -> pa.Table:
    """Return who stands behind each shop, as its platform would. A reborn shop shares phone and account with the closed one, not the name."""
    draw = plan.draw("operators")
    n = plan.shops
    opened, closed = _lives(plan, draw, shops)
    payee, phone = tokens(draw, n), tokens(draw, n)
    same = np.where(shops.reborn >= 0, shops.reborn, np.arange(n))
    where = [PLACES[at] for at in shops.place]
    streets = [f"{ROADS[draw.integers(0, len(ROADS))]}{draw.integers(1, 300)} 号" for _ in range(n)]
    columns = {
        "operator_id": [f"M{200001 + k}" for k in range(n)],
        "platform": [PLATFORMS[k] for k in shops.platform],
        "shop_id": shops.ids,
        "shop_name": shops.names,
        "name": [owners.names[k] for k in shops.owner],
        "uscc": [owners.codes[k] for k in shops.owner],
        "permit_id": permits,
        "address": [f"{at.province}{at.city if at.city != at.province else ''}{at.county}{street}" for at, street in zip(where, streets, strict=True)],
        "region_code": [at.code for at in where],
        "phone_token": [phone[k] for k in same],
        "payee_token": [payee[shops.owner[k]] for k in same],
        "url": [f"https://shop.example/{key}" for key in shops.ids],
        "opened_on": opened,
        "closed_on": closed,
        "seen_at": [plan.instant(plan.days - 1, 9) * 1_000_000] * n,
    }
    return as_kind("operator", columns)


def _lives(plan: Plan, draw: np.random.Generator, shops: Shops) -> tuple[list[date], list[date | None]]:
    """Return when each shop opened, and closed: one that was reborn closed a few days before the next opened."""
    opened = [plan.first_day - timedelta(days=int(days)) for days in draw.integers(1, 2500, plan.shops)]
    closed: list[date | None] = [None] * plan.shops
    for later in np.flatnonzero(shops.reborn >= 0):
        opened[later] = plan.first_day - timedelta(days=int(draw.integers(5, 60)))
        closed[shops.reborn[later]] = opened[later] - timedelta(days=int(draw.integers(1, 10)))
        opened[shops.reborn[later]] = opened[later] - timedelta(days=int(draw.integers(100, 500)))
    return opened, closed


def tokens(draw: np.random.Generator, n: int) -> list[str]:
    """Draw irreversible tokens, 16 hexadecimal digits each."""
    text = draw.bytes(8 * n).hex()
    return [text[place : place + 16] for place in range(0, 16 * n, 16)]


def as_kind(name: str, columns: Mapping[str, object]) -> pa.Table:
    """Make the table of a kind; columns that are not given are null. Instants are microseconds since 1970 or anything Arrow can cast."""
    schema = kind(name).schema
    rows = len(next(iter(columns.values())))  # type: ignore[arg-type]  # every column has a length
    arrays = [_column(columns[field.name], field.type) if field.name in columns else pa.nulls(rows, field.type) for field in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


def _column(values: object, kind: pa.DataType) -> pa.Array:
    return values.cast(kind) if isinstance(values, pa.Array) else pa.array(values, kind)
