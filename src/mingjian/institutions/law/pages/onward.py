"""From figures weighed against the lines of a crime to the dossier in which it is transferred, filled in with them."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from mingjian.core.language import Text
from mingjian.core.law.measures import COUNTED
from mingjian.core.procedure import Step, crimes
from mingjian.institutions.law.forms import ThresholdForm
from mingjian.office.dossiers.opening import openables
from mingjian.office.models import Officer

#: The paper of an opening step that names a crime: whatever is opened with one can be opened from here.
CRIME = "crime"


@dataclass(frozen=True)
class Onward:
    """A dossier that may be opened with the figures of a calculation: its procedure, and the address of its form, filled in."""

    title: Text
    url: str


def openings_for(officer: Officer, form: ThresholdForm, on: date, source: str) -> list[Onward]:
    """Return what the officer may open about a crime, filled in; `source` is the number of the dossier that the figures came from, if any."""
    mine = [one for one in openables(officer, on) if one.is_mine and any(paper.name == CRIME for paper in one.step.needs)]
    origin = {"from": source[:40]} if source else {}
    asked = [(one, urlencode(origin | _papers(one.step, form.cleaned_data))) for one in mine]
    return [Onward(one.sheet.title, f"{reverse('open', args=[one.sheet.procedure])}?{told}") for one, told in asked]


def _papers(step: Step, given: dict[str, Any]) -> dict[str, str]:
    """Return the papers of a step that the figures tell: by what each is counted as."""
    told = {CRIME: crimes().crime(given["crime"]).title.zh, "acted_on": given["acted_on"].isoformat()}
    known = {paper.name: str(given[paper.counts_as]) for paper in step.needs if paper.counts_as in COUNTED and given.get(paper.counts_as) is not None}
    return {name: value for name, value in (told | known).items() if name in {paper.name for paper in step.needs}}
