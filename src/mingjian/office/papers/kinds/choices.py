"""Several of the options that the paper names, each with a tick."""

from collections.abc import Mapping
from typing import Any

from django import forms

from mingjian.core.procedure import Paper
from mingjian.core.procedure.papers.choices import keys_of
from mingjian.office.language import said
from mingjian.office.papers.kind import OfficeKind, PaperLine, Respondent, common


class _Several(forms.MultipleChoiceField):
    """Ticks whose value is one text, as a paper holds it and a link or proposal writes it."""

    widget = forms.CheckboxSelectMultiple

    def prepare_value(self, value: Any) -> Any:
        return keys_of(value) if isinstance(value, str) else value

    def clean(self, value: Any) -> Any:
        return ",".join(super().clean(value))


class Choices(OfficeKind):
    def field(self, paper: Paper, asked: Respondent) -> forms.Field:
        return _Several(choices=[(key, said(text)) for key, text in paper.options], **common(paper))

    def said(self, paper: Paper, text: str, known: Mapping[str, Any]) -> PaperLine:
        options = {key: said(option) for key, option in paper.options}
        return PaperLine(said(paper.label), "\n".join(options.get(key, key) for key in keys_of(text)))


KIND = Choices()
