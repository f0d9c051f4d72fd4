"""Correct an offer of a matter."""

from datetime import datetime

from mingjian.institutions.matters.lore.entering import correct
from mingjian.institutions.matters.models import Offer
from mingjian.office.acts.doing import Account, act
from mingjian.office.models import Officer


@act
def correct_offer(
    fact: Offer,
    *,
    by: Officer,
    at: datetime,
    reason: str,
    offer_goods: str,
    offer_party: int | None = None,
    offer_platform: str = "",
    offer_shop: str = "",
    offer_shop_key: str = "",
    offer_listing_key: str = "",
    offer_url: str = "",
    offer_place: str = "",
    offer_brand: str = "",
    offer_right: str = "",
    offer_price: str = "",
    offer_since: str = "",
    offer_until: str = "",
    offer_stands: str = "",
    fact_source: str = "",
) -> Account[None]:
    """Write what it says now, and keep what it said before with the reason. Raises BadInput for values that cannot be."""
    return correct(
        fact,
        by,
        at,
        reason,
        goods=offer_goods,
        party=offer_party,
        platform=offer_platform,
        shop=offer_shop,
        shop_key=offer_shop_key,
        listing_key=offer_listing_key,
        url=offer_url,
        place=offer_place,
        brand=offer_brand,
        right=offer_right,
        price=offer_price,
        since=offer_since,
        until=offer_until,
        stands=offer_stands,
        source=fact_source,
    )
