"""The forms of a buyer's kit."""

import re
import unicodedata
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mingjian.core.errors import BadInput
from mingjian.core.subjects import APART, KINDS, Place
from mingjian.institutions.evidence.models import Item, Kit, Part
from mingjian.institutions.evidence.particulars import LONGEST_STORY, Files, Purchase
from mingjian.institutions.evidence.services.checklist import lacking
from mingjian.office.files.kinds import BROUGHT, endings
from mingjian.office.files.uploads import ManyFiles
from mingjian.office.form_fields import CHOOSE
from mingjian.office.language import in_this_language

_MOMENT = re.compile(r"\d{1,3}:[0-5]?\d(?::[0-5]?\d)?")


class KitForm(forms.Form):
    """What a buyer tells of a purchase. The place is asked for piece by piece: nobody writes `›` on a telephone."""

    platform = forms.CharField(label=_("On which platform"), max_length=60, help_text=_("Such as 微信, 抖音, 淘宝."))
    kind = forms.ChoiceField(label=_("In what"))
    name = forms.CharField(
        label=_("Its name"),
        required=False,
        max_length=120,
        help_text=_("Of the group, account, live room or shop, as it was shown. This, or how to find it again: one of the two at least."),
    )
    moment = forms.CharField(label=_("Moment of the broadcast or video"), required=False, max_length=10, help_text=_("Hours, minutes, seconds: 01:12:30."))
    way = forms.CharField(
        label=_("How to find it again"),
        required=False,
        max_length=100,
        help_text=_("Day and step: 10月2日接龙. Further steps behind a sign >. Needed where there is no name."),
    )
    goods = forms.CharField(label=_("What was bought"), max_length=200)
    story = forms.CharField(label=_("What happened"), max_length=LONGEST_STORY, widget=forms.Textarea({"rows": 5}))
    paid_on = forms.DateField(label=_("Day of the payment"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    amount = forms.DecimalField(label=_("Paid, yuan"), required=False, min_value=0, max_digits=14, decimal_places=2)
    order_number = forms.CharField(label=_("Order number"), required=False, max_length=80)
    waybill = forms.CharField(label=_("Waybill number"), required=False, max_length=60)

    WIDE: ClassVar = frozenset({"way", "goods", "story"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["kind"]
        field.choices = [(key, in_this_language(text.zh, text.en)) for key, text in KINDS.items()]

    def clean_moment(self) -> str:
        """Take the signs that a Chinese keyboard gives for the plain ones."""
        moment = unicodedata.normalize("NFKC", self.cleaned_data["moment"]).replace(" ", "")
        if moment and not _MOMENT.fullmatch(moment):
            raise forms.ValidationError(_("Write it as hours:minutes:seconds, such as 01:12:30."))
        return moment

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if not self.errors:
            if not told["name"] and not told["way"]:
                self.add_error("name", _("Give its name, or say how to find it again."))
            else:
                self._read_place(told)
        return told

    def _read_place(self, told: dict[str, Any]) -> None:
        at = f" @ {told['moment']}" if told["moment"] else ""
        what = f"{KINDS[told['kind']].zh} {told['name']}".strip() + at
        try:
            told["place"] = Place.read(APART.join(filter(None, (told["platform"], what, told["way"])))).said().zh
        except BadInput as refused:
            self.add_error("name", in_this_language(refused.text.zh, refused.text.en))

    def purchase(self) -> Purchase:
        """Return what was filled in."""
        return Purchase(**{name: self.cleaned_data[name] for name in Purchase.__dataclass_fields__})


class SeveralFiles(forms.FileField):
    """Files that are chosen at once: a talk is many screenshots."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return them as a list, which is empty where none was chosen."""
        return [super(SeveralFiles, self).clean(one, initial) for one in (data or [])]


_TAKEN = f"image/*,video/*,audio/*,{endings(BROUGHT)}"


class ItemForm(forms.Form):
    """Files of one kind, with what a telephone photographs on the spot; and beside it files of every other kind, so that all of them go at once."""

    kind = forms.ChoiceField(label=_("What it shows"), choices=Item.Kind.choices)
    file = SeveralFiles(
        label=_("Files"), required=False, widget=ManyFiles({"accept": _TAKEN}), help_text=_("Several at once, where they show the same kind of thing.")
    )
    photo = SeveralFiles(label=_("Photograph it now"), required=False, widget=ManyFiles({"accept": "image/*", "capture": "environment"}))
    note = forms.CharField(label=_("Note"), required=False, max_length=300, help_text=_("A time code, or what is to be seen."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, label in Item.Kind.choices:
            self.fields[f"file-{kind}"] = SeveralFiles(label=label, required=False, widget=ManyFiles({"accept": _TAKEN}))

    def first(self) -> list[forms.BoundField]:
        """Return the fields for one kind of thing."""
        return [self[name] for name in ("kind", "file", "photo", "note")]

    def others(self) -> list[forms.BoundField]:
        """Return a field for the files of each kind."""
        return [self[f"file-{kind}"] for kind, _label in Item.Kind.choices]

    def brought(self) -> list[Files]:
        """Return what was chosen, by kind; the note is of the first. Raises BadInput where nothing was."""
        if not self.is_valid():
            raise BadInput("请选择材料种类和文件。", "Choose a kind and a file.")
        told = self.cleaned_data
        first = Files(told["kind"], told["note"], (*told["file"], *told["photo"]))
        found = [one for one in (first, *(Files(kind, "", tuple(told[f"file-{kind}"])) for kind, _label in Item.Kind.choices)) if one.files]
        if not found:
            raise BadInput("请选择材料种类和文件。", "Choose a kind and a file.")
        return found


class PartForm(forms.Form):
    """Who played which part."""

    role = forms.ChoiceField(label=_("Part"), choices=Part.Role.choices)
    name = forms.CharField(label=pgettext_lazy("a part in a sale", "Who"), max_length=200)
    rests_on = forms.ModelChoiceField(label=_("Rests on"), queryset=Item.objects.none(), required=False, empty_label=CHOOSE)
    note = forms.CharField(label=_("Note"), required=False, max_length=300)

    def __init__(self, kit: Kit, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["rests_on"]
        field.queryset = kit.items.all()
        field.label_from_instance = lambda item: f"{item.get_kind_display()} · {item.name_masked}"

    def papers(self) -> dict[str, Any]:
        """Return what was filled in as the papers of the act."""
        told = self.cleaned_data
        rests_on = told["rests_on"].sha256 if told["rests_on"] else ""
        return {"part_role": told["role"], "part_name": told["name"], "rests_on_item": rests_on, "part_note": told["note"]}


def kit_shown(kit: Kit, request: HttpRequest) -> dict[str, Any]:
    """Return what the page of a kit and its receipt show alike: what it holds, what it lacks, and the form that takes more in."""
    missing = lacking(kit)
    asked = request.POST.get("kind") or request.GET.get("kind") or (missing[0][1].kind if missing else "")
    return {"kit": kit, "items": kit.items.all(), "missing": missing, "item_form": ItemForm(initial={"kind": asked})}
