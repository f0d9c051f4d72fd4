"""The form of an experiment."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mingjian.core.errors import BadInput
from mingjian.core.policy.experiment import MOST_SIGNS
from mingjian.institutions.lab.services.input import asked_in
from mingjian.office.language import said


class ExperimentForm(forms.Form):
    """The question with all that is decided before it runs, as YAML."""

    text = forms.CharField(
        label=_("The experiment"),
        max_length=MOST_SIGNS,
        widget=forms.Textarea({"rows": 30, "spellcheck": "false", "class": "code"}),
        help_text=_("YAML: question, proposals, hypotheses that may fail, first outcome, seeds. It is checked before it is kept."),
    )

    def clean_text(self) -> str:
        """Refuse what cannot be read, with the first thing that is wrong."""
        text: str = self.cleaned_data["text"]
        try:
            asked_in(text)
        except BadInput as refused:
            raise forms.ValidationError(said(refused.text)) from None
        return text
