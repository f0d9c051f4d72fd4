"""The form by which a file of records comes in through the console."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from mingjian.core.errors import BadInput
from mingjian.core.records import kinds
from mingjian.core.records.reading import FORMATS
from mingjian.office.language import said


def _kinds() -> list[tuple[str, str]]:
    return [(kind.name, said(kind.title)) for kind in kinds().values()]


class LoadForm(forms.Form):
    """A file, what it holds, and who gave it."""

    file = forms.FileField(
        label=_("File"),
        widget=forms.ClearableFileInput({"accept": ",".join([*FORMATS, ".gz"])}),
        help_text=_("CSV, Excel, JSON lines or Parquet; text also as .gz."),
    )
    kind = forms.ChoiceField(label=_("What it holds"), choices=_kinds)
    source = forms.RegexField(
        r"^\w[\w.-]{0,63}\Z", label=_("Source"), help_text=_("Who gave it, for instance a platform's short name. Stands as platform where the file names none.")
    )
    mapping = forms.CharField(
        label=_("Columns under other names"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Common headings are recognised. Others: one line each, THEIRS=OURS."),
    )

    def clean_mapping(self) -> Mapping[str, str]:
        """Read the lines as pairs."""
        pairs = {}
        for line in self.cleaned_data["mapping"].splitlines():
            theirs, sign, ours = (part.strip() for part in line.rpartition("="))
            if line.strip() and not (theirs and sign and ours):
                raise forms.ValidationError(_("Each line is written THEIRS=OURS."))
            if ours:
                pairs[theirs] = ours
        return pairs


def refusal(form: LoadForm, error: BadInput, language: str) -> None:
    """Show at the file why it cannot be used."""
    form.add_error("file", error.text.in_language(language))
