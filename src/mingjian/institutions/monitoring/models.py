"""Runs of detectors and their findings."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mingjian.office.models import Department, Officer, in_this_language


class Run(models.Model):
    """One detector over what the lake held at an instant, with its version and settings."""

    detector = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    settings = models.JSONField(default=dict)
    engine = models.CharField(max_length=20)
    records = models.JSONField(default=dict, help_text="kind of record to number of rows looked at")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    subjects = models.BigIntegerField(default=0, help_text="how many shops, listings or posts were looked at")
    digest = models.CharField(
        max_length=64, help_text="SHA-256 over detector, version, settings and what was read: the same run is not stored twice", unique=True
    )

    class Meta:
        ordering: ClassVar = ["-started_at", "-id"]

    def __str__(self) -> str:
        return f"{self.detector} {self.started_at}"


class Finding(models.Model):
    """What a detector asserts of a subject: a reason to look, never a verdict."""

    class Status(models.TextChoices):
        NEW = "new", _("New")
        TAKEN_UP = "taken_up", _("Taken up")
        SET_ASIDE = "set_aside", _("Set aside")

    run = models.ForeignKey(Run, models.PROTECT, related_name="findings")
    detector = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=24)
    subject = models.CharField(max_length=200, help_text="platform/id", db_index=True)
    score = models.FloatField()
    reason_zh = models.TextField()
    reason_en = models.TextField()
    innocent_zh = models.TextField()
    innocent_en = models.TextField()
    evidence_json = models.TextField()
    department = models.ForeignKey(Department, models.PROTECT, related_name="findings", help_text="whose region the subject lies in")
    region_is_known = models.BooleanField(
        default=False, help_text="false where no record tells the subject's region, so that it stays with whoever ran the detector"
    )
    found_at = models.DateTimeField()
    status = models.CharField(max_length=12, choices=Status, default=Status.NEW)
    status_at = models.DateTimeField(null=True, blank=True)
    status_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True, blank=True)
    status_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["-score", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(score__gte=0, score__lte=1), name="score_between_0_and_1"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["department", "status", "-score", "id"], name="finding_queue"),
            models.Index(fields=["department", "status", "detector", "-score", "id"], name="finding_by_detector"),
        ]

    def __str__(self) -> str:
        return f"{self.detector} {self.subject}"

    @property
    def reason(self) -> str:
        return in_this_language(self.reason_zh, self.reason_en)

    @property
    def innocent(self) -> str:
        return in_this_language(self.innocent_zh, self.innocent_en)

    def evidence(self) -> dict[str, Any]:
        """The rows and the subgraph that it rests on."""
        told: dict[str, Any] = json.loads(self.evidence_json)
        return told
