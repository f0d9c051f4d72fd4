"""Fields that check what is typed where it is typed: a line with a list to pick from, a sum as people write it, a day of what has happened."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.timezone import localtime, now
from django.utils.translation import gettext_lazy as _

from mingjian.core.sums import yuan

#: What stands first in a list where nothing is chosen yet.
CHOOSE = _("Choose")


class Listed(forms.TextInput):
    """A line to type into, with a list to pick from that follows what is typed."""

    template_name = "office/listed.html"

    def __init__(self, choices: Sequence[tuple[str, str]]) -> None:
        """`choices`: what is written into the field, and what the list says beside it."""
        super().__init__({"autocomplete": "off"})
        self.listed = choices

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, {**(attrs or {}), "list": f"{name}-listed"})
        context["widget"] |= {"listed": [(one, label if label != one else "") for one, label in self.listed], "list": f"{name}-listed"}
        return context


class AmountField(forms.DecimalField):
    """A sum of yuan as people write it: `12万`, `120,000`, `￥`."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and value.strip():
            try:
                return super().to_python(str(yuan(value)))
            except ValueError:
                raise forms.ValidationError(_("Write a number such as 120000, 120,000 or 12万.")) from None
        return super().to_python(value)


def not_ahead(day: date) -> None:
    """Refuse a day of what has happened that is yet to come."""
    if day > localtime(now()).date():
        raise forms.ValidationError(_("This day is yet to come."))


def not_behind(day: date) -> None:
    """Refuse a day of what is to come that is past already."""
    if day < localtime(now()).date():
        raise forms.ValidationError(_("This day is past already."))
