"""Decide a penalty: a fine outside the range of the law is refused with the article."""

from datetime import datetime
from decimal import Decimal

from django.utils.timezone import localtime

from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.services.assessment import check_fines
from mingjian.office.dossiers.transition import step
from mingjian.office.models import Dossier, Officer


@step("admin_case")
def decide_penalty(
    dossier: Dossier, *, by: Officer, at: datetime, penalty: str, registered_in: str, fine: str | None = None, discretion_reasons: str = ""
) -> None:
    """Hold the fine against the range of the law. A dossier of before there were cases has no act to hold it against."""
    case = Case.objects.filter(dossier=dossier).first()
    if case is not None and fine not in (None, ""):
        check_fines(case, Decimal(str(fine)), localtime(at).date())
