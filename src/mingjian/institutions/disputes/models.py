"""A consumer's complaint: what was bought from whom, what is asked for; and the consumer, kept apart."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from mingjian.institutions.clues.models import LONGEST_LINK, Clue
from mingjian.office.models import Dossier
from mingjian.office.models.hidden import HiddenField, HiddenJSONField

#: The procedure that every complaint goes through.
PROCEDURE = "consumer_complaint"


class Complaint(models.Model):
    """What the complaint form holds. Its way through the procedure is its dossier."""

    dossier = models.OneToOneField(Dossier, models.CASCADE, related_name="complaint")
    clue = models.OneToOneField(Clue, models.PROTECT, related_name="complaint", null=True, blank=True, help_text="the clue that it became")
    received_at = models.DateTimeField()
    facts = models.TextField(help_text="what happened")
    demand = models.CharField(max_length=300, help_text="what the consumer asks for")
    complained_of = models.CharField(max_length=200, help_text="the operator, as the consumer names it")
    published_address = models.CharField(max_length=300, blank=True, help_text="as the platform shows it: it decides who is competent")
    platform = models.CharField(max_length=60, blank=True)
    shop_id = models.CharField(max_length=100, blank=True)
    shop_name = models.CharField(max_length=120, blank=True)
    listing_url = models.CharField(max_length=LONGEST_LINK, blank=True)
    goods = models.CharField(max_length=300, blank=True)
    order_number = models.CharField(max_length=100, blank=True)
    bought_on = models.DateField(null=True, blank=True)
    price = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True, help_text="yuan paid")

    hotline = models.CharField(max_length=20, blank=True, help_text="whose list it came in: 12315, 12345")
    original_number = models.CharField(max_length=80, blank=True, help_text="its number there")
    earlier = HiddenJSONField(default=list, blank=True, help_text="what its fields said before later lists")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(price__isnull=True) | Q(price__gte=0), name="complaint_price_not_negative"),
            models.UniqueConstraint(fields=["hotline", "original_number"], condition=~Q(original_number=""), name="one_complaint_a_hotline_number"),
        ]

    def __str__(self) -> str:
        return self.dossier.number

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("disputes:complaint", args=[self.number])

    @property
    def number(self) -> str:
        """That of its dossier."""
        return self.dossier.number


class Complainant(models.Model):
    """The consumer: kept apart, masked, revealed only with purpose and ground."""

    complaint = models.OneToOneField(Complaint, models.CASCADE, related_name="complainant")
    name = HiddenField(max_length=60)
    phone = HiddenField(max_length=40, blank=True)
    address = HiddenField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.masked_name

    @property
    def masked_name(self) -> str:
        """The first sign of the name."""
        return f"{self.name[:1]}**"

    @property
    def masked_phone(self) -> str:
        """The ends of the telephone number."""
        return f"{self.phone[:3]}****{self.phone[-2:]}" if len(self.phone) >= 7 else "****" if self.phone else ""
