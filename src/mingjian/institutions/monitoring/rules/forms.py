"""The form in which an officer writes a rule, and the one for shops that are known to be good."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mingjian.core.errors import BadInput
from mingjian.core.procedure import rulebook
from mingjian.core.rules import Rule as Content
from mingjian.institutions.monitoring.models import KnownGood
from mingjian.office.language import in_this_language

_APART = re.compile(r"[\n\r,，、;；]+")
MOST_SIGNS = 1_000_000  # far above what a rule takes: how many words it takes is said by the rule, and a browser would cut what was pasted without a word
LISTS = ("any_of", "all_of", "none_of", "platforms", "places")
GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_("What it is called"), ("title", "source")),
    (_("Words"), ("any_of", "all_of", "none_of", "near", "by_sound")),
    (_("Where and when"), ("kinds", "fields", "least_price", "most_price", "platforms", "places", "from_hour", "to_hour")),
)
WIDE = frozenset({"title", "source", "any_of", "all_of", "none_of", "fields"})


def _words(label: Any, hint: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=MOST_SIGNS, widget=forms.Textarea({"rows": 2}), help_text=hint)


class RuleForm(forms.Form):
    """A rule in a form. What does not go together is refused by the rule itself, in words."""

    title = forms.CharField(label=_("What the rule is called"), max_length=120)
    source = forms.CharField(label=_("Where the words come from"), required=False, max_length=200, help_text=_("A case, a report: kept with each word."))
    any_of = _words(
        _("At least one of these words"),
        _("One a line, or with commas between. Disguises are found by themselves."),
    )
    all_of = _words(_("Each of these words"), "")
    none_of = _words(_("None of these words"), _("What takes the edge off: 高仿真花 beside 高仿."))
    near = forms.IntegerField(label=_("Within how many characters"), required=False, min_value=2, max_value=10_000)
    by_sound = forms.BooleanField(label=_("Words that only sound alike count, too"), required=False)
    kinds = forms.MultipleChoiceField(
        label=_("Look at"), choices=(("listing", _("Listings")), ("post", _("Posts"))), initial=["listing"], widget=forms.CheckboxSelectMultiple
    )
    fields_of_goods = forms.MultipleChoiceField(label=_("Fields of goods"), required=False, widget=forms.CheckboxSelectMultiple)
    least_price = forms.FloatField(label=_("Lowest price, yuan"), required=False, min_value=0)
    most_price = forms.FloatField(label=_("Highest price, yuan"), required=False, min_value=0)
    platforms = forms.CharField(label=_("Platforms"), required=False, max_length=1000)
    places = forms.CharField(label=_("Dispatched from"), required=False, max_length=1000)
    from_hour = forms.IntegerField(
        label=_("From hour"), required=False, min_value=0, max_value=24, help_text=_("Beijing time; over midnight where it is the later.")
    )
    to_hour = forms.IntegerField(label=_("To hour"), required=False, min_value=0, max_value=24)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        terms = rulebook().vocabularies.get("goods_fields", {})
        field: Any = self.fields["fields_of_goods"]
        field.choices = [(name, in_this_language(text.zh, text.en)) for name, text in terms.items()]
        self.content: Content | None = None

    def groups(self) -> list[dict[str, Any]]:
        """Return the fields in their groups."""
        names = {"fields": "fields_of_goods"}
        return [{"legend": legend, "fields": [(self[names.get(name, name)], name in WIDE) for name in of_group]} for legend, of_group in GROUPS]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if not self.errors:
            try:
                self.content = _rule(told)
            except BadInput as refused:
                self.add_error(None, in_this_language(refused.text.zh, refused.text.en))
        return told


def _rule(told: dict[str, Any]) -> Content:
    lists: dict[str, Any] = {name: split(told[name]) for name in LISTS}
    plain: dict[str, Any] = {name: told[name] for name in ("near", "by_sound", "least_price", "most_price", "from_hour", "to_hour")}
    return Content(**lists, **plain, kinds=tuple(told["kinds"]), fields=tuple(told["fields_of_goods"]))


def split(text: str) -> tuple[str, ...]:
    """
    Take words apart at line breaks and commas; blanks inside a word stay, words that stand twice count once.

    Signs that nobody sees, as they come along when a word is copied from a listing, are left out: the search passes over them, and whoever approves the rule
    would read something else.
    """
    words = ("".join(sign for sign in part if sign.isprintable()).strip() for part in _APART.split(text))
    return tuple(dict.fromkeys(word for word in words if word))


def filled(title: str, content: Content) -> dict[str, Any]:
    """Return what the form shows of a rule that is to be revised."""
    told = {name: value for name, value in content.told().items() if name != "fields"}
    return {**told, **{name: "\n".join(told[name]) for name in LISTS}, "title": title, "fields_of_goods": list(content.fields)}


class KnownGoodForm(forms.Form):
    """A shop that no rule need look at, or that one need not, or not for one value."""

    platform = forms.CharField(label=_("Platform"), max_length=60)
    shop_id = forms.CharField(label=_("Shop's id"), max_length=100)
    kind = forms.ChoiceField(label=_("Why it is good"), choices=KnownGood.Kind.choices)
    why = forms.CharField(label=_("On what it rests"), max_length=300, help_text=_("The letter of authorisation, the file of the check."))
    until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    rule = forms.CharField(
        label=_("For this detector or rule only"), required=False, max_length=80, widget=forms.Select, help_text=_("Left empty, for all detectors and rules.")
    )
    value = forms.CharField(
        label=_("For this word or brand only"), required=False, max_length=60, help_text=_("Passed over where nothing else is found; empty: the whole shop is.")
    )

    def __init__(self, data: Any, *, only: Iterable[tuple[str, str]], initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.fields["rule"].widget = forms.Select(choices=[("", _("All detectors and rules")), *only])

    def papers(self) -> dict[str, Any]:
        """Return what was filled in as the papers of the act."""
        told = self.cleaned_data
        shop = {"platform_name": told["platform"], "shop_number": told["shop_id"]}
        only = {"known_rule": told["rule"], "known_value": told["value"]}
        return {**shop, "known_good_kind": told["kind"], "known_good_ground": told["why"], "known_until": told["until"], **only}
