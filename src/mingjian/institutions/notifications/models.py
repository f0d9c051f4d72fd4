"""How officers are told, what is told, the calendars that they subscribe to, and what colleagues note for each other."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mingjian.office.models import Department, Dossier, Officer


class Reach(models.Model):
    """What an officer wants to be told, and in which language; by which ways, their addresses say."""

    class Digest(models.TextChoices):
        DAILY = "daily", _("Every day")
        WORKING = "working", _("On working days")
        OFF = "off", pgettext_lazy("digest", "Never")

    class Scope(models.TextChoices):
        MINE = "mine", _("What I work on, and what nobody works on yet")
        DEPARTMENT = "department", _("All of my department")

    officer = models.OneToOneField(Officer, models.CASCADE, related_name="reach")
    language = models.CharField(max_length=10, choices=[("zh-hans", "简体中文"), ("en", "English")], default="zh-hans")
    digest = models.CharField(max_length=8, choices=Digest, default=Digest.DAILY)
    scope = models.CharField(max_length=12, choices=Scope, default=Scope.MINE)
    has_alarms = models.BooleanField(default=True)
    has_handed = models.BooleanField(default=True)
    has_mentions = models.BooleanField(default=True)
    since = models.DateTimeField(help_text="nothing from before is told")
    read_to = models.BigIntegerField(null=True, blank=True, help_text="index of the first entry that was not read for whose turn it is")

    def __str__(self) -> str:
        return str(self.officer_id)


class Address(models.Model):
    """Where one channel finds an officer: a mailbox, a number, the token of a bot. Kept sealed with the node's key, and shown by its end only."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="addresses")
    channel = models.CharField(max_length=20)
    sealed = models.TextField(help_text="JSON of address and secret, sealed")
    hint = models.CharField(max_length=20, help_text="its last signs, by which its owner knows it")
    is_on = models.BooleanField(default=True)
    since = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["officer", "channel"], name="one_address_a_channel")]
        ordering: ClassVar = ["channel"]

    def __str__(self) -> str:
        return f"{self.officer_id}: {self.channel}"


class Message(models.Model):
    """
    One message in the outbox, written in the transaction of what causes it, or by the sweep in that of noting that it was told.

    It is sent at least once: whoever takes it holds it under a lease, and what dies between sending and noting so sends it again, under the same key.
    """

    class State(models.TextChoices):
        QUEUED = "queued", pgettext_lazy("message", "Waits to be sent")
        SENDING = "sending", pgettext_lazy("message", "Being sent")
        SENT = "sent", pgettext_lazy("message", "Sent")
        FAILED = "failed", pgettext_lazy("message", "Not sent")

    WAITING = (State.QUEUED, State.SENDING)

    key = models.CharField(max_length=32, unique=True, help_text="the same at every attempt; means nothing to anybody")
    officer = models.ForeignKey(Officer, models.CASCADE, related_name="messages")
    channel = models.CharField(max_length=20)
    cause = models.CharField(max_length=12, help_text="digest, alarm, handed, turn, mention, trial")
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    link = models.CharField(max_length=300, blank=True, help_text="the page, without the node's address")
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    made_at = models.DateTimeField()
    next_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=20, blank=True, help_text="why the last attempt failed, a word of services/channels/shapes.py")

    class Meta:
        ordering: ClassVar = ["-made_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["next_at"], condition=Q(state__in=("queued", "sending")), name="message_waiting"),
            models.Index(fields=["officer", "-made_at", "-id"], name="message_of_officer"),
        ]

    def __str__(self) -> str:
        return f"{self.cause} {self.key}"


class Telling(models.Model):
    """That an officer was told something, so that it is told once: a day's digest, one stage of one deadline as it then ran, a hand-over."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["officer", "name"], name="told_once")]

    def __str__(self) -> str:
        return self.name


class Hand(models.Model):
    """Who worked on a dossier when the sweep looked last: whoever does now and did not then is told."""

    dossier = models.OneToOneField(Dossier, models.CASCADE, related_name="+")
    officer = models.ForeignKey(Officer, models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.officer_id}"


class Feed(models.Model):
    """A calendar's secret address. Only its hash is kept, so that it is shown once."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="feeds")
    name = models.CharField(max_length=60, help_text="what reads it: the phone, Outlook")
    sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["revoked_at", "-made_at"]

    def __str__(self) -> str:
        return self.name


class Note(models.Model):
    """What an officer notes on a dossier for the own department, or for nobody else. No step, no fact, no entry of the ledger; its author may withdraw it."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="notes")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField()
    is_own = models.BooleanField(default=False, help_text="its author alone reads it")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [models.Index(fields=["dossier", "department", "-at"], name="note_of_dossier")]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.at:%Y-%m-%d}"


class Mention(models.Model):
    """A colleague whom a note names, and whether they have seen it."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="mentions")
    officer = models.ForeignKey(Officer, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["note", "officer"], name="one_mention_each")]
        indexes: ClassVar = [models.Index(fields=["officer", "note"], condition=Q(seen_at__isnull=True), name="mention_unseen")]

    def __str__(self) -> str:
        return f"{self.note_id}: {self.officer_id}"
