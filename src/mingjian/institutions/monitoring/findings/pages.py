"""The pages of monitoring: the queue of findings, one finding with what it rests on, and setting it aside."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from mingjian.core.detectors import Detector
from mingjian.core.errors import BadInput, NotFound, StepRefused
from mingjian.core.language import Text
from mingjian.institutions.market.known import Subject, known_of
from mingjian.institutions.monitoring.exhibits.drawing import drawing, quotes
from mingjian.institutions.monitoring.exhibits.pictures import beside, open_picture, read_in
from mingjian.institutions.monitoring.exhibits.prices import compared
from mingjian.institutions.monitoring.exhibits.spans import headline, marked_fields, texts_alike
from mingjian.institutions.monitoring.findings.acts.set_aside import set_aside as set_finding_aside
from mingjian.institutions.monitoring.findings.several import chosen, each, tell_refused
from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.monitoring.queries import (
    TrackRecord,
    detector_titles,
    finding_visible_to,
    findings_matching,
    further_of_shop,
    kind_said,
    next_of,
    rules_with_findings,
    title_of,
    track_record,
)
from mingjian.institutions.monitoring.runs.lore.opinions import said_of, told_of_verdicts
from mingjian.office.desk.middleware import status_of
from mingjian.office.language import said
from mingjian.office.lists.paging import ROWS, page_of
from mingjian.office.lists.parts import page_or_part, way_back
from mingjian.office.people.permissions import departments_in_view, may, require
from mingjian.office.people.signin import officer_of

ORDERS = {"score": ("-score", "id"), "opinion": ("-opinion", "-score", "id")}  # the judge's opinion may order the queue, and decides nothing


@require_safe
def findings(request: HttpRequest) -> HttpResponse:
    """Show the queue of findings, the most remarkable first."""
    asked = {name: request.GET.get(name, default)[:100] for name, default in (("status", "new"), ("detector", ""), ("q", ""))}
    found = findings_matching(officer_of(request), status=asked["status"], detector=asked["detector"], question=asked["q"])
    told = told_of_verdicts()
    by = "opinion" if told and request.GET.get("by") == "opinion" else "score"
    page = page_of(found, ORDERS[by], request.GET.get("after", ""))
    context = {
        "page": page,
        **asked,
        "by": by,
        "judged": told,
        "rows": [(finding, title_of(finding.detector), headline(finding.evidence())) for finding in page.rows],
        "may_act": may(officer_of(request), "monitoring.deal_with_findings") and any(finding.status == Finding.Status.NEW for finding in page.rows),
        "usual_reasons": usual_reasons(page.rows),
        "is_authority": (of := officer_of(request).department) is not None and of.is_authority,
        "is_one_region": len(set(departments_in_view(officer_of(request)).values_list("pk", flat=True)[:2])) == 1,
        "detectors": [*((key, said(one.title)) for key, one in detector_titles().items()), *rules_with_findings(officer_of(request))],
        "statuses": Finding.Status.choices,
    }
    return page_or_part(request, "monitoring/findings.html", "monitoring/findings_list.html", context)


@require_safe
def finding(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one finding: why, what else it could be, how often such findings were right, and what it rests on."""
    return _show(request, finding_visible_to(officer_of(request), pk))


@require_safe
def examples(request: HttpRequest, pk: int) -> HttpResponse:
    """Show some of the listings that a price was compared with, linked where the lake holds them; asked for after the page, since it reads the lake."""
    found = finding_visible_to(officer_of(request), pk)
    told = compared(found.evidence())
    if told is None:
        raise NotFound("这条发现没有比较的商品。", "This finding compares no goods.")
    known = known_of(officer_of(request), [Subject("listing", one.listing) for one in told.examples])
    shown = [replace(one, is_held=bool(known[one.listing].record) if one.listing in known else None) for one in told.examples]
    return page_or_part(request, "monitoring/examples_page.html", "monitoring/examples.html", {"finding": found, "examples": shown})


@require_safe
def picture(request: HttpRequest, name: str) -> FileResponse:
    """Give one picture of the node's folder to whoever may see findings."""
    require(officer_of(request), "monitoring.see_pictures")
    place, kind = open_picture(name)
    reply = FileResponse(place.open("rb"), content_type=kind)
    reply["X-Content-Type-Options"] = "nosniff"
    return reply


@require_POST
def set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a finding aside, with the reason."""
    officer = officer_of(request)
    found, reason = finding_visible_to(officer, pk), request.POST.get("reason", "")
    try:
        set_finding_aside(found, reason, by=officer, at=now())
    except (BadInput, StepRefused) as refused:
        found.refresh_from_db()
        return _show(request, found, refused=refused.text.in_language(request.LANGUAGE_CODE), reason=reason, status=status_of(refused))
    messages.success(request, gettext("The finding was set aside. It counts against its detector."))
    return redirect("monitoring:finding", pk)


@require_POST
def set_several_aside(request: HttpRequest) -> HttpResponse:
    """Set each of the ticked findings aside, all for one reason."""
    officer, reason = officer_of(request), request.POST.get("reason", "")
    if not reason.strip():
        raise BadInput("请写明不予跟进的理由。", "Say why the findings are set aside.")
    outcome = each(officer, chosen(request), lambda found: set_finding_aside(found, reason, by=officer, at=now()))
    if outcome.done:
        count = len(outcome.done)
        messages.success(request, ngettext("%d finding was set aside.", "%d findings were set aside.", count) % count)
    tell_refused(request, outcome.refused)
    return redirect(way_back(request.POST.get("back", ""), reverse("monitoring:findings")))


def _show(request: HttpRequest, found: Finding, *, refused: str = "", reason: str = "", status: int = 200) -> HttpResponse:
    allowed = {"may_act": may(officer_of(request), "monitoring.deal_with_findings"), "usual_reasons": usual_reasons([found])}
    further = further_of_shop(officer_of(request), found.shop, [found.pk])
    shown = {"further": lines_of(further[: ROWS - 1]), "next": next_of(officer_of(request), found)}
    context = {"finding": found, **about(found), "refused": refused, "reason": reason, "links_examples": True, **shown, **allowed}
    return render(request, "monitoring/finding.html", context, status=status)


def lines_of(found: Iterable[Finding]) -> list[dict[str, Any]]:
    """Say findings for a short list: what detector, and what the listing is called."""
    return [{"finding": one, "title": title_of(one.detector), "headline": headline(one.evidence())} for one in found]


def about_each(found: Iterable[Finding]) -> list[dict[str, Any]]:
    """Gather what a page says about each of several findings; the record of a detector is counted once."""
    records: dict[str, TrackRecord] = {}
    told = []
    for one in found:
        records[one.detector] = records.get(one.detector) or track_record(one.detector)
        told.append({"key": str(one.pk), "finding": one, **about(one, records[one.detector])})
    return told


def about(found: Finding, record: TrackRecord | None = None) -> dict[str, Any]:
    """Gather what a page says about a finding: its detector, the record of that detector (counted already, where it is given), and what is drawn."""
    detector = detector_titles().get(found.detector)
    drawn = drawing(found.evidence(), found.subject)
    shown: dict[str, Any] = {
        "compared": compared(found.evidence()),
        "marked": marked_fields(found.evidence()),
        "alike": texts_alike(found.evidence()),
        "beside": beside(found.evidence(), found.subject_kind, found.subject),
        "quotes": quotes(found.evidence()),
        "read_in": read_in(found.evidence()),
    }
    ran = {"settings": _settings(found, detector), "looked_at": [(kind_said(kind), number) for kind, number in found.run.records.items()]}
    ran["grounds"] = _grounds(found, detector)
    ran["opinions"] = said_of(found)
    told = {"detector": detector, "detector_title": title_of(found.detector), "record": record or track_record(found.detector)}
    return {**told, "drawing": drawn, **shown, **ran}


def _grounds(found: Finding, detector: Detector | None) -> list[str]:
    """Give the articles on which this finding bears; all that its detector looks after where it does not say which."""
    own = found.evidence().get("grounds")
    return [str(one) for one in own] if isinstance(own, list) and own else list(detector.ground) if detector else []


def _settings(found: Finding, detector: Detector | None) -> list[tuple[str, Text | None, Any]]:
    """Give the settings of a finding's run, each with what it means where this version knows it."""
    known = detector.settings if detector else {}
    return [(name, known[name].meaning if name in known else None, value) for name, value in found.run.settings.items()]


def usual_reasons(found: Iterable[Finding]) -> list[str]:
    """Give the innocent explanations of these findings and their detectors: what one is most often set aside for, so that nobody has to type it."""
    own = [text for one in found for text in one.innocent]
    of_detectors = [said(text) for key in dict.fromkeys(one.detector for one in found) if key in detector_titles() for text in detector_titles()[key].innocent]
    return list(dict.fromkeys([*own, *of_detectors]))
