"""The whole answer for a deed as a page: what to do first, then every part with its article, then what is not sure. Its facts stand in the address."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from mingjian.core.law.measures import COUNTED, Figures
from mingjian.core.procedure.answers import book
from mingjian.core.procedure.assessment import Deed
from mingjian.core.procedure.assessment import assess as assessed
from mingjian.core.procedure.assessment_said import parts_of
from mingjian.institutions.law.forms import AssessForm
from mingjian.institutions.law.pages import today_of
from mingjian.institutions.law.pages.calculators import Given, answer


@require_safe
def assess(request: HttpRequest) -> HttpResponse:
    """Answer for a deed in one question."""
    form = AssessForm(request.GET)

    def put(given: Given) -> Given:
        until = given["until"] or given["on"]
        deed = deed_of(given, decided_on=given["decided_on"] or max(today_of(), until))
        found = assessed(deed, book())
        headline, *parts = parts_of(found, book())
        return {
            "found": found,
            "headline": headline,
            "parts": parts,
            "facts": {"decided_on": deed.decided_on},
            "data_facts": {
                "act": list(deed.acts),
                "count": [f"{name}={number}" for name, number in given["count"].items()],
                "person": [line.strip() for line in request.GET.get("persons", "").replace("；", "\n").replace(";", "\n").splitlines() if line.strip()],
                "circumstance": list(deed.circumstances),
                "penalised_on": [day.isoformat() for day in deed.figures.penalised_on],
            },
        }

    return answer(request, "law/assess.html", form, put, None)


def deed_of(given: Given, decided_on: date) -> Deed:
    """Read a deed off what was filled in."""
    figures = Figures(**{name: given[name] for name in COUNTED}, counts=given["count"], penalised_on=given["penalised_on"], field=given["field"])
    return Deed(
        given["acts"],
        given["field"],
        given["on"],
        given["until"] or given["on"],
        decided_on,
        given["found_on"],
        given["harm"],
        given["amount"],
        given["cost"],
        given["income"],
        figures,
        given["persons"],
        tuple(given["circumstances"]),
    )
