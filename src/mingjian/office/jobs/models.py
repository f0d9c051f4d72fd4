"""Jobs, and the nights in which those that come again were queued."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mingjian.core.language import Text
from mingjian.office.language import in_this_language
from mingjian.office.models import Department, Officer


class Night(models.Model):
    """One night's jobs, queued once, whichever worker came first."""

    on = models.DateField(unique=True, help_text="the local day whose hour had come")
    begun_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-on"]

    def __str__(self) -> str:
        return str(self.on)


class Job(models.Model):
    """
    One piece of work, done by a worker and not while somebody waits.

    Whoever works on it holds it until `lease_until`, which is moved on while the work goes on. A worker that died moves it no more, and another takes over.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        RUNNING = "running", _("Running")
        DONE = "done", _("Carried out")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    OPEN = (State.QUEUED, State.RUNNING)

    kind = models.CharField(max_length=40)
    args = models.JSONField(default=dict, help_text="keys and numbers only: what they name is read when the job runs")
    key = models.CharField(max_length=200, blank=True, help_text="an open job of the same key is the same job")
    about_zh = models.CharField(max_length=300, blank=True)
    about_en = models.CharField(max_length=300, blank=True)
    folder = models.CharField(max_length=40, blank=True, help_text="of the file that came with it, under the home's `jobs`")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", null=True, blank=True, help_text="empty for the node's own")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True, blank=True, help_text="in whose name it is done")
    night = models.ForeignKey(Night, models.PROTECT, related_name="jobs", null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    queued_at = models.DateTimeField()
    run_after = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    holder = models.CharField(max_length=100, blank=True, help_text="the worker, and which of its attempts")
    lease_until = models.DateTimeField(null=True, blank=True)
    cancel_asked_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0, help_text="0 where nobody knows how much there is")
    said_zh = models.CharField(max_length=300, blank=True)
    said_en = models.CharField(max_length=300, blank=True)
    outcome_zh = models.CharField(max_length=1000, blank=True, help_text="what came of it, or of the last attempt")
    outcome_en = models.CharField(max_length=1000, blank=True)
    leads_to = models.CharField(max_length=300, blank=True, help_text="the page that shows what came of it")
    fault = models.CharField(max_length=40, blank=True, help_text="number under which the worker's log tells what went wrong")

    class Meta:
        ordering: ClassVar = ["-queued_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key"], condition=Q(state__in=("queued", "running")) & ~Q(key=""), name="job_queued_once"),
            models.CheckConstraint(condition=~Q(state="running") | Q(lease_until__isnull=False), name="job_runs_under_a_lease"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "run_after"], condition=Q(state__in=("queued", "running")), name="job_open"),  # workers ask every second
            models.Index(fields=["department", "-queued_at", "-id"], name="job_of_department"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def about(self) -> str:
        return _in_this_language(self.about_zh, self.about_en)

    @property
    def said(self) -> str:
        return _in_this_language(self.said_zh, self.said_en)

    @property
    def outcome(self) -> str:
        return _in_this_language(self.outcome_zh, self.outcome_en)

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def is_again(self) -> bool:
        """Return whether it waits for another attempt after one that failed."""
        return self.state == self.State.QUEUED and self.attempts > 0


def both(text: Text | None, most: int) -> tuple[str, str]:
    """Return a phrase in both languages, cut to what a column holds; twice nothing where there is none."""
    return (text.zh[:most], text.en[:most]) if text else ("", "")


def _in_this_language(zh: str, en: str) -> str:
    return in_this_language(zh, en) if zh and en else ""
