"""What came in since the last look is read by a job; what was read of files that are gone goes, too."""

from datetime import datetime

from mingjian.core.language import Text
from mingjian.institutions.pictures.models import PictureReading
from mingjian.institutions.pictures.queries import orphans, stale_acceptances, stale_masks, unread_files, unread_items
from mingjian.institutions.pictures.services.orders import order_all
from mingjian.institutions.pictures.services.readers import can_read


def see_to_readings(at: datetime) -> Text | None:
    """Ask for the job where something is unread and this node can read it, and erase what nobody's file says any more, with what was accepted from it."""
    gone = list(orphans().values_list("pk", flat=True)[:1000])
    if gone:
        PictureReading.objects.filter(pk__in=gone).delete()
    stale_acceptances().delete()
    stale_masks().delete()
    if can_read() and (unread_items().exists() or unread_files().exists()):
        order_all(at)
    return Text(f"删除已销毁图片的识读结果 {len(gone)} 份。", f"Readings of erased pictures deleted: {len(gone)}.") if gone else None
