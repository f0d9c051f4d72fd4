"""Whoever reported a clue, as something that is revealable."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.urls import reverse

from mingjian.core.language import Text
from mingjian.institutions.clues.models import Clue, Reporter
from mingjian.institutions.clues.queries import clue_visible_to
from mingjian.office.models import Officer
from mingjian.office.people.permissions import may


@dataclass(frozen=True)
class RevealableReporter:
    """A clue's reporter, for officers of the department that holds the clue."""

    clue: Clue
    title: ClassVar[Text] = Text("举报人信息", "Who reported it")
    who: ClassVar[Text] = Text("只有承办部门可以查看举报人信息。", "Only the department that holds the clue may see who reported it.")

    @property
    def read_as(self) -> str:
        """Return what a reading of it is of."""
        return f"reporter/{self.clue.dossier.number}"

    @property
    def path(self) -> str:
        """Return the address at which it is revealed."""
        return reverse("reveal", args=["reporter", self.clue.dossier.number])

    @property
    def back(self) -> str:
        """Return its place on the clue's page."""
        return f"{reverse('clues:clue', args=[self.clue.dossier.number])}#reporter"

    @property
    def is_empty(self) -> bool:
        """Return whether nobody reported it."""
        return not Reporter.objects.filter(clue=self.clue).exists()

    def who_may_read(self, officer: Officer) -> bool:
        """Return whether the officer acts for the holder, and may reveal reporters."""
        return may(officer, "clues.reveal_reporters", self.clue.dossier)

    def entered(self) -> dict[str, Any]:
        """Record in the entry of which clue; never who it is."""
        return {"dossier": self.clue.dossier, "what": "reporter"}

    def masked(self, officer: Officer, at: datetime) -> tuple[str, Mapping[str, Any]]:
        """Show name and telephone masked."""
        return "clues/reporter_masked.html", {"reporter": Reporter.objects.filter(clue=self.clue).first()}


def revealable_reporter(officer: Officer, number: str) -> RevealableReporter:
    """Return the reporter of a clue that the officer may see."""
    return RevealableReporter(clue_visible_to(officer, number))
