"""The form of a clue, grouped as an officer fills it in."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from mingjian.institutions.clues.intake import Intake, Reported
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.picking import ground_of
from mingjian.office.people.departments import platform_of

#: Fields that come from the table as they are, by group: legend, names, folded at first.
GROUPS: tuple[tuple[Any, tuple[str, ...], bool], ...] = (
    (_("What is suspected"), ("source", "suspected_act", "title", "content", "acted_on", "amount", "act_place", "suspected_ground"), False),
    (_("Where it was seen"), ("platform", "shop_id", "shop_name", "shop_url", "listing_id", "listing_title", "listing_url", "price"), False),
    (_("Who is behind it"), ("displayed_operator", "operator_name", "operator_code", "operator_address"), False),
    (_("More"), ("original_number", "received_at", "sku", "sales_shown", "order_numbers", "risk_note", "jurisdiction_basis"), True),
    (_("Who reported it (kept apart and masked)"), ("reporter_name", "reporter_phone", "reporter_address", "reporter_wants_secrecy"), True),
)
WIDE = frozenset({"title", "content", "order_numbers", "risk_note", "jurisdiction_basis", "operator_address", "suspected_act"})


class ClueForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only for the type checker
    """A clue as an officer registers it. Checks that concern several fields are those of `Intake`."""

    title = forms.CharField(label=_("Title"), required=False, max_length=200, help_text=_("Left empty, it is made from the subject and the act."))
    suspected_ground = forms.CharField(  # longer than the table has it: a citation is, and what is kept is the rulebook's name of it
        label=_("Article that it would breach"),
        required=False,
        max_length=400,
        widget=forms.TextInput({"list": "known-suspected_ground", "autocomplete": "off"}),
        help_text=_("Choose or write, such as 商标法第57条. Left empty, a known act brings its article."),
    )
    reporter_name = forms.CharField(label=_("Name"), required=False, max_length=60)
    reporter_phone = forms.CharField(label=_("Telephone"), required=False, max_length=40)
    reporter_address = forms.CharField(label=_("Address"), required=False, max_length=200)
    reporter_wants_secrecy = forms.BooleanField(label=_("Asks for secrecy"), required=False, initial=True)
    received_at = forms.DateTimeField(
        label=_("Received at"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Periods count from the next day."),
    )

    class Meta:
        model = Clue
        fields: ClassVar = [
            name for _legend, names, _folded in GROUPS for name in names if name not in {"title", "received_at"} and not name.startswith("reporter_")
        ]
        labels: ClassVar = {
            "source": _("Source"),
            "suspected_act": _("Suspected act"),
            "content": _("Description"),
            "acted_on": _("Day of the act"),
            "amount": _("Suspected amount, yuan"),
            "act_place": _("Place of the act"),
            "suspected_ground": _("Article that it would breach"),
            "platform": _("Platform"),
            "shop_id": _("Shop's id"),
            "shop_name": _("Shop's name"),
            "shop_url": _("Shop's link"),
            "listing_id": _("Listing's id"),
            "listing_title": _("Listing's title"),
            "listing_url": _("Listing's link"),
            "price": _("Price, yuan"),
            "displayed_operator": _("Operator as shown"),
            "operator_name": _("Operator as verified"),
            "operator_code": _("Unified social credit code"),
            "operator_address": _("Operator's address"),
            "original_number": _("Sender's own number"),
            "sku": _("SKU"),
            "sales_shown": _("Sales shown"),
            "order_numbers": _("Order numbers"),
            "risk_note": _("Note on risk"),
            "jurisdiction_basis": _("Why this department is competent"),
        }
        help_texts: ClassVar = dict.fromkeys(labels, "") | {
            "platform": _("Choose or write."),
            "suspected_act": _("Choose or write; type a part of it to search."),
        }
        widgets: ClassVar = {
            **{name: forms.TextInput({"list": f"known-{name}", "autocomplete": "off"}) for name in ("platform", "suspected_act")},
            "content": forms.Textarea({"rows": 4}),
            "order_numbers": forms.Textarea({"rows": 2}),
            "acted_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            "shop_url": forms.URLInput(),
            "listing_url": forms.URLInput(),
        }

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        """`on` is the day whose law the article is looked up in."""
        super().__init__(*args, **kwargs)
        self.on = on

    def clean_platform(self) -> str:
        """Take a platform by what it is called, too."""
        return platform_of(str(self.cleaned_data.get("platform") or ""))

    def clean_suspected_ground(self) -> str:
        """Take an article as people cite it; what the rulebook does not hold stays as it was written."""
        return ground_of(str(self.cleaned_data.get("suspected_ground") or ""), self.on)

    def groups(self) -> list[dict[str, Any]]:
        """Give the fields in their groups; a folded group with a fault stands open."""
        return [
            {
                "legend": legend,
                "fields": [(self[name], name in WIDE) for name in names],
                "is_folded": folded,
                "is_open": any(self[name].errors for name in names),
            }
            for legend, names, folded in GROUPS
        ]

    def intake(self) -> Intake:
        """Give what was filled in."""
        told = {name: value for name, value in self.cleaned_data.items() if not name.startswith("reporter_") and name in Intake.__dataclass_fields__}
        name, phone, address = (self.cleaned_data[f"reporter_{field}"] for field in ("name", "phone", "address"))
        reporter = Reported(name, phone, address, self.cleaned_data["reporter_wants_secrecy"]) if name or phone or address else None
        return Intake(**told, reporter=reporter)

    def _post_clean(self) -> None:
        """Leave the table's own checks to `Intake`: no row is made here."""


class ImportForm(forms.Form):
    """A file of clues."""

    file = forms.FileField(
        label=_("File"),
        widget=forms.ClearableFileInput({"accept": ".csv,.xlsx,.xls,.jsonl,.parquet,.txt"}),
        help_text=_("CSV, Excel, JSON lines or Parquet; columns are recognised by their headings."),
    )
