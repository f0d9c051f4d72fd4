"""What was read of a picture or a PDF, once for all places that hold its bytes, and which of its proposals were accepted where."""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mingjian.core.extraction.proposals import KINDS, Proposal
from mingjian.core.language import Text
from mingjian.office.models import Officer
from mingjian.office.models.hidden import HiddenField

LONGEST = 400_000  # characters of the lines of one picture with their places


class PictureReading(models.Model):
    """The lines of one picture by the SHA-256 of its file, or why it could not be read. Encrypted, since pictures are about persons."""

    class Stands(models.TextChoices):
        READ = "read", _("read")
        EMPTY = "empty", _("holds no words")
        FAILED = "failed", _("could not be read")

    sha256 = models.CharField(max_length=64, unique=True)
    stands = models.CharField(max_length=6, choices=Stands)
    by = models.CharField(max_length=100, blank=True, help_text="versions of what read it")
    width = models.PositiveIntegerField(default=0, help_text="pixels of the picture as it is shown")
    height = models.PositiveIntegerField(default=0)
    content = HiddenField(max_length=LONGEST, blank=True, help_text="JSON: lines with boxes, codes, proposals")
    note_zh = models.CharField(max_length=300, blank=True, help_text="why it could not be read")
    note_en = models.CharField(max_length=300, blank=True)
    read_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.sha256[:16]} {self.stands}"

    @classmethod
    def rows_that_keep(cls) -> models.QuerySet[PictureReading]:
        """Return none: what was read goes with the file, and never holds it."""
        return cls.objects.none()

    @cached_property
    def told(self) -> dict[str, Any]:
        """Return what was read."""
        found: dict[str, Any] = json.loads(self.content) if self.content else {}
        return found

    @property
    def lines(self) -> list[tuple[str, tuple[int, int, int, int]]]:
        """Return the lines, each with left, top, width and height."""
        return [(text, (box[0], box[1], box[2], box[3])) for text, box in self.told.get("lines", ())]

    @property
    def codes(self) -> list[str]:
        """Return what bar codes and QR codes hold."""
        return list(self.told.get("codes", ()))

    @property
    def proposals(self) -> list[Proposal]:
        """Return what is proposed; a kind that is not known any more is left out."""
        return [Proposal(kind, value, tuple(lines), doubtful, how) for kind, value, lines, doubtful, how in self.told.get("proposals", ()) if kind in KINDS]

    @property
    def note(self) -> Text:
        """Why it could not be read."""
        return Text(self.note_zh, self.note_en)


class Acceptance(models.Model):
    """One proposal that an officer accepted: of which file, for which kit or dossier, and where it stands now."""

    sha256 = models.CharField(max_length=64)
    of = models.CharField(max_length=60, help_text="`kit/K2026-0000001`, or the number of a dossier")
    kind = models.CharField(max_length=30)
    value = HiddenField(max_length=1000)
    into = models.CharField(max_length=60, help_text="where it was entered: `order_number`, `P1`, `E2`")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "id"]
        indexes: ClassVar = [models.Index(fields=["of", "sha256"], name="accepted_of_a_thing")]

    def __str__(self) -> str:
        return f"{self.kind} {self.of}"

    @classmethod
    def rows_that_keep(cls) -> models.QuerySet[Acceptance]:
        """Return none: what was accepted from a picture does not hold the picture."""
        return cls.objects.none()


class Mask(models.Model):
    """Which parts of a picture an officer hid, of which kit or dossier. The original stays as it was sealed."""

    sha256 = models.CharField(max_length=64)
    of = models.CharField(max_length=60, help_text="`kit/17`, or the number of a dossier")
    boxes = models.JSONField(help_text="left, top, width and height of each box in pixels of the upright picture")
    copy_sha256 = models.CharField(max_length=64, blank=True, help_text="of the copy on the dossier; a kit's is drawn when it is asked for")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "id"]
        indexes: ClassVar = [models.Index(fields=["of", "sha256"], name="mask_of_a_thing")]

    def __str__(self) -> str:
        return f"{self.of} {self.sha256[:16]}"

    @classmethod
    def rows_that_keep(cls) -> models.QuerySet[Mask]:
        """Return none: a mask does not hold the picture; the copy is a file of its own."""
        return cls.objects.none()

    @property
    def told(self) -> list[tuple[int, int, int, int]]:
        """Return the boxes."""
        return [(one[0], one[1], one[2], one[3]) for one in self.boxes]
