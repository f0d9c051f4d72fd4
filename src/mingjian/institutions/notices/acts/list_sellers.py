"""List the sellers that the holder of a right authorised: signed by the holder's own account, in the place of the list before."""

from datetime import date, datetime
from hashlib import sha256

from django.utils.timezone import localtime

from mingjian.core.errors import BadInput
from mingjian.institutions.notices.lore.sellers import read_shops
from mingjian.institutions.notices.models import Right, Seller
from mingjian.office.acts.doing import Account, act
from mingjian.office.models import Officer
from mingjian.office.record.entries import Count


@act
def list_sellers(right: Right, *, by: Officer, at: datetime, seller_shops: str, seller_until: str) -> Account[int]:
    """
    Keep the list and return how many shops it names; the ledger has its SHA-256 and who signed it. Raises BadInput for shops that cannot be read.

    That its signer is of the holder was asked of the right, as of every act that is the holder's alone.
    """
    until, shops = date.fromisoformat(seller_until), read_shops(seller_shops)
    if until < localtime(at).date():
        raise BadInput("截止日期已过。", "That day is over.")
    right.sellers.all().delete()
    Seller.objects.bulk_create(Seller(right=right, shop=shop, until=until, listed_by=by, listed_at=at) for shop in shops)
    digest = sha256("\n".join(sorted(shops)).encode()).hexdigest()
    return Account(len(shops), {"shops": Count(len(shops)), "until": until, "sha256": digest})
