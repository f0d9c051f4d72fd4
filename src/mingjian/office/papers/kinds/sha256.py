"""The SHA-256 of something that was taken; typed wrongly, the form says so before the step is taken."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mingjian.core.procedure import Paper
from mingjian.core.procedure.papers.sha256 import digest_in
from mingjian.office.papers.kind import OfficeKind, Respondent, common


class HashField(forms.CharField):
    """A SHA-256 as tools print it: blanks, colons and capitals are no matter."""

    def clean(self, value: Any) -> str:
        written: str = super().clean(value)
        if written and not digest_in(written):
            raise forms.ValidationError(_("A SHA-256 has 64 signs, 0 to 9 and a to f; this one has %(size)s.") % {"size": len(written)})
        return digest_in(written)


class OfHash(OfficeKind):
    def field(self, paper: Paper, asked: Respondent) -> forms.Field:
        return HashField(max_length=200, **common(paper))


KIND = OfHash()
