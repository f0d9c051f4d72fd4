"""The consumer of a complaint, as something that is revealable."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.urls import reverse

from mingjian.core.language import Text
from mingjian.institutions.disputes.consumers.queries import consented
from mingjian.institutions.disputes.models import Complainant, Complaint
from mingjian.institutions.disputes.queries import complaint_visible_to
from mingjian.office.models import Officer
from mingjian.office.people.permissions import may

ALL = frozenset({"name", "phone", "address"})


@dataclass(frozen=True)
class RevealableComplainant:
    """A complaint's consumer, for officers of the department that holds it."""

    complaint: Complaint
    title: ClassVar[Text] = Text("投诉人信息", "Who complains")
    who: ClassVar[Text] = Text(
        "只有承办部门，以及消费者同意向其提供的单位，可以查看投诉人信息。",
        "Only the department that holds the complaint, and whom the consumer consented to, may see who complains.",
    )

    @property
    def read_as(self) -> str:
        """Return what a reading of it is of."""
        return f"complainant/{self.complaint.dossier.number}"

    @property
    def path(self) -> str:
        """Return the address at which it is revealed."""
        return reverse("reveal", args=["complainant", self.complaint.dossier.number])

    @property
    def back(self) -> str:
        """Return its place on the complaint's page."""
        return f"{self.complaint.get_absolute_url()}#complainant"

    @property
    def is_empty(self) -> bool:
        """Return whether nobody is on file."""
        return not Complainant.objects.filter(complaint=self.complaint).exists()

    def who_may_read(self, officer: Officer) -> bool:
        """Return whether the officer acts for the holder, and may reveal consumers; or works where the consumer consents today to their data being seen."""
        return bool(self.opens_to(officer))

    def opens_to(self, officer: Officer) -> frozenset[str]:
        """Return what an officer may read, for a purpose: all of it for the holder, of others what the consumer named in the consent and no more."""
        if may(officer, "disputes.reveal_complainants", self.complaint.dossier):
            return ALL
        return consented(self.complaint.dossier, officer.department) if officer.duty == Officer.Duty.WORK else frozenset()

    def entered(self) -> dict[str, Any]:
        """Record in the entry of which complaint; never who it is."""
        return {"dossier": self.complaint.dossier, "what": "complainant"}

    def masked(self, officer: Officer, at: datetime) -> tuple[str, Mapping[str, Any]]:
        """Show name and telephone masked."""
        return "disputes/complainant.html", {"complainant": Complainant.objects.filter(complaint=self.complaint).first()}


def revealable_complainant(officer: Officer, number: str) -> RevealableComplainant:
    """Return the consumer of a complaint that the officer may see."""
    return RevealableComplainant(complaint_visible_to(officer, number))
