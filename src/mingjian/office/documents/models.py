"""Documents that were made, with everything that makes them again; templates that departments put in place of ours; how departments number."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

import mingjian
from mingjian.core.documents.forms import forms
from mingjian.office.language import in_this_language, said
from mingjian.office.models import Department, Dossier, Officer
from mingjian.office.models.hidden import HiddenJSONField
from mingjian.office.models.names import name_here

FOLDER = Path(mingjian.__file__).parent / "rulebook" / "documents"  # the forms of the house


class Document(models.Model):
    """One document: which form, under which number, out of which template and values; its bytes lie under their SHA-256, and can be made again."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="documents")
    nth = models.PositiveIntegerField(help_text="which of the dossier's documents it is, from 1")
    form = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    number = models.CharField(max_length=120, blank=True)
    template = models.CharField(max_length=64, help_text="SHA-256 of the template, whose bytes are kept")
    values = HiddenJSONField(default=dict, help_text="what was filled in, by the names of the form's values")
    gaps = models.JSONField(default=list, help_text="what was not on record: [label in Chinese, label in English]")
    phrases = models.JSONField(default=dict, help_text="the office's own sentences in it, by value of the form: number and version")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text="bytes")
    sealed_sha256 = models.CharField(max_length=64, blank=True, help_text="of the PDF with the electronic seal that came back for it; empty: none")
    is_draft = models.BooleanField(default=False, help_text="says so on each page, bears no number, and stands for no paper")
    is_personal = models.BooleanField(default=False, help_text="holds personal data that the maker had leave to read: handed out with a reading only")
    made_on = models.DateField(help_text="the day that the document bears")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True, blank=True, help_text="empty: made at the node's own keyboard")

    class Meta:
        ordering: ClassVar = ["made_at", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["dossier", "nth"], name="one_document_a_place")]

    def __str__(self) -> str:
        return f"{self.title} {self.number or ('（草稿）' if self.is_draft else '')}".strip()

    @property
    def title_shown(self) -> str:
        """Return what its form is called in the reader's language; as it is written in it where the form is known no more."""
        form = forms(FOLDER).get(self.form)
        return said(form.title) if form else self.title

    @property
    def shown(self) -> str:
        """Return its title in the reader's language, and the number that it bears."""
        draft = in_this_language("（草稿）", "(draft)") if self.is_draft else ""
        return f"{self.title_shown} {self.number or draft}".strip()

    @property
    def wire_name(self) -> str:
        """Return what every node calls it: the dossier's number and its place there."""
        return name_here("document", f"{self.dossier.number}-{self.nth}")


class Template(models.Model):
    """A Word template of a department's own for one form; the newest that was not withdrawn holds."""

    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    form = models.CharField(max_length=60)
    name = models.CharField(max_length=200, help_text="of the file, as it came")
    sha256 = models.CharField(max_length=64)
    put_at = models.DateTimeField()
    put_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-put_at", "-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["department", "form"], condition=Q(withdrawn_at__isnull=True), name="one_template_in_force")]

    def __str__(self) -> str:
        return f"{self.form}: {self.name}"


class Phrase(models.Model):
    """
    A version of a sentence that a department keeps for a field or a paper, with facts of the dossier in 【】. It holds from its approval until it has ended.

    A version is never changed: another wording is another version of the same number, so that a paper is drawn again as it was.
    """

    class End(models.TextChoices):
        REPLACED = "replaced", _("Replaced by a later version")
        WITHDRAWN = "withdrawn", _("Taken out of use")
        DECLINED = "declined", _("Not approved")

    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    nth = models.PositiveIntegerField(help_text="which sentence of the node it is; its versions share it")
    version = models.PositiveIntegerField()
    place = models.CharField(max_length=120, help_text="where it is offered: `field.NAME` of a paper, `opening.FORM`, `closing.FORM`")
    title = models.CharField(max_length=60)
    text = models.TextField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True, blank=True)
    ended_as = models.CharField(max_length=10, choices=End.choices, blank=True)
    ended_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["nth", "version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["nth", "version"], name="one_phrase_a_version"),
            models.UniqueConstraint(fields=["nth"], condition=Q(ended_at__isnull=True, approved_at__isnull=False), name="one_phrase_in_force"),
            models.UniqueConstraint(fields=["nth"], condition=Q(ended_at__isnull=True, approved_at__isnull=True), name="one_phrase_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.key}"

    @property
    def key(self) -> str:
        """Return its number and version, as documents and entries keep it."""
        return f"{self.nth}-{self.version}"

    @property
    def wire_name(self) -> str:
        """Return what every node calls it."""
        return name_here("phrase", self.key)

    @property
    def is_in_force(self) -> bool:
        """Return whether it may be chosen now."""
        return self.approved_at is not None and self.ended_at is None

    @property
    def is_waiting(self) -> bool:
        """Return whether it waits for a second officer."""
        return self.approved_at is None and self.ended_at is None


class Numbering(models.Model):
    """How a department numbers its documents (its short name and the pattern), and what else they say of it: reviewing government, court, account."""

    department = models.OneToOneField(Department, models.PROTECT, related_name="+")
    short = models.CharField(max_length=30)
    pattern = models.CharField(max_length=80)
    settings = models.JSONField(default=dict, help_text="by the keys of `documents.settings`")
    set_at = models.DateTimeField(null=True, blank=True)
    set_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True, blank=True)

    def __str__(self) -> str:
        return self.pattern


class Series(models.Model):
    """The newest number that a department gave under one 字 in one year."""

    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    word = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["department", "word", "year"], name="one_series_a_year")]

    def __str__(self) -> str:
        return f"{self.word} {self.year}: {self.last}"


def newest_each(dossiers: Iterable[int]) -> dict[str, Document]:
    """Return the newest document of each form among some dossiers, by their keys; drafts left out."""
    return {one.form: one for one in Document.objects.filter(dossier__in=list(dossiers), is_draft=False).order_by("made_at", "pk")}


def newest_and_drafts(dossiers: Iterable[int]) -> tuple[dict[str, Document], dict[str, Document]]:
    """Return the newest document and the newest draft of each form, by one question."""
    made = list(Document.objects.filter(dossier__in=list(dossiers)).order_by("made_at", "pk"))
    return {one.form: one for one in made if not one.is_draft}, {one.form: one for one in made if one.is_draft}
