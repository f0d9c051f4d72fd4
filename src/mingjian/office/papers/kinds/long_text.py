"""Text of several paragraphs."""

from django import forms

from mingjian.core.procedure import Paper
from mingjian.office.papers.kind import OfficeKind, Respondent, common


class LongText(OfficeKind):
    def field(self, paper: Paper, asked: Respondent) -> forms.Field:
        return forms.CharField(max_length=20_000, widget=forms.Textarea({"rows": 4}), **common(paper))


KIND = LongText()
