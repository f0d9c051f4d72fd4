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
        help_text=_("CSV, Excel, JSON lines or Parquet; text also as .gz, and one table in a .zip."),
    )
    kind = forms.ChoiceField(label=_("What it holds"), choices=_kinds)
    source = forms.RegexField(
        r"^\w[\w.-]{0,63}\Z", label=_("Source"), help_text=_("Who gave it, for instance a platform's short name. Stands as platform where the file names none.")
    )


class DecisionTextForm(forms.Form):
    """The text of a penalty decision."""

    text = forms.CharField(label=_("Text of the decision"), widget=forms.Textarea({"rows": 16}), max_length=200_000, strip=False)


class DecisionForm(forms.Form):
    """What was read of a penalty decision, to be corrected by an officer."""

    decision_id = forms.CharField(label=_("Number of the decision"), max_length=100)
    party = forms.CharField(label=_("Party"), max_length=200, required=False)
    uscc = forms.CharField(label=_("Credit code of the party"), max_length=18, required=False)
    authority = forms.CharField(label=_("Authority that decided"), max_length=200, required=False)
    decided_on = forms.DateField(label=_("Day on which it was decided"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    breach = forms.CharField(label=_("The act penalised"), max_length=500, required=False)
    ground = forms.CharField(label=_("Articles it rests on"), max_length=1000, required=False, widget=forms.Textarea({"rows": 3}))
    content = forms.CharField(label=_("Penalty in words"), max_length=1000, required=False, widget=forms.Textarea({"rows": 2}))
    fine = forms.DecimalField(label=_("Fine in yuan"), min_value=0, max_digits=15, decimal_places=2, required=False, show_hidden_initial=True)


class ResearchForm(forms.Form):
    """For what a masked set is made, and for whom."""

    purpose = forms.CharField(label=_("What the research is for"), widget=forms.Textarea({"rows": 3}), max_length=500)
    recipient = forms.CharField(label=_("Who receives it"), max_length=200)


def refusal(form: forms.Form, error: BadInput, language: str) -> None:
    """Show why a file cannot be used, at its field where the form has one."""
    name = getattr(form.cleaned_data.get("file"), "name", None)
    told = error.text.in_language(language)
    form.add_error("file" if "file" in form.fields else None, f"{visible(name)[-100:]}{gettext(': ')}{told}" if name else told)
