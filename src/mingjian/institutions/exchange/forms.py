"""The forms of the exchange."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mingjian.core.language import Text
from mingjian.institutions.exchange import words
from mingjian.institutions.exchange.node import others
from mingjian.institutions.exchange.steps.share_clue import Sharing
from mingjian.office.language import said


def _choices(known: dict[str, Text], *keys: str) -> list[tuple[str, str]]:
    return [(key, said(known[key])) for key in (keys or known)]


def nodes() -> list[tuple[str, str]]:
    """Give the other members as choices."""
    return [(one.node, f"{said(Text(one.title['zh'], one.title['en']))} · {'、'.join(one.serves)}") for one in others()]


class ShareForm(forms.Form):
    """To which node a clue goes, for what."""

    node = forms.ChoiceField(label=_("To which node"))
    purpose = forms.ChoiceField(label=_("Purpose"))
    place = forms.CharField(label=_("Operator's place, region code"), max_length=6, required=False, help_text=_("Six digits (GB/T 2260)."))
    phone = forms.CharField(label=_("Operator's telephone"), max_length=40, required=False)
    case_number = forms.CharField(label=_("Number of the case"), max_length=80, required=False)
    head = forms.CharField(label=_("Head who approves"), max_length=60, required=False)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["node"].choices = nodes()  # type: ignore[attr-defined]
        self.fields["purpose"].choices = _choices(words.PURPOSES, "check_clue", "file_case")  # type: ignore[attr-defined]

    def sharing(self) -> Sharing:
        """Give what was asked for."""
        return Sharing(**{name: value.strip() for name, value in self.cleaned_data.items()})


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

    def told(self) -> dict[str, str]:
        """Give the letter's fields."""
        return {name: value for name, value in self.cleaned_data.items() if name != "node"}


class CorrectForm(forms.Form):
    """Another content of one field, and why."""

    field = forms.ChoiceField(label=_("Field"))
    value = forms.CharField(label=_("What it should say"), max_length=5000)
    reason = forms.ChoiceField(label=_("Why"))

    def __init__(self, names: list[str], *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["field"].choices = [(name, field_label(name)) for name in names]  # type: ignore[attr-defined]
        self.fields["reason"].choices = _choices(words.CORRECTIONS)  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """One reason of a closed list."""

    reason = forms.ChoiceField(label=_("Why"))

    def __init__(self, known: dict[str, Text], *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["reason"].choices = _choices(known)  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """The answer to a letter."""

    answer = forms.CharField(label=_("Answer"), max_length=5000, widget=forms.Textarea)


def field_label(name: str) -> str:
    """Say a field's name in words, a masked one by its field."""
    plain = name.partition("~")[0]
    return said(words.FIELDS[plain]) if plain in words.FIELDS else plain
