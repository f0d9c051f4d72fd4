"""The contest's brushed shops (Shopee Code League 2020): does `order_concentration` give the published answer?"""

import csv
import io
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pacsv

from mingjian.core.detectors import run
from mingjian.core.engines.duckdb import DuckEngine
from mingjian.core.language import Text
from mingjian.core.quality import Judge, LabelledRow, LabelledSet, Measure
from mingjian.core.quality.common import files
from mingjian.core.quality.common.scores import accuracy, spans
from mingjian.core.records import kind

SET = LabelledSet(
    key="shopee-order-brushing",
    title=Text("竞赛中的刷单网店", "Brushed shops of a contest"),
    judges="order_concentration",
    says_not=Text(
        "标签由竞赛规则算出，并非查实的刷单；完全一致只说明规则实现正确，不说明规则能找到多少真正的刷单。",
        "The labels follow from the contest's rule and are no proven fraud: full agreement says that the rule is carried out rightly, "
        "not how much true brushing the rule finds.",
    ),
    learned=False,
)

NONE = "0"
_NAMES = {"orderid": "order_id", "shopid": "shop_id", "userid": "buyer_id", "event_time": "paid_at"}


def read(folder: Path) -> list[LabelledRow]:
    """Read one row a shop: its orders, and the buyers named in the answer (`0`: none; no label where the answer lacks the shop)."""
    orders = _orders(files.text(folder, "orders.csv"))
    answer = _answer(folder)
    of_shop: dict[str, list[int]] = {shop: [] for shop in answer}
    for place, shop in enumerate(orders["shop_id"].to_pylist()):
        of_shop.setdefault(shop, []).append(place)
    return [LabelledRow(shop, {"shopid": shop}, orders.take(pa.array(places, pa.int64())), answer.get(shop)) for shop, places in of_shop.items()]


def _orders(text: str) -> pa.Table:
    types = {name: pa.timestamp("us") if name == "event_time" else pa.string() for name in _NAMES}
    options = pacsv.ConvertOptions(column_types=types, include_columns=list(_NAMES))
    table = pacsv.read_csv(io.BytesIO(text.encode()), convert_options=options)
    return table.rename_columns([_NAMES[name] for name in table.column_names])


def _answer(folder: Path) -> dict[str, str]:
    if files.found(folder, "answer.csv") is None:
        return {}
    return {row["shopid"]: row["userid"] for row in csv.DictReader(files.lines(folder, "answer.csv"))}


def judge(contents: Sequence[pa.Table]) -> list[str]:
    """Run the detector over the orders of all shops, and give the buyers that it names for each, joined by `&`, or `0`."""
    if not contents:
        return []
    orders = [pa.table({**dict(zip(_NAMES.values(), [content[name] for name in _NAMES.values()], strict=True))}) for content in contents]
    numbered = [table.set_column(table.column_names.index("shop_id"), "shop_id", _same(str(place), table)) for place, table in enumerate(orders)]
    with DuckEngine() as engine:
        found = run("order_concentration", engine, {"order": engine.from_arrow(_whole(pa.concat_tables(numbered)))}).to_pylist()
    named = {row["subject"].partition("/")[2]: "&".join(json.loads(row["evidence"])["buyers"]) for row in found}
    return [named.get(str(place), NONE) for place in range(len(contents))]


def _same(value: str, table: pa.Table) -> pa.Array:
    return pa.array([value] * table.num_rows, pa.string())


def _whole(orders: pa.Table) -> pa.Table:
    """Return the orders every column that a record has."""
    n, schema = orders.num_rows, kind("order").schema
    known = {name: orders[name] for name in orders.column_names} | {"platform": pa.array(["shopee"] * n)}
    return pa.table([known.get(field.name, pa.nulls(n, field.type)) for field in schema], names=schema.names)


def baseline(rows: Sequence[LabelledRow]) -> Judge:
    """Divide all orders of a shop by all its buyers, without looking at hours; name the buyer with the most."""

    def judged(contents: Sequence[pa.Table]) -> list[str]:
        return [_over_all_time(Counter(content["buyer_id"].to_pylist())) for content in contents]

    return judged


def _over_all_time(orders: Counter[str]) -> str:
    if not orders or orders.total() < 3 * len(orders):
        return NONE
    most = max(orders.values())
    return "&".join(sorted((buyer for buyer, n in orders.items() if n == most), key=int))


def measures(rows: Sequence[LabelledRow], predictions: Sequence[str]) -> list[Measure]:
    """Count a flagged shop as right only where exactly the published buyers are named."""
    pairs = [(row.label, said) for row, said in zip(rows, predictions, strict=True)]
    counts = [(int(label == said != NONE), int(said != NONE), int(label != NONE)) for label, said in pairs]
    rate = sum(label != NONE for label, _ in pairs) / len(pairs)
    return [accuracy(sum(label == said for label, said in pairs), len(pairs), base_rate=rate), *spans(counts)]


def told(row: LabelledRow, prediction: str) -> dict[str, Any]:
    """Return a shop and the buyers named for it."""
    return {"shopid": row.place["shopid"], "userid": prediction}
