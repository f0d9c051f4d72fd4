"""The forms of the exchange."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mingjian.core.language import Text
from mingjian.core.wire import words
from mingjian.institutions.exchange.services.outgoing import Sharing
from mingjian.institutions.exchange.services.titles import nodes
from mingjian.office.language import said


def _choices(known: dict[str, Text], *keys: str) -> list[tuple[str, str]]:
    return [(key, said(known[key])) for key in (keys or known)]


class ShareForm(forms.Form):
    """To which node a clue goes, for what."""

    node = forms.MultipleChoiceField(label=_("To which nodes"), widget=forms.CheckboxSelectMultiple)
    purpose = forms.ChoiceField(label=_("Purpose"))
    place = forms.CharField(
        label=_("Operator's place, region code"),
        max_length=6,
        required=False,
        help_text=_("Six digits (GB/T 2260), as the clue's address or credit code says it. Another one goes as typed, and the other node reads that."),
    )
    phone = forms.CharField(label=_("Operator's telephone"), max_length=40, required=False)
    case_number = forms.CharField(label=_("Number of the case"), max_length=80, required=False)
    head = forms.CharField(label=_("Head who approves"), max_length=60, required=False)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["node"].choices = nodes()  # type: ignore[attr-defined]
        self.fields["purpose"].choices = _choices(words.PURPOSES, "check_clue", "file_case")  # type: ignore[attr-defined]

    def sharings(self) -> list[Sharing]:
        """Return what was asked for, for each node."""
        told = {name: value.strip() for name, value in self.cleaned_data.items() if name != "node"}
        return [Sharing(node=node, **told) for node in self.cleaned_data["node"]]
