"""
What institutions above take of operators besides their questions: the fields of a request to a platform and their form, its gate, and the tie to a subject's
file.
"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mingjian.institutions.operators.services.requests import FIELDS, FieldRequest, check_fields, gate_papers, tie_request
from mingjian.office.language import said

__all__ = ["FIELDS", "FieldRequest", "RequestForm", "check_fields", "gate_papers", "tie_request"]


class RequestForm(forms.Form):
    """Which official fields are asked for, for what purpose, on what ground."""

    fields_asked = forms.MultipleChoiceField(label=_("What is asked for"), widget=forms.CheckboxSelectMultiple, required=False)
    purpose = forms.CharField(label=_("Purpose of the request"), max_length=500, widget=forms.Textarea({"rows": 2}))
    ground = forms.CharField(label=_("Legal ground of the request"), max_length=200, initial="《电子商务法》第二十五条，《网络交易监督管理办法》第三十四条")
    period = forms.CharField(label=_("Period that it is about"), max_length=100, required=False)
    further = forms.CharField(
        label=_("Besides the standard fields"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Only with the consent of the provincial department (the rule is UNVERIFIED)."),
    )
    consent = forms.CharField(label=_("Who consented, and the number of the consent"), max_length=200, required=False)
    source = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)  # the dossier that it arises from

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["fields_asked"]
        choices.choices = [(key, said(text)) for key, text in FIELDS.items()]

    def asked(self) -> FieldRequest:
        """Return what was filled in."""
        told = self.cleaned_data
        return FieldRequest(told["fields_asked"], told["purpose"], told["ground"], told["period"], told["further"], told["consent"])
