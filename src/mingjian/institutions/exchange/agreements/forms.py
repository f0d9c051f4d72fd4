"""The forms of agreements: a sheet to be completed, a text to be taken over, and the files of a register."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingjian.core.agreement.completion import Chosen, completed
from mingjian.core.agreement.sheet import ONWARD, RULES, Agreement
from mingjian.core.wire import words
from mingjian.institutions.exchange.services.titles import field_label
from mingjian.office.files.uploads import FileOfKind, SeveralOfKind
from mingjian.office.language import said

_MOST_MONTHS = 240


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=forms.DateInput({"type": "date"}))


class CompletingForm(forms.Form):
    """What the signed text says, clause by clause; at first what the rulebook proposes."""

    source = forms.CharField(label=_("Where the signed text lies"), max_length=300, help_text=_("Number of the document, date, who keeps the original."))
    in_force = _day(_("First day of the agreement"))
    ends = _day(_("Last day of the agreement"), required=False)

    def __init__(self, sheet: Agreement, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.sheet = sheet
        for name, clause in sheet.clauses.items():
            title, proposed = said(clause.title), {**clause.proposes, **clause.fields}
            for field, rule in proposed.items():
                label = f"{title} · {field_label(field)}"
                self.fields[f"{name}__{field}"] = forms.ChoiceField(label=label, choices=[(one, said(words.RULES[one])) for one in RULES], initial=rule)
            if clause.shares != "any":
                choices = [(key, said(text)) for key, text in words.PURPOSES.items()]
                told: dict[str, Any] = {"choices": choices, "required": False, "widget": forms.CheckboxSelectMultiple, "initial": list(clause.purposes)}
                self.fields[f"purposes__{name}"] = forms.MultipleChoiceField(label=gettext("%s: for which purposes (none: it lets nothing go)") % title, **told)
                onward = [(one, said(words.HANDLING[one])) for one in ONWARD]
                self.fields[f"onward__{name}"] = forms.ChoiceField(label=gettext("%s: passing on") % title, choices=onward, initial=clause.onward)
                months: dict[str, Any] = {"min_value": 0, "max_value": _MOST_MONTHS, "initial": clause.keep_months or 12}
                self.fields[f"keep__{name}"] = forms.IntegerField(label=gettext("%s: kept for how many months") % title, **months)

    def text(self) -> str:
        """Return the completed sheet. Raises BadInput where nothing would go under it."""
        told = self.cleaned_data
        chosen = {}
        for name, clause in self.sheet.clauses.items():
            fields = {field: told[f"{name}__{field}"] for field in {**clause.proposes, **clause.fields}}
            more = (told.get(f"onward__{name}", "never"), told.get(f"keep__{name}") or 0)
            chosen[name] = Chosen(told.get(f"purposes__{name}", ()), fields, *more)
        return completed(self.sheet, in_force=told["in_force"], ends=told["ends"], source=told["source"], chosen=chosen)


class TakingForm(forms.Form):
    """A sheet that another member filled in."""

    name = forms.CharField(label=_("Name of the agreement"), max_length=60)
    sheet = FileOfKind(takes=("text",), label=_("The sheet as a file"))
    source = forms.CharField(label=_("Where the signed text lies"), max_length=300)


class CardForm(forms.Form):
    """This node among the members."""

    zh = forms.CharField(label=_("What this node is called, in Chinese"), max_length=60)
    en = forms.CharField(label=_("And in English"), max_length=60)
    serves = forms.CharField(label=_("Regions that it serves, beginnings of their codes"), max_length=200)
    door = forms.URLField(label=_("Where others reach it (none: by a medium alone)"), required=False, assume_scheme="https")
    until = _day(_("Last day on which its keys are used"))


class RegisterForm(forms.Form):
    """A register as a file, and the fingerprint as another member read it aloud."""

    register = FileOfKind(takes=("text",), label=_("The register as a file"))
    fingerprint = forms.CharField(label=_("Fingerprint, twelve groups, as read by telephone"), max_length=100)


class DrawingForm(forms.Form):
    """The cards of all members, and how many of them must sign."""

    cards = SeveralOfKind(takes=("text",), label=_("Cards of all members"))
    threshold = forms.IntegerField(label=_("How many members must sign"), min_value=1, max_value=500)
