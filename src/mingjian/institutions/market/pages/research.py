"""The page of a load's masked set: what it would hold, and the set for whoever says for what and for whom."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods

from mingjian.core.errors import BadInput
from mingjian.core.records import kind
from mingjian.core.research_set import left_out
from mingjian.institutions.market.forms import ResearchForm
from mingjian.institutions.market.queries import load_visible_to
from mingjian.institutions.market.work.research import make_set
from mingjian.office.language import said
from mingjian.office.people.permissions import require
from mingjian.office.people.signin import officer_of


@require_http_methods(["GET", "HEAD", "POST"])
def research(request: HttpRequest, digest: str) -> HttpResponse:
    """Return what a masked set of a load leaves out, and give one as a Parquet file."""
    officer = officer_of(request)
    found = load_visible_to(officer, digest)
    require(officer, "market.make_research_sets")
    form, status = ResearchForm(request.POST or None), 422 if request.method == "POST" else 200
    if form.is_valid():
        try:
            made = make_set(found, **form.cleaned_data, by=officer, at=now())
        except BadInput as refused:
            form.add_error(None, refused.text.in_language(request.LANGUAGE_CODE))
        else:
            reply = HttpResponse(made.data, content_type="application/vnd.apache.parquet")
            reply["Content-Disposition"] = f'attachment; filename="research-{found.kind}-{made.sha256[:8]}.parquet"'
            reply["Cache-Control"] = "no-store"
            return reply
    described = kind(found.kind)
    gone = [said(described.column(name).meaning) for name in left_out(described)]
    return render(request, "market/research.html", {"load": found, "form": form, "left_out": gone}, status=status)
