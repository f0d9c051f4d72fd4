"""The forms of a notice, each drawn from the papers of its act, so that door, page and API ask for the same."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from mingjian.core.procedure import Paper, rulebook
from mingjian.institutions.notices.queries import platforms
from mingjian.office.files.kinds import BROUGHT, endings
from mingjian.office.language import said

LONGEST = 10_000


class DoorForm(forms.Form):
    """What somebody without an account fills in for an act."""

    act: ClassVar[str]
    WIDE: ClassVar = frozenset({"long_text"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for paper in rulebook().acts[self.act].needs:
            self.fields[paper.name] = _field(paper)

    def lines(self) -> list[tuple[forms.BoundField, bool]]:
        """Give each field with whether it takes the whole width."""
        return [(field, isinstance(field.field.widget, forms.Textarea)) for field in self]

    def given(self) -> dict[str, Any]:
        """Give what was filled in as the papers of the act, blank ones left out."""
        told = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        return {name: value.pk if isinstance(value, Model) else value.isoformat() if hasattr(value, "isoformat") else value for name, value in told.items()}


class NoticeForm(DoorForm):
    """A notice."""

    act = "notices.send_notice"


class AdditionForm(DoorForm):
    """Words and a file for a notice."""

    act = "notices.add_to_notice"


def _field(paper: Paper) -> forms.Field:
    common: dict[str, Any] = {"label": said(paper.label), "required": paper.required, "help_text": said(paper.hint) if paper.hint else ""}
    if paper.kind == "department":
        return forms.ModelChoiceField(platforms(), empty_label=_("Choose"), **common)
    if paper.kind == "choice":
        return forms.ChoiceField(choices=[("", _("Choose")), *((key, said(text)) for key, text in paper.options)], **common)
    if paper.kind == "date":
        return forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **common)
    if paper.kind == "file":
        return forms.FileField(widget=forms.ClearableFileInput({"accept": endings(BROUGHT)}), **common)
    if paper.kind == "long_text":
        return forms.CharField(widget=forms.Textarea({"rows": 4}), max_length=LONGEST, **common)
    return forms.CharField(max_length=300, **common)
