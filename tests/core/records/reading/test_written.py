"""A value that is written in any unit, place and sign is read as the same value, and nothing is scaled twice."""

from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingjian.core.examination.report import REPORT
from mingjian.core.records import Kind, kind
from mingjian.core.records.reading import Reading, read
from mingjian.core.records.reading.nice_classes import classes_of
from mingjian.core.records.reading.rows import BadRow
from mingjian.core.records.reading.sums_in_words import sum_of

#: What a heading may say, and what makes yuan of it.
UNITS = {"": 1, "（元）": 1, "(万元)": 10**4, "（单位：千元）": 10**3, "(分)": Decimal("0.01"), "/百万元": 10**6, "（亿元）": 10**8}
#: What may stand in a line above the table, with what makes yuan of it; a heading's own unit goes before it.
ABOVE = {"": None, "单位：元": 1, "（金额单位：万元）": 10**4, "单位：件、千元": 10**3}
SIGNS = "零壹贰叁肆伍陆柒捌玖"


def taken(text: str, of: Kind, name: str = "file.csv", encoding: str = "utf-8") -> tuple[list[dict[str, object]], Reading]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(text.encode(encoding))
        reading = read(path, of, source="s")
        return [row for batch in reading for row in batch.to_pylist()], reading


def in_words(fen: int) -> str:
    """Write a sum as receipts do, digit by digit."""
    yuan, part = divmod(fen, 100)
    said, zero = "", False
    for section, large in ((yuan // 10**8, "亿"), (yuan // 10**4 % 10**4, "万"), (yuan % 10**4, "")):
        words = ""
        for place, small in ((1000, "仟"), (100, "佰"), (10, "拾"), (1, "")):
            digit = section // place % 10
            zero = zero or (digit == 0 and bool(said or words))
            if digit:
                words += ("零" if zero else "") + SIGNS[digit] + small
                zero = False
        said += words + (large if words else "")
    jiao, rest = divmod(part, 10)
    return (
        f"{said or '零'}元"
        + (f"{SIGNS[jiao]}角" if jiao else "")
        + (("零" if not jiao else "") + f"{SIGNS[rest]}分" if rest else "")
        + ("整" if not part else "")
    )


def spellings(yuan: Decimal, factor: Decimal | int) -> list[str]:
    """Return how people write a sum under a heading that counts in so many yuan: bare, or with a unit of its own."""
    bare = yuan / factor
    in_wan = yuan / 10**4
    return [
        f"{bare:f}", f"{bare:,f}", f" {bare:f}\t", f'="{bare:f}"', f"'{bare:f}", f"+{bare:f}", f"{yuan:f}元", f"￥{yuan:,f}", f"¥ {yuan:f}",
        f"人民币{yuan:f}元整",
        f"{in_wan:f}万元",
        f"{in_wan:f} 万元", f"RMB{yuan:f}",
        f"{yuan:f}".translate(str.maketrans("0123456789.", "０１２３４５６７８９．")) + "元", in_words(int(yuan * 100)), f"人民币{in_words(int(yuan * 100))}",
    ]  # fmt: skip


@given(st.integers(0, 10**11), st.sampled_from(sorted(UNITS)), st.sampled_from(sorted(ABOVE)))
@settings(max_examples=60, deadline=None)
def test_a_sum_in_any_spelling_under_any_heading_is_the_same_sum(fen: int, unit: str, above: str) -> None:
    yuan = Decimal(fen) / 100
    factor = ABOVE[above] if not unit and ABOVE[above] else UNITS[unit]
    cells = spellings(yuan, factor)
    lines = (
        [
            f"{above},",
        ]
        if above
        else []
    )
    lines += [f'处罚决定书文号,"罚款金额{unit}"', *(f'"第{at}号","{cell.replace(chr(34), chr(34) * 2)}"' for at, cell in enumerate(cells))]
    rows, reading = taken("\n".join(lines), kind("penalty"))
    assert reading.bad_rows == []
    assert [row["fine"] for row in rows] == pytest.approx([float(yuan)] * len(cells), rel=1e-12, abs=1e-9)


@given(st.integers(1, 10**9), st.sampled_from(["", "（元）", "(万元)", "(分)"]))
@settings(max_examples=40, deadline=None)
def test_a_sum_that_was_paid_back_is_the_same_whatever_its_sign(fen: int, unit: str) -> None:
    yuan = Decimal(fen) / 100
    bare = yuan / UNITS[unit]
    cells = [f"{bare:f}", f"-{bare:f}", f"−{bare:f}", f"({bare:f})", f"（{bare:,f}）", f"－{bare:,f}", f"-¥{yuan:f}", f"￥-{yuan:,f}", f"-{yuan:f}元"]
    rows, reading = taken("\n".join([f"订单号,退款金额{unit}", *(f'{at},"{cell}"' for at, cell in enumerate(cells))]), kind("order"))
    assert reading.bad_rows == []
    assert [row["refund"] for row in rows] == pytest.approx([float(yuan)] * len(cells), rel=1e-12, abs=1e-9)


@pytest.mark.parametrize("cell", ["-99", "−99", "(99.00)", "￥-99"])
def test_what_a_buyer_paid_is_never_less_than_nothing(cell: str) -> None:
    rows, reading = taken(f"订单号,实付金额\n1,{cell}\n2,99\n", kind("order"))
    assert [row["amount"] for row in rows] == [99.0]
    assert len(reading.bad_rows) == 1


@given(st.integers(1, 10**7), st.sampled_from(["重量(KG)", "重量（千克）", "计费重量", "结算重量(g)", "重量/斤", "实际重量（吨）"]))
@settings(max_examples=30, deadline=None)
def test_a_weight_in_any_spelling_is_the_same_weight(grams: int, heading: str) -> None:
    factor = {"重量/斤": 500, "结算重量(g)": 1, "实际重量（吨）": 10**6}.get(heading, 1000)
    weight = Decimal(grams)
    cells = [f"{weight / factor:f}", f"{weight:f}g", f"{weight:f}克", f"{weight / 1000:f}kg", f"{weight / 1000:f} 公斤", f"{weight / 500:f}斤"]
    rows, reading = taken("\n".join([f"运单号,{heading}", *(f"{at},{cell}" for at, cell in enumerate(cells))]), kind("parcel"))
    assert reading.bad_rows == []
    assert [row["weight_g"] for row in rows] == pytest.approx([float(grams)] * len(cells), rel=1e-9, abs=0.006)


@given(st.integers(0, 10**12))
@settings(max_examples=200)
def test_a_sum_in_words_is_the_sum(fen: int) -> None:
    assert sum_of(in_words(fen)) == fen / 100


@pytest.mark.parametrize(
    ("words", "sum_told"),
    [
        ("人民币壹万贰仟叁佰元伍角整", 12_300.5), ("叁拾万元", 300_000.0), ("一千二百元", 1200.0), ("拾元整", 10.0), ("伍佰", 500.0),
        ("贰万零叁佰圆正", 20_300.0),
        ("零元", 0.0), ("十", None), ("三十", None), ("壹贰叁元", None), ("元", None), ("拾佰元", None), ("壹佰仟元", None),
        ("万元", None), ("一等奖", None), ("十元店", None),
    ],
)  # fmt: skip
def test_words_that_are_no_sum_are_none(words: str, sum_told: float | None) -> None:
    assert sum_of(words) == sum_told


def test_a_bare_sum_in_words_under_a_heading_in_another_unit_is_refused_as_nobody_can_say_what_is_meant() -> None:
    rows, reading = taken("处罚决定书文号,罚款金额（万元）\n1,伍佰\n2,伍佰元\n", kind("penalty"))
    assert ([row["fine"] for row in rows], reading.unread) == ([None, 500.0], 1)
    assert "列“罚款金额（万元）”有 1 个值读不出，已留空，所在的行照常读入：第 2 行。" in [note.zh for note in reading.notes]


def test_a_unit_over_several_columns_counts_for_each_and_a_title_counts_for_none() -> None:
    text = "处罚情况一览表（一）,,,\n基本信息,,金额（万元）,\n处罚决定书文号,当事人,罚款金额,没收金额\n1,甲,1.2,3\n2,乙,12000元,3\n"
    rows, reading = taken(text, kind("penalty"))
    assert [row["fine"] for row in rows] == [12_000.0, 12_000.0]
    assert any("乘以 10000" in note.zh for note in reading.notes)
    plain, _ = taken("填报单位：万元县市场监管局,\n处罚决定书文号,罚款金额\n1,1.2\n", kind("penalty"))
    assert [row["fine"] for row in plain] == [1.2]


def test_a_general_word_below_a_merged_cell_is_read_with_it() -> None:
    text = "订单报表,,,,,,\n订单,,,商品,,,店铺\n编号,状态,实付金额,编号,名称,数量,名称\n7,交易成功,12.5,900,杯,2,甲店\n"
    rows, reading = taken(text, kind("order"))
    told = {name: rows[0][name] for name in ("order_id", "status", "amount", "listing_id", "title", "quantity", "shop_id")}
    assert told == {"order_id": "7", "status": "交易成功", "amount": 12.5, "listing_id": "900", "title": "杯", "quantity": 2.0, "shop_id": "甲店"}
    assert reading.heading == 3
    below, _ = taken("订单编号,买家,商品\n,昵称,名称\n7,甲,杯\n", kind("order"))
    assert [(row["order_id"], row["buyer_id"], row["title"]) for row in below] == [("7", "甲", "杯")]


def test_a_second_row_of_general_words_is_of_the_heading_though_it_names_nothing_more() -> None:
    heads = "2026年不合格产品名单,,,,,,\n序号,产品名称,受检单位,,生产单位（标称）,,规格型号\n,,名称,地址,名称,地址,\n"
    rows, reading = taken(f"{heads}1,水杯,甲店,某路,测试塑料厂,某市,T-1\n2,水壶,乙店,某路,测试塑料厂,某市,T-2\n", kind("recall"))
    assert [(row["goods"], row["maker"], row["model"]) for row in rows] == [("水杯", "测试塑料厂", "T-1"), ("水壶", "测试塑料厂", "T-2")]
    assert (reading.heading, reading.bad) == (3, 0)


@pytest.mark.parametrize("said", ["未签收", "尚未签收", "未付款", "未注销"])
def test_what_says_that_something_has_not_happened_yet_is_no_day(said: str) -> None:
    rows, reading = taken(f"快件编号,寄件日期,签收日期\n1,2026-03-01,{said}\n", kind("parcel"))
    assert ([row["signed_at"] for row in rows], reading.bad) == ([None], 0)


def test_a_heading_below_many_lines_of_words_is_found() -> None:
    rows, _ = taken("".join(f"说明 {at}\n" for at in range(35)) + "订单编号,实付金额\n7,12.5\n", kind("order"))
    assert [row["amount"] for row in rows] == [12.5]


def test_a_report_in_ten_thousand_yuan_by_the_line_above_it_is_scaled_once() -> None:
    text = "平台内经营者信息报送表,,\n,,单位：万元\n序号,经营者名称,年交易额\n1,测试甲,3.70\n2,测试乙,3.70万元\n3,测试丙,37000元\n4,测试丁,叁万柒仟元整\n"
    rows, _ = taken(text, REPORT)
    assert [row["turnover"] for row in rows] == [37_000.0] * 4


def test_sums_and_signatures_at_the_foot_and_the_heading_again_are_no_orders() -> None:
    text = "订单编号,实付金额\n1,10\n2,20\n订单编号,实付金额\n3,30\n合计,60\n总 计：,60\n制表人：张三,\n备注：本表一式两份,\n"
    rows, reading = taken(text, kind("order"), encoding="gb18030")
    assert [row["amount"] for row in rows] == [10.0, 20.0, 30.0]
    assert reading.bad == 0
    assert any("5 行是合计" in note.zh for note in reading.notes)


def test_a_hundred_thousand_lines_of_remarks_below_a_table_are_left_out_without_comparing_them(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0

    def equal(one: BadRow, other: object) -> bool:
        nonlocal compared
        compared += 1
        assert compared < 1000, "each of many lines was compared with others"
        return one is other

    monkeypatch.setattr(BadRow, "__eq__", equal)
    remarks = "".join(f"#{n}\n" for n in range(100_000))
    rows, reading = taken(f"订单编号,实付金额\n1,10\n{remarks}2\n3,30\n", kind("order"))
    assert [row["amount"] for row in rows] == [10.0, 30.0]
    assert (reading.bad, [fault.row for fault in reading.bad_rows]) == (1, [100_003])
    assert any("100000 行是合计" in note.zh for note in reading.notes)


@pytest.mark.parametrize("nothing", ["-", "/", "——", "无", "暂无", "", "（空）", "N/A", "／", '"=""无"""'])
def test_what_says_that_nothing_is_there_is_nothing_in_columns_of_every_type(nothing: str) -> None:
    rows, reading = taken(f"订单号,店铺名称,实付金额,付款时间,数量\n1,{nothing},{nothing},{nothing},{nothing}\n2,甲,1,2026-03-01,1\n", kind("order"))
    assert reading.bad_rows == []
    assert [rows[0][name] for name in ("shop_id", "amount", "paid_at", "quantity")] == [None] * 4
    answers, _ = taken("运单号,是否实名\n1,无\n2,有\n3,-\n", kind("parcel"))
    assert [row["id_checked"] for row in answers] == [False, True, None]


@pytest.mark.parametrize(
    ("told", "at"),
    [
        ("2026-03-01 8:43:38 PM", "2026-03-01 12:43:38"), ("2026/3/1 12:00 AM", "2026-02-28 16:00:00"), ("2026/3/1 12:30 PM", "2026-03-01 04:30:00"),
        ("2026年3月1日 下午2:05", "2026-03-01 06:05:00"), ("2026年3月1号 上午9时5分", "2026-03-01 01:05:00"), ("2026-3-1 中午12:20", "2026-03-01 04:20:00"),
        ("2026-03-01 凌晨12:10", "2026-02-28 16:10:00"), ("2026-03-01 下午14:05", "2026-03-01 06:05:00"), ("2026-03-01 星期日 10:00", "2026-03-01 02:00:00"),
        ("2026.03.01（周日）", "2026-02-28 16:00:00"), ("'2026-03-01 10:00:00", "2026-03-01 02:00:00"), ('"=""2026-03-01 10:00:00"""', "2026-03-01 02:00:00"),
        ("2026-03-01 上午14:00", None), ("2026-03-01 0:30 PM", None), ("2026-03-01 晚上12:00", None), ("2026-03-01 13:00 AM", None), ("03/04/2026 10:00", None),
    ],
)  # fmt: skip
def test_times_of_twelve_hours_are_read_and_what_goes_against_itself_is_refused(told: str, at: str | None) -> None:
    rows, reading = taken(f"订单号,付款时间\n1,{told}\n", kind("order"))
    assert ([str(row["paid_at"]) for row in rows], len(reading.bad_rows)) == (([at], 0) if at else ([], 1))


@pytest.mark.parametrize(
    ("told", "until"),
    [
        ("2016年04月07日至2026年04月06日", "2026-04-06"), ("2016-04-07 至 2026-04-06", "2026-04-06"), ("2016.4.7-2026.4.6", "2026-04-06"),
        ("自2016/4/7至2026/4/6止", "2026-04-06"), ("20160407~20260406", "2026-04-06"), ("2026-04-06", "2026-04-06"), ("2020-01-02 至 无固定期限", None),
        ("长期", None), ("-", None),
    ],
)  # fmt: skip
def test_of_a_span_of_days_the_last_is_that_until_which_it_holds(told: str, until: str | None) -> None:
    rows, reading = taken(f"申请/注册号,专用权期限\n1,{told}\n", kind("right"))
    assert ([None if row["valid_until"] is None else str(row["valid_until"]) for row in rows], reading.bad_rows) == ([until], [])


@pytest.mark.parametrize(
    ("told", "classes"),
    [
        ("18类 皮革皮具", "18"),
        ("第18、25类", "18,25"),
        ("3类 日化用品", "3"),
        ("18,25", "18,25"),
        ("18；25", "18,25"),
        ("皮具", "皮具"),
        ("类似群1802", "类似群1802"),
        ("99", "99"),
        ("第 9 类 3D眼镜；第 25 类 服装", "第 9 类 3D眼镜；第 25 类 服装"),
        ("第9类 科学仪器、 第35类 广告 销售", "9,35"),
    ],
)
def test_classes_of_a_right_are_numbers(told: str, classes: str) -> None:
    rows, _ = taken(f'注册号,国际分类\n1,"{told}"\n', kind("right"))
    assert rows[0]["classes"] == classes


def test_a_long_list_of_classes_with_a_number_in_a_name_is_no_list_and_is_told_at_once() -> None:
    told = "; ".join(f"第 {number} 类 测试商品 甲 乙 丙" for number in range(1, 46))
    assert classes_of(told) == ",".join(map(str, range(1, 46)))
    assert classes_of(f"{told}, 100%棉 {' ' * 600}") == f"{told}, 100%棉 {' ' * 600}"


def test_what_has_no_number_is_named_by_what_it_is_and_that_is_said() -> None:
    rows, reading = taken("生产者名称,产品名称,品牌,型号\n甲厂,电热水壶,测试牌,T-1\n甲厂,电热水壶,测试牌,T-2\n-,-,-,-\n", kind("recall"))
    assert [row["recall_id"] for row in rows] == ["电热水壶 · T-1 · 甲厂 · 测试牌", "电热水壶 · T-2 · 甲厂 · 测试牌"]
    assert len(reading.bad_rows) == 1
    assert any("文件没有公告编号，以产品名称、型号" in note.zh for note in reading.notes)


def test_offers_without_a_heading_are_told_by_their_columns_and_other_text_is_not() -> None:
    rows, reading = taken(
        "https://x.invalid/item/900000000011.html,茶杯一对 青瓷,￥29.9,月销300+,青瓷小店\n"
        "https://x.invalid/item/900000000012.html,茶盘 竹,99,已售5,竹艺旗舰店\n",
        kind("listing"),
    )
    assert [(row["listing_id"], row["title"], row["price"], row["sold_count"], row["shop_id"]) for row in rows] == [
        ("900000000011", "茶杯一对 青瓷", 29.9, 300.0, "青瓷小店"),
        ("900000000012", "茶盘 竹", 99.0, 5.0, "竹艺旗舰店"),
    ]
    assert reading.heading == 0
    assert any("没有表头，各列按内容认出，依次为：链接、商品标题、标价、展示的销量、店铺编号。" in note.zh for note in reading.notes)


def test_a_host_numbered_0_is_nobody() -> None:
    rows, _ = taken("订单号,CPS达人ID,CPS达人昵称,直播间ID\n1,0,,0\n2,1800000001,测试主播,77\n3,-,-,-\n", kind("order"))
    assert [(row["host_id"], row["room_id"]) for row in rows] == [(None, None), ("1800000001", "77"), (None, None)]


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("客户实付款总额（元）", "amount"), ("买家实付", "amount"), ("用户应付金额(元)", "amount"), ("订单总价", "due"), ("成功退款金额", "refund"),
        ("交易状态描述", "status"),
        ("商品退款状态", "after_sale"), ("支付成功时间", "paid_at"), ("商品全称", None), ("购买商品名称", "title"), ("SKU件数", "quantity"),
        ("顺丰运单号", "waybill"),
        ("主播昵称", "host_id"), ("直播间名称", "room_id"), ("网店名称", "shop_id"), ("下单用户昵称", None), ("顾客昵称", "buyer_id"),
        ("预售定金支付时间", None), ("赠品名称", None), ("买家实际支付积分", None), ("申请退款金额", None), ("平台实际承担优惠金额", None),
        ("快递公司", None), ("收件人姓名", None),
        ("订单关闭原因", None), ("支付方式", None), ("支付单号", None), ("承诺发货时间", None),
    ],
)  # fmt: skip
def test_a_heading_is_recognised_by_its_words_and_not_by_one_of_them(heading: str, column: str | None) -> None:
    _, reading = taken(f"订单编号,{heading}\n1,1\n", kind("order"))
    assert {ours for ours, theirs in reading.theirs.items() if theirs == heading} == ({column} if column else set())
