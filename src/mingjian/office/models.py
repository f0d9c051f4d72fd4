"""Departments, officers, dossiers, deadlines, entries: the things that people act on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mingjian.core.language import Text
from mingjian.core.wording import masked_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

#: Digits of a region code that a department of each level answers for. GB/T 2260: two digits province, four city, six county.
REGION_DIGITS = {"state": 0, "province": 2, "city": 4, "county": 6}


def in_this_language(zh: str, en: str) -> str:
    """Give the phrase in the language of the request."""
    return Text(zh, en).in_language(get_language() or "zh-hans")


class Department(models.Model):
    """A body that officers act for: an authority of a region and level, or a platform, courier or right holder."""

    class Kind(models.TextChoices):
        MARKET_REGULATION = "market_regulation", _("Market regulation")
        POLICE = "police", _("Police")
        PROCURATORATE = "procuratorate", _("Procuratorate")
        OTHER_AUTHORITY = "other_authority", _("Other authority")
        PLATFORM = "platform", _("Platform")
        COURIER = "courier", _("Courier")
        RIGHT_HOLDER = "right_holder", _("Right holder")

    class Level(models.TextChoices):
        STATE = "state", _("State")
        PROVINCE = "province", _("Province")
        CITY = "city", _("City")
        COUNTY = "county", _("County")

    name_zh = models.CharField(max_length=120, unique=True)
    name_en = models.CharField(max_length=160)
    kind = models.CharField(max_length=24, choices=Kind)
    level = models.CharField(max_length=12, choices=Level)
    region = models.CharField(max_length=6, help_text="GB/T 2260, six digits", db_index=True)
    platform = models.CharField(max_length=60, blank=True, help_text="the platform's name in records, for a platform")

    class Meta:
        ordering: ClassVar = ["region", "level", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(region__regex=r"^[0-9]{6}$"), name="department_region_has_six_digits"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_this_language(self.name_zh, self.name_en)

    @property
    def region_prefix(self) -> str:
        """The digits that every region this department answers for begins with."""
        return self.region[: REGION_DIGITS[self.level]]

    @property
    def is_authority(self) -> bool:
        return self.kind not in {self.Kind.PLATFORM, self.Kind.COURIER, self.Kind.RIGHT_HOLDER}

    def is_above(self, other: Department) -> bool:
        """Whether this authority is the superior of another of the same kind: its region holds the other's, at a higher level."""
        return (
            self.is_authority
            and self.kind == other.kind
            and REGION_DIGITS[self.level] < REGION_DIGITS[other.level]
            and other.region.startswith(self.region_prefix)
        )


class OfficerManager(DjangoUserManager["Officer"]):
    """Officers with their department at hand, since every question starts from it."""

    def get_queryset(self) -> models.QuerySet[Officer]:
        return super().get_queryset().select_related("department")


class Officer(AbstractUser):
    """
    Whoever acts, for a department.

    A duty is one of four that nobody holds together (separation of administrators): work on dossiers, run the system, guard who may do what, audit.
    Roles (`officer`, `head`, `platform_clerk`, …) belong to the duty of work alone; the sheets say which role may take which step.
    """

    class Duty(models.TextChoices):
        WORK = "work", _("Work on dossiers")
        SYSTEM = "system", _("System administration")
        SECURITY = "security", _("Security administration")
        AUDIT = "audit", _("Audit")

    department = models.ForeignKey(Department, models.PROTECT, related_name="officers", null=True, blank=True)
    duty = models.CharField(max_length=12, choices=Duty, default=Duty.WORK)
    roles = models.JSONField(default=list, blank=True)
    name_zh = models.CharField(max_length=60, blank=True)
    name_en = models.CharField(max_length=80, blank=True)
    certificate = models.CharField(max_length=40, blank=True, help_text="number of the enforcement certificate")
    is_demo = models.BooleanField(default=False, help_text="made by the demo; a production node refuses to start while one is active")

    objects: ClassVar[OfficerManager] = OfficerManager()

    class Meta:
        ordering: ClassVar = ["username"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(duty="work") | Q(roles=[]), name="only_work_has_roles"),
            models.CheckConstraint(condition=~Q(duty="work") | Q(department__isnull=False), name="work_is_for_a_department"),
            models.CheckConstraint(condition=Q(is_superuser=False, is_staff=False), name="nobody_is_above_the_separation"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_this_language(self.name_zh or self.username, self.name_en or self.name_zh or self.username)

    def clean(self) -> None:
        super().clean()
        if not isinstance(self.roles, list) or not all(isinstance(role, str) for role in self.roles):
            raise ValidationError({"roles": "a list of role names"})

    def holds(self, *roles: str) -> bool:
        """Whether any of these roles is held."""
        return self.duty == self.Duty.WORK and any(role in self.roles for role in roles)


class Dossier(models.Model):
    """Anything that goes through a procedure. Only `office.steps` changes one."""

    number = models.CharField(max_length=40, unique=True)
    procedure = models.CharField(max_length=60)
    sheet_in_force = models.DateField(help_text="the version of the sheet it was opened under, and keeps")
    state_text = models.CharField(max_length=400, help_text="the state's name, or JSON of track to state")
    is_closed = models.BooleanField(default=False)
    title = models.CharField(max_length=200)
    subject_kind = models.CharField(max_length=24, blank=True)
    subject = models.CharField(max_length=200, blank=True, help_text="platform/id")
    department = models.ForeignKey(Department, models.PROTECT, related_name="dossiers", help_text="who holds it now")
    sender = models.ForeignKey(Department, models.PROTECT, related_name="+", null=True, blank=True, help_text="who handed it to the holder")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="dossiers", null=True, blank=True, help_text="who works on it")
    opened_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    moved_at = models.DateTimeField(help_text="the newest step")
    steps_taken = models.PositiveIntegerField(default=0, help_text="how often it changed; a page that shows an older count is stale")

    class Meta:
        ordering: ClassVar = ["-opened_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["department", "is_closed", "-moved_at"], name="dossier_of_department"),  # home, queues
            models.Index(fields=["department", "is_closed", "procedure", "state_text", "-moved_at"], name="dossier_awaiting"),  # home
            models.Index(fields=["procedure", "state_text", "-opened_at"], name="dossier_in_state"),  # sweeps, queues
            models.Index(fields=["subject"], name="dossier_of_subject"),  # duplicates
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def read_as(self) -> str:
        """What a reading of its files is of."""
        return f"dossier/{self.number}"

    @property
    def state(self) -> str | dict[str, str]:
        """The state, or for a procedure with parallel tracks one for each track."""
        if not self.state_text.startswith("{"):
            return self.state_text
        tracks: dict[str, str] = json.loads(self.state_text)
        return tracks

    @state.setter
    def state(self, state: str | Mapping[str, str]) -> None:
        self.state_text = state if isinstance(state, str) else json.dumps(dict(state), sort_keys=True)


class Proposal(models.Model):
    """A step that one officer has signed and that waits for the second signature of another."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="proposals")
    step = models.CharField(max_length=60)
    papers = models.JSONField(default=dict)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["dossier", "step"], name="one_proposal_a_step")]

    def __str__(self) -> str:
        return f"{self.step} by {self.by_id}"


class Seat(models.Model):
    """A department that holds or held a dossier, or was let in: it may go on reading it."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="seats")
    department = models.ForeignKey(Department, models.PROTECT, related_name="seats")
    since = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["department", "dossier"], name="one_seat_each")]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.department_id}"


class Deadline(models.Model):
    """A day or instant by which someone must act, with how it was counted."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="deadlines")
    name = models.CharField(max_length=60)
    label_zh = models.CharField(max_length=120)
    label_en = models.CharField(max_length=160)
    basis_zh = models.CharField(max_length=500, blank=True)
    basis_en = models.CharField(max_length=600, blank=True)
    ground = models.JSONField(default=list)
    verification = models.CharField(max_length=12, blank=True, help_text="text, secondary or UNVERIFIED")
    opened_at = models.DateTimeField()
    due = models.DateTimeField(null=True, blank=True, help_text="empty where the law says promptly")
    extended = models.PositiveSmallIntegerField(default=0)
    counting = models.JSONField(default=dict, help_text="what the engine needs to count again; its own, handed back as it was")
    suspended_since = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    missed_at = models.DateTimeField(null=True, blank=True, help_text="when a sweep saw that it had passed")

    class Meta:
        ordering: ClassVar = ["due", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "name"], condition=Q(closed_at__isnull=True), name="one_open_deadline_a_name"),
            models.CheckConstraint(condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")), name="deadline_closes_after_it_opens"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due"], condition=Q(closed_at__isnull=True), name="deadline_open_by_due"),  # docket, sweep
            # The docket of a department: it counts and sorts by what this holds, without reading how each deadline was counted.
            models.Index(fields=["dossier", "due", "suspended_since"], condition=Q(closed_at__isnull=True), name="deadline_open_of_dossier"),
        ]

    def __str__(self) -> str:
        return f"{self.label_zh} {self.due}"

    @property
    def label(self) -> str:
        return in_this_language(self.label_zh, self.label_en)

    @property
    def basis(self) -> str:
        return in_this_language(self.basis_zh, self.basis_en) if self.basis_zh and self.basis_en else self.basis_zh

    def is_missed(self, at: datetime) -> bool:
        """Whether the day has passed while the deadline was open and running."""
        return self.closed_at is None and self.suspended_since is None and self.due is not None and self.due < at


class PersonalValue(models.Model):
    """A paper that names a person. The ledger holds only a salted hash of it, so that it can be erased and still be proven."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="personal_values")
    name = models.CharField(max_length=60)
    value = models.TextField()
    salt = models.CharField(max_length=32)
    given_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["given_at", "id"]

    def __str__(self) -> str:
        return self.name  # never the value


class FileNumber(models.Model):
    """The newest file number given under each head (`C2026-`)."""

    head = models.CharField(max_length=20, unique=True)
    last = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.head}{self.last}"


class SealedFile(models.Model):
    """A file that came with a step: its bytes lie under their SHA-256, never changed."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField(help_text="bytes")
    sealed_at = models.DateTimeField()
    sealed_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    is_personal = models.BooleanField(default=False, help_text="holds personal data: opened with a reading only")
    came_from = models.CharField(max_length=60, blank=True, help_text="what it was taken out of (`kit/17`): a reading of that opens it, too")

    class Meta:
        ordering: ClassVar = ["sealed_at", "id"]
        indexes: ClassVar = [models.Index(fields=["sha256"], condition=Q(is_personal=True), name="file_known_as_personal")]

    def __str__(self) -> str:
        return self.name

    @property
    def name_masked(self) -> str:
        """The name as it stands before anybody who has no reading."""
        return masked_name(self.name) if self.is_personal else self.name


class Reading(models.Model):
    """One officer's leave to see personal data unmasked: of what, for what, on what ground, and until when. The ledger holds it, too."""

    of = models.CharField(max_length=60, help_text="`kit/17`, `dossier/C2026-0000001`")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=500)
    ground = models.CharField(max_length=200)
    until = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-until"]
        indexes: ClassVar = [models.Index(fields=["officer", "of", "until"], name="reading_of_officer")]

    def __str__(self) -> str:
        return f"{self.of} {self.officer_id}"


class ApiKey(models.Model):
    """A key with which a system acts as an officer through the API. Only its hash is kept."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Entry(models.Model):
    """One leaf of the ledger. Appended by `office.ledger`, never changed."""

    index = models.BigIntegerField(unique=True, help_text="0, 1, 2, … without gaps")
    at = models.DateTimeField(db_index=True)
    kind = models.CharField(max_length=60)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="entries", null=True, blank=True)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="entries", null=True, blank=True)
    key = models.CharField(max_length=100, null=True, blank=True, unique=True, help_text="given by the client, so that a repeated request is taken once")
    body = models.TextField(help_text="RFC 8785 JSON, the bytes that were hashed")
    leaf = models.BinaryField(max_length=32, help_text="SHA-256(0x00 || body), RFC 6962")

    class Meta:
        ordering: ClassVar = ["index"]

    def __str__(self) -> str:
        return f"#{self.index} {self.kind}"


class Tile(models.Model):
    """Node hashes of a finished stretch of the ledger's tree, so that a root needs no reading of all entries."""

    level = models.PositiveSmallIntegerField()
    position = models.BigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["level", "position"], name="one_tile_a_place")]

    def __str__(self) -> str:
        return f"{self.level}/{self.position}"


class Checkpoint(models.Model):
    """A signed statement of the ledger's size and root (C2SP tlog-checkpoint)."""

    size = models.BigIntegerField(unique=True)
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    seals = models.BinaryField(default=bytes, help_text="64 bytes for each entry since the checkpoint before: the ledger's signature over index and leaf hash")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["size"]

    def __str__(self) -> str:
        return self.note
