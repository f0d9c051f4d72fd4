"""List the sellers that the holder of a right authorised: signed by the holder's own account, in the place of the list before for the same classes."""

from datetime import date, datetime
from hashlib import sha256

from django.utils.timezone import localtime

from mingjian.core.errors import BadInput
from mingjian.institutions.notices.models import Right, Seller
from mingjian.institutions.notices.services.scope import class_numbers
from mingjian.institutions.notices.services.sellers import read_shops
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer
from mingjian.office.record.entries import Count


@act
def list_sellers(right: Right, *, by: Officer, at: datetime, seller_shops: str, seller_until: str, seller_classes: str = "") -> Account[int]:
    """
    Keep the list and return how many shops it names; the ledger has its SHA-256 and who signed it. Raises BadInput for shops that cannot be read.

    That its signer is of the holder was asked of the right, as of every act that is the holder's alone.
    """
    until, shops = date.fromisoformat(seller_until), read_shops(seller_shops)
    if until < localtime(at).date():
        raise BadInput("截止日期已过。", "That day is over.")
    classes = _classes(right, seller_classes)
    right.sellers.filter(classes=classes).delete()
    same = {"right": right, "classes": classes, "until": until, "listed_by": by, "listed_at": at}
    Seller.objects.bulk_create(Seller(shop=shop, **same) for shop in shops)
    digest = sha256("\n".join(sorted(shops)).encode()).hexdigest()
    return Account(len(shops), {"shops": Count(len(shops)), "until": until, "sha256": digest} | ({"classes": classes} if classes else {}))


def _classes(right: Right, typed: str) -> str:
    """Return the classes that a list is for. Raises BadInput for what names none, and for one that the right is not registered for."""
    if not typed.strip():
        return ""
    found, held = class_numbers(typed), class_numbers(right.classes)
    if not found:
        raise BadInput("请写类别的编号，如“25”“18, 25”；不填为该权利的全部类别。", "Give numbers of classes, such as `18, 25`; empty: all of the right's.")
    if beyond := sorted(found - held) if held else []:
        said = ", ".join(map(str, beyond))
        raise BadInput(f"该权利没有核定第 {said} 类。", f"The right is not registered for class {said}.")
    return ", ".join(map(str, sorted(found)))
