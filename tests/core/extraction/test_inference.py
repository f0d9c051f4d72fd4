"""Brands that a file does not tell are filled at import, and where detectors run; each says that it was read from the title."""

from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from mingjian.core.engines import Engine
from mingjian.core.engines.duckdb import DuckEngine
from mingjian.core.engines.lake import rows_of_lake
from mingjian.core.extraction.inference import load_filled, with_brands
from mingjian.core.records import kind
from mingjian.core.records.lake import Lake

AT = datetime(2026, 11, 26, tzinfo=UTC)
RIGHTS = "注册号,商标名称,类型,状态\n1,青岚谷,商标,有效\n2,旧岚谷,商标,已注销\n3,方法岚谷,专利,有效\n"
LISTINGS = (
    "宝贝标题,价格,店铺名称,付款人数,宝贝链接,品牌\n"
    "青岚谷 面霜,99,甲,1000+,https://i.example/?id=1001,\n旧岚谷 面霜,9,甲,1,https://i.example/?id=1002,\n"
    "方法岚谷 面霜,9,乙,1,https://i.example/?id=1003,\n青岚谷 面霜,9,乙,1,https://i.example/?id=1004,自有\n"
)


def brands(rows: list[dict[str, object]]) -> dict[object, tuple[object, object]]:
    return {row["listing_id"]: (row["brand"], row["brand_from"]) for row in rows}


FILLED = {"1001": ("青岚谷", "title"), "1002": (None, None), "1003": (None, None), "1004": ("自有", None)}


def load(lake: Lake, folder: Path, name: str, text: str) -> dict[object, tuple[object, object]]:
    (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    done = load_filled(lake, kind(name), folder / f"{name}.csv", source="x", at=AT)
    assert done.brands_read == (1 if name == "listing" and lake.has("right") else 0)
    return brands(pq.read_table(done.rows_path).to_pylist()) if name == "listing" else {}


def test_they_are_filled_at_import_where_the_lake_holds_rights(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    load(lake, tmp_path, "right", RIGHTS)
    assert load(lake, tmp_path, "listing", LISTINGS) == FILLED


def test_rights_that_come_later_are_read_where_a_detector_runs(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    assert load(lake, tmp_path, "listing", LISTINGS)["1001"] == (None, None)
    load(lake, tmp_path, "right", RIGHTS)
    with DuckEngine() as engine:
        rows = engine.to_arrow(with_brands(engine, rows_of_lake(engine, lake, "listing"), rows_of_lake(engine, lake, "right"))).to_pylist()
    assert brands(rows) == FILLED


def test_a_file_that_was_loaded_before_the_column_was_known_is_read_beside_others(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    load(lake, tmp_path, "listing", LISTINGS)
    (rows_path,) = (tmp_path / "lake").glob("listing/*/*/rows.parquet")
    pq.write_table(pq.read_table(rows_path).drop_columns(["brand_from"]), rows_path)
    load(lake, tmp_path, "right", RIGHTS)
    with DuckEngine() as engine:
        old = engine.to_arrow(with_brands(engine, rows_of_lake(engine, lake, "listing"), None)).to_pylist()
    assert {row["brand_from"] for row in old} == {None}
    load(lake, tmp_path, "listing", LISTINGS.replace("=1001", "=2001"))
    with DuckEngine() as engine:
        rows = engine.to_arrow(rows_of_lake(engine, lake, "listing")).to_pylist()
    assert brands(rows)["1001"] == (None, None)
    assert brands(rows)["2001"] == ("青岚谷", "title")


def test_on_every_engine_the_same_is_read(engine: Engine) -> None:
    listings = [{"listing_id": str(n), "title": title} for n, title in enumerate(["青岚谷 面霜", "青岚谷 面霜", "适用青岚谷 瓶盖", None])]
    rights = [{"right_id": "1", "name": "青岚谷", "type": "商标"}]
    given = [engine.from_arrow(pa.Table.from_pylist(rows, kind(name).schema)) for name, rows in (("listing", listings), ("right", rights))]
    rows = engine.to_arrow(with_brands(engine, *given)).to_pylist()
    assert brands(rows) == {"0": ("青岚谷", "title"), "1": ("青岚谷", "title"), "2": (None, None), "3": (None, None)}


PENALTIES = (
    "处罚决定书文号,当事人名称,处罚内容,罚款金额（万元）\n"
    "杭市监处罚〔2026〕1号,杭州甲有限公司,警告；罚款人民币叁仟元整（￥3000.00）；没收违法所得200元,\n"
    "杭市监处罚〔2026〕2号,杭州乙有限公司,罚款2000元,0.25\n"
    "杭市监处罚〔2026〕3号,杭州丙有限公司,对单位罚款2000元；对负责人罚款500元,\n"
    "杭市监处罚〔2026〕4号,杭州丁有限公司,吊销营业执照,\n"
)


def test_a_fine_that_stands_in_words_alone_is_read_from_them_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "penalty.csv").write_text(PENALTIES, encoding="utf-8")
    done = load_filled(Lake(tmp_path / "lake"), kind("penalty"), tmp_path / "penalty.csv", source="x", at=AT)
    rows = {row["party"][2]: (row["fine"], row["fine_from"]) for row in pq.read_table(done.rows_path).to_pylist()}
    assert rows == {"甲": (3000.0, "content"), "乙": (2500.0, None), "丙": (None, None), "丁": (None, None)}
    assert (done.fines_read, done.brands_read) == (1, 0)
