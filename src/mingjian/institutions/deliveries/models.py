"""What came of sources by itself, and when each was looked at."""

from typing import ClassVar

from django.db import models

from mingjian.core.language import Text


class Look(models.Model):
    """When a source was looked at last, when something good came last, and what stood against the last look."""

    source = models.CharField(max_length=64, unique=True)
    since = models.DateTimeField(help_text="from when on it is looked at")
    looked_at = models.DateTimeField(null=True, blank=True)
    good_at = models.DateTimeField(null=True, blank=True, help_text="when a file was loaded last")
    mark = models.JSONField(default=dict, blank=True, help_text="by what the next look knows what it has seen")
    note_zh = models.CharField(max_length=500, blank=True, help_text="why the last look failed")
    note_en = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return self.source

    @property
    def note(self) -> Text | None:
        """Why the last look failed."""
        return Text(self.note_zh, self.note_en) if self.note_zh else None


class Delivery(models.Model):
    """One file that came of a source: loaded, or set aside with why."""

    source = models.CharField(max_length=64)
    name = models.CharField(max_length=200, help_text="of the file")
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    came_at = models.DateTimeField()
    stands = models.CharField(max_length=10, help_text="loaded or refused")  # or `passed` over: of nobody who was named
    note_zh = models.CharField(max_length=500, blank=True, help_text="why it was set aside")
    note_en = models.CharField(max_length=500, blank=True)
    digest = models.CharField(max_length=64, blank=True, help_text="of the load")
    rows = models.BigIntegerField(default=0)
    bad = models.BigIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["-came_at", "-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "sha256"], name="one_delivery_a_file")]

    def __str__(self) -> str:
        return f"{self.source} {self.name}"

    @property
    def note(self) -> Text | None:
        """Why it was set aside."""
        return Text(self.note_zh, self.note_en) if self.note_zh else None
