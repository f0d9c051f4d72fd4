"""A day."""

from datetime import date
from typing import Any

from django import forms
from django.utils.timezone import localtime, now

from mingjian.core.procedure import Paper
from mingjian.office.language import chinese_day
from mingjian.office.papers.kind import OfficeKind, Respondent, common
from mingjian.office.typed import not_ahead


class Day(OfficeKind):
    def field(self, paper: Paper, asked: Respondent) -> forms.Field:
        most = {"max": localtime(now()).date().isoformat()} if paper.past else {}
        past = [not_ahead] if paper.past else []
        return forms.DateField(widget=forms.DateInput({"type": "date", **most}, format="%Y-%m-%d"), validators=past, **common(paper))

    def written(self, value: Any, told: str) -> str:
        try:
            return chinese_day(date.fromisoformat(str(value)))
        except ValueError:
            return told


KIND = Day()
