"""Old jobs taken away."""

from datetime import datetime, timedelta

from mingjian.office.jobs import files
from mingjian.office.jobs.models import Job, Night

KEPT = timedelta(days=365)  # that the history of jobs reaches back
FILES_KEPT = timedelta(days=7)  # of a job that failed


def clear_old(at: datetime) -> int:
    """Take away jobs that ended long ago, with their nights, and files that no open job waits with; give how many jobs."""
    cleared, _ = Job.objects.filter(ended_at__lt=at - KEPT).delete()
    Night.objects.filter(begun_at__lt=at - KEPT, jobs__isnull=True).delete()
    needed = set(Job.objects.filter(state__in=Job.OPEN).exclude(folder="").values_list("folder", flat=True))
    for folder in files.folders_before(at - FILES_KEPT):
        if folder not in needed:
            files.clear(folder)
    return cleared
