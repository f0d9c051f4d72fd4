"""
Statements of money and talk of one matter, and excerpts of their rows that became exhibits.

The file is sealed to the dossier that leads the matter, as one with personal data. Its rows are kept beside it, encrypted in pieces, so that a page can search
and add them up; they never go into the lake.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingjian.core.errors import StepRefused
from mingjian.core.language import Text
from mingjian.core.statements import MESSAGE, PAYMENT
from mingjian.institutions.matters.models import OPEN, WITHDRAWN, Exhibit, Matter, RowOfMatter
from mingjian.office.models import Officer
from mingjian.office.models.hidden import HiddenField

if TYPE_CHECKING:
    pass

LONGEST_PIECE = 40_000_000  # characters of a piece of rows


class Statement(RowOfMatter, models.Model):
    """One file of money or talk of a matter: whence it came, whose it is, how many rows were read, and what is to be said of how."""

    kind_name, letter = "statement", "S"
    is_row = True  # whoever brings one looks at it in its list

    class Sort(models.TextChoices):
        MONEY = PAYMENT, _("movements of money")
        TALK = MESSAGE, _("messages and calls")

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="statements")
    nth = models.PositiveIntegerField(help_text="which of the matter's statements it is, from 1")
    sort = models.CharField(max_length=10, choices=Sort)
    name = HiddenField(max_length=200, help_text="of the file")
    sha256 = models.CharField(max_length=64)
    source = models.CharField(max_length=200, help_text="who answered or exported it")
    owner = HiddenField(max_length=100, blank=True, help_text="whose account or telephone it is, where the rows do not say so")
    taken = models.PositiveIntegerField(help_text="rows read")
    left = models.PositiveIntegerField(help_text="rows not read")
    since = models.DateTimeField()
    until = models.DateTimeField()
    theirs = models.JSONField(default=dict, help_text="which heading was read as which column")
    ignored = models.JSONField(default=list, help_text="headings that were not read")
    notes = models.JSONField(default=list, help_text="what is to be said of how it was read: [zh, en]")
    bad_rows = models.JSONField(default=list, help_text="rows not read: [row, zh, en]; they repeat nothing of the row")
    standing = models.CharField(max_length=10, default=OPEN, help_text="open or withdrawn")
    reason = models.CharField(max_length=500, blank=True, help_text="of its withdrawal")
    brought_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    brought_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["nth"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["matter", "nth"], name="one_statement_a_place")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the page of the matter's statements of its sort."""
        return f"{reverse('statements:statements', args=[self.matter.number])}?sort={self.sort}"

    @property
    def called(self) -> str:
        """Return what people call it: who answered, and what."""
        return f"{self.source} {self.get_sort_display()}"

    @property
    def columns_said(self) -> list[tuple[str, Text]]:
        """Return the headings that were read, each with what it was taken for."""
        from mingjian.core.statements import message, payment  # with the types of columns, which whoever needs the models alone does not load

        kind = payment.KIND if self.sort == self.Sort.MONEY else message.KIND
        return [(theirs, kind.column(ours).meaning) for ours, theirs in self.theirs.items()]

    @property
    def notes_said(self) -> list[Text]:
        """Return what is to be said of how it was read."""
        return [Text(zh, en) for zh, en in self.notes]

    @property
    def bad_rows_said(self) -> list[tuple[int, Text]]:
        """Return the rows that were not read, each with why."""
        return [(row, Text(zh, en)) for row, zh, en in self.bad_rows]

    def hindrance(self, act: str, by: Officer) -> StepRefused | None:
        """Return why one on which an exhibit rests is not withdrawn."""
        resting = next((one for one in self.matter.excerpts.filter(exhibit__standing=OPEN) if any(nth == self.nth for nth, _ in one.rows)), None)
        if act != "withdraw_statement" or resting is None:
            return None
        zh = f"证据 {resting.exhibit.number} 摘自本份记录：先撤销该证据。"
        return StepRefused(zh, f"Exhibit {resting.exhibit.number} is an excerpt of it: withdraw that first.")


class StatementRows(models.Model):
    """A piece of the rows of a statement, encrypted."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="pieces")
    nth = models.PositiveIntegerField()
    content = HiddenField(max_length=LONGEST_PIECE, help_text="rows as Arrow, in base64")

    class Meta:
        ordering: ClassVar = ["nth"]

    def __str__(self) -> str:
        return f"{self.statement_id} {self.nth}"


class Excerpt(models.Model):
    """Rows of statements that became an exhibit: which, and what they come to."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="excerpts")
    exhibit = models.OneToOneField(Exhibit, models.PROTECT, related_name="excerpt")
    sort = models.CharField(max_length=10, choices=Statement.Sort)
    rows = models.JSONField(default=list, help_text="[place of the statement, row of its file]")
    cents_in = models.BigIntegerField(default=0)
    cents_out = models.BigIntegerField(default=0)
    made_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.exhibit}"

    @property
    def is_standing(self) -> bool:
        """Return whether its exhibit was not withdrawn."""
        return self.exhibit.standing != WITHDRAWN
