"""Dossiers, and what goes with one: proposals, seats, deadlines, personal values."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import F, Q

from mingjian.core.procedure import rulebook
from mingjian.office.language import in_this_language
from mingjian.office.models.hidden import HiddenField, HiddenJSONField
from mingjian.office.models.names import name_here
from mingjian.office.models.people import Department, Officer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


class Dossier(models.Model):
    """Anything that goes through a procedure. Only `dossiers.opening`, `taking` and `signing` change one."""

    number = models.CharField(max_length=40, unique=True)
    procedure = models.CharField(max_length=60)
    sheet_in_force = models.DateField(help_text="the version of the sheet it was opened under, and keeps")
    sector = models.CharField(max_length=20, blank=True, default="", help_text="whose sheet it is, where a kind of department has one of its own")
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
    arose_from = models.ForeignKey("self", models.PROTECT, related_name="led_to", null=True, blank=True, help_text="the dossier whose decision led to it")
    steps_taken = models.PositiveIntegerField(default=0, help_text="how often it changed; a page that shows an older count is stale")

    class Meta:
        ordering: ClassVar = ["-opened_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["department", "is_closed", "-moved_at", "procedure", "officer"], name="dossier_of_department"),  # home, queues, figures
            models.Index(fields=["department", "opened_at", "procedure", "officer"], name="dossier_opened"),  # figures, by week
            # Figures by holder. The key at the end lets PostgreSQL join what hangs on dossiers without reading them; SQLite has it there anyway.
            models.Index(fields=["department", "procedure", "officer", "opened_at", "id"], name="dossier_of_holder"),
            models.Index(fields=["department", "is_closed", "procedure", "officer", "moved_at", "id"], name="dossier_held_still"),  # of open and closed
            models.Index(fields=["department", "is_closed", "procedure", "state_text", "-moved_at"], name="dossier_awaiting"),  # home
            models.Index(fields=["procedure", "state_text", "-opened_at"], name="dossier_in_state"),  # sweeps, queues
            models.Index(fields=["subject"], name="dossier_of_subject"),  # duplicates
            models.Index(fields=["department", "is_closed"], condition=Q(sender__isnull=False, officer__isnull=True), name="dossier_handed_on"),  # home
            # Of what most dossiers lack: SQLite takes the share of a whole index for that of each of its values, and reads every dossier instead.
            models.Index(fields=["sender", "is_closed", "procedure", "state_text"], condition=Q(sender__isnull=False), name="dossier_sent"),  # home
            models.Index(fields=["arose_from", "procedure"], condition=Q(arose_from__isnull=False), name="dossier_arose"),  # home
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def words(self) -> str:
        """Return the text that the dossier is found by."""
        return f"{self.number} {self.title} {self.subject}"

    @property
    def wire_name(self) -> str:
        """Return what every node calls it: by what its procedure makes of it (`clue`), and its number."""
        return name_here(rulebook().versions(self.procedure)[-1].dossier, self.number)

    @property
    def read_as(self) -> str:
        """Return what a reading of its files is of."""
        return f"dossier/{self.number}"

    @property
    def state(self) -> str | dict[str, str]:
        """Return the state, or for a procedure with parallel tracks one for each track."""
        if not self.state_text.startswith("{"):
            return self.state_text
        tracks: dict[str, str] = json.loads(self.state_text)
        return tracks

    @state.setter
    def state(self, state: str | Mapping[str, str]) -> None:
        self.state_text = state if isinstance(state, str) else json.dumps(dict(state), sort_keys=True)


class OfDossier:
    """What an institution keeps beside a dossier, as acts ask for it: number, name, holder and state are the dossier's. Steps move it, and no act does."""

    dossier: Any

    @property
    def number(self) -> str:
        """Return that of its dossier."""
        return str(self.dossier.number)

    @property
    def wire_name(self) -> str:
        """Return what every node calls it."""
        return str(self.dossier.wire_name)

    @property
    def department(self) -> Department:
        """Return who holds it."""
        held: Department = self.dossier.department
        return held

    @property
    def state(self) -> str:
        """Where it stands, as its sheet says."""
        return str(self.dossier.state_text)


class Proposal(models.Model):
    """A step that one officer has signed and that waits for the second signature of another."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="proposals")
    step = models.CharField(max_length=60)
    papers = HiddenJSONField(default=dict)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["dossier", "step"], name="one_proposal_a_step")]

    def __str__(self) -> str:
        return f"{self.step} by {self.by_id}"


class Awaiting(models.Model):
    """
    A role in a department that a dossier waits for: kept up by every step and sweep, out of what the sheet says (`dossiers.awaiting`), so that a home page
    finds what its officer is asked for by an index.

    Nothing of it is a fact: it can be drawn anew from dossiers, deadlines and proposals at any time, and the ledger holds none of it.
    """

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="awaiting")
    place = models.PositiveSmallIntegerField(help_text="what is due first has 0")
    department = models.ForeignKey(Department, models.CASCADE, related_name="+")
    role = models.CharField(max_length=24)
    officer = models.ForeignKey(Officer, models.CASCADE, related_name="+", null=True, help_text="who alone is asked, being named for the step")
    deadline = models.ForeignKey("Deadline", models.CASCADE, related_name="awaiting", null=True, help_text="one that is met or extended so")
    signed_by = models.ForeignKey(Officer, models.CASCADE, related_name="+", null=True, help_text="who signed first; the second signature is waited for")
    step = models.CharField(max_length=60, help_text="the first of the steps that are asked for")
    barred = models.CharField(max_length=200, blank=True, help_text="|3|14|: officers who may take none of the steps")
    since = models.DateTimeField(help_text="the dossier's newest step")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["department", "role", "since", "dossier"], name="awaiting_of_role"),  # home
            models.Index(fields=["deadline", "department", "role"], condition=Q(deadline__isnull=False), name="awaiting_of_deadline"),  # docket
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.department_id} {self.role} {self.step}"


class AwaitingDrawn(models.Model):
    """By which sheets the rows of Awaiting were drawn: after an upgrade, or a sheet that was mended, the sweep draws them anew."""

    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.digest


class Seat(models.Model):
    """A department that holds or held a dossier, or was let in: it may go on reading it."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="seats")
    department = models.ForeignKey(Department, models.PROTECT, related_name="seats")
    since = models.DateTimeField()
    is_beside = models.BooleanField(default=False, help_text="another department holds the dossier; kept up as it moves")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["department", "dossier"], name="one_seat_each")]
        # What others hold is found without reading all that a department holds itself, which has a seat for each as well.
        indexes: ClassVar = [models.Index(fields=["department", "dossier"], condition=Q(is_beside=True), name="seat_beside")]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.department_id}"

    def save(self, *args: Any, **options: Any) -> None:
        self.is_beside = self.dossier.department_id != self.department_id
        super().save(*args, **options)


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
    obliged = models.CharField(max_length=40, blank=True, help_text="who must act, as the sheet says: a side, a role, or a party outside")
    obliged_kind = models.CharField(max_length=8, blank=True, help_text="side, role or outside")
    due_with = models.ForeignKey(
        Department, models.PROTECT, related_name="+", null=True, blank=True, help_text="whose clock it is; empty where nobody with an account must act"
    )
    unit = models.CharField(max_length=24, blank=True, help_text="of the period: hours are told as hours, immediately apart from promptly")
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
            models.Index(fields=["dossier", "due", "suspended_since", "due_with"], condition=Q(closed_at__isnull=True), name="deadline_open_of_dossier"),
            models.Index(fields=["due_with", "due", "suspended_since"], condition=Q(closed_at__isnull=True), name="deadline_open_with"),
            models.Index(fields=["obliged_kind", "obliged"], condition=Q(closed_at__isnull=True), name="deadline_open_of_others"),  # home
            models.Index(fields=["suspended_since"], condition=Q(closed_at__isnull=True, suspended_since__isnull=False), name="deadline_suspended"),
            models.Index(fields=["due", "dossier"], condition=Q(closed_at__gt=F("due")), name="deadline_met_late"),  # figures
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
        """Return whether the day has passed while the deadline was open and running."""
        return self.closed_at is None and self.suspended_since is None and self.due is not None and self.due < at


def salted(salt: str, value: object) -> str:
    """Return what the ledger holds of a personal value."""
    return sha256(f"{salt}{value}".encode()).hexdigest()


class PersonalValue(models.Model):
    """A paper that names a person. The ledger holds only a salted hash of it, so that it can be erased and still be proven."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="personal_values")
    name = models.CharField(max_length=60)
    value = HiddenField()
    salt = models.CharField(max_length=32)
    given_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["given_at", "id"]

    def __str__(self) -> str:
        return self.name  # never the value

    @property
    def digest(self) -> str:
        """Return the salted hash that the entry has of it."""
        return salted(self.salt, self.value)


class FileNumber(models.Model):
    """The newest file number given under each head (`C2026-`)."""

    head = models.CharField(max_length=20, unique=True)
    last = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.head}{self.last}"
