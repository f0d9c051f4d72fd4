"""What the two sides of a notice bring besides: a holder's complaint to an authority, an operator's receipt and its answers; what is decided on a seller."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlencode

from django.db import models
from django.urls import reverse

from mingjian.core.errors import StepRefused
from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.core.redaction import masked
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.notices.models.notices import SENT, Notice
from mingjian.office.models import Department, Officer
from mingjian.office.models.hidden import LONGEST, CodeKeyField, HiddenField
from mingjian.office.models.names import name_here

if TYPE_CHECKING:
    from datetime import datetime

STANDS, ENDED = "stands", "ended"
UPHELD, DISMISSED = "upheld", "dismissed"


class HolderComplaint(models.Model):
    """What a holder complains of to an authority out of a notice, with the proof of its rows: taken up as a clue, or declined with the reason."""

    number = models.CharField(max_length=40, unique=True)
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="complaints")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", help_text="the authority complained to")
    rows = models.TextField(help_text="of the notice, as `1-48, 51`")
    words = HiddenField(max_length=LONGEST, blank=True, help_text="what the holder says besides; shown masked")
    sent_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True, blank=True, help_text="none: at the public door")
    sent_at = models.DateTimeField()
    standing = models.CharField(max_length=10, default=SENT, help_text="sent, taken_in or declined")
    declined_why = models.CharField(max_length=500, blank=True)
    clue = models.OneToOneField(Clue, models.PROTECT, related_name="holder_complaint", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-sent_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["department", "standing", "-id"], name="holder_complaint_of")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("notices:complaint", args=[self.number])

    @property
    def wire_name(self) -> str:
        """Return what every node calls it."""
        return name_here("holder_complaint", self.number)

    @property
    def state(self) -> str:
        """Return whether the authority took it up."""
        return self.standing

    def move(self, state: str, *, by: Officer | None, at: datetime) -> None:
        """Be taken up or declined from now on."""
        self.standing = state

    @property
    def words_masked(self) -> str:
        """Return what the holder says, with numbers and accounts masked."""
        return masked(self.words, self.notice.right.public_words)


class OperatorReceipt(models.Model):
    """By whose code an operator without an account reads what was done to its listings, answers, and adds evidence: opened by the platform, for some rows."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="operator_receipts")
    code = HiddenField(max_length=40, help_text="unguessable; the platform sends it to the operator")
    code_key = CodeKeyField(of="code", unique=True, help_text="finds the code")
    operator = models.CharField(max_length=200, help_text="shop or operator, as the platform calls it")
    rows = models.TextField(help_text="of the notice, as `1-48, 51`")
    opened_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True, help_text="when its page was opened first")

    class Meta:
        ordering: ClassVar = ["opened_at", "id"]

    def __str__(self) -> str:
        return f"{self.notice_id}: {self.operator}"

    @property
    def masked_code(self) -> str:
        """Return the last four signs of the code: enough to tell one address from another."""
        return f"…{self.code[-4:]}"


class OperatorAnswer(models.Model):
    """What an operator sent by its receipt: a statement or evidence, in words and perhaps a file, whose bytes lie under their SHA-256."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="operator_answers")
    receipt = models.ForeignKey(OperatorReceipt, models.RESTRICT, related_name="answers")
    kind = models.CharField(max_length=10, help_text="as the paper `operator_answer_kind` names it")
    words = HiddenField(max_length=LONGEST)
    identity = HiddenField(max_length=300, blank=True)
    name = HiddenField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(default=0, help_text="bytes")
    added_at = models.DateTimeField()
    sealed_at = models.DateTimeField(null=True, blank=True, help_text="when the platform took it to the dossier")

    class Meta:
        ordering: ClassVar = ["added_at", "id"]
        indexes: ClassVar = [models.Index(fields=["notice"], condition=models.Q(sealed_at__isnull=True), name="operator_answer_open")]

    def __str__(self) -> str:
        return f"{self.receipt_id}: {self.kind}"

    @property
    def words_masked(self) -> str:
        """Return what it says, with numbers and accounts masked."""
        return masked(self.words, self.notice.right.public_words)

    @property
    def kind_label(self) -> Text:
        """Return what it is."""
        return dict(rulebook().papers["operator_answer_kind"].options)[self.kind]


class SellerDecision(models.Model):
    """
    A rung of the ladder for repeat sellers that a platform's clerk decided on: for which shop, why, on which upheld rows; until another takes it back.

    The count proposes; a person decides, and says on what.
    """

    number = models.CharField(max_length=40, unique=True)
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", help_text="the platform")
    shop = models.CharField(max_length=200, help_text="`host/shop`, as addresses name it")
    rung = models.CharField(max_length=12, help_text="as the paper `seller_rung` names it")
    reason = models.TextField()
    rests_on = models.JSONField(default=list, help_text="upheld rows that stood then, as `notice/row`")
    decided_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    standing = models.CharField(max_length=10, default=STANDS, help_text="stands or ended")
    ended_why = models.CharField(max_length=500, blank=True)
    ended_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-decided_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["department", "shop"], name="seller_decision_of")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the ladder of its shop."""
        return f"{reverse('notices:ladder')}?{urlencode({'shop': self.shop})}"

    @property
    def wire_name(self) -> str:
        """Return what every node calls it."""
        return name_here("seller_decision", self.number)

    @property
    def rung_label(self) -> Text:
        """Return which rung it is."""
        return dict(rulebook().papers["seller_rung"].options)[self.rung]

    @property
    def state(self) -> str:
        """Return whether it stands."""
        return self.standing

    def move(self, state: str, *, by: Officer | None, at: datetime) -> None:
        """End from now on."""
        self.standing, self.ended_by, self.ended_at = state, by, at

    def hindrance(self, act: str, by: Officer) -> StepRefused | None:
        """Let another take it back than who decided."""
        if act == "end_seller_decision" and by.pk == self.decided_by_id:
            return StepRefused("由作出决定以外的人撤销。", "Another than who decided takes it back.")
        return None


class FigureAppeal(models.Model):
    """
    That a notice is said to be counted wrongly in a figure of accuracy, of its notifier or of its platform: decided by an authority, which neither of them is.

    Upheld, the notice counts neither way in that figure; how many appeals there were stands beside it.
    """

    NOTIFIER, PLATFORM = "notifier", "platform"

    number = models.CharField(max_length=40, unique=True)
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="figure_appeals")
    figure = models.CharField(max_length=10, help_text="whose: notifier or platform")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", help_text="the authority that decides")
    reason = models.TextField()
    sent_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    standing = models.CharField(max_length=10, default=SENT, help_text="sent, upheld or dismissed")
    decided_why = models.TextField(blank=True)
    decided_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-sent_at", "-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["notice", "figure"], name="figure_appeal_once")]
        indexes: ClassVar = [models.Index(fields=["department", "standing"], name="figure_appeal_of")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the page of its decision."""
        return reverse("notices:figure_appeal", args=[self.number])

    @property
    def wire_name(self) -> str:
        """Return what every node calls it."""
        return name_here("figure_appeal", self.number)

    @property
    def state(self) -> str:
        """Return whether it was decided."""
        return self.standing

    def move(self, state: str, *, by: Officer | None, at: datetime) -> None:
        """Be upheld or dismissed from now on."""
        self.standing, self.decided_by, self.decided_at = state, by, at

    @property
    def figure_label(self) -> Text:
        """Return whose figure it is about."""
        return dict(rulebook().papers["appealed_figure"].options)[self.figure]
