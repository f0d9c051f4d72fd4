"""When the node's own work last went well, what it has raised an alarm about, and what its processes keep together for a while."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from mingjian.office.language import in_this_language


class Pulse(models.Model):
    """When one part of the node's own work (`sweep`, `backup`) last went well, and when it last did not."""

    name = models.CharField(max_length=60, unique=True)
    well_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Alarm(models.Model):
    """Something that is wrong with the node itself, from when it was first seen until it was seen no more."""

    name = models.CharField(max_length=60, help_text="what raised it: `ledger`, `sweep:clues.sweeps.tidy`")
    said_zh = models.CharField(max_length=500)
    said_en = models.CharField(max_length=500)
    raised_at = models.DateTimeField()
    seen_at = models.DateTimeField(help_text="when it was last found to be so")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-raised_at", "-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["name"], condition=Q(ended_at__isnull=True), name="one_open_alarm_a_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def said(self) -> str:
        """Return what is wrong, in the reader's language."""
        return in_this_language(self.said_zh, self.said_en)


class Shared(models.Model):
    """A value that every process of the node reads and writes, until it expires: one-time codes that were used, counts of tries. See `node.shared`."""

    key = models.CharField(max_length=64, primary_key=True, help_text="keyed hash of what the value is called: no name and no address")
    value = models.TextField(help_text="JSON")
    until = models.FloatField(null=True, blank=True, db_index=True, help_text="seconds since 1970 at which it expires; none: never")

    def __str__(self) -> str:
        return self.key
