"""The forms of parcels: an inquiry, a file of attestations, a comparison of senders."""

from datetime import timedelta
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mingjian.institutions.operators.models import Subject
from mingjian.institutions.parcels.opening import WORDS, Letter
from mingjian.institutions.parcels.services.common_senders import Comparison
from mingjian.office.files.headings import sheet_field
from mingjian.office.files.kinds import TABLES
from mingjian.office.files.uploads import FileOfKind
from mingjian.office.models import Dossier

GROUND = "《网络交易监督管理办法》第三十四条"
LABELS = {"sender_name": _("Name of the sender"), "sender_phone": _("Telephone of the sender"), "sender_address": _("Address of the sender")}


class InquiryForm(forms.Form):
    """What a courier is asked about one waybill."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=60)
    waybill = forms.CharField(label=pgettext_lazy("parcel", "Waybill"), max_length=60)
    purpose = forms.CharField(label=_("Purpose of the inquiry"), max_length=500, widget=forms.Textarea({"rows": 2}))
    ground = forms.CharField(label=pgettext_lazy("inquiry", "Legal ground"), max_length=200, initial=GROUND)
    further = forms.MultipleChoiceField(
        label=_("Beyond the minimum"), required=False, widget=forms.CheckboxSelectMultiple, choices=[(name, LABELS[name]) for name in WORDS]
    )
    further_ground = forms.CharField(label=_("Why that is needed"), max_length=500, required=False, widget=forms.Textarea({"rows": 2}))

    def __init__(self, known: list[str], data: Any = None) -> None:
        super().__init__(data, initial={"key": uuid4().hex, "waybill": known[0] if known else ""})

    def asked(self, about: Dossier | None, subject: Subject | None) -> Letter:
        """Return what was filled in."""
        told = self.cleaned_data
        return Letter(told["waybill"], told["purpose"], told["ground"], told["further"], told["further_ground"], about, subject)


class BatchForm(forms.Form):
    """A file of attestations."""

    file = FileOfKind(label=_("File (CSV, Excel, Parquet)"), takes=TABLES, widget=forms.FileInput({"accept": ".csv,.tsv,.xlsx,.xls,.ods,.parquet,.jsonl"}))
    sheet = sheet_field()


class CompareForm(forms.Form):
    """Which shops, over which days, for which matter and why."""

    WIDE: ClassVar = frozenset({"shops", "purpose"})
    about = forms.CharField(label=_("Number of the clue or case"), max_length=40)
    shops = forms.CharField(label=_("Shops, one a line (platform/id)"), max_length=4000, widget=forms.Textarea({"rows": 4}))
    since = forms.DateField(label=pgettext_lazy("comparison", "From"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    until = forms.DateField(label=pgettext_lazy("comparison", "To"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    purpose = forms.CharField(label=_("Purpose of the comparison"), max_length=500, widget=forms.Textarea({"rows": 2}))

    def __init__(self, data: Any = None, *, about: str = "", shops: list[str] | None = None) -> None:
        day = localdate()
        super().__init__(data, initial={"about": about, "shops": "\n".join(shops or []), "since": day - timedelta(days=90), "until": day})

    def asked(self, about: Dossier) -> Comparison:
        """Return what was filled in."""
        told = self.cleaned_data
        shops = [line.strip() for line in told["shops"].splitlines() if line.strip()]
        return Comparison(shops, told["since"], told["until"], about, told["purpose"])

    def lines(self) -> list[tuple[forms.BoundField, bool]]:
        """Return each field with whether it takes the whole width."""
        return [(field, field.name in self.WIDE) for field in self]
