"""What another node gave whole as something that is revealable: telephone and identity numbers stay masked here until an officer says why they look."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.urls import reverse

from mingjian.core.agreement.masks import masked
from mingjian.core.language import Text
from mingjian.institutions.exchange.models import HeldRecord
from mingjian.institutions.exchange.queries import held_record_numbered
from mingjian.institutions.exchange.services.titles import field_label, in_order
from mingjian.office.models import Officer
from mingjian.office.people.permissions import may

#: Fields that are shown masked by default even where a clause gives them whole.
PERSONAL = ("phone", "id_number")


@dataclass(frozen=True)
class RevealableHeld:
    """A record that came, for officers of the department that it came for."""

    record: HeldRecord
    title: ClassVar = Text("收到的记录未遮蔽的内容", "The received record unmasked")
    who: ClassVar = Text("只有收到记录的部门可以查看未遮蔽的内容。", "Only the department that it came for may see it unmasked.")

    @property
    def read_as(self) -> str:
        """Return what a reading of it is of."""
        return f"held/{self.record.pk}"

    @property
    def path(self) -> str:
        """Return the address at which it is revealed."""
        return reverse("reveal", args=["held", str(self.record.pk)])

    @property
    def back(self) -> str:
        """Return the page of the record."""
        return reverse("exchange:held", args=[self.record.pk])

    @property
    def is_empty(self) -> bool:
        """Return whether nothing of it is masked here."""
        return not any(name in self.record.values for name in PERSONAL)

    def who_may_read(self, officer: Officer) -> bool:
        """Return whether the officer may reveal, and is of the department that it came for."""
        return may(officer, "exchange.reveal") and officer.department_id == self.record.department_id

    def entered(self) -> dict[str, Any]:
        """Record in the entry which record it is."""
        return {"about": self.record}

    def masked(self, officer: Officer, at: datetime) -> tuple[str, Mapping[str, Any]]:
        """Show the fields with numbers masked."""
        told = masked_values(self.record.values)
        return "exchange/masked.html", {"fields": [(field_label(name), told[name]) for name in in_order(told)]}


def masked_values(values: Mapping[str, str]) -> dict[str, str]:
    """Return fields with personal numbers masked."""
    return {name: masked(value, "mask_middle") if name in PERSONAL else value for name, value in values.items()}


def revealable_held(officer: Officer, number: str) -> RevealableHeld:
    """Return a record that came and that the officer may see."""
    return RevealableHeld(held_record_numbered(officer, number))
