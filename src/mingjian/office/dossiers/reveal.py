"""The files of a dossier that hold personal data, as something that is revealable."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.urls import reverse

from mingjian.core.language import Text
from mingjian.office.dossiers.parts import part_url
from mingjian.office.dossiers.shown import files_shown, may_open_files
from mingjian.office.files.readings import personal_files
from mingjian.office.institution import EVIDENCE
from mingjian.office.models import Dossier, Officer
from mingjian.office.people.permissions import dossier_visible_to


@dataclass(frozen=True)
class RevealableFiles:
    """Files with personal data, for whoever acts for a department that holds or held the dossier, or was let in."""

    dossier: Dossier
    title: ClassVar[Text] = Text("含个人信息的材料", "Files with personal data")
    who: ClassVar[Text] = Text(
        "只有承办、曾经承办或者受邀参与此卷宗的部门可以查看含个人信息的材料。",
        "Only a department that holds or held this dossier, or was let in to it, may open files with personal data.",
    )

    @property
    def read_as(self) -> str:
        """Return what a reading of them is of."""
        return self.dossier.read_as

    @property
    def path(self) -> str:
        """Return the address at which they are revealed."""
        return reverse("reveal", args=["files", self.dossier.number])

    @property
    def back(self) -> str:
        """Their place on the dossier's page."""
        return f"{part_url(self.dossier, EVIDENCE)}#files"

    @property
    def is_empty(self) -> bool:
        """Return whether no file holds personal data."""
        return not personal_files(self.dossier)

    def who_may_read(self, officer: Officer) -> bool:
        """Return whether the officer acts for a department that holds or held the dossier, or was let in."""
        return may_open_files(officer, self.dossier)

    def entered(self) -> dict[str, Any]:
        """Record in the entry which files they are."""
        return {"dossier": self.dossier, **personal_files(self.dossier)}

    def masked(self, officer: Officer, at: datetime) -> tuple[str, Mapping[str, Any]]:
        """Show the files that are shut, by their masked names."""
        return "office/dossier/file_list.html", {"lines": files_shown(self.dossier, officer, at).masked}


def revealable_files(officer: Officer, number: str) -> RevealableFiles:
    """Return the files of a dossier that the officer may see."""
    return RevealableFiles(dossier_visible_to(officer, number))
