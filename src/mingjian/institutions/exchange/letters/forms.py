"""The form of a letter."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mingjian.institutions.exchange.letters.lore.writing import Letter
from mingjian.institutions.exchange.lore.titles import nodes


class LetterForm(forms.Form):
    """A letter of assistance to another node."""

    node = forms.ChoiceField(label=_("To which node"))
    letter = forms.CharField(label=_("Number of the letter"), max_length=80)
    questions = forms.CharField(label=_("What is asked"), max_length=5000, widget=forms.Textarea)
    subject = forms.CharField(label=_("About whom"), max_length=200, required=False)
    code = forms.CharField(label=_("Credit code"), max_length=40, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["node"].choices = nodes()  # type: ignore[attr-defined]

    def written(self) -> Letter:
        """Return the letter."""
        told = self.cleaned_data
        return Letter(told["node"], told["letter"], *(told[name] for name in ("questions", "subject", "code", "phone")))
