"""A day."""

from datetime import date
from typing import Any

from django import forms
from django.utils.timezone import localtime, now

from mingjian.core.procedure import Paper
from mingjian.office.form_fields import not_ahead, not_behind
from mingjian.office.language import chinese_day
from mingjian.office.papers.kind import OfficeKind, Respondent, common


class Day(OfficeKind):
    def field(self, paper: Paper, asked: Respondent) -> forms.Field:
        end = "max" if paper.past else "min" if paper.ahead else ""
        bound = {end: localtime(now()).date().isoformat()} if end else {}
        checks = [not_ahead] if paper.past else [not_behind] if paper.ahead else []
        return forms.DateField(widget=forms.DateInput({"type": "date", **bound}, format="%Y-%m-%d"), validators=checks, **common(paper))

    def written(self, value: Any, told: str) -> str:
        try:
            return chinese_day(date.fromisoformat(str(value)))
        except ValueError:
            return told


KIND = Day()
