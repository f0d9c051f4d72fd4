"""The forms of a buyer's kit."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mingjian.core.errors import BadInput
from mingjian.core.subjects import Place
from mingjian.institutions.evidence.models import Item, Kit, Part
from mingjian.institutions.evidence.steps.open_kit import LONGEST_STORY, Purchase
from mingjian.office.models import in_this_language


class KitForm(forms.Form):
    """What a buyer tells of a purchase."""

    place = forms.CharField(
        label=_("Where it happened"),
        max_length=300,
        help_text=_("Platform › kind name › step: 微信 › 群 桐庐团购群 › 10月2日接龙; 抖音 › 直播间 小敏好物 @ 01:12:30"),
    )
    goods = forms.CharField(label=_("What was bought"), max_length=200)
    story = forms.CharField(label=_("What happened"), max_length=LONGEST_STORY, widget=forms.Textarea({"rows": 5}))
    paid_on = forms.DateField(label=_("Day of the payment"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    amount = forms.DecimalField(label=_("Paid, yuan"), required=False, min_value=0, max_digits=14, decimal_places=2)
    order_number = forms.CharField(label=_("Order number"), required=False, max_length=80)
    waybill = forms.CharField(label=_("Waybill number"), required=False, max_length=60)

    def clean_place(self) -> str:
        try:
            return Place.read(self.cleaned_data["place"]).said().zh
        except BadInput as refused:
            raise forms.ValidationError(in_this_language(refused.text.zh, refused.text.en)) from refused

    def purchase(self) -> Purchase:
        """Give what was filled in."""
        return Purchase(**self.cleaned_data)


class ItemForm(forms.Form):
    """One file."""

    kind = forms.ChoiceField(label=_("What it shows"), choices=Item.Kind.choices)
    file = forms.FileField(label=_("File"))
    note = forms.CharField(label=_("Note"), required=False, max_length=300, help_text=_("A time code, or what is to be seen."))


class PartForm(forms.Form):
    """Who played which part."""

    role = forms.ChoiceField(label=_("Part"), choices=Part.Role.choices)
    name = forms.CharField(label=_("Who"), max_length=200)
    rests_on = forms.ModelChoiceField(label=_("Rests on"), queryset=Item.objects.none(), required=False)
    note = forms.CharField(label=_("Note"), required=False, max_length=300)

    def __init__(self, kit: Kit, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["rests_on"]
        field.queryset = kit.items.all()
