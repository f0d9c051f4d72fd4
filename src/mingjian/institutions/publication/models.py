"""A penalty decision as the public sees it, in versions of which each is masked by one officer and released by another."""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256
from typing import ClassVar

from django.db import models
from django.urls import reverse

from mingjian.core.errors import StepRefused
from mingjian.institutions.cases.models import Case
from mingjian.office.lists import search
from mingjian.office.models import Department, Officer
from mingjian.office.models.names import name_here

OPEN, WITHHELD = "open", "withheld"  # of a statement of reasons
DRAFTED, RELEASED, TAKEN_DOWN = "drafted", "released", "taken_down"
FOUND_AS = "published"  # its kind in the search
#: Fields of goods of what credit repair holds apart: food, drugs and special equipment, which no field of goods names.
_RELEASES = ("release_publication", "release_correction")
SPECIAL_FIELDS = frozenset({"food", "health_food", "drug"})


class Publication(models.Model):
    """What is published of one case. Its texts stand in its versions."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="publication")
    number = models.CharField(max_length=40, unique=True)
    standing = models.CharField(max_length=12, default=DRAFTED, help_text="drafted, released, taken_down")
    taken_down_at = models.DateTimeField(null=True, blank=True)
    taken_down_why = models.CharField(max_length=500, blank=True, help_text="the word that stands in its place")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["standing", "-id"], name="published_newest"),  # the public's list
            models.Index(fields=["taken_down_at"], condition=models.Q(taken_down_at__isnull=False), name="taken_down_newest"),  # the feed
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return its place on the case's page."""
        return f"{self.case.get_absolute_url()}#publication"

    @property
    def public_url(self) -> str:
        """Return its address for the public."""
        return reverse("published:decision", args=[self.number])

    @property
    def wire_name(self) -> str:
        """Return what every node calls it."""
        return name_here("publication", self.number)

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
    def shown(self) -> Version | None:
        """Return the version that the public sees: the last one released."""
        released = [one for one in self.versions.all() if one.released_at]
        return released[-1] if released else None

    def search_words(self) -> str:
        """Return the text that the public finds it by: of what is shown now, masked as it stands there; of what was taken down, none."""
        shown = self.shown if self.standing == RELEASED else None
        return f"{self.number} {shown.party} {shown.breach} {shown.penalty} {shown.ground}" if shown else ""

    def hindrance(self, act: str, by: Officer) -> StepRefused | None:
        """Nothing is released where no draft waits, nor by whoever drafted it."""
        if act not in _RELEASES:
            return None
        try:
            self.to_release(by)
        except StepRefused as why:
            return why
        return None

    def proposed_for(self, act: str) -> dict[str, str]:
        """
        Propose which text is released: the one that stands on the page. And the field for credit repair by the case's field of goods, where that says enough.
        """
        if act not in _RELEASES:
            return {}
        version, field = self.waiting if self.pk else None, self.case.field
        of_field = {"repair_field": "special" if field in SPECIAL_FIELDS else "general"} if field not in {"", "other"} else {}
        return ({"draft_sha256": version.digest} if version else {}) | (of_field if act == "release_publication" else {})

    def take_off(self, at: datetime, why: str) -> None:
        """Show it to the public no more: a word stands in its place."""
        self.standing, self.taken_down_at, self.taken_down_why = TAKEN_DOWN, at, why.strip()[:500]
        self.save(update_fields=["standing", "taken_down_at", "taken_down_why"])
        search.index(FOUND_AS, self.pk, "")

    @property
    def may_be_drafted(self) -> bool:
        """Return whether another version may be drafted: none waits, and it was not taken down."""
        return self.standing != TAKEN_DOWN and self.waiting is None

    @property
    def waiting(self) -> Version | None:
        """Return the version that waits for its release."""
        return self.versions.filter(released_at=None).last()

    def to_release(self, by: Officer, read: str = "") -> Version:
        """Return the version that waits, for an officer who did not draft it; `read`: the digest of what they read. Raises StepRefused."""
        version = self.waiting
        if version is None:
            raise StepRefused("没有等待发布的稿件。", "No draft waits.")
        if version.drafted_by_id == by.pk:
            raise StepRefused("起草人不能发布，须由另一名人员核对后发布。", "Whoever drafted it does not release it: another officer reads and releases it.")
        if read and read != version.digest:
            raise StepRefused(
                "稿件在您核对之后有改动，请刷新页面，重新核对后再发布。",
                "The draft is no longer the text that you read: reload the page, read it again, and release it then.",
            )
        return version


class Version(models.Model):
    """One text of a publication. Never changed once it is released: a correction is the next one."""

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="versions")
    nth = models.PositiveSmallIntegerField()
    party = models.CharField(max_length=200, help_text="masked where it is a person")
    breach = models.TextField()
    penalty = models.TextField()
    ground = models.CharField(max_length=300, blank=True)
    decided_on = models.DateField()
    why = models.CharField(max_length=500, blank=True, help_text="why it corrects the one before")
    drafted_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    released_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["nth"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["publication", "nth"], name="one_version_a_place"),
            models.CheckConstraint(condition=~models.Q(drafted_by=models.F("released_by")), name="released_by_another"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["released_at", "publication"], condition=models.Q(released_at__isnull=False), name="released_newest"),  # the feed
        ]

    def __str__(self) -> str:
        return f"{self.publication_id}: {self.nth}"

    @property
    def digest(self) -> str:
        """Return the SHA-256 of all that the public is to read of it: whoever releases it signs this text and no other."""
        told = [self.publication.number, self.nth, self.party, self.breach, self.penalty, self.ground, self.decided_on.isoformat(), self.why]
        return sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()

    def release(self, by: Officer, at: datetime) -> None:
        """Show it to the public from now on."""
        self.released_by, self.released_at = by, at
        self.save(update_fields=["released_by", "released_at"])
        publication = Publication.objects.get(pk=self.publication_id)
        publication.standing = RELEASED  # as the act leaves it
        search.index(FOUND_AS, publication.pk, publication.search_words())


class PublicReason(models.Model):
    """
    One decision of a platform on a notice as the public reads it: what, on what ground, by whose hand and how soon; whom it concerned is left out.

    Drawn from one entry of the ledger. `of_notice` is the same for all decisions on one notice, and says nothing else. What was withheld keeps its place: what
    was decided and when stays, goods and facts are gone, and the public reads since when and why.
    """

    uid = models.CharField(max_length=40, unique=True, help_text="from the entry's leaf: the same whenever it is drawn")
    entry_index = models.BigIntegerField(unique=True)
    of_notice = models.CharField(max_length=20)
    day = models.DateField(help_text="local day of the decision, under which its file stands")
    decided_at = models.DateTimeField()
    platform = models.ForeignKey(Department, models.PROTECT, related_name="+")
    decision = models.CharField(max_length=40, help_text="the step of the sheet")
    measure = models.CharField(max_length=20, blank=True)
    automation = models.CharField(max_length=12, blank=True)
    grounds = models.JSONField(default=list, help_text="provisions, as the rulebook names them")
    right_kind = models.CharField(max_length=20)
    classes = models.CharField(max_length=60, blank=True, help_text="Nice classes of the mark")
    goods = models.CharField(max_length=200, blank=True)
    addresses = models.PositiveIntegerField(help_text="how many it is about")
    hours = models.PositiveIntegerField(help_text="from the notice to the decision")
    facts = models.TextField(blank=True, help_text="masked, and without the names of parties")
    drawn_as = models.PositiveSmallIntegerField(default=1, help_text="by which version of the rules on names")
    withheld_at = models.DateTimeField(null=True, blank=True)
    withheld_why = models.CharField(max_length=500, blank=True, help_text="as the public reads it")

    class Meta:
        ordering: ClassVar = ["-entry_index"]
        indexes: ClassVar = [
            models.Index(fields=["day", "entry_index"], name="public_reason_of_day"),
            models.Index(fields=["platform", "-entry_index"], name="public_reason_of_platform"),
        ]

    def __str__(self) -> str:
        return self.uid

    def get_absolute_url(self) -> str:
        """Return its page, for anybody."""
        return reverse("reasons:reason", args=[self.uid])

    @property
    def number(self) -> str:
        """Return what it is called here."""
        return self.uid

    @property
    def wire_name(self) -> str:
        """Return what every node calls it."""
        return name_here("statement", self.uid)

    @property
    def department(self) -> Department:
        """Return the platform whose decision it is."""
        return self.platform

    @property
    def state(self) -> str:
        """Return whether its facts are shown."""
        return WITHHELD if self.withheld_at else OPEN

    def move(self, state: str, *, by: Officer | None, at: datetime) -> None:
        """Be withheld: `withhold` does it."""

    def withhold(self, at: datetime, why: str) -> None:
        """Show goods and facts to the public no more, and say why; the caller saves it."""
        self.goods = self.facts = ""
        self.withheld_at, self.withheld_why = at, why[:500]
