"""What steps of transfers do besides being recorded."""

from datetime import datetime

from mingjian.core.errors import StepRefused
from mingjian.institutions.transfers.models import TRANSFER
from mingjian.institutions.transfers.services.integrity import rehashed
from mingjian.institutions.transfers.services.pack import pack_of
from mingjian.institutions.transfers.services.preparation import move_case_along, refuse_below_line
from mingjian.office.dossiers.transition import Asked, guard, step
from mingjian.office.models import Department, Dossier, Officer
from mingjian.office.record.entries import enter


# Approve a transfer: below the line of the crime only with reasons; the case that it arises from goes along by the same signature.
@guard(TRANSFER, "approve_transfer")
def reasons_below_the_line(asked: Asked) -> None:
    """Refuse an approval without reasons where the case has not reached the line of its crime, or was compared with none."""
    refuse_below_line(asked.dossier, str(asked.papers.get("below_line_reason") or ""), asked.at)


@step(TRANSFER)
def approve_transfer(dossier: Dossier, *, by: Officer, at: datetime, approver_post: str = "", note: str = "", below_line_reason: str = "") -> None:
    """Transfer the case along with it, so that the head signs once."""
    move_case_along(dossier, by=by, at=at)


# Transfer to the police: refused while the pack lacks what nobody waived, or a file of it is not as it was sealed.

#: For what the files change hands, as the entry says it.
PURPOSE = "crime_transfer"


@step("crime_transfer")
def transfer(
    dossier: Dossier,
    *,
    by: Officer,
    at: datetime,
    police_department: int,
    papers_listed: str,
    transfer_letter: str = "",
    investigation_report: str = "",
    goods_list: str = "",
    test_report: str = "",
    fine: str | None = None,
) -> None:
    """Look through the pack, with what this step brings itself, each gap named with its rule; then read every file again and enter its hash."""
    brought = {"transfer_letter": transfer_letter, "investigation_report": investigation_report, "goods_list": goods_list, "test_report": test_report}
    gaps = pack_of(dossier, [name for name, value in brought.items() if value]).gaps
    if gaps:
        zh = "；".join(f"{one.label.zh}（{one.why.zh}）" for one in gaps)
        en = "; ".join(f"{one.label.en} ({one.why.en})" for one in gaps)
        raise StepRefused(
            f"移送材料包还缺 {len(gaps)} 项：{zh}。请补齐，或者由正职负责人逐项署名注明不适用。",
            f"The pack still lacks {len(gaps)}: {en}. Mend each, or have the principal head waive it by name.",
        )
    receiver = Department.objects.get(pk=police_department)
    enter("files_rehashed", at=at, by=by, dossier=dossier, files=rehashed(dossier), purpose=PURPOSE, receiver=receiver.wire_name)
