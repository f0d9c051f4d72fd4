"""List the sellers that the holder of a right authorised: signed by the holder's own account, in the place of the list before."""

from datetime import date, datetime
from hashlib import sha256

from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.notices.lore.sellers import is_holder, read_shops
from mingjian.institutions.notices.models import Right, Seller
from mingjian.office.acts.doing import Account, act
from mingjian.office.models import Officer
from mingjian.office.record.entries import Count


@act
def list_sellers(right: Right, *, by: Officer, at: datetime, seller_shops: str, seller_until: str) -> Account[int]:
    """
    Keep the list; the ledger has its SHA-256 and who signed it. Give how many shops it names.

    Raises StepRefused for anybody but a department that sent a notice on the right and is not the platform; BadInput for shops that cannot be read.
    """
    if not is_holder(right, by):
        raise StepRefused("授权名单由权利人用自己的账号签署。", "The list is signed by the right holder, from an account of its own.")
    until, shops = date.fromisoformat(seller_until), read_shops(seller_shops)
    if until < localtime(at).date():
        raise BadInput("截止日期已过。", "That day is over.")
    right.sellers.all().delete()
    Seller.objects.bulk_create(Seller(right=right, shop=shop, until=until, listed_by=by, listed_at=at) for shop in shops)
    digest = sha256("\n".join(sorted(shops)).encode()).hexdigest()
    return Account(len(shops), {"shops": Count(len(shops)), "until": until, "sha256": digest})
