"""The pages of clues: the queue, registering, one clue with all that is known of it."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime, now
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from mingjian.core.errors import BadInput, StepRefused
from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.institutions.clues.forms import ClueForm
from mingjian.institutions.clues.grounds.opening import reasons_of
from mingjian.institutions.clues.handover.pages.reported import show_reported
from mingjian.institutions.clues.handover.services.recipients import GROUND, addressee_of
from mingjian.institutions.clues.handover.steps import accept, report
from mingjian.institutions.clues.models import PROCEDURE, Clue
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars import PARTICULARS
from mingjian.institutions.clues.queries import (
    alike,
    clue_visible_to,
    clues_matching,
    clues_reported_by,
    is_open,
    items_not_sealed,
    reporter_of,
)
from mingjian.institutions.clues.reporters.reveal import RevealableReporter
from mingjian.institutions.clues.services.choices import choices
from mingjian.institutions.clues.services.known_facts import completed, labels_of
from mingjian.institutions.clues.services.pasted import MOST_SIGNS, read_pasted
from mingjian.institutions.clues.tables import CLUES
from mingjian.institutions.evidence.queries import kits_visible_to
from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.monitoring.panels import lines_of
from mingjian.institutions.monitoring.queries import findings_visible_to, further_of_shop
from mingjian.office.api.keys import LONGEST_KEY
from mingjian.office.dossiers import shown as dossiers
from mingjian.office.dossiers.parts import part_context, parts_of
from mingjian.office.dossiers.state import sheet_for
from mingjian.office.files.revealable import reading_of
from mingjian.office.files.tables import taken_out
from mingjian.office.institution import OVERVIEW
from mingjian.office.language import said
from mingjian.office.lists.digits import number_in
from mingjian.office.lists.paging import ROWS, beyond, capped, page_of
from mingjian.office.lists.parts import page_or_part
from mingjian.office.models import Dossier, Officer
from mingjian.office.panels import asking_once, panels_of
from mingjian.office.particulars.facts import Fact, facts
from mingjian.office.people.permissions import is_of_authority, may, require
from mingjian.office.people.signin import officer_of

ORDER = ("-dossier_id",)

DUPLICATES = 5
#: What the particulars of a listing are called where a post is meant.
OF_POST = {"listing_id": Text("帖文编号", "Post's id"), "shop_id": Text("账号", "Account"), "listing_url": Text("帖文链接", "Post's link")}


@require_safe
def clues(request: HttpRequest) -> HttpResponse:
    """Show the queue of clues, the newest first."""
    asked = {name: request.GET.get(name, default)[:100] for name, default in (("state", "open"), ("held", ""), ("source", ""), ("q", ""))}
    found = clues_matching(officer_of(request), state=asked["state"], held=asked["held"], source=asked["source"], question=asked["q"])
    if file := taken_out(request, CLUES, found.select_related("dossier__department", "dossier__officer").order_by(*ORDER)):
        return file
    sheet = rulebook().sheet(PROCEDURE, localtime(now()).date())
    page = page_of(found.select_related("dossier__officer"), ORDER, request.GET.get("after", ""))
    dossiers.with_next_clocks(one.dossier for one in page.rows)
    context = {
        "page": page,
        **asked,
        "may_act": may(officer_of(request), "clues.work") and any(not one.dossier.is_closed for one in page.rows),
        "at": now(),
        "beyond": beyond(page, clues_matching(officer_of(request))),
        "everything": f"{request.path}?state=all",
        "sources": Clue.Source.choices,
        "states": [(name, said(state.label)) for name, state in sheet.states.items()],
        "may_register": may(officer_of(request), "clues.register"),
        "sees_wrong_sends": is_of_authority(officer_of(request)),
        "has_reported": clues_reported_by(officer_of(request)).exists(),
    }
    return page_or_part(request, "clues/clues.html", "clues/clues_list.html", context)


@require_safe
def clue(request: HttpRequest, number: str, part: str = OVERVIEW) -> HttpResponse:
    """Show one part of a clue."""
    officer = officer_of(request)
    if told := clues_reported_by(officer).filter(dossier__number=number).exclude(dossier__seats__department=officer.department_id).first():
        return show_reported(request, told)
    found = clue_visible_to(officer, number)
    asked = {"joined_to": request.GET.get("joins", "")[:40], "finding": request.GET.get("separates", "")[:12], "department": _key(request.GET.get("to", ""))}
    return _show(request, found, {name: value for name, value in asked.items() if value} or None, part)


def _key(written: str) -> str:
    """Return a key as an address has it; what is none is nothing."""
    return written if number_in(written) is not None else ""


def show_dossier(request: HttpRequest, dossier: Dossier, tried: dossiers.Tried) -> HttpResponse:
    """Show the clue of a dossier, for instance with a step that was just refused."""
    return _show(request, clue_visible_to(officer_of(request), dossier.number), tried)


@asking_once()
def _show(request: HttpRequest, found: Clue, tried: dossiers.Tried = None, part: str = OVERVIEW) -> HttpResponse:
    officer, findings, at = officer_of(request), found.findings(), now()
    placed = part_context(found.dossier, part)
    proposed = addressee_of(found, localtime(at).date()) if is_open(found, report.__name__, officer) else None
    if tried is None and proposed and proposed.department:
        tried = {"department": str(proposed.department.pk)}
    shown, of_shop = dossiers.shown(found.dossier, officer, at, tried), further_of_shop(officer, found.shop)
    context: dict[str, Any] = {
        "clue": found,
        "dossier": found.dossier,
        "addressee": proposed,
        "ground": GROUND,
        "at": at,
        "shown": _without_idle(shown, is_alone=len(findings) <= (found.finding is not None)),
        "panels": panels_of(found, officer, at, found.dossier, part=part, parts_shown=parts_of(PROCEDURE)),
        "rests_on": findings,
        "sees_finding": found.finding_id is not None and findings_visible_to(officer).filter(pk=found.finding_id).exists(),
        "sees_kit": found.kit_id is not None and kits_visible_to(officer).filter(pk=found.kit_id).exists(),
        "may_take_in_finding": "take_in_finding" in {one.step.name for one in shown.steps},
        "of_shop": lines_of(of_shop[:ROWS]),
        "of_shop_count": capped(of_shop),
        "duplicates": alike(found, officer, DUPLICATES),
        "joined": found.joined.select_related("dossier")[:DUPLICATES],
        "reporter": reporter_of(found),
        "reading": reading_of(RevealableReporter(found), officer, at),
        "may_reveal": RevealableReporter(found).who_may_read(officer),
        "facts": known_facts(found, findings),
        "brought_since": items_not_sealed(found),
        **placed,
    }
    reply = render(request, "clues/clue.html", context)
    reply["Cache-Control"] = "no-store"
    return reply


def _without_idle(shown: dossiers.Shown, *, is_alone: bool) -> dossiers.Shown:
    """Leave out the forms that ask for a finding's number: taking in has a list of its own, and the finding that a clue was opened for is not separated."""
    idle = {"take_in_finding"} | ({"separate_finding"} if is_alone else set())
    kept = [one for one in shown.steps if one.step.name not in idle or one.refused]
    return replace(shown, steps=kept)


def known_facts(found: Clue, findings: list[Finding]) -> list[Fact]:
    """Return what is known of a clue; a description that only repeats the reasons drawn above is left out."""
    without = ("content",) if findings and found.content in {reasons_of(findings), reasons_of(findings[:1])} else ()
    of_post = found.finding is not None and found.finding.subject_kind == "post"
    return facts(PARTICULARS, found, labels=OF_POST if of_post else None, without=without)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Register a clue."""
    officer = officer_of(request)
    require(officer, "clues.register")
    at = now()
    if request.method == "POST" and "pasted" in request.POST:
        return _read_pasted(request, officer, at)
    form = ClueForm(request.POST or None, on=localtime(at).date())
    if request.method == "POST" and form.is_valid():
        key = request.POST.get("key", "")[:LONGEST_KEY] or None
        try:
            ((intake, filled),) = completed([form.written()], officer, form.on)
            with transaction.atomic():  # both or neither
                registered = register(intake, by=officer, at=at, filled=filled, key=key, sent=(form.written(),) if key else ())
                if "receive" in request.POST and registered.dossier.opened_by_id == officer.pk and is_open(registered, accept.__name__, officer):
                    accept(registered.dossier, by=officer, at=now())  # the second of two steps that the same officer would take one after the other
        except (BadInput, StepRefused) as refused:
            form.add_error(None, refused.text.in_language(request.LANGUAGE_CODE))
        else:
            messages.success(request, gettext("Registered as %(number)s.") % {"number": registered.dossier.number})
            if of_lake := [name for name in filled if name != "suspected_ground"]:
                messages.info(request, gettext("Filled in from the records of this node: %(fields)s.") % {"fields": labels_of(of_lake)})
            if "suspected_ground" in filled:
                article = said(rulebook().statutes.citation(intake.suspected_ground, form.on))
                messages.info(request, gettext("Filled in from the rulebook, for the act named: %(article)s.") % {"article": article})
            return redirect("clues:clue", registered.dossier.number)
    return _form(request, form, officer, at, status=422 if form.is_bound else 200)


def _form(request: HttpRequest, form: ClueForm, officer: Officer, at: datetime, *, status: int = 200, pasted: str = "") -> HttpResponse:
    lists = {f"known-{name}": found for name, found in choices(officer, form.on).items()}
    context = {"form": form, "lists": lists, "may_receive": _receives(officer, at), "pasted": pasted, "is_read": bool(form.initial), "most": MOST_SIGNS}
    context["key"] = request.POST.get("key", "")[:LONGEST_KEY] or uuid4().hex  # the form sent twice registers one clue
    reply = render(request, "clues/new.html", context, status=status)
    reply["Cache-Control"] = "no-store"  # what was pasted names whoever reported it
    return reply


def _read_pasted(request: HttpRequest, officer: Officer, at: datetime) -> HttpResponse:
    """Show the form with what a pasted report says; nothing is registered, and nothing kept."""
    text = request.POST["pasted"]
    found = read_pasted(text)
    known = {name for name in ClueForm(on=localtime(at).date()).fields if name in found}
    if known:
        told = ngettext(
            "%d field is filled in from the text: read them, and add what is missing.", "%d fields are filled in: read them, add what is missing.", len(known)
        )
        messages.info(request, told % len(known))
    else:
        messages.warning(request, gettext("Nothing was pasted."))
    form = ClueForm(initial={name: found[name] for name in known}, on=localtime(at).date())
    return _form(request, form, officer, at, pasted="" if known else text[:MOST_SIGNS])


def _receives(officer: Officer, at: datetime) -> bool:
    """Return whether the officer, of an authority, has a role of the step that receives a clue."""
    step = sheet_for(PROCEDURE, officer.department, localtime(at).date()).steps[accept.__name__]
    return is_of_authority(officer) and officer.holds(*step.by)
