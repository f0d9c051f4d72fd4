"""Orders as a platform would hand them over."""

import numpy as np
import pyarrow as pa

from mingjian.core.made_market.operators import Shops, as_kind, tokens
from mingjian.core.made_market.parcels import Sent
from mingjian.core.made_market.plan import Floats, Ints, Plan
from mingjian.core.made_market.rings import Group, buyer_id
from mingjian.core.made_market.trade import Trade
from mingjian.core.made_market.truth import Known
from mingjian.core.made_market.words import PLATFORMS

MICROSECONDS = 1_000_000


def addresses(plan: Plan, groups: list[Group], trade: Trade) -> tuple[list[str], Ints]:
    """
    Return where each order is sent: the tokens of addresses, and one number of a token an order.

    One buyer in 25 lives with the next one; one order in ten goes elsewhere, as a present. The accounts of a bad ring share addresses.
    """
    draw = plan.draw("addresses")
    n = plan.buyers
    home = np.arange(n)
    shared = np.flatnonzero(draw.random(n - 1) < 0.04)
    home[shared] = shared + 1
    of_ring = _shared(groups, n, home)
    where = np.where(trade.sham == 1, of_ring[trade.buyer], home[trade.buyer])
    elsewhere = (draw.random(len(trade)) < 0.1) & (trade.sham == 0)
    where[elsewhere] = draw.integers(n, 2 * n, int(elsewhere.sum()))
    return tokens(draw, 2 * n), where


def _shared(groups: list[Group], n: int, own: Ints) -> Ints:
    """Let so many accounts of each bad ring, one after the other, share what the first of them has."""
    shared = own.copy()
    for group in groups:
        if group.shape.is_bad:
            members = group.buyers
            shared[members] = own[members[np.arange(len(members)) // group.shape.accounts_a_device * group.shape.accounts_a_device]]
    return shared


def make_orders(plan: Plan, shops: Shops, ids: list[str], bought: tuple[Ints, Floats], groups: list[Group], trade: Trade, sent: Sent, known: Known) -> pa.Table:
    """Write the orders in the order of their time. `bought` is the listing (its row in `ids`) and the amount of each order."""
    draw = plan.draw("orders")
    n = len(trade)
    listing, amount = bought
    phones, devices = tokens(draw, plan.buyers), tokens(draw, plan.buyers)
    device = np.where(trade.sham == 1, _shared(groups, plan.buyers, np.arange(plan.buyers))[trade.buyer], trade.buyer)
    order_ids = [f"{26000000000 + k}" for k in range(n)]
    columns = {
        "order_id": order_ids,
        "platform": _taken(list(PLATFORMS), shops.platform[trade.shop]),
        "shop_id": _taken(shops.ids, trade.shop),
        "buyer_id": _taken([buyer_id(k) for k in range(plan.buyers)], trade.buyer),
        "listing_id": _taken(ids, listing),
        "amount": amount,
        "paid_at": pa.array(trade.paid * MICROSECONDS),
        "address_token": _taken(sent.tokens, sent.where),
        "phone_token": _taken(phones, trade.buyer),
        "device_token": _taken(devices, device),
        "refunded_at": pa.array(trade.refunded * MICROSECONDS, mask=trade.refunded == 0),
        "waybill": sent.waybills,
    }
    _tell(shops, groups, trade, order_ids, known)
    return as_kind("order", columns)


def _taken(values: list[str], rows: Ints) -> pa.Array:
    return pa.array(values).take(pa.array(rows))


def _tell(shops: Shops, groups: list[Group], trade: Trade, ids: list[str], known: Known) -> None:
    for row in np.flatnonzero(trade.sham == 1).tolist():
        group = groups[trade.group[row]]
        known.add("order", f"{PLATFORMS[shops.platform[trade.shop[row]]]}/{ids[row]}", group.shape.name, is_bad=True, ring=group.name)
