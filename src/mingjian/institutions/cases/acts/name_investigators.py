"""Name the two investigators of a case."""

from datetime import datetime

from django.utils.timezone import localtime

from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.opening import check_investigators, check_nobody_is_left_out
from mingjian.office.acts.execution import Account, act
from mingjian.office.dossiers.awaits import redraw_awaiting
from mingjian.office.models import Officer


@act
def name_investigators(case: Case, *, by: Officer, at: datetime, first_investigator: int, second_investigator: int) -> Account[None]:
    """Name them, both with a certificate on file. Raises BadInput."""
    first, second = (Officer.objects.get(pk=one) for one in (first_investigator, second_investigator))
    check_investigators(first, second, by)
    check_nobody_is_left_out(first, second, by, localtime(at).date())
    case.first, case.second = first, second
    case.save(update_fields=["first", "second"])
    redraw_awaiting(case.dossier.pk, at)  # steps that are theirs to sign wait for others from now on
    return Account(None, {"dossier": case.dossier})
