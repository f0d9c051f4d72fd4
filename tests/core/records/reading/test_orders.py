"""Orders as platforms export them: what was paid, by which shop, and which were no sales. The shapes are those of real exports, the rows are invented."""

from datetime import UTC, datetime
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from mingjian.core.records import kind
from mingjian.core.records.reading import Reading, read
from mingjian.core.records.reading.order_status import WHOLLY_BACK, Back, refund_of

ORDER = kind("order")


def taken(folder: Path, text: str) -> tuple[list[dict[str, Any]], Reading]:
    path = folder / "orders.csv"
    path.write_bytes(text.encode("gb18030"))
    reading = read(path, ORDER, source="s")
    return [row for batch in reading for row in batch.to_pylist()], reading


def said(reading: Reading) -> str:
    return "\n".join(note.zh for note in reading.notes)


def test_a_shop_column_that_is_always_0_names_no_shop_and_the_name_is_taken(tmp_path: Path) -> None:
    rows, reading = taken(tmp_path, '订单编号,店铺Id,店铺名称\n"=""1""","0","云杉测试小铺"\n"=""2""","0","白桦测试小铺"\n')
    assert [row["shop_id"] for row in rows] == ["云杉测试小铺", "白桦测试小铺"]
    assert (reading.theirs["shop_id"], "店铺Id" in reading.ignored) == ("店铺名称", True)
    assert "“店铺Id”各行都是 0" in said(reading)


@pytest.mark.parametrize("nothing", ["0", "-", "", '"=""0"""', "0.0", "000", "０"])
def test_whatever_says_that_there_is_no_id_is_none(tmp_path: Path, nothing: str) -> None:
    rows, _ = taken(tmp_path, f"订单编号,店铺Id,店铺名称\n1,{nothing},甲\n2,{nothing},乙\n")
    assert [row["shop_id"] for row in rows] == ["甲", "乙"]


def test_without_another_column_0_is_nobodys_number_and_a_shop_numbered_0_among_others_is_one(tmp_path: Path) -> None:
    alone, reading = taken(tmp_path, "订单编号,店铺Id,会员名\n1,0,甲\n2,0,乙\n")
    assert [row["shop_id"] for row in alone] == [None, None]
    assert "店铺Id" in said(reading)
    among, _ = taken(tmp_path, "订单编号,店铺Id,店铺名称\n1,0,甲\n2,7,乙\n")
    assert [row["shop_id"] for row in among] == ["0", "7"]


@pytest.mark.parametrize("zero", ["0", "00", "０", "0.0"])
def test_zeros_beside_names_that_differ_make_no_shop_of_all(tmp_path: Path, zero: str) -> None:
    rows, reading = taken(tmp_path, f"订单编号,店铺Id,店铺名称\n1,{zero},云杉小铺\n2,{zero},白桦小铺\n3,7,枫林小铺\n4,{zero},\n")
    assert [row["shop_id"] for row in rows] == [None, None, "7", None]
    assert "“店铺名称”各不相同" in said(reading)


def test_of_jd_the_sum_due_after_discounts_is_what_was_paid_and_the_orders_sum_is_not(tmp_path: Path) -> None:
    rows, _ = taken(tmp_path, "订单号,订单金额,结算金额,余额支付,应付金额,订单状态\n390000000001,500.00,455.00,0.00,455.00,完成\n")
    assert (rows[0]["amount"], rows[0]["due"], rows[0]["state"]) == (455.0, 500.0, "sold")


def test_a_file_with_the_sum_before_discounts_alone_tells_nothing_paid_and_says_so(tmp_path: Path) -> None:
    rows, reading = taken(tmp_path, "订单号,订单金额\n1,500.00\n2,20\n")
    assert [(row["amount"], row["due"]) for row in rows] == [(None, 500.0), (None, 20.0)]
    assert "2 笔订单没有实付金额" in said(reading)


def test_the_sum_of_a_whole_order_is_counted_once_and_not_for_each_of_its_parts(tmp_path: Path) -> None:
    rows, reading = taken(tmp_path, "主订单编号,子订单编号,商品ID,订单应付金额\n69,691,7,99\n69,692,8,99\n70,701,7,5\n")
    assert reading.theirs["order_id"] == "主订单编号"
    assert {row["order_id"]: row["amount"] for row in rows} == {"69": 99.0, "70": 5.0}
    by_part, _ = taken(tmp_path, "子订单编号,主订单编号,买家实付金额\n691,69,50\n692,69,49\n")
    assert [row["order_id"] for row in by_part] == ["691", "692"]


@pytest.mark.parametrize(
    ("status", "after", "state"),
    [
        ("交易成功", "", "sold"), ("交易关闭", "", "void"), ("买家已付款，等待卖家发货", "", "sold"),
        ("卖家已发货，等待买家确认", "", "sold"),
        ("等待买家付款", "", "void"), ("待付款", "", "void"), ("未付款", "", "void"), ("已取消", "", "void"), ("(删除)等待出库", "", "void"),
        ("等待出库", "", "sold"), ("已发货，待收货", "无售后或售后取消", "sold"), ("已收货", "售后处理中", "sold"),
        ("未发货，退款成功", "退款成功", "refunded"),
        ("已收货，退款成功", "", "refunded"), ("已完成", "退款成功", "refunded"), ("已完成", "部分退款成功", "sold"), ("已关闭", "-", "void"),
        ("交易关闭", "退款成功", "refunded"), ("已取消", "退款完成", "refunded"), ("交易成功", "没有申请退款", "sold"), ("已 取 消", "", "void"),
        ("CANCELLED", "", "void"), ("delivered", "", "sold"), ("", "", None), ("七上八下", "", None),
    ],
)  # fmt: skip
def test_the_words_of_platforms_tell_what_became_of_an_order(tmp_path: Path, status: str, after: str, state: str | None) -> None:
    rows, _ = taken(tmp_path, f'订单号,实付金额,订单状态,售后状态\n1,9,"{status}","{after}"\n')
    assert rows[0]["state"] == state


def test_a_refund_of_a_part_leaves_the_order_sold(tmp_path: Path) -> None:
    rows, _ = taken(tmp_path, "订单号,实付金额,退款状态,退款金额\n1,1280,退款成功,100\n2,279,退款成功,279\n3,279,没有申请退款,无退款申请\n")
    assert [(row["state"], row["refund"]) for row in rows] == [("sold", 100.0), ("refunded", 279.0), (None, None)]


@pytest.mark.parametrize(
    ("status", "after", "refund", "state"),
    [
        ("交易成功", "退款成功", "100", "sold"),
        ("交易成功", "", "0.01", "sold"),
        ("七上八下", "", "100", "sold"),
        ("交易成功", "部分退款成功", "", "sold"),
        ("交易关闭", "", "100", "sold"),  # the seller kept the rest
        ("交易成功", "退款成功", "279", "refunded"),
        ("交易成功", "", "", "refunded"),
        ("交易关闭", "", "", "refunded"),
        ("部分发货", "", "", "refunded"),
        ("已取消", "退款成功", "", "refunded"),
    ],
)
def test_a_time_of_refund_says_nothing_of_how_much_went_back(tmp_path: Path, status: str, after: str, refund: str, state: str) -> None:
    rows, _ = taken(tmp_path, f"订单号,实付金额,订单状态,售后状态,退款金额,退款时间\n1,279,{status},{after},{refund},2026-10-20 09:00:00\n")
    assert (rows[0]["state"], rows[0]["refunded_at"] is None) == (state, False)


@pytest.mark.parametrize(
    ("status", "after"),
    [
        ("交易成功", "退款失败"),
        ("已收货，退款失败", ""),
        ("交易成功", "退款关闭"),
        ("交易成功", "卖家拒绝退款"),
        ("交易成功", "售后已撤销"),
        ("delivered", "Refund rejected"),
    ],
)
def test_a_refund_that_failed_is_none_and_leaves_no_sum_to_take_off(tmp_path: Path, status: str, after: str) -> None:
    heads = "订单号,实付金额,订单状态,售后状态,退款金额,退款时间"
    rows, reading = taken(tmp_path, f"{heads}\n1,279,{status},{after},279,2026-10-20 09:00:00\n2,279,交易成功,退款成功,279,2026-10-20 09:00:00\n")
    assert [(row["state"], row["refund"], row["refunded_at"] is None) for row in rows] == [("sold", None, True), ("refunded", 279.0, False)]
    assert "1 笔订单的退款申请失败" in said(reading)


def test_how_many_orders_are_no_sales_is_said_and_a_word_that_nobody_knows_is_named_once(tmp_path: Path) -> None:
    text = "订单号,实付金额,订单状态\n" + "".join(f"{n},9,{'已取消' if n < 3 else '七上{八}下' if n < 7 else '已完成'}\n" for n in range(9))
    _, reading = taken(tmp_path, text)
    told = said(reading)
    assert "3 笔订单已取消、已关闭或者未付款，不计为销售" in told
    assert told.count("七上{八}下") == 1
    assert "（4 笔）" in told


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("交易关闭", "void"),
        ("等待买家付款", "void"),
        ("(删除)等待出库", "void"),
        ("未发货，退款成功", "refunded"),
        ("已收货，部分退款成功", "sold"),
        ("已收货，退款关闭", "sold"),
        ("已发货，买家取消退款", "sold"),
        ("Cancelled", "void"),
        ("Shipped - Refunded", "refunded"),
        ("", None),
    ],
)
def test_the_state_of_an_order_in_the_words_of_platforms(tmp_path: Path, status: str, state: str | None) -> None:
    rows, _ = taken(tmp_path, f"订单编号,店铺名称,实付金额,订单状态\n1,甲,24.90,{status}\n")
    assert [row["state"] for row in rows] == [state]


#: Several clauses in one cell: state, after-sales state, refund on record; the order's state, the refund that is kept, and what went back of 279 yuan
#: (None: a refund is on record and no sum of it).
CLAUSES = [
    ("退款成功，售后关闭", "", "100", "sold", 100.0, "100.00"),
    ("已部分退款，售后关闭", "", "100", "sold", 100.0, "100.00"),
    ("交易成功", "已部分退款，售后关闭", "100", "sold", 100.0, "100.00"),
    ("退款失败，退款成功", "", "279", "refunded", 279.0, "279.00"),
    ("退款成功，售后关闭", "", "", "refunded", None, "279.00"),
    ("已收货，部分退款申请被驳回", "", "100", "sold", None, "0"),
    ("已收货，拒绝部分退款", "", "100", "sold", None, "0"),
    ("交易成功", "部分退款失败，已关闭", "100", "sold", None, "0"),
    ("交易关闭，已部分退款", "", "100", "sold", 100.0, "100.00"),
    ("交易关闭，部分退款失败", "", "", "void", None, "279.00"),
    ("已部分退款，售后关闭", "", "", "sold", None, None),
    ("Delivered", "Partial refund; request closed", "100", "sold", 100.0, "100.00"),
    ("Delivered", "Partial refund rejected", "100", "sold", None, "0"),
    ("已收货", "售后关闭", "279", "sold", None, "0"),
    ("交易成功", "", "279", "sold", 279.0, "279.00"),
]


@pytest.mark.parametrize(("status", "after", "refund", "state", "kept", "back"), CLAUSES)
def test_of_several_clauses_that_of_money_which_went_back_decides(
    tmp_path: Path, status: str, after: str, refund: str, state: str, kept: float | None, back: str | None
) -> None:
    (row,), _ = taken(tmp_path, f"订单号,实付金额,订单状态,售后状态,退款金额\n1,279,{status},{after},{refund}\n")
    assert (row["state"], row["refund"]) == (state, kept)
    assert refund_of(row) == (Back(Decimal(0), is_untold=True) if back is None else Back(Decimal(back)))


def test_detectors_and_amounts_agree_on_what_went_back_wholly() -> None:
    told = list(product(("sold", "refunded", None), (None, 0.0, 100.0, 278.996, 279.0, 300.0), (None, datetime(2026, 10, 20, tzinfo=UTC))))
    rows = [{"amount": 279.0, "state": state, "refund": refund, "refunded_at": at, "status": None, "after_sale": None} for state, refund, at in told]
    orders = pa.Table.from_pylist([{**row, "n": n} for n, row in enumerate(rows)])
    assert orders.num_rows == len(told)
    with duckdb.connect() as base:
        found = {n for (n,) in base.sql(f"SELECT n FROM orders WHERE {WHOLLY_BACK}").fetchall()}  # noqa: S608 - words of ours
    for n, row in enumerate(rows):
        is_whole = refund_of(row).sum == Decimal(279)
        if row["state"] != "sold" and (row["state"] or row["refunded_at"]):
            assert (n in found) == is_whole, row
        else:
            assert n not in found, row  # a sum alone leaves a sale, of which the detectors take it off
