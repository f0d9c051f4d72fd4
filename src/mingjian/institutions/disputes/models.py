"""A consumer's complaint: what was bought from whom, what is asked for; the consumer, kept apart; and the page that a consumer reads and answers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from mingjian.core.errors import NotPermitted
from mingjian.core.language import Text
from mingjian.core.redaction import masked
from mingjian.institutions.clues.models import LONGEST_LINK, Clue
from mingjian.office.models import Department, Dossier, Officer
from mingjian.office.models.hidden import LONGEST, CodeKeyField, HiddenField, HiddenJSONField
from mingjian.office.models.names import name_here

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
        """Return the address of its page."""
        return reverse("disputes:complaint", args=[self.number])

    @property
    def number(self) -> str:
        """Return that of its dossier."""
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
        """Return the first sign of the name."""
        return f"{self.name[:1]}**"

    @property
    def masked_phone(self) -> str:
        """Return the ends of the telephone number."""
        return f"{self.phone[:3]}****{self.phone[-2:]}" if len(self.phone) >= 7 else "****" if self.phone else ""


#: What a consumer alone says, by the code of the page: nobody writes it down in their name.
_IN_PERSON = frozenset({"say_settlement", "say_consent"})


class ConsumerReceipt(models.Model):
    """By whose code a consumer who complained, or a buyer whom a dossier names, reads how it stands, is asked, answers, and consents; opened by an officer."""

    number = models.CharField(max_length=40, unique=True)
    code = HiddenField(max_length=40, help_text="unguessable; the officer sends it to the consumer")
    code_key = CodeKeyField(of="code", unique=True, help_text="finds the code")
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="consumer_receipts")
    role = models.CharField(max_length=12, help_text="as the paper `consumer_role` names it: complainant or buyer")
    name = HiddenField(max_length=60, help_text="who it is for; shown masked")
    opened_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True, help_text="when its page was opened first")

    class Meta:
        ordering: ClassVar = ["opened_at", "id"]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the page of its dossier."""
        return reverse("dossier", args=[self.dossier.number])

    @property
    def wire_name(self) -> str:
        """Return what every node calls it."""
        return name_here("consumer_receipt", self.number)

    @property
    def state(self) -> str:
        """Return whether its dossier is closed."""
        return "closed" if self.dossier.is_closed else "open"

    @property
    def department(self) -> Department:
        """Return the department that holds its dossier."""
        return self.dossier.department

    def hindrance(self, act: str, by: Officer) -> NotPermitted | None:
        """Refuse to write down for a consumer what they alone say."""
        if act not in _IN_PERSON:
            return None
        return NotPermitted(
            "是否认可和解、是否同意提供个人信息，只由消费者本人凭查询页填写。",
            "Whether it is settled, and whether data may be passed on, the consumer alone says, by the code of the page.",
        )

    @property
    def masked_name(self) -> str:
        """Return the first sign of the name."""
        return f"{self.name[:1]}**"

    @property
    def masked_code(self) -> str:
        """Return the last four signs of the code: enough to tell one address from another."""
        return f"…{self.code[-4:]}"


class ConsumerWord(models.Model):
    """
    What was said by a consumer's page, by either side: a question or message, whether it is settled, what consent is asked for and given.

    `answers`: the question or request for consent that it answers.
    """

    QUESTION, MESSAGE, SETTLED, NOT_SETTLED = "question", "message", "settled", "not_settled"
    CONSENT_ASKED, CONSENT_GIVEN, CONSENT_REFUSED = "consent_asked", "consent_given", "consent_refused"

    receipt = models.ForeignKey(ConsumerReceipt, models.CASCADE, related_name="words")
    kind = models.CharField(max_length=16)
    text = HiddenField(max_length=LONGEST, blank=True)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True, blank=True, help_text="none: the consumer")
    at = models.DateTimeField()
    answers = models.ForeignKey("self", models.CASCADE, related_name="answered_by", null=True, blank=True)
    to = models.ForeignKey(Department, models.PROTECT, related_name="+", null=True, blank=True, help_text="of a consent: who here would get the data")
    recipient = HiddenField(max_length=200, blank=True, help_text="of a consent: who would get the data, in words")
    purpose = models.CharField(max_length=300, blank=True, help_text="of a consent")
    name = HiddenField(max_length=200, blank=True, help_text="of a file that the consumer sent")
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(default=0, help_text="bytes")
    taken_at = models.DateTimeField(null=True, blank=True, help_text="when the officer read it, and its file was sealed to the dossier")

    class Meta:
        ordering: ClassVar = ["at", "id"]
        indexes: ClassVar = [models.Index(fields=["receipt"], condition=Q(taken_at__isnull=True, by__isnull=True), name="consumer_word_open")]

    def __str__(self) -> str:
        return f"{self.receipt_id}: {self.kind}"

    @property
    def is_of_consumer(self) -> bool:
        """Return whether the consumer said it."""
        return self.by_id is None

    @property
    def text_masked(self) -> str:
        """Return what it says, as it stands before officers: numbers and accounts masked."""
        return masked(self.text)

    @property
    def recipient_label(self) -> Text:
        """Return who would get the data."""
        return Text(self.to.name_zh, self.to.name_en) if self.to else Text(self.recipient, self.recipient)
