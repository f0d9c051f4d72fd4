"""
The orders on file of the shops of a case, by listing, as the lines of its amount ledger that they would make.

A shop sells many things, of which a finding suspects some. So orders are told listing by listing, each with the offer of the matter that it is, and those of
offers and of suspected listings alone are ticked.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.utils.timezone import localtime

from mingjian.core.amount_lines.lines import REFUND, SHAM, SOLD
from mingjian.core.language import Text
from mingjian.core.records.reading.order_status import VOID, cents, refund_of
from mingjian.institutions.cases.amounts.services.offers import OffersOfCase, offers_of_case, shops_by_listing
from mingjian.institutions.cases.models import AmountLine, Case
from mingjian.institutions.cases.queries import lines_counted
from mingjian.institutions.clues.facts import shops_of_finding
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.market.queries.known import Row, Subject, known_of
from mingjian.institutions.market.queries.orders import orders_of_shop
from mingjian.institutions.matters.models import Offer
from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.monitoring.queries import orders_in_doubt
from mingjian.office.lists.text import visible
from mingjian.office.models import Officer

MOST_PROOFS = 10_000  # proofs that a line names
MOST_ORDERS = 200_000  # of one shop; beyond it only those of the suspected listings are read
MOST_SHOPS = 60  # of a ring, or of the offers of a matter
MOST_PRICES = 6  # prices of one that are written out with their numbers
LONGEST_GOODS = 200
PAID, SINCE, DOUBTED = "paid", "since", "doubted"
#: What a batch of orders is.
PARTS: Mapping[str, Text] = {
    PAID: Text("已付款订单", "orders paid"),
    SINCE: Text("计入之后又退款、取消或者关闭的订单", "orders refunded, cancelled or closed since they were counted"),
    DOUBTED: Text("被发现指为虚假交易的订单", "orders that a finding names as sham"),
}


@dataclass(frozen=True)
class OrderOnFile:
    """
    One order: its name as a proof, what was paid and when, what of it went back and when.

    `is_untold`: a refund is on record and no sum of it. `is_beyond`: more went back by the record than was paid. `is_void`: it was cancelled, closed or never
    paid, so that all of it goes back. `told_pieces`: how many were bought; none where no number is on record.
    """

    name: str
    amount: Decimal
    paid_on: date | None
    back_on: date | None
    back: Decimal
    is_untold: bool = False
    is_void: bool = False
    told_pieces: Decimal | None = None
    is_beyond: bool = False

    @property
    def pieces(self) -> Decimal:
        """Return how many pieces it counts as: what is on record, or else one."""
        return self.told_pieces or Decimal(1)

    @property
    def is_back_in_part(self) -> bool:
        """Return whether a part of the money went back, so that the order stays a sale."""
        return 0 < self.back < self.amount


@dataclass(frozen=True)
class Batch:
    """
    Orders of one listing that would become lines together, with the offer of the matter that they are of, where it holds one.

    `sold` are those that no line counts as sold yet; `listing` is empty where none is on record.
    """

    part: str
    shop: str
    listing: str
    goods: str
    orders: tuple[OrderOnFile, ...]
    sold: tuple[OrderOnFile, ...]
    is_ticked: bool
    offer: Offer | None = None

    @property
    def key(self) -> str:
        """Return a name that no other orders have: where one of them, or the offer, has changed since a page was drawn, so has this."""
        told = [
            self.part,
            self.shop,
            self.listing,
            str(self.offer.nth if self.offer else ""),
            *(f"{one.name} {one.amount} {one.back} {one.is_untold} {one.is_void} {one.pieces}" for one in self.orders),
        ]
        return sha256("\n".join(told).encode()).hexdigest()[:24]

    @property
    def title(self) -> Text:
        """Return what they are, in words."""
        return PARTS[self.part]

    @property
    def back(self) -> tuple[OrderOnFile, ...]:
        """Return those of which money went back, wholly or in part; of doubted ones none, since an order is taken out once."""
        return () if self.part == DOUBTED else tuple(one for one in self.orders if one.back)

    @property
    def count(self) -> int:
        """Return how many orders."""
        return len(self.orders)

    @property
    def pieces(self) -> Decimal:
        """Return how many pieces were bought with them."""
        return pieces_of(self.orders)

    @property
    def total(self) -> Decimal:
        """Return what was paid for them, yuan."""
        return sum_of(self.orders)

    @property
    def refunded(self) -> Decimal:
        """Return what went back of it."""
        return back_of(self.back)

    @property
    def net(self) -> Decimal:
        """Return what they add to the sum of sales once refunds are off; doubted ones nothing for certain."""
        return {PAID: self.total - self.refunded, SINCE: -self.refunded, DOUBTED: Decimal(0)}[self.part]

    @property
    def prices(self) -> Text:
        """Return what single orders came to."""
        return prices_of([one.amount for one in self.orders])

    @property
    def first(self) -> date | None:
        """Return the day of the first payment, where known."""
        return min((one.paid_on for one in self.orders if one.paid_on), default=None)

    @property
    def last(self) -> date | None:
        """Return the day of the last one."""
        return max((one.paid_on for one in self.orders if one.paid_on), default=None)

    @property
    def is_too_many(self) -> bool:
        """Return whether one line could not name them all."""
        return self.count > MOST_PROOFS

    def without(self, names: Collection[str]) -> "Batch":
        """Return the same without the orders of some names."""
        orders, sold = (tuple(one for one in some if one.name not in names) for some in (self.orders, self.sold))
        return replace(self, orders=orders, sold=sold)


@dataclass
class OfShop:
    """
    What the lake holds of one shop: its batches, and how many orders are in none of them, by why; `beyond` names those of which more went back than was paid.

    `is_cut`: it has too many orders, and those of suspected listings alone are sorted; `is_short`: even these are too many, and none is.
    `changed` names the lines whose orders come to another sum now.
    """

    shop: str
    batches: list[Batch] = field(default_factory=list)
    called_off: int = 0
    without_sum: int = 0
    in_part: int = 0
    beyond: list[str] = field(default_factory=list)
    is_cut: bool = False
    is_short: bool = False
    changed: list[Text] = field(default_factory=list)


def sum_of(orders: Sequence[OrderOnFile]) -> Decimal:
    """Return what some orders come to, to the cent."""
    return sum((one.amount for one in orders), Decimal(0))


def pieces_of(orders: Sequence[OrderOnFile]) -> Decimal:
    """Return how many pieces orders come to."""
    return sum((one.pieces for one in orders), Decimal(0))


def back_of(orders: Sequence[OrderOnFile]) -> Decimal:
    """Return what went back of some orders, to the cent."""
    return sum((one.back for one in orders), Decimal(0))


def prices_of(sums: Sequence[Decimal]) -> Text:
    """Describe what single orders came to: each sum with its number where they are few, else the lowest and the highest."""
    counted = Counter(sums)
    if len(counted) > MOST_PRICES:
        least, most = min(counted), max(counted)
        return Text(f"{least}–{most} 元（{len(counted)} 种）", f"{least}–{most} yuan ({len(counted)} prices)")
    told = sorted(counted.items())
    return Text("、".join(f"{price} 元×{n}" for price, n in told), ", ".join(f"{price} yuan × {n}" for price, n in told))


def shops_of_case(case: Case, held: OffersOfCase | None = None) -> list[str]:
    """Return the shops, `platform/id`, of the clue of a case, its own or those of the ring that its findings name, then those of the offers of its matter."""
    clue, held = case.clue, held or offers_of_case(case)
    named = [clue.shop] if clue and clue.shop else [shop for one in (clue.findings() if clue else ()) for shop in shops_of_finding(one)]
    return [shop for shop in dict.fromkeys([*named, *held.shops]) if not shop.startswith("/")]


def may_have_orders(case: Case) -> bool:
    """Return whether there is anything by which orders of a case could be found: a shop, or the listing of an offer."""
    held = offers_of_case(case)
    return bool(held.by_listing or shops_of_case(case, held))


@dataclass
class OnFile:
    """The orders on file of a case: shop by shop, the offers of its matter, and how many shops are not listed since there are too many."""

    shops: list[OfShop] = field(default_factory=list)
    held: OffersOfCase = field(default_factory=OffersOfCase)
    left_out: int = 0


def offered_orders(case: Case, officer: Officer) -> list[OfShop]:
    """Return, shop by shop, the orders that no line of the case counts yet, suspected listings first."""
    return orders_on_file(case, officer).shops


def orders_on_file(case: Case, officer: Officer) -> OnFile:
    """Return the same with the offers that they were held against. Shops of which offers name only a listing are looked up in the lake."""
    held, lines, clue = offers_of_case(case), lines_counted(case), case.clue
    shops = list(dict.fromkeys([*shops_of_case(case, held), *shops_by_listing(held, officer)]))
    findings = clue.findings() if clue else []
    suspected = ((suspected_listings(clue) if clue else frozenset()) - held.withdrawn) | set(held.by_listing)
    is_ring = clue is not None and not clue.shop
    sorters = (_Sorter(shop, officer, lines, findings, suspected, held, is_ring=is_ring) for shop in shops[:MOST_SHOPS])
    return OnFile([one.sorted_out() for one in sorters], held, max(len(shops) - MOST_SHOPS, 0))


def suspected_listings(clue: Clue) -> frozenset[str]:
    """Return the listings, `platform/id`, that a clue, its findings and the clues joined to it are about."""
    clues = [clue, *clue.joined.all()]
    named = {f"{one.platform}/{one.listing_id}" for one in clues if one.platform and one.listing_id}
    return frozenset(named | {finding.subject for one in clues for finding in one.findings() if finding.subject_kind == "listing"})


class _Sorter:
    """One shop of a case while its orders are sorted."""

    def __init__(
        self,
        shop: str,
        officer: Officer,
        lines: Sequence[AmountLine],
        findings: Sequence[Finding],
        suspected: Collection[str],
        held: OffersOfCase,
        *,
        is_ring: bool,
    ) -> None:
        self.shop, self.officer, self.lines = shop, officer, lines
        self.platform, _, self.shop_id = shop.partition("/")
        self.findings, self.suspected, self.held, self.is_ring = findings, suspected, held, is_ring
        self.counted = {kind: _counted(lines, kind) for kind in (SOLD, REFUND, SHAM)}
        self.titles: dict[str, str] = {}  # of listings, as their orders say them

    def sorted_out(self) -> OfShop:
        """Read the orders of the shop and sort them into batches."""
        result = OfShop(self.shop)
        rows = self._rows(result)
        doubted = orders_in_doubt(self.officer, self.shop, self.findings) if rows else frozenset()
        by_batch: dict[tuple[str, str, str], list[OrderOnFile]] = {}
        orders: dict[str, OrderOnFile] = {}
        for row in rows:
            order = _order(row, self.platform)
            orders[order.name] = order
            if row["title"]:
                self.titles[str(row["listing_id"] or "")] = str(row["title"])
            is_counted = order.name in self.counted[SOLD]
            if order.is_void and not is_counted:
                result.called_off += 1
            elif not order.amount:
                result.without_sum += not order.is_void
            else:
                result.in_part += order.is_untold
                if order.is_beyond:
                    result.beyond.append(order.name)
                self._sort(row, order, doubted, by_batch)
        result.batches = self._batches(by_batch)
        result.changed = [*_changed(self.lines, orders)]
        return result

    def _rows(self, result: OfShop) -> list[Row]:
        """Return the orders to sort: all, or those of the suspected listings and those counted; none where they are too many. A part would be a false sum."""
        rows = orders_of_shop(self.officer, self.platform, self.shop_id, MOST_ORDERS + 1)
        if len(rows) <= MOST_ORDERS:
            return rows
        result.is_cut = True
        beginning = f"order/{self.platform}/"
        own = [name.partition("/")[2] for name in self.suspected if name.startswith(f"{self.platform}/")]
        counted = {name.removeprefix(beginning) for kind in self.counted.values() for name in kind if name.startswith(beginning)}
        rows = orders_of_shop(self.officer, self.platform, self.shop_id, MOST_ORDERS + 1, own, counted)
        result.is_short = len(rows) > MOST_ORDERS
        return [] if result.is_short else rows

    def _sort(self, row: Row, order: OrderOnFile, doubted: Collection[str], into: dict[tuple[str, str, str], list[OrderOnFile]]) -> None:
        """Put an order where it belongs, by part, listing and the goods under which a line counts it already; one that is wholly counted nowhere."""
        listing, sold_as = str(row["listing_id"] or ""), self.counted[SOLD].get(order.name)
        is_out = order.name in self.counted[REFUND] or order.name in self.counted[SHAM]
        if row["order_id"] in doubted and not order.is_void:
            part = "" if is_out else DOUBTED
        elif sold_as is None:
            part = PAID
        else:
            part = SINCE if order.back and not is_out else ""
        if part:
            into.setdefault((part, listing, sold_as or ""), []).append(order)

    def _batches(self, sorted_: dict[tuple[str, str, str], list[OrderOnFile]]) -> list[Batch]:
        listings = {listing for _, listing, _ in sorted_ if listing}
        goods = _titles(self.officer, self.platform, listings, self.titles) | self._named(listings)
        batches = [
            Batch(
                part,
                self.shop,
                listing,
                sold_as or (goods[listing] if listing else ""),
                tuple(orders),
                tuple(one for one in orders if one.name not in self.counted[SOLD]),
                self._is_ticked(part, listing),
                self._offer(part, listing),
            )
            for (part, listing, sold_as), orders in sorted_.items()
        ]
        parts = list(PARTS)
        return sorted(batches, key=lambda one: (not one.is_ticked, not one.listing, _place(one), one.goods, parts.index(one.part), one.listing))

    def _named(self, listings: Collection[str]) -> dict[str, str]:
        """Return what the matter calls the goods of listings that are offers of it: that was entered or confirmed by a person."""
        offers = {listing: self.held.by_listing.get(f"{self.platform}/{listing}") for listing in listings}
        return {listing: visible(one.goods).strip()[:LONGEST_GOODS] for listing, one in offers.items() if one is not None and one.goods.strip()}

    def _offer(self, part: str, listing: str) -> Offer | None:
        """Return the offer that a batch is of: that of its listing; of orders without one, and of sham ones, that of the whole shop, if there is one."""
        own = self.held.by_listing.get(f"{self.platform}/{listing}") if listing else None
        return own or (self.held.by_shop.get(self.shop) if part == DOUBTED or not listing else None)

    def _is_ticked(self, part: str, listing: str) -> bool:
        """Return whether a batch is ticked beforehand: what findings of the case suspect, and never what no listing is on record of."""
        if not listing:
            return False
        return self.is_ring if part == DOUBTED else f"{self.platform}/{listing}" in self.suspected


def _place(batch: Batch) -> float:
    """Return the place of a batch by its offer; batches of no offer come after all of them."""
    return batch.offer.nth if batch.offer else float("inf")


def _counted(lines: Iterable[AmountLine], kind: str) -> dict[str, str]:
    """Return what lines of a kind count already, each with the goods of its line."""
    return {proof: line.goods for line in lines if line.kind == kind for proof in line.proofs}


def _changed(lines: Iterable[AmountLine], orders: Mapping[str, OrderOnFile]) -> Iterator[Text]:
    """Name each line that was entered from orders which come to another sum now, so that it is withdrawn and entered anew."""
    for line in lines:
        if line.paid is None or line.kind not in (SOLD, REFUND, SHAM) or any(proof not in orders for proof in line.proofs):
            continue
        now = sum((orders[proof].back if line.kind == REFUND else orders[proof].amount for proof in line.proofs), Decimal(0))
        if now != line.paid:
            yield Text(
                f"明细 {line.number} 按订单计入 {line.paid} 元，所列订单现在合计 {now} 元：请核对，撤回该行后重新勾选。",
                f"Line {line.number} counts {line.paid} yuan, and its orders come to {now} yuan now: check it, withdraw the line and tick its orders anew.",
            )


def _order(row: Row, platform: str) -> OrderOnFile:
    back = refund_of(row)
    days = _day(row["paid_at"]), _day(row["refunded_at"])
    name, pieces = f"order/{platform}/{row['order_id']}", _pieces(row["quantity"])
    return OrderOnFile(name, cents(row["amount"]), *days, back.sum, back.is_untold, row["state"] == VOID, pieces, back.is_beyond)


def _pieces(quantity: Any) -> Decimal | None:
    """Return how many pieces an order is of; none where its record says no number, or one that cannot be."""
    count = Decimal(str(quantity)) if quantity is not None else Decimal(0)
    return count if count.is_finite() and count > 0 else None


def _titles(officer: Officer, platform: str, listings: Collection[str], told: Mapping[str, str]) -> dict[str, str]:
    """Return what each listing is called: as its newest record says, else as its orders do (`told`); its number where nothing says it."""
    known = known_of(officer, [Subject("listing", f"{platform}/{listing}") for listing in listings])
    named = {listing: str(known[f"{platform}/{listing}"].record.get("title") or "") or told.get(listing, "") for listing in listings}
    return {listing: (visible(title).strip() or f"商品 {listing}")[:LONGEST_GOODS] for listing, title in named.items()}


def _day(instant: Any) -> date | None:
    return localtime(instant.replace(tzinfo=UTC)).date() if isinstance(instant, datetime) else None
