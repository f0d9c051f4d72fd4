"""Decisions of penalties are read from their text: each value with its place; ranges of the law, prices and other papers' numbers are none."""

from datetime import date
from decimal import Decimal
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingjian.core.extraction.decisions import read_decision
from mingjian.core.extraction.decisions.record import penalty_of, unsure

WHOLE = """
杭州市滨江区市场监督管理局
行 政 处 罚 决 定 书
                         杭滨市监处罚〔2026〕118 号
当事人：杭州青岚谷贸易有限公司
主体资格证照名称：营业执照
统一社会信用代码：91330108MA2AX1Y42J
住所：杭州市滨江区长河街道某路 12 号
2026年3月2日，本局执法人员收到宁波市海曙区市场监督管理局案件移送函（甬海市监案移〔2026〕7号）。2026年3月5日，本局执法人员到当事人经营场所进行现场检查，
下达《实施行政强制措施决定书》（杭滨市监强制〔2026〕9号）。2026年3月6日，本局依法立案。
经查，当事人于2026年1月以每件35元的单价购进标有“岚谷”商标的面霜，在其网店以99元/件的价格销售，违法经营额12,870.00元，违法所得壹仟贰佰元整。
当事人的行为违反了《中华人民共和国商标法》（以下简称《商标法》）第五十七条第（三）项的规定，构成销售侵犯注册商标专用权的商品的违法行为。
依据《商标法》第六十条第二款“违法经营额五万元以上的，可以处违法经营额五倍以下的罚款，没有违法经营额或者违法经营额不足五万元的，可以处二十五万元以下的罚款”的规定，
本局决定对当事人处罚如下：
1、没收侵权面霜40件；2、没收违法所得1200元；3、并处以罚款人民币叁万元整（￥30000.00）。罚没款合计3.12万元。
逾期不缴纳的，每日按罚款数额的3%加处罚款。如不服本决定，可以在六十日内向杭州市滨江区人民政府申请行政复议。
杭州市滨江区市场监督管理局
二〇二六年四月二十日
"""


def sums(text: str) -> set[tuple[str, Decimal]]:
    return {(one.kind, one.yuan) for one in read_decision(text).sums}


def test_a_whole_decision_is_read_with_the_place_of_each_value() -> None:
    found = read_decision(WHOLE)
    assert found.number
    assert found.authority
    assert found.party
    assert found.code
    assert found.number.value == "杭滨市监处罚〔2026〕118号"
    assert found.authority.value == "杭州市滨江区市场监督管理局"
    assert found.party.value == "杭州青岚谷贸易有限公司"
    assert found.decided_on == date(2026, 4, 20)
    assert [(one.law, one.number, one.paragraph, one.item, one.role) for one in found.articles] == [
        ("商标法", "57", 0, 3, "broken"), ("商标法", "60", 2, 0, "ground"),
    ]  # fmt: skip
    assert found.fine == 30_000
    assert sums(WHOLE) == {("违法经营额", 12870), ("违法所得", 1200), ("没收违法所得", 1200), ("罚款", 30000), ("罚没款合计", 31200)}
    assert [one.value for one in found.breaches] == ["销售侵犯注册商标专用权的商品"]
    assert {(one.role, one.day.day) for one in found.days} == {("inspected", 5), ("filed", 6), ("decided", 20)}
    for one in (found.number, found.authority, found.party, *found.sums, *found.breaches, *found.days):
        assert 0 < one.confidence < 1
        assert WHOLE[one.start : one.end].strip() == WHOLE[one.start : one.end], one
    assert WHOLE[found.party.start : found.party.end] == found.party.value


def test_a_case_that_came_from_another_authority_says_from_whom_with_the_number_of_the_letter() -> None:
    transfer = read_decision(WHOLE).transfer
    assert transfer
    assert (transfer.origin, transfer.target) == ("宁波市海曙区市场监督管理局", "杭州市滨江区市场监督管理局")
    assert (transfer.kind, transfer.letter_no) == ("case", "甬海市监案移〔2026〕7号")


@pytest.mark.parametrize(
    ("text", "origin", "target", "kind"),
    [
        ("2026年1月4日，本案移送杭州市公安局滨江分局。", "", "杭州市公安局滨江分局", "crime"),
        ("2025年5月，杭州市公安局滨江分局将该案移送杭州市滨江区市场监督管理局处理。", "杭州市公安局滨江分局", "杭州市滨江区市场监督管理局", "back"),
        ("2025年5月6日收到金华市市场监督管理局移送的违法线索。", "金华市市场监督管理局", "", "clue"),
    ],
)
def test_a_transfer_tells_its_ends(text: str, origin: str, target: str, kind: str) -> None:
    found = read_decision(text).transfer
    assert found
    assert (found.origin, found.target, found.kind) == (origin, target, kind)


def test_what_the_law_says_of_transfers_is_none() -> None:
    assert read_decision("涉嫌犯罪的，应当及时移送公安机关。").transfer is None


@pytest.mark.parametrize(
    "text",
    [
        "违法经营额五万元以上的，可以处违法经营额五倍以下的罚款",
        "货值金额不足一万元的，并处五千元以上五万元以下罚款",
        "当事人以每瓶25元的价格购进，以罚款论处的标准为每次100元/瓶",
        "处二十五万元以下的罚款",
        "每日按罚款数额的百分之三加处罚款",
        "曾因同类行为被处罚款5000元",
        "本局拟对你单位处以罚款8000元",
        "销售单价为36元",
        "罚款人民币壹万元整（¥1000.00）",  # words and digits disagree: neither is read
        "订单金额200元",
    ],
)
def test_ranges_prices_and_what_is_not_this_penalty_are_no_sums(text: str) -> None:
    assert not sums(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("处以2000元的罚款", ("罚款", 2000)),
        ("并处违法经营额一倍的罚款，计人民币12870元", ("罚款", 12870)),
        ("处罚款0.5万元。", ("罚款", 5000)),
        ("罰款人民幣貳仟（¥2000）元。", ("罚款", 2000)),
        ("罚款金额（万元）：0.96", ("罚款", 9600)),
        ("没收违法所得｜1.360105万元", ("没收违法所得", Decimal("13601.05"))),
        ("当事人未获得违法所得。", ("违法所得", 0)),
        ("货值金额共计40.444元", ("货值金额", Decimal("40.444"))),
        ("罚款：叁仟元整", ("罚款", 3000)),
        ("没收违法所得二百元", ("没收违法所得", 200)),
    ],
)
def test_a_sum_is_read_however_it_is_written(text: str, expected: tuple[str, Decimal]) -> None:
    assert sums(text) == {expected}


def test_a_firm_and_its_head_fined_beside_each_other_leave_the_fine_open() -> None:
    found = read_decision("本局决定：对单位处罚款20000元；对法定代表人处罚款5000元。杭滨市监处罚〔2026〕3号")
    assert found.fine is None
    said = unsure(found)
    assert said
    assert "5000 / 20000" in said.en


def test_what_a_person_masked_is_said_and_a_citizen_s_number_is_no_code() -> None:
    found = read_decision("杭滨市监处罚〔2026〕3号\n当事人：上海某食品有限公司\n统一社会信用代码：9131011732****\n公民身份号码：110101199003071938")
    assert found.code is None
    assert found.is_code_masked
    said = unsure(found)
    assert said
    assert "***" in said.zh


@pytest.mark.parametrize(
    "number", ["杭滨市监强制〔2026〕9号", "杭滨市监罚告〔2026〕9号", "杭滨市监听告〔2026〕9号", "杭滨市监先登〔2026〕9号", "国办发〔2026〕9号"]
)
def test_numbers_of_other_papers_are_none_of_a_decision(number: str) -> None:
    assert read_decision(f"送达了《通知书》（{number}）").number is None


def test_a_number_keeps_the_brackets_that_it_begins_with() -> None:
    found = read_decision("行政处罚决定书文号：（京甲）食药监妆罚〔2015〕100066 号\n当事人名称：杭州青岚谷贸易有限公司").number
    assert found
    assert found.value == "（京甲）食药监妆罚〔2015〕100066号"


def test_the_next_line_of_a_table_without_colons_is_no_act_and_the_party_is_no_part_of_one() -> None:
    lines = (
        "违法行为类型化妆品经营企业违法行为",
        "作出行政处罚决定机关名称杭州市市场监督管理局",
        "当事人：杭州青岚谷贸易有限公司",
        "案由：杭州青岚谷贸易有限公司销售未经批准的化妆品案",
    )
    assert [one.value for one in read_decision("\n".join(lines)).breaches] == ["销售未经批准的化妆品"]


def test_a_record_is_made_of_what_is_sure_alone() -> None:
    row = penalty_of(read_decision(WHOLE))
    assert (row["fine"], row["fine_from"], row["decided_on"]) == (30_000.0, "text", date(2026, 4, 20))
    assert row["ground"] == "《商标法》第57条第（3）项；《商标法》第60条第2款"
    assert row["content"] == "没收违法所得1200元；罚款30000元"
    vague = penalty_of(read_decision("经查，杭州青岚谷贸易有限公司销售侵权面霜。"))
    assert vague["party"] is None


@pytest.mark.parametrize(
    "sign", ["罚款", "1", "一", "公司当事人", "《商标法》第五十七条、", "移送公安局", "处罚〔2026〕", "(", "经查甲", "杭州市市场监督管理局", "构成甲"]
)
def test_a_text_of_one_thing_without_end_takes_no_longer_than_its_length_asks(sign: str) -> None:
    read_decision(sign)  # tables are read once
    begun = process_time()
    read_decision(sign * (40_000 // len(sign)))
    assert process_time() - begun < 4


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="罚款没收违法所得元万〔〕2026号当事人：，。\n第条《》法零壹贰叁（）¥.,0123456789 ", max_size=200))
def test_no_text_breaks_it_and_every_place_lies_within(text: str) -> None:
    found = read_decision(text)
    for one in (*found.sums, *found.articles, *found.days, *found.breaches):
        assert 0 <= one.start < one.end <= len(text)


@given(st.integers(1, 99_999_999))
def test_a_fine_reads_the_same_in_yuan_ten_thousands_and_with_commas(fen: int) -> None:
    yuan = Decimal(fen) / 100
    for written in (f"{yuan}元", f"{yuan:,}元", f"{yuan / 10_000:f}万元", f"人民币{yuan}元整", f"（¥{yuan}）"):
        assert sums(f"决定处罚款{written.strip('（）')}。") == {("罚款", yuan.normalize() + 0)}, written
