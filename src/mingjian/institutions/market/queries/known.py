"""What the lake knows of some things: a listing or post, the operator of its shop, and what the business register says of that operator."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from mingjian.core.engines import Engine
from mingjian.core.engines.factory import open_engine
from mingjian.core.engines.lake import rows_apart
from mingjian.core.records.lake import Lake
from mingjian.institutions.market.queries.lake import lake_of_node
from mingjian.office.models import Officer
from mingjian.office.people.permissions import is_of_authority

Row = Mapping[str, Any]
#: What is looked up by its own number, and the column that names its shop or account.
SHOP_OF = {"listing": ("listing_id", "shop_id"), "post": ("post_id", "account_id")}
ASKED = "SELECT rows.* FROM rows JOIN asked ON rows.{column} = asked.id AND rows.platform = asked.platform"
ASKED_OF_ALL = "SELECT rows.* FROM rows JOIN asked ON rows.{column} = asked.id"


@dataclass(frozen=True)
class Subject:
    """What is asked for: a listing, post or shop by `platform/id`, or anything else with the one shop that it is about."""

    kind: str
    name: str
    shop: str = ""


@dataclass(frozen=True)
class Known:
    """The newest record of a thing, of its shop's operator, and of the operator in the register; each empty where the lake has none."""

    shop: str = ""
    record: Row = field(default_factory=dict)
    operator: Row = field(default_factory=dict)
    registration: Row = field(default_factory=dict)


def known_of(officer: Officer, subjects: Iterable[Subject]) -> dict[str, Known]:
    """
    Look things up in the lake, all at once; give what is known by the subject's name.

    Whoever may not see market data, as a platform may not see another's, is told nothing. A thing that no record tells of is known by its shop alone.
    """
    asked = list(subjects)
    if not asked or not is_of_authority(officer):
        return {}
    with open_engine("duckdb") as engine:
        reader = _Reader(engine, lake_of_node())
        records = {kind: reader.newest(kind, column, [one.name for one in asked if one.kind == kind]) for kind, (column, _) in SHOP_OF.items()}
        shops = {one.name: _shop_of(one, records) for one in asked}
        operators = reader.newest("operator", "shop_id", set(shops.values()))
        codes = {str(row["uscc"]) for row in operators.values() if row.get("uscc")}
        registered = reader.newest("registration", "uscc", {f"/{code}" for code in codes}, is_of_all=True)
    found = {}
    for one in asked:
        operator = operators.get(shops[one.name], {})
        record = records.get(one.kind, {}).get(one.name, {})
        found[one.name] = Known(shops[one.name], record, operator, registered.get(f"/{operator.get('uscc')}", {}))
    return found


def orders_on_file(officer: Officer, names: Collection[str]) -> dict[str, Row]:
    """Return the newest record of each order named `order/platform/number`, by that name; what the lake lacks, or the officer may not see, is absent."""
    wanted = {name: name.removeprefix("order/") for name in names if name.count("/") >= 2}
    if not wanted or not is_of_authority(officer):
        return {}
    with open_engine("duckdb") as engine:
        found = _Reader(engine, lake_of_node()).newest("order", "order_id", set(wanted.values()))
    return {name: found[short] for name, short in wanted.items() if short in found}


def _shop_of(one: Subject, records: Mapping[str, Mapping[str, Row]]) -> str:
    if one.kind == "shop":
        return one.name
    record = records.get(one.kind, {}).get(one.name)
    own = record.get(SHOP_OF[one.kind][1]) if record else None
    return f"{one.name.partition('/')[0]}/{own}" if own else one.shop


@dataclass(frozen=True)
class _Reader:
    engine: Engine
    lake: Lake

    def newest(self, kind: str, column: str, names: Collection[str], *, is_of_all: bool = False) -> dict[str, Row]:
        """Return the newest row of each name, `platform/id`, or `/id` where the platform does not matter."""
        wanted = sorted(name for name in set(names) if "/" in name)
        if not wanted:
            return {}
        platforms, numbers = zip(*(name.split("/", 1) for name in wanted), strict=True)
        loads = self.lake.loads_that_may_hold(kind, column, numbers)
        if not loads:
            return {}
        asked = self.engine.from_arrow(pa.table({"platform": list(platforms), "id": list(numbers)}))
        rows = rows_apart(self.engine, loads)
        query = (ASKED_OF_ALL if is_of_all else ASKED).format(column=column)
        found = self.engine.to_arrow(self.engine.sql(query, rows=rows, asked=asked)).to_pylist()
        return {("" if is_of_all else row["platform"]) + f"/{row[column]}": row for row in sorted(found, key=_seen)}


def _seen(row: Row) -> str:
    return str(row.get("seen_at") or row.get("posted_at") or row.get("registered_on") or "")
