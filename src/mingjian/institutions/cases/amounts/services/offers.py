"""The offers of a case's matter as its amount ledger counts them: which offer an order is of, what each comes to, and which have no order on file."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.timezone import localdate

from mingjian.core.amount_lines.lines import COST, REFUND, SHAM, SOLD, UNSOLD
from mingjian.core.amount_lines.totals import Totals
from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.institutions.cases.models import SETTLED, AmountLine, Case
from mingjian.institutions.market.queries.known import Row, Subject, known_of
from mingjian.institutions.matters.models import OPEN as STANDS
from mingjian.institutions.matters.models import Matter, Offer
from mingjian.institutions.matters.queries import matter_told_by, rows_of
from mingjian.office.models import Officer

_ZERO = Decimal(0)
_BESIDE = Text("未对应被指商品", "Of no offer in particular")


@dataclass(frozen=True)
class OffersOfCase:
    """
    The offers that stand in the matter of a case: by listing, and those that name a whole shop by shop, both as `platform/id`.

    `withdrawn` are the listings of offers that were withdrawn and that no other offer names. `doubles` are offers of a listing that an earlier one names.
    """

    matter: Matter | None = None
    standing: tuple[Offer, ...] = ()
    by_listing: Mapping[str, Offer] = field(default_factory=dict)
    by_shop: Mapping[str, Offer] = field(default_factory=dict)
    withdrawn: frozenset[str] = frozenset()
    doubles: Mapping[int, Offer] = field(default_factory=dict)

    @property
    def shops(self) -> list[str]:
        """Return the shops that offers name, each once."""
        return list(dict.fromkeys(f"{one.platform}/{one.shop_key}" for one in self.standing if one.platform and one.shop_key))

    def of(self, shop: str, listing: str) -> Offer | None:
        """Return the offer of a listing, `platform/id`; where none names it, the one that is about its whole shop."""
        return self.by_listing.get(listing) or self.by_shop.get(shop)


def offers_of_case(case: Case) -> OffersOfCase:
    """Return the offers of the matter that a case is about; none where its matter was never opened, or has gone on to another department."""
    matter = matter_told_by(case.dossier)
    if matter is None:
        return OffersOfCase()
    rows = rows_of(matter, Offer, with_withdrawn=True)
    standing = tuple(one for one in rows if one.standing == STANDS)
    by_listing: dict[str, Offer] = {}
    by_shop: dict[str, Offer] = {}
    doubles: dict[int, Offer] = {}
    for one in standing:
        if one.platform and one.listing_key:
            first = by_listing.setdefault(listing_of(one), one)
        elif one.platform and one.shop_key:
            first = by_shop.setdefault(f"{one.platform}/{one.shop_key}", one)
        else:
            continue
        if first is not one:
            doubles[one.pk] = first
    gone = {listing_of(one) for one in rows if one.standing != STANDS and one.listing_key}
    return OffersOfCase(matter, standing, by_listing, by_shop, frozenset(gone - set(by_listing)), doubles)


def listing_of(offer: Offer) -> str:
    """Return the listing of an offer as `platform/id`."""
    return f"{offer.platform}/{offer.listing_key}"


def shops_by_listing(held: OffersOfCase, officer: Officer) -> list[str]:
    """Return the shops, by the lake, of offers that name a listing and no shop."""
    asked = [Subject("listing", listing_of(one)) for one in held.by_listing.values() if not one.shop_key]
    return list(dict.fromkeys(known.shop for known in known_of(officer, asked).values() if known.shop))


def offer_numbered(case: Case, nth: Any) -> Offer | None:
    """Return the offer of a case's matter by its place in the list; None where none is given. Raises BadInput for one that is not there."""
    if nth in (None, ""):
        return None
    found = next((one for one in offers_of_case(case).standing if str(one.nth) == str(nth).strip()), None)
    if found is None:
        raise BadInput(
            f"案情中没有第 {str(nth)[:20]} 号被指商品：先在案情页登记该商品，或者不填。",
            f"The matter has no offer {str(nth)[:20]}: enter it on the page of the matter first, or leave this blank.",
        )
    return found


def offer_called(case: Case, goods: str) -> Offer | None:
    """Return the only offer of the case's matter whose goods have a name, or its only one for no name; none for several, whose sums are told apart."""
    found = [one for one in offers_of_case(case).standing if not goods or one.goods.strip() == goods]
    return found[0] if len(found) == 1 else None


def offer_of_orders(case: Case, orders: Mapping[str, Row], named: Collection[str]) -> Offer | None:
    """Return the one offer whose listing all of these orders name (`order/platform/number`, as the lake has them); None where there is none, or several."""
    if not named or any(one not in orders for one in named):
        return None
    held = offers_of_case(case)
    found = {held.by_listing.get(f"{orders[one]['platform']}/{orders[one].get('listing_id') or ''}") for one in named}
    return found.pop() if len(found) == 1 else None


@dataclass(frozen=True)
class OfOffer:
    """
    What the lines of one offer come to, yuan; `offer` is none for lines of no offer in particular.

    `least` and `most` are the sales once refunds and sham orders are off: the least takes out what nobody has settled yet, the most does not.
    """

    offer: Offer | None
    count: int
    sold: Decimal
    refunded: Decimal
    sham: Decimal
    unsold: Decimal
    cost: Decimal
    least: Decimal
    most: Decimal

    @property
    def called(self) -> Text:
        """Return the goods, or that the lines are of no offer."""
        goods = self.offer.goods or self.offer.shop or self.offer.shop_key if self.offer else ""
        return Text(goods, goods) if self.offer else _BESIDE

    @property
    def turnover_least(self) -> Decimal:
        """Return the least with the value of what is not sold."""
        return self.least + self.unsold

    @property
    def turnover_most(self) -> Decimal:
        """Return the most with the value of what is not sold."""
        return self.most + self.unsold


def sums_by_offer(lines: Sequence[AmountLine], totals: Totals) -> list[OfOffer]:
    """Return what the lines that count come to, offer by offer in the order of the matter, those of no offer last. Their sums are the totals."""
    groups: dict[int | None, list[AmountLine]] = {}
    for one in sorted(lines, key=lambda line: (line.offer is None, line.offer.nth if line.offer else 0, line.nth)):
        groups.setdefault(one.offer_id, []).append(one)
    return [_sum(group[0].offer, group, totals) for group in groups.values()]


def _sum(offer: Offer | None, lines: Sequence[AmountLine], totals: Totals) -> OfOffer:
    def of(*kinds: str, settled: bool | None = None) -> Decimal:
        some = (one for one in lines if one.kind in kinds and settled in (None, one.standing == SETTLED))
        return sum((totals.values[str(one.nth)] for one in some), _ZERO)

    most = of(SOLD) - of(REFUND, SHAM, settled=True)
    return OfOffer(offer, len(lines), of(SOLD), of(REFUND), of(SHAM), of(UNSOLD), of(COST), most - of(REFUND, SHAM, settled=False), most)


def offers_without_orders(held: OffersOfCase, with_orders: Collection[int], shops_with_orders: Collection[str]) -> Iterator[tuple[Offer, Text]]:
    """Return each offer of which neither a line nor the lake has an order, with why and what helps. `with_orders`: those that have some, by their keys."""
    for one in held.standing:
        if one.pk not in with_orders:
            yield one, _why_none(one, held, shops_with_orders)


def _why_none(offer: Offer, held: OffersOfCase, shops_with_orders: Collection[str]) -> Text:
    if first := held.doubles.get(offer.pk):
        zh, en = f"与第 {first.nth} 号商品是同一商品编号，订单计入第 {first.nth} 号。", f"It has the number of offer {first.nth}: orders count there."
        return Text(zh, en)
    if offer.listing_key and offer.platform:
        zh = f"截至 {localdate():%Y-%m-%d} 数据中没有此商品的有效订单：请平台提供销售记录，或者以账册等卷内文件为证登记。"
        return Text(zh, "No valid order of this listing is on file: ask the platform for its sales, or enter them with a file as evidence.")
    if offer.shop_key and offer.platform:
        if f"{offer.platform}/{offer.shop_key}" in shops_with_orders:
            return Text("指整个网店：在案订单按各商品列出，勾选的计入。", "It names a whole shop: its orders are listed by listing, and what is ticked counts.")
        return Text("数据中没有该网店的订单：请平台提供销售记录。", "No order of this shop is on file: ask the platform for its sales.")
    return Text(
        "没有平台和商品编号，订单无从对应：请在案情页补填。", "It names no platform and listing to find orders by: enter them on the page of the matter."
    )


def lines_of_offers(lines: Iterable[AmountLine]) -> set[int]:
    """Return the keys of the offers that lines count."""
    return {one.offer_id for one in lines if one.offer_id is not None}
