"""Notices that rest on rights, their rows, and what their senders add."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.timezone import now

from mingjian.core.errors import StepRefused
from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.core.redaction import masked, masked_name
from mingjian.core.subjects import APART
from mingjian.institutions.evidence.models import Capture
from mingjian.institutions.notices.models.rights import Right
from mingjian.office.models import Department, Dossier, Officer
from mingjian.office.models.hidden import LONGEST, CodeKeyField, HiddenField
from mingjian.office.models.names import name_here

if TYPE_CHECKING:
    from datetime import datetime

SENT, TAKEN_IN, DECLINED, UNDONE = "sent", "taken_in", "declined", "undone"
UNDONE_WITHIN = timedelta(hours=1)  # after it was sent, while its platform has not taken it in
#: Under which law a notice was sent: goods of an e-commerce platform, works on networks, or any other service of the network.
ECOMMERCE, COPYRIGHT, SERVICE = "ecommerce", "copyright", "service"
INDEXED = 400  # addresses of a notice by whose words it is found; its rows are found by the whole address


class Notice(models.Model):
    """One notice as it was sent. Taken in, its way through the procedure is its dossier."""

    number = models.CharField(max_length=40, unique=True, help_text="the dossier bears the same")
    code = HiddenField(max_length=40, help_text="unguessable; the sender keeps it")
    code_key = CodeKeyField(of="code", unique=True, help_text="finds the code")
    right = models.ForeignKey(Right, models.PROTECT, related_name="notices")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", help_text="the platform that it went to")
    addresses = models.JSONField(default=list, help_text="what is complained of, one address each")
    regime = models.CharField(max_length=12, default=ECOMMERCE, help_text="as the paper `notice_regime` names it: under which law it was sent")
    facts = HiddenField(max_length=LONGEST, help_text="preliminary evidence, in words; shown masked")
    goods = models.CharField(max_length=200, blank=True, help_text="goods complained of, in words")
    sending = models.CharField(max_length=80, blank=True, help_text="of a file or request that is sent row by row: what it is known by when it is sent anew")
    sent_rows = models.TextField(blank=True, help_text="rows of it that this notice is of, as `1-48, 51`")
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True, blank=True, help_text="none: at the public door")
    origin = models.CharField(max_length=64, blank=True, help_text="salted hash of the address that it came from: only to count")
    standing = models.CharField(max_length=10, default=SENT, help_text="sent, taken_in, declined or undone")
    declined_why = models.CharField(max_length=500, blank=True)
    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="notice", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-sent_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["-sent_at", "-id"], name="notice_newest"),  # list
            models.Index(fields=["department", "standing", "-sent_at"], name="notice_of_platform"),  # home, queue
            models.Index(fields=["sending"], condition=~models.Q(sending=""), name="notice_of_sending"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return its dossier, once it has one; else its own page."""
        return reverse("dossier", args=[self.number]) if self.dossier_id else reverse("notices:notice", args=[self.number])

    @property
    def wire_name(self) -> str:
        """Return what every node calls it: as its dossier, which bears its number."""
        return name_here("notice", self.number)

    @property
    def state(self) -> str:
        """Return whether the platform took it in."""
        return self.standing

    def move(self, state: str, *, by: Officer | None, at: datetime) -> None:
        """Be taken in, declined or undone from now on."""
        self.standing = state

    @property
    def has_to_seal(self) -> bool:
        """Return whether its sender added a file that does not lie in the dossier yet."""
        return self.additions.exclude(sha256="").filter(sealed_at__isnull=True).exists()

    def hindrance(self, act: str, by: Officer) -> StepRefused | None:
        """Refuse to seal where nothing was added, to undo what another sent or what was sent more than an hour ago, and to complain for somebody else."""
        if act == "complain_to_authority" and not (self.right.is_held_by(by) or self.is_of(by)):
            return StepRefused("由提交通知的权利人向主管部门投诉。", "The holder that sent the notice complains to the authority.")
        if act == "seal_operator_answers" and not self.operator_answers.filter(sealed_at__isnull=True).exists():
            return StepRefused("没有待接收的经营者材料。", "Nothing came from an operator that was not taken yet.")
        if act == "undo_notice":
            return self._undoing_hindered(by)
        if act != "seal_additions" or self.has_to_seal:
            return None
        return StepRefused("没有待封存的补充材料。", "Nothing was added that is not sealed yet.")

    def is_of(self, officer: Officer) -> bool:
        """Return whether an officer's department sent it."""
        return self.sent_by is not None and self.sent_by.department_id == officer.department_id

    def _undoing_hindered(self, by: Officer) -> StepRefused | None:
        if not self.is_of(by):
            return StepRefused("只有提交通知的单位可以撤销发送。", "Only the department that sent a notice undoes it.")
        if now() > self.sent_at + UNDONE_WITHIN:
            return StepRefused(
                "提交已满一小时，不能撤销发送；不再主张的，请在补充通知中写明撤回，由平台登记。",
                "It was sent more than an hour ago: write in an addition that you withdraw it, and the platform enters it.",
            )
        return None

    @property
    def regime_label(self) -> Text:
        """Under which law it was sent, in words."""
        return dict(rulebook().papers["notice_regime"].options).get(self.regime, Text(self.regime, self.regime))

    @property
    def facts_masked(self) -> str:
        """Return what it says, with numbers and accounts masked; the right's own number and name are nobody's."""
        return masked(self.facts, self.right.public_words)

    def search_words(self) -> str:
        """Return the text that it is found by."""
        return f"{self.number} {self.right.holder} {self.right.mark} {self.right.registration} {' '.join(self.addresses[:INDEXED])}"

    @property
    def places(self) -> list[str]:
        """Return what it complains of without an address: nothing can be captured there, so that a file has to show it."""
        return [one for one in self.addresses if APART in one]

    def options_of(self, paper: str) -> list[str] | None:
        """Return the operators that take part in its dossier, where one of them is named; none of other papers."""
        if paper != "panel_operator":
            return None
        seats = self.dossier.seats.filter(department__kind=Department.Kind.OPERATOR) if self.dossier else ()
        return [str(one.department_id) for one in seats]

    def proposed_for(self, act: str) -> dict[str, str]:
        """Propose the place that a file shows where there is only one."""
        return {"shown_places": self.places[0]} if act in {"add_to_notice", "tie_addition"} and len(self.places) == 1 else {}


#: Where a row stands. `waiting`: nothing shows it yet. `kept`: sealed, or waived by two. `refused`: no measure, with reasons. `answered`: the operator says
#: that nothing is infringed; `forwarded`: on its way to the holder; `arrived`: the holder's days run; `acted`: the holder complained or sued.
WAITING, KEPT, MEASURED, UNFOUNDED, ANSWERED, FORWARDED, ARRIVED, ACTED, LIFTED = (
    "waiting",
    "kept",
    "measured",
    "unfounded",
    "answered",
    "forwarded",
    "arrived",
    "acted",
    "lifted",
)
#: Of a notice that its sender took back within the hour.
TAKEN_BACK = "undone"
#: Rows whose measure stands.
STANDING = (MEASURED, ANSWERED, FORWARDED, ARRIVED, ACTED)
#: Measures after which the page shows nothing any more: one that ends trading leaves it in its place.
OFF_THE_PAGE = ("delete", "block", "disconnect")
#: Rows on which nobody has decided.
UNDECIDED = (WAITING, KEPT)


class Target(models.Model):
    """One address or place of a notice, with what becomes of it: what shows it, what was decided and why, the operator's answer, the holder's days."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="targets")
    platform = models.ForeignKey(Department, models.PROTECT, related_name="+", help_text="the platform that the notice went to")
    position = models.PositiveIntegerField(help_text="in the notice, counted from 1")
    address = models.TextField()
    digest = models.CharField(max_length=16, help_text="of the address, which may be longer than an index takes")
    note = HiddenField(max_length=LONGEST, blank=True, help_text="what its sender says of it alone; shown masked")
    state = models.CharField(max_length=10, default=WAITING)
    kept_as = models.CharField(max_length=8, blank=True, help_text="capture, file or waived")
    capture = models.ForeignKey(Capture, models.SET_NULL, related_name="+", null=True, blank=True)
    kept_at = models.DateTimeField(null=True, blank=True)
    measure = models.CharField(max_length=20, blank=True)
    reason = models.TextField(blank=True)
    automation = models.CharField(max_length=12, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True, blank=True)
    is_own = models.BooleanField(default=False, help_text="answered by itself, and not with the notice as a whole")
    statement = HiddenField(max_length=LONGEST, blank=True, help_text="the operator's; shown masked")
    answered_at = models.DateTimeField(null=True, blank=True)
    forwarded_at = models.DateTimeField(null=True, blank=True)
    arrived_on = models.DateField(null=True, blank=True)
    due = models.DateTimeField(null=True, blank=True, help_text="until when the holder may complain or sue")
    ended_as = models.CharField(max_length=12, blank=True, help_text="of measures lifted: lapsed, decision, mistake, withdrawn or restored")
    ended_at = models.DateTimeField(null=True, blank=True)
    seen = models.CharField(max_length=8, blank=True, help_text="what the newest second look showed: gone, changed, same or unknown")
    seen_at = models.DateTimeField(null=True, blank=True)
    draft = models.JSONField(default=dict, blank=True, help_text="what a clerk filled in and did not decide yet")
    changed = models.BigIntegerField(default=0, help_text="number of the change that it was part of last, in the order of commits; 0: before there were any")

    class Meta:
        ordering: ClassVar = ["notice", "position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["notice", "position"], name="target_position")]
        indexes: ClassVar = [
            models.Index(fields=["platform", "state", "-id"], name="target_of_platform"),  # the table, sifted
            models.Index(fields=["platform", "-id"], name="target_newest"),  # the table
            models.Index(fields=["platform", "digest"], name="target_by_digest"),  # told before
            models.Index(fields=["notice", "state", "position"], name="target_of_notice"),
            models.Index(fields=["changed", "id"], name="target_changed"),  # what changed since
        ]

    def __str__(self) -> str:
        return f"{self.notice_id}/{self.position}"

    @property
    def is_back(self) -> bool:
        """Return whether a sealed second look shows it after a measure that takes it off the page."""
        is_shown = self.seen in {"same", "changed"} and self.measure in OFF_THE_PAGE
        return bool(is_shown and self.decided_at and self.seen_at and self.seen_at > self.decided_at)

    @property
    def note_masked(self) -> str:
        """Return what its sender says of it, with numbers and accounts masked."""
        return masked(self.note, self.notice.right.public_words)

    @property
    def statement_masked(self) -> str:
        """Return the operator's words on it, with numbers and accounts masked."""
        return masked(self.statement, self.notice.right.public_words)


class Addition(models.Model):
    """What a sender added: words, and perhaps a file whose bytes lie under their SHA-256 from the moment they arrived."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="additions")
    note = HiddenField(max_length=LONGEST)
    name = HiddenField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(default=0, help_text="bytes")
    shows = models.JSONField(default=list, help_text="places of the notice without an address that the file shows, as the notice writes them")
    added_at = models.DateTimeField()
    sealed_at = models.DateTimeField(null=True, blank=True, help_text="when its file was sealed to the dossier")

    class Meta:
        ordering: ClassVar = ["added_at", "id"]

    def __str__(self) -> str:
        return f"{self.notice_id}: {self.name}"

    @property
    def name_masked(self) -> str:
        """Return the file's name as it stands before anybody who has no reading."""
        return masked_name(self.name, self.notice.right.public_words)

    @property
    def note_masked(self) -> str:
        """Return the words with numbers and accounts masked."""
        return masked(self.note, self.notice.right.public_words)


class Sighting(models.Model):
    """
    That records show an address again after a measure on it, or a picture of it with another listing of the platform: found by night, told to the platform.

    It proves nothing and moves no row: what came back is counted by captures alone.
    """

    target = models.ForeignKey(Target, models.CASCADE, related_name="sightings", help_text="the row whose measure stands")
    platform = models.ForeignKey(Department, models.CASCADE, related_name="+")
    by = models.CharField(max_length=8, help_text="address or picture")
    listing = models.CharField(max_length=300, help_text="`platform/id` of the listing in the records")
    address = models.TextField(blank=True, help_text="where it was seen")
    bits = models.PositiveSmallIntegerField(null=True, blank=True, help_text="of 64 in which the pictures differ")
    seen_at = models.DateTimeField(help_text="when the record saw it")
    found_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True, help_text="when the platform looked into it")
    settled_by = models.ForeignKey(Officer, models.SET_NULL, related_name="+", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-found_at", "-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["target", "by", "listing"], name="sighting_once")]
        indexes: ClassVar = [models.Index(fields=["platform", "settled_at", "-id"], name="sighting_of_platform")]

    def __str__(self) -> str:
        return f"{self.target_id}: {self.listing}"
