"""A kit as something that is revealable: its story, numbers and files."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.urls import reverse

from mingjian.core.language import Text
from mingjian.institutions.evidence.models import Kit
from mingjian.institutions.evidence.queries import kit_numbered
from mingjian.office.models import Officer
from mingjian.office.people.permissions import may


@dataclass(frozen=True)
class RevealableKit:
    """A kit, for officers of the department that received it."""

    kit: Kit
    title: ClassVar[Text] = Text("证据包未遮蔽的内容", "The kit unmasked")
    who: ClassVar[Text] = Text("只有收到证据包的部门可以查看未遮蔽的内容。", "Only the department that received the kit may see it unmasked.")

    @property
    def read_as(self) -> str:
        """Return what a reading of it is of."""
        return self.kit.read_as

    @property
    def path(self) -> str:
        """Return the address at which it is revealed."""
        return reverse("reveal", args=["kit", self.kit.number])

    @property
    def back(self) -> str:
        """Return the page of the kit."""
        return reverse("evidence:kit", args=[self.kit.pk])

    @property
    def is_empty(self) -> bool:
        """Never: a kit holds a story at least."""
        return False

    def who_may_read(self, officer: Officer) -> bool:
        """Return whether the officer may reveal kits, and is of the department that received this one."""
        return may(officer, "evidence.reveal_kits") and officer.department_id == self.kit.department_id

    def entered(self) -> dict[str, Any]:
        """Record in the entry which kit it is."""
        return {"about": self.kit}

    def masked(self, officer: Officer, at: datetime) -> tuple[str, Mapping[str, Any]]:
        """Show the story with numbers masked."""
        return "evidence/masked.html", {"kit": self.kit}


def revealable_kit(officer: Officer, number: str) -> RevealableKit:
    """Return a kit that the officer may see."""
    return RevealableKit(kit_numbered(officer, number))
