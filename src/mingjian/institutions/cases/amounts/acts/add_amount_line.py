"""Add a line to the amount ledger of a case, tied to what proves it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.timezone import localtime

from mingjian.core.amount_lines.totals import add_up
from mingjian.core.errors import BadInput
from mingjian.core.records.reading.order_status import VOID
from mingjian.institutions.cases.amounts.services.offers import offer_called, offer_numbered, offer_of_orders
from mingjian.institutions.cases.amounts.services.orders import MOST_PROOFS
from mingjian.institutions.cases.models import AmountLine, Case
from mingjian.institutions.cases.queries import lines_counted
from mingjian.institutions.cases.services.threshold_watch import keep_value, weigh
from mingjian.institutions.market.queries.known import orders_on_file
from mingjian.institutions.matters.models import Exhibit, Offer
from mingjian.institutions.matters.queries import matter_told_by, rows_of
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Dossier, Officer, SealedFile

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
