"""The whole answer for a deed as a page: what to do first, then every part with its article, then what is not sure. Its facts stand in the address."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from mingjian.core.language import Text
from mingjian.core.procedure.answers import book
from mingjian.core.procedure.assessment import Assessment, deed_asked
from mingjian.core.procedure.assessment import assess as assessed
from mingjian.core.procedure.assessment_said import parts_of
from mingjian.institutions.law.forms import AssessForm
from mingjian.institutions.law.pages import today_of
from mingjian.institutions.law.pages.calculators import Given, answer
from mingjian.institutions.law.services.reviews import Version, reviews_said
from mingjian.office.dossiers.deeds import deed_known
from mingjian.office.dossiers.shown import url_of
from mingjian.office.law_texts import scales
from mingjian.office.models import Officer
from mingjian.office.people.permissions import dossier_visible_to, dossiers_visible_to
from mingjian.office.people.signin import officer_of


@require_safe
def assess(request: HttpRequest) -> HttpResponse:
    """Answer for a deed in one question."""
    form = AssessForm(request.GET, region=region_of(officer_of(request)))

    def put(given: Given) -> Given:
        deed = deed_asked({**given, "counts": given["count"]}, today_of())
        found = assessed(deed, book(), scales())
        headline, *parts = parts_of(found, book())
        return {
            "found": found,
            "headline": headline,
            "parts": parts,
            "reviews": _reviews(found),
            "facts": {"decided_on": deed.decided_on, "region": deed.region},
            "data_facts": {
                "act": list(deed.acts),
                "count": [f"{name}={number}" for name, number in given["count"].items()],
                "person": [line.strip() for line in request.GET.get("persons", "").replace("；", "\n").replace(";", "\n").splitlines() if line.strip()],
                "circumstance": list(deed.circumstances),
                "penalised_on": [day.isoformat() for day in deed.figures.penalised_on],
            },
            "page_only": ("words", "persons", "circumstances"),
        }

    return answer(request, "law/assess.html", form, put, None, source=_source(request))


def _reviews(found: Assessment) -> list[tuple[Text, list[Text]]]:
    """Return who of this node checked the acts of an answer and the instruments that govern; nothing signed is told, too."""
    titles: dict[Version, Text] = {("act", one.act.act, None): one.act.title for one in found.acts}
    for one in found.acts:
        if one.governing and one.result:
            law = book().statutes.law(one.governing.provision.ground.partition("/")[0], one.result.first.on)
            titles[("instrument", law.law, law.in_force)] = law.title
    said = reviews_said(titles)
    return [(title, said.get(version, [])) for version, title in titles.items()]


def region_of(officer: Officer) -> str:
    """Return the division of an officer's department, whose scales hold for it."""
    return officer.department.region if officer.department else ""


def _source(request: HttpRequest) -> tuple[str, str] | None:
    """Return the number and the page of the dossier that the facts came from, where the officer may see it."""
    number = request.GET.get("from", "")[:40]
    dossier = dossiers_visible_to(officer_of(request)).filter(number=number).first() if number else None
    return (dossier.number, url_of(dossier)) if dossier else None


@require_safe
def assess_of(request: HttpRequest, number: str) -> HttpResponse:
    """Lead from a dossier, or from one of its charges (`row`), to the answer, filled in with what is known of its deed."""
    officer = officer_of(request)
    dossier = dossier_visible_to(officer, number)
    known = deed_known(dossier, request.GET.get("row", "")[:20], officer, now())
    reply = redirect(f"{reverse('law:assess')}?{urlencode({'from': dossier.number, **known}, doseq=True)}#result")
    reply["Cache-Control"] = "no-store"
    return reply
