"""Files sealed to a dossier, and the leaves by which personal data is read."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from mingjian.core.redaction import masked_name
from mingjian.office.models.dossiers import Dossier
from mingjian.office.models.people import Officer


class SealedFile(models.Model):
    """A file that came with a step: its bytes lie under their SHA-256, never changed."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField(help_text="bytes")
    sealed_at = models.DateTimeField()
    sealed_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    is_personal = models.BooleanField(default=False, help_text="holds personal data: opened with a reading only")
    came_from = models.CharField(max_length=60, blank=True, help_text="what it was taken out of (`kit/17`): a reading of that opens it, too")

    class Meta:
        ordering: ClassVar = ["sealed_at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["sha256"], condition=Q(is_personal=True), name="file_known_as_personal"),
            models.Index(fields=["sha256"], name="file_by_bytes"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name_masked(self) -> str:
        """Return the name as it stands before anybody who has no reading."""
        return masked_name(self.name) if self.is_personal else self.name


class Reading(models.Model):
    """One officer's leave to see personal data unmasked: of what, for what, on what ground, and until when. The ledger holds it, too."""

    of = models.CharField(max_length=60, help_text="`kit/17`, `dossier/C2026-0000001`")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=500)
    ground = models.CharField(max_length=200)
    until = models.DateTimeField()
    waits = models.BooleanField(default=False, help_text="for a second officer: nothing is open yet, and `until` is how long it is asked for")
    seconded_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True, blank=True)
    path = models.CharField(max_length=200, blank=True, help_text="where a second officer answers")

    #: Entered with what it is a reading of: an audit holds its row to that entry.
    is_entered: ClassVar = True

    class Meta:
        ordering: ClassVar = ["-until"]
        indexes: ClassVar = [models.Index(fields=["officer", "of", "until"], name="reading_of_officer")]

    def __str__(self) -> str:
        return f"{self.of} {self.officer_id}"
