"""The office's own job: what time does, and old jobs taken away."""

from datetime import datetime, timedelta

from mingjian.core.language import Text
from mingjian.office.dossiers.sweeps import sweep
from mingjian.office.institution import parts
from mingjian.office.jobs import files
from mingjian.office.jobs.kinds import job, once
from mingjian.office.jobs.models import Job, Night
from mingjian.office.jobs.work import Outcome, Work

KEPT = timedelta(days=365)  # that the history of jobs reaches back
FILES_KEPT = timedelta(days=7)  # of a job that failed


@job("sweep", Text("清扫：登记逾期、签署台账、清理旧作业", "Sweep: deadlines missed, the ledger signed, old jobs cleared"), nightly=once)
def sweep_node(work: Work) -> Outcome:
    """Do what time does in the institutions, note missed deadlines, sign the ledger, and take away what is left of old jobs."""
    at = work.clock()
    for swept in parts("sweeps"):
        swept(at)
    found, checkpoint = sweep(at)
    cleared = clear_old(at)
    return Outcome(
        Text(
            f"新增逾期 {len(found)} 项；台账已签至 {checkpoint.size} 条；清理旧作业 {cleared} 项。",
            f"{len(found)} deadlines missed; the ledger is signed up to {checkpoint.size} entries; {cleared} old jobs cleared.",
        )
    )


def clear_old(at: datetime) -> int:
    """Take away jobs that ended long ago, with their nights, and files that no open job waits with; give how many jobs."""
    cleared, _ = Job.objects.filter(ended_at__lt=at - KEPT).delete()
    Night.objects.filter(begun_at__lt=at - KEPT, jobs__isnull=True).delete()
    needed = set(Job.objects.filter(state__in=Job.OPEN).exclude(folder="").values_list("folder", flat=True))
    for folder in files.folders_before(at - FILES_KEPT):
        if folder not in needed:
            files.clear(folder)
    return cleared
