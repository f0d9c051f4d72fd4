"""A consultation with its questions and each department's opinion; the tasks that a joint conference gave out."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingjian.office.models import Department, Dossier, Officer

#: The procedures of this institution, and the one whose dossiers give out tasks.
CONSULTATION, TASK, JOINT = "case_consultation", "conference_task", "joint_conference"


class Consultation(models.Model):
    """What several departments are asked about one matter. Its way through the procedure is its dossier."""

    dossier = models.OneToOneField(Dossier, models.CASCADE, related_name="consultation")
    about = models.ForeignKey(Dossier, models.PROTECT, related_name="consultations", null=True, blank=True, help_text="the case or clue that it is on")

    def __str__(self) -> str:
        return self.dossier.number

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("conferences:consultation", args=[self.dossier.number])


class Question(models.Model):
    """One question of a consultation: what happened, what the law says, or which way it goes."""

    class Kind(models.TextChoices):
        FACT = "fact", _("of fact")
        LAW = "law", _("of law")
        PROCEDURE = "procedure", _("of procedure")

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="questions")
    nth = models.PositiveSmallIntegerField(help_text="which of the questions it is, from 1")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.CharField(max_length=500)

    class Meta:
        ordering: ClassVar = ["nth"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["consultation", "nth"], name="one_question_a_place")]

    def __str__(self) -> str:
        return f"{self.nth}. {self.text}"


class Opinion(models.Model):
    """What one officer said for a department, with what it does not agree to. Never changed: a later one stands beside it."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="opinions")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField()
    dissent = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.consultation_id}: {self.department_id}"


class Reply(models.Model):
    """What one officer wrote to an opinion, or to all: a thread of its own under each opinion. Never changed."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="replies")
    to = models.ForeignKey(Opinion, models.PROTECT, related_name="replies", null=True, blank=True, help_text="none: to all of them")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField()

    class Meta:
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.consultation_id}: {self.department_id}"


class Look(models.Model):
    """How far a department has read a consultation: when one of its officers last opened the page, and after which step. No entry: reading decides nothing."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="looks")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    steps = models.PositiveIntegerField(help_text="how many steps the page showed")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["consultation", "department"], name="one_look_a_department")]

    def __str__(self) -> str:
        return f"{self.consultation_id}: {self.department_id} {self.steps}"


class Task(models.Model):
    """What one department is to do after a joint conference: a dossier of its own, held by it, with a day."""

    dossier = models.OneToOneField(Dossier, models.CASCADE, related_name="conference_task")
    conference = models.ForeignKey(Dossier, models.PROTECT, related_name="conference_tasks")

    def __str__(self) -> str:
        return self.dossier.number
