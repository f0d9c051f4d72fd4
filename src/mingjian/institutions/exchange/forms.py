"""The forms of the exchange."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingjian.core.extraction.places import place_named
from mingjian.core.language import Text
from mingjian.core.wire import words
from mingjian.institutions.exchange.lore.node import others
from mingjian.institutions.exchange.lore.sharing import Sharing
from mingjian.office.language import said


def _choices(known: dict[str, Text], *keys: str) -> list[tuple[str, str]]:
    return [(key, said(known[key])) for key in (keys or known)]


def nodes() -> list[tuple[str, str]]:
    """Give the other members as choices."""
    return [(one.node, f"{said(Text(one.title['zh'], one.title['en']))} · {_places(one.serves)}") for one in others()]


def _places(regions: Sequence[str]) -> str:
    return gettext("; ").join(said(place_named(one)) or one for one in regions)


class ShareForm(forms.Form):
    """To which node a clue goes, for what."""

    node = forms.ChoiceField(label=_("To which node"))
    purpose = forms.ChoiceField(label=_("Purpose"))
    place = forms.CharField(label=_("Operator's place, region code"), max_length=6, required=False, help_text=_("Six digits (GB/T 2260)."))
    phone = forms.CharField(label=_("Operator's telephone"), max_length=40, required=False)
    case_number = forms.CharField(label=_("Number of the case"), max_length=80, required=False)
    head = forms.CharField(label=_("Head who approves"), max_length=60, required=False)
    owner_consent = forms.CharField(label=_("Owner's consent to passing it on, number of the letter"), max_length=80, required=False)

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

    def papers(self) -> dict[str, str]:
        """Give the letter as the papers of the act that sends it."""
        told = self.cleaned_data
        return {
            "to_node": told["node"],
            **{f"letter_{name}": told[name] for name in ("questions", "subject", "code", "phone")},
            "letter_number": told["letter"],
        }
