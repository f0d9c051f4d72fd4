"""Personal data among a dossier's values, as something that is revealable: it goes into documents only with a leave."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.urls import reverse

from mingjian.core.language import Text
from mingjian.office.documents.creation import may_make
from mingjian.office.documents.facts import tells_personal
from mingjian.office.dossiers.parts import part_url
from mingjian.office.institution import PAPERS
from mingjian.office.models import Dossier, Officer
from mingjian.office.people.permissions import dossier_visible_to


@dataclass(frozen=True)
class RevealableValues:
    """The values of a dossier that hold personal data, for officers of a department that acts in it; `form`: the document that they are for."""

    dossier: Dossier
    form: str = ""
    title: ClassVar[Text] = Text("卷宗中的个人信息", "Personal data of the dossier")
    who: ClassVar[Text] = Text("只有此卷宗的承办、参与部门的经办人员可以查看。", "Only officers of a department that acts in this dossier may see it.")

    @property
    def read_as(self) -> str:
        """Return what a reading of them is of."""
        return self.dossier.read_as

    @property
    def path(self) -> str:
        """Return the address at which they are revealed."""
        return reverse("reveal", args=["values", f"{self.dossier.number}/{self.form}"])

    @property
    def asked_at(self) -> str:
        """Return the address under which purposes of making any paper of the dossier were said."""
        return reverse("reveal", args=["values", f"{self.dossier.number}/"])

    @property
    def back(self) -> str:
        """Return the draft that they go into, or the papers of the dossier where they are for several."""
        if not self.form:
            return f"{part_url(self.dossier, PAPERS)}#documents"
        return reverse("documents:form", args=[self.dossier.number, self.form])

    @property
    def goes_on(self) -> str:
        """Return where documents are made with what was revealed, by the same click."""
        return reverse("documents:several", args=[self.dossier.number])

    @property
    def is_empty(self) -> bool:
        """Return whether no value holds personal data."""
        return not self.dossier.personal_values.exists() and not tells_personal(self.dossier)

    def who_may_read(self, officer: Officer) -> bool:
        """Return whether the officer makes documents of the dossier."""
        return may_make(officer, self.dossier)

    def entered(self) -> dict[str, Any]:
        """Record in the entry of which dossier."""
        return {"dossier": self.dossier, "what": "values"}

    def masked(self, officer: Officer, at: datetime) -> tuple[str, Mapping[str, Any]]:
        """Show of which dossier they are, and none of them."""
        return "documents/masked.html", {"dossier": self.dossier}


def revealable_values(officer: Officer, name: str) -> RevealableValues:
    """Return the values of a dossier that the officer may see; `name`: its number, and the key of the document that they are for."""
    number, _, form = name.rpartition("/")
    return RevealableValues(dossier_visible_to(officer, number), form)
