"""The pages of samples: the list, taking one in, one sample."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from mingjian.core.errors import MingjianError
from mingjian.institutions.samples.forms import SampleForm
from mingjian.institutions.samples.models import Sample
from mingjian.institutions.samples.opening import take_in
from mingjian.institutions.samples.particulars import PARTICULARS
from mingjian.institutions.samples.queries import sample_visible_to, samples_matching
from mingjian.institutions.samples.tables import SAMPLES
from mingjian.office.dossiers import shown as dossiers
from mingjian.office.files.tables import taken_out
from mingjian.office.lists.paging import page_of
from mingjian.office.models import Dossier, Officer
from mingjian.office.panels import panels_of
from mingjian.office.particulars.facts import facts
from mingjian.office.people.permissions import may, require, require_duty
from mingjian.office.people.signin import officer_of
from mingjian.office.web.middleware import status_of


@require_safe
def samples(request: HttpRequest) -> HttpResponse:
    """List the samples, the newest first."""
    officer = officer_of(request)
    require_duty(officer, Officer.Duty.WORK)
    question = request.GET.get("q", "")[:100]
    found = samples_matching(officer, question)
    if file := taken_out(request, SAMPLES, found):
        return file
    page = page_of(found, ("-dossier_id",), request.GET.get("after", ""))
    return render(request, "samples/samples.html", {"page": page, "q": question, "may_keep": may(officer, "samples.keep")})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Take a sample in."""
    officer = officer_of(request)
    require(officer, "samples.keep")
    form, status = SampleForm(request.POST or None), 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                return _opened(request, take_in(form.written(), by=officer, at=now()))
            except MingjianError as refused:
                form.add_error(None, refused.text.in_language(request.LANGUAGE_CODE))
                status = status_of(refused)
    return render(request, "samples/new.html", {"form": form}, status=status)


def _opened(request: HttpRequest, sample: Sample) -> HttpResponse:
    messages.success(request, gettext("Opened as %(number)s. The ledger holds it.") % {"number": sample.number})
    return redirect("samples:sample", sample.number)


@require_safe
def sample(request: HttpRequest, number: str) -> HttpResponse:
    """Show one sample."""
    return _show(request, sample_visible_to(officer_of(request), number))


def show_dossier(request: HttpRequest, dossier: Dossier, tried: dossiers.Tried) -> HttpResponse:
    """Show the sample of a dossier, for instance with a step that was just refused."""
    return _show(request, sample_visible_to(officer_of(request), dossier.number), tried)


def _show(request: HttpRequest, found: Sample, tried: dossiers.Tried = None) -> HttpResponse:
    officer, at = officer_of(request), now()
    context = {
        "sample": found,
        "dossier": found.dossier,
        "at": at,
        "shown": dossiers.shown(found.dossier, officer, at, tried),
        "panels": panels_of(found, officer, at, found.dossier),
        "facts": facts(PARTICULARS, found),
    }
    reply = render(request, "samples/sample.html", context)
    reply["Cache-Control"] = "no-store"
    return reply
