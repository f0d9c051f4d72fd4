"""What is done to the lines of an amount ledger, one file an act."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.timezone import localtime

from mingjian.core.amount_lines.lines import ACTUAL, IN_PART, REFUND, SHAM, SOLD
from mingjian.core.amount_lines.totals import add_up
from mingjian.core.errors import BadInput, StepRefused
from mingjian.core.records.reading.order_status import VOID
from mingjian.institutions.cases.amounts.services.offers import offer_called, offer_numbered, offer_of_orders, offers_of_case
from mingjian.institutions.cases.amounts.services.orders import DOUBTED, LONGEST_GOODS, MOST_PROOFS, Batch, OrderOnFile, offered_orders, pieces_of, prices_of
from mingjian.institutions.cases.models import OPEN, SETTLED, AmountLine, Case
from mingjian.institutions.cases.queries import lines_counted
from mingjian.institutions.cases.services.threshold_watch import hold, keep_value, weigh
from mingjian.institutions.market.queries.known import orders_on_file
from mingjian.institutions.matters.acts import add_offer, correct_offer
from mingjian.institutions.matters.models import Exhibit, Offer
from mingjian.institutions.matters.queries import matter_told_by, rows_of
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Dossier, Officer, SealedFile

# Add a line to the amount ledger of a case, tied to what proves it.

_HASH = re.compile(r"[0-9a-f]{8,64}")
_CENT = Decimal("0.01")


@act
def add_amount_line(
    case: Case,
    *,
    by: Officer,
    at: datetime,
    amount_kind: str,
    quantity: str,
    price_basis: str,
    amount_proofs: str,
    goods_name: str = "",
    unit_price: str | None = None,
    sold_on: str | None = None,
    amount_offer: int | str | None = None,
    reason: str = "",
) -> Account[AmountLine]:
    """
    Add it, if it adds up with the others. Raises BadInput with everything that is missing, for proofs that are not on file, and for orders of another offer.

    `amount_offer` is the place of the offer in the matter; where none is given and orders prove the line, it is the offer of their listing, else
    the only one that has the name of these goods. Goods without a name are called as that offer is, or as the matter's only one.
    """
    named = _named(amount_proofs)
    known = orders_on_file(by, [one for one in named if one.startswith("order/")])
    last = case.lines.order_by("-nth").values_list("nth", flat=True).first() or 0
    offer = _offer_of(case, amount_offer, known, named) or offer_called(case, goods_name.strip())
    line = AmountLine(
        case=case,
        nth=last + 1,
        offer=offer,
        kind=amount_kind,
        goods=(goods_name.strip() or _called(offer))[:200],
        quantity=Decimal(str(quantity)),
        price=None if unit_price in (None, "") else Decimal(str(unit_price)),
        basis=price_basis,
        sold_on=date.fromisoformat(str(sold_on)) if sold_on else None,
        proofs=list(_proofs_of(named, known, case)),
        reason=reason.strip()[:500],
        added_by=by,
        added_at=at,
    )
    add_up([*(one.line for one in lines_counted(case)), line.line])
    _hold_against_orders(line, known)
    line.save()
    weigh(case, localtime(at).date())
    keep_value(case, lines_counted(case))
    told = {"offer": line.offer.wire_name} if line.offer else {}
    return Account(line, {"dossier": case.dossier, "line": line.wire_name, "proofs": line.proofs, **told})


def _called(offer: Offer | None) -> str:
    """Return what the goods of an offer are called. Raises BadInput where there is no offer, or it has no name."""
    if offer is None or not offer.goods.strip():
        raise BadInput("请写明商品名称，或者填写被指商品的序号。", "Name the goods, or give the number of their offer.")
    return offer.goods.strip()


def _offer_of(case: Case, nth: Any, known: Mapping[str, Mapping[str, Any]], named: Iterable[str]) -> Offer | None:
    """Return the offer that a line counts. Raises BadInput where orders prove it that are of another."""
    orders = [one for one in named if one.startswith("order/")]
    chosen, of_orders = offer_numbered(case, nth), offer_of_orders(case, known, orders)
    if chosen is not None and of_orders is not None and chosen != of_orders:
        raise BadInput(
            f"所列订单是第 {of_orders.nth} 号商品“{of_orders.goods[:40]}”的，不是第 {chosen.nth} 号的。",
            f"The orders named are of offer {of_orders.nth} ({of_orders.goods[:40]}), not of {chosen.nth}.",
        )
    return chosen or of_orders


def _named(written: str) -> list[str]:
    """Return what a field of proofs names, one a line, each once."""
    if "orders/" in written:
        raise BadInput(
            "不能再以“orders/类别/笔数”代表本店全部订单，其中可能有并不涉案的商品：请从“从在案订单填入”按商品勾选。",
            "Words for all orders of a shop are taken no more, since not all of its goods are suspected: tick its listings on the page of orders on file.",
        )
    named = list(dict.fromkeys(word.strip() for word in re.split(r"[\n,，；;]+", written) if word.strip()))
    if len(named) > MOST_PROOFS:
        raise BadInput(f"一行最多 {MOST_PROOFS} 项证据。", f"A line names at most {MOST_PROOFS} proofs.")
    return named


def _hold_against_orders(line: AmountLine, known: Mapping[str, Mapping[str, Any]]) -> None:
    """Refuse a line that orders alone prove and that comes to another sum than they do, unless it says why: a slip of the hand could reach a crime's line."""
    void = [one for one in line.proofs if one in known and known[one].get("state") == VOID]
    if void and not line.reason:
        raise BadInput(
            f"订单 {void[0][:80]} 等 {len(void)} 笔已取消、已关闭或者未付款，不是销售：请去掉，或者在“理由”中写明为何计入。",
            f"{len(void)} of the orders named ({void[0][:80]} among them) were cancelled, closed or never paid and are no sales: take them out, or give "
            "the reason.",
        )
    paid = [known[one].get("amount") for one in line.proofs if one in known]
    if line.reason or line.price is None or len(paid) < len(line.proofs) or any(one is None for one in paid):
        return
    told, summed = (line.quantity * line.price).quantize(_CENT), sum((Decimal(str(one)) for one in paid), Decimal(0)).quantize(_CENT)
    if told != summed:
        raise BadInput(
            f"所列 {len(paid)} 笔订单合计 {summed} 元，与本行 {told} 元不符：请核对数量和单价，或者在“理由”中写明为何不同。",
            f"The {len(paid)} orders named come to {summed} yuan and this line to {told}: check quantity and price, or give the reason why they differ.",
        )


def _proofs_of(named: Iterable[str], known: Mapping[str, object], case: Case) -> Iterator[str]:
    """
    Return each proof as it is kept: a SHA-256 (or its beginning) of a file of the case, of its clue or of an exhibit, or an order of the lake,
    `order/platform/number`.

    Raises BadInput for what is not on file.
    """
    for one in named:
        if one in known:
            yield one
        elif _HASH.fullmatch(one.lower()):
            yield _file(one.lower(), case)
        else:
            raise _absent(one)


def _file(beginning: str, case: Case) -> str:
    dossiers = [case.dossier_id, *([case.clue.dossier_id] if case.clue else [])]
    hashes = set(SealedFile.objects.filter(dossier__in=Dossier.objects.filter(pk__in=dossiers), sha256__startswith=beginning).values_list("sha256", flat=True))
    matter = matter_told_by(case.dossier)
    if matter is not None:  # what a platform answered is sealed to the request, and stands in the list of evidence
        listed = [one for one in rows_of(matter, Exhibit) if one.sha256.startswith(beginning)]
        hashes |= {one.sha256 for one in listed if one.sha256}
    if len(hashes) != 1:
        raise _absent(beginning)
    return hashes.pop()


def _absent(named: str) -> BadInput:
    return BadInput(
        f"“{named[:80]}”不在案：须是本案、线索卷宗内文件或者证据清单所列文件的 SHA-256（或者其开头），或者数据湖中的订单（order/平台/订单号）。",
        f"{named[:80]!r} is not on file: name a file of this case, its clue or its list of evidence by SHA-256 (or its beginning), or an order of the lake "
        "(order/platform/id).",
    )


# Enter orders on file in the amount ledger of a case, offer by offer, with what was refunded of them taken out in the same act.

_LONGEST_REASON = 500


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
    told = [{"line": one.wire_name, "kind": one.kind, "goods": one.goods, "paid": str(one.paid), "proofs": one.proofs, **_offer(one.offer)} for one in lines]
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
            entered[batch.shop, batch.listing] = add_offer(held.matter, by=by, at=at, fact_source=source, **given | _days_of(batch, None))
        elif batch.offer is not None and batch.offer.goods and (days := _days_of(batch, batch.offer)):
            reason = f"按计入案值的订单的付款日期（{case.number}）"
            correct_offer(batch.offer, by=by, at=at, offer_goods=batch.offer.goods, reason=reason, **days)
    return [replace(one, offer=entered.get((one.shop, one.listing))) if one.offer is None else one for one in batches]


def _days_of(batch: Batch, offer: Offer | None) -> dict[str, str]:
    """Return from when to when an offer was on sale by the orders that count, where that is longer than what is on record of it."""
    first, last = batch.first, batch.last
    if batch.part == DOUBTED or first is None or last is None:
        return {}
    since, until = (offer.since, offer.until) if offer else (None, None)
    longer = {"offer_since": min(first, since or first), "offer_until": max(last, until or last)}
    stands = {"offer_since": since, "offer_until": until}
    return {name: day.isoformat() for name, day in longer.items() if day != stands[name]}


def _offer(offer: Offer | None) -> dict[str, str]:
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


# Settle that a refund or sham order is taken out.
@act
def settle_amount_line(line: AmountLine, *, by: Officer, at: datetime, reason: str) -> Account[None]:
    """Settle it, and say why: from now on the sums are told without it."""
    others = [one for one in lines_counted(line.case) if one.pk != line.pk]
    settled = AmountLine.objects.get(pk=line.pk)
    settled.standing = SETTLED
    weigh(line.case, localtime(at).date(), [*others, settled])
    return Account(None, {"dossier": line.case.dossier})


# Withdraw a line of an amount ledger: it stays on record, and counts no more.
@act
def withdraw_amount_line(line: AmountLine, *, by: Officer, at: datetime, reason: str) -> Account[None]:
    """Withdraw it, and say why. Raises BadInput where the others do not add up without it: what is taken out of nothing goes first."""
    hold(line.case)
    others = [one for one in lines_counted(line.case) if one.pk != line.pk]
    add_up([one.line for one in others])
    weigh(line.case, localtime(at).date(), others)
    keep_value(line.case, others)
    return Account(None, {"dossier": line.case.dossier})
