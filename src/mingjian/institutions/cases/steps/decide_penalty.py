"""Decide a penalty: a fine outside the range of the law is refused with the article, and so is a text that says other sums than the items of the matter."""

import re
from datetime import datetime
from decimal import Decimal

from django.utils.timezone import localtime

from mingjian.core.documents.notation import capitals
from mingjian.core.errors import StepRefused
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.services.assessment import check_fines
from mingjian.institutions.matters.facts import item_said
from mingjian.institutions.matters.models import Penalty
from mingjian.institutions.matters.queries import matter_of, rows_of
from mingjian.office.dossiers.transition import step
from mingjian.office.models import Dossier, Officer


@step("admin_case")
def decide_penalty(
    dossier: Dossier, *, by: Officer, at: datetime, penalty: str, registered_in: str, fine: str | None = None, discretion_reasons: str = ""
) -> None:
    """Hold the fine against the range of the law, and the text against the items. A dossier of before there were cases has no act to hold it against."""
    _refuse_other_sums(dossier, penalty)
    case = Case.objects.filter(dossier=dossier).first()
    if case is not None and fine not in (None, ""):
        check_fines(case, Decimal(str(fine)), localtime(at).date())


def _refuse_other_sums(dossier: Dossier, penalty: str) -> None:
    """Refuse a text that leaves out the sum of an item of the matter: the decision and its total would say two things."""
    matter, plain = matter_of(dossier), "".join(penalty.replace(",", "").replace("，", "").split())
    said = {Decimal(one) for one in re.findall(r"\d+(?:\.\d+)?", plain)}
    for row in rows_of(matter, Penalty) if matter else []:
        if row.sum is not None and row.sum not in said and capitals(row.sum).removesuffix("整") not in plain:
            item = item_said(row)
            raise StepRefused(
                f"处罚内容没有写明案情所载的“{item}”：决定与拟处罚项目须一致。听证、陈述后改变处罚的，先在案情“文书和处罚”中更正该项；不再处罚的，撤销该项。",
                f"The penalty does not say {row.sum:.2f} yuan, as an item of the matter has it: decision and items agree. What changed after a hearing or "
                "an answer is corrected there first; what is no longer meant is withdrawn.",
            )
