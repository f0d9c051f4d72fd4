"""The pages of monitoring: the queue of findings, one finding with what it rests on, and setting it aside."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import now
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from mingjian.core.errors import BadInput, NotFound, StepRefused
from mingjian.core.exhibits.prices import Prices
from mingjian.institutions.market.queries.known import Subject, known_of
from mingjian.institutions.monitoring.exhibits.pictures import first_of, open_picture, open_small
from mingjian.institutions.monitoring.exhibits.prices import compared
from mingjian.institutions.monitoring.exhibits.spans import headline
from mingjian.institutions.monitoring.findings.acts import hand_finding_over, restore_finding
from mingjian.institutions.monitoring.findings.acts import set_aside as set_finding_aside
from mingjian.institutions.monitoring.findings.tables import FINDINGS
from mingjian.institutions.monitoring.models import Finding, named_by
from mingjian.institutions.monitoring.queries import (
    ELSEWHERE,
    HOME,
    OF_PLATFORM,
    competent_for,
    detector_titles,
    finding_visible_to,
    findings_among,
    findings_matching,
    findings_side_by_side,
    jurisdiction_of,
    leads_on,
    next_address,
    next_of,
    platforms_of,
    rules_with_findings,
    title_of,
)
from mingjian.institutions.monitoring.runs.services.opinions import told_of_verdicts
from mingjian.office.files.tables import taken_out
from mingjian.office.language import said
from mingjian.office.lists.paging import capped, page_of
from mingjian.office.lists.parts import page_or_part, way_back
from mingjian.office.lists.several import each, tell_refused, tell_undoable, ticked_or_told
from mingjian.office.models import Officer
from mingjian.office.panels import TICKED, Ticked, panels_of
from mingjian.office.people.permissions import departments_in_view, may, require
from mingjian.office.people.signin import officer_of
from mingjian.office.web.confirmation import asks_first, ticked_for_sure
from mingjian.office.web.middleware import status_of

ORDERS = {
    "mixed": ("turn", "-score", "id"),
    "score": ("-score", "id"),
    "opinion": ("-opinion", "-score", "id"),
}  # the judge's opinion may order the queue, and decides nothing

REVISIONS = 10  # of what a finding said before, that its page shows
PLACES_SAID = ((HOME, _("In this region")), (OF_PLATFORM, _("Only the platform is here")), (ELSEWHERE, _("Elsewhere")))


@require_safe
def findings(request: HttpRequest) -> HttpResponse:
    """Show the queue of findings, the most remarkable first."""
    asked = {name: request.GET.get(name, default)[:100] for name, default in (("status", "new"), ("detector", ""), ("q", ""), ("lies", ""))}
    asked["shop"] = request.GET.get("shop", "")[:200]
    officer = officer_of(request)
    found = findings_matching(officer, status=asked["status"], detector=asked["detector"], question=asked["q"], shop=asked["shop"], lies=asked["lies"])
    told = told_of_verdicts()
    orders = ["mixed", "score"] if not asked["detector"] else ["score"]
    by = chosen_by if (chosen_by := request.GET.get("by", "")) in (*orders, *(["opinion"] if told else [])) else orders[0]
    if file := taken_out(request, FINDINGS, found.order_by(*ORDERS[by])):
        return file
    is_walked = by != "opinion" and not any(asked[name] for name in ("q", "shop", "lies"))  # what is found otherwise is few, or in no order
    sides = findings_side_by_side(officer, status=asked["status"], detector=asked["detector"]) if is_walked else []
    page = page_of(found, ORDERS[by], request.GET.get("after", ""), sides=sides)
    context = {
        "page": page,
        **asked,
        **(_none_here(officer, asked) if not page.rows and page.is_first else {}),
        "by": by,
        "judged": told,
        "orders": orders,
        "places": PLACES_SAID if officer.department and officer.department.is_authority else (),
        "rows": rows_of(page.rows, officer),
        "may_act": may(officer_of(request), "monitoring.deal_with_findings") and any(finding.status == Finding.Status.NEW for finding in page.rows),
        "may_hand_over": may(officer, "monitoring.hand_over"),
        "offered": panels_of(Ticked(Finding), officer_of(request), now())[TICKED],
        "usual_reasons": usual_reasons(page.rows),
        "is_authority": (of := officer_of(request).department) is not None and of.is_authority,
        "is_one_region": len(set(departments_in_view(officer_of(request)).values_list("pk", flat=True)[:2])) == 1,
        "detectors": [*((key, said(one.title)) for key, one in detector_titles().items()), *rules_with_findings(officer_of(request))],
        "statuses": Finding.Status.choices,
    }
    return page_or_part(request, "monitoring/findings.html", "monitoring/findings_list.html", context)


def _none_here(officer: Officer, asked: dict[str, str]) -> dict[str, Any]:
    """Return what an empty list leaves out: how many findings there are in all, and how many in each other place and status."""
    same = {"detector": asked["detector"], "question": asked["q"], "shop": asked["shop"]}
    places = PLACES_SAID if asked["lies"] else ()
    parts = [
        *((label, "lies", findings_matching(officer, status=asked["status"], lies=place, **same), place) for place, label in places),
        *((label, "status", findings_matching(officer, status=status, lies=asked["lies"], **same), status) for status, label in Finding.Status.choices),
    ]
    told = [(label, count, _address(asked, name, value)) for label, name, found, value in parts if asked[name] != value and (count := capped(found)) != "0"]
    count = capped(findings_matching(officer))
    return {"beyond": "" if count == "0" else count, "parts": told, "everything": f"{reverse('monitoring:findings')}?status=all"}


def _address(asked: dict[str, str], name: str, value: str) -> str:
    return f"{reverse('monitoring:findings')}?{urlencode({key: one for key, one in {**asked, name: value}.items() if one})}"


def rows_of(found: Iterable[Finding], officer: Officer) -> list[tuple[Finding, str, str, str, str]]:
    """Describe findings for a list: each with its detector, the headline where its name does not say it, where its operator is, and its picture."""
    platforms = platforms_of(officer.department) if officer.department else []
    sees_pictures = may(officer, "monitoring.see_pictures")
    told = []
    for one in found:
        title = headline(one)
        said_so = "" if one.called.rstrip("…") in title or title in one.called else title
        told.append((one, title_of(one.detector), said_so, jurisdiction_of(one, officer.department, platforms), first_of(one) if sees_pictures else ""))
    return told


@require_safe
def finding(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one finding: why, what else it could be, how often such findings were right, and what it rests on."""
    return _show(request, finding_visible_to(officer_of(request), pk))


@require_safe
def examples(request: HttpRequest, pk: int) -> HttpResponse:
    """Show some of the listings that a price was compared with, linked where the lake holds them; asked for after the page, since it reads the lake."""
    found = finding_visible_to(officer_of(request), pk)
    prices = found.exhibits.get("prices")
    if not isinstance(prices, Prices):
        raise NotFound("这条发现没有比较的商品。", "This finding compares no goods.")
    told = compared(prices)
    known = known_of(officer_of(request), [Subject("listing", one.listing) for one in told.examples])
    shown = [replace(one, is_held=bool(known[one.listing].record) if one.listing in known else None) for one in told.examples]
    return page_or_part(request, "monitoring/examples_page.html", "monitoring/examples.html", {"finding": found, "examples": shown})


@require_safe
def picture(request: HttpRequest, name: str) -> FileResponse:
    """Return one picture of the node's folder to whoever may see findings; with `?small`, as a list shows it."""
    require(officer_of(request), "monitoring.see_pictures")
    place, kind = open_small(name) if "small" in request.GET else open_picture(name)
    reply = FileResponse(place.open("rb"), content_type=kind)
    reply["X-Content-Type-Options"] = "nosniff"
    return reply


@require_POST
def set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a finding aside, with the reason."""
    officer = officer_of(request)
    found, reason = finding_visible_to(officer, pk), request.POST.get("reason", "")
    try:
        set_finding_aside(found, reason=reason, by=officer, at=now())
    except (BadInput, StepRefused) as refused:
        found.refresh_from_db()
        return _show(request, found, refused=refused.text.in_language(request.LANGUAGE_CODE), reason=reason, status=status_of(refused))
    back = way_back(request.POST.get("back", ""), reverse("monitoring:findings"))
    onward = next_address(officer, found, back)
    told = gettext("The finding was set aside. It counts against its detector.")
    if request.POST.get("then") == "next":
        messages.success(request, told)
        return redirect(onward or back)
    messages.success(request, format_html('{} <a href="{}">{}</a>', told, onward or back, leads_on(onward)))
    return redirect("monitoring:finding", pk)


@require_POST
def set_several_aside(request: HttpRequest) -> HttpResponse:
    """Set each of the ticked findings aside, all for one reason."""
    officer, reason = officer_of(request), request.POST.get("reason", "")
    back = way_back(request.POST.get("back", ""), reverse("monitoring:findings"))
    if (ticked := ticked_or_told(request, "finding")) is None:
        return redirect(back)
    if not reason.strip():
        raise BadInput("请写明不予跟进的理由。", "Say why the findings are set aside.")
    if asked_first := asks_first(request, len(ticked), gettext("Set aside"), back):
        return asked_first
    among = findings_among(officer, ticked)
    outcome = each(among, lambda found: _set_aside(found, reason, officer), lambda found: found.called)
    if count := len(outcome.done):
        told = ngettext("%d finding was set aside.", "%d findings were set aside.", count) % count
        tell_undoable(request, told, undo=reverse("monitoring:restore_several"), name="finding", keys=outcome.done)
    tell_refused(request, outcome.refused)
    return redirect(back)


@require_POST
def hand_several_over(request: HttpRequest) -> HttpResponse:
    """Hand each of the ticked findings over to the department that is competent for it by where its operator is."""
    officer = officer_of(request)
    back = way_back(request.POST.get("back", ""), reverse("monitoring:findings"))
    ticked = ticked_for_sure(request, "finding", gettext("Hand over to the competent department"), back)
    if isinstance(ticked, HttpResponse):
        return ticked
    outcome = each(findings_among(officer, ticked), lambda found: _handed(found, officer), lambda found: found.called)
    for name, keys in _by_department(outcome.done).items():
        told = ngettext("%(count)d finding was handed over to %(name)s.", "%(count)d findings were handed over to %(name)s.", len(keys))
        words = told % {"count": len(keys), "name": name}
        tell_undoable(request, words, undo=reverse("monitoring:take_several_back"), name="finding", keys=keys)
    tell_refused(request, outcome.refused)
    return redirect(back)


def _set_aside(found: Finding, reason: str, by: Officer) -> int:
    set_finding_aside(found, reason=reason, by=by, at=now())
    return found.pk


def _handed(found: Finding, by: Officer) -> tuple[str, int]:
    hand_finding_over(found, by=by, at=now())
    return found.department.name, found.pk


def _by_department(handed: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    """Part what was handed over by the department that has it now."""
    parted: dict[str, list[int]] = {}
    for name, key in handed:
        parted.setdefault(name, []).append(key)
    return parted


@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a finding that was set aside wait again."""
    officer = officer_of(request)
    restore_finding(finding_visible_to(officer, pk), by=officer, at=now())
    messages.success(request, gettext("The finding waits again. The ledger holds it."))
    return redirect("monitoring:finding", pk)


def _show(request: HttpRequest, found: Finding, *, refused: str = "", reason: str = "", status: int = 200) -> HttpResponse:
    officer = officer_of(request)
    context = {
        "finding": found,
        "title": title_of(found.detector),
        "rule_named": named_by(found.detector),
        "panels": panels_of(found, officer, now()),
        "next": next_of(officer, found),
        "lies": jurisdiction_of(found, officer.department, platforms_of(officer.department) if officer.department else []),
        "may_hand_over": may(officer, "monitoring.hand_over"),
        "competent": competent_for(found) if found.status == Finding.Status.NEW else None,
        "may_act": may(officer, "monitoring.deal_with_findings"),
        "usual_reasons": usual_reasons([found]),
        "revisions": found.revisions.all()[:REVISIONS],
        "refused": refused,
        "reason": reason,
    }
    return render(request, "monitoring/finding.html", context, status=status)


def usual_reasons(found: Iterable[Finding]) -> list[str]:
    """Return the innocent explanations of these findings and their detectors: what one is most often set aside for, so that nobody has to type it."""
    own = [text for one in found for text in one.innocent]
    of_detectors = [said(text) for key in dict.fromkeys(one.detector for one in found) if key in detector_titles() for text in detector_titles()[key].innocent]
    return list(dict.fromkeys([*own, *of_detectors]))
