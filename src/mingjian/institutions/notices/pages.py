"""The pages of notices: the list, one that is not taken in yet, and a right of the locker."""

from itertools import groupby
from operator import attrgetter

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime, now
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from mingjian.core.errors import BadInput, MingjianError, NotFound
from mingjian.institutions.notices.batches.queries import (
    batch_visible_to,
    batches_visible_to,
    before,
    draft_left_of,
    draft_visible_to,
    drafts_visible_to,
)
from mingjian.institutions.notices.batches.tables import ANSWERS, answers_of
from mingjian.institutions.notices.batches.work.drafts import counted, draft_file, drop_draft, mend_draft, send_draft, shared_of
from mingjian.institutions.notices.batches.work.row_files import MOST_BYTES, NAMES, rows_kept
from mingjian.institutions.notices.batches.work.undo import may_undo, notices_of, undo_batch
from mingjian.institutions.notices.forms import ManyForm
from mingjian.institutions.notices.models import Batch, Draft
from mingjian.institutions.notices.panels import notice_context
from mingjian.institutions.notices.queries import (
    figure_appeal_visible_to,
    notice_visible_to,
    notices_matching,
    picture_of_right,
    right_visible_to,
    rights_kept_by,
    without_addresses,
)
from mingjian.institutions.notices.reveal import RevealableNotice, hand_out_addition
from mingjian.institutions.notices.rights.queries import hits_of
from mingjian.institutions.notices.services.accuracy import accuracy_of
from mingjian.institutions.notices.services.again import MOST_OFFERED, known_of, own_rights
from mingjian.institutions.notices.services.bank import kind_of_picture
from mingjian.institutions.notices.services.completeness import lacking_of_right
from mingjian.institutions.notices.services.rates import rates_of
from mingjian.institutions.notices.services.reappearance import WITHIN
from mingjian.institutions.notices.services.review import counted as counted_codes
from mingjian.institutions.notices.tables import MISSING, NOTICES, RATES, RIGHTS
from mingjian.office.acts.execution import check
from mingjian.office.acts.offers import ActForm, act_named
from mingjian.office.files.headings import heading_file
from mingjian.office.files.links import leaves_an_entry
from mingjian.office.files.revealable import reading_of
from mingjian.office.files.store import as_sealed
from mingjian.office.files.tables import MOST_ROWS, taken_out
from mingjian.office.language import said
from mingjian.office.lists.paging import page_of
from mingjian.office.lists.parts import page_or_part
from mingjian.office.models import Officer
from mingjian.office.people.permissions import is_of_authority, may, require, require_duty
from mingjian.office.people.signin import officer_of
from mingjian.office.web.middleware import status_of

MOST_SELLERS = 100  # shown; the file has all
SHOWN_ROWS, SHOWN_BATCHES, SHOWN_BAD, SHOWN_REFUSED = 500, 20, 100, 5  # of a file of notices: the file to take along has all
MOST_EDITS, _DIGITS = 1000, 8  # rows that one form mends, and digits of their numbers


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """List the notices that the officer may see, the newest first."""
    officer = officer_of(request)
    require_duty(officer, Officer.Duty.WORK)
    asked = {name: request.GET.get(name, "")[:100] for name in ("state", "q")}
    found = notices_matching(officer, state=asked["state"], question=asked["q"])
    if file := taken_out(request, NOTICES, found.order_by("-sent_at", "-id")):
        return file
    context = {
        "page": page_of(without_addresses(found), ("-sent_at", "-id"), request.GET.get("after", "")),
        **asked,
        "may_send": may(officer, "notices.send"),
        "handles": may(officer, "notices.handle"),
    }
    return page_or_part(request, "notices/notices.html", "notices/notices_list.html", context)


@require_safe
def notice(request: HttpRequest, number: str) -> HttpResponse:
    """Show a notice that waits, or was declined; one that was taken in is shown by its dossier."""
    officer = officer_of(request)
    found = notice_visible_to(officer, number)
    if found.dossier_id:
        return redirect(found.get_absolute_url())
    at, revealable = now(), RevealableNotice(found)
    is_open = revealable.who_may_read(officer) and reading_of(revealable, officer, at) is not None
    keeps = rights_kept_by(officer).filter(pk=found.right_id).exists()
    leave = {"opened": is_open, "reveal_at": revealable.path if revealable.who_may_read(officer) and not is_open and not revealable.is_empty else ""}
    lane = {"lane": accuracy_of(found.right, at).lane} if officer.department_id == found.department_id else {}
    reply = render(request, "notices/notice.html", {**notice_context(found, at, officer), **leave, **lane, "officer": officer, "keeps_right": keeps})
    reply["Cache-Control"] = "no-store"
    return reply


@leaves_an_entry
@require_safe
def addition(request: HttpRequest, number: str, pk: int) -> FileResponse:
    """Return a file that came with a notice, as a download only, to whoever is to take the notice in and said why they look."""
    file, content = hand_out_addition(officer_of(request), number, pk, now())
    reply = FileResponse(content, as_attachment=True, filename=file.name, content_type="application/octet-stream")
    reply["X-Content-Type-Options"], reply["Cache-Control"] = "nosniff", "no-store"
    return reply


@require_safe
def right(request: HttpRequest, number: str) -> HttpResponse:
    """Show a right of the locker, with what is wrong with it today."""
    officer, at = officer_of(request), now()
    found = right_visible_to(officer, number)
    context = {"right": found, "faults": lacking_of_right(found, localtime(at).date()), "lists_rights": may(officer, "notices.send")}
    context["pictures"] = list(found.pictures.select_related("added_by")[:50])
    sellers = found.sellers.select_related("listed_by").order_by("classes", "shop")
    context["seller_lists"] = [(classes, list(rows)) for classes, rows in groupby(sellers, key=attrgetter("classes"))]
    if found.department_id == officer.department_id:
        context |= {"accuracy": accuracy_of(found, at), "links": True}
    context["is_holder"] = found.is_held_by(officer)
    if context["is_holder"]:
        context["accuracy"] = accuracy_of(found, at)
    context["hits"] = hits_of(officer).filter(picture__right=found, settled_at__isnull=True).count()
    return render(request, "notices/right.html", context)


@require_safe
def figure_appeal(request: HttpRequest, number: str) -> HttpResponse:
    """Show an appeal against a figure of accuracy, to whoever sent it and to the authority that decides."""
    found = figure_appeal_visible_to(officer_of(request), number)
    return render(request, "notices/figure_appeal.html", {"appeal": found})


@require_safe
def bank_picture(request: HttpRequest, number: str, digest: str) -> FileResponse:
    """Return a picture of a right's bank, to whoever may see the right and to authorities, whose clues are held against it."""
    officer = officer_of(request)
    if not is_of_authority(officer):
        right_visible_to(officer, number)
    found = picture_of_right(number, digest)
    kind = kind_of_picture(found.sha256) if found else ""
    if found is None or not kind:
        raise NotFound("没有这张图片。", "There is no such picture.")
    reply = FileResponse(as_sealed(found.sha256), content_type=kind)
    reply["X-Content-Type-Options"], reply["Cache-Control"] = "nosniff", "private, no-store"
    return reply


@require_safe
def rates(request: HttpRequest) -> HttpResponse:
    """Show how often what measures were taken on came back, per platform and per seller."""
    officer = officer_of(request)
    require(officer, "notices.see")
    platforms, sellers = rates_of(officer, now())
    if file := taken_out(request, RATES, [*platforms, *sellers]):
        return file
    told = {"days": WITHIN.days, "handles": may(officer, "notices.handle")}
    context = {"tables": [(platforms, False), (sellers[:MOST_SELLERS], True)], **told}
    reply = render(request, "notices/rates.html", context)
    reply["Cache-Control"] = "no-store"
    return reply


@require_safe
def missing(request: HttpRequest) -> HttpResponse:
    """Show for what the officer's platform asked the senders of notices, by the codes of the checklist."""
    officer = officer_of(request)
    require(officer, "notices.handle")
    counts = counted_codes(officer.department, now()) if officer.department else []
    if file := taken_out(request, MISSING, counts):
        return file
    return render(request, "notices/missing.html", {"counts": counts})


@require_safe
def send(request: HttpRequest) -> HttpResponse:
    """Show the form of a notice to whoever signed in, with what the node knows of the sender, and of a verified right that the sender chose."""
    officer = officer_of(request)
    act = act_named("notice", "send_notice", makes=True)
    check(act, None, officer)
    rights = own_rights(officer)
    chosen = rights.filter(number=request.GET.get("of_right", "")[:40]).first()
    told = {"listing_addresses": address} if (address := request.GET.get("address", "")[:2000]) else {}
    form = ActForm(act, officer, typed={**known_of(officer, chosen), **told})
    reply = render(request, "notices/send.html", {"act": act, "form": form, "rights": rights[:MOST_OFFERED], "chosen": chosen})
    reply["Cache-Control"] = "no-store"
    return reply


@require_http_methods(["GET", "HEAD", "POST"])
def many(request: HttpRequest) -> HttpResponse:
    """Read a file of notices, and lead to the page that shows what becomes of each row; nothing is sent yet."""
    officer = officer_of(request)
    require(officer, "notices.send")
    rights = own_rights(officer)
    chosen = rights.filter(number=request.GET.get("of_right", "")[:40]).first()
    form, status = ManyForm(request.POST or None, request.FILES or None, initial=known_of(officer, chosen)), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                file = form.cleaned_data["list_file"]
                return redirect(draft_file(file.read(MOST_BYTES + 1), form.told(), by=officer, at=now(), name=file.name))
            except MingjianError as refused:
                is_of_papers = isinstance(refused, BadInput) and refused.papers
                form.add_error(None if is_of_papers else "list_file", refused.text.in_language(request.LANGUAGE_CODE))
                form.point_at(refused)
                status = status_of(refused)
    columns = [(name != "note", words) for name, words in NAMES.items()]
    told = {"form": form, "rights": rights[:MOST_OFFERED], "chosen": chosen, "columns": columns}
    told |= {"batches": batches_visible_to(officer)[:SHOWN_BATCHES], "drafts": drafts_visible_to(officer)[:SHOWN_BATCHES]}
    reply = render(request, "notices/many.html", told, status=status)
    reply["Cache-Control"] = "no-store"
    return reply


@require_safe
def many_template(request: HttpRequest) -> HttpResponse:
    """Return an empty table of addresses that notices are about."""
    require(officer_of(request), "notices.send")
    return heading_file([words[0] for words in NAMES.values()], "notices")


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, number: str) -> HttpResponse:
    """Show the rows of a file before it is sent, those that do not go first: they are mended in place or taken out, and the others are sent."""
    officer = officer_of(request)
    found = draft_visible_to(officer, number)
    if request.method == "POST":
        return _drafted(request, found, officer)
    rows = rows_kept(found.rows)
    bad = [row for row in rows if row.fault]
    told = sorted((row for row in rows if row.goes_to and not row.fault), key=lambda row: row.hint is None)
    context = {**counted(rows), "draft": found, "all": len(rows), "faulty": bad[:SHOWN_BAD], "told": told[:SHOWN_ROWS], "most": SHOWN_ROWS}
    context |= {"out_rows": [row for row in rows if row.is_out][:SHOWN_BAD], "shared": shared_of(found), "more_bad": max(0, len(bad) - SHOWN_BAD)}
    context["places"] = [(zh if request.LANGUAGE_CODE.startswith("zh") else en, count) for (zh, en), count in context["places"].items()]
    reply = render(request, "notices/draft.html", context)
    reply["Cache-Control"] = "no-store"
    return reply


def _drafted(request: HttpRequest, found: Draft, officer: Officer) -> HttpResponse:
    """Mend the rows as they were filled in, and send what goes where that was asked for and nothing was changed: nothing is sent that was not shown."""
    if request.POST.get("do") == "drop":
        drop_draft(found)
        messages.success(request, gettext("The draft was removed; nothing of it was sent."))
        return redirect("notices:many")
    try:
        if mend_draft(found, _edits(request), by=officer, at=now()):
            messages.success(request, gettext("The rows were checked again. Nothing was sent yet."))
            return redirect(found)
        if request.POST.get("do") != "send":
            messages.info(request, gettext("No row was changed."))
            return redirect(found)
        made = send_draft(found, by=officer, at=now())
    except MingjianError as refused:
        messages.error(request, said(refused.text))
        return redirect(found)
    messages.success(request, gettext("The notices were sent. Each row has its answer below."))
    return redirect(made)


def _edits(request: HttpRequest) -> dict[int, dict[str, str]]:
    """Return what was filled in at rows, by their number; a row that was shown and is not ticked is not out."""
    shown = [int(one) for one in request.POST.getlist("row")[:MOST_EDITS] if one.isdigit() and len(one) < _DIGITS]
    told: dict[int, dict[str, str]] = {}
    for number in shown:
        given = {name: request.POST[f"{name}-{number}"] for name in ("address", "platform", "note") if f"{name}-{number}" in request.POST}
        told[number] = given | {"out": request.POST.get(f"out-{number}", "")}
    return told


@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: HttpRequest, number: str) -> HttpResponse:
    """Show the answers to the rows of a file, those that were not sent first; all of them are taken along, and within an hour the sending is undone."""
    officer, at = officer_of(request), now()
    found = batch_visible_to(officer, number)
    if request.method == "POST":
        _undone(request, found, officer)
        return redirect(found)
    rows = sorted(answers_of(found), key=lambda one: bool(one.notice))
    bad = [one for one in rows if not one.notice]
    is_bad_only = request.GET.get("only") == "bad"
    asked = bad if is_bad_only else rows
    part = int(request.GET["part"]) if request.GET.get("part", "").isdigit() else 1
    if file := taken_out(request, ANSWERS, asked[MOST_ROWS * (part - 1) : MOST_ROWS * part]):
        return file
    sent = notices_of(found)
    context = {"batch": found, "rows": asked[:SHOWN_ROWS], "notices": sent[:SHOWN_ROWS], "most": SHOWN_ROWS}
    context |= {"all": len(rows), "bad": len(bad), "sent": len(sent)}
    context |= {"parts": range(1, -(-len(asked) // MOST_ROWS) + 1), "can_undo": any(may_undo(one, at) for one in sent), "left": draft_left_of(officer, found)}
    reply = render(request, "notices/batch.html", {**context, "only": "bad" if is_bad_only else "", "before": before(found)})
    reply["Cache-Control"] = "no-store"
    return reply


def _undone(request: HttpRequest, found: Batch, officer: Officer) -> None:
    """Take back what can be, and say what stands."""
    try:
        outcome = undo_batch(found, by=officer, at=now())
    except MingjianError as refused:
        messages.error(request, said(refused.text))
        return
    messages.success(request, gettext("Notices taken back: %(done)d.") % {"done": outcome.done})
    for number, why in outcome.refused[:SHOWN_REFUSED]:
        messages.warning(request, f"{number}: {said(why)}")


@require_safe
def rights(request: HttpRequest) -> HttpResponse:
    """List the rights that the officer keeps: a holder's own, or those of the own platform's locker."""
    officer = officer_of(request)
    require(officer, "notices.send")
    found = rights_kept_by(officer)
    if file := taken_out(request, RIGHTS, found.order_by("-entered_at", "-id")):
        return file
    context = {"page": page_of(found, ("-entered_at", "-id"), request.GET.get("after", ""))}
    return page_or_part(request, "notices/rights.html", "notices/rights_list.html", context)
