"""What is asked of a clue and of whoever reported it: each particular once, beside its column."""

from typing import Any

from mingjian.core.language import Text
from mingjian.core.redaction import masked
from mingjian.institutions.clues.models import Clue, Reporter
from mingjian.institutions.market.queries.known import Known
from mingjian.office.models import Dossier
from mingjian.office.particulars.facts import words as words_of
from mingjian.office.particulars.particular import Group, Particular, Particulars


def _shop_id(known: Known) -> Any:
    return known.shop.partition("/")[2]


def _title(known: Known) -> Any:
    return masked(str(known.record.get("title") or ""))  # sellers put ways to reach them into titles


def _acted_on(known: Known) -> Any:
    return known.record.get("seen_at") or known.record.get("posted_at")


def _address(known: Known) -> Any:
    return known.operator.get("address") or known.registration.get("address")


SUSPECTED = Group(
    Text("涉嫌什么", "What is suspected"),
    (
        Particular(
            "source",
            Text("线索来源", "Source"),
            known_as=("线索来源", "来源", "案件来源"),
            hint_in_files=Text("（留空为平台报送）", " of the clue; a platform's report where empty"),
            is_shown=False,
        ),
        Particular(
            "suspected_act",
            Text("涉嫌行为", "Suspected act"),
            Text("选择或填写；键入其中几个字即可查找。", "Choose or write; type a part of it to search."),
            known_as=("涉嫌行为", "涉嫌违法行为", "违法行为", "举报问题", "问题类别", "案由", "act"),
            offers=True,
            is_wide=True,
            is_searched=True,
        ),
        Particular(
            "title",
            Text("标题", "Title"),
            Text("不填则由对象与行为自动生成。", "Left empty, it is made from the subject and the act."),
            of=Dossier,
            is_wide=True,
            may_be_left=True,
        ),
        Particular(
            "content",
            Text("情况说明", "Description"),
            known_as=("举报内容", "内容", "情况说明", "具体情况", "线索内容", "描述", "description"),
            lines=4,
            is_wide=True,
            is_searched=True,
        ),
        Particular("amount", Text("涉嫌金额（元）", "Suspected amount, yuan"), known_as=("涉嫌金额", "涉案金额", "金额"), unit="元"),
        Particular("act_place", Text("行为发生地", "Place of the act"), known_as=("违法行为发生地", "发生地", "行为地")),
        Particular(
            "suspected_ground",
            Text("涉嫌违反的条款", "Article that it would breach"),
            Text(
                "选择或填写，如：商标法第57条。留空时，目录内的行为自动带出条文。",
                "Choose or write, such as Trademark Law, art. 57. Left empty, a known act brings its article.",
            ),
            longest=400,  # a citation is; what is kept is the rulebook's name of it
            offers=True,
            is_article=True,
        ),
    ),
)
SEEN = Group(
    Text("何时何地发现", "When and where it was seen"),
    (
        Particular(
            "platform",
            Text("平台", "Platform"),
            Text("选择或填写。", "Choose or write."),
            known_as=("平台", "平台名称", "所属平台", "交易平台"),
            offers=True,
            is_searched=True,
        ),
        Particular(
            "shop_id",
            Text("网店编号", "Shop's id"),
            known_as=("店铺id", "店铺编号", "网店编号", "网店id", "shopid"),
            told_by=_shop_id,
            is_searched=True,
        ),
        Particular(
            "shop_name",
            Text("网店名称", "Shop's name"),
            known_as=("店铺名称", "店铺名", "网店名称", "店铺"),
            told_by=lambda known: known.operator.get("shop_name"),
            is_searched=True,
        ),
        Particular(
            "shop_url",
            Text("网店链接", "Shop's link"),
            known_as=("店铺链接", "网店链接", "店铺网址"),
            told_by=lambda known: known.operator.get("url"),
            is_link=True,
        ),
        Particular("listing_id", Text("商品编号", "Listing's id"), known_as=("商品id", "商品编号", "宝贝id", "itemid"), is_searched=True),
        Particular(
            "listing_title",
            Text("商品标题", "Listing's title"),
            known_as=("商品标题", "商品名称", "宝贝标题", "标题", "title"),
            told_by=_title,
            is_searched=True,
        ),
        Particular(
            "listing_url",
            Text("商品链接", "Listing's link"),
            known_as=("商品链接", "链接", "网址", "宝贝链接", "url"),
            told_by=lambda known: known.record.get("url"),
            is_link=True,
        ),
        Particular("price", Text("价格（元）", "Price, yuan"), known_as=("价格", "单价", "售价"), unit="元", told_by=lambda known: known.record.get("price")),
        Particular("acted_on", Text("行为日期", "Day of the act"), told_by=_acted_on),
    ),
)
BEHIND = Group(
    Text("经营者", "Who is behind it"),
    (
        Particular(
            "displayed_operator",
            Text("页面公示的经营者", "Operator as shown"),
            known_as=("公示主体", "公示的经营者", "营业执照名称"),
            told_by=lambda known: known.operator.get("name"),
            is_searched=True,
        ),
        Particular(
            "operator_name",
            Text("核实的经营者", "Operator as verified"),
            known_as=("经营者", "经营者名称", "被举报人", "被举报企业", "企业名称", "当事人"),
            told_by=lambda known: known.registration.get("name"),  # only what the register says is verified
            is_searched=True,
        ),
        Particular(
            "operator_code",
            Text("统一社会信用代码", "Unified social credit code"),
            known_as=("统一社会信用代码", "信用代码", "社会信用代码", "uscc"),
            told_by=lambda known: known.operator.get("uscc"),
            is_searched=True,
        ),
        Particular(
            "operator_address", Text("经营者地址", "Operator's address"), known_as=("经营者地址", "地址", "住所", "经营地址"), told_by=_address, is_wide=True
        ),
    ),
)
MORE = Group(
    Text("更多", "More"),
    (
        Particular(
            "original_number",
            Text("来源编号", "Sender's own number"),
            known_as=("来源编号", "举报编号", "工单号", "工单编号", "登记编号", "编号", "number", "report_no"),
            is_searched=True,
        ),
        Particular(
            "received_at",
            Text("收到时间", "Received at"),
            Text("期限自次日起算。", "Periods count from the next day."),
            known_as=("收到时间", "接收时间", "登记时间", "举报时间", "受理时间", "received"),
            may_be_left=True,
            is_shown=False,
        ),
        Particular("sku", Text("规格（SKU）", "SKU")),
        Particular("sales_shown", Text("页面所示销量", "Sales shown"), told_by=lambda known: known.record.get("sold_count")),
        Particular("order_numbers", Text("订单编号", "Order numbers"), lines=2, is_wide=True),
        Particular("risk_note", Text("风险提示", "Note on risk"), is_wide=True, is_searched=True),
        Particular("jurisdiction_basis", Text("管辖依据", "Why this department is competent"), is_wide=True),
        Particular("feedback", Text("反馈", "Feedback"), is_asked=False),
    ),
    is_folded=True,
)
PARTICULARS = Particulars(Clue, (SUSPECTED, SEEN, BEHIND, MORE))

REPORTER = Particulars(
    Reporter,
    (
        Group(
            Text("举报人（单独保存，隐去显示）", "Who reported it (kept apart and masked)"),
            (
                Particular("name", Text("姓名", "Name"), known_as=("举报人", "举报人姓名", "投诉人")),
                Particular("phone", Text("电话", "Telephone"), known_as=("举报人电话", "联系电话", "举报人联系方式")),
                Particular("address", Text("地址", "Address")),
                Particular("wants_secrecy", Text("要求保密", "Asks for secrecy")),
            ),
            is_folded=True,
        ),
    ),
)


def words(clue: Clue) -> str:
    """Return the text that a clue is found by."""
    return f"{clue.dossier.number} {clue.dossier.title} {words_of(PARTICULARS, clue)}"
