"""The form of a task for nodes of other regions."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from mingjian.institutions.exchange.regions.services.orders import RegionOrder
from mingjian.institutions.exchange.services.titles import nodes


class RegionOrderForm(forms.Form):
    """The task of a special action for nodes of other regions."""

    node = forms.MultipleChoiceField(label=_("Nodes that take part"), widget=forms.CheckboxSelectMultiple)
    task = forms.CharField(label=_("What is to be done"), widget=forms.Textarea({"rows": 4}), max_length=5000)
    until = forms.DateField(label=_("Report back by"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    opens_at = forms.DateTimeField(
        label=_("Send on"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Until then nothing of it leaves this node: some nodes, or some days, come first. Left empty, it goes at once."),
    )

    WIDE: ClassVar = frozenset({"node", "task"})

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["node"].choices = nodes()  # type: ignore[attr-defined]

    def order(self) -> RegionOrder:
        """Return what was filled in."""
        told = self.cleaned_data
        return RegionOrder(told["task"], told["until"], told["opens_at"])

    def lines(self) -> list[tuple[forms.BoundField, bool]]:
        """Return each field with whether it takes the whole width."""
        return [(field, field.name in self.WIDE) for field in self]
