"""One search over everything that an officer may see: by number, shop, operator, credit code, brand, words. A whole number leads straight to its thing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.office.dossiers.shown import state_in_short, url_of
from mingjian.office.institution import institutions, kept, records_page
from mingjian.office.language import said
from mingjian.office.lists.search import is_number, newest
from mingjian.office.models import Dossier, Officer
from mingjian.office.people.permissions import dossiers_visible_to, require_duty, sides_of_dossiers
from mingjian.office.people.signin import officer_of
from mingjian.office.web.news import Line

LINES = 6
WITHOUT_LIST = 50  # of a kind that has no list of its own to lead to
#: What may be the whole number of a thing: six signs or more, a digit among them.
WHOLE = re.compile(r"(?=\D*\d)[A-Za-z0-9-]{6,64}")
LONGEST = 100  # signs of a question


@dataclass(frozen=True)
class Part:
    """What of one kind a question finds: the first lines, whether there are more, and the list of all."""

    kind: str
    title: Text
    lines: list[Line]
    is_more: bool
    url: str


def parts(officer: Officer, question: str) -> list[Part]:
    """Return what a question finds, kind by kind, those that find nothing left out; the institutions' own first."""
    if not question.strip():
        return []
    return [part for part in _asked(officer, question) if part.lines]


def _asked(officer: Officer, question: str) -> Iterator[Part]:
    for institution in institutions():
        for one in institution.finds:
            if one.title is None:
                continue
            seen, tell = institution.part(one.seen_by)(officer), institution.part(one.tells)
            sides = institution.part(one.sides)(officer) if one.sides else ()
            listed = f"{reverse(one.listed_at)}?{urlencode({'q': question, 'status': 'all', 'state': ''})}" if one.listed_at else ""
            most = LINES if listed else WITHOUT_LIST
            yield _part(one.kind, one.title, newest(seen, one.kind, question, most + 1, sides), tell, listed, most)
    # Said by what it is and not by what it is not: an index then leads to these, which are few.
    kept_by_none = [name for name in rulebook().procedures() if kept(name) is None]
    seen = dossiers_visible_to(officer).filter(procedure__in=kept_by_none)
    sides = [one.filter(procedure__in=kept_by_none) for one in sides_of_dossiers(officer)]
    others = newest(seen, "dossier", question, LINES + 1, sides)
    yield _part("dossier", Text("卷宗", "Dossiers"), others, line_of, f"{reverse('dossiers')}?{urlencode({'q': question, 'state': ''})}")


def _part(kind: str, title: Text, rows: list[Any], tell: Any, url: str, most: int = LINES) -> Part:
    return Part(kind, title, [tell(one) for one in rows[:most]], len(rows) > most, url)


def line_of(dossier: Dossier) -> Line:
    """Describe a dossier on one line."""
    return Line(dossier.title, url_of(dossier), f"{dossier.number} · {said(state_in_short(dossier))} · {dossier.department.name}")


def straight_to(officer: Officer, question: str) -> str:
    """Return the page of the dossier, or other thing, whose whole number a question is, whatever its state; empty where it is none, or not to be seen."""
    asked = question.strip()
    found = dossiers_visible_to(officer).filter(number__iexact=asked).first() if is_number(asked) else None
    if found or not WHOLE.fullmatch(asked):
        return url_of(found) if found else ""
    named = (institution.part(one.named)(officer, asked) for institution in institutions() for one in institution.finds if one.named)
    return next((address for address in named if address), "")


@require_safe
def everything(request: HttpRequest) -> HttpResponse:
    """Show what a question finds, or go straight to what it names."""
    officer, question = officer_of(request), request.GET.get("q", "").strip()[:LONGEST]
    require_duty(officer, Officer.Duty.WORK)
    if place := straight_to(officer, question):
        return redirect(place)
    found = parts(officer, question)
    page = records_page()
    records = f"{reverse(page)}?{urlencode({'q': question})}" if question and page else ""
    reply = render(request, "office/search.html", {"q": question, "parts": found, "records": records})
    reply["Cache-Control"] = "no-store"
    return reply
