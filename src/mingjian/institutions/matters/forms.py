"""The form that asks the platform of some offers about them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mingjian.institutions.operators.facts import FIELDS, FieldRequest
from mingjian.office.language import said


class AskPlatformForm(forms.Form):
    """Which of the official fields are asked for, for what purpose, on what ground, and what beyond them with whose consent."""

    fields_asked = forms.MultipleChoiceField(label=_("Items to be answered"), widget=forms.CheckboxSelectMultiple, required=False)
    purpose = forms.CharField(label=_("For what purpose"), max_length=500, widget=forms.Textarea({"rows": 2}))
    ground = forms.CharField(label=_("On what legal ground"), max_length=200, initial="《电子商务法》第二十五条，《网络交易监督管理办法》第三十四条")
    period = forms.CharField(label=_("Of which period"), max_length=100, required=False)
    further = forms.CharField(
        label=_("Beyond the official fields"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Needs the consent of the provincial department (the rule is UNVERIFIED)."),
    )
    consent = forms.CharField(label=_("Department that consented, and its number"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["fields_asked"]
        choices.choices = [(key, said(text)) for key, text in FIELDS.items()]

    def asked(self) -> FieldRequest:
        """Return what was filled in."""
        told = self.cleaned_data
        return FieldRequest(told["fields_asked"], told["purpose"], told["ground"], told["period"], told["further"], told["consent"])
