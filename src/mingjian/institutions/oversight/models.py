"""An order to a department below, a review of a decision; a suggested correction, a recognition, a sighting, each answered or withdrawn; reminders sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingjian.core.agreement.reader import agreements
from mingjian.office.dossiers.parts import part_url
from mingjian.office.institution import EVIDENCE, PAPERS
from mingjian.office.language import in_this_language
from mingjian.office.models import Department, Dossier, Officer
from mingjian.office.models.names import name_here

if TYPE_CHECKING:
    from datetime import datetime

#: The procedures of this institution.
ORDER, REVIEW = "supervision", "decision_review"
OPEN, WITHDRAWN = "open", "withdrawn"


class Order(models.Model):
    """What a department above asks of one below. Its way through the procedure is its dossier."""

    dossier = models.OneToOneField(Dossier, models.CASCADE, related_name="supervision_order")
    about = models.ForeignKey(Dossier, models.PROTECT, related_name="supervision_orders", null=True, blank=True, help_text="the matter that it is about")

    def __str__(self) -> str:
        return self.dossier.number


class Review(models.Model):
    """A decision of another dossier, looked at by somebody who did not take it."""

    dossier = models.OneToOneField(Dossier, models.CASCADE, related_name="decision_review")
    of = models.ForeignKey(Dossier, models.PROTECT, related_name="decision_reviews", help_text="the dossier in which it was decided")
    entry_index = models.BigIntegerField(help_text="the decision's place in the ledger")
    asked_by = models.ForeignKey(Department, models.PROTECT, related_name="+", help_text="the body that asked")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["dossier", "entry_index"], name="one_decision_a_review")]

    def __str__(self) -> str:
        return self.dossier.number


class _Standing(models.Model):
    """What is said once by an officer for a department, and never changed: only its standing moves."""

    standing = models.CharField(max_length=10, default=OPEN, help_text="open, accepted, declined, withdrawn")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True

    @property
    def state(self) -> str:
        """Return where it stands."""
        return self.standing

    def move(self, state: str, *, by: Officer | None, at: datetime) -> None:
        """Stand in another state from now on."""
        self.standing = state


class _Beside(_Standing):
    """One of several that stand beside a dossier, told apart by its place."""

    nth = models.PositiveIntegerField(help_text="which of the dossier's it is, from 1")

    class Meta:
        abstract = True

    dossier: models.ForeignKey[Dossier]
    kind: ClassVar[str]
    page_part: ClassVar[str]  # where it stands on the page of a dossier that has parts

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return its place on the dossier's page."""
        return f"{part_url(self.dossier, self.page_part)}#{self.kind}s"

    @property
    def number(self) -> str:
        """Return the dossier's, and its place there."""
        return f"{self.dossier.number}-{self.nth}"

    @property
    def wire_name(self) -> str:
        """Return what every node calls it."""
        return name_here(self.kind, self.number)

    @property
    def department(self) -> Department:
        """Who holds the dossier, and answers."""
        return self.dossier.department


class Suggestion(_Beside):
    """What a department holds to be wrong in another's dossier, and how it should read; the holder's answer."""

    kind, page_part = "suggestion", PAPERS
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="suggestions")
    text = models.TextField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["nth"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["dossier", "nth"], name="one_suggestion_a_place")]


class Recognition(_Beside):
    """A report or proof of another region that a dossier uses: what, by whom, under which clause; without a clause it is UNVERIFIED and decides nothing."""

    kind, page_part = "recognition", EVIDENCE
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="recognitions")
    document = models.CharField(max_length=300)
    issuer = models.CharField(max_length=200)
    issued_on = models.DateField()
    clause = models.CharField(max_length=120, blank=True, help_text="agreement/clause, empty where none supports it")
    scope = models.TextField(help_text="what is recognised, and with which limits")

    class Meta:
        ordering: ClassVar = ["nth"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["dossier", "nth"], name="one_recognition_a_place")]

    @property
    def is_verified(self) -> bool:
        """Return whether an agreement whose text was verified supports it."""
        name, _, called = self.clause.partition("/")
        return any(called in one.clauses and one.verification != "UNVERIFIED" for one in agreements().get(name, {}).values())


class Urging(models.Model):
    """One reminder that the node sent by itself to whoever lets another wait past a deadline, with what that one owes. See `sweeps`."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="urgings")
    deadline = models.CharField(max_length=60, help_text="its name in the sheet")
    label_zh = models.CharField(max_length=120)
    label_en = models.CharField(max_length=160)
    due = models.DateTimeField()
    urged = models.ForeignKey(Department, models.PROTECT, related_name="+", help_text="whose clock it is")
    waits = models.ForeignKey(Department, models.PROTECT, related_name="+", help_text="who waits for it")
    nth = models.PositiveSmallIntegerField(help_text="which reminder of this deadline it is, from 1")
    lacks = models.JSONField(default=list, help_text="pairs of Chinese and English: what is missing")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["dossier", "deadline", "due", "nth"], name="one_urging_a_time")]
        indexes: ClassVar = [models.Index(fields=["urged", "-at"], name="urging_of_department")]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.deadline} {self.nth}"

    @property
    def label(self) -> str:
        """Return the deadline, in the reader's language."""
        return in_this_language(self.label_zh, self.label_en)

    @property
    def missing(self) -> list[str]:
        """Return what is missing, in the reader's language."""
        return [in_this_language(zh, en) for zh, en in self.lacks]


class Sighting(_Standing):
    """That a department has seen the same of a subject, or doubts it. It fades, and decides nothing."""

    class Verdict(models.TextChoices):
        SEEN = "seen", _("seen here as well")
        DOUBTED = "doubted", _("looked into and doubted")

    number = models.CharField(max_length=40, unique=True)
    subject = models.CharField(max_length=200, db_index=True, help_text="platform/id")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict)
    note = models.TextField()
    sha256 = models.CharField(max_length=64, blank=True, help_text="of the sealed file that shows it")

    class Meta:
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the list of what was seen of its subject."""
        return f"{reverse('oversight:sightings')}?subject={self.subject}"

    @property
    def wire_name(self) -> str:
        """Return what every node calls it."""
        return name_here("sighting", self.number)
