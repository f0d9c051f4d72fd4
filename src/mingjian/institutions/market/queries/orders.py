"""Which orders of a shop the lake holds."""

import pyarrow as pa

from mingjian.core.engines.lake import rows_apart
from mingjian.core.engines.opening import open_engine
from mingjian.institutions.market.queries.known import Row
from mingjian.institutions.market.queries.lake import lake_of_node
from mingjian.office.models import Officer
from mingjian.office.people.permissions import is_of_authority

#: The newest record of each order, since one may have been refunded since; those paid first stand first.
QUERY = """
SELECT order_id, listing_id, amount, paid_at, refunded_at, state FROM rows JOIN asked ON rows.shop_id = asked.shop AND rows.platform = asked.platform
WHERE order_id IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY order_id ORDER BY refunded_at DESC NULLS LAST, paid_at DESC NULLS LAST,
  CASE state WHEN 'refunded' THEN 0 WHEN 'void' THEN 1 WHEN 'sold' THEN 2 ELSE 3 END) = 1
"""
#: One that was cancelled or never paid is no sale, by the newest record of it.
SOLD = "SELECT * FROM newest WHERE coalesce(state, '') <> 'void' ORDER BY paid_at NULLS LAST, order_id LIMIT {most}"


def orders_of_shop(officer: Officer, platform: str, shop: str, most: int) -> list[Row]:
    """
    Give the orders of a shop (`order_id`, `listing_id`, `amount`, `paid_at`, `refunded_at`, `state`, instants in UTC), at most so many, to authorities.

    Those that were cancelled or never paid are no sales and are left out.
    """
    loads = lake_of_node().loads_that_may_hold("order", "shop_id", [shop]) if platform and shop and is_of_authority(officer) else []
    if not loads:
        return []
    with open_engine("duckdb") as engine:
        asked = engine.from_arrow(pa.table({"platform": [platform], "shop": [shop]}))
        newest = engine.sql(QUERY, rows=rows_apart(engine, loads), asked=asked)
        found: list[Row] = engine.to_arrow(engine.sql(SOLD.format(most=most), newest=newest)).to_pylist()
    return found
