"""What is asked of a complaint and of the consumer: each particular once, beside its column."""

from mingjian.core.language import Text
from mingjian.institutions.disputes.models import Complainant, Complaint
from mingjian.office.particulars.facts import words as words_of
from mingjian.office.particulars.particular import Group, Particular, Particulars

ASKED = Group(
    Text("投诉什么", "What it is about"),
    (
        Particular("complained_of", Text("被投诉人", "Operator complained of"), is_searched=True),
        Particular("demand", Text("请求", "Demand"), Text("如：退货退款、退一赔三。", "Such as: refund, threefold damages."), is_searched=True),
        Particular("facts", Text("投诉事实", "Facts"), lines=4, is_wide=True, is_searched=True),
        Particular(
            "published_address",
            Text("平台公示的经营地址", "Address published on the platform"),
            Text("由此决定哪里处理。", "It decides who is competent."),
            is_wide=True,
        ),
        Particular(
            "received_at", Text("收到时间", "Received at"), Text("期限自次日起算。", "Periods count from the next day."), may_be_left=True, is_shown=False
        ),
    ),
)
BOUGHT = Group(
    Text("在哪里买了什么", "What was bought where"),
    (
        Particular("platform", Text("平台", "Platform"), Text("选择或填写。", "Choose or write."), offers=True, is_searched=True),
        Particular("shop_id", Text("网店编号", "Shop's id"), is_searched=True),
        Particular("shop_name", Text("网店名称", "Shop's name"), is_searched=True),
        Particular("listing_url", Text("商品链接", "Listing's link"), is_link=True),
        Particular("goods", Text("商品", "Goods"), is_searched=True),
        Particular("order_number", Text("订单编号", "Order number"), is_searched=True),
        Particular("bought_on", Text("购买日期", "Day of purchase")),
        Particular("price", Text("实付（元）", "Paid, yuan"), unit="元"),
    ),
)
PARTICULARS = Particulars(Complaint, (ASKED, BOUGHT))

COMPLAINANT = Particulars(
    Complainant,
    (
        Group(
            Text("投诉人（单独保存，隐去显示）", "The consumer (kept apart and masked)"),
            (
                Particular("name", Text("姓名", "Name")),
                Particular("phone", Text("电话", "Telephone")),
                Particular("address", Text("地址", "Address")),
            ),
        ),
    ),
)


def words(complaint: Complaint) -> str:
    """Return the text that a complaint is found by; nothing of the consumer."""
    return f"{complaint.dossier.number} {complaint.original_number} {complaint.dossier.title} {words_of(PARTICULARS, complaint)}"
