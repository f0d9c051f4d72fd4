"""The pages of oversight: orders and reviews, each with its form; what departments have seen of a subject."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from mingjian.core.errors import BadInput, MingjianError, NotPermitted, StepRefused
from mingjian.institutions.oversight import queries
from mingjian.institutions.oversight.forms import OrderForm, ReviewForm
from mingjian.institutions.oversight.models import ORDER, REVIEW
from mingjian.institutions.oversight.opening import ask, order
from mingjian.institutions.oversight.services.decay import weighed
from mingjian.institutions.oversight.tables import ORDERS, REVIEWS, SIGHTINGS
from mingjian.office.dossiers import shown as dossiers
from mingjian.office.dossiers.shown import url_of
from mingjian.office.files.tables import taken_out
from mingjian.office.lists.paging import page_of
from mingjian.office.models import Dossier, Officer
from mingjian.office.panels import panels_of
from mingjian.office.people.permissions import dossier_visible_to, dossiers_visible_to, is_of_authority, may, require, require_duty
from mingjian.office.people.signin import officer_of
from mingjian.office.web.middleware import status_of

NEWEST = ("-moved_at", "-id")


@require_safe
def oversight(request: HttpRequest) -> HttpResponse:
    """List the orders that the officer may see, those open first asked for by `state`, or with `of=reviews` the reviews."""
    officer = officer_of(request)
    require_duty(officer, Officer.Duty.WORK)
    is_authority = is_of_authority(officer)
    is_reviews = request.GET.get("of") == "reviews" or not is_authority  # orders go between authorities
    found = queries.reviews_visible_to(officer) if is_reviews else queries.orders_visible_to(officer)
    state = request.GET.get("state", "")
    if state in {"open", "closed"}:
        found = found.filter(is_closed=state == "closed")
    if file := taken_out(request, REVIEWS if is_reviews else ORDERS, found.order_by(*NEWEST)):
        return file
    page = page_of(found, NEWEST, request.GET.get("after", ""))
    context = {"page": page, "is_reviews": is_reviews, "state": state, "may_order": may(officer, "oversight.order"), "at": now()}
    context["is_authority"] = is_authority
    return render(request, "oversight/oversight.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_order(request: HttpRequest) -> HttpResponse:
    """Issue an order to a department below, on a matter where one is named. A refusal keeps what was typed."""
    officer = officer_of(request)
    require(officer, "oversight.order")
    number = request.GET.get("of", "")[:40]
    about = dossier_visible_to(officer, number) if number else None
    form, status = OrderForm(officer, about, request.POST or None), 422 if request.method == "POST" else 200
    if form.is_valid():
        try:
            opened = order(form.ordered(), by=officer, at=now(), key=form.cleaned_data["key"])
        except (BadInput, NotPermitted, StepRefused) as refused:
            status = _refused(form, refused, request)
        else:
            messages.success(request, gettext("Issued as %(number)s. The ledger holds it.") % {"number": opened.dossier.number})
            return redirect(url_of(opened.dossier))
    return render(request, "oversight/new_order.html", {"form": form, "about": about}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def new_review(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for a review of a decision of a dossier that the officer may see."""
    officer = officer_of(request)
    require(officer, "oversight.ask_review")
    of = dossier_visible_to(officer, number)
    form, status = ReviewForm(of, request.POST or None, chosen=request.GET.get("decision", "")), 422 if request.method == "POST" else 200
    if form.is_valid():
        try:
            opened = ask(form.asked(), by=officer, at=now(), key=form.cleaned_data["key"])
        except (BadInput, StepRefused) as refused:
            status = _refused(form, refused, request)
        else:
            messages.success(request, gettext("Asked for as %(number)s. The ledger holds it.") % {"number": opened.dossier.number})
            return redirect(url_of(opened.dossier))
    return render(request, "oversight/new_review.html", {"form": form, "of": of}, status=status)


def _refused(form: OrderForm | ReviewForm, refused: MingjianError, request: HttpRequest) -> int:
    form.add_error(None, refused.text.in_language(request.LANGUAGE_CODE))
    return status_of(refused)


@require_safe
def one_order(request: HttpRequest, number: str) -> HttpResponse:
    """Show an order."""
    return show_order(request, queries.dossier_of(officer_of(request), ORDER, number))


def show_order(request: HttpRequest, dossier: Dossier, tried: dossiers.Tried = None) -> HttpResponse:
    """Show the order of a dossier, for instance with a step just refused; its matter as a link to whoever may see it."""
    found = queries.order_of(dossier)
    return _drawn(request, dossier, found.about if found else None, {}, tried)


@require_safe
def one_review(request: HttpRequest, number: str) -> HttpResponse:
    """Show a review."""
    return show_review(request, queries.dossier_of(officer_of(request), REVIEW, number))


def show_review(request: HttpRequest, dossier: Dossier, tried: dossiers.Tried = None) -> HttpResponse:
    """Show the review of a dossier, for instance with a step just refused; who asked, and which decision it is of."""
    found = queries.review_of(dossier)
    return _drawn(request, dossier, found.of if found else None, {"review": found}, tried)


def _drawn(request: HttpRequest, dossier: Dossier, matter: Dossier | None, also: dict[str, Any], tried: dossiers.Tried) -> HttpResponse:
    officer, at = officer_of(request), now()
    is_seen = matter is not None and dossiers_visible_to(officer).filter(pk=matter.pk).exists()
    context = {"dossier": dossier, "matter": matter, "is_seen": is_seen, "is_review": dossier.procedure == REVIEW, "at": at, **also}
    context |= {"shown": dossiers.shown(dossier, officer, at, tried), "panels": panels_of(dossier, officer, at)}
    reply = render(request, "oversight/one.html", context)
    reply["Cache-Control"] = "no-store"
    return reply


@require_safe
def sightings(request: HttpRequest) -> HttpResponse:
    """List what departments have seen, of one subject where it is asked for, each with what it still weighs."""
    officer, at = officer_of(request), now()
    require_duty(officer, Officer.Duty.WORK)
    subject = request.GET.get("subject", "")[:200]
    found = queries.sightings_visible_to(officer)
    if subject:
        found = found.filter(subject=subject)
    if file := taken_out(request, SIGHTINGS, found.order_by("-at", "-id")):
        return file
    page = page_of(found, ("-at", "-id"), request.GET.get("after", ""))
    context = {"page": page, "subject": subject, "seen": weighed(found, at) if subject else None}
    return render(request, "oversight/sightings.html", context)
