"""A clue as a row of a file: what a platform, a hotline or a superior sends in bulk."""

import pyarrow as pa

from mingjian.core.language import Text
from mingjian.core.records import INSTANT, UTC, Column, Kind


def _text(name: str, zh: str, en: str, *known_as: str) -> Column:
    return Column(name, pa.string(), Text(zh, en), known_as=known_as)


KIND = Kind(
    name="clue",
    title=Text("线索", "Clue"),
    key=("suspected_act",),
    file_names=("线索", "举报", "案源", "report", "tip"),
    columns=(
        _text("suspected_act", "涉嫌行为", "suspected act", "涉嫌行为", "涉嫌违法行为", "违法行为", "举报问题", "问题类别", "案由", "act"),
        _text("source", "线索来源（留空为平台报送）", "source of the clue; a platform's report where empty", "线索来源", "来源", "案件来源"),
        _text(
            "original_number", "来源编号", "the sender's own number", "来源编号", "举报编号", "工单号", "工单编号", "登记编号", "编号", "number", "report_no"
        ),
        Column("received_at", INSTANT, Text("收到时间", "when it was received"), UTC, ("收到时间", "接收时间", "登记时间", "举报时间", "受理时间", "received")),
        _text("platform", "平台", "platform", "平台", "平台名称", "所属平台", "交易平台"),
        _text("shop_id", "网店编号", "id of the shop", "店铺id", "店铺编号", "网店编号", "网店id", "shopid"),
        _text("shop_name", "网店名称", "name of the shop", "店铺名称", "店铺名", "网店名称", "店铺"),
        _text("shop_url", "网店链接", "link of the shop", "店铺链接", "网店链接", "店铺网址"),
        _text("listing_id", "商品编号", "id of the listing", "商品id", "商品编号", "宝贝id", "itemid"),
        _text("listing_title", "商品标题", "title of the listing", "商品标题", "商品名称", "宝贝标题", "标题", "title"),
        _text("listing_url", "商品链接", "link of the listing", "商品链接", "链接", "网址", "宝贝链接", "url"),
        Column("price", pa.float64(), Text("价格（元）", "price"), "yuan", ("价格", "单价", "售价"), least=0),
        _text("displayed_operator", "页面公示的经营者", "operator as shown", "公示主体", "公示的经营者", "营业执照名称"),
        _text("operator_name", "经营者名称", "operator", "经营者", "经营者名称", "被举报人", "被举报企业", "企业名称", "当事人"),
        _text("operator_code", "统一社会信用代码", "unified social credit code", "统一社会信用代码", "信用代码", "社会信用代码", "uscc"),
        _text("operator_address", "经营者地址", "operator's address", "经营者地址", "地址", "住所", "经营地址"),
        _text("act_place", "违法行为发生地", "place of the act", "违法行为发生地", "发生地", "行为地"),
        Column("amount", pa.float64(), Text("涉嫌金额（元）", "suspected amount"), "yuan", ("涉嫌金额", "涉案金额", "金额"), least=0),
        _text("content", "情况说明", "description", "举报内容", "内容", "情况说明", "具体情况", "线索内容", "描述", "description"),
        _text("reporter_name", "举报人", "reporter", "举报人", "举报人姓名", "投诉人"),
        _text("reporter_phone", "举报人电话", "reporter's telephone", "举报人电话", "联系电话", "举报人联系方式"),
    ),
)
