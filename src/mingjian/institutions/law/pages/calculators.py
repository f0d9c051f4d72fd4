"""The calculators as pages: facts, article, arithmetic, doubt. Each is an address with its facts in it, so that it can be cited and printed."""

from collections.abc import Callable, Collection
from datetime import date
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from mingjian.core.calendar import DAY
from mingjian.core.errors import MingjianError
from mingjian.core.identifiers import identify as identified
from mingjian.core.identifiers import kinds
from mingjian.core.law import ACTORS, ZONE, Duty
from mingjian.core.law.discretion import Placed
from mingjian.core.law.duties import SERVICES
from mingjian.core.law.measures import COUNTED
from mingjian.core.law.outcomes import Weighed
from mingjian.core.law.thresholds import to_next
from mingjian.core.procedure import duties as all_duties
from mingjian.core.procedure import liabilities, rulebook
from mingjian.core.procedure.answers import punished_when, reckoned, weighed
from mingjian.core.procedure.crimes_of_acts import crimes_of_acts
from mingjian.core.procedure.dependents import fines_of
from mingjian.core.procedure.discretions import fine_placed
from mingjian.institutions.law.forms import CalculatorForm, CompareForm, DutiesForm, LiabilityForm, NumberForm, PeriodForm, ThresholdForm
from mingjian.institutions.law.pages import shared, today_of
from mingjian.institutions.law.pages.crime_steps import pictures_of
from mingjian.institutions.law.pages.onward import openings_for
from mingjian.institutions.law.queries import compared
from mingjian.institutions.law.services.day_count import days_of
from mingjian.institutions.law.services.permits import issued
from mingjian.institutions.law.services.reviews import signed_of
from mingjian.office.language import said
from mingjian.office.law_texts import scales
from mingjian.office.people.signin import officer_of

UNPROCESSABLE = 422
MOST_NEXT = 3  # ways to the next tier that are told
_SUMS = ("amount", "gains", "cost", "income", "income_year", "income_period")
#: What a liability is asked and the whole answer, too.
_ASKED_TOO = ("field", "on", "decided_on", "amount", "gains", "cost", "income", "circumstances")
Given = dict[str, Any]


@require_safe
def period(request: HttpRequest) -> HttpResponse:
    """Count a period, day by day."""
    form = PeriodForm(request.GET)

    def count(given: Given) -> Given:
        start = given["from"].astimezone(ZoneInfo(ZONE))
        on = given["on"] or start.date()
        result = reckoned(given["ref"], given["from"], on, given["exclude"])
        return {
            "result": result,
            "start": start,
            "law_on": on,
            "left_out": given["exclude"],
            "days": days_of(result, start.date(), given["exclude"]),
            "facts": {"from": start.isoformat(timespec="minutes"), "on": on, "exclude": form.lines()},
        }

    return answer(request, "law/period.html", form, count, "on" if request.GET.get("on") else "from")


@require_safe
def threshold(request: HttpRequest) -> HttpResponse:
    """Weigh figures against the lines of a crime, every regime beside the others."""
    form = ThresholdForm(request.GET)

    def weigh(given: Given) -> Given:
        decided_on = given["decided_on"] or today_of()
        result = weighed(given["crime"], form.figures(), given["acted_on"], decided_on)
        return {
            "result": result,
            "regimes": [(one, _tests(one), _cited_on(one, decided_on)) for one in result.regimes],
            "known": form.known(),
            "next": to_next(result.governing)[:MOST_NEXT],
            "pictures": pictures_of(result.crime, form.figures(), given["acted_on"], decided_on),
            "acted_on": given["acted_on"],
            "decided_on": decided_on,
            "openings": openings_for(officer_of(request), form, today_of(), request.GET.get("from", "")),
            "whole": _whole(_asked_of_lines(form, request.GET.get("from", "")[:40])),
            "facts": {"decided_on": decided_on},
            "data_facts": {"count": [f"{measure}={count}" for measure, count in form.figures().counts.items()]},
            "page_only": tuple(form.figures().counts),
        }

    return answer(request, "law/threshold.html", form, weigh, "acted_on", source=request.GET.get("from", "")[:40])


def _tests(one: Weighed) -> list[tuple[Any, list[Any]]]:
    """Return the tests of each tier that say something: those with a figure first, then what a person must judge; those without a figure are only counted."""
    return [(tier, [outcome for outcome in outcomes if outcome.share is not None or outcome.is_reached is not False]) for tier, outcomes in one.tiers]


def _cited_on(one: Weighed, decided_on: date) -> date:
    """Return the day by which the grounds of a regime are read: the last on which it held, at most that of the decision."""
    return min(one.regime.until - DAY, decided_on) if one.regime.until else decided_on


@require_safe
def liability(request: HttpRequest) -> HttpResponse:
    """List what an act is liable to, and which rule decides."""
    officer = officer_of(request)
    region = officer.department.region if officer.department else ""

    def punish(given: Given) -> Given:
        decided_on = given["decided_on"] or max(today_of(), given["on"])
        result = punished_when(given["act"], given["field"], given["on"], decided_on, *(given[name] for name in _SUMS))
        return {
            "result": result.first,
            "decided": result,
            "field": said(rulebook().vocabularies["goods_fields"][given["field"]]),
            "given": given,
            "signed": signed_of(("act", result.first.act.act, None), officer),
            "breaks": [duty for duty in all_duties().all if duty.name in result.first.act.duties],
            "placed": _placed(given, decided_on, region),
            "whole": _whole({"act": result.first.act.act, **{name: given[name] for name in _ASKED_TOO}}),
            "facts": {"decided_on": decided_on},
            "page_only": ("fine", "circumstances"),
        }

    return answer(request, "law/liability.html", LiabilityForm(request.GET), punish, None)


def _whole(asked: Given) -> str:
    """Return the address of the whole answer for the facts of another question, so that nothing is typed twice."""
    return f"{reverse('law:assess')}?{urlencode({name: value for name, value in asked.items() if value not in (None, '', [])}, doseq=True)}#result"


def _asked_of_lines(form: ThresholdForm, source: str) -> Given:
    """Return the facts of a question about a crime as the whole answer asks them; the act, where only one may amount to the crime."""
    given = form.cleaned_data
    acts = [act for act, found in crimes_of_acts().items() if given["crime"] in {one.crime for one in found.crimes}]
    days = ",".join(day.isoformat() for day in given["penalised_on"] or ())
    counts = "\n".join(f"{measure}={count}" for measure, count in form.figures().counts.items())
    known = {name: given[name] for name in (*COUNTED, "field", "decided_on")}
    return {"from": source, "act": acts[0] if len(acts) == 1 else "", "on": given["acted_on"], "penalised_on": days, "count": counts, **known}


def _placed(given: Given, decided_on: date, region: str) -> Placed | None:
    """Hold a fine, where one is named, against the range of the law that applies, the circumstances and the published scales."""
    if given["fine"] is None:
        return None
    facts = (given["act"], given["field"], given["on"], given["fine"], given["amount"], given["gains"])
    return fine_placed(*facts, given["circumstances"], region, decided_on=decided_on, local=scales())


@require_safe
def duties(request: HttpRequest) -> HttpResponse:
    """List what an actor must do on a day."""
    data = request.GET.copy()
    data.setdefault("actor", next(iter(ACTORS)))

    def bind(given: Given) -> Given:
        on = given["on"] or today_of()
        chosen = [one for one in data.getlist("service") if one in SERVICES] if "service" in data else None
        found = all_duties().of(given["actor"], on, rulebook().statutes, chosen)
        services = [(key, said(text), chosen is None or key in chosen) for key, text in SERVICES.items()] if given["actor"] == "platform" else []
        told = {"rows": [_duty_row(duty, on) for duty in found], "on": on, "whose": said(ACTORS[given["actor"]]), "services": services}
        return {**told, "facts": {"actor": given["actor"], "on": on}}

    return answer(request, "law/duties.html", DutiesForm(data), bind, "on")


def _duty_row(duty: Duty, on: date) -> Given:
    statutes = rulebook().statutes
    return {
        "duty": duty,
        "grounds": duty.grounds_on(on, statutes),
        "periods": [statutes.value(ref, on) for ref in duty.periods if statutes.has_value(ref, on)],
        "fines": fines_of(duty, liabilities(), statutes, on),
        "follows": [ref for ref in duty.follows if statutes.has_article(ref, on)],
    }


@require_safe
def identify(request: HttpRequest) -> HttpResponse:
    """Return what a number may be."""

    def look(given: Given) -> Given:
        titles = kinds()
        return {"answers": [(titles.get(one.kind), one, issued().get(one.kind)) for one in identified(given["value"])], "value": given["value"], "facts": {}}

    return answer(request, "law/identify.html", NumberForm(request.GET), look, "value")


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Put a law on two days side by side."""

    def put(given: Given) -> Given:
        found = compared(given["instrument"], given["from"], given["to"])
        changed = sum(pair.is_change for pair in found.pairs)
        return {
            "found": found,
            "earlier": given["from"],
            "later": given["to"],
            "changed": changed,
            "facts": {},
            "data_facts": {"law": given["instrument"]},
            "page_only": ("instrument",),
        }

    return answer(request, "law/compare.html", CompareForm(request.GET), put, "from")


def answer(request: HttpRequest, template: str, form: CalculatorForm, ask: Callable[[Given], Given], blamed: str | None, **more: Any) -> HttpResponse:
    """Draw a calculator: its form, and what came of it; what the rulebook refuses is told beside the field to blame."""
    found: Given = {}
    if form.is_asked and form.is_valid():
        try:
            found = ask(form.cleaned_data)
        except MingjianError as error:
            form.refuse(error, blamed)
        else:
            page_only = [*found.get("page_only", ()), *(["from"] if "source" in more else [])]
            found |= {
                "address": request.build_absolute_uri(shared(request, **found["facts"])),
                "data_url": _data_url(request, found["facts"] | found.get("data_facts", {}), page_only),
            }
    reply = render(request, template, {"form": form, **more, **found}, status=UNPROCESSABLE if form.errors else 200)
    reply["Cache-Control"] = "no-store"
    return reply


def _data_url(request: HttpRequest, facts: Given, page_only: Collection[str]) -> str:
    """Return the same question to the API, which refuses a parameter that it does not know, such as one of the page alone."""
    asked = shared(request, **facts, **dict.fromkeys(page_only, "")).replace("/?", "?", 1)
    return asked.replace(reverse("law:compare"), "/api/law/diff", 1) if request.path == reverse("law:compare") else f"/api{asked}"
