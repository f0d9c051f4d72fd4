"""A sample: what it is, where it lies, and how it looks."""

from __future__ import annotations

import secrets

from django.db import models
from django.urls import reverse

from mingjian.office.models import Dossier, OfDossier

PROCEDURE = "sample"


def new_code() -> str:
    """Make a code that nobody guesses, for whoever handed the sample in."""
    return secrets.token_urlsafe(12)


class Sample(OfDossier, models.Model):
    """One sample. Its way through the procedure is its dossier."""

    dossier = models.OneToOneField(Dossier, models.CASCADE, related_name="sample")
    goods = models.CharField(max_length=200)
    taken_from = models.CharField(max_length=200)
    kept_until = models.DateField()
    clue_number = models.CharField(max_length=40, blank=True, db_index=True, help_text="of the clue that it belongs to")
    shelf = models.CharField(max_length=60, blank=True, help_text="set by the step that shelves it")
    condition = models.TextField(blank=True, help_text="as it was last looked at")
    is_due = models.BooleanField(default=False, help_text="set by the sweep when its day is over")
    code = models.CharField(max_length=40, unique=True, default=new_code, help_text="opens its page for whoever has no account")

    def __str__(self) -> str:
        return self.dossier.number

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("samples:sample", args=[self.number])
