"""A line of text."""

from django import forms

from mingjian.core.procedure import Paper
from mingjian.core.procedure.papers.text import longest_of
from mingjian.office.papers.kind import OfficeKind, Respondent, common


class OfText(OfficeKind):
    def field(self, paper: Paper, asked: Respondent) -> forms.Field:
        return forms.CharField(max_length=longest_of(paper), **common(paper))


KIND = OfText()
