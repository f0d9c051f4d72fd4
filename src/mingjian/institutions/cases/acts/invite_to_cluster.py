"""Ask an office of whatever region to bring a case of its own under this one: it learns what is written, and nothing else of the case."""

from datetime import datetime

from mingjian.core.errors import BadInput
from mingjian.institutions.cases.models import Case, Invitation
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Department, Officer


@act
def invite_to_cluster(case: Case, *, by: Officer, at: datetime, invited_office: int, cluster_note: str) -> Account[Invitation]:
    """Ask it. Refused for the own office, and for one that was asked and has not answered."""
    office = Department.objects.get(pk=invited_office)
    if office.pk == case.department.pk:
        raise BadInput("本部门的案件直接列为子案。", "Cases of the own office are taken in directly.")
    if case.invitations.filter(office=office, standing="waiting").exists():
        raise BadInput(f"已邀请{office.name_zh}，尚未答复。", f"{office.name_en} was invited and has not answered yet.")
    last = case.invitations.order_by("-nth").values_list("nth", flat=True).first() or 0
    made = Invitation.objects.create(parent=case, nth=last + 1, office=office, note=cluster_note.strip(), by=by, at=at)
    return Account(made, {"invitation": made, "dossier": case.dossier})
