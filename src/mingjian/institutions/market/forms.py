"""The form by which a file of records comes in through the console."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mingjian.core.errors import BadInput
from mingjian.core.records import Column, Kind, kinds
from mingjian.core.records.reading import FORMATS
from mingjian.core.records.reading.headings import Headings
from mingjian.office.language import said
from mingjian.office.lists.text import visible

MADE = frozenset(("brand_from",))  # columns that no file brings


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


class HeadingsForm(forms.Form):
    """A choice for each heading of a file that nobody knows yet: which of our columns it is, or that it is left out."""

    token = forms.CharField(widget=forms.HiddenInput, max_length=2000)

    def __init__(self, data: Mapping[str, str] | None, kind: Kind, headings: Headings, asked: Sequence[str], token: str = "") -> None:
        super().__init__(data, initial={"token": token})
        self.asked = tuple(asked)
        left = [column for column in kind.columns if column.name not in headings.theirs and column.name not in MADE]
        choices = [("", _("Leave out")), *((column.name, _named(column)) for column in left)]
        for number, heading in enumerate(self.asked):
            self.fields[f"heading_{number}"] = forms.ChoiceField(label=visible(heading), choices=choices, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse one column for two headings."""
        given = {name: str(value) for name, value in self.cleaned_data.items() if name.startswith("heading_") and value}
        for name, value in given.items():
            if list(given.values()).count(value) > 1:
                self.add_error(name, _("Two headings cannot be the same column."))
        return self.cleaned_data

    @property
    def mapping(self) -> Mapping[str, str]:
        """Give what was chosen, theirs to ours."""
        chosen = ((heading, self.cleaned_data.get(f"heading_{number}")) for number, heading in enumerate(self.asked))
        return {heading: str(ours) for heading, ours in chosen if ours}


def _named(column: Column) -> str:
    return f"{said(column.meaning)} ({column.unit})" if column.unit else said(column.meaning)


def refusal(form: forms.Form, error: BadInput, language: str) -> None:
    """Show why a file cannot be used, at its field where the form has one."""
    form.add_error("file" if "file" in form.fields else None, error.text.in_language(language))
