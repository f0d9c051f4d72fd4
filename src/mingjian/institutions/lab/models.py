"""An experiment as it was written and sealed, and each of its runs with what came out."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingjian.office.language import in_this_language
from mingjian.office.models import Department, Officer
from mingjian.office.models.naming import name_here


class Experiment(models.Model):
    """A question about a rule. Once registered its text is never changed: another question is another experiment."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        REGISTERED = "registered", _("Registered")

    number = models.CharField(max_length=40, unique=True, help_text="its file number, which the ledger names it by")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    title_zh = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120)
    text = models.TextField(help_text="YAML, as it was given")
    digest = models.CharField(max_length=64, help_text="SHA-256 of what it says and of the model's code, as sealed")
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    written_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    registered_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True, blank=True)
    registered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-written_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state="draft") | models.Q(registered_at__isnull=False, registered_by__isnull=False), name="experiment_sealed"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title_zh}"

    def get_absolute_url(self) -> str:
        return reverse("lab:experiment", args=[self.number])

    @property
    def title(self) -> str:
        return in_this_language(self.title_zh, self.title_en)

    @property
    def is_registered(self) -> bool:
        return self.state == self.State.REGISTERED

    @property
    def wire_name(self) -> str:
        """What every node calls it, with the digest of what it said then."""
        return name_here("experiment", self.number, self.digest)

    def say(self, text: str, *, by: Officer, at: datetime) -> dict[str, str]:
        """Hold a text (YAML) as what it asks, without saving; give what the ledger tells of it. Raises BadInput with what is wrong in it."""
        from mingjian.core.policy.experiment import experiment_of  # the model, with numba: needed where an experiment is written

        asked = experiment_of(text)
        self.text, self.title_zh, self.title_en, self.digest = text, asked.title.zh, asked.title.en, asked.digest
        self.written_by, self.written_at = by, at
        return {"title": self.title_zh, "digest": self.digest}

    def move(self, state: str, *, by: Officer | None, at: datetime) -> None:
        """Stand in another state from now on: once registered it stays so."""
        self.state = state
        if state == self.State.REGISTERED:
            self.registered_by, self.registered_at = by, at


class Run(models.Model):
    """One run of an experiment: on the simulation, and over masked dossiers where it drafts figures. What was run unregistered stays an exploration."""

    experiment = models.ForeignKey(Experiment, models.PROTECT, related_name="runs")
    asked_at = models.DateTimeField(help_text="when its job was queued: by this a job begun anew knows its run again")
    ended_at = models.DateTimeField()
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    is_registered = models.BooleanField(help_text="whether it was registered before this run was asked for")
    digest = models.CharField(max_length=64, help_text="of the experiment and model that ran")
    results = models.CharField(max_length=64, help_text="SHA-256 of every number that came out")
    table = models.CharField(max_length=64, help_text="SHA-256 of the Parquet file with every world, in the store of sealed bytes")
    report = models.JSONField()
    replay = models.JSONField(null=True, blank=True, help_text="counts over masked dossiers, or why there are none")

    class Meta:
        ordering: ClassVar = ["-ended_at", "-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["experiment", "asked_at"], name="run_once_a_job")]

    def __str__(self) -> str:
        return f"{self.experiment.number} {self.ended_at:%Y-%m-%d}"

    @property
    def wire_name(self) -> str:
        """What every node calls it, with the digest of what came out."""
        return name_here("experiment_run", f"{self.experiment.number}/{self.asked_at.isoformat()}", self.results)
