"""
The table of jobs: queue one, take one, hold it, end it.

Whoever takes a job holds it under a lease. `holder` names the attempt, so that nothing that an earlier attempt still says changes the job.
"""

import secrets
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q, QuerySet

from mingjian.core.errors import BadInput, StepRefused, TooMuch
from mingjian.core.language import Text
from mingjian.office.jobs import files
from mingjian.office.jobs.kinds import JobKind, Order, job_kinds
from mingjian.office.jobs.models import Job, Night, both
from mingjian.office.jobs.work import Outcome

MOST_WAITING = 500  # jobs of one kind in the queue, before officers' further ones are told to come again
FIRST_PAUSE = timedelta(seconds=30)  # before the second attempt; twice as long before each one after
_CLAIM_LOCK = 0x6D6A_6A6F  # of PostgreSQL, among the locks of this node

_BLANK = {"done": 0, "total": 0, "said_zh": "", "said_en": "", "outcome_zh": "", "outcome_en": "", "fault": ""}

DIED = Text("执行作业的进程已被终止。", "The process that worked on it was ended.")


def enqueue(kind: str, order: Order, *, at: datetime, night: Night | None = None, folder: str = "") -> Job:
    """
    Queue a job, or give the open one of the same key. `folder` names what `files.keep` kept for it. Raises BadInput for an unknown kind.

    Raises TooMuch where an officer would add to a kind of which too many wait: what storms in is told to come again, and what waits is not lost.
    """
    if kind not in job_kinds():
        raise BadInput(f"没有作业类别 {kind}。", f"There is no kind of job {kind!r}.")
    if night is None and order.by and _storms(kind, order):
        files.clear(folder)
        raise TooMuch(
            f"同类作业已有 {MOST_WAITING} 件在排队，请待其完成一部分后再提交。",
            f"{MOST_WAITING} jobs of this kind wait already: come again once some are done.",
        )
    zh, en = both(order.about, 300)
    department = order.by.department if order.by else None
    told = {"args": dict(order.args), "key": order.key, "about_zh": zh, "about_en": en, "folder": folder, "by": order.by}
    try:
        with transaction.atomic():
            return Job.objects.create(kind=kind, department=department, night=night, queued_at=at, run_after=at, **told)
    except IntegrityError:
        held = Job.objects.filter(key=order.key, state__in=Job.OPEN).first() if order.key else None
        if held is None:
            raise
        files.clear(folder)
        return held


def _storms(kind: str, order: Order) -> bool:
    """Return whether too many jobs of a kind wait already, and this one is not among them."""
    if order.key and Job.objects.filter(key=order.key, state__in=Job.OPEN).exists():
        return False
    return Job.objects.filter(kind=kind, state=Job.State.QUEUED).count() >= MOST_WAITING


def claim(worker: str, *, at: datetime, lease: timedelta) -> Job | None:
    """Take the job whose turn it is: those that an officer waits for before those of the night, then by age. None where there is none."""
    if not _ready(at).exists():  # looked at without a lock: an idle worker must not stand in the way of those who write
        return None
    with transaction.atomic():
        _claim_alone()
        while (found := _next(at)) is not None:
            if _is_spent(found, job_kinds()[found.kind], at):
                continue
            if _take(found, f"{worker}/{secrets.token_hex(4)}", at, lease):
                return found
    return None


def _take(found: Job, holder: str, at: datetime, lease: timedelta) -> bool:
    """Make a job ours, if it is still as it was found: whoever held it last may have ended it, or moved its lease on, since."""
    as_found = Job.objects.filter(pk=found.pk, state=found.state, holder=found.holder, lease_until=found.lease_until)
    fresh = {"state": Job.State.RUNNING, "holder": holder, "lease_until": at + lease, "attempts": found.attempts + 1, "started_at": at}
    if not as_found.update(**fresh, **_BLANK):
        return False
    found.refresh_from_db()
    return True


def beat(job: Job, *, at: datetime, lease: timedelta) -> bool:
    """Hold a job for another lease; False where it is ours no more."""
    return bool(_held(job).update(lease_until=at + lease))


def is_to_stop(job: Job) -> bool:
    """Return whether a job that runs was cancelled, or is ours no more."""
    return not _held(job).filter(cancel_asked_at__isnull=True).exists()


def finish(job: Job, outcome: Outcome, *, at: datetime) -> bool:
    """Note that a job is done; False where it is ours no more."""
    return _end(job, Job.State.DONE, outcome.text, at, leads_to=outcome.leads_to[:300])


def fail(job: Job, text: Text, *, at: datetime, fault: str = "", is_final: bool = False) -> bool:
    """Note that an attempt failed. It is tried again after a pause that doubles, unless that is of no use or it was tried often enough."""
    if is_final or job.attempts >= job_kinds()[job.kind].attempts:
        return _end(job, Job.State.FAILED, text, at, fault=fault)
    pause = FIRST_PAUSE * 2 ** (job.attempts - 1)
    return _again(job, text, at + pause, fault=fault)


def give_back(job: Job, *, at: datetime) -> bool:
    """Put a job back that its worker may not finish, as if it had not been begun."""
    return _again(job, None, at, attempts=max(job.attempts - 1, 0))


def stop(job: Job, *, at: datetime) -> bool:
    """Note that a running job ended since it was cancelled."""
    return _end(job, Job.State.CANCELLED, None, at)


def cancel(job: Job, *, at: datetime) -> None:
    """Cancel a job: one that waits at once, one that runs as soon as its worker hears of it. Raises StepRefused where it has ended."""
    if Job.objects.filter(pk=job.pk, state=Job.State.QUEUED).update(state=Job.State.CANCELLED, ended_at=at, cancel_asked_at=at):
        files.clear(job.folder)
    elif not Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(cancel_asked_at=at):
        raise StepRefused("作业已结束，不能再取消。", "The job has ended: it can no longer be cancelled.")


def try_again(job: Job, *, at: datetime) -> None:
    """Queue a job anew that failed or was cancelled. Raises StepRefused where it is neither, its file is gone, or the same job is queued already."""
    if job.folder and not files.folder_of(job.folder).exists():
        raise StepRefused("随作业上传的文件已清除，请重新上传。", "The file that came with the job is gone: send it again.")
    ended = Job.objects.filter(pk=job.pk, state__in=(Job.State.FAILED, Job.State.CANCELLED))
    fresh = {"state": Job.State.QUEUED, "run_after": at, "attempts": 0, "cancel_asked_at": None, "ended_at": None, "started_at": None}
    try:
        with transaction.atomic():
            moved = ended.update(**fresh, **_BLANK)
    except IntegrityError:
        raise StepRefused("同样的作业已在排队或执行。", "The same job is queued or running already.") from None
    if not moved:
        raise StepRefused("只有失败或已取消的作业可以重试。", "Only a job that failed or was cancelled is tried again.")


def _ready(at: datetime) -> QuerySet[Job]:
    waits = Q(state=Job.State.QUEUED, run_after__lte=at)
    return Job.objects.filter(waits | Q(state=Job.State.RUNNING, lease_until__lt=at), kind__in=list(job_kinds()))


def _next(at: datetime) -> Job | None:
    running = Job.objects.filter(state=Job.State.RUNNING, lease_until__gte=at).values_list("kind", flat=True)
    counted = Counter(running)
    full = [name for name, kind in job_kinds().items() if counted[name] >= kind.at_most]
    return _ready(at).exclude(kind__in=full).order_by(F("night").asc(nulls_first=True), "pk").first()


def _is_spent(job: Job, kind: JobKind, at: datetime) -> bool:
    """End a job whose worker died, where it was cancelled meanwhile or has cost as many workers as it may; say whether it did."""
    if job.state != Job.State.RUNNING:
        return False
    if job.cancel_asked_at:
        return stop(job, at=at)
    return job.attempts >= kind.attempts and fail(job, DIED, at=at, is_final=True)


def _claim_alone() -> None:
    """Let one worker choose at a time, so that no two choose the same job or one too many of a kind. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CLAIM_LOCK])


def _held(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, holder=job.holder, state=Job.State.RUNNING)


def _end(job: Job, state: str, text: Text | None, at: datetime, **more: str) -> bool:
    zh, en = both(text, 1000)
    ended = _held(job).update(state=state, ended_at=at, lease_until=None, outcome_zh=zh, outcome_en=en, **more)
    if ended and state != Job.State.FAILED and not job_kinds()[job.kind].keeps_files:  # what failed may be tried again with the file that came with it
        files.clear(job.folder)
    return bool(ended)


def _again(job: Job, text: Text | None, after: datetime, **more: object) -> bool:
    zh, en = both(text, 1000)
    fresh: Mapping[str, object] = {"state": Job.State.QUEUED, "run_after": after, "lease_until": None, "outcome_zh": zh, "outcome_en": en, **more}
    return bool(_held(job).update(**fresh))


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
