"""Departments and officers: who acts, for whom."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.auth import hashers
from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mingjian.core.wire.names import OfficerName, is_department
from mingjian.office.language import in_this_language
from mingjian.office.models.hidden import HiddenField, HiddenJSONField
from mingjian.office.models.names import name_here, new_code

#: Digits of a region code that a department of each level answers for. GB/T 2260: two digits province, four city, six county.
REGION_DIGITS = {"state": 0, "province": 2, "city": 4, "county": 6}


def is_code(text: str) -> None:
    """Refuse what is no code of a department."""
    if not is_department(text):
        raise ValidationError(_("Neither a unified social credit code nor one that a node gave."))


class Department(models.Model):
    """A body that officers act for: an authority of a region and level, or a platform, courier, right holder or operator on a platform."""

    class Kind(models.TextChoices):
        MARKET_REGULATION = "market_regulation", _("Market regulation")
        POLICE = "police", _("Police")
        PROCURATORATE = "procuratorate", _("Procuratorate")
        OTHER_AUTHORITY = "other_authority", _("Other authority")
        PLATFORM = "platform", _("Platform")
        COURIER = "courier", _("Courier")
        RIGHT_HOLDER = "right_holder", _("Right holder")
        OPERATOR = "operator", _("Operator on a platform")

    class Level(models.TextChoices):
        STATE = "state", pgettext_lazy("level of government", "State")
        PROVINCE = "province", _("Province")
        CITY = "city", _("City")
        COUNTY = "county", _("County")

    name_zh = models.CharField(max_length=120, unique=True)
    name_en = models.CharField(max_length=160)
    kind = models.CharField(max_length=24, choices=Kind)
    level = models.CharField(max_length=12, choices=Level)
    region = models.CharField(max_length=6, help_text="GB/T 2260, six digits", db_index=True)
    platform = models.CharField(max_length=60, blank=True, help_text="the platform's name in records, for a platform")
    code = models.CharField(
        max_length=200, unique=True, default=new_code, validators=[is_code], help_text="holds on every node: the body's credit code, or what this node calls it"
    )

    #: The kind of paper that names one by its key.
    paper_kind: ClassVar = "department"

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
    def wire_name(self) -> str:
        """Return what every node calls it."""
        return self.code

    @property
    def region_prefix(self) -> str:
        """Return the digits that every region this department answers for begins with."""
        return self.region[: REGION_DIGITS[self.level]]

    @property
    def is_authority(self) -> bool:
        return self.kind not in {self.Kind.PLATFORM, self.Kind.COURIER, self.Kind.RIGHT_HOLDER, self.Kind.OPERATOR}

    def is_above(self, other: Department) -> bool:
        """Return whether this authority is the superior of another of the same kind: its region holds the other's, at a higher level."""
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
    roles_until = models.DateField(null=True, blank=True, help_text="the last day on which the roles hold; none: until they are changed")
    name_zh = models.CharField(max_length=60, blank=True)
    name_en = models.CharField(max_length=80, blank=True)
    certificate = models.CharField(max_length=40, blank=True, help_text="number of the enforcement certificate")
    is_demo = models.BooleanField(default=False, help_text="made by the demo; a production node refuses to start while one is active")
    first_until = models.DateTimeField(null=True, blank=True, help_text="until when a first password holds, which is good for one sign-in")
    entered_by = models.ForeignKey("self", models.PROTECT, related_name="+", null=True, blank=True, help_text="who entered them, and so grants them nothing")

    objects: ClassVar[OfficerManager] = OfficerManager()
    #: The kind of paper that names one by their key.
    paper_kind: ClassVar = "officer"

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

    @property
    def wire_name(self) -> str:
        """Return what every node calls them."""
        return str(OfficerName(self.username, settings.NODE))

    def clean(self) -> None:
        super().clean()
        if not isinstance(self.roles, list) or not all(isinstance(role, str) for role in self.roles):
            raise ValidationError({"roles": "a list of role names"})

    def check_password(self, raw_password: str | None) -> bool:
        """Return whether a password is right. A first one is not hashed anew at sign-in: it is used up by it, and a hash that differs would be an alarm."""
        return super().check_password(raw_password) if self.first_until is None else hashers.check_password(raw_password, self.password)

    def holds(self, *roles: str) -> bool:
        """Return whether any of these roles is held."""
        return self.duty == self.Duty.WORK and any(role in self.roles for role in roles)


class ApiKey(models.Model):
    """A key with which a system acts as an officer through the API. Only its hash is kept."""

    class Scope(models.TextChoices):
        READ = "read", _("Reads only")
        WORK = "work", _("Reads and works")

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64, unique=True)
    scope = models.CharField(max_length=8, choices=Scope, default=Scope.WORK)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True, help_text="when it was last used, to the minute")
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-made_at", "-id"]

    def __str__(self) -> str:
        return self.name

    def holds_at(self, at: datetime) -> bool:
        """Return whether it opens anything at an instant."""
        return self.revoked_at is None and (self.ends_at is None or at < self.ends_at)


class Consent(models.Model):
    """
    What one administrator asks for an officer's account, and another, of another duty, gives or refuses: a new password, a new second factor, a duty.

    Of a password each of the two is shown one half. The first lies here, hidden, until the second was made; then it is gone.
    """

    class What(models.TextChoices):
        PASSWORD = "password", _("A first password")
        FACTOR = "factor", _("A first password, and the second factor set up anew")
        DUTY = "duty", _("A duty of administration given or taken")

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="consents")
    what = models.CharField(max_length=10, choices=What)
    why = models.CharField(max_length=300)
    duty = models.CharField(max_length=12, choices=Officer.Duty, blank=True)
    roles = models.JSONField(default=list, blank=True)
    half = HiddenField(max_length=40, blank=True)
    asked_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    is_given = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-asked_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["officer"], condition=Q(answered_at__isnull=True), name="one_consent_asked_at_a_time"),
            models.CheckConstraint(condition=Q(is_given=False) | Q(answered_by__isnull=False) & ~Q(answered_by=models.F("asked_by")), name="consent_takes_two"),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id}: {self.what}"


class Roster(models.Model):
    """
    A file of officers that the system administrator brought: read, then asked for as one batch, then signed by the security administrator (decision 152).

    `rows` are the cells that were understood and `halves` the first halves of passwords; both are hidden, and gone once the roster is answered. `digest` is
    that of what was asked for: where the node has changed since, nothing is put in force.
    """

    number = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=200, help_text="the name of the file")
    sha256 = models.CharField(max_length=64)
    is_complete = models.BooleanField(default=False, help_text="whoever of its departments is not listed leaves")
    rows = HiddenJSONField(blank=True)
    halves = HiddenJSONField(blank=True)
    digest = models.CharField(max_length=64, blank=True)
    read_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    read_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    is_given = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-read_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(is_given=False) | Q(answered_by__isnull=False) & ~Q(answered_by=models.F("read_by")), name="roster_takes_two"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def wire_name(self) -> str:
        """Return what every node calls it."""
        return name_here("roster", self.number)

    @property
    def stage(self) -> str:
        """Where it stands: read, asked, given, declined."""
        if self.answered_at is not None:
            return "given" if self.is_given else "declined"
        return "read" if self.asked_at is None else "asked"
