"""A waiver: the principal head's word, by name and with the reason, that a transfer goes without something that a pack holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q

from mingjian.core.errors import StepRefused
from mingjian.office.dossiers.shown import url_of
from mingjian.office.models import Department, Dossier, Officer
from mingjian.office.models.names import name_here

if TYPE_CHECKING:
    from datetime import datetime

TRANSFER = "crime_transfer"
OPEN, WITHDRAWN = "open", "withdrawn"
_BEFORE_IT_LEAVES = frozenset({"suspected", "transfer_demanded", "report_written", "approved"})


class Waiver(models.Model):
    """One gap of one pack, waived. Never changed: withdrawn on record, and then another may take its place."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="pack_waivers")
    nth = models.PositiveIntegerField(help_text="which of the transfer's waivers it is, from 1")
    gap = models.CharField(max_length=20, help_text="what the pack lacks (paper `pack_gap`)")
    reason = models.CharField(max_length=500)
    standing = models.CharField(max_length=10, default=OPEN, help_text="open, withdrawn")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["nth"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "nth"], name="one_waiver_a_place"),
            models.UniqueConstraint(fields=["dossier", "gap"], condition=Q(standing=OPEN), name="one_open_waiver_a_gap"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.gap}"

    def get_absolute_url(self) -> str:
        """Return its place on the transfer's page."""
        return f"{url_of(self.dossier)}#pack"

    @property
    def number(self) -> str:
        """Return the transfer's, and its place there."""
        return f"{self.dossier.number}-{self.nth}"

    @property
    def wire_name(self) -> str:
        """Return what every node calls it."""
        return name_here("waiver", self.number)

    @property
    def department(self) -> Department:
        """Return who holds the transfer."""
        return self.dossier.department

    @property
    def state(self) -> str:
        """Return where it stands."""
        return self.standing

    def move(self, state: str, *, by: Officer | None, at: datetime) -> None:
        """Stand in another state from now on."""
        self.standing = state

    def hindrance(self, act: str, by: Officer) -> StepRefused | None:
        """Return the refusal of a waiver for what has left; None before."""
        if is_before_leaving(self.dossier):
            return None
        return StepRefused("已移送或者已办结，不再改动注明。", "It has left, or is closed: its waivers stand as they are.")


def is_before_leaving(dossier: Dossier) -> bool:
    """Return whether a transfer has not left yet, and may still do so."""
    return isinstance(dossier.state, dict) and dossier.state["filing"] in _BEFORE_IT_LEAVES
