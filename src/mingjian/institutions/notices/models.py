"""Rights in the locker, notices that rest on them, and what their senders add."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.urls import reverse

from mingjian.core.errors import StepRefused
from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.core.redaction import masked, masked_name
from mingjian.core.subjects import APART
from mingjian.institutions.evidence.models import Capture
from mingjian.office.models import Department, Dossier, Officer
from mingjian.office.models.hidden import LONGEST, HiddenField
from mingjian.office.models.naming import name_here

if TYPE_CHECKING:
    from datetime import date, datetime

ENTERED, VERIFIED, REFUSED = "entered", "verified", "refused"
SENT, TAKEN_IN, DECLINED = "sent", "taken_in", "declined"
INDEXED = 400  # addresses of a notice by whose words it is found; its rows are found by the whole address
#: Acts on a right that are its holder's alone.
_OF_HOLDER = frozenset({"list_sellers", "add_right_picture", "drop_right_picture"})


class Right(models.Model):
    """A right in a platform's locker: who acts for its holder until when, and whether a person verified it. Its code lets its holder use it again."""

    number = models.CharField(max_length=40, unique=True)
    code = models.CharField(max_length=40, unique=True, help_text="unguessable; the holder keeps it")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", help_text="the platform whose locker it is in")
    kind = models.CharField(max_length=20, help_text="as the paper `right` names it")
    mark = models.CharField(max_length=120, blank=True, help_text="what the mark, work or patent is called: the brand")
    registration = models.CharField(max_length=80, blank=True, help_text="number of the mark or patent")
    classes = models.CharField(max_length=300, blank=True, help_text="classes and goods, in words")
    holder = models.CharField(max_length=200)
    identity = HiddenField(max_length=300, help_text="true identity, with how to reach them: personal")
    until = models.DateField(null=True, blank=True, help_text="last day on which it is in force")
    agent = models.CharField(max_length=200, blank=True)
    attorney_from = models.DateField(null=True, blank=True)
    attorney_until = models.DateField(null=True, blank=True, help_text="last day of the power of attorney")
    standing = models.CharField(max_length=10, default=ENTERED, help_text="entered, verified or refused")
    basis = models.CharField(max_length=500, blank=True, help_text="what it was verified against, or why it was refused")
    settled_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    entered_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-entered_at", "-id"]

    def __str__(self) -> str:
        return f"{self.number} {self.registration}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("notices:right", args=[self.number])

    @property
    def wire_name(self) -> str:
        """What every node calls it."""
        return name_here("right", self.number)

    @property
    def state(self) -> str:
        """Return whether a person verified it."""
        return self.standing

    def move(self, state: str, *, by: Officer | None, at: datetime) -> None:
        """Be verified or refused from now on."""
        self.standing, self.settled_by, self.settled_at = state, by, at

    def hindrance(self, act: str, by: Officer) -> StepRefused | None:
        """Refuse to anybody but the holder what the holder alone keeps: the list of sellers and the bank of pictures."""
        if act not in _OF_HOLDER or self.is_held_by(by):
            return None
        return StepRefused(
            "授权名单和图片库由权利人用自己的账号维护。",
            "The list of sellers and the bank of pictures are kept by the right holder, from an account of its own.",
        )

    def is_held_by(self, officer: Officer) -> bool:
        """Return whether an officer is of the holder: of a department that sent a notice on it and is not the platform."""
        own = officer.department_id
        return own != self.department_id and self.notices.filter(sent_by__department=own).exists()

    @property
    def kind_label(self) -> Text:
        """What kind of right it is."""
        return dict(rulebook().papers["right"].options)[self.kind]

    @property
    def identity_masked(self) -> str:
        """Who the holder is, as it stands before anybody who has no leave to read it."""
        return masked(self.identity)

    def is_in_force(self, on: date) -> bool:
        """Return whether it has not run out by a day."""
        return self.until is None or self.until >= on

    def is_represented(self, on: date) -> bool:
        """Return whether its agent has a power of attorney on a day; a holder who acts in person needs none."""
        return not self.agent or bool(self.attorney_from and self.attorney_until and self.attorney_from <= on <= self.attorney_until)


class Seller(models.Model):
    """A shop that a right's holder authorised to sell, on the list that the holder signed last: a notice or clue about it is asked about first."""

    right = models.ForeignKey(Right, models.CASCADE, related_name="sellers")
    shop = models.CharField(max_length=100, help_text="id of the shop on the platform whose locker the right is in")
    until = models.DateField(help_text="last day on which it is authorised")
    listed_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    listed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["shop"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["right", "shop"], name="seller_once_a_right")]
        indexes: ClassVar = [models.Index(fields=["shop"], name="seller_of_shop")]

    def __str__(self) -> str:
        return self.shop


class RightPicture(models.Model):
    """A picture in the bank of a right: whose it is, until when it is compared, and its hashes; empty where this node could not read it as a picture."""

    right = models.ForeignKey(Right, models.CASCADE, related_name="pictures")
    kind = models.CharField(max_length=10, help_text="as the paper `picture_kind` names it: logo, pack, product")
    name = models.CharField(max_length=200, help_text="of the file")
    sha256 = models.CharField(max_length=64)
    hashes = models.JSONField(default=list, help_text="eight hashes of 64 bits, in hexadecimal: as it is, then turned and mirrored")
    until = models.DateField(help_text="last day on which it is compared")
    added_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-added_at", "-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["right", "sha256"], name="picture_once_a_right")]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_label(self) -> Text:
        """What it shows."""
        return dict(rulebook().papers["picture_kind"].options).get(self.kind, Text(self.kind, self.kind))


class Notice(models.Model):
    """One notice as it was sent. Taken in, its way through the procedure is its dossier."""

    number = models.CharField(max_length=40, unique=True, help_text="the dossier bears the same")
    code = models.CharField(max_length=40, unique=True, help_text="unguessable; the sender keeps it")
    right = models.ForeignKey(Right, models.PROTECT, related_name="notices")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", help_text="the platform that it went to")
    addresses = models.JSONField(default=list, help_text="what is complained of, one address each")
    facts = HiddenField(max_length=LONGEST, help_text="preliminary evidence, in words; shown masked")
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True, blank=True, help_text="none: at the public door")
    origin = models.CharField(max_length=64, blank=True, help_text="salted hash of the address that it came from: only to count")
    standing = models.CharField(max_length=10, default=SENT, help_text="sent, taken_in or declined")
    declined_why = models.CharField(max_length=500, blank=True)
    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="notice", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-sent_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["-sent_at", "-id"], name="notice_newest"),  # list
            models.Index(fields=["department", "standing", "-sent_at"], name="notice_of_platform"),  # home, queue
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Its dossier, once it has one; else its own page."""
        return reverse("dossier", args=[self.number]) if self.dossier_id else reverse("notices:notice", args=[self.number])

    @property
    def wire_name(self) -> str:
        """What every node calls it: as its dossier, which bears its number."""
        return name_here("notice", self.number)

    @property
    def state(self) -> str:
        """Return whether the platform took it in."""
        return self.standing

    def move(self, state: str, *, by: Officer | None, at: datetime) -> None:
        """Be taken in or declined from now on."""
        self.standing = state

    @property
    def has_to_seal(self) -> bool:
        """Return whether its sender added a file that does not lie in the dossier yet."""
        return self.additions.exclude(sha256="").filter(sealed_at__isnull=True).exists()

    def hindrance(self, act: str, by: Officer) -> StepRefused | None:
        """Nothing is sealed where nothing was added."""
        if act != "seal_additions" or self.has_to_seal:
            return None
        return StepRefused("没有待封存的补充材料。", "Nothing was added that is not sealed yet.")

    @property
    def facts_masked(self) -> str:
        """What it says, with numbers and accounts masked."""
        return masked(self.facts)

    def search_words(self) -> str:
        """The text that it is found by."""
        return f"{self.number} {self.right.holder} {self.right.mark} {self.right.registration} {' '.join(self.addresses[:INDEXED])}"

    @property
    def places(self) -> list[str]:
        """What it complains of without an address: nothing can be captured there, so that a file has to show it."""
        return [one for one in self.addresses if APART in one]

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
    ended_as = models.CharField(max_length=12, blank=True, help_text="of measures lifted: lapsed, decision, mistake or withdrawn")
    ended_at = models.DateTimeField(null=True, blank=True)
    seen = models.CharField(max_length=8, blank=True, help_text="what the newest second look showed: gone, changed, same or unknown")
    seen_at = models.DateTimeField(null=True, blank=True)
    draft = models.JSONField(default=dict, blank=True, help_text="what a clerk filled in and did not decide yet")

    class Meta:
        ordering: ClassVar = ["notice", "position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["notice", "position"], name="target_position")]
        indexes: ClassVar = [
            models.Index(fields=["platform", "state", "-id"], name="target_of_platform"),  # the table, sifted
            models.Index(fields=["platform", "-id"], name="target_newest"),  # the table
            models.Index(fields=["platform", "digest"], name="target_by_digest"),  # told before
            models.Index(fields=["notice", "state", "position"], name="target_of_notice"),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id}/{self.position}"

    @property
    def is_back(self) -> bool:
        """Return whether a sealed second look shows it after the measure."""
        return bool(self.decided_at and self.seen_at and self.seen in {"same", "changed"} and self.state != UNFOUNDED and self.seen_at > self.decided_at)

    @property
    def note_masked(self) -> str:
        """What its sender says of it, with numbers and accounts masked."""
        return masked(self.note)

    @property
    def statement_masked(self) -> str:
        """The operator's words on it, with numbers and accounts masked."""
        return masked(self.statement)


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
        """The file's name as it stands before anybody who has no reading."""
        return masked_name(self.name)

    @property
    def note_masked(self) -> str:
        """The words with numbers and accounts masked."""
        return masked(self.note)


class Batch(models.Model):
    """One file of many notices: the answer to each of its rows, kept so that it can be read again and taken along."""

    number = models.CharField(max_length=40, unique=True)
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", help_text="whose officer brought it")
    sent_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    name = models.CharField(max_length=200, help_text="of the file")
    sha256 = models.CharField(max_length=64, help_text="of the file, which is kept as it came")
    rows = models.JSONField(default=list, help_text="of each row: number, address, platform, number of its notice, why it was not sent (zh, en)")

    class Meta:
        ordering: ClassVar = ["-sent_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["department", "-sent_at"], name="batch_of_department")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("notices:batch", args=[self.number])

    @property
    def wire_name(self) -> str:
        """What every node calls it."""
        return name_here("batch", self.number)
