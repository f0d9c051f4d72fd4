"""An experiment with its runs; a draft that is put before the public, and each comment on it."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext_lazy as _

from mingjian.core.errors import StepRefused
from mingjian.core.redaction import masked
from mingjian.office.language import in_this_language
from mingjian.office.models import Department, Officer
from mingjian.office.models.hidden import CodeKeyField, HiddenField
from mingjian.office.models.names import name_here


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
        """Return what every node calls it, with the digest of what it said then."""
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
        """Return what every node calls it, with the digest of what came out."""
        return name_here("experiment_run", f"{self.experiment.number}/{self.asked_at.isoformat()}", self.results)


class Consultation(models.Model):
    """
    A draft of the law or of a procedure with its figures over past dossiers, put before the public until a day.

    What is drafted is held in `figures` (of the law, by reference) or in `files` (of a rulebook, by path). Once published the text is never changed.
    """

    class State(models.TextChoices):
        DRAFTED = "drafted", _("Draft")
        PUBLISHED = "published", _("Published")
        ANSWERED = "answered", _("With an answer")
        WITHDRAWN = "withdrawn", _("Draft taken back")

    number = models.CharField(max_length=40, unique=True)
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    explanation = models.TextField(help_text="what would change and why, in words for the public")
    figures = models.JSONField(default=dict, help_text="figures of the law by reference, with the drafted number")
    figures_on = models.DateField(help_text="the day whose version of the law the figures are drafted into")
    files = models.JSONField(default=dict, help_text="files of a drafted rulebook by their path")
    digest = models.CharField(max_length=64, help_text="SHA-256 of what is drafted")
    replay = models.JSONField(null=True, blank=True, help_text="counts over masked dossiers, and what the draft changes in the text")
    replayed_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.DRAFTED)
    drafted_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    published_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    closes_on = models.DateField(null=True, blank=True, help_text="the last day on which comments are taken")
    short_why = models.CharField(max_length=500, blank=True, help_text="why fewer than thirty days are given; the public reads it")
    result = models.TextField(blank=True, help_text="what became of the comments; the public reads it")
    ended_at = models.DateTimeField(null=True, blank=True, help_text="when it was answered or withdrawn")
    withdrawn_why = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["-drafted_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(drafted_by=models.F("published_by")), name="consultation_published_by_another"),
            models.CheckConstraint(condition=models.Q(published_at=None) | models.Q(closes_on__isnull=False), name="consultation_closes"),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "-published_at"], name="consultation_newest")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("lab:consultation", args=[self.number])

    @property
    def public_url(self) -> str:
        """Return its address for the public."""
        return reverse("consultations:draft", args=[self.number])

    @property
    def wire_name(self) -> str:
        """Return what every node calls it, with the digest of what is drafted."""
        return name_here("consultation", self.number, self.digest)

    def takes_comments(self, at: datetime) -> bool:
        """Return whether comments are taken at an instant: until the end of the closing day, local time."""
        return self.state == self.State.PUBLISHED and self.closes_on is not None and localdate(at) <= self.closes_on

    @property
    def is_open(self) -> bool:
        """Return whether comments are taken now, by the clock of the system."""
        return self.takes_comments(now())

    @property
    def is_closed(self) -> bool:
        """Return whether its day has passed."""
        return self.closes_on is not None and localdate(now()) > self.closes_on

    def move(self, state: str, *, by: Officer | None, at: datetime) -> None:
        """Stand in another state from now on."""
        self.state = state
        if state == self.State.PUBLISHED:
            self.published_by, self.published_at = by, at
        else:
            self.ended_at = at

    def hindrance(self, act: str, by: Officer) -> StepRefused | None:
        """Return what else stands against an act, if anything does."""
        if act == "publish_consultation":
            if self.replayed_at is None:
                return StepRefused("尚未用以往卷宗测算，测算后再公布。", "Replay it over past dossiers first.")
            if self.drafted_by_id == by.pk:
                return StepRefused(
                    "起草人不能公布，须由另一名人员核对后公布。", "Whoever drafted it does not publish it: another officer reads and publishes it."
                )
        if act == "answer_consultation":
            if not self.is_closed:
                return StepRefused(
                    f"征求意见至 {self.closes_on} 止，届满后再公布采纳情况。", f"Comments are taken until {self.closes_on}: answer it afterwards."
                )
            if held := self.comments.filter(state=Comment.State.HELD).count():
                return StepRefused(f"还有 {held} 条意见没有审核，请先逐条公开或者不予公开。", f"{held} comments are held: show or refuse each first.")
        if act == "comment_on_draft" and not self.is_open:
            return self.refuse_late()
        return None

    def refuse_late(self) -> StepRefused:
        """Return the refusal of a comment that comes when none is taken."""
        if self.state == self.State.PUBLISHED and self.closes_on:
            return StepRefused(f"征求意见已于 {self.closes_on} 截止，不再接收。", f"Comments were taken until {self.closes_on}, and none is taken any more.")
        return StepRefused("该草案现在不接收意见。", "No comments are taken on this draft now.")


class Comment(models.Model):
    """What somebody says of a draft. It is held until an officer shows it, or refuses it with a reason; whoever wrote it reads that under its code."""

    class State(models.TextChoices):
        HELD = "held", _("Held")
        SHOWN = "shown", _("Shown")
        REFUSED = "refused", _("Not shown")

    class Stance(models.TextChoices):
        FOR = "for"
        AGAINST = "against"
        CHANGE = "change"
        OTHER = "other"

    class Side(models.TextChoices):
        CONSUMER = "consumer"
        SELLER = "seller"
        PLATFORM = "platform"
        HOLDER = "holder"
        COURIER = "courier"
        AUTHORITY = "authority"
        OTHER = "other"

    class Outcome(models.TextChoices):
        ADOPTED = "adopted"
        IN_PART = "in_part"
        NOT_ADOPTED = "not_adopted"
        NOTED = "noted"

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="comments")
    nth = models.PositiveIntegerField(help_text="which of the draft's comments it is, from 1")
    number = models.CharField(max_length=60, unique=True)
    code = HiddenField(max_length=40, help_text="by which whoever wrote it comes back")
    code_key = CodeKeyField(of="code", unique=True, help_text="finds the code")
    stance = models.CharField(max_length=12, choices=Stance)
    side = models.CharField(max_length=12, choices=Side, default=Side.OTHER)
    concerns = models.CharField(max_length=200, blank=True, help_text="which article or step it is about")
    text = HiddenField()
    came = models.CharField(max_length=40, default="door", help_text="door, or how it reached the officer who wrote it down")
    origin = models.CharField(max_length=64, blank=True, help_text="keyed hash of the address it came from")
    at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State, default=State.HELD)
    refused_as = models.CharField(max_length=20, blank=True)
    refused_why = models.CharField(max_length=500, blank=True)
    examined_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True, blank=True)
    examined_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-nth"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["consultation", "nth"], name="one_comment_a_place")]
        indexes: ClassVar = [
            models.Index(fields=["consultation", "state", "-nth"], name="comments_by_state"),
            models.Index(fields=["origin", "-at"], name="comments_of_origin"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return f"{self.consultation.get_absolute_url()}?state={self.state}#comments"

    @property
    def wire_name(self) -> str:
        """Return what every node calls it."""
        return name_here("draft_comment", self.number)

    @property
    def department(self) -> Department:
        """Return who asked for it."""
        return self.consultation.department

    @property
    def public_text(self) -> str:
        """Return what the public reads: numbers and accounts of persons are masked."""
        return masked(self.text)

    @property
    def public_concerns(self) -> str:
        """Return which part it is about, as the public reads it: written by anybody, as the comment itself."""
        return masked(self.concerns)

    def move(self, state: str, *, by: Officer | None, at: datetime) -> None:
        """Stand in another state from now on."""
        self.state, self.examined_by, self.examined_at = state, by, at
        if state == self.State.SHOWN:
            self.refused_as = self.refused_why = ""
