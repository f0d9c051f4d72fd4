"""What time does to cases: sums are weighed anew once a day, since lines of crimes change with the law, too; what is shared with child cases opens."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localtime

from mingjian.core.language import Text
from mingjian.institutions.cases.models import Case, Share
from mingjian.institutions.cases.services.shared_files import open_share
from mingjian.institutions.cases.services.threshold_watch import weigh
from mingjian.office.record.entries import enter

_MOST = 500  # of one sweep: the next goes on


def weigh_again(at: datetime) -> Text | None:
    """Weigh the open cases with a crime that were not weighed today, those never weighed first."""
    on = localtime(at).date()
    due = Case.objects.filter(Q(weighed_on__isnull=True) | Q(weighed_on__lt=on), dossier__is_closed=False).exclude(crime="")
    found = list(due.select_related("dossier").prefetch_related("lines").order_by("weighed_on")[:_MOST])
    for case in found:
        weigh(case, on)
    return Text(f"已重新核算 {len(found)} 件案件的案值。", f"Cases weighed anew: {len(found)}.") if found else None


def open_shares(at: datetime) -> Text | None:
    """Open to child cases what was shared with them from an instant on that has come; each by an entry of the child's dossier."""
    due = Share.objects.filter(opened_at__isnull=True, opens_at__lte=at, child__case__dossier__is_closed=False)
    found = list(due.select_related("file__dossier", "child__case__dossier", "child__parent__dossier", "by")[:_MOST])
    for share in found:
        with transaction.atomic():
            open_share(share, at)
            child, parent = share.child.case, share.child.parent
            enter("child_item_opened", at=at, about=parent, dossier=child.dossier, child=child.wire_name, sha256=share.file.sha256)
    return Text(f"按时开放给子案的材料 {len(found)} 份。", f"Files opened to child cases: {len(found)}.") if found else None
