"""The field in which a department is picked: a search with what was found under it."""

from collections.abc import Collection
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mingjian.office.lists.digits import number_in
from mingjian.office.models import Department
from mingjian.office.people.departments import LISTED, departments_matching, departments_of

#: What is added to a field's name for the words that a department is searched by.
SOUGHT = "-sought"


class Picked(NamedTuple):
    """What somebody picked from a list of departments, and the words that they searched by."""

    key: str
    sought: str


class DepartmentPicker(forms.Widget):
    """A search field with the departments found under it. With htmx the list follows what is typed; without, the form comes back with what was found."""

    template_name = "office/picker.html"
    input_type = "search"

    def __init__(self, among: QuerySet[Department], near: Department | None, kinds: Collection[str], staffed: Collection[str] = ()) -> None:
        super().__init__()
        self.among, self.near, self.kinds, self.staffed = among, near, kinds, staffed
        self.only: list[str] = []  # keys, where the form offers a few alone

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Picked:
        return Picked(str(data.get(name) or "")[:20], str(data.get(f"{name}{SOUGHT}") or "").strip()[:60])

    def use_required_attribute(self, initial: Any) -> bool:
        return False  # either the search or the list may be filled in

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        picked = value if isinstance(value, Picked) else Picked(str(value or ""), "")
        if self.is_required and picked == Picked("", "") and len(only := list(self.among.values_list("pk", flat=True)[:2])) == 1:
            picked = Picked(str(only[0]), "")  # nothing to choose between
        context = super().get_context(name, None, attrs)
        narrowed = [("kind", kind) for kind in self.kinds] + [("staffed", role) for role in self.staffed] + [("only", key) for key in self.only]
        context["widget"] |= {"sought": picked.sought, "narrowed": f"&{urlencode(narrowed)}"}
        return context | found_context(name, picked, self.among, self.near)


def found_context(name: str, picked: Picked, among: QuerySet[Department], near: Department | None) -> dict[str, Any]:
    """Return what the list under a search field shows: the first departments found, whether there are more, and which is picked."""
    found = list(departments_matching(picked.sought, among, near)[: LISTED + 1])
    if picked.key.isdigit() and not any(str(one.pk) == picked.key for one in found[:LISTED]) and not picked.sought:
        found = [*among.filter(pk=picked.key), *found]
    return {"name": name, "found": found[:LISTED], "is_more": len(found) > LISTED, "picked": picked.key, "sought": picked.sought}


class DepartmentField(forms.Field):
    """One department, picked from those found, or the only one that the words searched by lead to."""

    widget: DepartmentPicker

    def __init__(self, kinds: Collection[str], near: Department | None, holder: Department | None = None, staffed: Collection[str] = (), **kwargs: Any) -> None:
        """`kinds` of body to pick from, in which somebody has a role of `staffed`; the nearest to `near` first; `holder` is left out."""
        among = departments_of(kinds, staffed).exclude(pk=holder.pk if holder else 0)
        super().__init__(widget=DepartmentPicker(among, near, kinds, staffed), **kwargs)

    def keep_to(self, keys: Collection[str]) -> bool:
        """Offer only the departments of some keys; return whether one is left."""
        self.widget.among = self.widget.among.filter(pk__in=[number_in(key) or 0 for key in keys])
        self.widget.only = list(keys)
        return self.widget.among.exists()

    def clean(self, value: Any) -> Department | None:
        picked = value if isinstance(value, Picked) else Picked("", "")
        found = departments_matching(picked.sought, self.widget.among, self.widget.near)
        if picked.key:
            chosen = found.filter(pk=number_in(picked.key) or 0).first()
            if chosen is None:
                raise forms.ValidationError(_("What is picked and what is searched for differ: pick again from the list."))
            return chosen
        if picked.sought:
            return self._only(found)
        if self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return None

    def _only(self, found: QuerySet[Department]) -> Department:
        first = list(found[:2])
        if len(first) == 1:
            return first[0]
        raise forms.ValidationError(_("Several departments have this name: pick one from the list.") if first else _("No department has this name or region."))
