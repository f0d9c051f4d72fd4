"""A subject file as something that is revealable: names of people, numbers and accounts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.urls import reverse

from mingjian.core.language import Text
from mingjian.institutions.operators.models import Subject
from mingjian.institutions.operators.queries import subject_numbered
from mingjian.office.models import Officer
from mingjian.office.people.permissions import may


@dataclass(frozen=True)
class RevealableSubject:
    """A subject file, for officers of the department that keeps it."""

    subject: Subject
    title: ClassVar[Text] = Text("主体档案未遮蔽的内容", "The subject file unmasked")
    who: ClassVar[Text] = Text("只有建立档案的部门可以查看未遮蔽的内容。", "Only the department that keeps the file may see it unmasked.")

    @property
    def read_as(self) -> str:
        """Return what a reading of it is of."""
        return self.subject.read_as

    @property
    def path(self) -> str:
        """Return the address at which it is revealed."""
        return reverse("reveal", args=["subject", self.subject.number])

    @property
    def back(self) -> str:
        """Return the page of the subject."""
        return self.subject.get_absolute_url()

    @property
    def is_empty(self) -> bool:
        """Return whether nothing of it is masked."""
        return self.subject.kind != "person" and not any(one.is_personal for one in self.subject.links.select_related("subject"))

    def who_may_read(self, officer: Officer) -> bool:
        """Return whether the officer may reveal, and is of the department that keeps it."""
        return may(officer, "operators.reveal_subjects") and officer.department_id == self.subject.department_id

    def entered(self) -> dict[str, Any]:
        """Record in the entry which subject it is."""
        return {"about": self.subject}

    def masked(self, officer: Officer, at: datetime) -> tuple[str, Mapping[str, Any]]:
        """Show the links masked."""
        return "operators/links.html", {"links": self.subject.links.select_related("subject"), "reading": None}


def revealable_subject(officer: Officer, number: str) -> RevealableSubject:
    """Return a subject file that the officer may see."""
    return RevealableSubject(subject_numbered(officer, number))
