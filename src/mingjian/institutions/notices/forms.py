"""The forms of a notice for whoever has no account, each drawn from the papers of its act, so that portal, page and API ask for the same."""

from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.institutions.notices.batches.work.row_files import TAKES
from mingjian.institutions.notices.queries import authorities, platforms
from mingjian.institutions.notices.services.locker import FIRST
from mingjian.office.files.uploads import FileOfKind
from mingjian.office.form_fields import CHOOSE
from mingjian.office.models import Officer
from mingjian.office.papers.forms import PERSONAL, PapersForm
from mingjian.office.papers.kind import Respondent, common
from mingjian.office.papers.kinds import kind_of


class DoorForm(PapersForm):
    """What somebody without an account fills in for an act: the platform from a list, since the search for departments is for those who signed in."""

    act: ClassVar[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.needs = rulebook().acts[self.act].needs
        nobody = Respondent(Officer(), None)
        for paper in self.needs:
            self.fields[paper.name] = kind_of(paper).field(paper, nobody)
            if paper.name == "platform_department":
                self.fields[paper.name] = forms.ModelChoiceField(platforms(), empty_label=CHOOSE, **common(paper))
            if paper.name == "complaint_authority":
                self.fields[paper.name] = forms.ModelChoiceField(authorities(), empty_label=CHOOSE, **common(paper))
        self.fields.pop("key")
        self.fields.pop(PERSONAL, None)  # what comes from outside is shut, whatever it is

    def lines(self) -> list[tuple[forms.BoundField, bool]]:
        """Return each field with whether it takes the whole width."""
        return [(field, isinstance(field.field.widget, forms.Textarea)) for field in self]

    def given(self) -> dict[str, Any]:
        """Return the papers of the act as plain values, blank ones left out; files as they were brought."""
        return {**self.written(), **self.brought()}


class NoticeForm(DoorForm):
    """A notice, with one file of evidence; what the code of a right tells need not be filled in beside it."""

    act = "notices.send_notice"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        paper = replace(rulebook().papers["item_file"], label=_EVIDENCE, required=False, hint=_LATER)
        self.needs = (*self.needs, paper)
        self.fields[paper.name] = kind_of(paper).field(paper, Respondent(Officer(), None))

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if not told.get("right_code"):
            for name in (one for one in FIRST.values() if not told.get(one) and one not in self.errors):
                self.add_error(name, _("Needed where no code of a right is given."))
        return told


class AdditionForm(DoorForm):
    """Words and a file for a notice."""

    act = "notices.add_to_notice"


class CompletionForm(DoorForm):
    """What is registered of a right, filled in after its notice was sent."""

    act = "notices.complete_right"


class AttorneyForm(DoorForm):
    """Since when an agent no longer acts for the holder, and why."""

    act = "notices.end_attorney"


class ComplaintForm(DoorForm):
    """To which authority a holder complains out of a notice, of which rows."""

    act = "notices.complain_to_authority"


class ManyForm(DoorForm):
    """What many notices share, and the file with their addresses."""

    act = "notices.send_notice"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.needs = tuple(paper for paper in self.needs if paper.name not in _OF_ROWS)
        for name in _OF_ROWS:
            self.fields.pop(name)
        for name in FIRST.values():
            self.fields[name].required = True
        hint = _("CSV with the columns address and platform, and perhaps facts; one row an address, 100,000 at most.")
        self.fields["list_file"] = FileOfKind(label=_("File with the addresses"), help_text=hint, takes=TAKES)

    def told(self) -> dict[str, str]:
        """Return what is told once, as plain text."""
        return {name: str(value) for name, value in self.written().items()}


_EVIDENCE = Text("初步证据的文件（权属证明、比对图片等）", "File of preliminary evidence (title to the right, comparison)")
_LATER = Text("发送之后还可以在回执页补充其他文件。", "Further files are added on the page of the receipt afterwards.")
#: What each row of a file says itself, or the locker answers.
_OF_ROWS = ("platform_department", "listing_addresses", "right_code")
