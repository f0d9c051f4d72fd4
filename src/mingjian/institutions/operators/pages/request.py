"""The page that asks a platform or courier about a subject."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from mingjian.core.errors import BadInput, NotFound, StepRefused
from mingjian.institutions.operators.facts import RequestForm
from mingjian.institutions.operators.queries import subject_numbered
from mingjian.institutions.operators.services.requests import ask_about, ask_county, whom_to_ask
from mingjian.institutions.operators.services.trace import trace
from mingjian.office.dossiers.shown import url_of
from mingjian.office.people.permissions import dossier_visible_to, require
from mingjian.office.people.signin import officer_of


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """Open an assistance request about a subject, in the official fields. A refusal keeps what was typed."""
    officer = officer_of(request)
    require(officer, "operators.keep_subjects")
    found = subject_numbered(officer, number)
    asked_for = (request.POST.get("source") or request.GET.get("for", ""))[:40]
    source = dossier_visible_to(officer, asked_for) if asked_for else None
    form = RequestForm(request.POST or None, initial={"source": asked_for})
    if request.method == "POST" and form.is_valid():
        try:
            opened = ask_about(found, form.asked(), by=officer, at=now(), source=source)
        except (BadInput, StepRefused) as refused:
            form.add_error(None, refused.text.in_language(request.LANGUAGE_CODE))
        else:
            messages.success(request, gettext("Opened as %(number)s. The ledger holds it.") % {"number": opened.number})
            return redirect(url_of(opened))
    there, absent = whom_to_ask(found)
    context = {"subject": found, "source": source, "form": form, "platforms": there, "absent": absent}
    return render(request, "operators/ask.html", context, status=422 if form.is_bound else 200)


@require_POST
def onward(request: HttpRequest, number: str) -> HttpResponse:
    """Go on from where a trace ended in another county: a request to it, filled with the way."""
    officer = officer_of(request)
    require(officer, "operators.keep_subjects")
    found = subject_numbered(officer, number)
    stop = next((one for one in trace(found, officer)[0] if one.key == request.POST.get("stop", "")), None)
    if stop is None:
        raise NotFound("追查已不再到达此处，请刷新。", "The trace does not reach that place any more: reload the page.")
    opened = ask_county(found, stop, by=officer, at=now())
    messages.success(request, gettext("Opened as %(number)s. The ledger holds it.") % {"number": opened.number})
    return redirect(url_of(opened))
