"""The form of a letter."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mingjian.institutions.exchange.letters.services.checks import Letter
from mingjian.institutions.exchange.services.titles import nodes


class LetterForm(forms.Form):
    """A letter of assistance to another node."""

    node = forms.MultipleChoiceField(label=_("To which nodes"), widget=forms.CheckboxSelectMultiple)
    letter = forms.CharField(
        label=_("Number of the letter"), max_length=80, required=False, help_text=_("Left empty, the letter goes under the number of its record.")
    )
    questions = forms.CharField(label=_("What is asked"), max_length=5000, widget=forms.Textarea)
    subject = forms.CharField(label=_("About whom"), max_length=200, required=False)
    code = forms.CharField(label=_("Credit code"), max_length=40, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    dossier = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["node"].choices = nodes()  # type: ignore[attr-defined]

    def written(self) -> list[Letter]:
        """Return the letter to each node."""
        told = self.cleaned_data
        return [self._to(node) for node in told["node"]]

    def _to(self, node: str) -> Letter:
        told = self.cleaned_data
        return Letter(node, told["letter"], *(told[name] for name in ("questions", "subject", "code", "phone", "dossier")))
