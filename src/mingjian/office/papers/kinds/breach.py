"""A breach: picked from the acts that the rulebook punishes by typing a part of its name or what people call it; kept by its key."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext

from mingjian.core.errors import BadInput, StepRefused
from mingjian.core.procedure import Paper, liabilities
from mingjian.office.form_fields import Listed
from mingjian.office.language import said
from mingjian.office.models import Dossier, Officer
from mingjian.office.papers.kind import OfficeKind, PaperLine, Respondent, common


def _options() -> list[tuple[str, str]]:
    """Return the title of every act with its usual names, by which the list is searched."""
    return [(said(act.title), "、".join(act.known_as)) for act in liabilities().all.values()]


class BreachField(forms.CharField):
    """The title of an act, with those of the rulebook to pick from; its key once it is read."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=200, widget=Listed(_options()), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        act = liabilities().all.get(value) if isinstance(value, str) else None
        return said(act.title) if act else value

    def clean(self, value: Any) -> str:
        written: str = super().clean(value)
        if not written:
            return ""
        try:
            return liabilities().act(written).act
        except BadInput as fault:
            raise forms.ValidationError(said(fault.text)) from None


class OfBreach(OfficeKind):
    def field(self, paper: Paper, asked: Respondent) -> forms.Field:
        told = common(paper)
        return BreachField(**{**told, "help_text": told["help_text"] or gettext("Type a part of it and pick.")})

    def said(self, paper: Paper, text: str, known: Mapping[str, Any]) -> PaperLine:
        act = liabilities().all.get(text)
        return PaperLine(said(paper.label), said(act.title) if act else text)

    def is_on_file(self, paper: Paper, value: Any, dossier: Dossier | None, by: Officer) -> bool:
        if str(value) not in liabilities().all:
            zh = f"规则库没有违法行为“{str(value)[:60]}”；没有对应的，留空并写明行为名称。"
            raise StepRefused(zh, f"The rulebook has no act {str(value)[:60]!r}; leave it empty and name the act in words.")
        return True


KIND = OfBreach()
