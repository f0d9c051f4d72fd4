"""Transfer a case: to the police only where the sums reach the line of its crime; below it, or uncompared, by the step that says why and takes two."""

from datetime import datetime

from django.utils.timezone import localtime

from mingjian.core.errors import StepRefused
from mingjian.institutions.cases.lore.lines import stand_of
from mingjian.institutions.cases.models import Case
from mingjian.office.dossiers.taking import step
from mingjian.office.models import Dossier, Officer


@step("admin_case")
def transfer_case(dossier: Dossier, *, by: Officer, at: datetime, transfer_kind: str, receiving_body: str, reason: str) -> None:
    """Refuse it to the police below the line, or where nothing was compared. A dossier of before there were cases has no sums to compare."""
    case = Case.objects.filter(dossier=dossier).first() if transfer_kind == "police" else None
    if case is None:
        return
    stand = stand_of(case, localtime(at).date())
    if not stand.is_reached:
        raise StepRefused(
            f"{stand.text.zh}。仍须移送公安机关的，办理“未达或者未核对追诉标准，移送公安机关”：写明理由，由两人签名。",
            f"{stand.text.en}. Where it is to go to the police all the same, take 'Transfer to the police below the line, or uncompared': say why; two sign.",
        )
