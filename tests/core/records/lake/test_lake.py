"""A file is in the lake whole or not at all, and once."""

import csv
import datetime as dt
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from mingjian.core.engines import Engine
from mingjian.core.errors import BadInput, NotFound
from mingjian.core.records import kind
from mingjian.core.records.lake import Lake, Load
from mingjian.core.records.reading.order_status import PART_BACK

AT = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
ORDERS = "订单编号,店铺编号,金额,付款时间\n1,甲,10,2026-11-01 10:00\n2,甲,五,2026-11-02 10:00\n3,乙,3,2026-11-03 10:00\n"


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


def loaded(lake: Lake, content: str, name: str = "orders.csv", source: str = "shopee", kind_name: str = "order", **given: object) -> Load:
    path = lake.folder.parent / name
    path.write_text(content)
    return lake.load(kind(kind_name), path, source=source, at=AT, **given)  # type: ignore[arg-type]  # as the test says


def ids(load: Load) -> list[str]:
    found: list[str] = pq.read_table(load.rows_path).column(0).to_pylist()
    return found


def report(load: Load) -> list[dict[str, str]]:
    with load.bad_rows_path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def files(lake: Lake) -> list[str]:
    return sorted(str(path.relative_to(lake.folder)) for path in lake.folder.rglob("*") if path.is_file())


def test_good_rows_are_loaded_and_bad_ones_reported(lake: Lake) -> None:
    load = loaded(lake, ORDERS)
    assert (load.rows, load.bad, load.is_new, ids(load)) == (2, 1, True, ["1", "3"])
    assert [(row["row"], row["column"], row["value"]) for row in report(load)] == [("3", "金额", "五")]
    assert (load.first, load.last) == ("2026-11-01T02:00:00", "2026-11-03T02:00:00")
    assert pq.read_schema(load.rows_path).equals(kind("order").schema)


def test_a_value_that_cannot_be_read_is_left_empty_and_listed_where_the_row_says_the_same_without_it(lake: Lake) -> None:
    described = "老街茶具 手工青瓷 " * 60
    rows = [f"{n},{described},{price},{sold}" for n, (price, sold) in enumerate([("询价", "12"), ("9.9", "热销中"), ("咨询客服", "暂停销售"), ("5", "3")])]
    load = loaded(lake, "\n".join(["商品编号,商品标题,价格,销量", *rows, ",无编号,面谈,1"]), kind_name="listing")
    told = pq.read_table(load.rows_path, columns=["listing_id", "title", "price", "sold_count"]).to_pylist()
    assert [(row["listing_id"], row["price"], row["sold_count"]) for row in told] == [("0", None, 12.0), ("1", 9.9, None), ("2", None, None), ("3", 5.0, 3.0)]
    assert {row["title"] for row in told} == {described.strip()}
    assert (load.rows, load.bad, load.unread) == (4, 1, 4)
    assert [(row["row"], row["column"], row["value"], "本行照常读入" in row["reason_zh"]) for row in report(load)] == [
        ("2", "价格", "询价", True),
        ("3", "销量", "热销中", True),
        ("4", "价格", "咨询客服", True),
        ("4", "销量", "暂停销售", True),
        ("6", "商品编号", "", False),
        ("6", "价格", "面谈", False),
    ]
    assert "列“价格”有 2 个值读不出，已留空，所在的行照常读入：第 2、4 行。" in [zh for zh, _ in load.notes]
    assert lake.one_load(load.digest).unread == 4


@pytest.mark.parametrize(
    ("kind_name", "heading", "row"),
    [
        ("order", "订单号,实付金额,付款时间", "1,若干,2026-11-01"),
        ("order", "订单号,实付金额,付款时间", "1,5,前天"),
        ("order", "订单号,实付金额,退款金额", "1,5,一部分"),
        ("order", "订单号,实付金额,退款时间", "1,5,前天"),
        ("operator", "经营者编号,店铺名称,关店日期", "1,甲,上月"),
        ("registration", "统一社会信用代码,企业名称,注销日期", "1,甲,上月"),
        ("permit", "许可证编号,企业名称,有效期至", "1,甲,另行通知"),
        ("listing", "商品编号,商品标题,采集时间", "1,甲,前天"),
    ],
)
def test_a_row_is_refused_where_it_would_say_something_else_without_the_value(lake: Lake, kind_name: str, heading: str, row: str) -> None:
    with pytest.raises(BadInput, match="None of the 1 rows"):
        loaded(lake, f"{heading}\n{row}\n", kind_name=kind_name)


def test_the_same_file_is_loaded_once_whatever_it_is_called(lake: Lake) -> None:
    first = loaded(lake, ORDERS)
    before = files(lake)
    again = loaded(lake, ORDERS, name="copy.csv")
    assert (again.is_new, again.digest, again.rows) == (False, first.digest, 2)
    assert files(lake) == before


def test_the_same_file_read_in_another_way_is_another_load(lake: Lake) -> None:
    loaded(lake, ORDERS)
    loaded(lake, ORDERS, source="other")
    loaded(lake, ORDERS, mapping={"店铺编号": "buyer_id"})
    assert len(lake.loads()) == 3


@pytest.mark.parametrize(
    ("states", "differ"),
    [
        (("已发货", "备货中"), False),
        (("拣货中", "已发货"), False),
        (("To ship", "delivered"), False),
        (("已发货", ""), False),
        (("", "备货中", "已发货"), False),
        (("已发货", "已取消"), True),
        (("", "已发货", "退款成功"), True),
        (("备货中", "已取消"), False),
    ],
)
def test_parts_of_an_order_differ_only_where_the_words_of_both_are_known(lake: Lake, states: tuple[str, ...], differ: bool) -> None:
    rows = "".join(f"69,{n},99,{state},无售后\n" for n, state in enumerate(states))
    load = loaded(lake, f"主订单编号,商品ID,订单应付金额,订单状态,售后状态\n{rows}")
    (order,) = pq.read_table(load.rows_path).to_pylist()
    assert (order["after_sale"] == PART_BACK) is differ
    assert order["after_sale"] == (PART_BACK if differ else "无售后")
    assert any("笔由几件商品组成" in zh for zh, _ in load.notes) is differ


def test_equal_rows_count_once_and_differing_ones_are_bad(lake: Lake) -> None:
    text = "order_id,shop_id,amount\n1,a,5\n2,b,6\n1,a,5\n\n2,b,7\n1,a,5.0\n3,c,1\n"
    load = loaded(lake, text)
    assert (load.rows, load.repeated, load.bad, ids(load)) == (3, 2, 1, ["1", "2", "3"])
    assert [(row["row"], row["value"]) for row in report(load)] == [("6", "2")]
    assert "row 3" in report(load)[0]["reason_en"]


def test_the_same_id_on_two_platforms_is_two_orders(lake: Lake) -> None:
    assert loaded(lake, "order_id,platform\n1,a\n1,b\n1,\n").rows == 3


def test_a_listing_seen_twice_is_two_views(lake: Lake) -> None:
    load = loaded(lake, "listing_id,price,seen_at\n1,5,2026-11-01\n1,6,2026-11-02\n1,6,2026-11-02\n", kind_name="listing")
    assert (load.rows, load.repeated, load.bad) == (2, 1, 0)


@pytest.mark.slow
def test_repeats_far_apart_are_found_across_blocks(lake: Lake) -> None:
    lines = [f"{n},shop {n % 7},{n % 100}" for n in range(300_000)]
    load = loaded(lake, "order_id,shop_id,amount\n" + "\n".join([*lines, lines[5], "299999,other,1"]) + "\n")
    assert (load.rows, load.repeated, load.bad) == (300_000, 1, 1)
    assert [row["row"] for row in report(load)] == ["300003"]


def test_the_report_holds_no_formula(lake: Lake) -> None:
    load = loaded(lake, 'order_id,"=HYPERLINK(1)",amount\n1,x,=1+1\n2,x,-5\n3,x,@SUM\n4,x,1\n', mapping={"=HYPERLINK(1)": "shop_id"})
    assert {row["value"] for row in report(load)} == {"'=1+1", "'-5", "'@SUM"}
    assert {row["column"] for row in report(load)} == {"amount"}


def test_a_file_without_one_good_row_leaves_the_lake_as_it_was(lake: Lake) -> None:
    with pytest.raises(BadInput, match="None of the 1 rows"):
        loaded(lake, "order_id,amount\n1,x\n")
    with pytest.raises(BadInput, match="no rows"):
        loaded(lake, "order_id,amount\n")
    assert files(lake) == []
    assert lake.loads() == []


@pytest.mark.parametrize("source", ["..", "../x", "a/b", "", "a b", ".x", "x" * 65, "a\n"])
def test_a_source_that_would_lead_elsewhere_is_refused(lake: Lake, source: str) -> None:
    with pytest.raises(BadInput, match="source cannot be called"):
        loaded(lake, ORDERS, source=source)


def test_every_engine_reads_the_lake(lake: Lake, engine: Engine) -> None:
    loaded(lake, ORDERS)
    loaded(lake, ORDERS, source="淘宝")
    rows = engine.to_arrow(engine.read_parquet(lake.pattern("order")))
    assert rows.schema.names == kind("order").schema.names
    assert sorted(rows.column("platform").to_pylist()) == ["shopee", "shopee", "淘宝", "淘宝"]


def test_a_kind_of_which_nothing_is_there_says_how_to_import_it(lake: Lake) -> None:
    with pytest.raises(NotFound, match="mingjian import listing"):
        lake.pattern("listing")
    assert lake.kinds() == ()


def test_a_damaged_manifest_is_named(lake: Lake) -> None:
    load = loaded(lake, ORDERS)
    (load.folder / "load.json").write_text("{")
    with pytest.raises(BadInput, match=r"load\.json"):
        lake.loads()


@pytest.mark.slow
def test_a_load_killed_half_way_leaves_nothing_and_is_cleared_at_the_next(lake: Lake) -> None:
    path = lake.folder.parent / "large.csv"
    with path.open("w") as out:
        out.write("order_id,shop_id,amount\n")
        for part in range(20):
            out.write("".join(f"{part}-{n},shop {n % 977},{n % 100}.5\n" for n in range(100_000)))
    code = (
        "import sys, pathlib, datetime\nfrom mingjian.core.records import kind\nfrom mingjian.core.records.lake import Lake\n"
        "Lake(pathlib.Path(sys.argv[1])).load(kind('order'), pathlib.Path(sys.argv[2]), source='s', at=datetime.datetime.now(datetime.UTC))"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(lake.folder), str(path)], stderr=subprocess.DEVNULL) as process:
        while process.poll() is None and not any(file.stat().st_size for file in lake.folder.glob(".loading-*/rows.parquet")):
            time.sleep(0.005)
        assert process.poll() is None, "it was to be killed while it wrote"
        os.kill(process.pid, signal.SIGKILL)
    assert list(lake.folder.glob(".loading-*"))
    assert (lake.loads(), lake.has("order")) == ([], False)
    load = lake.load(kind("order"), path, source="s", at=AT)
    assert (load.rows, load.is_new) == (2_000_000, True)
    assert list(lake.folder.glob(".loading-*")) == []


def test_a_load_still_running_is_not_cleared_away(lake: Lake) -> None:
    path = lake.folder.parent / "orders.csv"
    path.write_text(ORDERS)
    seen: list[bool] = []

    def meanwhile(part: float) -> None:
        other = loaded(lake, ORDERS, name="other.csv", source="other")
        seen.append(other.is_new and len(list(lake.folder.glob(".loading-*"))) == 1)

    assert lake.load(kind("order"), path, source="s", at=AT, progress=meanwhile).is_new
    assert seen == [True]
    assert len(lake.loads()) == 2


def test_two_loads_of_the_same_file_at_once_make_one(lake: Lake) -> None:
    path = lake.folder.parent / "orders.csv"
    path.write_text(ORDERS)
    inner: list[Load] = []
    outer = lake.load(kind("order"), path, source="s", at=AT, progress=lambda part: inner.append(lake.load(kind("order"), path, source="s", at=AT)))
    assert (inner[0].is_new, outer.is_new, len(lake.loads())) == (True, False, 1)
    assert list(lake.folder.glob(".loading-*")) == []
