"""The forms of the calculators. All are sent by GET, so that a calculation is an address that can be cited."""

import copy
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mingjian.core.errors import BadInput, MingjianError, NotFound
from mingjian.core.law import ACTORS, ZONE, Pause, pause_of, periods
from mingjian.core.law.crimes import Crime
from mingjian.core.law.measures import COUNTED, LARGEST, MEASURES, Figures
from mingjian.core.procedure import crimes, liabilities, rulebook
from mingjian.core.procedure.answers import counts_of, start_of
from mingjian.core.procedure.assessment import Person, person_in
from mingjian.core.procedure.discretions import discretion
from mingjian.core.procedure.values import day_in
from mingjian.office.form_fields import CHOOSE, AmountField
from mingjian.office.language import said

Choices = list[tuple[str, Any]]
MOST_LEFT_OUT = 50  # lines


def day_field(label: Any, hint: Any = "", *, required: bool = True) -> forms.DateField:
    """Make a field for a day."""
    return forms.DateField(label=label, help_text=hint, required=required, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


def amount_field(label: Any, hint: Any = "") -> forms.DecimalField:
    """Make a field for a figure that may be left out."""
    return AmountField(label=label, help_text=hint, required=False, min_value=0, max_value=LARGEST)


def penalised_field() -> forms.CharField:
    """Make a field for the days of earlier penalties."""
    return forms.CharField(label=_("Days of earlier penalties"), required=False, max_length=400, help_text=_("Written 2025-06-01, with commas between."))


class CalculatorForm(forms.Form):
    """A form of a calculator. It is filled in once one of `asked_by` is given; what else an address names is only suggested."""

    use_required_attribute = False  # a fault is told beside its field in the reader's language, whatever the browser speaks
    asked_by: tuple[str, ...] = ()

    def __init__(self, data: QueryDict) -> None:
        self.is_asked = any(data.get(name) for name in self.asked_by)
        super().__init__(data if self.is_asked else None, initial=data.dict())

    def refuse(self, error: MingjianError, field: str | None = None) -> None:
        """Show why the question cannot be answered, beside a field or above them all."""
        self.add_error(field, said(error.text))

    def reads(self, name: str, read: Callable[[Any], Any]) -> Any:
        """Return what a field means to the rulebook, or tell beside it why it means nothing."""
        try:
            return read(self.cleaned_data[name])
        except MingjianError as error:
            raise forms.ValidationError(said(error.text)) from None


class DeedForm(CalculatorForm):
    """What several questions ask of a deed, each read in one way: its field of goods, days of earlier penalties, circumstances."""

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.fields["field"].widget = forms.Select(choices=[("", CHOOSE), *field_choices()])
        if "act" in self.fields:
            self.fields["act"].widget = forms.Select(choices=[("", CHOOSE), *((one.act, said(one.title)) for one in liabilities().all.values())])
        circumstances = self.fields.get("circumstances")
        if isinstance(circumstances, forms.MultipleChoiceField):
            circumstances.choices = [(one.name, said(one.label)) for one in discretion().circumstances.values()]

    def clean_field(self) -> str:
        """Refuse an unknown field of goods."""
        field: str = self.cleaned_data["field"]
        if field and field not in rulebook().vocabularies["goods_fields"]:
            raise forms.ValidationError(_("There is no such field of goods."))
        return field

    def clean_penalised_on(self) -> tuple[date, ...]:
        """Read the days."""
        days: tuple[date, ...] = self.reads("penalised_on", lambda text: tuple(day_in(word) for word in re.split(r"[,;，；\s]+", text) if word))
        return days


class PeriodForm(CalculatorForm):
    """Which period, from when, under the law of which day, and what time is left out."""

    ref = forms.CharField(label=_("Period"), max_length=120)
    on = day_field(_("Law of this day"), _("If left out, the law of the day of the start."), required=False)
    exclude = forms.CharField(
        label=_("Time left out"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 3, "placeholder": "2026-03-05..2026-03-10=鉴定"}),
        help_text=_("One line each: FROM..TO=reason. Both days are left out."),
    )

    asked_by = ("from", "on", "exclude")

    def __init__(self, data: QueryDict) -> None:
        super().__init__(_in_beijing(data))
        self.fields["ref"].widget = forms.Select(choices=[("", CHOOSE), *period_choices()])
        self.fields["from"] = forms.CharField(
            label=_("Starts at"), max_length=40, widget=forms.DateTimeInput({"type": "datetime-local"}), help_text=_("Beijing time.")
        )
        self.order_fields(["ref", "from", "on", "exclude"])

    def clean_ref(self) -> str:
        """Refuse what no version has, or what is no period."""
        return str(self.reads("ref", period_known))

    def clean_from(self) -> datetime:
        """Read the instant."""
        start: datetime = self.reads("from", start_of)
        return start

    def clean_exclude(self) -> list[Pause]:
        """Read one pause a line."""
        if len(self.lines()) > MOST_LEFT_OUT:
            raise forms.ValidationError(_("That is too many lines."))
        pauses: list[Pause] = self.reads("exclude", lambda _written: [pause_of(line) for line in self.lines()])
        return pauses

    def lines(self) -> list[str]:
        """Return what is left out as it was written, one line each."""
        return [line.strip() for line in self.data.get("exclude", "").splitlines() if line.strip()]


def period_known(ref: str) -> str:
    """Return a ref back if some version has it as a period. Raises `NotFound` otherwise."""
    if all(value.ref != ref for value in periods(rulebook().statutes)):
        raise NotFound(f"法规库中没有期限“{ref}”。", f"The rulebook has no period {ref!r}.")
    return ref


def _in_beijing(data: QueryDict) -> QueryDict:
    """Write the start as the field shows it, without zone and in Beijing time, and several `exclude` as lines of one."""
    given = data.copy()
    if written := given.get("from"):
        try:
            start = start_of(written)
            given["from"] = f"{start.astimezone(ZoneInfo(ZONE)):%Y-%m-%dT%H:%M}" if start.year > 1 else written
        except (BadInput, OverflowError):
            pass  # it is shown as it was written, with the fault beside it
    if len(given.getlist("exclude")) > 1:
        given["exclude"] = "\n".join(given.getlist("exclude"))
    return given


def period_choices() -> Choices:
    """Return every period that was ever in force, by instrument, as choices; each once, as it was last."""
    statutes = rulebook().statutes
    newest = {value.ref: value for value in periods(statutes)}
    groups: dict[str, Choices] = {}
    for ref, value in newest.items():
        law, _sign, number = value.ground.partition("/")
        article = [number] if number[:1].isdigit() else []  # a part whose number was not read has a key only
        groups.setdefault(said(statutes.title(law)), []).append((ref, " · ".join([*article, said(value.title), said(value.amount)])))
    return list(groups.items())


class ThresholdForm(DeedForm):
    """A crime, the days of the act and the decision, and what is known of the case."""

    crime = forms.CharField(label=_("Crime"), max_length=80)
    acted_on = day_field(_("Day of the act"))
    decided_on = day_field(_("Day of the decision"), _("If left out, today."), required=False)
    sales = amount_field(_("Sales amount (yuan)"))
    unsold = amount_field(_("Value of unsold goods (yuan)"))
    gains = amount_field(_("Illegal gains (yuan)"))
    turnover = amount_field(_("Illegal turnover (yuan)"), _("If left out, sales and unsold goods together."))
    loss = amount_field(_("Loss (yuan)"))
    items = amount_field(_("Number of items"), _("What the crime counts: labels, copies, records."))
    prior_penalties = amount_field(_("Earlier penalties"), _("Within the time that the text names."))
    penalised_on = penalised_field()
    marks = amount_field(_("Number of marks or patents"))
    field = forms.CharField(label=_("Field of goods"), required=False, max_length=80)
    asked_by = ("acted_on", "decided_on", *COUNTED)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.fields["crime"].widget = forms.Select(choices=[("", CHOOSE), *crime_choices()])
        self.measures = list(counted_measures(crimes().all.get(data.get("crime", ""))))
        for measure in self.measures:
            self.fields[measure] = amount_field(said(MEASURES[measure].title))

    def clean_crime(self) -> str:
        """Refuse an unknown crime."""
        return str(self.reads("crime", lambda crime: crimes().crime(crime).crime))

    def basics(self) -> list[forms.BoundField]:
        """Return the fields that every question fills in."""
        return [self[name] for name in ("crime", "acted_on", "decided_on")]

    def figures_fields(self) -> list[forms.BoundField]:
        """Return the fields for what is known."""
        return [self[name] for name in (*COUNTED, "penalised_on", "field")]

    def counts_fields(self) -> list[forms.BoundField]:
        """Return the fields for what only this crime counts."""
        return [self[measure] for measure in self.measures]

    def known(self) -> list[tuple[Any, Decimal]]:
        """Return what was filled in, with its label."""
        fields = (*(self[name] for name in COUNTED), *self.counts_fields())
        return [(field.label, self.cleaned_data[field.name]) for field in fields if self.cleaned_data[field.name] is not None]

    def figures(self) -> Figures:
        """Return what is known, as the core reads it."""
        given: dict[str, Any] = {name: self.cleaned_data.get(name) for name in COUNTED}
        given |= {"penalised_on": self.cleaned_data.get("penalised_on") or (), "field": self.cleaned_data.get("field") or ""}
        counts = {measure: self.cleaned_data[measure] for measure in self.measures if self.cleaned_data.get(measure) is not None}
        return Figures(**given, counts=counts)


def amount_labels() -> dict[str, Any]:
    """Return the labels of the figures that a case may have, by name."""
    return {name: field.label for name, field in ThresholdForm.base_fields.items()}


def crime_choices() -> Choices:
    """Return every crime with its title."""
    return [(crime.crime, said(crime.title)) for crime in crimes().all.values()]


def counted_measures(crime: Crime | None) -> Iterator[str]:
    """Return the measures of a crime that no other figure tells: labels, copies, clicks, members."""
    if crime:
        tests = (test for regime in crime.regimes for tier in regime.tiers for test in tier.tests if test.line is not None)
        yield from dict.fromkeys(test.measure for test in tests if MEASURES[test.measure].read is None and test.measure not in ("combination", "proportion"))


def field_choices() -> Choices:
    """Return every field of goods with its title."""
    return [(name, said(text)) for name, text in rulebook().vocabularies["goods_fields"].items()]


class LiabilityForm(DeedForm):
    """What was done, with which goods, when, and for how much."""

    act = forms.CharField(label=_("Act"), max_length=80)
    field = forms.CharField(label=_("Field of goods"), max_length=80)
    on = day_field(_("Day of the act"))
    decided_on = day_field(_("Day of the penalty decision"), _("If left out, today."), required=False)
    amount = amount_field(_("Value of the goods, or turnover (yuan)"))
    gains = amount_field(_("Illegal gains (yuan)"), _("For fines that multiply them."))
    cost = amount_field(_("Cost of the advertisement (yuan)"))
    income = amount_field(_("Income from the service (yuan)"))
    income_year = amount_field(_("Drawn by a person responsible in the year before (yuan)"), _("From the unit; some fines on persons multiply it."))
    income_period = amount_field(_("Drawn by a person responsible while the breach went on (yuan)"), _("From the unit; some fines on persons multiply it."))
    fine = amount_field(_("Fine intended or imposed (yuan)"), _("To see where it stands in the range of the law, and why."))
    circumstances = forms.MultipleChoiceField(label=_("Circumstances"), required=False, widget=forms.CheckboxSelectMultiple)
    asked_by = ("field", "on", "decided_on", "amount", "gains", "cost", "income", "income_year", "income_period", "fine")

    def clean_act(self) -> str:
        """Refuse an unknown act; a duty stands for the act that breaks it."""
        return str(self.reads("act", lambda act: liabilities().act(act).act))

    def clean(self) -> dict[str, Any]:
        """Refuse a decision before the act, beside its day."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("on") and given.get("decided_on") and given["decided_on"] < given["on"]:
            self.add_error("decided_on", _("The decision is before the act; check the days."))
        return given


class AssessForm(DeedForm):
    """What was done, in usual words if need be, with which goods, when, for how much and by whom: all that one whole answer asks."""

    act = forms.CharField(label=_("Act"), max_length=80, required=False)
    words = forms.CharField(
        label=_("Further acts, or usual words"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 2, "placeholder": "刷单"}),
        help_text=_("One line each. Words that may mean several acts are answered for all of them."),
    )
    field = forms.CharField(label=_("Field of goods"), max_length=80)
    on = day_field(_("Day of the act"))
    until = day_field(_("Last day of the act"), _("If it went on."), required=False)
    decided_on = day_field(_("Day of the penalty decision"), _("If left out, today."), required=False)
    found_on = day_field(_("Day on which it was found"), _("To count the limitation."), required=False)
    harm = forms.BooleanField(label=_("Life, health or financial safety was concerned, and harm was done"), required=False)
    amount = amount_field(_("Value of the goods, or turnover (yuan)"), _("If left out, sales and unsold goods together."))
    cost = amount_field(_("Cost of the advertisement (yuan)"))
    income = amount_field(_("Income from the service (yuan)"))
    penalised_on = penalised_field()
    count = forms.CharField(
        label=_("What else a crime counts"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 2, "placeholder": "labels=500"}),
        help_text=_("One line each: measure=number, as on the page of the crime."),
    )
    persons = forms.CharField(
        label=_("Persons responsible"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2, "placeholder": "李某,120000,50000"}),
        help_text=_("One line each: name, drawn from the unit in the year before, and while the breach went on (yuan; may be left out)."),
    )
    circumstances = forms.MultipleChoiceField(label=_("Circumstances"), required=False, widget=forms.CheckboxSelectMultiple)
    region = forms.CharField(
        label=_("Division of the authority"), required=False, max_length=6, help_text=_("Its code: scales and lists loaded on this node hold in divisions.")
    )
    asked_by = ("field", "on", "words", "amount", *COUNTED)

    def __init__(self, data: QueryDict, region: str = "") -> None:
        given = data.copy()
        given.setdefault("region", region)
        super().__init__(given)
        for name in COUNTED:
            self.fields[name] = copy.deepcopy(ThresholdForm.base_fields[name])

    def clean_region(self) -> str:
        """Refuse what is no division's code."""
        code: str = self.cleaned_data["region"].strip()
        if code and not (code.isascii() and code.isdigit() and len(code) in {2, 4, 6}):
            raise forms.ValidationError(_("Write the division's code in two, four or six digits."))
        return code

    def clean_persons(self) -> tuple[Person, ...]:
        """Read the persons, one a line."""
        persons: tuple[Person, ...] = self.reads("persons", lambda text: tuple(map(person_in, _lines_in(text))))
        return persons

    def clean_count(self) -> dict[str, Decimal]:
        """Read what is counted, one a line."""
        counts: dict[str, Decimal] = self.reads("count", lambda text: counts_of(_lines_in(text)))
        return counts

    def clean(self) -> dict[str, Any]:
        """Ask for an act, by name or in words."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        given["acts"] = tuple(dict.fromkeys([*([given["act"]] if given.get("act") else []), *_lines_in(given.get("words", ""))]))
        if not given["acts"]:
            self.add_error("act", _("Choose an act, or write what was done in usual words."))
        return given

    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """Return the fields, in the groups in which they are filled in."""
        return [
            (_("Acts and days"), [self[name] for name in ("act", "words", "field", "on", "until", "decided_on")]),
            (_("What is known; leave the rest empty"), [self[name] for name in ("amount", *COUNTED, "cost", "income", "count", "penalised_on")]),
            (_("Persons and circumstances"), [self[name] for name in ("persons", "found_on", "harm", "region", "circumstances")]),
        ]


def _lines_in(text: str) -> list[str]:
    return [line.strip() for line in re.split(r"[\n;；]+", text) if line.strip()]


class DutiesForm(CalculatorForm):
    """Whose duties, on which day."""

    actor = forms.CharField(label=_("Whose"), max_length=40)
    on = day_field(_("On"), required=False)
    asked_by = ("actor", "on")

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.fields["actor"].widget = forms.Select(choices=actor_choices())

    def clean_actor(self) -> str:
        """Refuse somebody whom no duty binds."""
        actor: str = self.cleaned_data["actor"]
        if actor not in ACTORS:
            raise forms.ValidationError(_("The rulebook knows no such actor."))
        return actor


def actor_choices() -> Choices:
    """Return everybody whom a duty can bind."""
    return [(actor, said(text)) for actor, text in ACTORS.items()]


class NumberForm(CalculatorForm):
    """A number to be identified."""

    value = forms.CharField(
        label=pgettext_lazy("to identify", "Number"), max_length=200, widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"})
    )
    asked_by = ("value",)


class CompareForm(CalculatorForm):
    """An instrument and two days."""

    instrument = forms.CharField(label=_("Instrument"), max_length=80)
    asked_by = ("from", "to")

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        statutes = rulebook().statutes
        self.fields["instrument"].widget = forms.Select(choices=[("", CHOOSE), *((law, said(statutes.title(law))) for law in statutes.laws())])
        self.fields["from"], self.fields["to"] = day_field(_("Earlier day")), day_field(_("Later day"))

    def clean_instrument(self) -> str:
        """Refuse an unknown instrument."""
        return str(self.reads("instrument", lambda law: rulebook().statutes.versions(law)[0].law))

    def clean(self) -> None:
        """Refuse days in the wrong order."""
        earlier, later = self.cleaned_data.get("from"), self.cleaned_data.get("to")
        if earlier and later and later < earlier:
            self.add_error("to", _("The later day is before the earlier one: swap them."))
