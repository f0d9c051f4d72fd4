"""Taking findings and kits up as clues, taking findings in to a clue and separating them again; and who is behind a finding."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.timezone import now
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from mingjian.institutions.clues.grounds.acts import seal_items, take_kit
from mingjian.institutions.clues.grounds.opening import take_up, take_up_several
from mingjian.institutions.clues.grounds.steps import separate_finding, take_in_finding
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.particulars import PARTICULARS
from mingjian.institutions.clues.queries import clue_of_finding, clue_visible_to, clues_of_shop, is_open
from mingjian.institutions.clues.services.known_facts import shops_of_finding, subject_of_finding
from mingjian.institutions.evidence.queries import kit_visible_to
from mingjian.institutions.market.queries.known import Known, Subject, known_of
from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.monitoring.queries import finding_visible_to, findings_among, leads_on, next_address
from mingjian.office.dossiers import shown as dossiers
from mingjian.office.lists.parts import page_or_part, way_back
from mingjian.office.lists.several import each, tell_refused, tell_undoable, ticked_or_told
from mingjian.office.models import Officer
from mingjian.office.particulars.facts import facts_known
from mingjian.office.people.signin import officer_of
from mingjian.office.web.confirmation import ticked_for_sure

LINES = 6  # clues that a message names
OTHERS = 5  # clues of the same shop
MOST_SHOPS = 20  # of a ring, told with who is behind each


@require_safe
def behind_finding(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the records of this node say of a finding's subject and of whoever is behind it; asked for after the page, since it reads the lake."""
    found = finding_visible_to(officer_of(request), pk)
    subject = subject_of_finding(found)
    shops = shops_of_finding(found)[:MOST_SHOPS]
    asked = [subject, *(Subject("shop", shop) for shop in shops if len(shops) > 1)]
    told_of = known_of(officer_of(request), asked)
    known = told_of.get(subject.name, Known(subject.shop))
    members = [(shop, told_of.get(shop, Known(shop))) for shop in shops if len(shops) > 1]
    others = [
        (one, found.is_open and is_open(one, take_in_finding.__name__, officer_of(request))) for one in clues_of_shop(officer_of(request), known.shop)[:OTHERS]
    ]
    context = {"finding": found, "facts": facts_known(PARTICULARS, known), "members": members, "others": others}
    return page_or_part(request, "clues/behind_page.html", "clues/behind.html", context)


@require_POST
def take_finding_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a finding up as a clue."""
    officer = officer_of(request)
    found = finding_visible_to(officer, pk)
    if not found.is_open and (there := clue_of_finding(officer, found)):
        messages.warning(request, gettext("Somebody has dealt with this finding already: this is its clue."))
        return redirect("clues:clue", there.dossier.number)
    taken = take_up(found, by=officer, at=now(), jurisdiction=request.POST.get("jurisdiction", "")).dossier
    back = way_back(request.POST.get("back", ""), reverse("monitoring:findings"))
    onward, told = next_address(officer, found, back), gettext("Registered as %(number)s.") % {"number": taken.number}
    if request.POST.get("then") == "next":
        messages.success(request, format_html('{} <a href="{}">{}</a>', told, dossiers.url_of(taken), gettext("To the clue")))
        return redirect(onward or back)
    messages.success(request, format_html('{} <a href="{}">{}</a>', told, onward or back, leads_on(onward)))
    return redirect("clues:clue", taken.number)


@require_POST
def take_several_up(request: HttpRequest) -> HttpResponse:
    """Take the ticked findings up, those of one subject as one clue."""
    officer = officer_of(request)
    back = way_back(request.POST.get("back", ""), reverse("monitoring:findings"))
    ticked = ticked_for_sure(request, "finding", gettext("Take up as clues"), back)
    if isinstance(ticked, HttpResponse):
        return ticked
    done, refused = take_up_several(list(findings_among(officer, ticked)), by=officer, at=now())
    if done:
        count, opened = sum(len(one.findings) for one in done), [one.clue.dossier for one in done]
        said_so = ngettext("%(count)d finding was taken up: %(numbers)s", "%(count)d findings were taken up: %(numbers)s", count)
        linked = format_html_join(gettext(", "), '<a href="{}">{}</a>', ((dossiers.url_of(one), one.number) for one in opened[:LINES]))
        words = escape(said_so).replace("%(numbers)s", "{}{}") % {"count": count}
        messages.success(request, format_html(words, linked, "…" if len(opened) > LINES else ""))
        messages.info(request, gettext("A clue registered by mistake is voided on its own page, by two signatures; its number and record stay."))
    tell_refused(request, refused)
    if len(done) == 1 and "back" not in request.POST:
        return redirect("clues:clue", done[0].clue.dossier.number)
    return redirect(back)


@require_POST
def take_in(request: HttpRequest, number: str) -> HttpResponse:
    """Take the ticked findings in to a clue of the same subject, each by a step of its own."""
    officer, found, ticked = _ticked(request, number)
    outcome = each(findings_among(officer, ticked), lambda one: _taken_in(found, one, officer), lambda one: one.called)
    if count := len(outcome.done):
        told = ngettext("%d finding was taken in. The ledger holds it.", "%d findings were taken in. The ledger holds them.", count) % count
        tell_undoable(request, told, undo=reverse("clues:separate", args=[number]), name="finding", keys=outcome.done)
    tell_refused(request, outcome.refused)
    return redirect("clues:clue", number)


def _ticked(request: HttpRequest, number: str) -> tuple[Officer, Clue, list[int]]:
    """Return who asks, the clue, and the findings that were ticked; none, where that was told instead."""
    officer = officer_of(request)
    found = clue_visible_to(officer, number)
    return officer, found, ticked_or_told(request, "finding") or []


def _taken_in(found: Clue, one: Finding, by: Officer) -> int:
    take_in_finding(found.dossier, by=by, at=now(), finding=one.pk)
    return one.pk


@require_POST
def separate(request: HttpRequest, number: str) -> HttpResponse:
    """Separate the findings again that were taken in together, each by a step of its own."""
    officer, found, ticked = _ticked(request, number)
    reason = gettext("Taken in by mistake together; undone.")
    outcome = each(ticked, lambda one: separate_finding(found.dossier, by=officer, at=now(), finding=one, reason=reason), str)
    if count := len(outcome.done):
        told = ngettext("%d finding was separated again. The ledger holds it.", "%d findings were separated again. The ledger holds each.", count)
        messages.success(request, told % count)
    tell_refused(request, outcome.refused)
    return redirect("clues:clue", number)


@require_POST
def take_kit_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a buyer's kit up as a clue, with its files."""
    officer = officer_of(request)
    taken = take_kit(kit_visible_to(officer, pk), by=officer, at=now())
    messages.success(request, gettext("Registered as %(number)s.") % {"number": taken.dossier.number})
    return redirect("clues:clue", taken.dossier.number)


@require_POST
def seal_from_kit(request: HttpRequest, number: str) -> HttpResponse:
    """Seal to the clue what its buyer brought since it was taken up."""
    officer = officer_of(request)
    count = seal_items(clue_visible_to(officer, number), by=officer, at=now())
    messages.success(request, ngettext("%d file was sealed to the dossier.", "%d files were sealed to the dossier.", count) % count)
    return redirect("clues:clue", number)
