"""A crime: picked from those of the rulebook by typing a part of its name, or another one that is said to be so."""

from difflib import get_close_matches
from functools import cache
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingjian.core.errors import StepRefused
from mingjian.core.procedure import Paper, crimes
from mingjian.office.form_fields import Listed
from mingjian.office.language import said
from mingjian.office.models import Dossier, Officer
from mingjian.office.papers.kind import OfficeKind, Respondent, common

#: Before a crime that the rulebook has no lines of; that it is one, nobody here can check.
OTHER = ("其他：", "其他:", "other:")
NEAR = 0.3  # how alike a name must be to be offered in place of what was typed


@cache
def _names() -> dict[str, str]:
    """Return the name of every crime of the rulebook, by its name in either language and by its key."""
    found: dict[str, str] = {}
    for key, crime in crimes().all.items():
        found |= {key: crime.title.zh, crime.title.zh: crime.title.zh, crime.title.en.casefold(): crime.title.zh}
    return found


def crime_named(written: str) -> str:
    """Return the name of a crime that somebody picked or typed; empty for one that is neither of the rulebook nor said to be another."""
    text = written.strip()
    if text.casefold().startswith(OTHER):
        other = text.replace(":", "：", 1).partition("：")[2].strip()
        return f"{OTHER[0]}{other}" if other else ""
    return _names().get(text) or _names().get(text.casefold()) or _names().get(f"{text}罪", "")


class CrimeField(forms.CharField):
    """The name of a crime, with those of the rulebook to pick from."""

    def __init__(self, **kwargs: Any) -> None:
        choices = [(crime.title.zh, said(crime.title)) for crime in crimes().all.values()]
        super().__init__(max_length=200, widget=Listed(choices), **kwargs)

    def clean(self, value: Any) -> str:
        written: str = super().clean(value)
        found = crime_named(written) if written else ""
        if written and not found:
            near = get_close_matches(written, [name for name in _names() if name.endswith("罪")], n=1, cutoff=NEAR)
            meant = gettext(" Did you mean: %(name)s?") % {"name": near[0]} if near else ""
            raise forms.ValidationError(_("The rulebook has no such crime; of another write: other: its name.%(meant)s") % {"meant": meant})
        return found


class OfCrime(OfficeKind):
    def field(self, paper: Paper, asked: Respondent) -> forms.Field:
        told = common(paper)
        return CrimeField(**{**told, "help_text": told["help_text"] or gettext("Type a part of it and pick.")})

    def is_on_file(self, paper: Paper, value: Any, dossier: Dossier | None, by: Officer) -> bool:
        if crime_named(str(value)) != value:
            zh = f"规则库没有罪名“{value}”；确属其他罪名的，写作“其他：罪名”。"
            raise StepRefused(zh, f"The rulebook has no crime {value!r}; one that is another is written `其他：` and its name.")
        return True


KIND = OfCrime()
