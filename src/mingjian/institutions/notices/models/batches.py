"""Files of many notices: drafts that are looked at first, and the answers to rows that were sent."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.urls import reverse

from mingjian.office.models import Department, Officer
from mingjian.office.models.hidden import LONGEST, HiddenJSONField
from mingjian.office.models.names import name_here


class Batch(models.Model):
    """One file of many notices: the answer to each of its rows, kept so that it can be read again and taken along."""

    number = models.CharField(max_length=40, unique=True)
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", help_text="whose officer brought it")
    sent_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    name = models.CharField(max_length=200, help_text="of the file")
    sha256 = models.CharField(max_length=64, help_text="of the file, which is kept as it came")
    rows = models.JSONField(default=list, help_text="of each row: number, address, platform, number of its notice, why it was not sent (zh, en)")

    class Meta:
        ordering: ClassVar = ["-sent_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["department", "-sent_at"], name="batch_of_department")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("notices:batch", args=[self.number])

    @property
    def wire_name(self) -> str:
        """Return what every node calls it."""
        return name_here("batch", self.number)


class Draft(models.Model):
    """
    A file of notices whose sender looks at the fate of each row before anything is sent, and mends rows; once its good rows were sent, those that are left.

    Nothing is told to anybody by it, so that no entry tells of it. What is told once for all rows is personal, and goes with it after a week.
    """

    number = models.CharField(max_length=80, unique=True)
    department = models.ForeignKey(Department, models.CASCADE, related_name="+")
    by = models.ForeignKey(Officer, models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    name = models.CharField(max_length=200, help_text="of the file")
    sha256 = models.CharField(max_length=64, help_text="of the file, which is kept as it came")
    told: models.Field[Any, Any] = HiddenJSONField(max_length=100 * LONGEST, help_text="what is told once for all rows, by name of paper")
    rows: models.Field[Any, Any] = HiddenJSONField(max_length=100 * LONGEST, help_text="of each row what stands in it, and what hinders it")
    batch = models.ForeignKey(Batch, models.CASCADE, related_name="drafts", null=True, blank=True, help_text="where its good rows were sent")
    claimed_at = models.DateTimeField(null=True, blank=True, help_text="since when it is being sent")

    class Meta:
        ordering: ClassVar = ["-made_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["department", "-made_at"], name="draft_of_department")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("notices:draft", args=[self.number])
