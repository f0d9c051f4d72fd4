"""What a kit needs to be of use, why, and how to get it; and what each part in a live sale is answerable for."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from mingjian.core.language import Text
from mingjian.core.law.duties import Duty
from mingjian.core.procedure import rulebook
from mingjian.core.procedure.rulebook import duties
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

#: Which duties of the rulebook fall on each part: a start for the officer, no verdict.
DUTIES_OF: dict[str, tuple[str, ...]] = {
    "anchor": ("operator.consumer_fraud", "operator.advert_health", "operator.no_fake_trading"),
    "room": ("liveroom.verify_supplier", "operator.show_actual_seller.livestream", "operator.display_identity"),
    "agency": ("service_provider.no_fake_trading_service", "service_provider.no_aid_fakes"),
    "shop": ("operator.register_business", "operator.display_identity", "operator.no_trademark_infringement", "operator.no_reason_return"),
    "supplier": ("operator.product_safety_standard", "operator.no_false_origin", "operator.purchase_ledger"),
    "payee": ("operator.show_actual_seller.livestream",),
    "platform": (
        "platform.admission.reverify.livestream",
        "platform.blacklist.livestream",
        "platform.retain.live_video",
        "platform.exempt_seller.monitor",
        "platform.give_seller_identity",
    ),
    "printer": ("service_provider.no_aid_fakes",),
    "store": ("service_provider.no_aid_fakes",),
    "recruiter": ("service_provider.no_fake_trading_service",),
}


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


def duties_of(role: str, on: date) -> list[Duty]:
    """Return the duties of the rulebook that fall on a part in a sale on a day."""
    held = (duty for actor in ("operator", "platform", "service_provider") for duty in duties().of(actor, on, rulebook().statutes))
    by_name = {duty.name: duty for duty in held}
    return [by_name[name] for name in DUTIES_OF[role] if name in by_name]
