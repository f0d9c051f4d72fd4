"""Which orders of a shop the lake holds."""

from collections.abc import Collection

import pyarrow as pa

from mingjian.core.engines.factory import open_engine
from mingjian.core.engines.lake import rows_apart
from mingjian.institutions.market.queries.known import Row
from mingjian.institutions.market.queries.lake import lake_of_node
from mingjian.office.models import Officer
from mingjian.office.people.permissions import is_of_authority

#: The record of each order that was loaded last, since one may have been refunded or closed since; those paid first stand first.
QUERY = """
SELECT order_id, listing_id, title, quantity, amount, refund, paid_at, refunded_at, status, after_sale, state FROM rows
JOIN asked ON rows.shop_id = asked.shop AND rows.platform = asked.platform
WHERE order_id IS NOT NULL {only}
QUALIFY row_number() OVER (PARTITION BY order_id ORDER BY loaded DESC, refunded_at DESC NULLS LAST, paid_at DESC NULLS LAST,
  CASE state WHEN 'refunded' THEN 0 WHEN 'void' THEN 1 WHEN 'sold' THEN 2 ELSE 3 END) = 1
ORDER BY paid_at NULLS LAST, order_id LIMIT {most}
"""


def orders_of_shop(officer: Officer, platform: str, shop: str, most: int, listings: Collection[str] | None = None, besides: Collection[str] = ()) -> list[Row]:
    """
    Return the orders of a shop, at most so many, to authorities; with `listings`, only those of these listings and those of the numbers in `besides`.

    Each row has `order_id`, `listing_id`, `title`, `quantity`, `amount`, `refund`, `paid_at`, `refunded_at` (instants in UTC), `status` and `after_sale` in the
    platform's words and `state`, what these come to: one that is void is no sale.
    """
    loads = lake_of_node().loads_that_may_hold("order", "shop_id", [shop]) if platform and shop and is_of_authority(officer) else []
    if not loads or (listings is not None and not listings and not besides):
        return []
    only = "" if listings is None else "AND (listing_id IN (SELECT listing FROM chosen) OR order_id IN (SELECT number FROM besides))"
    with open_engine("duckdb") as engine:
        tables = {"rows": rows_apart(engine, loads, numbered=True), "asked": engine.from_arrow(pa.table({"platform": [platform], "shop": [shop]}))}
        if listings is not None:
            tables["chosen"] = engine.from_arrow(pa.table({"listing": pa.array(sorted(listings), pa.string())}))
            tables["besides"] = engine.from_arrow(pa.table({"number": pa.array(sorted(besides), pa.string())}))
        found: list[Row] = engine.to_arrow(engine.sql(QUERY.format(most=most, only=only), **tables)).to_pylist()
    return found
