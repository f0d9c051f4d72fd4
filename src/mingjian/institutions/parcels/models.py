"""Attestations of parcels taken in, by the file that brought them; inquiries about a waybill, and what couriers answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from mingjian.institutions.operators.models import Subject
from mingjian.office.models import Department, Dossier, Officer
from mingjian.office.models.names import name_here

if TYPE_CHECKING:
    from datetime import datetime

PROCEDURE = "waybill_inquiry"
OPEN, WITHDRAWN = "open", "withdrawn"


class Batch(models.Model):
    """One file of attestations: what it was, how many of its rows were kept, and what is told of the others. The file itself is not kept."""

    number = models.CharField(max_length=20, unique=True)
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", help_text="the courier")
    name = models.CharField(max_length=200, help_text="of the file")
    digest = models.CharField(max_length=64, blank=True, help_text="keyed: of a file of few rows, a plain one would give its numbers away")
    brought_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    brought_at = models.DateTimeField()
    kept = models.PositiveIntegerField(default=0, help_text="rows that became attestations")
    refused = models.PositiveIntegerField(default=0, help_text="rows that could not be used")
    breaches = models.PositiveIntegerField(default=0, help_text="rows kept that tell of a duty not done")
    told = models.JSONField(default=list, blank=True, help_text="[{row, code, zh, en, ground}], the first thousand; never a value of the row")
    key = models.CharField(max_length=16, help_text="which secret keyed it: its fingerprint")

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("parcels:batch", args=[self.number])

    @property
    def wire_name(self) -> str:
        """Return what every node calls it."""
        return name_here("attestations", self.number)


class Attestation(models.Model):
    """What a courier says of one parcel: where and when it was taken in, whether and how the sender was identified. No number of a person is in it."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="attestations")
    courier = models.ForeignKey(Department, models.PROTECT, related_name="+")
    waybill = models.CharField(max_length=60, db_index=True)
    outlet = models.CharField(max_length=200)
    region = models.CharField(max_length=6, help_text="of the outlet (GB/T 2260)")
    sent_on = models.DateField()
    sender_kind = models.CharField(max_length=20, help_text="a key of the paper sender_kind")
    is_checked = models.BooleanField()
    method = models.CharField(max_length=20, blank=True, help_text="a key of the paper identity_check")
    identity = models.CharField(max_length=64, blank=True, help_text="keyed hash of the document's number, of one period and region")
    phone = models.CharField(max_length=64, blank=True, help_text="keyed hash of the telephone, of one period and region")

    class Meta:
        ordering: ClassVar = ["sent_on", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["courier", "waybill"], name="a_parcel_is_attested_once")]
        indexes: ClassVar = [
            models.Index(fields=["identity", "sent_on"], name="attested_identity"),
            models.Index(fields=["phone", "sent_on"], name="attested_phone"),
        ]

    def __str__(self) -> str:
        return self.waybill


class WaybillInquiry(models.Model):
    """What an officer asks a courier about one waybill. Its way is its dossier; what it is asked for is another, which the courier does not see."""

    dossier = models.OneToOneField(Dossier, models.CASCADE, related_name="waybill_inquiry")
    about = models.ForeignKey(Dossier, models.PROTECT, related_name="waybill_inquiries", null=True, blank=True, help_text="the clue or case")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="waybill_inquiries", null=True, blank=True)
    waybill = models.CharField(max_length=60, db_index=True)
    further = models.JSONField(default=list, blank=True, help_text="papers asked for beyond the minimum: sender_name, sender_phone, sender_address")

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.dossier.number

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("parcels:inquiry", args=[self.dossier.number])


class Answer(models.Model):
    """What a courier answered, in part or whole, without personal data. Never changed: a later one stands beside it."""

    inquiry = models.ForeignKey(WaybillInquiry, models.CASCADE, related_name="answers")
    outlet = models.CharField(max_length=200, blank=True)
    day = models.DateField(null=True, blank=True)
    region = models.CharField(max_length=200, blank=True)
    count = models.PositiveIntegerField(null=True, blank=True, help_text="parcels of the same sender that day")
    still_missing = models.TextField(blank=True)
    is_whole = models.BooleanField()
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.inquiry_id}: {self.outlet}"


class Posting(models.Model):
    """A parcel that an authority posted to see what an outlet does, and what it did. Of one posting nothing follows; they are counted."""

    class Identity(models.TextChoices):
        CHECKED = "checked", pgettext_lazy("test posting", "document looked at")
        NOT_ASKED = "not_asked", pgettext_lazy("test posting", "not asked for")
        OTHERS = "others", pgettext_lazy("test posting", "somebody else's document was taken")
        REFUSED = "refused", pgettext_lazy("test posting", "refused, as none was shown")

    class Inspection(models.TextChoices):
        OPENED = "opened", pgettext_lazy("test posting", "opened and looked at")
        NOT_OPENED = "not_opened", pgettext_lazy("test posting", "not looked at")
        NOT_REACHED = "not_reached", pgettext_lazy("test posting", "it did not come to that")

    number = models.CharField(max_length=20, unique=True)
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", help_text="the authority")
    courier = models.ForeignKey(Department, models.PROTECT, related_name="+")
    outlet = models.CharField(max_length=200)
    region = models.CharField(max_length=6, help_text="of the outlet (GB/T 2260)")
    posted_on = models.DateField()
    waybill = models.CharField(max_length=60, blank=True)
    identity = models.CharField(max_length=10, choices=Identity)
    inspection = models.CharField(max_length=12, choices=Inspection)
    witness = models.CharField(max_length=60, help_text="the other officer present")
    note = models.TextField(blank=True)
    standing = models.CharField(max_length=10, default=OPEN, help_text="open, withdrawn")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-posted_on", "-id"]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return where it is listed."""
        return f"{reverse('parcels:outlets')}#tests"

    @property
    def wire_name(self) -> str:
        """Return what every node calls it."""
        return name_here("test_posting", self.number)

    @property
    def state(self) -> str:
        """Return where it stands."""
        return self.standing

    def move(self, state: str, *, by: Officer | None, at: datetime) -> None:
        """Stand in another state from now on."""
        self.standing = state
