"""The statements of a matter as something that is revealable: whose accounts, who talked to whom, and what was said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.urls import reverse

from mingjian.core.language import Text
from mingjian.institutions.matters.models import Matter
from mingjian.institutions.matters.queries import matter_visible_to
from mingjian.institutions.statements.queries import read_as, statements_of
from mingjian.office.models import Officer
from mingjian.office.people.permissions import may


@dataclass(frozen=True)
class RevealableStatements:
    """All statements of a matter, for officers of the department that holds it."""

    matter: Matter
    title: ClassVar[Text] = Text("资金与通讯记录的未遮蔽内容", "Money and messages unmasked")
    who: ClassVar[Text] = Text(
        "只有承办部门可以查看资金与通讯记录的未遮蔽内容。", "Only the department that holds the matter may see its money and messages unmasked."
    )

    @property
    def read_as(self) -> str:
        """Return what a reading of them is of."""
        return read_as(self.matter)

    @property
    def path(self) -> str:
        """Return the address at which they are revealed."""
        return reverse("reveal", args=["statements", self.matter.number])

    @property
    def back(self) -> str:
        """Their page."""
        return reverse("statements:statements", args=[self.matter.number])

    @property
    def is_empty(self) -> bool:
        """Return whether there is none."""
        return not statements_of(self.matter)

    def who_may_read(self, officer: Officer) -> bool:
        """Return whether the officer may read statements, and is of the department that holds the matter."""
        return may(officer, "statements.read") and officer.department_id == self.matter.department.pk

    def entered(self) -> dict[str, Any]:
        """Record in the entry of which matter they are, and which files."""
        return {"about": self.matter, "dossier": self.matter.lead, "personal_files": [one.sha256 for one in statements_of(self.matter) if one.sha256]}

    def masked(self, officer: Officer, at: datetime) -> tuple[str, Mapping[str, Any]]:
        """Show which statements there are."""
        return "statements/masked.html", {"statements": statements_of(self.matter)}


def revealable_statements(officer: Officer, number: str) -> RevealableStatements:
    """Return the statements of a matter that the officer may see."""
    return RevealableStatements(matter_visible_to(officer, number))
