"""The form of a thing, drawn from its particulars."""

from typing import Any, ClassVar

from django import forms
from django.db import models
from django.utils.functional import lazy

from mingjian.office.form_fields import CHOOSE, AmountField
from mingjian.office.language import said
from mingjian.office.particulars.particular import Group, Particular, Particulars
from mingjian.office.particulars.values import Values

_said = lazy(said, str)
_WIDGETS: dict[type, forms.Widget] = {
    models.DateField: forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    models.DateTimeField: forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
}


class ParticularsForm(forms.Form):
    """A field for each particular that is asked. Checks that concern several fields are those of `values`, the class that the form gives."""

    values: ClassVar[type[Values]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for under, asked in self._each():
            self.fields |= {under + one.name: _field(asked, one) for one in asked.asked}

    def _each(self) -> list[tuple[str, Particulars]]:
        """Return the particulars of the form, those apart too, each with what their fields' names begin with."""
        return [("", self.values.particulars), *((f"{under}_", kind.particulars) for under, kind in self.values.apart.items())]

    def groups(self) -> list[dict[str, Any]]:
        """Return the fields in their groups; a folded group with a fault stands open."""
        return [self._drawn(group, under) for under, asked in self._each() for group in asked.groups]

    def _drawn(self, group: Group, under: str) -> dict[str, Any]:
        fields = [(self[under + one.name], one.is_wide) for one in group.particulars if one.is_asked]
        return {"legend": said(group.legend), "fields": fields, "is_folded": group.is_folded, "is_open": any(field.errors for field, _ in fields)}

    def written(self) -> Any:
        """Return what was filled in; what is apart only where somebody said something of it."""
        apart = {under: self._told(kind, f"{under}_") for under, kind in self.values.apart.items()}
        said_of = {under: told for under, told in apart.items() if any(isinstance(value, str) and value for value in told.values())}
        return self.values(**self._told(self.values, ""), **{under: self.values.apart[under](**told) for under, told in said_of.items()})

    def _told(self, kind: type[Values], under: str) -> dict[str, Any]:
        return {one.name: self.cleaned_data[under + one.name] for one in kind.particulars.asked}


def _field(particulars: Particulars, one: Particular) -> forms.Field:
    """Draw the field of a column, under the words of its particular."""
    told: dict[str, Any] = {"label": _said(one.label), "help_text": _said(one.hint) if one.hint else ""}
    if one.longest is not None:
        return forms.CharField(required=False, max_length=one.longest, widget=_widget(one) or forms.TextInput, **told)
    column = particulars.column(one)
    if (widget := _widget(one) or _WIDGETS.get(type(column))) is not None:
        told["widget"] = widget
    if isinstance(column, models.DecimalField):
        told |= {"form_class": AmountField, "min_value": 0}
    field = column.formfield(required=not particulars.may_be_left(one), **told)
    assert field is not None  # noqa: S101 - only columns that are never edited have none
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        field.choices = [(key, label if key else CHOOSE) for key, label in choices]
    return field


def _widget(one: Particular) -> forms.Widget | None:
    if one.lines:
        return forms.Textarea({"rows": one.lines})
    if one.offers:
        return forms.TextInput({"list": f"known-{one.name}", "autocomplete": "off"})
    return forms.URLInput() if one.is_link else None
