"""The page by which a hotline's list comes in, with what came of each row, and the answers in the headings of the hotline."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext, override
from django.views.decorators.http import require_http_methods, require_safe

from mingjian.core.errors import MingjianError
from mingjian.institutions.disputes.imports.forms import ListForm
from mingjian.institutions.disputes.imports.opening import Listed, import_list
from mingjian.institutions.disputes.imports.services.record import KIND
from mingjian.institutions.disputes.imports.tables import ANSWERS
from mingjian.institutions.disputes.particulars import PARTICULARS
from mingjian.institutions.disputes.queries import complaints_visible_to
from mingjian.institutions.market.queries.lake import waiting_folder
from mingjian.office.files.headings import empty_file
from mingjian.office.files.pending import forget, keep_waiting
from mingjian.office.files.tables import taken_out
from mingjian.office.language import said
from mingjian.office.lists.text import visible
from mingjian.office.people.permissions import require
from mingjian.office.people.signin import officer_of

SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
def import_page(request: HttpRequest) -> HttpResponse:
    """Register a list that comes with the form, and say what came of it."""
    officer = officer_of(request)
    require(officer, "disputes.register")
    form = ListForm(request.POST or None, request.FILES or None)
    done: Listed | None = None
    if request.method == "POST" and form.is_valid():
        try:
            waiting = keep_waiting(form.cleaned_data["file"], KIND, "", officer, waiting_folder())
            try:
                done = import_list(waiting.path, form.cleaned_data["hotline"], by=officer, at=now())
            finally:
                forget(waiting)
        except MingjianError as refused:
            form.add_error("file", f"{visible(form.cleaned_data['file'].name or '')[-100:]}{gettext(': ')}{said(refused.text)}")
    context = {"kind": KIND, "form": ListForm() if done else form, **(_told(done) if done else {})}
    return render(request, "disputes/import.html", context, status=422 if form.errors else 200)


def _told(done: Listed) -> dict[str, Any]:
    labels = {one.name: said(one.label) for one in PARTICULARS.asked}
    return {
        "done": done,
        "changed": [(one, "、".join(labels.get(name, name) for name in names)) for one, names in done.changed[:SHOWN]],
        "new": done.new[:SHOWN],
        "clues": done.clues[:SHOWN],
        "bad_rows": [{"row": one.row, "value": one.value, "reason": said(one.reason)} for one in done.bad_rows[:SHOWN]],
    }


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """Return an empty list with the headings that are known."""
    require(officer_of(request), "disputes.register")
    return empty_file(KIND, KIND.title.zh)


@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    """Return what came of the complaints of a hotline, in its own headings whatever language the console has."""
    officer = officer_of(request)
    found = complaints_visible_to(officer).exclude(original_number="").select_related("dossier__officer")
    if hotline := request.GET.get("hotline", "")[:20]:
        found = found.filter(hotline=hotline)
    with override("zh-hans"):
        file = taken_out(request, ANSWERS, found.order_by("dossier_id"))
    return file or redirect("disputes:complaints")
