"""A day."""

from django import forms

from mingjian.core.procedure import Paper
from mingjian.office.papers.kind import Asked, OfficeKind, common


class Day(OfficeKind):
    def field(self, paper: Paper, asked: Asked) -> forms.Field:
        return forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **common(paper))


KIND = Day()
