"""The forms of a draft before the public, and of a comment on one."""

from typing import Any, ClassVar

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from mingjian.core.errors import BadInput
from mingjian.core.procedure import rulebook
from mingjian.institutions.lab.consultations.services.comments import LONGEST, checked_text
from mingjian.institutions.lab.consultations.services.drafts import MOST_BYTES, figures_in, files_in
from mingjian.institutions.lab.models import Consultation
from mingjian.office.form_fields import CHOOSE
from mingjian.office.language import said


def options_of(paper: str) -> list[tuple[str, str]]:
    """Return the choices of a paper in the reader's language."""
    return [(key, said(text)) for key, text in rulebook().papers[paper].options]


class DraftForm(forms.Form):
    """What is drafted: figures of the law line by line, or files of a rulebook."""

    title = forms.CharField(label=_("Title"), max_length=200)
    explanation = forms.CharField(
        label=_("What would change, and why"),
        max_length=20_000,
        widget=forms.Textarea({"rows": 8}),
        help_text=_("In words for the public: what stands today, what would stand, whom it concerns, and on what questions comments are asked."),
    )
    figures = forms.CharField(
        label=_("Drafted figures"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 3, "spellcheck": "false", "class": "code"}),
        help_text=_("One a line: law/article#name and the number, such as penalty_procedure/18#check 10. Names stand on the tables of the law."),
    )
    figures_on = forms.DateField(
        label=_("Day of the version that they are drafted into"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    file = forms.FileField(
        label=_("Or: drafted files"),
        required=False,
        widget=forms.ClearableFileInput({"accept": ".zip,.yaml"}),
        help_text=_("A folder of a rulebook as ZIP (laws, procedures, crimes, …), or one YAML file with its place below."),
    )
    path = forms.CharField(
        label=_("Place of a single file"), required=False, max_length=140, help_text=_("Such as procedures/consumer_complaint/2027-01-01.yaml.")
    )
    WIDE: ClassVar = frozenset({"title", "explanation", "figures"})

    def __init__(self, *args: Any, before: Consultation | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before = before

    def clean_figures(self) -> dict[str, int]:
        """Read the lines."""
        try:
            return figures_in(self.cleaned_data["figures"])
        except BadInput as refused:
            raise forms.ValidationError(said(refused.text)) from None

    def clean_file(self) -> dict[str, str]:
        """Read the files; those that a draft has already stay where none is chosen and no figure is written."""
        brought = self.cleaned_data["file"]
        if not brought:
            return dict(self.before.files) if self.before and not self.cleaned_data.get("figures") else {}
        if brought.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is too large: %(most)s KB at most.") % {"most": MOST_BYTES // 1000})
        try:
            return files_in(brought.name, brought.read(), self.data.get("path", ""))
        except BadInput as refused:
            raise forms.ValidationError(said(refused.text)) from None

    def drafted(self) -> dict[str, Any]:
        """Return what the act of drafting takes."""
        told = self.cleaned_data
        return {
            "title": told["title"],
            "explanation": told["explanation"],
            "figures": told["figures"],
            "figures_on": told["figures_on"] or localdate(),
            "files": told["file"],
        }


class CommentForm(forms.Form):
    """What anybody says of a draft. No name and no telephone are asked for."""

    comment_stance = forms.ChoiceField(label=_("How do you stand to the draft?"))
    comment_side = forms.ChoiceField(label=_("As whom do you say it?"), required=False)
    comment_concerns = forms.CharField(label=_("Which article or part is it about?"), required=False, max_length=200)
    draft_comment = forms.CharField(
        label=_("Your comment"),
        max_length=LONGEST * 2,
        widget=forms.Textarea({"rows": 8}),
        help_text=_(
            "Up to 4,000 characters. Leave out names, telephones and numbers of persons: what is shown to the public is masked, but not every trace is found."
        ),
    )
    WIDE: ClassVar = frozenset({"draft_comment", "comment_concerns"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stance: Any = self.fields["comment_stance"]
        side: Any = self.fields["comment_side"]
        stance.choices = [("", CHOOSE), *options_of("comment_stance")]
        side.choices = [("", CHOOSE), *options_of("comment_side")]

    def clean_draft_comment(self) -> str:
        """Refuse what is empty or too long once blanks and controls are out."""
        try:
            return checked_text(self.cleaned_data["draft_comment"])
        except BadInput as refused:
            raise forms.ValidationError(said(refused.text)) from None
