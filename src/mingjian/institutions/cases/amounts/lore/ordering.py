"""
The orders on file of the shops of a case, by listing, as the lines of its amount ledger that they would make.

A shop sells many things, of which a finding suspects some. So orders are told listing by listing, and those of suspected listings alone are ticked.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256
from typing import Any

from django.utils.timezone import localtime

from mingjian.core.amount_lines.lines import REFUND, SHAM, SOLD
from mingjian.core.language import Text
from mingjian.core.records.reading.standing import VOID, is_wholly_back
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.queries import lines_counted
from mingjian.institutions.clues.facts import shops_of_finding
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.market.queries.known import Row, Subject, known_of
from mingjian.institutions.market.queries.orders import orders_of_shop
from mingjian.institutions.monitoring.queries import orders_in_doubt
from mingjian.office.lists.text import visible
from mingjian.office.models import Officer

MOST_PROOFS = 10_000  # proofs that a line names
MOST_ORDERS = 200_000  # of one shop; beyond it only those of the suspected listings are read
MOST_SHOPS = 20  # of a ring
MOST_PRICES = 6  # prices of one that are written out with their numbers
LONGEST_GOODS = 200
PAID, SINCE, DOUBTED = "paid", "since", "doubted"
#: What a batch of orders is.
PARTS: Mapping[str, Text] = {
    PAID: Text("已付款订单", "orders paid"),
    SINCE: Text("计入之后又退款的订单", "orders refunded since they were counted"),
    DOUBTED: Text("被发现指为虚假交易的订单", "orders that a finding names as sham"),
}
_CENT = Decimal("0.01")
_IN_PART = re.compile(r"部分退款|partial(?:ly)?[ _-]refund", re.IGNORECASE)


@dataclass(frozen=True)
class OrderOnFile:
    """One order: its name as a proof, what was paid, on which day, and on which it went back; `is_back` also where no day of that is on record."""

    name: str
    amount: Decimal
    paid_on: date | None
    back_on: date | None
    is_back: bool


@dataclass(frozen=True)
class Batch:
    """Orders of one listing that would become lines together. `sold` are those that no line counts as sold yet; `listing` is empty where none is on record."""

    part: str
    shop: str
    listing: str
    goods: str
    orders: tuple[OrderOnFile, ...]
    sold: tuple[OrderOnFile, ...]
    is_ticked: bool

    @property
    def key(self) -> str:
        """A name that no other orders have: where one of them has changed since a page was drawn, so has this."""
        told = [self.part, self.shop, self.listing, *(f"{one.name} {one.amount} {one.is_back}" for one in self.orders)]
        return sha256("\n".join(told).encode()).hexdigest()[:24]

    @property
    def title(self) -> Text:
        """What they are, in words."""
        return PARTS[self.part]

    @property
    def back(self) -> tuple[OrderOnFile, ...]:
        """Those of which the money went back; of doubted ones none, since an order is taken out once."""
        return () if self.part == DOUBTED else tuple(one for one in self.orders if one.is_back)

    @property
    def count(self) -> int:
        """Return how many orders."""
        return len(self.orders)

    @property
    def total(self) -> Decimal:
        """What was paid for them, yuan."""
        return sum_of(self.orders)

    @property
    def refunded(self) -> Decimal:
        """What went back of it."""
        return sum_of(self.back)

    @property
    def net(self) -> Decimal:
        """What they add to the sum of sales once refunds are off; doubted ones nothing for certain."""
        return {PAID: self.total - self.refunded, SINCE: -self.refunded, DOUBTED: Decimal(0)}[self.part]

    @property
    def prices(self) -> Text:
        """What single orders came to."""
        return prices_of(self.orders)

    @property
    def first(self) -> date | None:
        """The day of the first payment, where known."""
        return min((one.paid_on for one in self.orders if one.paid_on), default=None)

    @property
    def last(self) -> date | None:
        """The day of the last one."""
        return max((one.paid_on for one in self.orders if one.paid_on), default=None)

    @property
    def is_too_many(self) -> bool:
        """Return whether one line could not name them all."""
        return self.count > MOST_PROOFS


@dataclass
class OfShop:
    """What the lake holds of one shop: its batches, and how many orders are in none of them, by why."""

    shop: str
    batches: list[Batch] = field(default_factory=list)
    called_off: int = 0
    without_sum: int = 0
    in_part: int = 0
    is_cut: bool = False


def sum_of(orders: Sequence[OrderOnFile]) -> Decimal:
    """Return what some orders come to, to the cent."""
    return sum((one.amount for one in orders), Decimal(0))


def prices_of(orders: Sequence[OrderOnFile]) -> Text:
    """Describe the prices that single orders came to: each with its number where they are few, else the lowest and the highest."""
    counted: dict[Decimal, int] = {}
    for one in orders:
        counted[one.amount] = counted.get(one.amount, 0) + 1
    if len(counted) > MOST_PRICES:
        least, most = min(counted), max(counted)
        return Text(f"{least}–{most} 元（{len(counted)} 种）", f"{least}–{most} yuan ({len(counted)} prices)")
    told = sorted(counted.items())
    return Text("、".join(f"{price} 元×{n}" for price, n in told), ", ".join(f"{price} yuan × {n}" for price, n in told))


def shops_of_case(case: Case) -> list[str]:
    """Return the shops, `platform/id`, of the clue of a case: its own, or those of the ring that its findings name."""
    if case.clue is None:
        return []
    if case.clue.shop:
        return [case.clue.shop]
    named = (shop for finding in case.clue.findings() for shop in shops_of_finding(finding))
    return [shop for shop in dict.fromkeys(named) if not shop.startswith("/")][:MOST_SHOPS]


def offered_orders(case: Case, officer: Officer) -> list[OfShop]:
    """Return, shop by shop, the orders that no line of the case counts yet, suspected listings first."""
    clue = case.clue
    return [_OfShop(case, clue, shop, officer).told() for shop in shops_of_case(case)] if clue is not None else []


def suspected_listings(clue: Clue) -> frozenset[str]:
    """Return the listings, `platform/id`, that a clue, its findings and the clues joined to it are about."""
    clues = [clue, *clue.joined.all()]
    named = {f"{one.platform}/{one.listing_id}" for one in clues if one.platform and one.listing_id}
    return frozenset(named | {finding.subject for one in clues for finding in one.findings() if finding.subject_kind == "listing"})


class _OfShop:
    """One shop of a case while its orders are sorted."""

    def __init__(self, case: Case, clue: Clue, shop: str, officer: Officer) -> None:
        self.shop, self.officer = shop, officer
        self.platform, _, self.shop_id = shop.partition("/")
        self.suspected = suspected_listings(clue)
        self.is_ring = not clue.shop
        self.findings = clue.findings()
        self.counted = {kind: _counted(case, kind) for kind in (SOLD, REFUND, SHAM)}

    def told(self) -> OfShop:
        """Read and sort them."""
        found = OfShop(self.shop)
        rows = orders_of_shop(self.officer, self.platform, self.shop_id, MOST_ORDERS + 1)
        if len(rows) > MOST_ORDERS:  # a part of the orders of a listing would be a false sum
            found.is_cut = True
            own = [name.partition("/")[2] for name in self.suspected if name.startswith(f"{self.platform}/")]
            rows = orders_of_shop(self.officer, self.platform, self.shop_id, MOST_ORDERS, own)
        doubted = orders_in_doubt(self.officer, self.shop, self.findings) if rows else frozenset()
        sorted_: dict[tuple[str, str, str], list[OrderOnFile]] = {}
        for row in rows:
            if row["state"] == VOID:
                found.called_off += 1
            elif not row["amount"]:
                found.without_sum += 1
            else:
                found.in_part += not is_wholly_back(row) and bool(row["refund"] or row["refunded_at"] or _IN_PART.search(str(row["status"] or "")))
                self._sort(row, doubted, sorted_)
        found.batches = self._batches(sorted_)
        return found

    def _sort(self, row: Row, doubted: Collection[str], into: dict[tuple[str, str, str], list[OrderOnFile]]) -> None:
        """Put an order where it belongs, by part, listing and the goods under which a line counts it already; one that is wholly counted nowhere."""
        order = _order(row, self.platform)
        listing, sold_as = str(row["listing_id"] or ""), self.counted[SOLD].get(order.name)
        is_out = order.name in self.counted[REFUND] or order.name in self.counted[SHAM]
        if row["order_id"] in doubted:
            part = "" if is_out else DOUBTED
        elif sold_as is None:
            part = PAID
        else:
            part = SINCE if order.is_back and not is_out else ""
        if part:
            into.setdefault((part, listing, sold_as or ""), []).append(order)

    def _batches(self, sorted_: dict[tuple[str, str, str], list[OrderOnFile]]) -> list[Batch]:
        listings = {listing for _, listing, _ in sorted_ if listing}
        goods = _titles(self.officer, self.platform, listings)
        batches = [
            Batch(
                part,
                self.shop,
                listing,
                sold_as or (goods[listing] if listing else ""),
                tuple(orders),
                tuple(one for one in orders if one.name not in self.counted[SOLD]),
                self._is_ticked(part, listing),
            )
            for (part, listing, sold_as), orders in sorted_.items()
        ]
        parts = list(PARTS)
        return sorted(batches, key=lambda one: (not one.is_ticked, not one.listing, one.goods, parts.index(one.part), one.listing))

    def _is_ticked(self, part: str, listing: str) -> bool:
        """Return whether a batch is ticked beforehand: what findings of the case suspect, and never what no listing is on record of."""
        if not listing:
            return False
        return self.is_ring if part == DOUBTED else f"{self.platform}/{listing}" in self.suspected


def _counted(case: Case, kind: str) -> dict[str, str]:
    """Return what lines of a kind count already, each with the goods of its line."""
    return {proof: line.goods for line in lines_counted(case) if line.kind == kind for proof in line.proofs}


def _order(row: Row, platform: str) -> OrderOnFile:
    amount = Decimal(str(row["amount"])).quantize(_CENT, ROUND_HALF_UP)
    return OrderOnFile(f"order/{platform}/{row['order_id']}", amount, _day(row["paid_at"]), _day(row["refunded_at"]), is_wholly_back(row))


def _titles(officer: Officer, platform: str, listings: Collection[str]) -> dict[str, str]:
    """Return what each listing is called, as its newest record says; its number where no record says it."""
    known = known_of(officer, [Subject("listing", f"{platform}/{listing}") for listing in listings])
    titles = {listing: visible(str(known[f"{platform}/{listing}"].record.get("title") or "")).strip() for listing in listings}
    return {listing: (title or f"商品 {listing}")[:LONGEST_GOODS] for listing, title in titles.items()}


def _day(instant: Any) -> date | None:
    return localtime(instant.replace(tzinfo=UTC)).date() if isinstance(instant, datetime) else None
