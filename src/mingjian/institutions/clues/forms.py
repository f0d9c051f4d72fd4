"""The form of a clue."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mingjian.core.identifiers import identify, tidy
from mingjian.core.procedure import rulebook
from mingjian.core.procedure.citation import ground_of
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.office.language import said
from mingjian.office.particulars.forms import ParticularsForm
from mingjian.office.people.departments import platform_of

#: Kinds of number that the code of an operator may be.
CODES = frozenset(("uscc", "registration_no_15"))


class ClueForm(ParticularsForm):
    """A clue as an officer registers it. Checks that concern several fields are those of `Intake`."""

    values = Intake
    as_written = forms.BooleanField(label=_("Keep it as it is written: that is how it was shown"), required=False)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        """`on` is the day whose law the article is looked up in."""
        super().__init__(*args, **kwargs)
        self.on, self.is_doubted = on, False

    def clean_platform(self) -> str:
        """Take a platform by what it is called, too."""
        return platform_of(str(self.cleaned_data.get("platform") or ""))

    def clean_suspected_ground(self) -> str:
        """Take an article as people cite it; what the rulebook does not hold stays as it was written."""
        ground = ground_of(str(self.cleaned_data.get("suspected_ground") or ""), self.on)
        if ground and not rulebook().statutes.has_article(ground, self.on):
            self._doubt(_("The rulebook has no such article in force. Mend it, or keep it as it is written."))
        return ground

    def clean_operator_code(self) -> str:
        """Doubt a credit code whose check digit or form is wrong: it may still be what a page showed."""
        written = tidy(str(self.cleaned_data.get("operator_code") or ""))
        if written and not any(one.valid and one.kind in CODES for one in identify(written)):
            why = next((said(one.why).rstrip("。.") for one in identify(written) if one.kind in CODES), "")
            self._doubt(_("This is no valid credit code%(why)s. Mend it, or keep it as it is written.") % {"why": f" ({why})" if why else ""})
        return written

    def clean_acted_on(self) -> date | None:
        """Refuse a day that is yet to come."""
        day: date | None = self.cleaned_data.get("acted_on")
        if day and day > self.on:
            raise forms.ValidationError(_("This day is yet to come."))
        return day

    def _doubt(self, why: Any) -> None:
        """Note a doubt; raise ValidationError with it, unless whoever typed it says that it is to stay so."""
        self.is_doubted = True
        if self.data.get("as_written") != "on":
            raise forms.ValidationError(why)
