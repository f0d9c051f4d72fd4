"""Suggest a correction of a dossier that another department holds."""

from datetime import datetime

from mingjian.core.errors import BadInput
from mingjian.institutions.oversight.models import Suggestion
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Dossier, Officer


@act
def suggest_correction(*, by: Officer, at: datetime, suggested_for: str, suggestion_text: str) -> Account[Suggestion]:
    """Keep it with the dossier, for its holder to answer. Refused for one's own department, which corrects by steps."""
    dossier = Dossier.objects.select_for_update(of=("self",)).select_related("department").get(number=suggested_for)
    if dossier.department_id == by.department_id:
        raise BadInput("本部门承办的卷宗请直接按程序步骤更正。", "Your department holds it: correct it by a step of its procedure.")
    nth = (Suggestion.objects.filter(dossier=dossier).order_by("-nth").values_list("nth", flat=True).first() or 0) + 1
    return Account(Suggestion.objects.create(dossier=dossier, nth=nth, text=suggestion_text, by=by, at=at), {"dossier": dossier})
