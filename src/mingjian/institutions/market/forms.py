"""The form by which a file of records comes in through the console."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingjian.core.errors import BadInput
from mingjian.core.records import kinds
from mingjian.core.records.reading import FORMATS
from mingjian.office.language import said
from mingjian.office.lists.text import visible


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


class ResearchForm(forms.Form):
    """For what a masked set is made, and for whom."""

    purpose = forms.CharField(label=_("What the research is for"), widget=forms.Textarea({"rows": 3}), max_length=500)
    recipient = forms.CharField(label=_("Who receives it"), max_length=200)


def refusal(form: forms.Form, error: BadInput, language: str) -> None:
    """Show why a file cannot be used, at its field where the form has one."""
    name = getattr(form.cleaned_data.get("file"), "name", None)
    told = error.text.in_language(language)
    form.add_error("file" if "file" in form.fields else None, f"{visible(name)[-100:]}{gettext(': ')}{told}" if name else told)
