"""Subjects (a person or firm that operates), the links that tie shops, phones and places to them, judgements on who is the same, and platforms' reports."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from mingjian.core.agreement.masks import masked
from mingjian.core.identifiers.typed import is_code_valid
from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.office.language import in_this_language, said
from mingjian.office.models import Department, Dossier, Officer
from mingjian.office.models.hidden import HiddenField, LookupField
from mingjian.office.models.names import name_here

#: Kinds of link whose value is personal data: masked until an officer says why.
PERSONAL = frozenset({"phone", "payee", "person", "person_number"})
#: Kinds whose value is a place: of a person it is shown as the region alone.
PLACES = frozenset({"address", "warehouse"})


class Subject(models.Model):
    """The file of one person or firm. It is never melted into another: that two are one is a judgement, and can be undone."""

    number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=8, help_text="person or firm")
    name = HiddenField(max_length=200, help_text="as registered or answered; of a person shown masked")
    uscc = models.CharField(max_length=40, blank=True, help_text="unified social credit code")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    opened_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    dossiers = models.ManyToManyField(Dossier, related_name="subjects", blank=True, help_text="in which it turned up")

    class Meta:
        ordering: ClassVar = ["-opened_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["uscc"], name="subject_of_code")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("operators:subject", args=[self.number])

    @property
    def wire_name(self) -> str:
        """Return what every node calls it."""
        return name_here("subject", self.number)

    @property
    def read_as(self) -> str:
        """Return what a reading of it is of."""
        return f"subject/{self.pk}"

    @property
    def state(self) -> str:
        """Always open: a file is kept, and judged."""
        return "open"

    @property
    def name_shown(self) -> str:
        """Return the name; of a person only its first sign."""
        return f"{self.name[:1]}**" if self.kind == "person" else self.name

    @property
    def has_wrong_code(self) -> bool:
        """Return whether the code on file fails its own check: somebody typed or answered it wrongly."""
        return bool(self.uscc) and not is_code_valid(self.uscc)

    def words(self) -> str:
        """Return the text that it is found by: nothing of it is personal."""
        shops = " ".join(self.links.filter(kind="shop").values_list("value", flat=True)[:50])
        return f"{self.number} {'' if self.kind == 'person' else self.name} {self.uscc} {shops}"


def new_link_code() -> str:
    """Return what a link is named by: nothing of its value, and no key of the database."""
    return secrets.token_hex(6)


class Link(models.Model):
    """A dated tie between a subject and a shop, account, number or place, with who says so; possible until an officer confirms it."""

    subject = models.ForeignKey(Subject, models.CASCADE, related_name="links")
    kind = models.CharField(max_length=16, help_text="a key of the paper link_kind")
    value = HiddenField(max_length=300)
    value_key = LookupField(of="value", help_text="finds equal values")
    since = models.DateField(null=True, blank=True, help_text="the first day on which it is known to hold")
    source = models.CharField(max_length=300, help_text="who or what says so")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="+", null=True, blank=True, help_text="of the answer that it came from")
    stands = models.CharField(max_length=10, default="possible", help_text="possible, confirmed or dropped")
    code = models.CharField(max_length=12, blank=True, default=new_link_code, help_text="names it beyond this database; empty for one of before")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["kind", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["subject", "kind", "value_key", "source"], name="a_link_once_a_source")]
        indexes: ClassVar = [models.Index(fields=["kind", "value_key"], name="link_of_value")]

    def __str__(self) -> str:
        return in_this_language(f"{self.kind_said.zh}：{self.value_shown}", f"{self.kind_said.en}: {self.value_shown}")

    def get_absolute_url(self) -> str:
        """Return the page of its subject."""
        return self.subject.get_absolute_url()

    @property
    def called(self) -> str:
        """Return what it ties to the subject, for whoever is to confirm it: the kind, and the value as far as it may be shown."""
        return said(Text(f"{self.kind_said.zh}：{self.value_shown}", f"{self.kind_said.en}: {self.value_shown}"))

    @property
    def number(self) -> str:
        """Return its key, by which a page names it."""
        return str(self.pk)

    @property
    def wire_name(self) -> str:
        """Return what every node calls it: no word of its value."""
        return name_here("link", f"{self.subject.number}/{self.code or self.pk}")  # what a ledger of before calls by its key keeps that name

    @property
    def department(self) -> Department:
        """Return who keeps its subject."""
        return self.subject.department

    @property
    def state(self) -> str:
        """Return whether it is possible, confirmed or dropped."""
        return self.stands

    def move(self, state: str, *, by: Officer | None, at: datetime) -> None:
        """Stand in another state from now on."""
        self.stands = state

    @property
    def is_personal(self) -> bool:
        """Return whether its value is masked until somebody says why."""
        return self.kind in PERSONAL or (self.kind in PLACES and self.subject.kind == "person")

    @property
    def value_shown(self) -> str:
        """Return the value as everybody sees it."""
        if not self.is_personal:
            return str(self.value)
        return masked(self.value, "region_only" if self.kind in PLACES else "mask_middle")

    @property
    def kind_said(self) -> Text:
        """Return the kind in words."""
        return said_of("link_kind", self.kind)


class Judgement(models.Model):
    """An officer's word on whether two subjects are one. The newest of a pair counts; none is ever changed."""

    left = models.ForeignKey(Subject, models.CASCADE, related_name="+", help_text="the one with the smaller key")
    right = models.ForeignKey(Subject, models.CASCADE, related_name="+")
    verdict = models.CharField(max_length=10, help_text="a key of the paper judgement: same, different, unsure, undone")
    reason = models.TextField()
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [models.CheckConstraint(condition=Q(left__lt=F("right")), name="a_pair_is_written_one_way")]

    def __str__(self) -> str:
        return f"{self.left_id} {self.verdict} {self.right_id}"

    @property
    def verdict_said(self) -> Text:
        """Return the verdict in words."""
        return said_of("judgement", self.verdict)


class Inquiry(models.Model):
    """An assistance request about a subject: its answers are kept in the subject's file."""

    dossier = models.OneToOneField(Dossier, models.CASCADE, related_name="inquiry")
    subject = models.ForeignKey(Subject, models.CASCADE, related_name="inquiries")

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.subject_id}"


class Report(models.Model):
    """One version of a platform's report of its operators: the file, and what the examination said of its rows."""

    number = models.CharField(max_length=20, unique=True)
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", help_text="the platform")
    corrects = models.OneToOneField("self", models.PROTECT, related_name="corrected_by", null=True, blank=True)
    name = models.CharField(max_length=200, help_text="of the file")
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField(help_text="bytes")
    brought_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    brought_at = models.DateTimeField()
    stands = models.CharField(max_length=10, default="asked", help_text="asked, examined or failed")
    note_zh = models.CharField(max_length=500, blank=True, help_text="why it failed")
    note_en = models.CharField(max_length=500, blank=True)
    passed = models.PositiveIntegerField(default=0)
    doubtful = models.PositiveIntegerField(default=0, help_text="rows at which a person must look")
    wrong = models.PositiveIntegerField(default=0)
    reasons = models.JSONField(default=dict, blank=True, help_text="code of a reason to number of rows")
    sheet = models.CharField(max_length=100, blank=True, help_text="of a workbook, the one to examine; empty for that which is recognised")
    lacking = models.JSONField(default=list, blank=True, help_text="columns that the whole file lacks")
    notes = models.JSONField(default=list, blank=True, help_text="what a person must know of how the file was read: pairs of Chinese and English")
    answers = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the answers by row (Parquet)")

    class Meta:
        ordering: ClassVar = ["-brought_at", "-id"]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("operators:report", args=[self.number])

    @property
    def wire_name(self) -> str:
        """Return what every node calls it."""
        return name_here("report", self.number)

    @property
    def state(self) -> str:
        """Return whether it was brought, is examined, or could not be."""
        return self.stands

    def move(self, state: str, *, by: Officer | None, at: datetime) -> None:
        """Stand in another state from now on."""
        self.stands = state

    @property
    def notes_said(self) -> list[str]:
        """Return what a person must know of how the file was read, in the reader's language."""
        return [in_this_language(*one) for one in self.notes]

    @property
    def note(self) -> str:
        """Why it failed, in the reader's language."""
        return in_this_language(self.note_zh, self.note_en) if self.note_zh else ""

    @property
    def rows(self) -> int:
        """Return how many rows were answered."""
        return self.passed + self.doubtful + self.wrong


class Proof(models.Model):
    """What a platform or operator shows of a duty that it fulfils, over a span of days: a file, looked at by the authority of its place."""

    BROUGHT, SEEN, DOUBTED = "brought", "seen", "doubted"

    number = models.CharField(max_length=20, unique=True)
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", help_text="who shows it")
    duty = models.CharField(max_length=80, help_text="key of the duty in the rulebook")
    about = models.CharField(max_length=200, blank=True, help_text="whose records they are, where not its own: a live room, an anchor's agency")
    since = models.DateField(help_text="first day that it covers")
    until = models.DateField(help_text="last day that it covers")
    name = models.CharField(max_length=200, help_text="of the file")
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField(help_text="bytes")
    note = models.CharField(max_length=500, blank=True)
    brought_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    brought_at = models.DateTimeField()
    stands = models.CharField(max_length=10, default=BROUGHT, help_text="brought, seen or doubted")
    why = models.CharField(max_length=500, blank=True, help_text="what the authority says of it")
    judged_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True, blank=True)
    judged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-until", "-id"]
        indexes: ClassVar = [models.Index(fields=["department", "duty", "-until"], name="proof_of_duty")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return its place among the duties of whoever shows it."""
        return f"{reverse('operators:duties')}?of={self.department_id}#{self.duty}"

    @property
    def wire_name(self) -> str:
        """Return what every node calls it, with the hash of its file."""
        return name_here("proof", self.number, self.sha256)

    @property
    def state(self) -> str:
        """Return whether it was brought, and what the authority says."""
        return self.stands

    def move(self, state: str, *, by: Officer | None, at: datetime) -> None:
        """Stand in another state from now on, by an officer of the authority."""
        self.stands, self.judged_by, self.judged_at = state, by, at


def said_of(paper: str, key: str) -> Text:
    """Describe one choice of a paper of the rulebook; a key that it no longer has, as it stands."""
    return dict(rulebook().papers[paper].options).get(key, Text(key, key))
