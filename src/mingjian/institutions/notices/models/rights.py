"""Rights in the locker, the shops that their holders authorised, their banks of pictures, and what is found like those."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.timezone import localdate

from mingjian.core.errors import StepRefused
from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.core.redaction import masked
from mingjian.office.models import Department, Officer
from mingjian.office.models.hidden import CodeKeyField, HiddenField
from mingjian.office.models.names import name_here

if TYPE_CHECKING:
    from datetime import date, datetime

ENTERED, VERIFIED, REFUSED = "entered", "verified", "refused"
#: Acts on a right that are its holder's, with those that an agent does for the holder; and those that the holder does in person.
_OF_HOLDER, _IN_PERSON = frozenset({"add_right_picture", "drop_right_picture"}), frozenset({"list_sellers", "appoint_agent"})


class Right(models.Model):
    """A right in a platform's locker: who acts for its holder until when, and whether a person verified it. Its code lets its holder use it again."""

    number = models.CharField(max_length=40, unique=True)
    code = HiddenField(max_length=40, help_text="unguessable; the holder keeps it")
    code_key = CodeKeyField(of="code", unique=True, help_text="finds the code")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", help_text="the platform whose locker it is in")
    kind = models.CharField(max_length=20, help_text="as the paper `right` names it")
    mark = models.CharField(max_length=120, blank=True, help_text="what the mark, work or patent is called: the brand")
    registration = models.CharField(max_length=80, blank=True, help_text="number of the mark or patent")
    classes = models.CharField(max_length=300, blank=True, help_text="classes and goods, in words")
    evaluation = models.CharField(max_length=120, blank=True, help_text="number and day of the evaluation report of a utility model or design")
    holder = models.CharField(max_length=200)
    identity = HiddenField(max_length=300, help_text="true identity, with how to reach them: personal")
    until = models.DateField(null=True, blank=True, help_text="last day on which it is in force")
    owner = models.ForeignKey(Department, models.PROTECT, related_name="+", null=True, blank=True, help_text="whose account entered it as its holder")
    agent = models.CharField(max_length=200, blank=True)
    agent_account = models.ForeignKey(
        Department, models.PROTECT, related_name="+", null=True, blank=True, help_text="the agent's own account, where it has one"
    )
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
        """Return the address of its page."""
        return reverse("notices:right", args=[self.number])

    @property
    def wire_name(self) -> str:
        """Return what every node calls it."""
        return name_here("right", self.number)

    @property
    def state(self) -> str:
        """Return whether a person verified it."""
        return self.standing

    def move(self, state: str, *, by: Officer | None, at: datetime) -> None:
        """Be verified or refused from now on."""
        self.standing, self.settled_by, self.settled_at = state, by, at

    def hindrance(self, act: str, by: Officer) -> StepRefused | None:
        """Refuse to others what the holder keeps (the list of sellers, the bank of pictures, who acts for it), and to all but both sides the end of a power."""
        if act in _OF_HOLDER | _IN_PERSON and not self.is_held_by(by):
            return StepRefused(
                "授权名单、图片库和代理人由权利人用自己的账号维护。",
                "The list of sellers, the bank of pictures and the agent are kept by the right holder, from an account of its own.",
            )
        if act in _IN_PERSON and self.is_of_agent(by):
            return StepRefused("授权名单和代理人由权利人自己签署、委托，代理人不能代办。", "The holder does this in person, and no agent does.")
        if act == "end_attorney" and (not self.agent or self.attorney_until is None):
            return StepRefused("该权利没有代理人的委托书。", "No agent acts for this right.")
        if act == "end_attorney" and not (by.department_id == self.department_id or self.is_of_agent(by) or self.is_held_by(by)):
            return StepRefused("委托由权利人、代理人或者所在平台终止。", "Its holder, the agent or the platform ends it.")
        return None

    def is_of_agent(self, officer: Officer) -> bool:
        """Return whether an officer is of the agent: of the account that the holder named, or of a department of the agent's very name."""
        own = officer.department
        return own is not None and (own.pk == self.agent_account_id or (bool(self.agent) and self.agent in {own.name_zh, own.name_en}))

    def is_held_by(self, officer: Officer) -> bool:
        """Return whether an officer is of the holder, or of an agent with a power today: of the department that entered it, or that sent a notice on it."""
        own = officer.department_id
        if own is None or own == self.department_id:
            return False
        if self.is_of_agent(officer):
            return self.is_represented(localdate())
        return own == self.owner_id or self.notices.filter(sent_by__department=own).exists()

    @property
    def kind_label(self) -> Text:
        """Return what kind of right it is."""
        return dict(rulebook().papers["right"].options)[self.kind]

    @property
    def public_words(self) -> tuple[str, ...]:
        """Return what is registered of it, and no personal datum wherever it stands: its number and its name."""
        return tuple(one for one in (self.registration.strip(), self.mark.strip()) if one)

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
    classes = models.CharField(max_length=100, blank=True, help_text="classes that its list is for, as `18, 25`; empty: all of the right's")
    until = models.DateField(help_text="last day on which it is authorised")
    listed_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    listed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["shop"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["right", "classes", "shop"], name="seller_once_a_list")]
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
        """Return what it shows."""
        return dict(rulebook().papers["picture_kind"].options).get(self.kind, Text(self.kind, self.kind))


class BankHit(models.Model):
    """
    That a listing of the records has a picture near one of a right's bank: found by night, told to the platform and to whoever keeps the right.

    It proves nothing: dealers show genuine pictures, too. Listings of shops that the holder authorised are passed over.
    """

    picture = models.ForeignKey(RightPicture, models.CASCADE, related_name="hits")
    platform = models.ForeignKey(Department, models.CASCADE, related_name="+")
    listing = models.CharField(max_length=300, help_text="`platform/id` of the listing in the records")
    own_picture = models.CharField(max_length=200, help_text="name of the listing's picture in the node's folder")
    shop = models.CharField(max_length=100, blank=True)
    title = models.CharField(max_length=300, blank=True)
    address = models.TextField(blank=True)
    bits = models.PositiveSmallIntegerField(help_text="of 64 in which the pictures differ")
    seen_at = models.DateTimeField(help_text="when the record saw it")
    found_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True, help_text="when the keeper of the right looked into it")
    settled_by = models.ForeignKey(Officer, models.SET_NULL, related_name="+", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-found_at", "-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["picture", "listing"], name="bank_hit_once")]
        indexes: ClassVar = [models.Index(fields=["platform", "settled_at", "-id"], name="bank_hit_of_platform")]

    def __str__(self) -> str:
        return f"{self.picture_id}: {self.listing}"
