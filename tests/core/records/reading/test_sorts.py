"""A table of another sort is refused in words, though it holds every column that a kind needs; what is one of ours is not."""

from dataclasses import replace
from pathlib import Path

import pytest

from mingjian.core.errors import BadInput
from mingjian.core.examination.report import REPORT
from mingjian.core.records import Kind, kind, kinds
from mingjian.core.records.reading import headings_of, read
from mingjian.core.records.reading.kind_detection import kind_of_file

COMPLAINTS = "投诉单号,订单号,投诉人,被投诉商家,投诉内容,争议金额（元）,办结状态"
MONEY = "流水号,订单号,交易时间,金额,收支方向,对方账户,账户余额,备注"
SETTLED = "订单号,结算时间,结算金额,平台服务费,佣金,下单时间"
CHAT = "id,talker,is_sender,content,src"


def written(folder: Path, heading: str, name: str = "x.csv") -> Path:
    path = folder / name
    path.write_text(f"{heading}\n" + ",".join("1" for _ in heading.split(",")) + "\n", "utf-8")
    return path


@pytest.mark.parametrize(
    ("heading", "of", "said"),
    [
        (COMPLAINTS, "order", "投诉举报或者工单，不是订单"),
        (COMPLAINTS, "listing", "投诉举报或者工单"),
        ("工单号,登记时间,涉事主体名称,投诉内容,网购平台名称,争议金额,订单号", "order", "投诉举报"),
        ("举报编号,举报内容,被举报人名称,运单号", "parcel", "投诉举报"),
        (MONEY, "order", "资金流水"),
        ("交易日期,交易时间,客户名称,交易卡号,交易方向(D:借|C:贷),交易金额,联机余额,对方帐号,订单号", "order", "资金流水"),
        ("商家订单号,收/支,对方账户名称,交易订单号,金额", "order", "资金流水"),
        (SETTLED, "order", "店铺结算单"),
        (CHAT, "post", "聊天记录"),
        ("交易卡号,交易账号,账户余额,证件类型,姓名,证件号码", "operator_report", "资金流水"),
    ],
)
def test_what_is_of_another_sort_is_refused_with_what_to_do(tmp_path: Path, heading: str, of: str, said: str) -> None:
    path, asked = written(tmp_path, heading), REPORT if of == "operator_report" else kind(of)
    for attempt in (lambda: read(path, asked, source="s"), lambda: headings_of(path, asked)):
        with pytest.raises(BadInput) as refused:
            attempt()
        assert said in refused.value.text.zh
        assert "没有载入任何数据" in refused.value.text.zh
    assert kind_of_file(path) is None


@pytest.mark.parametrize(
    ("heading", "of"),
    [
        ("订单号,用户实付金额,订单状态,余额支付,结算金额,商家备注", "order"),
        ("订单号,订单实际支付金额,技术服务费,带货佣金率,订单完成结算时间,订单状态", "order"),
        ("订单编号,买家应付货款,支付单号,退款金额,订单状态", "order"),
        ("运单号,收件人联系电话,签收时间,计费重量,费用", "parcel"),
        ("决定书文号,案件来源,违法事实,处罚内容,处罚机关", "penalty"),
        ("帖子ID,作者,消息内容,群名称,发布时间", "post"),
        ("统一社会信用代码,企业名称,投诉电话,登记状态", "registration"),
    ],
)
def test_what_is_of_the_kind_is_read_though_a_word_or_two_of_another_sort_stands_in_it(tmp_path: Path, heading: str, of: str) -> None:
    reading = read(written(tmp_path, heading), kind(of), source="s")
    reading.close()
    assert set(kind(of).key) <= reading.theirs.keys()


def test_who_names_the_key_by_hand_knows_what_the_file_is(tmp_path: Path) -> None:
    path = written(tmp_path, COMPLAINTS)
    reading = read(path, kind("order"), source="s", mapping={"订单号": "order_id"})
    assert sum(batch.num_rows for batch in reading) == 1


def test_for_screening_any_text_may_come_as_nothing_of_it_is_kept(tmp_path: Path) -> None:
    for of, heading in (("post", CHAT), ("post", "投诉单号,投诉人,投诉内容,内容,办结状态")):
        reading = read(written(tmp_path, heading), replace(kind(of), key=("text",)), source="s")
        assert [row["text"] for batch in reading for row in batch.to_pylist()] == ["1"]


def test_another_kind_of_ours_of_which_far_more_is_recognised_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, "订单编号,买家会员名,买家实际支付金额,订单状态,订单付款时间,宝贝总数量,退款金额,快递单号")
    with pytest.raises(BadInput, match="看起来是订单，不是寄递物品；请改选订单（order）"):
        read(path, kind("parcel"), source="s")


@pytest.mark.parametrize(
    ("heading", "of", "meant"),
    [
        ("注册证编号,产品名称,管理类别,注册人名称,批准日期,有效期至,审批部门", "right", "行政许可（permit）"),
        ("订单编号,标题,价格,购买数量,商品属性,订单状态,商家编码", "operator", "订单（order）"),
        ("订单编号,订单支付时间,订单状态,实付款,商品名称,商品ID,商品数量,商品单价,快递单号,买家昵称", "listing", "订单（order）"),
        ("订单号,订单状态,支付时间,用户实付金额,商品名称,商品数量,快递公司,快递单号,售后状态", "parcel", "订单（order）"),
    ],
)
def test_a_table_of_which_another_kind_takes_twice_as_much_is_of_that_kind(tmp_path: Path, heading: str, of: str, meant: str) -> None:
    with pytest.raises(BadInput) as refused:
        read(written(tmp_path, heading), kind(of), source="s")
    assert f"请改选{meant}" in refused.value.text.zh


def test_the_code_that_a_shop_has_for_its_goods_is_no_operator(tmp_path: Path) -> None:
    assert headings_of(written(tmp_path, "商家编码,店铺名称,经营者名称"), kind("operator")).theirs == {"shop_name": "店铺名称", "name": "经营者名称"}


@pytest.mark.parametrize("of", kinds().values(), ids=lambda of: of.name)
def test_a_file_with_all_headings_of_a_kind_is_of_that_kind(tmp_path: Path, of: Kind) -> None:
    names = [column.known_as[0] for column in of.columns if column.known_as and not column.is_made]
    reading = read(written(tmp_path, ",".join(names)), of, source="s")
    reading.close()
    assert set(of.key) <= reading.theirs.keys()
