"""What time does to cases: their sums are weighed anew once a day, since the lines of crimes change with the law and not only with an act."""

from datetime import datetime

from django.db.models import Q
from django.utils.timezone import localtime

from mingjian.core.language import Text
from mingjian.institutions.cases.lore.watching import weigh
from mingjian.institutions.cases.models import Case

_MOST = 500  # of one sweep: the next goes on


def weigh_again(at: datetime) -> Text | None:
    """Weigh the open cases with a crime that were not weighed today, those never weighed first."""
    on = localtime(at).date()
    due = Case.objects.filter(Q(weighed_on__isnull=True) | Q(weighed_on__lt=on), dossier__is_closed=False).exclude(crime="")
    found = list(due.select_related("dossier").prefetch_related("lines").order_by("weighed_on")[:_MOST])
    for case in found:
        weigh(case, on)
    return Text(f"已重新核算 {len(found)} 件案件的案值。", f"Cases weighed anew: {len(found)}.") if found else None
