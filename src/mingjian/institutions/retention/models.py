"""Receipts of erasures: of which dossier, when, by whom, and the hashes of what is gone."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingjian.office.models import Dossier, Officer


class Erasure(models.Model):
    """That the files and personal values of a dossier were erased, under the dossier by which they were kept. It stays as the receipt."""

    keeping = models.OneToOneField(Dossier, models.PROTECT, related_name="erasure", help_text="the dossier of the procedure `retention`")
    covered = models.ForeignKey(Dossier, models.PROTECT, related_name="erasures", null=True, blank=True, help_text="what it kept, besides itself")
    at = models.DateTimeField()
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    how = models.CharField(max_length=300)
    values = models.PositiveIntegerField(default=0, help_text="personal values that were erased")

    is_entered: ClassVar[bool] = True

    class Meta:
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.keeping_id} {self.at}"


class ErasedFile(models.Model):
    """One file of an erasure: its hash stays. Its bytes go once the step is in the ledger, unless something that is not erased needs them."""

    erasure = models.ForeignKey(Erasure, models.CASCADE, related_name="files")
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField(help_text="bytes")
    gone_at = models.DateTimeField(null=True, blank=True)
    is_needed = models.BooleanField(default=False, help_text="the same bytes belong to something else too, and stay for that")

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["erasure", "sha256"], name="file_erased_once")]

    def __str__(self) -> str:
        return self.sha256[:16]
