"""Forms of cases: the filing, and what is known of one. What they offer comes from the rulebook."""

from datetime import date
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.core.procedure.citation import ground_of
from mingjian.core.procedure.discretions import discretion
from mingjian.core.procedure.rulebook import crimes, liabilities
from mingjian.institutions.cases.models import CLOSED, Case
from mingjian.institutions.cases.opening import Filing
from mingjian.institutions.cases.services.guidance import proposed_for
from mingjian.institutions.cases.services.provision import day_of_law, provision_of
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.queries.suspected_act import act_suspected
from mingjian.institutions.matters.models import Charge
from mingjian.institutions.matters.queries import matter_of, rows_of, suspects_of
from mingjian.office.form_fields import CHOOSE, Listed
from mingjian.office.language import said
from mingjian.office.models import Dossier, Officer
from mingjian.office.people.officers import working_in

DAY = {"type": "date"}
Choices = list[tuple[str, Any]]


def _choices(known: dict[str, Text]) -> Choices:
    return [("", CHOOSE), *((key, said(text)) for key, text in known.items())]


def _certified(officer: Officer) -> str:
    """Return an officer with the number of the certificate, in the brackets of the language."""
    number = officer.certificate or gettext("no certificate number on file")
    return gettext("%(name)s (%(certificate)s)") % {"name": officer.name, "certificate": number}


class FilingForm(forms.Form):
    """What a head fills in to file a case; what the clue tells stands there already."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=60)
    title = forms.CharField(label=_("Title of the case"), max_length=200)
    party_name = forms.CharField(label=_("Party"), max_length=200, required=False)
    suspected_act = forms.CharField(label=_("Act suspected"), max_length=200, required=False)
    first = forms.ModelChoiceField(label=_("First investigator"), queryset=Officer.objects.none(), empty_label=CHOOSE)
    second = forms.ModelChoiceField(label=_("Second investigator"), queryset=Officer.objects.none(), empty_label=CHOOSE)
    note = forms.CharField(label=_("Note"), widget=forms.Textarea({"rows": 3}), max_length=5000, required=False)
    WIDE: ClassVar = frozenset({"title", "note"})

    def __init__(self, officer: Officer, clue: Clue | None, data: Any = None, *, source: Dossier | None = None, note: str = "") -> None:
        """`source`: the dossier whose decision led here, and `note` what it tells of the facts."""
        told: dict[str, Any] = {"key": uuid4().hex, "note": note, "title": source.title if source else ""}
        if clue:
            name = clue.operator_name or clue.displayed_operator
            act = act_suspected(clue, localdate())
            told |= {"title": f"{name or clue.shop_name or clue.shop}涉嫌{act or '违法'}案"[:200], "party_name": name, "suspected_act": act}
        worker = source.officer if source else clue.dossier.officer if clue else None
        if worker and worker.certificate and worker.department_id == officer.department_id and worker.is_active:
            told["first"] = worker.pk  # whoever checked it, where nothing stands against it
            before = Case.objects.filter(first=worker, second__department=officer.department_id, second__is_active=True).exclude(second__certificate="")
            told["second"] = before.order_by("-pk").values_list("second", flat=True).first()  # with whom that officer works
        super().__init__(data, initial=told)
        self.fields["suspected_act"].widget = Listed([(one.title.zh, said(one.title)) for one in liabilities().all.values()])
        self._clue, self._source = clue, source
        colleagues = working_in(officer.department_id).order_by("username")
        for name in ("first", "second"):
            field: Any = self.fields[name]
            field.queryset = colleagues
            field.label_from_instance = _certified

    def filing(self) -> Filing:
        """Return what was filled in."""
        told = self.cleaned_data
        return Filing(told["title"], told["first"], told["second"], self._clue, told["party_name"], told["suspected_act"], told["note"], self._source)

    def lines(self) -> list[tuple[forms.BoundField, bool]]:
        """Return each field with whether it takes the whole width."""
        return [(field, field.name in self.WIDE) for field in self if field.name != "key"]


class CaseForm(forms.Form):
    """What is known of a case: its party, and what is suspected under which law."""

    party_name = forms.CharField(label=_("Party"), max_length=200, required=False)
    party_code = forms.CharField(label=_("Unified social credit code"), max_length=40, required=False)
    party_address = forms.CharField(label=_("Address"), max_length=300, required=False)
    party_head = forms.CharField(label=_("Legal representative"), max_length=60, required=False)
    suspected_act = forms.CharField(label=_("Act suspected"), max_length=200, required=False)
    act = forms.ChoiceField(label=_("Act, for the range of the fine"), required=False)
    field = forms.ChoiceField(label=pgettext_lazy("of a case", "Field of goods"), required=False)
    crime = forms.ChoiceField(label=_("Crime whose lines are watched"), required=False)
    acted_on = forms.DateField(label=_("Day of the act"), required=False, widget=forms.DateInput(DAY, format="%Y-%m-%d"))
    broken = forms.CharField(label=_("Provision broken"), max_length=120, required=False, help_text=_("As people cite it, such as Trademark Law, art. 57."))
    circumstances = forms.MultipleChoiceField(label=_("Circumstances"), required=False, widget=forms.CheckboxSelectMultiple)
    WIDE: ClassVar = frozenset({"party_address", "circumstances", "reason"})
    OF_PARTY: ClassVar = ("party_name", "party_code", "party_address", "party_head")
    OF_CHARGE: ClassVar = ("suspected_act", "act", "field", "acted_on", "broken")

    def __init__(self, case: Case, data: Any = None) -> None:
        super().__init__(data, initial={name: getattr(case, name) for name in self.base_fields}, prefix="case")
        matter = matter_of(case.dossier) if case.pk else None
        if matter:  # of several, each is entered in its own row; these fields would name the first alone
            several = ((self.OF_PARTY, suspects_of(matter)), (self.OF_CHARGE, rows_of(matter, Charge)))
            for name in (name for names, rows in several if len(rows) > 1 for name in names):
                del self.fields[name]
        if case.state == CLOSED:
            self.fields["reason"] = forms.CharField(label=_("Reason for a change after closing"), max_length=500, required=False)
        self._on = day_of_law(case)
        for name, value in proposed_for(case, self._on).items():
            if name not in self.fields:
                continue
            self.initial[name] = value
            self.fields[name].help_text = _("Proposed by what is known; it counts once you enter it.")
        if provision := provision_of(case):  # what the rulebook does not hold stays as it is
            self.initial["broken"] = said(provision)
        offered: dict[str, Choices] = {
            "act": _choices({key: one.title for key, one in liabilities().all.items()}),
            "field": _choices(dict(rulebook().vocabularies["goods_fields"].items())),
            "crime": _choices({key: one.title for key, one in crimes().all.items()}),
            "circumstances": [(key, said(one.label)) for key, one in discretion().circumstances.items()],
        }
        for name, choices in offered.items():
            if name not in self.fields:
                continue
            field: Any = self.fields[name]
            field.choices = choices

    def told(self) -> dict[str, object]:
        """Return what the case is to say, by column."""
        return {name: value for name, value in self.cleaned_data.items() if name != "reason"}

    def clean_broken(self) -> str:
        """Take a provision as people cite it, on the day of the act, be it typed beside it; what the rulebook does not hold the act refuses in words."""
        return ground_of(str(self.cleaned_data.get("broken") or ""), self.cleaned_data.get("acted_on") or self._on)

    def clean_acted_on(self) -> date | None:
        """Refuse a day that is yet to come."""
        day: date | None = self.cleaned_data.get("acted_on")
        if day and day > localdate():
            raise forms.ValidationError(_("This day is yet to come."))
        return day

    def lines(self) -> list[tuple[forms.BoundField, bool]]:
        """Return each field with whether it takes the whole width."""
        return [(field, field.name in self.WIDE) for field in self]
