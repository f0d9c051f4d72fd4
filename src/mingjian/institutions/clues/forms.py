"""The form of a clue, and that of a file of clues."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mingjian.institutions.clues.intake import Intake
from mingjian.institutions.clues.picking import ground_of
from mingjian.office.particulars.forms import ParticularsForm
from mingjian.office.people.departments import platform_of


class ClueForm(ParticularsForm):
    """A clue as an officer registers it. Checks that concern several fields are those of `Intake`."""

    values = Intake

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        """`on` is the day whose law the article is looked up in."""
        super().__init__(*args, **kwargs)
        self.on = on

    def clean_platform(self) -> str:
        """Take a platform by what it is called, too."""
        return platform_of(str(self.cleaned_data.get("platform") or ""))

    def clean_suspected_ground(self) -> str:
        """Take an article as people cite it; what the rulebook does not hold stays as it was written."""
        return ground_of(str(self.cleaned_data.get("suspected_ground") or ""), self.on)


class ImportForm(forms.Form):
    """A file of clues."""

    file = forms.FileField(
        label=_("File"),
        widget=forms.ClearableFileInput({"accept": ".csv,.xlsx,.xls,.jsonl,.parquet,.txt"}),
        help_text=_("CSV, Excel, JSON lines or Parquet; columns are recognised by their headings."),
    )
