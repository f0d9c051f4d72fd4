"""The ledger: entries, the tree over them, signed checkpoints."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from mingjian.office.models.dossiers import Dossier
from mingjian.office.models.people import Officer


class Entry(models.Model):
    """One leaf of the ledger. Appended by `office.ledger`, never changed."""

    index = models.BigIntegerField(unique=True, help_text="0, 1, 2, … without gaps")
    at = models.DateTimeField(db_index=True)
    kind = models.CharField(max_length=60)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="entries", null=True, blank=True)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="entries", null=True, blank=True)
    key = models.CharField(max_length=100, null=True, blank=True, unique=True, help_text="given by the client, so that a repeated request is taken once")
    body = models.TextField(help_text="RFC 8785 JSON, the bytes that were hashed")
    leaf = models.BinaryField(max_length=32, help_text="SHA-256(0x00 || body), RFC 6962")

    class Meta:
        ordering: ClassVar = ["index"]
        # Of what was done to dossiers: what was loaded in bulk writes no line into it.
        indexes: ClassVar = [models.Index(fields=["kind", "at"], condition=Q(dossier__isnull=False), name="entry_of_step")]  # figures, refusals

    def __str__(self) -> str:
        return f"#{self.index} {self.kind}"


class Tile(models.Model):
    """Node hashes of a finished stretch of the ledger's tree, so that a root needs no reading of all entries."""

    level = models.PositiveSmallIntegerField()
    position = models.BigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["level", "position"], name="one_tile_a_place")]

    def __str__(self) -> str:
        return f"{self.level}/{self.position}"


class Checkpoint(models.Model):
    """A signed statement of the ledger's size and root (C2SP tlog-checkpoint)."""

    size = models.BigIntegerField(unique=True)
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    seals = models.BinaryField(default=bytes, help_text="64 bytes for each entry since the checkpoint before: the ledger's signature over index and leaf hash")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["size"]

    def __str__(self) -> str:
        return self.note


class Standing(models.Model):
    """How the rows of one thing stood when its newest entry was sealed: a salted hash of each column, by which an audit says what was changed since."""

    model = models.CharField(max_length=60, help_text="the label of the thing's own table")
    row = models.BigIntegerField(help_text="its key there")
    entry = models.BigIntegerField(help_text="index of the newest entry about it; -1: it stood before anything was sealed")
    is_due = models.BooleanField(default=True, db_index=True, help_text="an entry came since it was sealed")
    told = models.TextField(blank=True, help_text="JSON: salt, and the hashes of the columns by row; its SHA-256 stands in the entry `sealed_in`")
    noted = models.TextField(blank=True, default="", help_text="what changed since it was sealed, as the node noted it (`record.noted`)")
    sealed_in = models.BigIntegerField(null=True, blank=True, help_text="index of the entry that seals it")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["model", "row"], name="one_standing_a_thing")]

    def __str__(self) -> str:
        return f"{self.model}/{self.row}"
