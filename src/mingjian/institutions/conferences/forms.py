"""The forms of a consultation and of a task of a joint conference."""

from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from mingjian.institutions.conferences.models import Question
from mingjian.institutions.conferences.opening import Agenda
from mingjian.institutions.conferences.services.meetings import Call
from mingjian.office.models import Dossier, Officer
from mingjian.office.papers.fields import DepartmentField
from mingjian.office.people.departments import AUTHORITIES, departments_of

LINES = {"rows": 3}


class ConsultationForm(forms.Form):
    """What a consultation asks, one question a line, and whom. Departments of the own region and those around it are offered."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=60)
    title = forms.CharField(label=_("Title"), max_length=200)
    fact = forms.CharField(label=_("Questions of fact, one a line"), widget=forms.Textarea(LINES), max_length=5000, required=False)
    law = forms.CharField(label=_("Questions of law, one a line"), widget=forms.Textarea(LINES), max_length=5000, required=False)
    procedure = forms.CharField(label=_("Questions of procedure, one a line"), widget=forms.Textarea(LINES), max_length=5000, required=False)
    departments = forms.ModelMultipleChoiceField(label=_("Departments asked"), queryset=departments_of(AUTHORITIES), widget=forms.CheckboxSelectMultiple)
    WIDE: ClassVar = frozenset({"title", "fact", "law", "procedure", "departments"})

    def __init__(self, officer: Officer, about: Dossier | None, data: Any = None) -> None:
        super().__init__(data, initial={"key": uuid4().hex, "title": f"{about.title}会商"[:200] if about else ""})
        self._about = about
        region = officer.department.region if officer.department else ""
        field: Any = self.fields["departments"]
        near = departments_of(AUTHORITIES).filter(region__in={region, f"{region[:4]}00", f"{region[:2]}0000"}) | departments_of(AUTHORITIES).filter(
            region__startswith=region[:4]
        )
        field.queryset = near.exclude(pk=officer.department_id or 0).order_by("region", "pk")

    def asked(self) -> Agenda:
        """Return what was filled in."""
        told = self.cleaned_data
        questions = [(kind, line.strip()) for kind in Question.Kind.values for line in told[kind].splitlines() if line.strip()]
        return Agenda(told["title"], questions, list(told["departments"]), self._about)

    def lines(self) -> list[tuple[forms.BoundField, bool]]:
        """Return each field with whether it takes the whole width."""
        return [(field, field.name in self.WIDE) for field in self if field.name != "key"]


class TaskForm(forms.Form):
    """What a decision asks of its owner, and until when."""

    def __init__(self, officer: Officer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "task_%s", **kwargs})
        self.fields["department"] = DepartmentField(AUTHORITIES, officer.department, None, label=_("Owner"))
        self.fields["goal"] = forms.CharField(label=_("What is to be done"), widget=forms.Textarea(LINES), max_length=5000)
        self.fields["until"] = forms.DateField(label=_("Report back by"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


class MeetingForm(forms.Form):
    """What a meeting is called with: which items, when, where, and which members besides those that have a seat already."""

    items = forms.MultipleChoiceField(label=_("Items"), widget=forms.CheckboxSelectMultiple)
    planned_on = forms.DateField(label=_("Day intended"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    place = forms.CharField(label=_("Place of the meeting"), max_length=200)
    members = forms.ModelMultipleChoiceField(
        label=_("Members invited"), queryset=departments_of(AUTHORITIES), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, officer: Officer, found: list[Dossier], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._found = {one.number: one for one in found}
        items, members = self.fields["items"], self.fields["members"]
        items.choices = [(one.number, f"{one.title}（{one.department.name} {one.number}）") for one in found]  # type: ignore[attr-defined]
        region = officer.department.region if officer.department else ""
        members.queryset = departments_of(AUTHORITIES).filter(region__startswith=region[:4]).exclude(pk=officer.department_id or 0).order_by("region", "pk")  # type: ignore[attr-defined]

    def call(self) -> Call:
        """Return what was filled in, the items in the order in which they are listed."""
        told = self.cleaned_data
        return Call([self._found[number] for number in told["items"]], told["planned_on"], told["place"], list(told["members"]))


class HoldForm(forms.Form):
    """When and where a meeting was held, and who took part."""

    held_on = forms.DateField(label=_("Day of the meeting"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    place = forms.CharField(label=_("Place of the meeting"), max_length=200)
    participants = forms.CharField(label=_("Participants"), widget=forms.Textarea(LINES), max_length=5000)
