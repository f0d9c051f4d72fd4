"""What is done to a transfer besides the steps of its sheet."""

from datetime import datetime

from mingjian.core.errors import BadInput, NotPermitted
from mingjian.institutions.transfers.models import TRANSFER, Waiver, is_before_leaving
from mingjian.institutions.transfers.services.pack import pack_of
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Dossier, Officer


# Waive a gap of a transfer's pack, by name and with the reason.
@act
def waive_gap(*, by: Officer, at: datetime, waived_for: str, pack_gap: str, reason: str) -> Account[Waiver]:
    """Waive it. Refused for a dossier that is no transfer, that others hold or that is gone, and for what the pack has or was waived already."""
    dossier = Dossier.objects.select_for_update(of=("self",)).select_related("department").get(number=waived_for)
    if dossier.procedure != TRANSFER:
        raise BadInput(f"{waived_for} 不是移送卷宗。", f"{waived_for} is no transfer.")
    if dossier.department_id != by.department_id:
        raise NotPermitted(f"移送由{dossier.department.name_zh}承办。", f"{dossier.department.name_en} holds the transfer.")
    if not is_before_leaving(dossier):
        raise BadInput("已移送或者已办结，不再注明缺项。", "It has left, or is closed: nothing is waived any more.")
    item = next(one for one in pack_of(dossier).items if one.key == pack_gap)
    if not item.is_gap:
        raise BadInput(f"“{item.label.zh}”不缺，或者已经注明。", f"The pack does not lack {item.label.en!r}, or it is waived already.")
    last = Waiver.objects.filter(dossier=dossier).order_by("-nth").values_list("nth", flat=True).first() or 0
    made = Waiver.objects.create(dossier=dossier, nth=last + 1, gap=pack_gap, reason=reason.strip()[:500], by=by, at=at)
    return Account(made, {"dossier": dossier, "article": item.rule})


# Withdraw a waiver: what it stood for is a gap again.
@act
def withdraw_waiver(waiver: Waiver, *, by: Officer, at: datetime, reason: str) -> Account[None]:
    """Withdraw it, and say why."""
    return Account(None, {"dossier": waiver.dossier, "gap": waiver.gap})
