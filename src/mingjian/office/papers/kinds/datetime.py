"""An instant."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.timezone import localtime

from mingjian.core.procedure import Paper
from mingjian.office.language import chinese_day, said
from mingjian.office.papers.kind import OfficeKind, PaperLine, Respondent, common


class Instant(OfficeKind):
    def field(self, paper: Paper, asked: Respondent) -> forms.Field:
        return forms.DateTimeField(widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"), **common(paper))

    def said(self, paper: Paper, text: str, known: Mapping[str, Any]) -> PaperLine:
        return PaperLine(said(paper.label), f"{localtime(datetime.fromisoformat(text)):%Y-%m-%d %H:%M}")

    def written(self, value: Any, told: str) -> str:
        try:
            moment = localtime(datetime.fromisoformat(str(value)))
        except ValueError:
            return told
        return f"{chinese_day(moment)}{moment:%H时%M分}"


KIND = Instant()
