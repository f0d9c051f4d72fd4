"""A buyer's kit of evidence: where it happened, what was brought, and who played which part."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingjian.core.errors import NotPermitted
from mingjian.core.redaction import masked, masked_name
from mingjian.office.files.kinds import DRAWN
from mingjian.office.language import in_this_language
from mingjian.office.models import Department, Dossier, Officer, SealedFile
from mingjian.office.models.hidden import LONGEST, CodeKeyField, HiddenField, LookupField
from mingjian.office.models.names import name_here


class Kit(models.Model):
    """What one buyer brings about one purchase. Whoever knows the code may add to it and see its receipt; it shows no personal data back."""

    code = HiddenField(max_length=40, help_text="unguessable; the buyer keeps it")
    code_key = CodeKeyField(of="code", unique=True, help_text="finds the code")
    number = models.CharField(max_length=40, unique=True, help_text="its file number, which the ledger names it by")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True, blank=True, help_text="none: the buyer did, at the public door")
    origin = models.CharField(max_length=64, blank=True, help_text="salted hash of the address that it was opened from: only to count")
    place = models.CharField(max_length=300, help_text="platform › kind name › step")
    goods = models.CharField(max_length=200)
    story = HiddenField(max_length=LONGEST, help_text="in the buyer's words; shown masked")
    paid_on = models.DateField(null=True, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True, help_text="yuan")
    order_number = models.CharField(max_length=80, blank=True)
    waybill = models.CharField(max_length=60, blank=True)
    set_aside_at = models.DateTimeField(null=True, blank=True)
    set_aside_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True, blank=True)
    set_aside_why = models.CharField(max_length=500, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True, help_text="its files and what was told went, their hashes are in the ledger")
    taken_up_as = models.CharField(max_length=40, blank=True, help_text="number of the dossier that it is followed in")
    asks_since = models.DateTimeField(null=True, blank=True, help_text="since when a remark of the buyer waits for an answer")

    class Meta:
        ordering: ClassVar = ["-opened_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["asks_since"], condition=models.Q(asks_since__isnull=False), name="kit_asks")]

    def __str__(self) -> str:
        return f"{self.place} {self.goods}"

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("evidence:kit", args=[self.pk])

    @property
    def wire_name(self) -> str:
        """Return what every node calls it."""
        return name_here("kit", self.number)

    @property
    def state(self) -> str:
        """Where it stands: `open`, `set_aside`, or `taken_up`, which may still come after that; `erased`, after which nothing comes."""
        return "erased" if self.erased_at else "taken_up" if self.taken_up_as else "set_aside" if self.set_aside_at else "open"

    def move(self, state: str, *, by: Officer | None, at: datetime) -> None:
        """Stand in another state from now on. What it is taken up as, the act says."""
        if state == "set_aside":
            self.set_aside_at, self.set_aside_by = at, by
        elif state == "erased":
            self.erased_at = at

    def hindrance(self, act: str, by: Officer) -> NotPermitted | None:
        """Let another erase it than who set it aside."""
        if act == "erase_kit" and self.set_aside_by_id == by.pk:
            return NotPermitted("须由决定不予跟进者以外的人销毁。", "Another than who set it aside erases it.")
        return None

    def words(self) -> str:
        """Return the text that it is found by, contacts masked: orders and parcels are found by their whole number only."""
        return f"{self.number} {masked(self.goods)} {masked(self.place)}"

    @property
    def read_as(self) -> str:
        """Return what a reading of it is of."""
        return f"kit/{self.pk}"

    @property
    def told_masked(self) -> str:
        """Return the story with numbers and accounts masked: as it stands wherever nobody said why they need more."""
        return masked(self.story)


class ShortCode(models.Model):
    """Eight signs beside a kit's long code, to be read aloud or typed; for a time only, and only while few are guessed wrongly (`short_codes`)."""

    kit = models.OneToOneField(Kit, models.CASCADE, related_name="short")
    code = HiddenField(max_length=8)
    code_key = LookupField(of="code", unique=True, help_text="finds the code")
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.code[:4]}-{self.code[4:]}"


class WrongCode(models.Model):
    """One code that was of no kit, and from where, as a salted hash: counted, and gone after an hour."""

    origin = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.at}"


class Item(models.Model):
    """One file of a kit: its bytes lie under their SHA-256 from the moment they arrived."""

    class Kind(models.TextChoices):
        SELLER = "seller", _("Who the seller is")
        PROMISE = "promise", _("The offer and the promise that it is genuine")
        CHAT = "chat", _("The talk with the seller")
        PAYMENT = "payment", _("The payment")
        PARCEL = "parcel", _("The parcel's label")
        GOODS = "goods", _("The goods and their packing")
        LIVE = "live", _("The broadcast")
        OTHER = "other", _("Something else")

    kit = models.ForeignKey(Kit, models.CASCADE, related_name="items")
    kind = models.CharField(max_length=10, choices=Kind)
    name = HiddenField(max_length=200, help_text="of the file, as its sender named it; shown masked")
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField(help_text="bytes")
    media = models.CharField(max_length=20, help_text="what the bytes are, by their own beginning")
    note = HiddenField(max_length=300, blank=True, help_text="a time code, what is to be seen; shown masked")
    kept_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["kept_at", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["kit", "sha256", "kind"], name="item_once_a_kit")]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def wire_name(self) -> str:
        """Return what every node calls it: of which kit, as what, and its bytes. Not by the file's own name, which may hold personal data."""
        return name_here("item", f"{self.kit.number}/{self.kind}", self.sha256)

    @property
    def name_masked(self) -> str:
        return masked_name(self.name)

    @property
    def note_masked(self) -> str:
        return masked(self.note)

    @property
    def is_picture(self) -> bool:
        return self.media in DRAWN

    @property
    def media_said(self) -> str:
        """Return what the bytes are: the name of a format is the same in every language, plain text is not."""
        return gettext("Plain text") if self.media == "Text" else self.media


class Remark(models.Model):
    """One word of the talk between the buyer of a kit and the officers who work on it, through the portal of its code. Never changed."""

    kit = models.ForeignKey(Kit, models.CASCADE, related_name="remarks")
    is_of_buyer = models.BooleanField()
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True, blank=True, help_text="none: the buyer, at the public door")
    at = models.DateTimeField()
    text = HiddenField(max_length=LONGEST)

    class Meta:
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.kit_id}: {self.at:%Y-%m-%d}"

    @property
    def told_masked(self) -> str:
        """Return what a buyer wrote with numbers and accounts masked, as their story is; what an officer wrote stands as it was written."""
        return masked(self.text) if self.is_of_buyer else self.text


class Part(models.Model):
    """Who played which part in a sale, as far as the evidence says."""

    class Role(models.TextChoices):
        ANCHOR = "anchor", _("Anchor: spoke for the goods")
        ROOM = "room", _("Live-room operator: runs the room")
        AGENCY = "agency", _("Agency: manages the anchor")
        SHOP = "shop", _("Shop operator: the contract's seller")
        SUPPLIER = "supplier", _("Supplier: made or sent the goods")
        PAYEE = "payee", _("Payee: took the money")
        PLATFORM = "platform", _("Platform: hosts it")
        PRINTER = "printer", _("Printer: made labels, marks or packing")
        STORE = "store", _("Store keeper: kept, packed or carried the goods")
        RECRUITER = "recruiter", _("Recruiter: hired fake buyers, reviewers or agents")

    kit = models.ForeignKey(Kit, models.CASCADE, related_name="parts")
    role = models.CharField(max_length=10, choices=Role)
    name = models.CharField(max_length=200)
    rests_on = models.ForeignKey(Item, models.SET_NULL, related_name="+", null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["kit", "role", "name"], name="part_once_a_kit")]

    def __str__(self) -> str:
        return f"{self.role} {self.name}"


class Confirmation(models.Model):
    """A record of the lake, an order or a parcel, that an officer says is of a kit's purchase: what it said then, and where it came from."""

    class Kind(models.TextChoices):
        ORDER = "order", _("Order")
        PARCEL = "parcel", _("Parcel")

    kit = models.ForeignKey(Kit, models.CASCADE, related_name="confirmations")
    kind = models.CharField(max_length=10, choices=Kind)
    platform = models.CharField(max_length=60, blank=True)
    number = models.CharField(max_length=80, help_text="of the order, or of the waybill")
    shop_id = models.CharField(max_length=100, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True, help_text="yuan")
    happened_at = models.DateTimeField(null=True, blank=True, help_text="when it was paid, or taken in by the courier")
    source = models.CharField(max_length=64)
    load = models.CharField(max_length=64, help_text="digest of the load that holds the record")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["kit", "kind", "platform", "number"], name="confirmation_once_a_kit")]

    def __str__(self) -> str:
        return f"{self.kind} {self.platform}/{self.number}"

    @property
    def number_masked(self) -> str:
        """Return the number as the buyer gave it in a field of its own, since it stands there whole; one found in the story stays masked."""
        return self.number if self.number in (self.kit.order_number, self.kit.waybill) else masked(self.number)


class Capture(models.Model):
    """A page as it stood: asked for by an officer, taken by a job, sealed to a dossier; or the note why it could not be had."""

    number = models.CharField(max_length=20, unique=True)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="captures")
    url = models.CharField(max_length=2000)
    again_of = models.ForeignKey("self", models.PROTECT, related_name="visits", null=True, blank=True, help_text="the first capture of the same page")
    asked_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    stands = models.CharField(max_length=8, default="asked", help_text="asked, kept or failed")
    note_zh = models.CharField(max_length=500, blank=True, help_text="why it failed")
    note_en = models.CharField(max_length=500, blank=True)

    taken_at = models.DateTimeField(null=True, blank=True)
    title = models.CharField(max_length=300, blank=True)
    final_url = models.CharField(max_length=2000, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True, help_text="of the page itself; none where no page came")
    ip = models.CharField(max_length=45, blank=True)
    facts = models.JSONField(default=dict, blank=True, help_text="tool, browser, system, zone and the like, as the record of extraction asks for them")
    gaps = models.PositiveIntegerField(default=0, help_text="what could not be recorded")
    is_stamped = models.BooleanField(default=False)
    text = models.TextField(blank=True, help_text="of the page: a second look is held against it")
    outcome = models.CharField(max_length=8, blank=True, help_text="of a second look: gone, changed, same or unknown")
    archive = models.ForeignKey(SealedFile, models.PROTECT, related_name="+", null=True, blank=True)
    picture = models.ForeignKey(SealedFile, models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-asked_at", "-id"]

    def __str__(self) -> str:
        return f"{self.number} {self.url}"

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("evidence:capture", args=[self.number])

    @property
    def wire_name(self) -> str:
        """Return what every node calls it."""
        return name_here("capture", self.number)

    @property
    def department(self) -> Department:
        """Return who has it: whoever holds the dossier."""
        return self.dossier.department

    @property
    def state(self) -> str:
        """Return whether it was asked for, is kept, or failed."""
        return self.stands

    @property
    def note(self) -> str:
        """Why it failed, in the reader's language."""
        return in_this_language(self.note_zh, self.note_en)
