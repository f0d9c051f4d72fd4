"""A special action: its plan, the tasks of its members, and the matters that it counts."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.office.models import Department, Dossier, OfDossier, Officer


class Campaign(OfDossier, models.Model):
    """The plan of a special action. Its way through the procedure is its dossier."""

    dossier = models.OneToOneField(Dossier, models.CASCADE, related_name="campaign")
    fields = models.JSONField(default=list, blank=True, help_text="keys of the fields of goods, vocabularies/goods_fields.yaml")
    goods = models.CharField(max_length=500, blank=True, help_text="key goods, in words")
    words = models.TextField(blank=True, help_text="key words, one a line: a clue that holds one is proposed")
    targets = models.JSONField(default=dict, blank=True, help_text="numbers that the plan sets, by row of its table of figures")
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="campaign_ends_after_it_starts")]

    def __str__(self) -> str:
        return self.dossier.number

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("campaigns:campaign", args=[self.number])

    def key_words(self) -> list[str]:
        """Return the key words, without what is empty or said twice."""
        return list(dict.fromkeys(word for line in self.words.splitlines() if (word := line.strip())))

    def fields_said(self) -> list[Text]:
        """Name the fields of goods."""
        known = rulebook().vocabularies["goods_fields"]
        return [known[key] for key in self.fields if key in known]

    def search_words(self) -> str:
        """Return the text that the campaign is found by."""
        return f"{self.dossier.number} {self.dossier.title} {self.goods} {' '.join(self.key_words())} {' '.join(one.zh for one in self.fields_said())}"


class Member(models.Model):
    """A department that takes part. A county below it takes part through it only where it has a task of its own."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="members")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["campaign", "department"], name="one_membership_each")]
        ordering: ClassVar = ["department__region", "id"]

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.department_id}"


class Task(models.Model):
    """What one member is to do: a dossier of its own, held by the member, with a clock."""

    dossier = models.OneToOneField(Dossier, models.CASCADE, related_name="campaign_task")
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="tasks")

    def __str__(self) -> str:
        return self.dossier.number


class Matter(models.Model):
    """A dossier that the campaign counts: a clue, a case, a transfer."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="matters")
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="campaign_matters")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["campaign", "dossier"], name="a_matter_once_a_campaign")]
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.dossier_id}"
