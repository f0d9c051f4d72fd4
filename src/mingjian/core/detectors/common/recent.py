"""The orders and parcels of a recent time: of each platform those of so many days, back from the last day on which it has more than a few."""

from collections.abc import Mapping
from datetime import date, timedelta

import pyarrow as pa

from mingjian.core.engines import Engine, Relation
from mingjian.core.engines.memo import some_parts, tally

DAYS = 180
#: One order in so many may lie later than the day that is taken for a platform's last: a mistyped year would move the time behind all others.
BEYOND = 1000

BY_DAY = """
SELECT coalesce(platform, '') AS platform, CAST(paid_at AS DATE) AS day, count(*) AS n FROM rows GROUP BY coalesce(platform, ''), CAST(paid_at AS DATE)
"""


SENT_BY_DAY = "SELECT CAST(sent_at AS DATE) AS day, count(*) AS n FROM rows GROUP BY CAST(sent_at AS DATE)"


def recent(engine: Engine, order: Relation, parcel: Relation | None, days: int) -> tuple[Relation, Relation | None]:
    """
    Return the orders of the last `days` of each platform, the parcels sent since the earliest of them, and those of no known time; all where it is 0.

    Loads that end before are not read. The days are told by the orders themselves and not by a clock: a run at another hour finds the same.
    """
    if not days:
        return order, parcel
    by_day = tally(engine, BY_DAY, order)
    counts: dict[str, dict[date, int]] = {}
    for row in engine.to_arrow(by_day).to_pylist():
        of_platform = counts.setdefault(row["platform"], {})
        if row["day"] is not None:
            of_platform[row["day"]] = of_platform.get(row["day"], 0) + row["n"]
    first = {platform: _last(some) - timedelta(days=days - 1) for platform, some in counts.items() if some}
    if not any(min(counts[platform]) < day for platform, day in first.items()):
        return order, parcel
    orders = some_parts(engine, order, by_day, lambda told: _reaches(told, first))
    return _paid_since(engine, orders, first), None if parcel is None else _sent_since(engine, parcel, min(first.values()))


def _paid_since(engine: Engine, orders: Relation, first: Mapping[str, date]) -> Relation:
    if len(set(first.values())) == 1:
        query = "SELECT * FROM orders WHERE paid_at IS NULL OR paid_at >= CAST($day AS TIMESTAMP)"
        return engine.sql(query, orders=orders, day=next(iter(first.values())).isoformat())
    of_each = {f"{kind}{n}": told for n, one in enumerate(sorted(first.items())) for kind, told in (("p", one[0]), ("d", one[1].isoformat()))}
    cases = " ".join(f"WHEN $p{n} THEN CAST($d{n} AS TIMESTAMP)" for n in range(len(first)))
    query = f"SELECT * FROM orders WHERE paid_at IS NULL OR paid_at >= CASE coalesce(platform, '') {cases} ELSE CAST($least AS TIMESTAMP) END"  # noqa: S608 - numbers of ours
    return engine.sql(query, orders=orders, least=date.min.isoformat(), **of_each)


def _sent_since(engine: Engine, parcel: Relation, day: date) -> Relation:
    def reaches(told: pa.Table) -> bool:
        return any(one is None or one >= day for one in told["day"].to_pylist())

    parcels = some_parts(engine, parcel, tally(engine, SENT_BY_DAY, parcel), reaches)
    return engine.sql("SELECT * FROM parcels WHERE sent_at IS NULL OR sent_at >= CAST($day AS TIMESTAMP)", parcels=parcels, day=day.isoformat())


def _last(counts: Mapping[date, int]) -> date:
    """Return the day after which less than one order in `BEYOND` lies."""
    left = sum(counts.values()) // BEYOND
    for day in sorted(counts, reverse=True):
        left -= counts[day]
        if left < 0:
            return day
    return min(counts)


def _reaches(told: pa.Table, first: Mapping[str, date]) -> bool:
    """Return whether a load holds an order that is looked at."""
    return any(row["day"] is None or row["day"] >= first[row["platform"]] for row in told.to_pylist())
