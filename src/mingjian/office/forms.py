"""Forms of the office: a step's form is drawn from what its sheet says that it needs."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mingjian.core.language import Text
from mingjian.core.procedure import Paper, Step
from mingjian.office.files import seal
from mingjian.office.models import Department, Dossier, Officer
from mingjian.office.permissions import dossiers_visible_to


class StepForm(forms.Form):
    """What an officer fills in to take one step: its papers, the number of steps that the page showed, and a key that makes a repeated request one step."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=60)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(
        self,
        step: Step,
        dossier: Dossier,
        officer: Officer,
        data: QueryDict | None = None,
        files: "MultiValueDict[str, UploadedFile[Any]] | None" = None,
        *,
        suggested: Mapping[str, str] | None = None,
        is_signed: bool = False,
    ) -> None:
        """`suggested`: values by kind of paper, from a link. `is_signed`: the first signature gave the papers, so that the second gives none."""
        super().__init__(data, files, prefix=step.name, initial={"key": uuid4().hex, "seen": dossier.steps_taken})
        self.step, self.dossier, self.is_suggested = step, dossier, False
        self.needs = () if is_signed else step.needs
        for paper in self.needs:
            self.fields[paper.name] = _field(paper, dossier, officer)
            if suggested and paper.kind in suggested:
                self.fields[paper.name].initial, self.is_suggested = suggested[paper.kind], True

    def papers(self) -> list[forms.BoundField]:
        """The fields that a person fills in, in the order of the sheet."""
        return [self[paper.name] for paper in self.needs]

    def given(self, by: Officer, at: datetime) -> dict[str, object]:
        """Give the papers as plain values, blank ones left out; files are sealed, and stand for themselves by their SHA-256."""
        found = {paper.name: self._plain(self.cleaned_data[paper.name], by, at) for paper in self.needs}
        return {name: value for name, value in found.items() if value not in (None, "")}

    def _plain(self, value: Any, by: Officer, at: datetime) -> object:
        if isinstance(value, UploadedFile):
            return seal(value.chunks(), value.name or "", dossier=self.dossier, by=by, at=at).sha256
        if isinstance(value, Model):
            return value.pk
        if isinstance(value, date):
            return value.isoformat()
        return str(value) if isinstance(value, Decimal) else value


class OnFile(forms.CharField):
    """The number of a dossier that the officer may see."""

    def __init__(self, officer: Officer, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)
        self._officer = officer

    def clean(self, value: Any) -> str:
        number: str = super().clean(value)
        if number and not dossiers_visible_to(self._officer).filter(number=number).exists():
            raise forms.ValidationError(_("There is no such number among what you may see."))
        return number


def _field(paper: Paper, dossier: Dossier, officer: Officer) -> forms.Field:
    """Draw one paper as a field of its kind."""
    common: dict[str, Any] = {"label": _in(paper.label), "required": paper.required, "help_text": _in(paper.hint) if paper.hint else ""}
    match paper.kind:
        case "long_text":
            return forms.CharField(max_length=20_000, widget=forms.Textarea({"rows": 4}), **common)
        case "choice":
            return forms.ChoiceField(choices=[("", "—"), *((key, _in(text)) for key, text in paper.options)], **common)
        case "date":
            return forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **common)
        case "datetime":
            return forms.DateTimeField(widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"), **common)
        case "amount":
            return forms.DecimalField(min_value=0, max_digits=16, decimal_places=2, **common)
        case "number":
            return forms.IntegerField(min_value=0, **common)
        case "department":
            return forms.ModelChoiceField(_authorities(dossier), empty_label="—", **common)
        case "officer":
            return forms.ModelChoiceField(Officer.objects.filter(department=officer.department_id, duty="work", is_active=True), empty_label="—", **common)
        case "clue" | "dossier":
            return OnFile(officer, **common)
        case "file":
            return forms.FileField(max_length=200, **common)
    return forms.CharField(max_length=500, **common)


def _authorities(dossier: Dossier) -> Any:
    """Departments that a dossier may go to: authorities, other than the one that holds it."""
    kinds = [kind for kind in Department.Kind.values if kind not in {"platform", "courier", "right_holder"}]
    return Department.objects.filter(kind__in=kinds).exclude(pk=dossier.department_id)


def _in(text: Text) -> str:
    return text.in_language(get_language() or "zh-hans")


class OfficerForm(forms.Form):
    """An officer to be entered."""

    username = forms.CharField(label=_("Username"), max_length=150)
    department = forms.ModelChoiceField(Department.objects.all(), label=_("Department"), empty_label="—")
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=60)
    name_en = forms.CharField(label=_("Name in English"), max_length=80, required=False)
    certificate = forms.CharField(label=_("Number of the enforcement certificate"), max_length=40, required=False)


class DepartmentForm(forms.Form):
    """A department to be entered."""

    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=120)
    name_en = forms.CharField(label=_("Name in English"), max_length=160)
    kind = forms.ChoiceField(label=_("Kind"), choices=Department.Kind.choices)
    level = forms.ChoiceField(label=_("Level"), choices=Department.Level.choices)
    region = forms.RegexField(r"^[0-9]{6}$", label=_("Region code"), help_text=_("Six digits, GB/T 2260"))
    platform = forms.CharField(label=_("Platform's name in records"), max_length=60, required=False)


class GrantForm(forms.Form):
    """An officer's duty and, for work on dossiers, roles."""

    duty = forms.ChoiceField(label=_("Duty"), choices=Officer.Duty.choices)
    roles = forms.MultipleChoiceField(label=_("Roles"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, roles: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        field = self.fields["roles"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - declared above
        field.choices = roles
