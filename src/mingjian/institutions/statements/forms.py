"""The forms of the page of statements: what is looked for, what becomes an exhibit, what goes into the amount ledger."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mingjian.core.procedure import rulebook
from mingjian.core.statements.questions import Asked
from mingjian.institutions.statements.models import Statement
from mingjian.office.language import said

#: Papers of lines that money proves: what is taken out, and what is not sold, need more than a payment.
KINDS = ("sold", "refund", "cost")


class SieveForm(forms.Form):
    """What is looked for among the rows. Words and persons are asked by whoever sees them unmasked alone: else a search would tell what is masked."""

    q = forms.CharField(label=_("Words looked for"), required=False, max_length=100)
    party = forms.RegexField(r"[0-9a-f]{16}", required=False, widget=forms.HiddenInput)
    month = forms.ChoiceField(label=_("Month"), required=False)
    side = forms.ChoiceField(label=_("Direction"), required=False, choices=[("", _("in and out")), ("in", _("money in")), ("out", _("money out"))])
    least = forms.DecimalField(label=_("From (yuan)"), required=False, min_value=0, max_digits=14, decimal_places=2)
    most = forms.DecimalField(label=_("To (yuan)"), required=False, min_value=0, max_digits=14, decimal_places=2)
    of = forms.TypedChoiceField(label=_("Statement"), required=False, coerce=int, empty_value=None)

    def __init__(self, data: Any, statements: Sequence[Statement], months: Sequence[str], *, is_read: bool, sort: str) -> None:
        super().__init__(data)
        chosen: Any = self.fields["month"]
        chosen.choices = [("", _("all")), *((month, month) for month in months)]
        chosen = self.fields["of"]
        chosen.choices = [("", _("all")), *((one.nth, f"S{one.nth} {one.source}") for one in statements)]
        if not is_read:
            del self.fields["q"], self.fields["party"]
        if sort != Statement.Sort.MONEY:
            del self.fields["side"], self.fields["least"], self.fields["most"]

    def asked(self) -> Asked:
        """Return what is asked; a field that is filled in wrongly asks for nothing, and says so."""
        self.is_valid()
        told = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        return Asked(
            words=told.get("q", ""),
            party_key=told.get("party", ""),
            month=told.get("month", ""),
            direction=told.get("side", ""),
            least=_cents(told.get("least")),
            most=_cents(told.get("most")),
            statement=told.get("of"),
        )


class ExcerptForm(forms.Form):
    """What the exhibit of ticked rows is called and proves."""

    title = forms.CharField(label=_("What the exhibit is called"), max_length=80)
    shows = forms.CharField(label=_("What it shows, in words"), max_length=500, required=False)
    proves = forms.MultipleChoiceField(label=_("What it proves"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="excerpt_%s")
        chosen: Any = self.fields["proves"]
        chosen.choices = [(key, said(label)) for key, label in rulebook().vocabularies["elements"].items()]


class CountForm(forms.Form):
    """How the rows of an excerpt go into the amount ledger: as what, of which goods, and how many pieces they paid for."""

    exhibit = forms.IntegerField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind of line"))
    goods = forms.CharField(label=_("Goods"), max_length=200)
    offer = forms.IntegerField(label=_("Number of the offer"), required=False, min_value=1)
    quantity = forms.DecimalField(label=_("Pieces"), min_value=Decimal("0.01"), max_digits=14, decimal_places=2)

    def __init__(self, data: Any = None, **initial: Any) -> None:
        super().__init__(data, initial=initial, auto_id=f"count{initial.get('exhibit', '')}_%s")
        chosen: Any = self.fields["kind"]
        chosen.choices = [(key, said(label)) for key, label in rulebook().papers["amount_kind"].options if key in KINDS]


def _cents(yuan: Decimal | None) -> int | None:
    return None if yuan is None else int(yuan * 100)
