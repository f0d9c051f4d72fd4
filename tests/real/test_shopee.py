"""The published rule on the contest's orders: every shop must have the published answer."""

import csv
import json
import os
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pytest

from mingjian.core.detectors import run
from mingjian.core.engines import Engine
from mingjian.core.engines.duckdb import DuckEngine
from mingjian.core.records import kind

FOLDER = Path(os.environ.get("MINGJIAN_SHARED", "../shared")) / "data" / "shopee-order-brushing"
NAMES = {"orderid": "order_id", "shopid": "shop_id", "userid": "buyer_id", "event_time": "paid_at"}


def _orders() -> pa.Table:
    if not FOLDER.exists():
        pytest.skip(f"{FOLDER} is absent: the contest's orders may not be shipped.")
    types = {name: pa.timestamp("us") if name == "event_time" else pa.string() for name in NAMES}
    table = pa.csv.read_csv(FOLDER / "orders.csv.gz", convert_options=pa.csv.ConvertOptions(column_types=types, include_columns=list(NAMES)))
    known = table.rename_columns([NAMES[name] for name in table.column_names]).append_column("platform", pa.array(["shopee"] * len(table)))
    missing = [field for field in kind("order").schema if field.name not in known.column_names]
    for field in missing:
        known = known.append_column(field.name, pa.nulls(len(known), field.type))
    return known.select(kind("order").schema.names)


def _engine(name: str) -> Engine:
    if name == "duckdb":
        return DuckEngine()
    sail: Engine = pytest.importorskip("mingjian.core.engines.spark", reason="Spark is absent: install the extra [spark].").SailEngine()
    return sail


@pytest.mark.parametrize("name", ["duckdb", pytest.param("sail", marks=pytest.mark.many_machines)])
def test_every_shop_has_the_published_answer(name: str) -> None:
    orders = _orders()
    with (FOLDER / "answer.csv").open() as file:
        answer = {row["shopid"]: row["userid"] for row in csv.DictReader(file)}
    with _engine(name) as engine:
        found = run("order_concentration", engine, {"order": engine.from_arrow(orders)}).to_pylist()
    named = {row["subject"].removeprefix("shopee/"): "&".join(json.loads(row["evidence"])["buyers"]) for row in found}
    assert {shop: named.get(shop, "0") for shop in answer} == answer
    assert set(named) <= set(answer)
