"""What a node's lawyers signed of the rulebook. The rulebook itself has no tables: it is the truth."""

from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse

from mingjian.core.errors import StepRefused
from mingjian.office.models import Department, Officer
from mingjian.office.models.names import name_here

STANDING, WITHDRAWN = "standing", "withdrawn"


class Review(models.Model):
    """One version of an instrument, act or procedure that a lawyer of this node held against a text: which, as it stood, against what, with what result."""

    class Verdict(models.TextChoices):
        AGREES = "agrees"
        IN_PART = "in_part"
        DIFFERS = "differs"

    number = models.CharField(max_length=120, unique=True, help_text="the version and a few signs of chance")
    kind = models.CharField(max_length=12, help_text="instrument, act or sheet")
    name = models.CharField(max_length=80, help_text="key of the instrument, act or procedure")
    in_force = models.DateField(null=True, blank=True, help_text="of the version; an act has none")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file of the rulebook as it was checked")
    against = models.CharField(max_length=300)
    text_sha256 = models.CharField(max_length=64, blank=True, help_text="of the file of the full text that was loaded on this node then; empty: none was")
    verdict = models.CharField(max_length=12, choices=Verdict)
    remark = models.TextField(blank=True)
    standing = models.CharField(max_length=10, default=STANDING)
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [models.Index(fields=["kind", "name", "in_force"], name="law_review_of")]

    def __str__(self) -> str:
        return self.version

    def get_absolute_url(self) -> str:
        """Return the page of what was checked."""
        if self.kind == "act":
            return f"{reverse('law:liability')}?act={self.name}"
        page = "law:instrument" if self.kind == "instrument" else "law:procedure"
        return f"{reverse(page, args=[self.name])}?on={self.in_force}"

    @property
    def version(self) -> str:
        """Return what was checked, as the act names it."""
        return "/".join(filter(None, (self.kind, self.name, self.in_force.isoformat() if self.in_force else "")))

    @property
    def wire_name(self) -> str:
        """Return what every node calls it."""
        return name_here("law_review", self.number)

    @property
    def state(self) -> str:
        """Return whether it stands."""
        return self.standing

    @property
    def called(self) -> str:
        """Return what people call it."""
        return self.version

    def hindrance(self, act: str, by: Officer) -> StepRefused | None:
        """Nothing else hinders."""
        return None

    def move(self, state: str, *, by: Officer | None, at: datetime) -> None:
        """Change whether it stands."""
        self.standing = state
        self.save(update_fields=["standing"])

    def is_of(self, kind: str, name: str, in_force: date | None) -> bool:
        """Return whether it is of a version."""
        key: tuple[Any, ...] = (self.kind, self.name, self.in_force)
        return key == (kind, name, in_force)
