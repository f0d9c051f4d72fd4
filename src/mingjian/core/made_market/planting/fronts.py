"""
Shops that one operator runs under other people's names: another firm and account each, but one telephone and one place to which goods go back.

What only looks like it: shops of strangers that let one depot take their returns.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mingjian.core.made_market.operators import Shops
from mingjian.core.made_market.plan import Plan
from mingjian.core.made_market.truth import Known
from mingjian.core.made_market.words import PLACES, ROADS

FRONTS = 2  # whoever alters marks runs so many more
OF_A_DEPOT = 12
#: One place as three people write it: place, road, number.
WAYS = ("{}{}{}号3号仓", "{}{} {} 号 3 号仓", "{}{}{}号3号仓（退货）")


def plant_fronts(plan: Plan, shops: Shops, tables: dict[str, pa.Table], known: Known) -> pa.Table:
    """Return the operators anew: whoever sells altered marks runs two more shops under other names, and one depot in 2,000 shops serves a dozen strangers."""
    draw = plan.draw("fronts")
    operators = tables["operator"]
    of_known = {row[1] for row in known.rows if row[0] == "shop"}
    altered = [row[1].partition("/")[2] for row in known.rows if row[2] == "altered_mark" and row[3]]
    listings = tables["listing"].select(["listing_id", "shop_id"])
    sellers = set(listings.filter(pc.is_in(listings["listing_id"], pa.array(altered, pa.string())))["shop_id"].to_pylist())
    at_work = [shop for shop, name in enumerate(shops.ids) if name in sellers]
    free = [shop for shop in draw.permutation(plan.shops).tolist() if shops.ids[shop] not in sellers and shops.subject(shop) not in of_known]
    free = free[: plan.shops // 4]  # most of the market stays what it was
    phones, places = operators["phone_token"].to_pylist(), list[str | None]([None] * plan.shops)
    for mother in at_work:
        place = _place(draw)
        run = [mother, *(free.pop() for _ in range(min(FRONTS, len(free))))]
        for shop, way in zip(run, WAYS, strict=False):
            phones[shop], places[shop] = phones[mother], way.format(*place)
        for shop in run[1:]:
            known.add("shop", shops.subject(shop), "front", is_bad=True, ring=shops.subject(mother))
    for _ in range(plan.copies):
        depot = "{}{}{}号集散仓".format(*_place(draw))
        for shop in [free.pop() for _ in range(min(OF_A_DEPOT, len(free)))]:
            places[shop] = depot
            known.add("shop", shops.subject(shop), "depot", is_bad=False, ring=depot)
    return _with(_with(operators, "phone_token", phones), "return_address", places)


def _place(draw: np.random.Generator) -> tuple[str, str, int]:
    at = PLACES[draw.integers(0, len(PLACES))]
    county = f"{at.province}{at.city if at.city != at.province else ''}{at.county}"
    return county, ROADS[draw.integers(0, len(ROADS))], int(draw.integers(1, 300))


def _with(table: pa.Table, name: str, values: list[str | None]) -> pa.Table:
    place = table.schema.get_field_index(name)
    return table.set_column(place, table.schema.field(place), pa.array(values, table.schema.field(place).type))
