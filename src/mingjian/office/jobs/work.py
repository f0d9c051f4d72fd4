"""What a job's body has at hand while it runs, and what it gives back."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet

from mingjian.core.language import Text
from mingjian.office.jobs.models import Job, both

BETWEEN = 0.5  # seconds between two words on how far it has come: each is a write, and SQLite has one writer


class Lost(BaseException):
    """The job is held by another worker by now, or by nobody: whoever meets this stores nothing more of it."""


@dataclass(frozen=True)
class Outcome:
    """What came of a job: a sentence, and the address of the page that shows it."""

    text: Text
    leads_to: str = ""


@dataclass
class Work:
    """One attempt at a job."""

    job: Job
    clock: Callable[[], datetime]
    _told: float = field(default=0.0, init=False)

    def tell(self, done: int, total: int, text: Text | None = None) -> None:
        """Report how far it has come, `total` 0 where nobody knows; what comes too soon after the last word is left out. Raises Lost."""
        if (tick := time.monotonic()) - self._told < BETWEEN and done < total:
            return
        self._told = tick
        zh, en = both(text, 300)
        if not self._mine().update(done=done, total=total, said_zh=zh, said_en=en):
            raise Lost

    def guard(self) -> None:
        """Inside a transaction: see that the job is this attempt's still, and let nobody take it over before the transaction ends. Raises Lost."""
        if self._mine().select_for_update().values_list("pk", flat=True).first() is None:
            raise Lost

    def _mine(self) -> "QuerySet[Job]":
        return Job.objects.filter(pk=self.job.pk, holder=self.job.holder, state=Job.State.RUNNING)
