"""One of the options that the paper names."""

from collections.abc import Mapping
from typing import Any

from django import forms

from mingjian.core.procedure import Paper
from mingjian.office.form_fields import CHOOSE
from mingjian.office.language import said
from mingjian.office.papers.kind import OfficeKind, PaperLine, Respondent, common


class Choice(OfficeKind):
    def field(self, paper: Paper, asked: Respondent) -> forms.Field:
        return forms.ChoiceField(choices=[("", CHOOSE), *((key, said(text)) for key, text in paper.options)], **common(paper))

    def said(self, paper: Paper, text: str, known: Mapping[str, Any]) -> PaperLine:
        return PaperLine(said(paper.label), next((said(option) for key, option in paper.options if key == text), text))


KIND = Choice()
