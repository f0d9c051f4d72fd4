"""The form of a file of clues."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ImportForm(forms.Form):
    """A file of clues."""

    file = forms.FileField(
        label=_("File"),
        widget=forms.ClearableFileInput({"accept": ".csv,.xlsx,.xls,.jsonl,.parquet,.txt"}),
        help_text=_("CSV, Excel, JSON lines or Parquet; columns are recognised by their headings."),
    )
