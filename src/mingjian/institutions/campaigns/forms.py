"""The forms of a special action: its plan, a task, a visit."""

import re
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from mingjian.core.procedure import rulebook
from mingjian.institutions.campaigns.opening import Plan
from mingjian.institutions.campaigns.queries import table_of_actions
from mingjian.institutions.campaigns.services.visits import PHOTOS_ARE, Photo, Visit
from mingjian.office.files.storage import Brought
from mingjian.office.files.uploads import SeveralOfKind
from mingjian.office.language import said
from mingjian.office.models import Officer
from mingjian.office.papers.fields import DepartmentField
from mingjian.office.people.departments import AUTHORITIES, departments_of
from mingjian.office.people.permissions import departments_in_view

DAY = {"type": "date"}
_TARGET = re.compile(r"(.+?)[\s:：=]*(\d{1,9})\D{0,3}")  # 立案 20 件


class PlanForm(forms.Form):
    """What a plan says. Members are offered from below the officer's department and beside it."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=60)
    title = forms.CharField(label=_("Title of the action"), max_length=200)
    aims = forms.CharField(label=_("Aims and priorities"), widget=forms.Textarea({"rows": 5}), max_length=20_000)
    starts_on = forms.DateField(label=_("First day"), widget=forms.DateInput(DAY, format="%Y-%m-%d"))
    ends_on = forms.DateField(label=_("Last day"), widget=forms.DateInput(DAY, format="%Y-%m-%d"))
    fields_of_goods = forms.MultipleChoiceField(label=_("Fields of goods"), required=False, widget=forms.CheckboxSelectMultiple)
    goods = forms.CharField(label=_("Key goods"), required=False, max_length=500)
    words = forms.CharField(
        label=_("Key words, one a line"),
        required=False,
        max_length=5000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("A clue that holds one of them is proposed for the action; an officer decides."),
    )
    targets = forms.CharField(
        label=_("Targets in numbers, one a line"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("A row of the table of figures and a number, such as: Cases filed 20. The table then shows how far it is."),
    )
    members = forms.ModelMultipleChoiceField(
        label=pgettext_lazy("of a special action", "Members"), queryset=departments_of(AUTHORITIES), required=False, widget=forms.CheckboxSelectMultiple
    )

    WIDE: ClassVar = frozenset({"title", "aims", "fields_of_goods", "goods", "words", "targets", "members"})

    def __init__(self, officer: Officer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"key": uuid4().hex, "starts_on": localdate()}, **kwargs})
        choices: Any = self.fields["fields_of_goods"]
        choices.choices = [(key, said(text)) for key, text in rulebook().vocabularies["goods_fields"].items()]
        members: Any = self.fields["members"]
        own = officer.department
        beside = departments_of(AUTHORITIES).filter(region=own.region) if own else departments_of(AUTHORITIES).none()
        members.queryset = (departments_in_view(officer) | beside).exclude(pk=own.pk if own else 0).order_by("region", "pk")

    def clean_targets(self) -> dict[str, int]:
        """Read each line as a row of the table and a number; one that is neither is named."""
        rows = {label.casefold(): row for row in table_of_actions().rows for label in (row.label.zh, row.label.en)}
        targets: dict[str, int] = {}
        for line in filter(None, map(str.strip, str(self.cleaned_data.get("targets") or "").splitlines())):
            read = _TARGET.fullmatch(line)
            row = rows.get(read[1].strip().casefold()) if read else None
            if read is None or row is None:
                known = gettext(", ").join(said(one.label) for one in table_of_actions().rows)
                raise forms.ValidationError(_("“%(line)s” is no row of the table with a number. Rows: %(rows)s"), params={"line": line[:60], "rows": known})
            targets[row.key] = int(read[2])
        return targets

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("starts_on") and told.get("ends_on") and told["ends_on"] < told["starts_on"]:
            self.add_error("ends_on", _("The last day cannot lie before the first."))
        return told

    def plan(self) -> Plan:
        """Return what was filled in."""
        told = self.cleaned_data
        days, goods = (told["starts_on"], told["ends_on"]), (told["fields_of_goods"], told["goods"], told["words"])
        return Plan(told["title"], told["aims"], *days, *goods, list(told["members"]), told["targets"])

    def lines(self) -> list[tuple[forms.BoundField, bool]]:
        """Return each field with whether it takes the whole width."""
        return [(field, field.name in self.WIDE) for field in self if field.name != "key"]


class TaskForm(forms.Form):
    """The task of one member."""

    def __init__(self, officer: Officer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "task_%s", **kwargs})
        self.fields["department"] = DepartmentField(AUTHORITIES, officer.department, officer.department, label=_("Department that carries it out"))
        self.fields["goal"] = forms.CharField(label=_("What is to be done"), widget=forms.Textarea({"rows": 3}), max_length=5000)
        self.fields["until"] = forms.DateField(label=_("Report back by"), required=False, widget=forms.DateInput(DAY, format="%Y-%m-%d"))


class TaskClueForm(forms.Form):
    """A clue that somebody found while carrying a task out; what else is known of it is entered on its own page."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=60)
    suspected_act = forms.CharField(label=_("Suspected act"), max_length=200)
    content = forms.CharField(label=_("What was seen"), widget=forms.Textarea({"rows": 4}), max_length=5000)
    operator_name = forms.CharField(label=_("Operator, as on the licence"), max_length=200, required=False)
    platform = forms.CharField(label=_("Platform"), max_length=60, required=False)
    shop_name = forms.CharField(label=_("Shop"), max_length=200, required=False)
    listing_title = forms.CharField(label=_("Goods"), max_length=300, required=False)
    listing_url = forms.CharField(label=_("Address of the page"), max_length=2000, required=False)

    WIDE: ClassVar = frozenset({"content", "listing_url"})

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"key": uuid4().hex})

    def told(self) -> dict[str, str]:
        """Return what was filled in, by particular of a clue."""
        return {name: value for name, value in self.cleaned_data.items() if name != "key" and value}


class VisitForm(forms.Form):
    """What is entered of a visit. Photographs are chosen or taken at once; their hashes come beside them, from the telephone."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=60)
    visited_on = forms.DateField(label=_("Day of the visit"), widget=forms.DateInput(DAY, format="%Y-%m-%d"))
    party = forms.CharField(label=_("Who was visited"), max_length=200)
    place = forms.CharField(label=_("Place of the visit"), max_length=500)
    found = forms.CharField(label=pgettext_lazy("on a visit", "What was found"), widget=forms.Textarea({"rows": 4}), max_length=5000)
    photos = SeveralOfKind(label=_("Photographs"), takes=PHOTOS_ARE, required=False)
    hashes = forms.JSONField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, initial={"key": uuid4().hex, "visited_on": localdate()})

    def visit(self) -> Visit:
        """Return what was filled in."""
        told = self.cleaned_data
        return Visit(told["visited_on"], told["party"], told["place"], told["found"])

    def photographs(self) -> list[Photo]:
        """Return the photographs, each with what the telephone noted of it, by their order."""
        hashes, files = self.cleaned_data["hashes"], self.cleaned_data["photos"] or []
        told = hashes if isinstance(hashes, list) and all(isinstance(one, dict) for one in hashes) else []
        beside = [*told, *({} for _ in files)][: len(files)]
        pairs = zip(files, beside, strict=True)
        return [Photo(Brought(file.chunks(), file.name or ""), str(noted.get("sha256", "")), str(noted.get("at", ""))) for file, noted in pairs]
