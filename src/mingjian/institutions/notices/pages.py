"""The pages of notices: the list, one that is not taken in yet, and a right of the locker."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime, now
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from mingjian.core.errors import MingjianError, NotFound
from mingjian.institutions.notices.batches.queries import batch_visible_to, batches_visible_to, before
from mingjian.institutions.notices.batches.tables import ANSWERS, answers_of
from mingjian.institutions.notices.batches.work.send_many import MOST_BYTES, send_many
from mingjian.institutions.notices.disclosure import GuardedNotice, hand_out_addition
from mingjian.institutions.notices.forms import ManyForm
from mingjian.institutions.notices.lore.accuracy import accuracy_of
from mingjian.institutions.notices.lore.again import MOST_OFFERED, known_of, own_rights
from mingjian.institutions.notices.lore.bank import kind_of_picture
from mingjian.institutions.notices.lore.completeness import lacking_of_right
from mingjian.institutions.notices.lore.rates import rates_of
from mingjian.institutions.notices.lore.returned import WITHIN
from mingjian.institutions.notices.panels import notice_context
from mingjian.institutions.notices.queries import (
    notice_visible_to,
    notices_matching,
    picture_of_right,
    right_visible_to,
    rights_kept_by,
    without_addresses,
)
from mingjian.institutions.notices.tables import NOTICES, RATES, RIGHTS
from mingjian.office.acts.doing import check
from mingjian.office.acts.offers import ActForm, act_named
from mingjian.office.desk.middleware import status_of
from mingjian.office.files.guarded import reading_of
from mingjian.office.files.store import as_sealed
from mingjian.office.files.tables import taken_out
from mingjian.office.lists.paging import page_of
from mingjian.office.lists.parts import page_or_part
from mingjian.office.models import Officer
from mingjian.office.people.permissions import is_of_authority, may, require, require_duty
from mingjian.office.people.signin import officer_of

MOST_SELLERS = 100  # shown; the file has all
SHOWN_ROWS, SHOWN_BATCHES = 500, 20  # of a file of notices: the file to take along has all


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """List the notices that the officer may see, the newest first."""
    officer = officer_of(request)
    require_duty(officer, Officer.Duty.WORK)
    asked = {name: request.GET.get(name, "")[:100] for name in ("state", "q")}
    found = notices_matching(officer, state=asked["state"], question=asked["q"])
    if file := taken_out(request, NOTICES, found.order_by("-sent_at", "-id")):
        return file
    context = {"page": page_of(without_addresses(found), ("-sent_at", "-id"), request.GET.get("after", "")), **asked, "may_send": may(officer, "notices.send")}
    return page_or_part(request, "notices/notices.html", "notices/notices_list.html", context)


@require_safe
def notice(request: HttpRequest, number: str) -> HttpResponse:
    """Show a notice that waits, or was declined; one that was taken in is shown by its dossier."""
    officer = officer_of(request)
    found = notice_visible_to(officer, number)
    if found.dossier_id:
        return redirect(found.get_absolute_url())
    at, guarded = now(), GuardedNotice(found)
    is_open = guarded.who_may_read(officer) and reading_of(guarded, officer, at) is not None
    keeps = rights_kept_by(officer).filter(pk=found.right_id).exists()
    leave = {"opened": is_open, "reveal_at": guarded.path if guarded.who_may_read(officer) and not is_open and not guarded.is_empty else ""}
    reply = render(request, "notices/notice.html", {**notice_context(found, at, officer), **leave, "officer": officer, "keeps_right": keeps})
    reply["Cache-Control"] = "no-store"
    return reply


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
    context["sellers"] = list(found.sellers.select_related("listed_by"))
    if found.department_id == officer.department_id:
        context |= {"accuracy": accuracy_of(found, at), "links": True}
    context["is_holder"] = found.is_held_by(officer)
    if context["is_holder"]:
        context["accuracy"] = accuracy_of(found, at)
    return render(request, "notices/right.html", context)


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
    context = {"tables": [(platforms, False), (sellers[:MOST_SELLERS], True)], "days": WITHIN.days}
    reply = render(request, "notices/rates.html", context)
    reply["Cache-Control"] = "no-store"
    return reply


@require_safe
def send(request: HttpRequest) -> HttpResponse:
    """Show the form of a notice to whoever signed in, with what the node knows of the sender, and of a verified right that the sender chose."""
    officer = officer_of(request)
    act = act_named("notice", "send_notice", makes=True)
    check(act, None, officer)
    rights = own_rights(officer)
    chosen = rights.filter(number=request.GET.get("of_right", "")[:40]).first()
    form = ActForm(act, officer, typed=known_of(officer, chosen))
    reply = render(request, "notices/send.html", {"act": act, "form": form, "rights": rights[:MOST_OFFERED], "chosen": chosen})
    reply["Cache-Control"] = "no-store"
    return reply


@require_http_methods(["GET", "HEAD", "POST"])
def many(request: HttpRequest) -> HttpResponse:
    """Send many notices out of one file, and lead to the page that answers row by row."""
    officer = officer_of(request)
    require(officer, "notices.send")
    form, status = ManyForm(request.POST or None, request.FILES or None, initial=known_of(officer)), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                file = form.cleaned_data["list_file"]
                made = send_many(file.read(MOST_BYTES + 1), form.told(), by=officer, at=now(), name=file.name)
            except MingjianError as refused:
                form.add_error("list_file", refused.text.in_language(request.LANGUAGE_CODE))
                status = status_of(refused)
            else:
                messages.success(request, gettext("The file was brought. Each row has its answer below."))
                return redirect(made)
    reply = render(request, "notices/many.html", {"form": form, "batches": batches_visible_to(officer)[:SHOWN_BATCHES]}, status=status)
    reply["Cache-Control"] = "no-store"
    return reply


@require_safe
def batch(request: HttpRequest, number: str) -> HttpResponse:
    """Show the answers to the rows of a file, those that were not sent first; all of them are taken along as a file."""
    officer = officer_of(request)
    found = batch_visible_to(officer, number)
    rows = sorted(answers_of(found), key=lambda one: bool(one.notice))
    bad = [one for one in rows if not one.notice]
    is_bad_only = request.GET.get("only") == "bad"
    if file := taken_out(request, ANSWERS, bad if is_bad_only else rows):
        return file
    sent = {one.notice for one in rows if one.notice}
    context = {"batch": found, "rows": (bad if is_bad_only else rows)[:SHOWN_ROWS], "all": len(rows), "bad": len(bad), "sent": len(sent), "most": SHOWN_ROWS}
    reply = render(request, "notices/batch.html", {**context, "only": "bad" if is_bad_only else "", "before": before(found)})
    reply["Cache-Control"] = "no-store"
    return reply


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
