"""The form by which many clues are looked at."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mingjian.core.wire import words
from mingjian.office.language import said


class BatchForm(forms.Form):
    """For what the clues are given."""

    purpose = forms.ChoiceField(label=_("Purpose"))

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type]
        self.fields["purpose"].choices = [(key, said(words.PURPOSES[key])) for key in ("check_clue", "file_case")]  # type: ignore[attr-defined]
