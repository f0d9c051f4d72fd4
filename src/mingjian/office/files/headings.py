"""What is asked of a file whose headings nobody knows: which of our columns each is, or that it is left out; and an empty file whose headings are known."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.records import UTC, Column, Kind
from mingjian.core.records.reading import examples_of
from mingjian.core.records.reading.headings import Headings, by_likeness
from mingjian.office.files.pending import Waiting
from mingjian.office.language import said
from mingjian.office.lists.text import visible

OTHERS = 6  # headings that mean the same, at most, beside each column that a page prints
MADE = frozenset(("brand_from", "fine_from"))  # columns that no file brings


def sheet_field() -> forms.CharField:
    """Return the field by which a form names the sheet of a workbook; it is asked for nothing of other files."""
    told = _("Only of a workbook in which several sheets hold records. Left empty, the sheet that is recognised is read, with all of the same headings.")
    return forms.CharField(label=_("Sheet of the workbook"), required=False, max_length=100, help_text=told)


class SheetForm(forms.Form):
    """Which sheet of a workbook that waits is read: that which is recognised with all of the same headings, or another."""

    token = forms.CharField(widget=forms.HiddenInput, max_length=2000)
    is_sheet_chosen = forms.BooleanField(widget=forms.HiddenInput, initial=True)

    def __init__(self, choices: Sequence[Sequence[str]], token: str) -> None:
        super().__init__(initial={"token": token})
        first, *others = choices
        named = [(names[0], "、".join(map(visible, names))) for names in others]
        self.fields["sheet"] = forms.ChoiceField(label=_("Sheet of the workbook"), choices=[("", "、".join(map(visible, first))), *named], required=False)


class HeadingsForm(forms.Form):
    """A choice for each heading of a file that nobody knows yet: which of our columns it is, or that it is left out."""

    token = forms.CharField(widget=forms.HiddenInput, max_length=2000)
    sheet = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)

    def __init__(
        self, data: Mapping[str, str] | None, kind: Kind, headings: Headings, asked: Sequence[str], waiting: Waiting | None = None, sheet: str = ""
    ) -> None:
        super().__init__(data, initial={"token": waiting.token if waiting else "", "sheet": sheet})
        self.asked = tuple(asked)
        left = [column for column in _asked(kind) if column.name not in headings.theirs]
        examples = _examples(waiting, kind, self.asked, sheet)
        for number, heading in enumerate(self.asked):
            choices = [("", _("Leave out")), *((column.name, _named(column)) for column in by_likeness(left, heading))]
            told = gettext("In the file: %(values)s") % {"values": "；".join(map(visible, examples[heading]))} if heading in examples else ""
            self.fields[f"heading_{number}"] = forms.ChoiceField(label=visible(heading), choices=choices, required=False, help_text=told)

    def clean(self) -> dict[str, Any]:
        """Refuse one column for two headings."""
        given = {name: str(value) for name, value in self.cleaned_data.items() if name.startswith("heading_") and value}
        for name, value in given.items():
            if list(given.values()).count(value) > 1:
                self.add_error(name, _("Two headings cannot be the same column."))
        return self.cleaned_data

    @property
    def mapping(self) -> Mapping[str, str]:
        """Return what was chosen, theirs to ours."""
        chosen = ((heading, self.cleaned_data.get(f"heading_{number}")) for number, heading in enumerate(self.asked))
        return {heading: str(ours) for heading, ours in chosen if ours}


def _examples(waiting: Waiting | None, kind: Kind, asked: Sequence[str], sheet: str) -> Mapping[str, Sequence[str]]:
    """Return what stands under the headings in the file that waits; nothing where it cannot be read yet, since then that is what the page says."""
    try:
        return examples_of(waiting.path, kind, asked, sheet) if waiting else {}
    except BadInput:
        return {}


def ask_sheet(request: HttpRequest, choices: Sequence[Sequence[str]], waiting: Waiting, *, action: str, back: str, called: str) -> HttpResponse:
    """Ask which sheet of a workbook that waits is read; `action` takes the answer, and `back` is the page that took the file, under its name."""
    context = {"form": SheetForm(choices, waiting.token), "file": waiting.path.name, "action": reverse(action), "back": reverse(back), "back_called": called}
    return render(request, "office/choose_sheet.html", context)


def _named(column: Column) -> str:
    return f"{said(column.meaning)} ({column.unit})" if column.unit else said(column.meaning)


def recognised(of: Kind, headings: Headings) -> list[tuple[str, Text]]:
    """Return the headings of a file that are known already, each with what it means."""
    return [(theirs, of.column(ours).meaning) for ours, theirs in headings.theirs.items()]


def printed_headings(of: Kind) -> list[str]:
    """Return the headings that pages and empty files show for a kind, one a column: the first by which the reader knows it."""
    return [column.known_as[0] if column.known_as else column.name for column in _asked(of)]


@dataclass(frozen=True)
class ReadColumn:
    """One column that is read of a file: the heading that pages show, others that mean the same, what stands in it, and whether each row needs it."""

    heading: str
    others: tuple[str, ...]
    meaning: Text
    unit: str
    is_needed: bool


def read_columns(of: Kind) -> list[ReadColumn]:
    """Return what is read of a kind, from the kind itself: no page has a list of its own."""
    made = []
    for column in _asked(of):
        heading, *others = (*column.known_as, *column.known_last) or (column.name,)
        shown = tuple(one for one in others if not one.isascii())[:OTHERS]
        made.append(ReadColumn(heading, shown, column.meaning, "" if column.unit == UTC else column.unit, column.name in of.key))
    return made


def _asked(of: Kind) -> list[Column]:
    return [column for column in of.columns if column.name not in MADE and not column.is_made]


def empty_file(of: Kind, called: str) -> HttpResponse:
    """
    Return an empty file of a kind to fill in: one line of headings that are recognised, with the mark by which spreadsheets know UTF-8.

    `called`: its name without the ending.
    """
    return heading_file(printed_headings(of), called)


def heading_file(headings: Sequence[str], called: str) -> HttpResponse:
    """Return an empty table of some headings; see `empty_file`."""
    out = io.StringIO()
    csv.writer(out).writerow(headings)
    reply = HttpResponse(f"\ufeff{out.getvalue()}", content_type="text/csv; charset=utf-8")
    reply["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{called}.csv") or ""
    return reply
