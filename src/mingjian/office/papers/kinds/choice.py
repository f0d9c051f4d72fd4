"""One of the options that the paper names."""

from collections.abc import Mapping
from typing import Any

from django import forms

from mingjian.core.procedure import Paper
from mingjian.office.form_fields import CHOOSE
from mingjian.office.language import said
from mingjian.office.papers.kind import OfficeKind, PaperLine, Respondent, common

MOST_OPEN = 5  # options that all stand open, so that one click chooses


class OpenSelect(forms.Select):
    """A list whose options all stand open. None is chosen until somebody chooses: without an empty option a browser would else take the first."""

    def use_required_attribute(self, initial: Any) -> bool:
        return True


class Choice(OfficeKind):
    def field(self, paper: Paper, asked: Respondent) -> forms.Field:
        options = [(key, said(text)) for key, text in paper.options]
        if paper.required and len(options) <= MOST_OPEN:
            return forms.ChoiceField(choices=options, widget=OpenSelect(attrs={"size": len(options)}), **common(paper))
        return forms.ChoiceField(choices=[("", CHOOSE), *options], **common(paper))

    def said(self, paper: Paper, text: str, known: Mapping[str, Any]) -> PaperLine:
        return PaperLine(said(paper.label), next((said(option) for key, option in paper.options if key == text), text))


KIND = Choice()
