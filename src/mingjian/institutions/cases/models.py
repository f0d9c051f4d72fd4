"""A case: whom it is about, what is suspected under which law, who investigates; its amount ledger; its child cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingjian.core.amount_lines.lines import SOLD, UNSOLD, Line
from mingjian.core.errors import StepRefused
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.matters.models import Offer
from mingjian.office.models import Department, Dossier, OfDossier, Officer, SealedFile
from mingjian.office.models.names import name_here

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

PROCEDURE = "admin_case"
OPEN, CLOSED = "open", "closed"
TRANSFERRED = "transferred"  # where its main track stands in the sheet
SETTLED, WITHDRAWN = "settled", "withdrawn"
GOODS = (SOLD, UNSOLD)  # kinds of lines whose value is that of goods


class Case(OfDossier, models.Model):
    """What is known of a case besides its steps. Its way through the procedure is its dossier."""

    dossier = models.OneToOneField(Dossier, models.CASCADE, related_name="case")
    clue = models.ForeignKey(Clue, models.PROTECT, related_name="cases", null=True, blank=True, help_text="what it was filed from")
    party_name = models.CharField(max_length=200, blank=True)
    party_code = models.CharField(max_length=40, blank=True, help_text="unified social credit code")
    party_address = models.CharField(max_length=300, blank=True)
    party_head = models.CharField(max_length=60, blank=True, help_text="legal representative, or who is in charge")
    suspected_act = models.CharField(max_length=200, blank=True, help_text="in words, as documents say it")
    act = models.CharField(max_length=60, blank=True, help_text="key of the act in the rulebook's liability")
    field = models.CharField(max_length=60, blank=True, help_text="key of the field of goods")
    crime = models.CharField(max_length=60, blank=True, help_text="key of the crime whose lines are watched")
    acted_on = models.DateField(null=True, blank=True, help_text="of an act that went on, the day on which it ended")
    broken = models.CharField(max_length=120, blank=True, help_text="the provision broken, law/article")
    circumstances = models.JSONField(default=list, blank=True, help_text="keys of circumstances that a penalty depends on")
    first = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True, blank=True, help_text="investigator")
    second = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True, blank=True, help_text="the other investigator")
    nearness = models.CharField(max_length=8, default="", blank=True, help_text="near (from 80 %) or reached, of the line of its crime; as last weighed")
    near_percent = models.PositiveIntegerField(default=0, help_text="of the line, in whole per cent, as last weighed")
    weighed_on = models.DateField(null=True, blank=True, help_text="the day on which it was last weighed; none: not yet")
    goods_value = models.DecimalField(
        max_digits=34, decimal_places=4, null=True, blank=True, help_text="yuan, of its open lines of goods with a price; none: no such line"
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["nearness", "-near_percent", "-id"], name="case_near_a_line"),  # home, docket
            models.Index(fields=["weighed_on"], name="case_to_weigh"),  # sweep
            models.Index(fields=["dossier", "goods_value"], condition=Q(goods_value__isnull=False), name="case_goods_value"),  # figures
        ]
        constraints: ClassVar = [models.CheckConstraint(condition=Q(first__isnull=True) | ~Q(first=models.F("second")), name="two_investigators_are_two")]

    def __str__(self) -> str:
        return self.dossier.number

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("cases:case", args=[self.number])

    @property
    def state(self) -> str:
        """`open` until its dossier is closed: steps move it, and acts ask no more than that."""
        return CLOSED if self.dossier.is_closed else OPEN

    @property
    def is_transferred(self) -> bool:
        """Return whether it went to another authority, the police for instance, and came not back."""
        state = self.dossier.state
        return isinstance(state, dict) and state.get("main") == TRANSFERRED

    @property
    def investigators(self) -> list[Officer]:
        """Return those named, first and second."""
        return [one for one in (self.first, self.second) if one is not None]

    def proposed_for(self, act: str) -> dict[str, str]:
        """Propose, of a line of the amount ledger entered after the sold ones, goods in stock of the offer that was sold, at the average of its sales."""
        lines = [one for one in self.lines.select_related("offer") if one.standing != WITHDRAWN] if act == "add_amount_line" else []
        sold = [one.offer.nth for one in lines if one.kind == SOLD and one.offer]
        if not sold or any(one.kind == UNSOLD for one in lines):
            return {}
        return {"amount_kind": UNSOLD, "price_basis": "average", "amount_offer": str(sold[0])}

    def search_words(self) -> str:
        """Return the text that the case is found by."""
        return f"{self.dossier.number} {self.dossier.title} {self.party_name} {self.party_code} {self.suspected_act}"


class AmountLine(models.Model):
    """One line of a case's amount ledger. Never changed: settled or withdrawn on record, and then another takes its place."""

    is_row = True  # whoever makes one looks at it in its list

    class Kind(models.TextChoices):
        SOLD = "sold", _("sold")
        UNSOLD = "unsold", _("not sold")
        REFUND = "refund", _("refunded")
        SHAM = "sham", _("sham order, taken out")
        COST = "cost", _("cost of purchase or material")

    case = models.ForeignKey(Case, models.CASCADE, related_name="lines")
    nth = models.PositiveIntegerField(help_text="which of the case's lines it is, from 1")
    offer = models.ForeignKey(
        Offer, models.PROTECT, related_name="lines", null=True, blank=True, help_text="the offer of the matter that it counts; empty: none in particular"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    goods = models.CharField(max_length=200)
    quantity = models.DecimalField(max_digits=14, decimal_places=2)
    price = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True, help_text="yuan a piece; empty: the average is reckoned")
    paid = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True, help_text="yuan, exact sum of the orders; empty: quantity × price")
    basis = models.CharField(max_length=10)
    sold_on = models.DateField(null=True, blank=True)
    proofs = models.JSONField(default=list, help_text="SHA-256 of files of the dossier, or order/platform/id")
    reason = models.CharField(max_length=500, blank=True)
    standing = models.CharField(max_length=10, default=OPEN, help_text="open, settled (taken out), withdrawn")
    added_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["nth"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "nth"], name="one_line_a_place")]

    def __str__(self) -> str:
        price = f" × {self.price}" if self.price is not None else f" = {self.paid}" if self.paid is not None else ""
        return f"{self.number} {self.get_kind_display()} {self.goods} {self.quantity.normalize():f}{price}"

    def get_absolute_url(self) -> str:
        """Return the part of the case's page where it stands."""
        return f"{self.case.get_absolute_url()}/amounts"

    @property
    def number(self) -> str:
        """Return the case's, and its place there."""
        return f"{self.case.number}-{self.nth}"

    @property
    def called(self) -> str:
        """Return what people call it: its goods."""
        return self.goods

    @property
    def goods_value(self) -> Decimal | None:
        """Return what its goods come to, yuan; None where it tells of none, has no price or counts no more."""
        if self.kind not in GOODS or self.standing != OPEN:
            return None
        if self.paid is not None:
            return self.paid
        return self.quantity * self.price if self.price is not None else None

    @property
    def wire_name(self) -> str:
        """Return what every node calls it."""
        return name_here("amount_line", self.number)

    @property
    def department(self) -> Department:
        """Return who holds the case."""
        return self.case.department

    @property
    def state(self) -> str:
        """Return where it stands."""
        return self.standing

    def move(self, state: str, *, by: Officer | None, at: datetime) -> None:
        """Stand in another state from now on."""
        self.standing = state

    @property
    def line(self) -> Line:
        """Return the line as it is added up."""
        is_settled = self.standing == SETTLED
        told = (self.quantity, self.price, self.basis, tuple(self.proofs), self.sold_on, self.reason, is_settled, self.paid)
        return Line(str(self.nth), self.kind, self.goods, *told)

    def hindrance(self, act: str, by: Officer) -> StepRefused | None:
        """Only what takes something out is settled."""
        if act != "settle_amount_line" or self.takes_out:
            return None
        return StepRefused("只有退款和虚假交易的明细需要认定。", "Only refunds and sham orders are settled.")

    @property
    def takes_out(self) -> bool:
        """Return whether it takes something out, so that a person settles it."""
        return self.kind in (self.Kind.REFUND, self.Kind.SHAM)


class Child(models.Model):
    """A case of another department that belongs to a parent case: one that a cluster of infringers is taken apart into, each with its own procedure."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="under", help_text="the child")
    parent = models.ForeignKey(Case, models.PROTECT, related_name="children")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id} under {self.parent_id}"


class Share(models.Model):
    """One file of the parent case that a child is given, from an instant on: until then whoever works on the child knows nothing of it."""

    child = models.ForeignKey(Child, models.CASCADE, related_name="shares")
    file = models.ForeignKey(SealedFile, models.PROTECT, related_name="+")
    opens_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True, help_text="when it was sealed to the child's dossier; none: not yet")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["opens_at", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["child", "file"], name="one_share_a_file")]
        indexes: ClassVar = [models.Index(fields=["opens_at"], condition=Q(opened_at__isnull=True), name="share_to_open")]

    def __str__(self) -> str:
        return f"{self.file_id} to {self.child_id}"


class Invitation(models.Model):
    """That the holder of a case which leads a cluster asks an office, of whatever region, to bring a case of its own: it tells what is written alone."""

    parent = models.ForeignKey(Case, models.PROTECT, related_name="invitations")
    nth = models.PositiveIntegerField(help_text="which of the parent's invitations it is, from 1")
    office = models.ForeignKey(Department, models.PROTECT, related_name="+", help_text="who is invited, and answers")
    note = models.TextField(help_text="what the cluster is about and what is asked; all that the office learns of the parent")
    standing = models.CharField(max_length=10, default="waiting", help_text="waiting, accepted, declined, withdrawn")
    reason = models.CharField(max_length=500, blank=True, help_text="why it was declined")
    child = models.OneToOneField(Child, models.SET_NULL, related_name="invitation", null=True, blank=True)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["parent", "nth"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["parent", "nth"], name="one_invitation_a_place"),
            models.UniqueConstraint(fields=["parent", "office"], condition=Q(standing="waiting"), name="one_open_invitation_an_office"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return its page, which both sides see."""
        return reverse("cases:invitation", args=[self.number])

    @property
    def number(self) -> str:
        """Return the parent's, and its place there."""
        return f"{self.parent.number}-{self.nth}"

    @property
    def wire_name(self) -> str:
        """Return what every node calls it."""
        return name_here("case_invitation", self.number)

    @property
    def department(self) -> Department:
        """Return who answers it."""
        return self.office

    @property
    def state(self) -> str:
        """Return where it stands."""
        return self.standing

    def move(self, state: str, *, by: Officer | None, at: datetime) -> None:
        """Stand in another state from now on."""
        self.standing = state
