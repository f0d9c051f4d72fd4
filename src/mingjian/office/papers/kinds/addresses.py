"""Addresses or places, one a line."""

from django import forms

from mingjian.core.procedure import Paper
from mingjian.core.procedure.papers.addresses import LONGEST_LINE, MOST_LINES
from mingjian.office.papers.kind import OfficeKind, Respondent, common


class Addresses(OfficeKind):
    def field(self, paper: Paper, asked: Respondent) -> forms.Field:
        return forms.CharField(max_length=MOST_LINES * (LONGEST_LINE + 1), widget=forms.Textarea({"rows": 4}), **common(paper))


KIND = Addresses()
