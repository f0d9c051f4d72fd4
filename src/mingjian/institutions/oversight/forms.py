"""The forms of an order and of a request for review."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingjian.core.procedure import rulebook
from mingjian.institutions.oversight.opening import Ordered, ReviewAsked
from mingjian.institutions.oversight.services.decisions import Decision, decisions_of
from mingjian.office.form_fields import CHOOSE
from mingjian.office.language import said
from mingjian.office.models import Department, Dossier, Officer
from mingjian.office.people.permissions import departments_in_view

LINES = {"rows": 3}


def _choices(paper: str) -> list[tuple[str, str]]:
    return [(key, said(label)) for key, label in rulebook().papers[paper].options]


class OrderForm(forms.Form):
    """What is ordered, of which department below, and by when; of a matter, its holder."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, officer: Officer, about: Dossier | None, data: Any = None) -> None:
        super().__init__(data, initial={"key": uuid4().hex, "department": about.department_id if about else None})
        self._about = about
        below = departments_in_view(officer).exclude(pk=officer.department_id or 0).order_by("region", "pk")
        if about is not None:
            below = below.filter(pk=about.department_id)
        self.fields["department"] = forms.ModelChoiceField(label=_("Department that is to act"), queryset=below, empty_label=CHOOSE)
        self.fields["kind"] = forms.ChoiceField(label=_("Kind of order"), choices=_choices("order_kind"))
        self.fields["text"] = forms.CharField(label=_("What is to be put right"), widget=forms.Textarea(LINES), max_length=5000)
        self.fields["until"] = forms.DateField(label=_("Report back by"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def ordered(self) -> Ordered:
        """Return what was filled in."""
        told = self.cleaned_data
        department: Department = told["department"]
        return Ordered(told["kind"], told["text"], department, told["until"], self._about)

    def lines(self) -> list[tuple[forms.BoundField, bool]]:
        """Return each field with whether it takes the whole width."""
        return [(field, field.name == "text") for field in self if field.name != "key"]


def _decision_said(one: Decision) -> str:
    index = gettext("entry %(index)s") % {"index": one.entry.index}
    return f"{said(one.step.label)} · {localtime(one.entry.at):%Y-%m-%d} · {index}"


class ReviewForm(forms.Form):
    """Which decision of a dossier is to be looked at again, for whom, and why."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, of: Dossier, data: Any = None, *, chosen: str = "") -> None:
        super().__init__(data, initial={"key": uuid4().hex, "decision": chosen})
        self._of = of
        found = [(str(one.entry.index), _decision_said(one)) for one in decisions_of(of)]
        self.fields["decision"] = forms.ChoiceField(label=_("Decision to be reviewed"), choices=found)
        self.fields["side"] = forms.ChoiceField(label=_("Who asks"), choices=_choices("applicant_side"))
        self.fields["grounds"] = forms.CharField(label=_("Why it is asked for"), widget=forms.Textarea(LINES), max_length=5000)

    def asked(self) -> ReviewAsked:
        """Return what was filled in."""
        told = self.cleaned_data
        return ReviewAsked(self._of, int(told["decision"]), told["side"], told["grounds"])

    def lines(self) -> list[tuple[forms.BoundField, bool]]:
        """Return each field with whether it takes the whole width."""
        return [(field, field.name == "grounds") for field in self if field.name != "key"]
