"""Headings that nobody listed are recognised by the words of which they are made: tables of sorts that were met, each held against what a person reads."""

from pathlib import Path

import pytest

from mingjian.core.errors import BadInput
from mingjian.core.examination.report import REPORT
from mingjian.core.records import kind
from mingjian.core.records.reading import read
from mingjian.core.records.reading.headings import in_doubt, recognise

#: The kind, headings with the column that each is (none where we have no place for it), and what a number is multiplied by.
TABLES = {
    "a shop's orders on Xiaohongshu": (
        "order",
        "订单号=order_id 订单状态=status 售后状态=after_sale 创建时间 支付时间=paid_at 商品ID=listing_id 商品名称=title SKU规格 "
        "SKU件数=quantity 商品总价(元)=due 商家优惠(元) 运费(元) "
        "用户应付金额(元)=amount 商家应收金额(元)（支付金额） 收件人姓名 快递公司 快递单号=waybill 店铺名称=shop_id 渠道",
        {},
    ),
    "a shop's orders on Youzan": (
        "order",
        "订单号=order_id 订单来源 订单状态=status 退款状态=after_sale 付款方式 商品名称=title 商品编码 商品数量=quantity 商品单价 "
        "商品金额合计=due 订单实付金额=amount 买家昵称=buyer_id "
        "收货人/提货人 买家付款时间=paid_at 下单时间 物流公司 物流单号=waybill 归属店铺=shop_id",
        {},
    ),
    "waybills of a courier's head office": (
        "parcel",
        "运单号=waybill 收寄网点名称=outlet 收寄时间=sent_at 揽件员 寄件人姓名 寄件人证件号码 收件人地址 内件类型 内件名称=goods "
        "实际重量（KG）=weight_g 计费重量（KG） 实名状态=id_checked "
        "派件网点 签收时间=signed_at 签收人 客户名称",
        {"weight_g": 1000.0},
    ),
    "orders of a shop's back office": (
        "order",
        "订单编号=order_id 原始单号 店铺名称=shop_id 仓库名称 订单状态=status 平台状态 下单时间 付款时间=paid_at 发货时间 客户网名=buyer_id 收件人 "
        "收件人手机 物流公司 物流单号=waybill 买家留言 货品数量=quantity 货品总额=due 应收金额 已付金额=amount 预估重量 货品名称=title 退款状态=after_sale",
        {},
    ),
    "penalties on a notice board": (
        "penalty",
        "序号 案件名称 处罚文书号=decision_id 被处罚对象=party 社会信用代码（身份证号）=uscc 主要违法事实=breach 处罚种类及依据 罚没金额 罚款（万元）=fine "
        "作出处罚的机关=authority 作出处罚的日期=decided_on 备注",
        {"fine": 10_000.0},
    ),
    "a crawl by words": (
        "listing",
        "抓取日期=seen_at 关键词 排名 宝贝=title 宝贝ID=listing_id 掌柜=shop_id 价格区间=price 月成交=sold_count 收藏 品牌名=brand",
        {},
    ),
    "a half-yearly report of operators": (
        "operator_report",
        "序号=serial 平台名称=platform 平台内经营者名称=name 统一社会信用代码（自然人填写身份证号码）=uscc 实际经营地址=address "
        "联系方式（手机）=contact 网店名称=shop_name 网店网址=url "
        "经营类目=category 行政许可证件名称及编号=permit_id 许可有效期=permit_until 年交易额（万元）=turnover 登记状态",
        {"turnover": 10_000.0},
    ),
    "permits as they were published at first": (
        "permit",
        "行政许可决定书文号=permit_id 项目名称 许可内容=goods 行政相对人名称=holder 行政相对人代码-1（统一社会信用代码）=uscc "
        "许可决定日期=issued_on 许可截止期=valid_until 许可机关=authority "
        "当前状态=status 地方编码 数据更新时间戳",
        {},
    ),
    "penalties as they were published at first": (
        "penalty",
        "行政处罚决定书文号=decision_id 处罚名称 处罚事由=breach 处罚依据=ground 行政相对人名称=party 行政相对人代码_1 "
        "(统一社会信用代码)=uscc 行政相对人代码_5 (居民身份证号) "
        "处罚结果=content 处罚决定日期=decided_on 处罚机关=authority 当前状态=status 地方编码",
        {},
    ),
    "marks by number and class": (
        "right",
        "商标注册号=right_id 类号=classes 商标=name 申请人名称（中文）=holder 申请日期 注册公告日期=registered_on "
        "专用权期限=valid_until 商品/服务=goods 法律状态=status",
        {},
    ),
    "offers as a search page gives them": (
        "listing",
        "nid=listing_id raw_title=title view_price=price view_fee item_loc=ships_from view_sales=sold_count nick=shop_id comment_count detail_url=url",
        {},
    ),
    "goods that failed an inspection": (
        "recall",
        "抽样编号=recall_id 标称生产企业名称=maker 标称生产企业地址 被抽样单位名称 样品名称=goods 规格型号=model 商标=brand "
        "生产日期/批号=batch 不合格项目=reason 检验结果 公告日期=recalled_on",
        {},
    ),
    "a list of struck-off traders": (
        "registration",
        "名称=name 统一社会信用代码=uscc 经营者 经营状态=status 经营场所=address 成立日期=registered_on 经营范围=business_scope "
        "资金数额(万元)=capital 登记机关=authority",
        {},
    ),
}


@pytest.mark.parametrize("name", TABLES)
def test_headings_that_nobody_listed_are_read_by_their_words(name: str) -> None:
    of, told, factors = TABLES[name]
    pairs = [one.partition("=") for one in told.replace("_1 (", "_1_(").replace("_5 (", "_5_(").split()]
    found = recognise(REPORT if of == REPORT.name else kind(of), [heading for heading, _, _ in pairs])
    assert {theirs: ours for ours, theirs in found.theirs.items()} == {heading: ours for heading, _, ours in pairs if ours}
    assert {ours: factor for ours, factor in found.factors.items() if factor != 1} == factors


def test_of_an_export_only_headings_are_asked_about_that_resemble_a_column_which_is_not_filled() -> None:
    parts = "快递费 店铺优惠 主播补贴 买家留言 订单备注 旗帜颜色 仓库地址 开票抬头 成交店铺名称 收货人电话"
    export = ["订单号", "订单状态", "实付款", "商品名称", "商品ID", "支付时间", *parts.split()]
    found = recognise(kind("order"), export)
    assert in_doubt(kind("order"), found) == ("成交店铺名称",)
    small = recognise(kind("order"), ["订单号", "钱数", "备注"])
    assert in_doubt(kind("order"), small) == ("钱数", "备注")
    assert "联系电话" not in in_doubt(kind("order"), recognise(kind("order"), [*export, "联系电话"]))  # a plain number is no token


def test_of_a_file_without_headings_no_row_is_repeated(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("测试甲,13800000000,99010119900101000X,某省某市某区某路1号,2026-03-01\n", "utf-8")
    with pytest.raises(BadInput) as refused:
        read(path, kind("order"), source="s")
    said = f"{refused.value.text.zh} {refused.value.text.en}"
    assert "第一行像是数据" in said
    assert not any(told in said for told in ("测试甲", "1380000", "9901011990", "某路"))
    path.write_text("姓名,手机号\n测试甲,13800000000\n", "utf-8")
    with pytest.raises(BadInput, match="文件的列为：姓名、手机号"):
        read(path, kind("order"), source="s")


def test_cells_of_forty_thousand_signs_are_no_headings_and_are_passed_over_at_once() -> None:
    described = '<p style="color:rgb(1,2,3)">测试（甲）商品详情（请按要求' * 1000
    found = recognise(kind("listing"), ["商品编号", *(f"{described}{number}" for number in range(60))])
    assert dict(found.theirs) == {"listing_id": "商品编号"}
    assert len(found.ignored) == 60
