"""Forms of the office: what a step needs, what opens a dossier, officers and departments."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias
from uuid import uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from mingjian.core.errors import BadInput, MingjianError
from mingjian.core.procedure import Paper, Step
from mingjian.office.files.storage import Brought, seal_brought
from mingjian.office.files.uploads import SeveralOfKind
from mingjian.office.language import said
from mingjian.office.models import Department, Dossier, Officer
from mingjian.office.papers.fields import DepartmentField
from mingjian.office.papers.kind import Respondent
from mingjian.office.papers.kinds import is_brought, kind_of, names_dossier

#: The field in which a person says that the files brought hold personal data; no paper is called so.
PERSONAL = "holds_personal"

Files: TypeAlias = "MultiValueDict[str, UploadedFile[Any]]"


def _personal() -> forms.BooleanField:
    hint = _("Names, telephones, addresses, accounts. Whoever opens them then says first for what purpose and on what ground.")
    return forms.BooleanField(label=_("The files brought here hold personal data"), required=False, help_text=hint)


class PapersForm(forms.Form):
    """The papers of a step as fields, and a key that makes a repeated request one step."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=60)
    needs: tuple[Paper, ...] = ()

    def papers(self) -> list[forms.BoundField]:
        """Return the fields that a person fills in, in the order of the sheet; where files are among them, last whether those hold personal data."""
        return [self[paper.name] for paper in self.needs] + ([self[PERSONAL]] if PERSONAL in self.fields else [])

    def ask(self, officer: Officer, holder: Department | None) -> None:
        """Draw a field for each paper."""
        asked = Respondent(officer, holder)
        for paper in self.needs:
            self.fields[paper.name] = kind_of(paper).field(paper, asked)
        if any(is_brought(paper) for paper in self.needs):
            self.fields[PERSONAL] = _personal()

    def point_at(self, refused: MingjianError) -> None:
        """Put at each field what a refusal says of its paper."""
        for name, text in (refused.papers if isinstance(refused, BadInput) else {}).items():
            if name in self.fields:
                self.add_error(name, said(text))

    def suggest(self, known: Mapping[str, str]) -> bool:
        """Put what is known into the fields that nobody has filled in yet; tell whether there was any."""
        found = [name for name in known if name in self.fields]
        for name in found:
            self.fields[name].initial = known[name]
        return bool(found)

    def written(self) -> dict[str, object]:
        """Return the papers as plain values, blank ones and files left out."""
        found = {paper.name: _plain(self.cleaned_data[paper.name]) for paper in self.needs}
        return {name: value for name, value in found.items() if value not in (None, "") and not isinstance(value, UploadedFile)}

    def brought(self) -> dict[str, Brought]:
        """Return the files, by the name of their paper."""
        files = {paper: self.cleaned_data[paper.name] for paper in self.needs if is_brought(paper)}
        is_personal = bool(self.cleaned_data.get(PERSONAL))
        return {paper.name: Brought(file.chunks(), file.name or "", is_personal, paper.takes) for paper, file in files.items() if file}


def _plain(value: Any) -> object:
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value.replace("\r\n", "\n")  # a browser's line ends are no part of what was written
    return str(value) if isinstance(value, Decimal) else value


class StepForm(PapersForm):
    """What an officer fills in to take one step; `seen` is the number of steps that the page showed."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(
        self,
        step: Step,
        dossier: Dossier,
        officer: Officer,
        data: QueryDict | None = None,
        files: "Files | None" = None,
        *,
        suggested: Mapping[str, str] | None = None,
        is_signed: bool = False,
    ) -> None:
        """`suggested`: values by name of paper, from a link. `is_signed`: the first signature gave the papers, so that the second gives none."""
        super().__init__(data, files, prefix=step.name, initial={"key": uuid4().hex, "seen": dossier.steps_taken})
        self.step, self.dossier = step, dossier
        self.needs = () if is_signed else step.needs
        self.ask(officer, dossier.department)
        linked = {name: value for name, value in (suggested or {}).items() if name in {paper.name for paper in self.needs}}
        self.is_suggested = bool(linked) and self.suggest(linked)

    def look_again(self, dossier: Dossier) -> None:
        """After a refusal: show what was typed with the dossier as it stands now, so that it can be sent again."""
        fresh = {self.add_prefix("seen"): str(dossier.steps_taken), self.add_prefix("key"): uuid4().hex}
        data = QueryDict(mutable=True)
        data.update(self.data)  # with every tick of those of which several may be chosen
        for name, value in fresh.items():
            data[name] = value
        self.data = data

    def given(self, by: Officer, at: datetime) -> dict[str, object]:
        """Return the papers as plain values, blank ones left out; files are sealed, and stand for themselves by their SHA-256."""
        return self.written() | seal_brought(self.brought(), dossier=self.dossier, by=by, at=at)


class TogetherForm(PapersForm):
    """What an officer fills in once to take one step on several dossiers; a file is sealed to one dossier, so that none is asked for."""

    def __init__(self, step: Step, officer: Officer, dossiers: Sequence[Dossier], data: QueryDict | None = None) -> None:
        """`dossiers` chosen: the first is suggested where the step asks for another one; a department that holds them all is not offered."""
        super().__init__(data, prefix=step.name, initial={"key": uuid4().hex})
        self.needs, holders = tuple(paper for paper in step.needs if not is_brought(paper)), {one.department_id for one in dossiers}
        self.ask(officer, dossiers[0].department if len(holders) == 1 else None)
        for paper in self.needs:
            if names_dossier(paper):
                self.fields[paper.name].initial = dossiers[0].number
                self.fields[paper.name].widget.attrs["list"] = "chosen-numbers"


class OpeningForm(PapersForm):
    """What an officer fills in to open a dossier: what it is called and about, and the papers of the opening step."""

    title = forms.CharField(label=_("Title of the dossier"), max_length=200, help_text=_("By which it is found again: who or what it is about."))
    subject = forms.CharField(label=_("Shop, listing or operator concerned"), max_length=200, required=False)

    def __init__(
        self, step: Step, officer: Officer, data: QueryDict | None = None, files: "Files | None" = None, *, suggested: Mapping[str, str] | None = None
    ) -> None:
        """`suggested`: what is known already, by name of paper, `title` and `subject`."""
        super().__init__(data, files, prefix="opening", initial={"key": uuid4().hex})
        self.needs = step.needs
        self.ask(officer, None)
        self.suggest(suggested or {})


class AddedFilesForm(forms.Form):
    """Files that are put on a dossier without a step, several at once."""

    file = SeveralOfKind(label=_("Files"), help_text=_("Files may be dropped anywhere on this page, and a screenshot pasted."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["data-takes-dropped"] = ""  # read by uploads.js
        self.fields[PERSONAL] = _personal()

    def brought(self) -> list[Brought]:
        """Return them as what somebody brings."""
        is_personal = bool(self.cleaned_data.get(PERSONAL))
        return [Brought(file.chunks(), file.name or "", is_personal) for file in self.cleaned_data["file"]]


class RevealForm(forms.Form):
    """For what, and on what ground, personal data is to be seen."""

    purpose = forms.CharField(label=_("Purpose"), max_length=500, widget=forms.Textarea({"rows": 2}))
    ground = forms.CharField(label=_("Ground"), max_length=200, help_text=_("The article or approval that it rests on."))


class OfficerForm(forms.Form):
    """An officer to be entered."""

    username = forms.CharField(label=_("Username"), max_length=150)
    department = DepartmentField(Department.Kind.values, None, label=_("Department"))
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
    code = forms.CharField(
        label=_("Unified social credit code"),
        max_length=200,
        required=False,
        help_text=_("By which other nodes know it; without one this node gives it a code."),
    )


class GrantForm(forms.Form):
    """An officer's duty and, for work on dossiers, roles."""

    duty = forms.ChoiceField(label=_("Duty"), choices=Officer.Duty.choices)
    roles = forms.MultipleChoiceField(label=_("Roles"), required=False, widget=forms.CheckboxSelectMultiple)
    until = forms.DateField(
        label=_("Last day of the roles"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("For a secondment or the like; left empty, they hold until they are changed."),
    )

    def __init__(self, roles: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        field = self.fields["roles"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - declared above
        field.choices = roles
