"""The pages of sealed files: one given back, and those with personal data opened for a working day once purpose and ground are named."""

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_http_methods

from mingjian.core.errors import NotPermitted
from mingjian.office.dossiers.shown import files_shown, url_of
from mingjian.office.files.keeping import file_visible_to, hand_out
from mingjian.office.files.readings import reveal_files
from mingjian.office.models import Dossier
from mingjian.office.papers.forms import RevealForm
from mingjian.office.people.permissions import dossier_visible_to
from mingjian.office.people.signin import officer_of


@require_GET
def sealed(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give a sealed file back, as a download only, under the name that it came with, and on record; one with personal data asks first why."""
    officer = officer_of(request)
    try:
        file, place = hand_out(officer, pk, now())
    except NotPermitted:
        return _ask_why(request, file_visible_to(officer, pk).dossier, status=403)
    reply = FileResponse(place.open("rb"), as_attachment=True, filename=file.name, content_type="application/octet-stream")
    reply["X-Content-Type-Options"], reply["Cache-Control"] = "nosniff", "no-store"
    return reply


@require_http_methods(["GET", "HEAD", "POST"])
def reveal(request: HttpRequest, number: str) -> HttpResponse:
    """Let the officer open the files of a dossier that hold personal data, with the purpose and ground on record."""
    officer = officer_of(request)
    found = dossier_visible_to(officer, number)
    if request.method != "POST":
        return _ask_why(request, found)
    form = RevealForm(request.POST)
    if not form.is_valid():
        return _ask_why(request, found, form, status=422)
    reveal_files(found, **form.cleaned_data, by=officer, at=now())
    return redirect(f"{url_of(found)}#files")


def _ask_why(request: HttpRequest, found: Dossier, form: RevealForm | None = None, *, status: int = 200) -> HttpResponse:
    """Show what is not opened yet, and the form that asks why; to whoever may not open it, who may."""
    files = files_shown(found, officer_of(request), now(), form)
    if not files.masked:
        return redirect(url_of(found))
    reply = render(request, "office/reveal_page.html", {"dossier": found, "files": files, "up": url_of(found), "is_refused": status == 403}, status=status)
    reply["Cache-Control"] = "no-store"
    return reply
