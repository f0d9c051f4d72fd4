"""Who has put the first-run guide away."""

from typing import ClassVar

from django.db import models

from mingjian.office.models import Officer


class Guided(models.Model):
    """An officer who needs the guide no more: it is not shown again until they ask for it on the page of help."""

    officer = models.OneToOneField(Officer, models.CASCADE, related_name="guided")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["officer"]

    def __str__(self) -> str:
        return f"{self.officer}"
