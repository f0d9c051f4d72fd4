"""The pages of sealed files and of what is revealable: a file given back, and the one page where personal data is revealed."""

from django.apps import apps
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.timezone import now
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingjian.core.errors import NotFound, NotPermitted
from mingjian.office.dossiers.filing import add_files
from mingjian.office.dossiers.parts import part_url
from mingjian.office.dossiers.reveal import RevealableFiles
from mingjian.office.files.kinds import is_drawn, is_leafed, is_played, is_read
from mingjian.office.files.links import leaves_an_entry
from mingjian.office.files.readings import asked_for, last_given
from mingjian.office.files.revealable import Revealable, reading_of, reveal, second, takes_two
from mingjian.office.files.storage import file_visible_to, hand_on, hand_out
from mingjian.office.institution import EVIDENCE
from mingjian.office.lists.digits import number_in
from mingjian.office.papers.forms import AddedFilesForm, RevealForm
from mingjian.office.people.permissions import dossier_visible_to
from mingjian.office.people.signin import officer_of
from mingjian.office.web.in_place import goes_on, in_place, is_playing, not_shown, note_playing, text_page
from mingjian.office.web.middleware import status_of


@leaves_an_entry
@require_GET
def sealed(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Return a sealed file back, as a download only, under the name that it came with, and on record; one with personal data asks first why."""
    officer = officer_of(request)
    try:
        file, content = hand_out(officer, pk, now())
    except NotPermitted:
        return _ask_why(request, RevealableFiles(file_visible_to(officer, pk).dossier), status=403)
    reply = FileResponse(content, as_attachment=True, filename=file.name, content_type="application/octet-stream")
    reply["X-Content-Type-Options"], reply["Cache-Control"] = "nosniff", "no-store"
    return reply


@leaves_an_entry
@require_GET
def preview(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Return a picture, the first pages of a PDF, sound or film of a dossier, in its place: on the same leave and with the same entry as the file itself."""
    officer = officer_of(request)
    name = file_visible_to(officer, pk).name
    if not is_drawn(name) and not is_leafed(name) and not is_played(name):
        raise not_shown()
    if goes_on(request) and is_playing(request, pk):
        return in_place(request, hand_on(officer, pk, now()))
    _, content = hand_out(officer, pk, now())
    if is_played(name):
        note_playing(request, pk)
    return in_place(request, content)


@leaves_an_entry
@require_GET
def text(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show the text of an office file, OFD or text of a dossier, as a copy to be read: on the same leave and with the same entry as the file itself."""
    officer = officer_of(request)
    if not is_read(file_visible_to(officer, pk).name):
        raise not_shown()
    try:
        file, content = hand_out(officer, pk, now())
    except NotPermitted:
        return _ask_why(request, RevealableFiles(file_visible_to(officer, pk).dossier), status=403)
    return text_page(request, content, file.name, back=f"{part_url(file.dossier, EVIDENCE)}#files", whole=reverse("sealed", args=[pk]))


@require_POST
def add(request: HttpRequest, number: str) -> HttpResponse:
    """Put files on a dossier, several at once; of one that is not taken it says why, and then none is put there."""
    officer = officer_of(request)
    dossier = dossier_visible_to(officer, number)
    form = AddedFilesForm(request.POST, request.FILES)
    if form.is_valid():
        added = len(add_files(dossier, form.brought(), by=officer, at=now()))
        told = ngettext("%d file is on the dossier. The ledger holds it.", "%d files are on the dossier. The ledger holds it.", added) % added
        messages.success(request, told if added else gettext("These files are on the dossier already."))
    else:
        messages.error(request, " ".join(str(fault) for faults in form.errors.values() for fault in faults))
    return redirect(f"{part_url(dossier, EVIDENCE)}#files")


@require_http_methods(["GET", "HEAD", "POST"])
def reveal_page(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """Let the officer see what is revealable, with the purpose and ground on record."""
    officer = officer_of(request)
    revealable = _revealable(kind, name, request)
    if request.method != "POST":
        is_read = reading_of(revealable, officer, now()) is not None
        return redirect(revealable.back) if revealable.is_empty or is_read else _ask_why(request, revealable)
    if "second" in request.POST:
        return _second(request, revealable)
    form = RevealForm(request.POST)
    if not form.is_valid():
        return _ask_why(request, revealable, form, status=422)
    try:
        reading = reveal(revealable, **form.cleaned_data, by=officer, at=now())
    except NotPermitted as refused:
        return _ask_why(request, revealable, status=status_of(refused))
    if reading.waits:
        messages.success(request, gettext("Asked. It opens to you once a colleague of your department, who may see it too, consents."))
        return redirect(revealable.path)
    return _go_on(request, revealable)


def _go_on(request: HttpRequest, revealable: Revealable) -> HttpResponse:
    """Lead to the page that shows it, or pass the request on to where what was revealed is put to use by the same click."""
    if (on := getattr(revealable, "goes_on", "")) and "form" in request.POST:
        return HttpResponse(status=307, headers={"Location": on})
    return redirect(revealable.back)


def _second(request: HttpRequest, revealable: Revealable) -> HttpResponse:
    """Consent to what a colleague asked to see, or decline."""
    is_given = request.POST.get("answer") == "yes"
    second(revealable, number_in(request.POST["second"]) or 0, is_given=is_given, by=officer_of(request), at=now())
    messages.success(request, gettext("Consented. The ledger holds it.") if is_given else gettext("Declined. The ledger holds it."))
    return redirect(revealable.path)


def _revealable(kind: str, name: str, request: HttpRequest) -> Revealable:
    """Return what is revealable under a name; one that the officer may not see does not exist for them."""
    for one in apps.get_app_configs():
        if guard := getattr(one, "reveals", {}).get(kind):
            found: Revealable = import_string(f"{one.name}.{guard}")(officer_of(request), name)
            return found
    raise NotFound("没有这一页。", "There is no such page.")


def _ask_why(request: HttpRequest, revealable: Revealable, form: RevealForm | None = None, *, status: int = 200) -> HttpResponse:
    """Show what is not opened yet, and the form that asks why; to whoever may not open it, who may."""
    officer = officer_of(request)
    template, masked = revealable.masked(officer, now())
    asked = list(asked_for(now(), revealable.read_as)) if takes_two(revealable) else []
    before = last_given(revealable.read_as, officer, getattr(revealable, "asked_at", revealable.path))  # as the officer gave it
    context = {
        "revealable": revealable,
        "may_read": revealable.who_may_read(officer),
        "masked": template,
        "form": form or RevealForm(initial=before),  # it is sent and entered anew
        "is_refused": status == 403,
    }
    context |= {"takes_two": takes_two(revealable), "own": [one for one in asked if one.officer_id == officer.pk]}
    context |= {"to_second": [one for one in asked if one.officer_id != officer.pk and one.officer.department_id == officer.department_id]}
    reply = render(request, "office/reveal.html", {**masked, **context}, status=status)
    reply["Cache-Control"] = "no-store"
    return reply
