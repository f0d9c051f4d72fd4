"""Accept, one by one, what a picture of a kit says: into the purchase, as a part in the sale, or as a note at the file."""

from datetime import datetime
from decimal import Decimal, InvalidOperation

from mingjian.core.errors import BadInput
from mingjian.core.screening.proposals import KINDS, Proposal
from mingjian.institutions.evidence.acts.name_part import name_part
from mingjian.institutions.evidence.models import Kit
from mingjian.institutions.pictures.models import Acceptance
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer

#: Kinds that fill a column of the purchase, with its name; kinds that are somebody, who plays a part; all others become words at the file.
COLUMNS = {"order": "order_number", "waybill": "waybill", "paid": "amount"}
SOMEBODY = frozenset(("account", "phone", "licence.name"))
_MOST = Decimal("999999999999.99")


@act
def accept_for_kit(kit: Kit, *, by: Officer, at: datetime, sha256: str, proposal: Proposal, value: str, role: str = "") -> Account[Acceptance]:
    """Write one value as the officer reads it. Raises BadInput for one that cannot be, or where who is named has no part."""
    item = kit.items.filter(sha256=sha256).first()
    value = value.strip()
    if item is None or not value:
        raise BadInput("没有这份材料，或者没有填写内容。", "There is no such file, or nothing was written.")
    into = COLUMNS.get(proposal.kind, "")
    if into:
        setattr(kit, into, _amount(value) if into == "amount" else value[: 80 if into == "order_number" else 60])
    elif proposal.kind in SOMEBODY:
        if not role:
            raise BadInput("请先选择交易角色：这个账号、电话或者名称是谁。", "Say first which part in the sale the account, telephone or name plays.")
        into = name_part(kit, by=by, at=at, part_role=role, part_name=value, rests_on_item=sha256, part_note=KINDS[proposal.kind].zh).role
    else:
        told = f"{KINDS[proposal.kind].zh}：{value}"
        if told not in item.note:
            item.note = f"{item.note}；{told}"[:300] if item.note else told[:300]
            item.save(update_fields=["note"])
        into = "note"
    made = Acceptance.objects.create(sha256=sha256, of=kit.read_as, kind=proposal.kind, value=proposal.value[:1000], into=into, by=by, at=at)
    return Account(made, {"item": item, "sha256": sha256, "what": proposal.kind, "into": into})


def _amount(value: str) -> Decimal:
    try:
        amount = Decimal(value.replace(",", "")).quantize(Decimal("0.01"))
    except InvalidOperation:
        amount = Decimal(-1)
    if not 0 <= amount <= _MOST:
        raise BadInput("金额请写成数字，例如 238.00。", "Write the sum as a number, as 238.00.")
    return amount
