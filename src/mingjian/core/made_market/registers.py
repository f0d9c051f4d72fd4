"""What registers say: companies, permits; and which shops show a permit that does not bear them out."""

from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from mingjian.core.made_market.operators import Owners, Shops, as_kind
from mingjian.core.made_market.plan import Plan
from mingjian.core.made_market.truth import Known
from mingjian.core.made_market.words import FIELDS, PLACES, ROADS

REGISTER = "登记簿"


def make_registrations(plan: Plan, owners: Owners) -> pa.Table:
    """Enter every owner in the business register, all of them before their shops opened."""
    draw = plan.draw("registrations")
    n = len(owners.names)
    since = [plan.first_day - timedelta(days=int(days)) for days in draw.integers(2600, 6000, n)]
    where = [PLACES[at] for at in owners.place]
    columns = {
        "uscc": owners.codes,
        "platform": [REGISTER] * n,
        "name": owners.names,
        "type": ["有限责任公司"] * n,
        "status": ["存续"] * n,
        "registered_on": since,
        "capital": [f"{k} 万元" for k in draw.choice([10, 50, 100, 200, 500, 1000], n)],
        "business_scope": ["互联网销售（除销售需要许可的商品）；日用百货销售"] * n,
        "address": [f"{at.province}{at.city}{at.county}{ROADS[draw.integers(0, len(ROADS))]}" for at in where],
        "province": [at.province for at in where],
        "city": [at.city for at in where],
        "authority": [f"{at.county}市场监督管理局" for at in where],
        "person_token": [f"{k:016x}" for k in draw.integers(0, 2**62, n)],
    }
    return as_kind("registration", columns)


def make_permits(plan: Plan, shops: Shops, owners: Owners, known: Known) -> tuple[pa.Table, list[str | None]]:
    """
    Return a permit to each shop whose goods need one. Gives the register, and the number that each shop shows (None if none is needed).

    About one shop in 200 that needs one shows an expired permit, one of somebody else, or one that was never issued.
    """
    draw = plan.draw("permits")
    rows: list[dict[str, object]] = []
    shown: list[str | None] = [None] * plan.shops
    need = [shop for shop in range(plan.shops) if FIELDS[shops.field[shop]].permit]
    for shop in need:
        row = _permit(plan, draw, shops, owners, shop)
        rows.append(row)
        shown[shop] = str(row["permit_id"])
    for number, place in enumerate(draw.permutation(len(need))[: max(3, len(need) // 200)]):
        _spoil(plan, rows, shown, shops, need, int(place), ("expired", "of_another", "never_issued")[number % 3], known)
    columns = {
        name: [row[name] for row in rows] for name in ("permit_id", "type", "holder", "uscc", "goods", "authority", "issued_on", "valid_until", "status")
    }
    kept = as_kind("permit", {"platform": ["许可登记"] * len(rows), **columns})
    return kept.filter(pa.array([row["status"] != "未核发" for row in rows])), shown


def _permit(plan: Plan, draw: np.random.Generator, shops: Shops, owners: Owners, shop: int) -> dict[str, object]:
    goods, owner = FIELDS[shops.field[shop]], shops.owner[shop]
    issued = plan.first_day - timedelta(days=int(draw.integers(30, 1500)))
    return {
        "permit_id": f"{goods.prefix}{PLACES[owners.place[owner]].code[:4]}97{shop:08d}",
        "type": goods.permit,
        "holder": owners.names[owner],
        "uscc": owners.codes[owner],
        "goods": goods.category,
        "authority": f"{PLACES[owners.place[owner]].county}市场监督管理局",
        "issued_on": issued,
        "valid_until": _five_years_later(issued),
        "status": "有效",
    }


def _five_years_later(day: date) -> date:
    return day.replace(year=day.year + 5, day=min(day.day, 28)) - timedelta(days=1)


def _spoil(plan: Plan, rows: list[dict[str, object]], shown: list[str | None], shops: Shops, need: list[int], place: int, fault: str, known: Known) -> None:
    shop = need[place]
    if fault == "expired":
        rows[place]["issued_on"], rows[place]["valid_until"] = plan.first_day - timedelta(days=1900), plan.first_day - timedelta(days=75)
        rows[place]["status"] = "已过期"
    elif fault == "of_another":
        shown[shop] = str(rows[place - 1]["permit_id"])
    else:
        rows[place]["status"] = "未核发"
    known.add("shop", shops.subject(shop), f"permit_{fault}", is_bad=True)
