"""The archive package of a closed dossier: what would go in, and the package as a download."""

import tempfile

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods

from mingjian.institutions.retention.forms import ArchiveForm
from mingjian.institutions.retention.work.archive import POWER, archive, may_archive, reveal_page, shut_to
from mingjian.office.documents.index import counted, lines_of
from mingjian.office.documents.queries import index_page
from mingjian.office.dossiers.shown import url_of
from mingjian.office.people.permissions import dossier_visible_to, require
from mingjian.office.people.signin import officer_of


@require_http_methods(["GET", "HEAD", "POST"])
def archive_package(request: HttpRequest, number: str) -> HttpResponseBase:
    """Show what the package of a dossier would hold; POST makes it and gives it."""
    officer = officer_of(request)
    dossier = dossier_visible_to(officer, number)
    require(officer, POWER)
    form = ArchiveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        out = tempfile.TemporaryFile(prefix="mingjian-")  # noqa: SIM115 - the response closes it
        try:
            archive(dossier, form.labels(), out, by=officer, at=now())
        except BaseException:
            out.close()  # no response is left that would
            raise
        out.seek(0)
        reply = FileResponse(out, as_attachment=True, filename=f"{dossier.number}-archive.zip", content_type="application/zip")
        reply["X-Content-Type-Options"], reply["Cache-Control"] = "nosniff", "private, no-store"
        return reply
    return _shown(request, number, form)


def _shown(request: HttpRequest, number: str, form: ArchiveForm) -> HttpResponse:
    officer, at = officer_of(request), now()
    dossier = dossier_visible_to(officer, number)
    lines = lines_of(dossier)
    pages, uncounted = counted(lines)
    told = {"items": len(lines), "pages": pages, "uncounted": uncounted, "shut": shut_to(officer, dossier, at), "reveal": reveal_page(dossier)}
    index = index_page(dossier)
    context = {"index": index, "dossier": dossier, "form": form, "up": url_of(dossier), "may_archive": may_archive(officer, dossier), **told}
    return render(request, "retention/archive.html", context, status=422 if form.is_bound else 200)
