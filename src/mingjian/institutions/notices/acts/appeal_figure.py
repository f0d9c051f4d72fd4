"""Appeal against how a notice is counted in a figure of accuracy."""

from datetime import datetime

from django.utils.timezone import localtime

from mingjian.core.errors import NotPermitted, StepRefused
from mingjian.institutions.notices.models import FigureAppeal, Notice
from mingjian.office.acts.execution import Account, act
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.models import Department, Officer


@act
def appeal_figure(notice: Notice, *, by: Officer, at: datetime, appealed_figure: str, complaint_authority: int, reason: str) -> Account[FigureAppeal]:
    """Send it to the authority. Raises NotPermitted for whose figure it is not, StepRefused where one was sent about this notice before."""
    is_own = by.department_id == notice.department_id if appealed_figure == FigureAppeal.PLATFORM else notice.is_of(by) or notice.right.is_held_by(by)
    if not is_own:
        raise NotPermitted("只由该准确率所说的一方申诉。", "Only the side whose figure it is appeals.")
    if FigureAppeal.objects.filter(notice=notice, figure=appealed_figure).exists():
        raise StepRefused("就此通知已经申诉过一次。", "An appeal about this notice was sent before: there is one.")
    told = {"number": next_number(f"P{localtime(at).year}-"), "figure": appealed_figure, "reason": reason.strip(), "sent_by": by, "sent_at": at}
    made = FigureAppeal.objects.create(notice=notice, department=Department.objects.get(pk=complaint_authority), **told)
    return Account(made, {"appeal": made.number, **({"dossier": notice.dossier} if notice.dossier else {})})
