"""A clue: a finding or report that an officer has taken up."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.institutions.evidence.models import Kit
from mingjian.institutions.monitoring.models import Finding
from mingjian.office.models import Department, Dossier, OfDossier
from mingjian.office.models.hidden import HiddenField

#: The procedure that every clue goes through.
PROCEDURE = "clue"
LONGEST_LINK = 2000  # characters: as platforms share them they carry a thousand of tracking

#: What comes of a clue, as its register says it.
RESULTS = {
    "to_be_filed": Text("立案", "A case is filed"),
    "not_filed": Text("不予立案", "No case is filed"),
    "transferred": Text("移送", "Transferred"),
    "voided": Text("作废", "Void"),
}
#: Of results that have a ground, the paper whose choice it is.
GROUNDS = {"not_filed": "not_filing_ground", "transferred": "transfer_kind"}


class Clue(OfDossier, models.Model):
    """What the clue form holds (case-source register). Its way through the procedure is its dossier."""

    class Source(models.TextChoices):
        MONITORING = "monitoring", _("Found by monitoring")
        INSPECTION = "inspection", _("Found in daily enforcement")
        REPORT = "report", _("Report by the public")
        COMPLAINT = "complaint", _("Complaint that became a clue")
        RIGHT_HOLDER = "right_holder", _("Complaint by a right holder")
        PLATFORM = "platform", _("Report by a platform")
        SUPERIOR = "superior", _("Assigned by a superior")
        OTHER_DEPARTMENT = "other_department", _("Transferred by another department")
        SELF_SURRENDER = "self_surrender", _("The party came forward")
        MEDIA = "media", _("Media and public opinion")

    dossier = models.OneToOneField(Dossier, models.CASCADE, related_name="clue")
    source = models.CharField(max_length=20, choices=Source)
    received_at = models.DateTimeField()
    original_number = models.CharField(max_length=80, blank=True, help_text="the sender's own number")
    finding = models.OneToOneField(Finding, models.PROTECT, related_name="clue", null=True, blank=True, help_text="what it was opened for")
    kit = models.OneToOneField(Kit, models.PROTECT, related_name="clue", null=True, blank=True, help_text="the buyer's evidence that it came from")
    joined_to = models.ForeignKey("self", models.PROTECT, related_name="joined", null=True, blank=True, help_text="the clue that this one duplicates")

    platform = models.CharField(max_length=60, blank=True)
    shop_id = models.CharField(max_length=100, blank=True)
    shop_name = models.CharField(max_length=120, blank=True)
    shop_url = models.CharField(max_length=LONGEST_LINK, blank=True)
    listing_id = models.CharField(max_length=100, blank=True)
    listing_title = models.CharField(max_length=300, blank=True)
    listing_url = models.CharField(max_length=LONGEST_LINK, blank=True)
    sku = models.CharField(max_length=100, blank=True)
    price = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True, help_text="yuan")
    sales_shown = models.PositiveBigIntegerField(null=True, blank=True)
    order_numbers = models.TextField(blank=True)

    displayed_operator = models.CharField(max_length=200, blank=True, help_text="as the page shows it")
    operator_name = models.CharField(max_length=200, blank=True, help_text="as verified")
    operator_code = models.CharField(max_length=40, blank=True, help_text="unified social credit code")
    operator_address = models.CharField(max_length=300, blank=True)

    suspected_act = models.CharField(max_length=200)
    suspected_ground = models.CharField(max_length=120, blank=True)
    act_place = models.CharField(max_length=200, blank=True)
    acted_on = models.DateField(null=True, blank=True)
    amount = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True, help_text="yuan, suspected")
    content = models.TextField(blank=True)
    risk_note = models.CharField(max_length=500, blank=True)
    jurisdiction_basis = models.CharField(max_length=300, blank=True)

    filled = models.JSONField(default=list, blank=True, help_text="the fields that the node filled in from its records, and not whoever sent the clue")
    result = models.CharField(max_length=40, blank=True, help_text="a key of RESULTS; of before, with a colon and its ground")
    result_ground = models.CharField(max_length=40, blank=True, help_text="a key of the paper that says why, or where to")
    feedback = models.TextField(blank=True)
    dispatched_to = models.ForeignKey(Department, models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__isnull=True) | Q(amount__gte=0), name="clue_amount_not_negative"),
            models.UniqueConstraint(fields=["source", "original_number"], condition=~Q(original_number=""), name="one_clue_an_original_number"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["platform", "shop_id"], name="clue_of_shop"),
            models.Index(fields=["platform", "listing_id"], name="clue_of_listing"),
            models.Index(fields=["operator_code"], name="clue_of_operator"),
            models.Index(fields=["listing_title"], condition=~Q(listing_title=""), name="clue_of_goods"),
            # Most were joined to none: counted with those, SQLite would take an index of all for no help.
            models.Index(fields=["joined_to"], condition=Q(joined_to__isnull=False), name="clue_joined"),
        ]

    def __str__(self) -> str:
        return self.dossier.number

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("clues:clue", args=[self.number])

    def get_source_display(self) -> str:  # type: ignore[no-redef]  # Django leaves one that is there, which its stubs do not know
        """Name the source. What Django would make translates and hashes every choice for each row of a list."""
        return str(self.Source(self.source).label) if self.source in self.Source.values else self.source

    @property
    def result_said(self) -> Text | None:
        """Return what came of it, in words, with the ground; None while nothing did."""
        key, _, of_before = self.result.partition(":")
        if key not in RESULTS:
            return Text(key, key) if key else None
        said, ground = RESULTS[key], self.result_ground or of_before
        why = dict(rulebook().papers[GROUNDS[key]].options).get(ground) if key in GROUNDS else None
        return Text(f"{said.zh}：{why.zh}", f"{said.en}: {why.en}") if why else said

    @property
    def state(self) -> str:
        """Return whether there is still something to be done about it; how far it has come, its sheet says."""
        return "closed" if self.dossier.is_closed else "open"

    @property
    def shop(self) -> str:
        """`platform/id` of the shop, or nothing."""
        return f"{self.platform}/{self.shop_id}" if self.platform and self.shop_id else ""

    def findings(self) -> list[Finding]:
        """Return what the clue rests on: the finding that it was opened for, then those taken in."""
        further = [one.finding for one in self.further.select_related("finding__run")]
        return [self.finding, *further] if self.finding else further

    @property
    def subject(self) -> str:
        """`platform/id` of the listing, else of the shop, else nothing."""
        name = self.listing_id or self.shop_id
        return f"{self.platform}/{name}" if self.platform and name else ""


class FurtherFinding(models.Model):
    """A finding of the same subject that a clue rests on beside the one that it was opened for. Taken in and separated by steps of the procedure."""

    clue = models.ForeignKey(Clue, models.CASCADE, related_name="further")
    finding = models.OneToOneField(Finding, models.PROTECT, related_name="further", help_text="of one clue only")

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.clue_id}: {self.finding_id}"


class KnownHeading(models.Model):
    """What a department once said that a heading of the files sent to it means: the next file is read the same way."""

    department = models.ForeignKey(Department, models.CASCADE, related_name="+")
    theirs = models.CharField(max_length=200, help_text="the heading as it stood")
    ours = models.CharField(max_length=60, help_text="the column of a clue")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["department", "theirs"], name="heading_once_a_department")]

    def __str__(self) -> str:
        return f"{self.theirs}: {self.ours}"


class Reporter(models.Model):
    """Who reported a clue: kept apart, masked, revealed only by a step with purpose and ground."""

    clue = models.OneToOneField(Clue, models.CASCADE, related_name="reporter")
    name = HiddenField(max_length=60, blank=True)
    phone = HiddenField(max_length=40, blank=True)
    address = HiddenField(max_length=200, blank=True)
    wants_secrecy = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.masked_name

    @property
    def masked_name(self) -> str:
        return self.name[:1] + "**" if self.name else ""

    @property
    def masked_phone(self) -> str:
        return self.phone[:3] + "****" + self.phone[-2:] if len(self.phone) >= 7 else "****" if self.phone else ""
