"""What a kit needs to be of use, why, and how to get it; and what each part in a live sale is answerable for."""

from collections.abc import Collection
from dataclasses import dataclass

from mingjian.core.language import Text
from mingjian.core.subjects import Place
from mingjian.institutions.evidence.models import Item, Kit


@dataclass(frozen=True)
class Need:
    """One thing that a kit needs: the kind of item, why, how to get it."""

    kind: str
    why: Text
    how: Text


NEEDS = (
    Need(
        "seller",
        Text("没有卖家身份，线索无从分派。", "Without the seller's identity nobody knows whose matter it is."),
        Text("店铺或账号主页、营业执照公示页、收款人名称的截图。", "The page of the shop or account, the licence it shows, the payee's name, as screenshots."),
    ),
    Need(
        "promise",
        Text("说明卖的是什么、怎样宣称，是判断假冒和欺诈的起点。", "What was offered, and as what, is where counterfeit and fraud begin."),
        Text(
            "商品页、朋友圈、群公告的截图，带发布时间；“正品”等说法不要裁掉。",
            "Screenshots of the offer with its time; leave words such as genuine in.",
        ),
    ),
    Need(
        "chat",
        Text("下单、承诺、发货都在聊天里。", "Order, promise and dispatch are in the talk."),
        Text("从头到尾连续截图，或导出聊天记录；看得到对方账号。", "Screenshots from end to end, or the exported talk, with the other's account in sight."),
    ),
    Need(
        "payment",
        Text("证明交易成立和金额。", "It proves that there was a sale, and how much was paid."),
        Text("支付账单详情页：金额、时间、收款方、交易单号。", "The payment's details: sum, time, payee, number."),
    ),
    Need(
        "parcel",
        Text("面单指向真实的发货地和寄件人。", "The label points to the true place and sender."),
        Text("面单照片，运单号清楚；不要撕掉包装。", "A photograph of the label with the waybill readable; keep the packing."),
    ),
    Need(
        "goods",
        Text("供权利人辨认和检测。", "For the right holder to identify and a laboratory to test."),
        Text("实物、标签、批号、包装的照片；实物不要再使用。", "Photographs of goods, label, batch and packing; use the goods no more."),
    ),
)
LIVE_NEED = Need(
    "live",
    Text("直播不留存，过后难以再取得。", "A broadcast does not stay: later it can hardly be had."),
    Text("录屏或回放链接，注明时间码；主播口头承诺的那一段。", "A recording or replay with the time code of what the anchor promised."),
)


def is_live(place: str) -> bool:
    """Return whether a sale was in a broadcast: by what the place is, or by a step of the way; a shop may have the word in its name."""
    where = Place.read(place)
    return where.kind == "live_room" or any("直播" in step for step in where.steps)


def needs(*, is_live: bool) -> tuple[Need, ...]:
    """Return what a kit needs; a sale in a broadcast needs the broadcast."""
    return (*NEEDS, LIVE_NEED) if is_live else NEEDS


def missing(kinds: Collection[str], *, is_live: bool) -> list[Need]:
    """Return what a kit still needs."""
    return [need for need in needs(is_live=is_live) if need.kind not in kinds]


def lacking(kit: Kit) -> list[tuple[str, Need]]:
    """Return what a kit lacks, each with what it is called."""
    kinds = {item.kind for item in kit.items.all()}
    return [(str(Item.Kind(need.kind).label), need) for need in missing(kinds, is_live=is_live(kit.place))]
