"""Enter orders on file in the amount ledger of a case, offer by offer, with what was refunded of them taken out in the same act."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from django.utils.timezone import localtime

from mingjian.core.amount_lines.lines import ACTUAL, IN_PART, REFUND, SHAM, SOLD
from mingjian.core.amount_lines.totals import add_up
from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.cases.amounts.services.offers import offers_of_case
from mingjian.institutions.cases.amounts.services.orders import (
    DOUBTED,
    LONGEST_GOODS,
    MOST_PROOFS,
    Batch,
    OrderOnFile,
    offered_orders,
    pieces_of,
    prices_of,
)
from mingjian.institutions.cases.models import OPEN, SETTLED, AmountLine, Case
from mingjian.institutions.cases.queries import lines_counted
from mingjian.institutions.cases.services.threshold_watch import keep_value, weigh
from mingjian.institutions.matters.acts.add_offer import add_offer
from mingjian.institutions.matters.models import Offer
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer

_LONGEST_REASON = 500
_CENT = Decimal("0.01")


@act
def add_order_lines(
    case: Case, *, by: Officer, at: datetime, order_batches: str, orders_left_out: str = "", goods_name: str = "", reason: str = ""
) -> Account[list[AmountLine]]:
    """
    Enter the batches chosen, by their keys one a line, but for single orders that are left out by their names. Raises BadInput where none is chosen or one
    is no longer what the page showed, and StepRefused where orders are left out without a reason.

    What was refunded is settled as taken out at once: the record of the orders says it. What a finding names as sham is sold and, until a person settles
    it, in doubt. Orders without a listing need the name of the goods and the reason why they belong to the case. A listing that is no offer of the matter
    yet becomes one: what counts in the sum is complained of.
    """
    chosen = _with_offers(case, by, at, _without(_chosen(case, by, order_batches), orders_left_out, reason.strip()))
    lines = [line for batch in chosen for line in _lines_of(batch, goods_name.strip(), reason.strip())]
    last = case.lines.order_by("-nth").values_list("nth", flat=True).first() or 0
    for nth, line in enumerate(lines, last + 1):
        line.case, line.nth, line.added_by, line.added_at = case, nth, by, at
    add_up([*(one.line for one in lines_counted(case)), *(one.line for one in lines)])
    AmountLine.objects.bulk_create(lines)
    weigh(case, localtime(at).date())
    keep_value(case, lines_counted(case))
    told = [{"line": one.wire_name, "kind": one.kind, "goods": one.goods, "paid": str(one.paid), "proofs": one.proofs, **_named(one.offer)} for one in lines]
    return Account(lines, {"dossier": case.dossier, "lines": told})


def _chosen(case: Case, by: Officer, written: str) -> list[Batch]:
    keys = list(dict.fromkeys(written.split()))
    offered = {batch.key: batch for shop in offered_orders(case, by) for batch in shop.batches}
    if any(key not in offered for key in keys):
        raise BadInput(
            "所选订单与现在在案的不符（可能已经计入，或者数据有更新）：本页已按现在的数据列出，请重新勾选。",
            "The orders ticked are not those on file now (counted by now, or newer data): the page shows what is there now; tick anew.",
        )
    chosen = [batch for key, batch in offered.items() if key in keys]
    if many := next((one for one in chosen if one.is_too_many), None):
        raise BadInput(
            f"“{many.goods}”有 {many.count} 笔订单，一行最多 {MOST_PROOFS} 项证据：请将订单明细作为卷内文件封存，以文件为证登记。",
            f"There are {many.count} orders of {many.goods!r}, and a line names at most {MOST_PROOFS} proofs: seal their table as a file and name that.",
        )
    return chosen


def _without(batches: Sequence[Batch], written: str, reason: str) -> list[Batch]:
    """Return the batches without the orders named one a line. Raises BadInput for one that is in none of them, StepRefused without a reason."""
    names = {one.strip() for one in written.splitlines() if one.strip()}
    if not names:
        return list(batches)
    if not reason:
        raise StepRefused(
            "有订单没有勾选：请写明为何不计入，以备核对。",
            "Some orders of what is ticked are not ticked: say why they are not counted, so that it can be checked.",
        )
    if unknown := names - {order.name for batch in batches for order in batch.orders}:
        raise BadInput(f"订单 {min(unknown)[:80]} 不在所选商品中。", f"Order {min(unknown)[:80]} is in nothing that is ticked.")
    kept = [batch.without(names) for batch in batches]
    if empty := next((before for before, after in zip(batches, kept, strict=True) if not after.orders), None):
        raise BadInput(
            f"“{(empty.goods or empty.listing)[:80]}”没有一笔订单勾选：请取消勾选该商品。",
            f"No order of {(empty.goods or empty.listing)[:80]!r} is ticked: untick it.",
        )
    return kept


def _with_offers(case: Case, by: Officer, at: datetime, batches: Sequence[Batch]) -> list[Batch]:
    """Return the batches each with its offer: a listing that the matter does not hold is entered there first, with the party that the shop's offers have."""
    held = offers_of_case(case)
    if held.matter is None:
        return list(batches)
    entered: dict[tuple[str, str], Offer] = {}
    for batch in batches:
        if batch.offer is None and batch.listing and (batch.shop, batch.listing) not in entered:
            platform, _, shop = batch.shop.partition("/")
            given = {"offer_platform": platform, "offer_shop_key": shop, "offer_listing_key": batch.listing, "offer_goods": batch.goods}
            beside = next((one for one in held.standing if (one.platform, one.shop_key) == (platform, shop)), None)
            if beside is not None:
                given |= {"offer_shop": beside.shop} | ({"offer_party": str(beside.party.nth)} if beside.party and beside.party.standing == OPEN else {})
            source = f"按在案订单计入案值时列入（{case.number}）"
            entered[batch.shop, batch.listing] = add_offer(held.matter, by=by, at=at, fact_source=source, **given)
    return [replace(one, offer=entered.get((one.shop, one.listing))) if one.offer is None else one for one in batches]


def _named(offer: Offer | None) -> dict[str, str]:
    return {"offer": offer.wire_name} if offer is not None else {}


def _lines_of(batch: Batch, goods: str, reason: str) -> list[AmountLine]:
    """Return the lines that a batch makes: sold, and what is taken out of it."""
    if not batch.goods and not (goods and reason):
        raise StepRefused(
            "未载明商品的订单不能单独认定属于涉案商品：请写明商品名称和计入的理由。",
            "No listing is on record of these orders: name the goods, and say why they belong to the case.",
        )
    name = batch.goods or goods[:LONGEST_GOODS]
    lines = [_line(SOLD, name, batch.sold, batch, reason)] if batch.sold else []
    if batch.part == DOUBTED:
        lines.append(_line(SHAM, name, batch.orders, batch, reason or "发现指为虚假交易，待认定"))
        return lines
    for is_void, in_part in ((False, False), (False, True), (True, False)):
        if orders := [one for one in batch.back if (one.is_void, one.is_back_in_part) == (is_void, in_part)]:
            lines.append(_line(REFUND, name, orders, batch, reason))
    return lines


def _line(kind: str, goods: str, orders: Sequence[OrderOnFile], batch: Batch, reason: str) -> AmountLine:
    sums = [one.back if kind == REFUND else one.amount for one in orders]
    return AmountLine(
        kind=kind,
        offer=batch.offer,
        goods=goods,
        quantity=pieces_of(orders),
        price=_price_of_one(orders, sums),
        paid=sum(sums, Decimal(0)),
        basis=IN_PART if kind == REFUND and orders[0].is_back_in_part else ACTUAL,
        sold_on=_day_of(kind, orders),
        proofs=[one.name for one in orders],
        reason=_why(kind, orders, sums, batch, reason),
        standing=SETTLED if kind == REFUND else OPEN,
    )


def _price_of_one(orders: Sequence[OrderOnFile], sums: Sequence[Decimal]) -> Decimal | None:
    """Return what one piece came to, where it is the same cents in every order; none where prices differ."""
    prices = {paid / order.pieces for order, paid in zip(orders, sums, strict=True)}
    price = prices.pop() if len(prices) == 1 else None
    return price if price is not None and price == price.quantize(_CENT) else None


def _day_of(kind: str, orders: Sequence[OrderOnFile]) -> date | None:
    """Return the one day on which all of them were paid or refunded; none where there are several."""
    days = {one.back_on if kind == REFUND else one.paid_on for one in orders}
    return days.pop() if len(days) == 1 else None


def _why(kind: str, orders: Sequence[OrderOnFile], sums: Sequence[Decimal], batch: Batch, reason: str) -> str:
    """Return what a line rests on, so that the table of the ledger can be checked by hand."""
    what, verb = "", "实付"
    if kind == REFUND and orders[0].is_void:
        what = "订单记录载明已取消、已关闭或者未付款，已认定剔除；"
    elif kind == REFUND:
        what, verb = f"订单记录载明已经{'部分' if orders[0].is_back_in_part else ''}退款，已认定剔除；", "退款"
    listing = f"，商品编号 {batch.listing}" if batch.listing else "，订单未载明商品"
    untold = sum(one.is_untold for one in orders)
    bare = f"（其中 {untold} 笔载明退款而未载明金额，尚未扣除）" if untold and kind == SOLD else ""
    beyond = sum(one.is_beyond for one in orders)
    if beyond and kind == REFUND:
        bare += f"（其中 {beyond} 笔载明的退款多于实付，只按实付扣除，请核对原始数据）"
    missing = sum(one.told_pieces is None for one in orders)
    if 0 < missing < len(orders):
        bare += f"（其中 {missing} 笔未载明购买数量，各按一件计）"
    pieces = pieces_of(orders)
    count = f"{len(orders)} 笔订单" + (f"、{pieces.normalize():f} 件" if pieces != len(orders) else "")
    text = f"{what}{batch.shop}{listing}：{count}{verb} {prices_of(sums).zh}，合计 {sum(sums, Decimal(0))} 元{bare}"
    return f"{text}；{reason}"[:_LONGEST_REASON] if reason else text[:_LONGEST_REASON]
