"""Confirm that a record of the lake is of a kit's purchase: what the buyer left empty is filled from it, and nobody types it again."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256

from django.utils.timezone import localtime

from mingjian.core.errors import StepRefused
from mingjian.institutions.evidence.models import Confirmation, Kit
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@dataclass(frozen=True)
class Recorded:
    """An order or a parcel as the lake holds it, and the load that it came with. `waybill` is that of an order."""

    kind: str
    platform: str
    number: str
    source: str
    load: str
    shop_id: str = ""
    amount: Decimal | None = None
    happened_at: datetime | None = None
    waybill: str = ""


@act
def confirm_record(kit: Kit, *, by: Officer, at: datetime, record: Recorded) -> Account[Confirmation]:
    """Confirm one record, once. What the buyer told stays as it is; the ledger has the number as a hash, since every auditor reads it."""
    named = {"kind": record.kind, "platform": record.platform, "number": record.number}
    if kit.confirmations.filter(**named).exists():
        raise StepRefused("该记录已确认，请刷新。", "This record is confirmed already: reload the page.")
    told = {"shop_id": record.shop_id, "amount": record.amount, "happened_at": record.happened_at, "source": record.source, "load": record.load}
    confirmed = Confirmation.objects.create(kit=kit, **named, **told, by=by, at=at)
    number = sha256(f"{record.platform}/{record.number}".encode()).hexdigest()
    said = {"what": record.kind, "number_sha256": number, "source": record.source, "load": record.load, "filled": _fill(kit, record)}
    return Account(confirmed, said)


def _fill(kit: Kit, record: Recorded) -> list[str]:
    """Fill what is empty, and give the names of the fields."""
    is_order = record.kind == Confirmation.Kind.ORDER
    values = {
        "order_number": record.number if is_order else "",
        "waybill": record.waybill if is_order else record.number,
        "amount": record.amount if is_order else None,
        "paid_on": localtime(record.happened_at).date() if is_order and record.happened_at else None,
    }
    filled = [name for name, value in values.items() if value not in (None, "") and getattr(kit, name) in (None, "")]
    for name in filled:
        setattr(kit, name, values[name])
    return filled
