"""Erase a kit that nobody follows: its files, what the buyer told and whom it names go; the hashes stay in the ledger."""

from datetime import datetime

from django.db import transaction

from mingjian.institutions.evidence.models import Kit
from mingjian.institutions.evidence.services.erasure import GONE, erase_words_of_buyer
from mingjian.office.acts.execution import Account, act
from mingjian.office.audit.files import sweep_erased
from mingjian.office.models import Officer
from mingjian.office.record.entries import Count


@act
def erase_kit(kit: Kit, *, by: Officer, at: datetime, reason: str) -> Account[None]:
    """Erase it. The bytes go once the entry stands, unless something else keeps the same ones; the receipt's code goes on saying so."""
    files = sorted(set(kit.items.values_list("sha256", flat=True)))
    gone = [kit.parts.all().delete()[0], kit.confirmations.all().delete()[0], kit.items.all().delete()[0]]
    gone.append(erase_words_of_buyer(kit))
    kit.story, kit.order_number, kit.waybill, kit.origin, kit.set_aside_why = GONE, "", "", "", GONE
    transaction.on_commit(lambda: sweep_erased() and None)
    return Account(None, {"erased_files": files, "erased_values": Count(sum(gone))})
