"""What the lake tells of what shops sent: the waybills of their orders, and the tokens of whoever posted them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from mingjian.core.engines.factory import open_engine
from mingjian.core.engines.lake import rows_apart
from mingjian.institutions.market.queries.lake import lake_of_node, require_authority
from mingjian.office.models import Officer

MOST = 50_000  # parcels that are looked at
ORDERS = """
SELECT DISTINCT orders.platform || '/' || orders.shop_id AS shop, orders.waybill, CAST(orders.paid_at AS DATE) AS day FROM orders
JOIN asked ON orders.shop_id = asked.id AND orders.platform = asked.platform
WHERE orders.waybill IS NOT NULL AND coalesce(orders.state, '') <> 'void' AND CAST(orders.paid_at AS DATE) BETWEEN DATE '{since}' AND DATE '{until}'
ORDER BY day DESC, orders.waybill LIMIT {most}
"""
TOKENS = """
SELECT sent.shop, parcels.sender_token AS token, count(DISTINCT sent.waybill) AS parcels, min(sent.day) AS first, max(sent.day) AS last
FROM sent JOIN parcels ON parcels.waybill = sent.waybill WHERE parcels.sender_token IS NOT NULL GROUP BY sent.shop, parcels.sender_token
"""


@dataclass(frozen=True)
class Sent:
    """What one sender posted for one shop: how many parcels, first and last day."""

    shop: str
    sender: str
    parcels: int
    first: date
    last: date


@dataclass(frozen=True)
class Waybill:
    """One waybill of a shop's orders, with the day on which the order was paid."""

    shop: str
    number: str
    day: date


def sent_by(shops: Collection[str], since: date, until: date, officer: Officer, most: int = MOST) -> tuple[list[Waybill], list[Sent]]:
    """Return the waybills of some shops' (`platform/id`) orders of a period, the newest first, and by the tokens of the records who posted for which shop."""
    require_authority(officer)
    named = [shop.split("/", 1) for shop in sorted(set(shops)) if "/" in shop]
    lake = lake_of_node()
    loads = lake.loads_that_may_hold("order", "shop_id", [one for _, one in named]) if named else []
    if not loads:
        return [], []
    with open_engine("duckdb") as engine:
        asked = engine.from_arrow(pa.table({"platform": [one for one, _ in named], "id": [one for _, one in named]}))
        sent = engine.to_arrow(engine.sql(ORDERS.format(since=since, until=until, most=most), orders=rows_apart(engine, loads), asked=asked))
        found = [Waybill(row["shop"], row["waybill"], row["day"]) for row in sent.to_pylist()]
        held = lake.loads_that_may_hold("parcel", "waybill", [one.number for one in found]) if found else []
        tokens = engine.to_arrow(engine.sql(TOKENS, sent=engine.from_arrow(sent), parcels=rows_apart(engine, held))).to_pylist() if held else []
    return found, [Sent(row["shop"], row["token"], row["parcels"], row["first"], row["last"]) for row in tokens]
