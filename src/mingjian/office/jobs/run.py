"""Carry one job out, in the process that calls, and note what came of it."""

import logging
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from mingjian.core.errors import MingjianError, NotPermitted
from mingjian.core.language import Text
from mingjian.office.jobs import queue
from mingjian.office.jobs.kinds import job_kinds
from mingjian.office.jobs.models import Job
from mingjian.office.jobs.work import Lost, Work

log = logging.getLogger("mingjian.jobs")
AN_HOUR = timedelta(hours=1)


def carry_out(job: Job, *, clock: Callable[[], datetime]) -> None:
    """Carry a job out that is held. What goes wrong is noted on it, a fault of ours by a number, under which the log has the traceback."""
    try:
        if job.by is not None and not job.by.is_active:
            raise NotPermitted(f"{job.by.username} 已停用，不能再以其名义执行作业。", f"{job.by.username} is deactivated: no job runs in that name.")
        outcome = job_kinds()[job.kind].body(Work(job, clock))
    except Lost:
        log.warning("job %s is no longer ours: nothing more of it is stored", job.pk)
    except MingjianError as refused:
        queue.fail(job, refused.text, at=clock(), is_final=True)
    except Exception:
        number = f"{job.pk}-{secrets.token_hex(3)}"
        log.exception("fault %s of job %s (%s), attempt %s", number, job.pk, job.kind, job.attempts)
        queue.fail(job, broken(number), at=clock(), fault=number)
    else:
        queue.finish(job, outcome, at=clock())


def broken(number: str) -> Text:
    """State that a job failed by a fault of ours."""
    return Text(
        f"程序出错，作业未完成；详情见日志，编号 {number}。",
        f"The program failed before the job was done; its log tells more under {number}.",
    )


def work_off(*, clock: Callable[[], datetime], lease: timedelta = AN_HOUR, most: int = 1000) -> int:
    """Carry out, here and one after another, every job that is ready; give how many. For tests, and for a node without workers."""
    for number in range(most):
        job = queue.claim("here", at=clock(), lease=lease)
        if job is None:
            return number
        carry_out(job, clock=clock)
    return most
