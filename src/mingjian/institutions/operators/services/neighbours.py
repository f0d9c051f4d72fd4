"""The operators of the lake that share a code, number, account or address with some shops, a round or two far: what linking weighs and a trace follows."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import pyarrow as pa

from mingjian.core.engines import Engine
from mingjian.core.engines.factory import open_engine
from mingjian.core.engines.lake import rows_of_lake
from mingjian.institutions.market.queries.lake import lake_of_node
from mingjian.office.models import Officer
from mingjian.office.people.permissions import is_of_authority

OperatorRow = Mapping[str, Any]
#: Columns by which two shops may be one operator's.
SHARED = ("uscc", "phone_token", "payee_token", "address", "return_address", "name")
MOST = 400  # shops that are looked at: what more than so many share tells nothing
NEWEST = """
SELECT * FROM rows WHERE platform IS NOT NULL AND shop_id IS NOT NULL QUALIFY row_number() OVER (PARTITION BY platform, shop_id ORDER BY seen_at DESC) = 1
"""
AT = "SELECT shops.* FROM shops JOIN asked ON shops.platform || '/' || shops.shop_id = asked.value"
BESIDE = "SELECT DISTINCT shops.* FROM shops JOIN asked ON {on} LIMIT {most}"
ON = " OR ".join(f"(asked.kind = '{column}' AND shops.{column} = asked.value)" for column in SHARED)


def neighbours(shops: Collection[str], values: Mapping[str, Collection[str]], officer: Officer, rounds: int = 1) -> list[OperatorRow]:
    """
    Return the newest record of each shop (`platform/id`) and of those that share something with them, or with `values` by column, `rounds` far.

    To authorities only; nothing where the lake holds no operators.
    """
    lake = lake_of_node()
    if not is_of_authority(officer) or not lake.has("operator"):
        return []
    with open_engine("duckdb") as engine:
        every = engine.keep(engine.sql(NEWEST, rows=rows_of_lake(engine, lake, "operator")))
        found = {_name(row): row for row in _asked(engine, AT, every, [("", shop) for shop in shops])}
        border: list[tuple[str, str]] = [(column, value) for column, some in values.items() for value in some]
        for _ in range(rounds):
            border += _values(found.values())
            found |= {_name(row): row for row in _asked(engine, BESIDE.format(on=ON, most=MOST), every, border)}
            if len(found) >= MOST:
                break
    return list(found.values())[:MOST]


def _asked(engine: Engine, query: str, every: Any, asked: Collection[tuple[str, str]]) -> list[OperatorRow]:
    if not asked:
        return []
    kinds, values = zip(*dict.fromkeys(asked), strict=True)
    rows: list[OperatorRow] = engine.to_arrow(engine.sql(query, shops=every, asked=engine.from_arrow(pa.table({"kind": kinds, "value": values})))).to_pylist()
    return rows


def _values(rows: Iterable[OperatorRow]) -> list[tuple[str, str]]:
    return [(column, str(row[column])) for row in rows for column in SHARED if row.get(column)]


def _name(row: OperatorRow) -> str:
    return f"{row['platform']}/{row['shop_id']}"
