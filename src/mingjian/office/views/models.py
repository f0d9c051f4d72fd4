"""A list as an officer sifted it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from mingjian.office.models import Officer


class View(models.Model):
    """The filter of a list under a name; an officer's own. `is_first`: what the list begins with. `is_told`: the digest tells of it where its count changed."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="views")
    path = models.CharField(max_length=120, help_text="of the list, /clues")
    query = models.CharField(max_length=1000, help_text="its filter as the address has it, without the page mark")
    name = models.CharField(max_length=40)
    is_first = models.BooleanField(default=False)
    is_told = models.BooleanField(default=False)
    told = models.CharField(max_length=12, blank=True, help_text="the count that was told last, as a person reads it")

    class Meta:
        ordering: ClassVar = ["path", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["officer", "path", "name"], name="one_view_a_name"),
            models.UniqueConstraint(fields=["officer", "path"], condition=Q(is_first=True), name="one_first_view_a_list"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        """Return the list as it was sifted."""
        return f"{self.path}?{self.query}"
