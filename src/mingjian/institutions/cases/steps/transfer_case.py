"""
Transfer a case: to the police only where the sums reach the line of its crime; below it, or uncompared, by the step that says why and takes two.

Where a transfer was prepared and two officers signed its report, its approval asks for the reasons, and the case goes along.
"""

from datetime import datetime

from django.utils.timezone import localtime

from mingjian.core.errors import StepRefused
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.services.lines import stand_of
from mingjian.office.dossiers.transition import step
from mingjian.office.models import Dossier, Officer

_SIGNED = ("report_written", "approved")


@step("admin_case")
def transfer_case(dossier: Dossier, *, by: Officer, at: datetime, transfer_kind: str, receiving_body: str, reason: str) -> None:
    """Refuse it to the police below the line, or where nothing was compared. A dossier of before there were cases has no sums to compare."""
    case = Case.objects.filter(dossier=dossier).first() if transfer_kind == "police" else None
    if case is None:
        return
    stand = stand_of(case, localtime(at).date())
    if not stand.is_reached and not _is_prepared(dossier):
        raise StepRefused(
            f"{stand.text.zh}。仍须移送公安机关的，办理“未达或者未核对追诉标准，移送公安机关”：写明理由，由两人签名。",
            f"{stand.text.en}. Where it is to go to the police all the same, take 'Transfer to the police below the line, or uncompared': say why; two sign.",
        )


def _is_prepared(dossier: Dossier) -> bool:
    """Return whether a transfer that arose from the case has its report, which two officers signed, and did not leave yet."""
    found = Dossier.objects.filter(arose_from=dossier, procedure="crime_transfer", is_closed=False)
    return any(isinstance(one.state, dict) and one.state.get("filing") in _SIGNED for one in found)
