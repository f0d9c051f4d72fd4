"""Another dossier, by its number."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingjian.core.procedure import Paper
from mingjian.office.institution import kept
from mingjian.office.language import said
from mingjian.office.models import Dossier, Officer
from mingjian.office.papers.kind import OfficeKind, PaperLine, Respondent, common, name_of, thing_in
from mingjian.office.people.permissions import dossiers_visible_to

#: What the number of a dossier looks like that no institution keeps.
NUMBERED = "D2026-0000001"


class OnFile(forms.CharField):
    """The number of a dossier that the officer may see."""

    def __init__(self, officer: Officer, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)
        self._officer = officer

    def clean(self, value: Any) -> str:
        number: str = super().clean(value)
        if number and not dossiers_visible_to(self._officer).filter(number=number).exists():
            raise forms.ValidationError(_("There is no such number among what you may see."))
        return number


class OfDossier(OfficeKind):
    def field(self, paper: Paper, asked: Respondent) -> forms.Field:
        told = common(paper)
        held = kept(paper.of)
        hint = told["help_text"] or gettext("Its number, such as %(number)s.") % {"number": held.numbered if held else NUMBERED}
        return OnFile(asked.officer, **{**told, "help_text": hint})

    def is_on_file(self, paper: Paper, value: Any, dossier: Dossier | None, by: Officer) -> bool:
        return dossiers_visible_to(by).filter(number=value).exists()

    def name(self, paper: Paper, value: Any) -> Any:
        return name_of(paper, Dossier, number=value)

    def said(self, paper: Paper, text: str, known: Mapping[str, Any]) -> PaperLine:
        name = thing_in(text)
        number = text if name is None else name.number if name.node == settings.NODE else ""  # elsewhere's has no page here
        return PaperLine(said(paper.label), number or text, number=number)


KIND = OfDossier()
