"""Statements of banks, payment firms and messengers are read by words and values, whoever wrote them; no sum is counted twice or on the wrong side."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mingjian.core.errors import BadInput
from mingjian.core.statements import MESSAGE, PAYMENT
from mingjian.core.statements.reader import Statement, read_statement

REAL = Path(os.environ.get("MINGJIAN_SHARED", Path(__file__).parents[4] / "shared")) / "data/real-exports/8_funds_chats"


def read_text(folder: Path, text: str, name: str = "流水.csv", encoding: str = "utf-8", **more: Any) -> Statement:
    path = folder / name
    path.write_text(text, encoding, newline="")
    return read_statement(path, **more)


def sums(found: Statement) -> list[tuple[str, int | None, bool]]:
    return [(row["direction"], row["cents"], row["counts"]) for row in found.rows.to_pylist()]


@pytest.mark.skipif(not REAL.exists(), reason="the folder of real exports is not there (MINGJIAN_SHARED)")
@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("TenpayTrades.txt", [("out", 10_000), ("in", 520), ("out", 29_900), ("in", 100_000), ("out", 5_000)]),
        ("alipay_investigation_账户明细.csv", [("out", 10_000), ("in", 20_000), ("out", 30_000), ("in", 40_000), ("out", 50_000)]),
        ("alipay_record_20260401_0900_1.csv", [("out", 2_500), ("out", 3_900), ("", 50_000), ("in", 3_000), ("in", 10_000)]),
        ("微信支付账单(20260301-20260331).csv", [("out", 3_500), ("out", 10_000), ("in", 2_000), ("", 50_000), ("out", 2_900)]),
        ("某银行交易明细信息.csv", [("in", 8_850), ("out", 1_200), ("in", 700), ("out", 200_000), ("", 0)]),
    ],
)
def test_statements_of_money_in_true_shapes_are_read_to_the_cent(name: str, told: list[tuple[str, int]]) -> None:
    found = read_statement(REAL / name)
    assert found.sort == PAYMENT
    assert [(side, cents) for side, cents, _ in sums(found)] == told
    assert all(counts == bool(side) for side, _, counts in sums(found))
    assert not found.bad_rows


@pytest.mark.skipif(not REAL.exists(), reason="the folder of real exports is not there (MINGJIAN_SHARED)")
@pytest.mark.parametrize(
    ("name", "own", "texts"),
    [
        ("memotrace_v2.csv", [True, False, False, False, False], ["在吗", "在的", "[图片]"]),
        ("pywxdump_wxid_b_0_5.csv", [True, False, False, True, False], ["发货了吗", "发了", "图片"]),
        ("wechatmsg_测试群_utf8.csv", [False, True, False, False, False], ["这批包多少钱", "一个 120，拿 10 个 110", "[图片或者文件]", "[订单.xlsx]"]),
        ("全部消息记录.txt", [None] * 5, ["今天出货\n分两批", "[图片]", "测试丙加入本群。"]),
    ],
)
def test_exports_of_messengers_in_true_shapes_are_read(name: str, own: list[bool | None], texts: list[str]) -> None:
    found = read_statement(REAL / name)
    rows = found.rows.to_pylist()
    assert found.sort == MESSAGE
    assert [row["is_own"] for row in rows] == own
    assert [row["text"] for row in rows][: len(texts)] == texts


@pytest.mark.skipif(not REAL.exists(), reason="the folder of real exports is not there (MINGJIAN_SHARED)")
def test_a_list_of_accounts_is_no_statement_and_the_refusal_says_what_to_do() -> None:
    with pytest.raises(BadInput) as refused:
        read_statement(REAL / "某银行账户信息.csv")
    assert "作为卷宗文件收存" in refused.value.text.zh
    assert "测试甲" not in refused.value.text.zh


def test_debit_and_credit_in_two_columns_with_units_titles_and_sums_at_the_foot(tmp_path: Path) -> None:
    text = (
        "某某银行账户交易流水\n户名：测试甲,,,,,,\n记账日期,记账时间,借方发生额（元）,贷方发生额（元）,账户余额（元）,对方户名,摘要\n"
        '20260301,093000,"1,200.00",,"8,800.00",测试乙,货款\n20260302,90501,,5000.5,13800.5,测试丙,收款\n合计,,1200.00,5000.50,,,\n'
    )
    found = read_text(tmp_path, text, encoding="gb18030")
    assert sums(found) == [("out", 120_000, True), ("in", 500_050, True)]
    assert [str(row["at"]) for row in found.rows.to_pylist()] == ["2026-03-01 01:30:00", "2026-03-02 01:05:01"]


def test_day_and_clock_in_two_columns_and_letters_for_debit_and_credit(tmp_path: Path) -> None:
    text = (
        "交易日期,交易时间,客户名称,交易卡号,交易方向(D:借|C:贷),交易金额,联机余额,对方帐号,对方客户名称,交易摘要,账号\n"
        "2026-03-01,08:15:00,测试甲,6222000000000000001,D,35.00,965.00,6222000000000000002,测试乙,消费,1\n"
        "2026-03-01,21:05:09,测试甲,6222000000000000001,C,0.07,965.07,,,结息,1\n"
    )
    found = read_text(tmp_path, text)
    assert sums(found) == [("out", 3_500, True), ("in", 7, True)]
    assert [str(row["at"]) for row in found.rows.to_pylist()] == ["2026-03-01 00:15:00", "2026-03-01 13:05:09"]
    assert [row["account"] for row in found.rows.to_pylist()] == ["6222000000000000002", ""]
    assert any("借为支出" in note.zh for note in found.notes)


def test_where_no_column_tells_a_direction_the_sign_does_and_it_is_said(tmp_path: Path) -> None:
    found = read_text(tmp_path, "Date,Name,Gross,Balance,Transaction ID\n2026-03-01,Foo,-12.50,1.00,A1\n2026-03-02,Bar,40,41,A2\n")
    assert sums(found) == [("out", 1_250, True), ("in", 4_000, True)]
    assert any("正负号" in note.zh for note in found.notes)


def test_payer_and_payee_tell_the_side_where_one_account_stands_in_every_row(tmp_path: Path) -> None:
    text = (
        "交易号,付款方支付宝账号,收款方支付宝账号,到账时间,转账金额（元）\n"
        "1,13800000001（测试甲）,a@example.invalid（测试乙）,2026-03-01 10:00:00,10.00\n"
        "2,b@example.invalid（测试丙）,13800000001（测试甲）,2026-03-02 10:00:00,20.00\n"
    )
    rows = read_text(tmp_path, text).rows.to_pylist()
    assert [(row["direction"], row["name"], row["own_account"]) for row in rows] == [("out", "测试乙", "13800000001"), ("in", "测试丙", "13800000001")]


def test_a_failed_transaction_and_a_word_that_nobody_knows_count_in_no_sum_and_are_told(tmp_path: Path) -> None:
    text = (
        "交易时间,收支,金额,交易对方,交易状态\n2026-03-01 10:00,支出,10,甲,交易关闭\n2026-03-01 11:00,冻结,20,乙,成功\n2026-03-01 12:00,收入,约三百,丙,成功\n"
        "2026-03-01 13:00,收入,3.7万元,丁,成功\n"
    )
    found = read_text(tmp_path, text)
    assert sums(found) == [("out", 1_000, False), ("", 2_000, False), ("in", None, False), ("in", 3_700_000, True)]
    assert len(found.notes) >= 3


def test_a_reversal_keeps_its_minus_and_other_minuses_of_payments_do_not(tmp_path: Path) -> None:
    found = read_text(
        tmp_path, "交易时间,收付标志,交易金额,摘要说明\n2026-03-01 10:00,出,-50,转账\n2026-03-01 11:00,出,-50,冲正\n2026-03-01 12:00,进,-8,退回\n"
    )
    assert sums(found) == [("out", 5_000, True), ("out", -5_000, True), ("in", -800, True)]


def test_rows_without_a_time_are_listed_by_number_and_repeat_nothing_of_a_person(tmp_path: Path) -> None:
    found = read_text(
        tmp_path, "交易时间,收/支,金额,交易对方\n2026-03-01 10:00,支出,1,甲\n昨天,支出,2,测试乙13800000001\n2026-03-02 10:00,支出,3,丙,多一列13800000001\n"
    )
    assert [(bad.row, bad.value) for bad in found.bad_rows] == [(3, ""), (4, "")]
    assert found.rows.num_rows == 1


def test_sheets_of_a_workbook_with_numbers_for_times_are_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    people, sheet = book.active, book.create_sheet("交易明细")
    people.title = "人员信息"
    people.append(["客户名称", "证照号码"])
    people.append(["测试甲", "99010119900101000X"])
    sheet.append(["交易时间", "交易金额", "收付标志", "对手户名"])
    sheet.append([46082.5, 12.3, "进", "测试乙"])
    path = tmp_path / "x.xlsx"
    book.save(path)
    found = read_statement(path)
    assert sums(found) == [("in", 1_230, True)]
    assert str(found.rows.to_pylist()[0]["at"]) == "2026-03-01 04:00:00"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "序号,本机号码,对方号码,联系人,消息类型,方向,时间,短信内容,删除状态\n1,13800000001,13900000002,老王,短信,发送,2026-03-01 10:00:00,货到了吗,已删除\n"
            "2,13800000001,13900000002,老王,短信,接收,2026/3/1 下午2:05,到了,正常\n",
            [(True, "13800000001", "货到了吗"), (False, "13900000002", "到了")],
        ),
        (
            "通话开始时间,主叫号码,被叫号码,通话时长,呼叫类型\n2026-03-01 10:00:00,13800000001,13900000002,83,主叫\n"
            "2026-03-02 10:00:00,13900000002,13800000001,0,被叫\n",
            [(True, "13800000001", ""), (False, "13900000002", "")],
        ),
        (
            "发送者昵称\t发送时间\t聊天对象\t聊天内容\n测试甲\t2026-03-01 10:00\t仿牌交流群\t原单一比一\n",
            [(None, "测试甲", "原单一比一")],
        ),
    ],
)
def test_reports_of_telephones_and_tables_of_other_tools_are_read(tmp_path: Path, text: str, told: list[tuple[bool | None, str, str]]) -> None:
    found = read_text(tmp_path, text, "手机报告.csv")
    assert found.sort == MESSAGE
    assert [(row["is_own"], row["sender"], row["text"] or "") for row in found.rows.to_pylist()] == told


@pytest.mark.parametrize(
    "text",
    [
        "2026年3月1日 上午10:00 测试甲\n发货了\n两箱\n\n2026年3月1日 下午2:05 测试乙\n好\n",
        "[2026/3/1 10:00:00] 测试甲: 发货了\n两箱\n[2026/3/1 14:05:00] 测试乙: 好\n",
        "测试甲 (2026-03-01 10:00)：\n发货了\n两箱\n测试乙 (2026-03-01 14:05)：\n好\n",
        "聊天记录\n\n测试甲 2026-03-01 10:00\n发货了\n两箱\n\n测试乙 2026-03-01 14:05\n好\n",
    ],
)
def test_transcripts_of_other_forms_are_read_with_what_stands_below_the_line(tmp_path: Path, text: str) -> None:
    rows = read_text(tmp_path, text, "聊天.txt").rows.to_pylist()
    assert [(row["sender"], row["text"], str(row["at"])) for row in rows] == [
        ("测试甲", "发货了\n两箱", "2026-03-01 02:00:00"),
        ("测试乙", "好", "2026-03-01 06:05:00"),
    ]


@pytest.mark.parametrize("text", ["订单号,买家\n1,甲\n", "今天天气很好，\n明天也是。\n", "交易时间,摘要\n2026-03-01,利息\n", "", "\n\n", "时间\n2026-03-01\n"])
def test_what_is_neither_money_nor_talk_is_refused_in_words(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadInput):
        read_text(tmp_path, text)


CELLS = st.sampled_from((
    "", "-", "/", "2026-03-01 10:00", "20260301", "10:00", "0.5", "1e9", "-1e300", "nan", "￥1,2.3", "12万元", "进", "借", "（", "a@b（", "=1+1", "\t", '"',
    "\u202e",    "9" * 400, "测" * 3000, "2026-13-45", "25:99", "{", '{"msg": null}', '{"msg": [1]}', "<msg", "[]", "1", "发送", "\x00",
    "合计", "99010119900101000X",
))  # fmt: skip
HEADINGS = st.sampled_from((
    "交易时间", "交易日期", "交易金额", "收/支", "借方发生额", "贷方金额(万元)", "余额", "对方户名", "对方账号", "付款方账号", "收款方账号", "交易状态", "备注",
    "时间", "消息内容", "发送人", "类型", "is_sender", "通话时长", "币种", "", "怪",
))  # fmt: skip


def test_a_sum_that_no_account_holds_is_no_sum(tmp_path: Path) -> None:
    found = read_text(tmp_path, "交易时间,收/支,金额\n2026-03-01 10:00,收入,1e300\n2026-03-01 11:00,收入,0.29\n")
    assert sums(found) == [("in", None, False), ("in", 29, True)]


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(HEADINGS, min_size=2, max_size=9), st.lists(st.lists(CELLS, min_size=1, max_size=9), max_size=6), st.sampled_from([",", "\t"]))
def test_no_table_breaks_it_and_no_sum_is_told_that_is_not_whole_cents(tmp_path: Path, head: list[str], rows: list[list[str]], apart: str) -> None:
    text = "\n".join(apart.join(row) for row in [head, *rows])
    try:
        found = read_text(tmp_path, text)
    except BadInput:
        return
    assert found.rows.num_rows
    if found.sort == PAYMENT:
        assert all(not row["counts"] or (row["direction"] in ("in", "out") and isinstance(row["cents"], int)) for row in found.rows.to_pylist())


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400))
def test_no_bytes_break_it(tmp_path: Path, content: bytes) -> None:
    for name in ("x.csv", "x.txt", "x.xls", "x.jsonl"):
        (tmp_path / name).write_bytes(content)
        with suppress(BadInput):
            assert read_statement(tmp_path / name).rows.num_rows


SHOPS_BOOK = """#支付宝账务明细查询
#账号：[20880012345678900156]
账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,账户余额（元）,业务类型,备注
1\t,2\t,T200P21\t,面霜\t,2026-10-01 15:06:40,chen***@qq.com(陈*)\t,238.00,,10238.00,交易付款,
3\t,4\t,\t,\t,2026-10-03 09:00:00,招商银行(0012)\t,,-10000.00,238.00,提现,
#支出合计：1笔，共-10000.00元
#收入合计：1笔，共238.00元
"""


def test_the_book_of_a_shop_at_alipay_has_both_sides_and_the_end_of_a_card_is_no_name(tmp_path: Path) -> None:
    found = read_text(tmp_path, SHOPS_BOOK, encoding="gb18030")
    assert sums(found) == [("in", 23_800, True), ("out", 1_000_000, True)]
    assert [(row["name"], row["account"]) for row in found.rows.to_pylist()] == [("陈*", "chen***@qq.com"), ("", "招商银行(0012)")]
    assert found.bad_rows == []
    assert any(note.zh.startswith("2 行是合计") for note in found.notes)


def test_a_bill_of_a_shop_at_wechat_pay_is_read_without_its_guards_and_the_table_below_is_told(tmp_path: Path) -> None:
    head = "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),备注\n"
    rows = "`2026-10-01 04:21:23,`50000305742018,`1900009231,`退款,`退款,`支出,`0.02,`0.17,`缺货\n"
    rows += "`2026-10-02 10:00:00,`42,`19,`交易,`交易,`收入,`1200.50,`1200.67,`\n"
    found = read_text(tmp_path, f"{head}{rows}资金流水总笔数,收入笔数,收入金额\n`2,`1,`1200.50\n")
    assert sums(found) == [("out", 2, True), ("in", 120_050, True)]
    assert [(row["balance"], row["number"]) for row in found.rows.to_pylist()] == [(17, "1900009231"), (120_067, "19")]
    assert found.bad_rows == []
    assert any("2 行是合计" in note.zh for note in found.notes)
